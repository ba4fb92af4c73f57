//! `/webhooks/stripe/{company_id}`: what Stripe reports of itself.

use crate::kit::failure;
use crate::kit::routes::ServiceConfig;
use actix_web::{HttpRequest, Responder, web};
use app::payments::Payments;
use app::payments::reports::{self, Judged, Report};
use domain::CompanyId;
use http_kit::problem::catalogue;
use http_kit::{Anonymous, Answer, Data, EmptyQuery, Now, Problem, SignedJson, post};
use persistence::{Database, Tx};
use serde::Serialize;
use utoipa::ToSchema;

/// Characters of the header with the signature, at most.
const SIGNATURE: usize = 2000;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(take_stripe_event);
}

/// That a report was taken.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Received)]
struct ReceivedOut {
    received: bool,
}

#[utoipa::path(
    tag = "Payments",
    summary = "Take an event of Stripe's",
    description = "For Stripe alone: the body is signed, in the header `Stripe-Signature`, with the secret of the company's \
                   webhook, and at most five minutes old. Each event is acted on once; those of no use here are taken too.",
    params(
        ("id" = i64, Path, description = "The company's id"),
        ("Stripe-Signature" = Option<String>, Header, description = "`t=…,v1=…`"),
    ),
    request_body(content = Object, content_type = "application/json", description = "The event, as Stripe signed it"),
    responses((status = 200, description = "It was taken", body = ReceivedOut)),
    security(()),
)]
#[post("/webhooks/stripe/{id}")]
async fn take_stripe_event(
    _: Anonymous,
    request: HttpRequest,
    place: (web::Path<i64>, EmptyQuery),
    Now(now): Now,
    db: Data<Database>,
    payments: Data<Payments>,
    SignedJson(body): SignedJson,
) -> Result<impl Responder, Problem> {
    let signature = request.headers().get("Stripe-Signature").and_then(|value| value.to_str().ok());
    let signature = signature.filter(|text| text.len() <= SIGNATURE).unwrap_or_default().to_owned();
    let report = Report { signature, body: body.to_vec() };
    let (company, payments) = (CompanyId(*place.0), (*payments).clone());
    let judge = move |tx: &mut Tx<'_>| reports::judge(tx, &payments, company, &report, now);
    match db.read(judge).await.map_err(failure::problem)? {
        Judged::Useless => {}
        Judged::Believed(event) => {
            let note = move |tx: &mut Tx<'_>| reports::note(tx, company, &event, now);
            db.write(note).await.map_err(failure::problem)?;
        }
        Judged::NoCompany => return Err(Problem::not_found("company")),
        Judged::Unbelieved => {
            let detail = "the signature does not go with this body, now";
            return Err(Problem::new(&catalogue::BAD_SIGNATURE, detail));
        }
    }
    Ok(Answer::ok(ReceivedOut { received: true }))
}
