//! The forms of a collection: of a new record, of one that is there, and its deletion. A change that can break bookings is shown
//! with what it would break before it is done.

use crate::kit::breaking::{self, Agreed, Made, previewed};
use crate::kit::field::{BothPage, Danger, Field, FormPage, filled, proposed, valued};
use crate::kit::input::{Errors, Input};
use crate::kit::outcome::{Outcome, is_overtaken, settled};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::restore::{self, Restore, done_with};
use crate::kit::sheet::{Sheet, id_in, list, text};
use crate::kit::texts::Texts;
use actix_web::http::StatusCode;
use actix_web::web;
use app::kit::Precondition;
use app::kit::collection::{self, Stored};
use domain::Refusal;
use domain::access::{Asks, Permit};
use domain::directory::CompanyLimits;
use http_kit::{Data, Form, Routes, resource};
use persistence::Tx;
use scheduling_core::time::TimeZone;

/// The pages of a collection.
pub(crate) fn routes<S: Sheet>(routes: &mut Routes) {
    routes.service(resource(S::PATH).get(list::<S>));
    form_routes::<S>(routes);
}

/// The forms of a new record, and of one that is there; for collections whose list is a page of its own.
pub(crate) fn form_routes<S: Sheet>(routes: &mut Routes) {
    let new = resource(format!("{}/new", S::PATH));
    routes.service(new.get(blank::<S>).post(create::<S>));
    change_routes::<S>(routes);
}

/// The forms of a record that is there alone; for collections whose new records have a form of their own at `PATH/new`.
pub(crate) fn change_routes<S: Sheet>(routes: &mut Routes) {
    let edit = resource(format!("{}/{{id}}/edit", S::PATH));
    routes.service(edit.get(edit_form::<S>).post(update::<S>));
    if S::IS_DELETED {
        let delete = resource(format!("{}/{{id}}/delete", S::PATH));
        routes.service(delete.post(delete_record::<S>));
    }
}

/// The form of a record.
struct Sheets<'f> {
    heading: &'f str,
    action: String,
    fields: Vec<Field>,
    errors: Errors,
    version: Option<i64>,
    back: String,
    delete: Option<String>,
}

fn form<S: Sheet, A: Asks>(page: &Page<A>, status: StatusCode, sheet: Sheets<'_>) -> Answered {
    let texts = page.visitor.texts;
    let heading = text::<S>(texts, sheet.heading);
    let danger = |action: String| Danger {
        action,
        heading: text::<S>(texts, "delete"),
        words: text::<S>(texts, "delete-words"),
        button: text::<S>(texts, "delete"),
    };
    let zones = match sheet.fields.iter().any(|field| field.list == Some("zones")) {
        true => TimeZone::names().collect(),
        false => Vec::new(),
    };
    page.show_form(
        status,
        FormPage {
            shell: page.shell(&heading),
            heading,
            intro: texts.known(&format!("{}-form-intro", S::KEY)),
            action: sheet.action,
            fields: sheet.fields,
            hidden: sheet.version.iter().map(|version| ("version".to_owned(), version.to_string())).collect(),
            errors: sheet.errors,
            submit: texts.say("save"),
            back: back::<S>(texts, sheet.back),
            danger: sheet.delete.map(danger),
            keeps: None,
            zones,
        },
    )
}

/// The way back: to the list, or to the page of the record where there is one.
fn back<S: Sheet>(texts: Texts, path: String) -> Way {
    let one = Some(texts).filter(|_| path != S::BACK);
    let one = one.and_then(|texts| texts.known(&format!("{}-back-one", S::KEY)));
    Way { text: one.unwrap_or_else(|| text::<S>(texts, "back")), path }
}

async fn around<S: Sheet, A: Asks>(page: &Page<A>, stored: Option<S>) -> Result<S::Around, Refused> {
    let permit = page.permit_for(S::Read::ACTION)?;
    let found = page.db.read(move |tx: &mut Tx<'_>| S::around(tx, &permit, stored.as_ref())).await;
    found.map_err(|error| page.refuse(error))
}

fn new_sheet<S: Sheet>(fields: Vec<Field>, errors: Errors) -> Sheets<'static> {
    let action = format!("{}/new", S::PATH);
    Sheets { heading: "new", action, fields, errors, version: None, back: S::BACK.into(), delete: None }
}

async fn blank<S: Sheet>(page: Page<S::Write>) -> Answered {
    let around = around::<S, _>(&page, None).await?;
    let value = |name: &str| match page.visitor.param(name) {
        Some(given) => given.to_owned(),
        None => S::usual(name, &page.clock),
    };
    let fields = valued(S::fields(page.visitor.texts, &around), value);
    form::<S, _>(&page, StatusCode::OK, new_sheet::<S>(fields, Errors::default()))
}

