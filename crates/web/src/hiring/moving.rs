//! Moving an interview: to a time that everybody has, to a slot, or nowhere at all.

use super::candidates::{back, seed};
use super::interview::{PATH, read};
use super::interview_forms::{changed, shown};
use super::names::Seen;
use super::proposed;
use super::times::{self, FreeDay};
use crate::kit::field::{Field, FormPage, Kind, filled};
use crate::kit::input::{Errors, Input, SHOWN};
use crate::kit::outcome::{Outcome, done};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::restore::{Restore, done_with};
use crate::kit::sheet::id_in;
use crate::kit::shell::Shell;
use crate::kit::texts::Texts;
use crate::kit::trial::{self, Proposal};
use actix_web::http::StatusCode;
use actix_web::web;
use app::interviews::{self, InterviewChange};
use app::kit::Precondition;
use app::schedules::{self, Booking, BookingRequest};
use app::slots::SlotView;
use askama::Template;
use domain::access::actions::ManageInterviews;
use domain::access::{Asks, Permit};
use domain::interview::{Interview, InterviewStatus};
use domain::{InterviewId, SlotId};
use http_kit::{Form, Routes, resource};
use persistence::Tx;
use scheduling_core::time::{Interval, Timestamp};

/// Slots that a page offers, of how many, and days in which they are looked for.
const SLOTS: usize = 24;
const LOOKED_AT: usize = 96;
const DAYS: i64 = 30;
/// The field of the new start.
const START: &str = "scheduled_at";

pub(crate) fn routes(routes: &mut Routes) {
    let one = |tail: &str| resource(format!("{PATH}/{{id}}{tail}"));
    routes
        .service(one("/move").get(ask_move).post(do_move))
        .service(one("/book").post(book))
        .service(one("/confirm").post(confirm))
        .service(one("/cancel").get(ask_cancel).post(cancel));
}

#[derive(Template)]
#[template(path = "move.html")]
struct MovePage {
    shell: Shell,
    seen: Seen,
    now: String,
    version: i64,
    /// Its booking to a slot; empty without one.
    schedule: String,
    start: Field,
    /// The instant that the field shows.
    shown: String,
    errors: Errors,
    days: Vec<FreeDay>,
    slots: Vec<FreeSlot>,
    /// Whether it has a slot, so that it moves to another one alone.
    is_on_slot: bool,
    told: Vec<String>,
    /// Where it is explained that nobody has a common time.
    why: String,
    /// What the address proposes, as the calendar does.
    proposal: Option<Proposal>,
}

/// A slot with a free place.
struct FreeSlot {
    id: String,
    text: String,
    under: String,
}

/// Slots that it can have, the soonest first.
async fn free_slots<A: Asks>(page: &Page<A>, interview: &Interview) -> Result<Vec<FreeSlot>, Refused> {
    let today = page.clock.day_of(page.now);
    let found = proposed::free_slots(page, today, today.plus_days(DAYS), LOOKED_AT).await?;
    let found = proposed::slots_for(page, interview, found).await?;
    let texts = page.visitor.texts;
    let one = |view: SlotView| FreeSlot {
        id: view.slot.id.to_string(),
        text: page.clock.short_span(view.slot.details.time, page.now),
        under: view.interviewer_name.unwrap_or_else(|| texts.say("slot-ai")),
    };
    Ok(found.into_iter().take(SLOTS).map(one).collect())
}

async fn move_page(
    page: &Page<ManageInterviews>,
    id: InterviewId,
    status: StatusCode,
    typed: Option<&Form>,
    errors: Errors,
) -> Answered {
    let seen = read(page, id).await?;
    let texts = page.visitor.texts;
    let interview = &seen.view.interview;
    let is_on_slot = seen.view.booking.is_some();
    let days = match is_on_slot {
        true => Vec::new(),
        false => times::free(page, times::Asked { interview: interview.clone(), also: None }).await?,
    };
    let start = start(page, interview, typed, &errors);
    let mut told = vec![seen.candidate.clone()];
    told.extend(seen.view.interviewers.iter().map(|one| one.name.clone()));
    let heading = texts.values("move-heading", &[("candidate", &seen.candidate), ("job", &seen.job)]);
    let proposal = match trial::proposed(page).filter(|_| typed.is_none()) {
        Some(at) => Some(proposed::proposal(page, &seen, told.clone(), at).await?),
        None => None,
    };
    page.show_as(
        status,
        &MovePage {
            proposal,
            shell: page.shell(heading),
            now: match interview.time {
                Some(time) => page.clock.interval(time),
                None => texts.say("no-time"),
            },
            version: interview.metadata.version,
            schedule: proposed::booking_of(&seen),
            start: start.field,
            shown: start.shown,
            errors,
            days,
            slots: free_slots(page, interview).await?,
            is_on_slot,
            told,
            why: format!("/app/why?about=interview-{id}&days=14"),
            seen,
        },
    )
}

/// The field of the new start, and the instant that it shows.
struct Start {
    field: Field,
    shown: String,
}

