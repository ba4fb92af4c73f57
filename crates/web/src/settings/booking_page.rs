//! `/app/settings/booking-page`: the pages on which visitors book.

use crate::kit::field::{BothPage, Field, FormPage, Kind, filled, valued};
use crate::kit::input::{Errors, Input};
use crate::kit::outcome::{Outcome, done};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::texts::Texts;
use actix_web::http::StatusCode;
use app::shop::pages::{self, PageSettings};
use domain::access::actions::ChangeCompany;
use domain::appointment::BookingPage;
use domain::slug::{LONGEST, is_slug};
use domain::{Refusal, access::Permit};
use http_kit::{Routes, resource};
use persistence::{StoreError, Tx};

const PATH: &str = "/app/settings/booking-page";
/// Characters of a contact, at most.
const CONTACT: usize = 200;

pub(crate) fn routes(routes: &mut Routes) {
    routes.service(resource(PATH).get(look).post(save));
}

fn fields(texts: Texts) -> Vec<Field> {
    vec![
        Field::line("slug", texts.say("booking-slug")).hint(texts.say("booking-slug-hint")).required(),
        Field::line("contact", texts.say("booking-contact")).hint(texts.say("booking-contact-hint")),
        Field::new("asks_code", texts.say("booking-code"), Kind::Check).hint(texts.say("booking-code-hint")),
    ]
}

fn value(settings: &PageSettings, name: &str) -> String {
    match name {
        "slug" => settings.slug.clone(),
        "contact" => settings.page.contact.clone().unwrap_or_default(),
        _ => if settings.page.asks_code { "yes" } else { "" }.to_owned(),
    }
}

/// What is set, with its version.
struct Stored {
    settings: PageSettings,
    version: i64,
}

async fn stored(page: &Page<ChangeCompany>) -> Result<Stored, Refused> {
    let (settings, version) = page.read(pages::settings_of).await?;
    Ok(Stored { settings, version })
}

fn show(
    page: &Page<ChangeCompany>,
    status: StatusCode,
    slug: &str,
    fields: Vec<Field>,
    version: String,
    errors: Errors,
) -> Answered {
    let heading = page.say("settings-booking-page");
    let link = format!("/book/{slug}");
    let form = FormPage {
        shell: page.shell(&heading),
        heading,
        intro: Some(page.visitor.texts.with("booking-link", "link", &link)),
        action: PATH.into(),
        fields,
        hidden: vec![("version".into(), version)],
        errors,
        submit: page.say("save"),
        back: Way { path: "/app/settings".into(), text: page.say("nav-settings") },
        danger: None,
        keeps: None,
        zones: Vec::new(),
    };
    page.show_as(status, &form)
}

async fn look(page: Page<ChangeCompany>) -> Answered {
    let Stored { settings, version } = stored(&page).await?;
    let fields = valued(fields(page.visitor.texts), |name| value(&settings, name));
    show(&page, StatusCode::OK, &settings.slug, fields, version.to_string(), Errors::default())
}

async fn save(sent: Submitted<ChangeCompany>) -> Answered {
    let Submitted { page, form } = sent;
    let (texts, now) = (page.visitor.texts, page.now);
    let mut input = Input::new(&form, texts);
    let slug = input.line("slug", LONGEST).filter(|slug| {
        let right = is_slug(slug);
        if !right {
            input.wrong("slug", "booking-slug-wrong");
        }
        right
    });
    let contact = input.optional("contact", CONTACT);
    let version = input.number("version", 0..=i64::MAX - 1);
    let asks_code = input.ticked("asks_code");
    let outcome = match (slug, contact, version) {
        (Some(slug), Some(contact), Some(version)) => {
            let given = PageSettings { slug, page: BookingPage { asks_code, contact } };
            let work =
                move |tx: &mut Tx<'_>, permit: &Permit| pages::put_settings(tx, permit, &given, version, now);
            match page.write(work).await {
                Err(StoreError::Refused(Refusal::Duplicate { .. })) => {
                    let mut errors = Errors::default();
                    errors.add("slug", texts.say("booking-slug-taken"));
                    Outcome::Wrong(errors)
                }
                // What is typed was checked: it is how often it was changed.
                Err(StoreError::Refused(Refusal::Invalid(_))) => {
                    let mut errors = Errors::default();
                    errors.add("slug", texts.say("booking-slug-often"));
                    Outcome::Wrong(errors)
                }
                done => Outcome::of(&page, done)?,
            }
        }
        _ => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(()) => Ok(done(PATH, "saved")),
        Outcome::Wrong(errors) => {
            let Stored { settings, .. } = stored(&page).await?;
            let fields = filled(fields(texts), &form, &errors);
            // The version that was typed over: what others saved since is not lost.
            let version = form.get("version").unwrap_or_default().to_owned();
            show(&page, StatusCode::UNPROCESSABLE_ENTITY, &settings.slug, fields, version, errors)
        }
        Outcome::Overtaken => {
            let Stored { settings, version } = stored(&page).await?;
            let theirs = valued(fields(texts), |name| value(&settings, name));
            let shell = page.shell(page.say("both-heading"));
            let both = BothPage::new(shell, PATH.into(), PATH.into(), &theirs, &form, version);
            page.show_as(StatusCode::PRECONDITION_FAILED, &both)
        }
    }
}
