//! `/api/v1/companies/{id}/payment-provider`.

use super::wire::PaymentProviderName;
use crate::kit::allowed::Allowed;
use crate::kit::failure;
use crate::kit::routes::ServiceConfig;
use actix_web::{Responder, web};
use app::directory::Precondition;
use app::payments::Payments;
use app::payments::provider::{self, PaymentSetting, WantedStripe};
use domain::CompanyId;
use domain::access::{Action, actions, authorise};
use http_kit::{
    Answer, Authenticated, Checks, Data, EmptyQuery, IfMatch, InstantOut, Json, Now, Problem, get, put,
};
use persistence::{Database, Tx};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(get_payment_provider).service(put_payment_provider);
}

/// Which provider takes a company's payments.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewPaymentProvider)]
#[serde(deny_unknown_fields)]
struct ProviderIn {
    provider: PaymentProviderName,
    stripe: Option<StripeIn>,
}

/// An account with Stripe. What is absent stays as it is stored, the signing secret within the mode of the key.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewStripeAccount)]
#[serde(deny_unknown_fields)]
struct StripeIn {
    /// A secret or restricted key that may write Checkout Sessions and refunds, and read payment intents and disputes.
    #[schema(write_only)]
    secret_key: Option<String>,
    /// The signing secret of the webhook at `/webhooks/stripe/{company_id}`.
    #[schema(write_only)]
    webhook_secret: Option<String>,
}

impl ProviderIn {
    /// What is wanted; `None` is the company itself.
    fn wanted(self) -> Result<Option<WantedStripe>, Problem> {
        let mut checks = Checks::new();
        let wanted = match (self.provider, self.stripe) {
            (PaymentProviderName::Offline, None) => None,
            (PaymentProviderName::Offline, Some(_)) => {
                checks.note("/stripe", "belongs to another provider");
                None
            }
            (PaymentProviderName::Stripe, None) => Some(WantedStripe::default()),
            (PaymentProviderName::Stripe, Some(given)) => {
                Some(WantedStripe { secret_key: given.secret_key, webhook_secret: given.webhook_secret })
            }
        };
        checks.finish()?;
        Ok(wanted)
    }
}

/// Which provider takes a company's payments, without what is secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaymentProvider)]
struct ProviderOut {
    company_id: i64,
    provider: PaymentProviderName,
    /// Whether the key moves real money; null where it does not say, and for `offline`.
    live: Option<bool>,
    /// Whether credentials are stored; they are shown to nobody.
    has_credentials: bool,
    /// Where Stripe is to send its events, below this server's address; null for `offline`.
    webhook_path: Option<String>,
    /// Null where nobody ever chose one.
    updated_at: Option<InstantOut>,
}

impl From<PaymentSetting> for ProviderOut {
    fn from(setting: PaymentSetting) -> Self {
        let company_id = setting.company.0;
        let provider = if setting.provider.is_some() {
            PaymentProviderName::Stripe
        } else {
            PaymentProviderName::Offline
        };
        Self {
            company_id,
            provider,
            live: setting.provider.as_ref().and_then(|provider| provider.live),
            has_credentials: setting.provider.is_some(),
            webhook_path: setting.provider.map(|_| format!("/webhooks/stripe/{company_id}")),
            updated_at: setting.updated_at.map(Into::into),
        }
    }
}

#[utoipa::path(
    tag = "Payments",
    summary = "Read a company's payment provider",
    params(("id" = i64, Path, description = "The company's id")),
    responses((status = 200, description = "The provider, without its credentials", body = ProviderOut)),
)]
#[get("/api/v1/companies/{id}/payment-provider")]
async fn get_payment_provider(
    caller: Authenticated,
    id: web::Path<i64>,
    _: EmptyQuery,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = authorise(&caller, Action::ManageProviders, None)?;
    let id = CompanyId(*id);
    let found = db.read(move |tx| provider::get(tx, &permit, id)).await.map_err(failure::problem)?;
    let version = found.version;
    Ok(Answer::ok(ProviderOut::from(found)).version(version))
}

#[utoipa::path(
    tag = "Payments",
    summary = "Set a company's payment provider",
    description = "Payments that have begun stay where they are, and so do their refunds. Services whose prices Stripe can't \
                   carry are 422. A key of another mode (test, live) is another account, which needs its own \
                   `webhook_secret` when it is put first. Of two first choices at once, one is refused (409 `duplicate`). \
                   Honours `If-Match`.",
    params(("id" = i64, Path, description = "The company's id")),
    request_body = ProviderIn,
    responses((status = 200, description = "The provider from now on", body = ProviderOut)),
)]
#[put("/api/v1/companies/{id}/payment-provider")]
async fn put_payment_provider(
    caller: Allowed<actions::ManageProviders>,
    place: (web::Path<i64>, EmptyQuery),
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    payments: Data<Payments>,
    Json(body): Json<ProviderIn>,
) -> Result<impl Responder, Problem> {
    let permit = authorise(&caller, Action::ManageProviders, None)?;
    let (id, expected) = (CompanyId(*place.0), Precondition::new(if_match.into_versions()));
    let (wanted, payments) = (body.wanted()?, (*payments).clone());
    let work =
        move |tx: &mut Tx<'_>| provider::put(tx, &permit, &payments, id, wanted.as_ref(), &expected, now);
    let put = db.write(work).await.map_err(failure::problem)?;
    let version = put.version;
    Ok(Answer::ok(ProviderOut::from(put)).version(version))
}