/// As it is, or as it was typed or chosen.
fn start(
    page: &Page<ManageInterviews>,
    interview: &Interview,
    typed: Option<&Form>,
    errors: &Errors,
) -> Start {
    let said = |name: &str| typed.and_then(|typed| typed.get(name)).unwrap_or_default().to_owned();
    let (shown, text) = match typed {
        None => match page.clock.read(page.visitor.param("start").unwrap_or_default()) {
            // A time that is proposed.
            Some(at) => (at.to_string(), None),
            None => (shown(interview), None),
        },
        // A button sent the instant itself.
        Some(_) if Timestamp::parse(&said(START)).is_ok() => (said(START), None),
        Some(_) => (said(SHOWN), Some(said(START))),
    };
    let instant = Timestamp::parse(&shown).ok().map(|at| page.clock.input(at));
    let field = Field::typed("datetime-local", START, page.say("move-to")).required();
    let field = field.value(text.or(instant).unwrap_or_default());
    let error = errors.of(START).map(str::to_owned);
    Start { field: Field { begins: error.is_some(), error, ..field }, shown }
}

async fn ask_move(page: Page<ManageInterviews>, id: web::Path<String>) -> Answered {
    let id = id_in(&page, &id, "interview")?;
    move_page(&page, id, StatusCode::OK, None, Errors::default()).await
}

async fn do_move(sent: Submitted<ManageInterviews>, id: web::Path<String>) -> Answered {
    let Submitted { page, form: typed } = sent;
    let id: InterviewId = id_in(&page, &id, "interview")?;
    let mut input = Input::new(&typed, page.visitor.texts);
    let start = input.moved(START, &page.clock);
    if start == Some(None) {
        input.wrong(START, "input-time");
    }
    let expected = Precondition::new(input.version());
    let before = read(&page, id).await?.view.interview.time;
    let outcome = match start.flatten() {
        Some(start) => {
            let change = InterviewChange { start: Some(Some(start)), ..InterviewChange::default() };
            changed(&page, id, change, expected).await?
        }
        None => Outcome::Wrong(input.errors),
    };
    let path = format!("{PATH}/{id}");
    match outcome {
        Outcome::Done(moved) => {
            let to = back(&typed, &path);
            let restore = back_to(&page, &moved, before, to);
            Ok(done_with(&page.visitor, &typed, to, "moved", restore))
        }
        Outcome::Wrong(errors) => move_page(&page, id, StatusCode::CONFLICT, Some(&typed), errors).await,
        Outcome::Overtaken => {
            let errors = Errors::overtaken(page.visitor.texts);
            move_page(&page, id, StatusCode::PRECONDITION_FAILED, Some(&typed), errors).await
        }
    }
}

/// The form that moves an interview back to where it was, where that is still to come. It takes the place of this move alone, and of
/// none that somebody makes after it.
fn back_to(
    page: &Page<ManageInterviews>,
    moved: &Interview,
    before: Option<Interval>,
    to: &str,
) -> Option<Restore> {
    let before = before.filter(|before| before.start() > page.now)?;
    let to = trial::on_day(to, &page.clock, before.start());
    let fields = vec![(START.to_owned(), before.start().to_string()), ("back".to_owned(), to)];
    Some(Restore::new(format!("{PATH}/{}/move", moved.id), fields, Some(moved.metadata.version)))
}

/// Books the interview to a slot, or moves it from its slot to another.
async fn book(sent: Submitted<ManageInterviews>, id: web::Path<String>) -> Answered {
    let Submitted { page, form } = sent;
    let interview: InterviewId = id_in(&page, &id, "interview")?;
    let slot: SlotId = id_in(&page, form.get("slot").unwrap_or_default(), "slot")?;
    let seen = read(&page, interview).await?;
    let (now, live) = (page.now, seen.view.booking);
    let path = format!("{PATH}/{interview}");
    let path = back(&form, &path);
    // Who presses twice books once.
    if live.is_some_and(|live| live.slot == slot) {
        return Ok(done(path, "booked"));
    }
    if has_other_booking(&form, &seen) {
        return look_again(&page, interview).await;
    }
    let reason = page.say("move-reason");
    let expected = Precondition::new(Input::new(&form, page.visitor.texts).version());
    let work = move |tx: &mut Tx<'_>, permit: &Permit| {
        interviews::require_seen(tx, permit, interview, &expected)?;
        match live {
            Some(live) => schedules::reschedule(tx, permit, live.schedule, slot, &reason, now),
            None => {
                let request = BookingRequest { interview, slot, notes: None };
                schedules::book(tx, &Booking { permit: permit.clone(), request, now })
            }
        }
    };
    // What was refused leaves a conflict, which is committed.
    let booked = match Outcome::of(&page, page.write(work).await)? {
        Outcome::Done(Ok(_)) => return Ok(done(path, if live.is_some() { "moved" } else { "booked" })),
        Outcome::Done(Err(rejected)) => Errors::refused(page.visitor.texts, &rejected.refusal),
        Outcome::Wrong(errors) => errors,
        Outcome::Overtaken => return look_again(&page, interview).await,
    };
    move_page(&page, interview, StatusCode::CONFLICT, None, booked).await
}

