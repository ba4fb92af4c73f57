//! Changing a slot: its time, its places, and what is said of it.

use super::candidates::{back, directory};
use super::names::{jobs, options};
use super::slots_made::PATH;
use crate::kit::field::{BothPage, Field, FormPage, Kind, filled, valued};
use crate::kit::input::{Errors, Input};
use crate::kit::outcome::{Outcome, done};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::sheet::id_in;
use crate::kit::trial::{self, proposed};
use actix_web::http::StatusCode;
use actix_web::web;
use app::kit::Precondition;
use app::slots::{self, SlotChange, SlotView};
use domain::access::Permit;
use domain::access::actions::ManageSlots;
use domain::{JobId, SlotId};
use http_kit::{Form, Routes, resource};
use persistence::Tx;
use scheduling_core::time::Interval;

pub(crate) fn routes(routes: &mut Routes) {
    let edit = resource("/app/slots/{id}/edit");
    routes.service(edit.get(ask).post(save));
}

async fn slot(page: &Page<ManageSlots>, id: SlotId) -> Result<SlotView, Refused> {
    let now = page.now;
    page.read(move |tx, permit| slots::get(tx, permit, id, now)).await
}

async fn fields(page: &Page<ManageSlots>, job: Option<JobId>) -> Result<Vec<Field>, Refused> {
    let (texts, permit) = (page.visitor.texts, directory(page)?);
    let found = page.db.read(move |tx: &mut Tx<'_>| jobs(tx, &permit, job)).await;
    let found = found.map_err(|error| page.refuse(error))?;
    let mut all = vec![(String::new(), texts.say("slot-any-job"))];
    all.extend(options(&found));
    Ok(vec![
        Field::typed("datetime-local", "start", texts.say("busy-start")).required(),
        Field::typed("datetime-local", "end", texts.say("busy-end")).required(),
        Field::typed("number", "max_candidates", texts.say("slot-places")).required(),
        Field::select("job", texts.say("job"), all),
        Field::new("notes", texts.say("notes"), Kind::Lines),
    ])
}

/// The value of a field of a slot at this time.
fn value(page: &Page<ManageSlots>, view: &SlotView, time: Interval, name: &str) -> String {
    let details = &view.slot.details;
    match name {
        "start" => page.clock.input(time.start()),
        "end" => page.clock.input(time.end()),
        "max_candidates" => details.max_candidates.to_string(),
        "job" => details.job.map(|job| job.to_string()).unwrap_or_default(),
        _ => details.notes.clone().unwrap_or_default(),
    }
}

/// What a form keeps beside its fields.
struct Kept {
    version: String,
    back: String,
}

fn form(
    page: &Page<ManageSlots>,
    view: &SlotView,
    status: StatusCode,
    fields: Vec<Field>,
    kept: Kept,
    errors: Errors,
) -> Answered {
    let texts = page.visitor.texts;
    let heading = texts.say("slot-edit");
    let now = texts.with("move-now", "when", &page.clock.interval(view.slot.details.time));
    page.show_form(
        status,
        FormPage {
            shell: page.shell(&heading),
            heading,
            intro: Some(format!("{now}. {}", view.interviewer_name.clone().unwrap_or_default())),
            action: format!("{PATH}/{}/edit", view.slot.id),
            fields,
            hidden: vec![("version".into(), kept.version), ("back".into(), kept.back)],
            errors,
            submit: texts.say("save"),
            back: Way { path: format!("{PATH}/{}/cancel", view.slot.id), text: texts.say("slot-cancel") },
            danger: None,
            keeps: None,
            zones: Vec::new(),
        },
    )
}

async fn ask(page: Page<ManageSlots>, id: web::Path<String>) -> Answered {
    let view = slot(&page, id_in(&page, &id, "slot")?).await?;
    let stored = view.slot.details.time;
    // As the calendar proposes it: as long as it is.
    let moved = proposed(&page).map(|at| Interval::new(at, at.plus_seconds(stored.seconds())));
    let time = moved.and_then(Result::ok).unwrap_or(stored);
    let fields = fields(&page, view.slot.details.job).await?;
    let fields = valued(fields, |name| value(&page, &view, time, name));
    let kept = Kept {
        version: view.slot.metadata.version.to_string(),
        back: match proposed(&page) {
            Some(at) => trial::back(&page, at),
            None => PATH.into(),
        },
    };
    form(&page, &view, StatusCode::OK, fields, kept, Errors::default())
}

/// What a form says; a time that nobody has touched stays the instant that it is.
fn said(input: &mut Input<'_>, page: &Page<ManageSlots>, stored: Interval) -> Option<SlotChange> {
    let start = input.kept("start", &page.clock, Some(stored.start()));
    let end = input.kept("end", &page.clock, Some(stored.end()));
    let places = input.number("max_candidates", 1..=1000);
    let job = input.choice("job", |text| match text {
        "" => Some(None),
        text => text.parse().ok().map(|id| Some(JobId(id))),
    });
    let notes = input.notes("notes");
    if start.zip(end).is_some_and(|(start, end)| end <= start) {
        input.wrong("end", "busy-order");
    }
    Some(SlotChange {
        start: Some(start?),
        end: Some(end?),
        max_candidates: Some(places?),
        job: Some(job?),
        notes: Some(notes?),
        ..SlotChange::default()
    })
}

async fn save(sent: Submitted<ManageSlots>, id: web::Path<String>) -> Answered {
    let Submitted { page, form: typed } = sent;
    let (id, now): (SlotId, _) = (id_in(&page, &id, "slot")?, page.now);
    let view = slot(&page, id).await?;
    let mut input = Input::new(&typed, page.visitor.texts);
    let wanted = said(&mut input, &page, view.slot.details.time).filter(|_| input.errors.is_empty());
    let expected = Precondition::new(input.version());
    let outcome = match wanted {
        Some(change) => {
            let work = move |tx: &mut Tx<'_>, permit: &Permit| {
                slots::change(tx, permit, id, &change, &expected, now).map(drop)
            };
            Outcome::of(&page, page.write(work).await)?
        }
        None => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(()) => Ok(done(back(&typed, PATH), "saved")),
        Outcome::Wrong(errors) => {
            let errors = at_fields(errors);
            let fields = filled(fields(&page, view.slot.details.job).await?, &typed, &errors);
            let version = typed.get("version").unwrap_or_default().to_owned();
            let kept = Kept { version, back: back(&typed, PATH).to_owned() };
            form(&page, &view, StatusCode::UNPROCESSABLE_ENTITY, fields, kept, errors)
        }
        Outcome::Overtaken => both(&page, id, &typed).await,
    }
}

/// What a use case blames, at the fields that the form has for it.
fn at_fields(mut errors: Errors) -> Errors {
    for wrong in &mut errors.0 {
        match wrong.field.as_str() {
            "start_time" => wrong.field = "start".into(),
            "end_time" => wrong.field = "end".into(),
            _ => {}
        }
    }
    errors
}

/// What is stored now beside what was typed.
async fn both(page: &Page<ManageSlots>, id: SlotId, typed: &Form) -> Answered {
    let view = slot(page, id).await?;
    let (details, version) = (&view.slot.details, view.slot.metadata.version);
    let theirs = valued(fields(page, details.job).await?, |name| value(page, &view, details.time, name));
    let (shell, path) = (page.shell(page.say("both-heading")), format!("{PATH}/{id}/edit"));
    page.show_as(
        StatusCode::PRECONDITION_FAILED,
        &BothPage::new(shell, path.clone(), path, &theirs, typed, version),
    )
}
