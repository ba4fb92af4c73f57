//! `/app/settings/payments`: who takes the company's payments.

use crate::kit::field::{Field, FormPage, filled, valued};
use crate::kit::input::{Errors, Input};
use crate::kit::outcome::{Outcome, done};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::texts::Texts;
use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use app::kit::Precondition;
use app::payments::Payments;
use app::payments::provider::{self, PaymentSetting, WantedStripe};
use domain::Refusal;
use domain::access::Permit;
use domain::access::actions::ManageProviders;
use http_kit::{Data, Routes, public_address, resource};
use persistence::{StoreError, Tx};

const PATH: &str = "/app/settings/payments";
const STRIPE: &str = "stripe";
const OFFLINE: &str = "offline";

pub(super) fn routes(routes: &mut Routes) {
    routes.service(resource(PATH).get(look).post(save));
}

fn fields(texts: Texts, is_stored: bool) -> Vec<Field> {
    let secret = |name: &'static str, key: &str| {
        let hint = if is_stored { "provider-keep" } else { "provider-needed" };
        Field { autocomplete: "off", ..Field::typed("password", name, texts.say(key)) }.hint(texts.say(hint))
    };
    let providers =
        [(OFFLINE, "by-company"), (STRIPE, "by-stripe")].map(|(name, key)| (name.to_owned(), texts.say(key)));
    vec![
        Field::select("provider", texts.say("payment-provider"), providers).hint(texts.say("provider-hint")),
        secret("secret_key", "provider-key"),
        secret("webhook_secret", "provider-webhook-secret"),
    ]
}

async fn stored(page: &Page<ManageProviders>) -> Result<PaymentSetting, Refused> {
    let id = page.company;
    page.read(move |tx, permit| provider::get(tx, permit, id)).await
}

fn show(
    page: &Page<ManageProviders>,
    request: &HttpRequest,
    status: StatusCode,
    setting: &PaymentSetting,
    fields: Vec<Field>,
    errors: Errors,
) -> Answered {
    let texts = page.visitor.texts;
    let heading = texts.say("settings-payments");
    let address = public_address(request);
    let webhook = format!("{}/webhooks/stripe/{}", address.trim_end_matches('/'), page.company);
    let mode = match setting.provider.as_ref().and_then(|provider| provider.live) {
        Some(true) => format!("{} ", texts.say("provider-live")),
        Some(false) => format!("{} ", texts.say("provider-test")),
        None => String::new(),
    };
    page.show_form(
        status,
        FormPage {
            shell: page.shell(&heading),
            heading,
            intro: Some(format!("{mode}{}", texts.with("provider-webhook", "url", &webhook))),
            action: PATH.into(),
            fields,
            hidden: vec![("version".into(), setting.version.to_string())],
            errors,
            submit: texts.say("save"),
            back: Way { path: "/app/settings".into(), text: texts.say("nav-settings") },
            danger: None,
            keeps: None,
            zones: Vec::new(),
        },
    )
}

fn chosen(setting: &PaymentSetting) -> String {
    if setting.provider.is_some() { STRIPE.into() } else { OFFLINE.into() }
}

async fn look(page: Page<ManageProviders>, request: HttpRequest) -> Answered {
    let setting = stored(&page).await?;
    let value = |name: &str| if name == "provider" { chosen(&setting) } else { String::new() };
    let fields = valued(fields(page.visitor.texts, setting.provider.is_some()), value);
    show(&page, &request, StatusCode::OK, &setting, fields, Errors::default())
}

async fn save(sent: Submitted<ManageProviders>, payments: Data<Payments>, request: HttpRequest) -> Answered {
    let Submitted { page, form } = sent;
    let (texts, now, id) = (page.visitor.texts, page.now, page.company);
    let mut input = Input::new(&form, texts);
    let account = WantedStripe {
        secret_key: input.secret("secret_key"),
        webhook_secret: input.secret("webhook_secret"),
    };
    let wanted = input.choice("provider", |name| match name {
        OFFLINE => Some(None),
        STRIPE => Some(Some(account)),
        _ => None,
    });
    let expected = Precondition::new(input.version());
    let outcome = match wanted {
        Some(wanted) => {
            let payments = (*payments).clone();
            let work = move |tx: &mut Tx<'_>, permit: &Permit| {
                provider::put(tx, permit, &payments, id, wanted.as_ref(), &expected, now).map(drop)
            };
            judged(&page, page.write(work).await)?
        }
        None => Outcome::Wrong(input.errors),
    };
    let (status, errors) = match outcome {
        Outcome::Done(()) => return Ok(done(PATH, "saved")),
        Outcome::Wrong(errors) => (StatusCode::UNPROCESSABLE_ENTITY, errors),
        // What was typed is secret, and typed again.
        Outcome::Overtaken => {
            let mut errors = Errors::default();
            errors.add("", texts.say("both-heading"));
            (StatusCode::PRECONDITION_FAILED, errors)
        }
    };
    let setting = stored(&page).await?;
    let fields = filled(fields(texts, setting.provider.is_some()), &form, &errors);
    show(&page, &request, status, &setting, fields, errors)
}

/// What the use case answers; what is wrong with the account stands at the fields of the form.
fn judged(page: &Page<ManageProviders>, result: Result<(), StoreError>) -> Result<Outcome<()>, Refused> {
    let Err(StoreError::Refused(Refusal::Invalid(problems))) = result else {
        return Outcome::of(page, result);
    };
    let mut errors = Errors::default();
    for problem in problems {
        errors.add(problem.pointer.rsplit('/').next().unwrap_or_default(), problem.detail);
    }
    Ok(Outcome::Wrong(errors))
}