/// Whether the form showed another booking than there is.
fn has_other_booking(form: &Form, seen: &Seen) -> bool {
    form.get(proposed::SCHEDULE).is_some_and(|shown| shown != proposed::booking_of(seen))
}

/// Other times for an interview that somebody else has changed since it was shown.
async fn look_again(page: &Page<ManageInterviews>, id: InterviewId) -> Answered {
    let errors = Errors::overtaken(page.visitor.texts);
    move_page(page, id, StatusCode::PRECONDITION_FAILED, None, errors).await
}

async fn confirm(sent: Submitted<ManageInterviews>, id: web::Path<String>) -> Answered {
    let Submitted { page, form } = sent;
    let interview: InterviewId = id_in(&page, &id, "interview")?;
    let (now, seed) = (page.now, seed(&page)?);
    let seen = read(&page, interview).await?;
    let Some(live) = seen.view.booking.filter(|_| !has_other_booking(&form, &seen)) else {
        return look_again(&page, interview).await;
    };
    // Who presses twice confirms once.
    if seen.view.interview.time.is_some() {
        return Ok(done(&format!("{PATH}/{interview}"), "booked"));
    }
    let work =
        move |tx: &mut Tx<'_>, permit: &Permit| schedules::confirm(tx, permit, live.schedule, &seed, now);
    match Outcome::of(&page, page.write(work).await)? {
        Outcome::Done(_) => Ok(done(&format!("{PATH}/{interview}"), "booked")),
        Outcome::Wrong(errors) => move_page(&page, interview, StatusCode::CONFLICT, None, errors).await,
        Outcome::Overtaken => look_again(&page, interview).await,
    }
}

fn cancel_fields(texts: Texts) -> Vec<Field> {
    vec![
        Field::new("reason", texts.say("cancel-reason"), Kind::Lines)
            .hint(texts.say("cancel-reason-hint"))
            .required(),
    ]
}

fn cancel_form(
    page: &Page<ManageInterviews>,
    seen: &Seen,
    status: StatusCode,
    fields: Vec<Field>,
    errors: Errors,
) -> Answered {
    let texts = page.visitor.texts;
    let heading = texts.values("cancel-heading", &[("candidate", &seen.candidate), ("job", &seen.job)]);
    let when = seen.view.interview.time.map(|time| page.clock.interval(time));
    page.show_form(
        status,
        FormPage {
            shell: page.shell(&heading),
            heading,
            intro: Some(texts.with("cancel-words", "when", &when.unwrap_or_else(|| texts.say("no-time")))),
            action: format!("{}/cancel", seen.path()),
            fields,
            hidden: vec![("version".into(), seen.view.interview.metadata.version.to_string())],
            errors,
            submit: texts.say("cancel-interview"),
            back: Way { path: seen.path(), text: texts.say("interview-back") },
            danger: None,
            keeps: Some(texts.say("cancel-keep")),
            zones: Vec::new(),
        },
    )
}

async fn ask_cancel(page: Page<ManageInterviews>, id: web::Path<String>) -> Answered {
    let seen = read(&page, id_in(&page, &id, "interview")?).await?;
    cancel_form(&page, &seen, StatusCode::OK, cancel_fields(page.visitor.texts), Errors::default())
}

async fn cancel(sent: Submitted<ManageInterviews>, id: web::Path<String>) -> Answered {
    let Submitted { page, form } = sent;
    let (id, now, texts): (InterviewId, _, _) =
        (id_in(&page, &id, "interview")?, page.now, page.visitor.texts);
    let mut input = Input::new(&form, texts);
    let reason = input.notes("reason").flatten();
    if reason.is_none() && input.errors.is_empty() {
        input.wrong("reason", "input-missing");
    }
    // Who saw another time sees it first.
    let expected = Precondition::new(input.version());
    let outcome = match reason {
        Some(reason) => {
            let work = move |tx: &mut Tx<'_>, permit: &Permit| {
                interviews::cancel(tx, permit, id, &reason, &expected, now).map(drop)
            };
            Outcome::of(&page, page.write(work).await)?
        }
        None => Outcome::Wrong(input.errors),
    };
    let gone = format!("{PATH}/{id}");
    let (status, errors) = match outcome {
        Outcome::Done(()) => return Ok(done(&gone, "cancelled")),
        Outcome::Wrong(errors) => (StatusCode::UNPROCESSABLE_ENTITY, errors),
        Outcome::Overtaken => (StatusCode::PRECONDITION_FAILED, Errors::overtaken(texts)),
    };
    let seen = read(&page, id).await?;
    // Who presses twice cancels once.
    if seen.view.interview.status == InterviewStatus::Cancelled {
        return Ok(done(&gone, "cancelled"));
    }
    let fields = filled(cancel_fields(texts), &form, &errors);
    cancel_form(&page, &seen, status, fields, errors)
}
