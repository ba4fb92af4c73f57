//! The form of each account by which rooms are made.

use super::ways::Way;
use super::{PATH, name_of, restore, stored};
use crate::kit::field::{BothPage, Field, FormPage, filled};
use crate::kit::input::{Errors, Input};
use crate::kit::outcome::Outcome;
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Back, Refused};
use crate::kit::restore::done_with;
use crate::kit::texts::Texts;
use actix_web::http::StatusCode;
use app::kit::Precondition;
use app::rooms::Rooms;
use app::rooms::provider::{self, RoomSetting};
use domain::Refusal;
use domain::access::Permit;
use domain::access::actions::ManageProviders;
use domain::room::RoomAccount;
use http_kit::{Data, Form, Routes, resource};
use persistence::{StoreError, Tx};
use std::iter::once;

/// The hidden field that says whose form it is, for the page that shows what two people have chosen.
const PROVIDER: &str = "provider";
const INTERNAL: &str = "internal";

pub(super) fn routes(routes: &mut Routes) {
    for way in Way::ALL {
        let form = resource(way.path());
        let look = move |page: Page<ManageProviders>| look(page, way);
        let save =
            move |sent: Submitted<ManageProviders>, rooms: Data<Rooms>| save(sent, (*rooms).clone(), way);
        routes.service(form.get(look).post(save));
    }
}

fn account(setting: &RoomSetting) -> Option<&RoomAccount> {
    setting.provider.as_ref().map(|provider| &provider.account)
}

fn show(
    page: &Page<ManageProviders>,
    status: StatusCode,
    way: Way,
    version: String,
    fields: Vec<Field>,
    errors: Errors,
) -> Answered {
    let texts = page.visitor.texts;
    let heading = name_of(texts, Some(way));
    page.show_form(
        status,
        FormPage {
            shell: page.shell(&heading),
            heading,
            intro: Some(texts.say(&format!("rooms-of-{}-needs", way.name()))),
            action: way.path(),
            fields,
            hidden: vec![("version".into(), version), (PROVIDER.into(), way.name().into())],
            errors,
            submit: texts.say("save"),
            back: Back { path: PATH.into(), text: texts.say("settings-rooms") },
            danger: None,
            keeps: None,
            zones: Vec::new(),
        },
    )
}

async fn look(page: Page<ManageProviders>, way: Way) -> Answered {
    let setting = stored(&page).await?;
    let fields = way.shown(page.visitor.texts, account(&setting));
    show(&page, StatusCode::OK, way, setting.version.to_string(), fields, Errors::default())
}

async fn save(sent: Submitted<ManageProviders>, rooms: Rooms, way: Way) -> Answered {
    let Submitted { page, form } = sent;
    let (texts, now, id) = (page.visitor.texts, page.now, page.company);
    let before = stored(&page).await?;
    let mut input = Input::new(&form, texts);
    let wanted = way.read(&mut input);
    let expected = Precondition::new(input.version());
    let outcome = match wanted {
        Some(wanted) => {
            let work = move |tx: &mut Tx<'_>, permit: &Permit| {
                provider::put(tx, permit, &rooms, id, Some(&wanted), &expected, now)
            };
            judged(&page, &form, way, page.write(work).await)?
        }
        None => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(after) => {
            let restore = restore(texts, &before, &after);
            Ok(done_with(&page.visitor, &form, PATH, "saved", restore))
        }
        Outcome::Wrong(errors) => {
            let fields = filled(way.shown(texts, account(&before)), &form, &errors);
            let version = form.get("version").unwrap_or_default().to_owned();
            show(&page, StatusCode::UNPROCESSABLE_ENTITY, way, version, fields, errors)
        }
        Outcome::Overtaken => {
            let setting = stored(&page).await?;
            let shell = page.shell(page.say("both-heading"));
            let theirs = both(texts, &setting, way);
            let back = PATH.to_owned();
            let both = BothPage::new(shell, way.path(), back, &theirs, &form, setting.version);
            page.show_as(StatusCode::PRECONDITION_FAILED, &both)
        }
    }
}

/// What is stored now, in the fields of a form: who makes the rooms, and what of this account is there.
fn both(texts: Texts, setting: &RoomSetting, way: Way) -> Vec<Field> {
    let ways = Way::ALL.into_iter().map(|way| (way.name().to_owned(), name_of(texts, Some(way))));
    let ways = once((INTERNAL.to_owned(), name_of(texts, None))).chain(ways);
    let now = account(setting).map_or(INTERNAL, |account| Way::of(account).name());
    let who = Field::select(PROVIDER, texts.say("rooms-now"), ways).value(now);
    let stored = account(setting).filter(|account| Way::of(account) == way);
    let own = way.shown(texts, stored).into_iter();
    let own = own.map(|field| if stored.is_some() { field } else { field.value("") });
    once(who).chain(own).collect()
}

/// What the use case answers; what is wrong with the account stands at the fields of the form.
fn judged(
    page: &Page<ManageProviders>,
    form: &Form,
    way: Way,
    result: Result<RoomSetting, StoreError>,
) -> Result<Outcome<RoomSetting>, Refused> {
    let Err(StoreError::Refused(Refusal::Invalid(problems))) = result else {
        return Outcome::of(page, result);
    };
    let is_typed = |name: &str| form.get(name).is_some_and(|text| !text.trim().is_empty());
    let mut errors = Errors::default();
    for problem in problems {
        let (field, key) = way.fault(&problem.pointer, is_typed);
        errors.add(field, page.say(key));
    }
    Ok(Outcome::Wrong(errors))
}