async fn create<S: Sheet>(sent: Submitted<S::Write>, limits: Data<CompanyLimits>) -> Answered {
    let Submitted { page, form: said } = sent;
    let (texts, now, limits) = (page.visitor.texts, page.now, *limits);
    let mut input = Input::new(&said, texts);
    let wanted = S::read(&mut input, None).filter(|_| input.errors.is_empty());
    let outcome = match wanted {
        Some(wanted) => {
            let agreed = S::IS_PREVIEWED.then(|| Agreed::of(&said));
            let work = move |tx: &mut Tx<'_>, permit: &Permit| {
                previewed(tx, permit, agreed.as_ref(), |tx| {
                    let record = collection::create(tx, permit, &wanted, now)?;
                    S::also(tx, permit, record.id, limits)?;
                    Ok(record)
                })
            };
            Outcome::of(&page, page.once(S::BACK, Made::is_done, work).await?)?
        }
        None => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(Made::Done(record)) => {
            Ok(done_with(&page.visitor, &said, &S::shown_with(&record), "created", None))
        }
        Outcome::Done(Made::Breaks(broken)) => {
            breaking::show(&page, &said, format!("{}/new", S::PATH), S::BACK.into(), &broken)
        }
        Outcome::Wrong(errors) => again::<S>(&page, &said, None, errors, new_sheet::<S>).await,
        Outcome::Overtaken => Err(page.refuse(Refusal::VersionMismatch { what: S::NAME }.into())),
    }
}

/// The form once more, with what is wrong.
async fn again<S: Sheet>(
    page: &Page<S::Write>,
    said: &Form,
    stored: Option<S>,
    errors: Errors,
    sheet: impl FnOnce(Vec<Field>, Errors) -> Sheets<'static>,
) -> Answered {
    let around = around::<S, _>(page, stored).await?;
    let fields = filled(S::fields(page.visitor.texts, &around), said, &errors);
    form::<S, _>(page, StatusCode::UNPROCESSABLE_ENTITY, sheet(fields, errors))
}

async fn stored<S: Sheet>(page: &Page<S::Write>, id: S::Id) -> Result<Stored<S>, Refused> {
    page.read(move |tx, permit| collection::get::<S>(tx, permit, id)).await
}

fn edit_sheet<S: Sheet>(id: S::Id, version: i64, fields: Vec<Field>, errors: Errors) -> Sheets<'static> {
    Sheets {
        heading: "edit",
        action: format!("{}/{id}/edit", S::PATH),
        fields,
        errors,
        version: Some(version),
        back: S::shown(id),
        delete: S::IS_DELETED.then(|| format!("{}/{id}/delete", S::PATH)),
    }
}

async fn edit_form<S: Sheet>(page: Page<S::Write>, id: web::Path<String>) -> Answered {
    let id = id_in(&page, &id, S::NAME)?;
    let record = stored::<S>(&page, id).await?;
    let around = around::<S, _>(&page, Some(record.details.clone())).await?;
    let fields = valued(S::fields(page.visitor.texts, &around), |name| record.details.value(name));
    let fields = proposed(fields, |name| page.visitor.param(name));
    let sheet = edit_sheet::<S>(id, record.metadata.version, fields, Errors::default());
    form::<S, _>(&page, StatusCode::OK, sheet)
}

async fn update<S: Sheet>(sent: Submitted<S::Write>, id: web::Path<String>) -> Answered {
    let Submitted { page, form: said } = sent;
    let (texts, now) = (page.visitor.texts, page.now);
    let id: S::Id = id_in(&page, &id, S::NAME)?;
    let before = stored::<S>(&page, id).await?.details;
    let mut input = Input::new(&said, texts);
    let wanted = S::read(&mut input, Some(&before)).filter(|_| input.errors.is_empty());
    let seen = Precondition::new(input.version());
    let outcome = match wanted {
        Some(wanted) => {
            let change = move |details: &mut S| {
                details.clone_from(&wanted);
                Ok(())
            };
            let agreed = S::IS_PREVIEWED.then(|| Agreed::of(&said));
            let work = move |tx: &mut Tx<'_>, permit: &Permit| {
                previewed(tx, permit, agreed.as_ref(), |tx| {
                    collection::update(tx, permit, id, &seen, &change, now)
                })
            };
            Outcome::of(&page, page.write(work).await)?
        }
        None => Outcome::Wrong(input.errors),
    };
    let version = said.get("version").and_then(|text| text.parse().ok()).unwrap_or_default();
    match outcome {
        Outcome::Done(Made::Done(record)) => {
            // It is saved: where this can't be read, nothing is offered, and nobody is told that it failed.
            let restore = before_of::<S>(&page, &said, before, &record).await.unwrap_or_default();
            Ok(done_with(&page.visitor, &said, &S::shown_with(&record), "saved", restore))
        }
        Outcome::Done(Made::Breaks(broken)) => {
            let (action, back) = (format!("{}/{id}/edit", S::PATH), S::shown(id));
            breaking::show(&page, &said, action, back, &broken)
        }
        Outcome::Wrong(errors) => {
            let sheet = |fields, errors| edit_sheet::<S>(id, version, fields, errors);
            again::<S>(&page, &said, Some(before), errors, sheet).await
        }
        Outcome::Overtaken => both::<S>(&page, &said, id).await,
    }
}

