//! `/app/services/{id}/address`: the part of a service's address that is its own. Old ones lead on.

use crate::kit::field::{Field, FormPage, filled};
use crate::kit::input::{Errors, Input};
use crate::kit::outcome::{Outcome, done};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::Action as Way;
use crate::kit::sheet::{Sheet, id_in};
use crate::kit::texts::Texts;
use actix_web::http::StatusCode;
use actix_web::web;
use app::shop::pages;
use domain::Refusal;
use domain::access::Permit;
use domain::access::actions::ManageShop;
use domain::appointment::{ServiceDetails, ServiceId};
use domain::slug::{LONGEST, is_slug};
use http_kit::{Routes, resource};
use persistence::{StoreError, Tx};

pub(super) fn routes(routes: &mut Routes) {
    let page = resource("/app/services/{id}/address");
    routes.service(page.get(look).post(save));
}

fn fields(texts: Texts) -> Vec<Field> {
    vec![Field::line("slug", texts.say("address-slug")).hint(texts.say("address-slug-hint")).required()]
}

async fn show(
    page: &Page<ManageShop>,
    id: ServiceId,
    status: StatusCode,
    fields: Vec<Field>,
    errors: Errors,
) -> Answered {
    let read = move |tx: &mut Tx<'_>, permit: &Permit| Ok(pages::addresses(tx, permit, &[id])?.remove(&id));
    let link = page.read(read).await?.unwrap_or_default();
    let (texts, path) = (page.visitor.texts, ServiceDetails::shown(id));
    let heading = texts.say("address-heading");
    page.show_form(
        status,
        FormPage {
            shell: page.shell(&heading),
            heading,
            intro: Some(texts.with("address-intro", "link", &link)),
            action: format!("{path}/address"),
            fields,
            hidden: Vec::new(),
            errors,
            submit: texts.say("save"),
            back: Way { path, text: texts.say("address-back") },
            danger: None,
            keeps: None,
            zones: Vec::new(),
        },
    )
}

async fn look(page: Page<ManageShop>, id: web::Path<String>) -> Answered {
    let id: ServiceId = id_in(&page, &id, "service")?;
    let slug = page.read(move |tx, permit| pages::slug_of_service(tx, permit, id)).await?;
    let fields = fields(page.visitor.texts).into_iter().map(|field| field.value(slug.clone())).collect();
    show(&page, id, StatusCode::OK, fields, Errors::default()).await
}

async fn save(sent: Submitted<ManageShop>, id: web::Path<String>) -> Answered {
    let Submitted { page, form } = sent;
    let (id, now, texts): (ServiceId, _, _) = (id_in(&page, &id, "service")?, page.now, page.visitor.texts);
    // Of what is not there nothing is said to be wrong.
    page.read(move |tx, permit| pages::slug_of_service(tx, permit, id)).await?;
    let mut input = Input::new(&form, texts);
    let slug = input.line("slug", LONGEST).filter(|slug| is_slug(slug));
    if slug.is_none() && input.errors.is_empty() {
        input.wrong("slug", "booking-slug-wrong");
    }
    let outcome = match slug {
        Some(slug) => {
            let work = move |tx: &mut Tx<'_>, permit: &Permit| {
                pages::put_slug_of_service(tx, permit, id, &slug, now)
            };
            match page.write(work).await {
                Err(StoreError::Refused(Refusal::Duplicate { .. })) => {
                    let mut errors = Errors::default();
                    errors.add("slug", texts.say("address-taken"));
                    Outcome::Wrong(errors)
                }
                done => Outcome::of(&page, done)?,
            }
        }
        None => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(()) => Ok(done(&ServiceDetails::shown(id), "saved")),
        Outcome::Wrong(errors) => {
            let fields = filled(fields(texts), &form, &errors);
            show(&page, id, StatusCode::UNPROCESSABLE_ENTITY, fields, errors).await
        }
        Outcome::Overtaken => Err(page.missing("service")),
    }
}