/// The form that stores what was there before a change, where something has changed and nothing came of it that stays.
async fn before_of<S: Sheet>(
    page: &Page<S::Write>,
    said: &Form,
    before: S,
    now: &Stored<S>,
) -> Result<Option<Restore>, Refused> {
    if !S::IS_UNDONE || Agreed::of(said).is_something() || restore::is_undoing(said) {
        return Ok(None);
    }
    let around = around::<S, _>(page, Some(before.clone())).await?;
    let fields = S::fields(page.visitor.texts, &around);
    let has_changed = fields.iter().any(|field| before.value(field.name) != now.details.value(field.name));
    let fields = restore::sent(&valued(fields, |name| before.value(name))).filter(|_| has_changed);
    let action = format!("{}/{}/edit", S::PATH, now.id);
    Ok(fields.map(|fields| Restore::new(action, fields, Some(now.metadata.version))))
}

/// The form that makes a record anew that is deleted.
async fn again_of<S: Sheet>(page: &Page<S::Write>, record: &Stored<S>) -> Result<Option<Restore>, Refused> {
    if !S::IS_RESTORED {
        return Ok(None);
    }
    let around = around::<S, _>(page, Some(record.details.clone())).await?;
    let fields = valued(S::fields(page.visitor.texts, &around), |name| record.details.value(name));
    Ok(restore::sent(&fields).map(|fields| Restore::new(format!("{}/new", S::PATH), fields, None)))
}

/// What is stored now beside what was typed.
async fn both<S: Sheet>(page: &Page<S::Write>, said: &Form, id: S::Id) -> Answered {
    let record = stored::<S>(page, id).await?;
    let around = around::<S, _>(page, Some(record.details.clone())).await?;
    let theirs = valued(S::fields(page.visitor.texts, &around), |name| record.details.value(name));
    let (action, back) = (format!("{}/{id}/edit", S::PATH), S::shown(id));
    let shell = page.shell(page.say("both-heading"));
    let both = BothPage::new(shell, action, back, &theirs, said, record.metadata.version);
    page.show_as(StatusCode::PRECONDITION_FAILED, &both)
}

/// What is stored now, before it is deleted all the same.
async fn changed<S: Sheet>(page: &Page<S::Write>, id: S::Id) -> Answered {
    let record = stored::<S>(page, id).await?;
    let around = around::<S, _>(page, Some(record.details.clone())).await?;
    let texts = page.visitor.texts;
    let fields = valued(S::fields(texts, &around), |name| record.details.value(name));
    let sheet = edit_sheet::<S>(id, record.metadata.version, fields, Errors::overtaken(texts));
    form::<S, _>(page, StatusCode::PRECONDITION_FAILED, sheet)
}

async fn delete_record<S: Sheet>(sent: Submitted<S::Write>, id: web::Path<String>) -> Answered {
    let Submitted { page, form: said } = sent;
    let (id, now): (S::Id, _) = (id_in(&page, &id, S::NAME)?, page.now);
    // Who deletes it on its page has seen what it says.
    let seen = Precondition::new(Input::new(&said, page.visitor.texts).version());
    let record = stored::<S>(&page, id).await?;
    let restore = again_of::<S>(&page, &record).await?.filter(|_| !Agreed::of(&said).is_something());
    let agreed = S::IS_PREVIEWED.then(|| Agreed::of(&said));
    let work = move |tx: &mut Tx<'_>, permit: &Permit| {
        previewed(tx, permit, agreed.as_ref(), |tx| collection::delete::<S>(tx, permit, id, &seen, now))
    };
    let gone = page.write(work).await;
    if is_overtaken(&gone) {
        return changed::<S>(&page, id).await;
    }
    match settled(&page, S::NAME, gone)? {
        Made::Done(()) => Ok(done_with(&page.visitor, &said, &S::left_with(&record), "deleted", restore)),
        Made::Breaks(broken) => {
            let (action, back) = (format!("{}/{id}/delete", S::PATH), S::shown_with(&record));
            breaking::show(&page, &said, action, back, &broken)
        }
    }
}
