//! New slots, one or a series of them, and calling one off.

use super::candidates::directory;
use super::names::{Named, choosing, jobs, options, people};
use super::slots_made::{PATH, list_of, none_made};
use crate::kit::field::{Field, FormPage, Kind, filled, valued};
use crate::kit::input::{Errors, Input};
use crate::kit::outcome::{Outcome, done};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::sheet::id_in;
use crate::kit::texts::Texts;
use actix_web::http::StatusCode;
use actix_web::web;
use app::kit::Precondition;
use app::schedules::cancel_slot;
use app::slots::{self, SlotView, create_recurring};
use domain::access::Permit;
use domain::access::actions::ManageSlots;
use domain::slot::{Holder, SeriesPlan, SlotStatus};
use domain::{JobId, SlotId, UserId};
use http_kit::{Form, Routes, resource};
use persistence::{StoreError, Tx};
use scheduling_core::calendar::Weekdays;
use scheduling_core::time::{TimeOfDay, Weekday};

pub(crate) fn routes(routes: &mut Routes) {
    let cancelled = resource("/app/slots/{id}/cancel");
    routes
        .service(resource("/app/slots/new").get(blank).post(create))
        .service(cancelled.get(ask_cancel).post(cancel));
}

/// What the fields of new slots offer.
struct Around {
    jobs: Vec<Named<JobId>>,
    people: Vec<Named<UserId>>,
}

/// What they offer, and what is chosen already: by a form, or else by the address.
async fn around(page: &Page<ManageSlots>, typed: Option<&Form>) -> Result<Around, Refused> {
    let permit = directory(page)?;
    let chosen = |name: &str| -> Option<i64> {
        let text = typed.map_or_else(|| page.visitor.param(name), |typed| typed.get(name));
        text?.trim().parse().ok()
    };
    let (job, user) = (chosen("job").map(JobId), chosen("interviewer").map(UserId));
    let work = move |tx: &mut Tx<'_>| {
        let (jobs, people) = (jobs(tx, &permit, job)?, people(tx, &permit, user.as_slice())?);
        Ok::<_, StoreError>(Around { jobs, people })
    };
    page.db.read(work).await.map_err(|error| page.refuse(error))
}

fn fields(texts: Texts, around: &Around) -> Vec<Field> {
    let days = (1..=7).map(|day: u8| (day.to_string(), texts.say(&format!("weekday-{day}"))));
    let mut jobs = vec![(String::new(), texts.say("slot-any-job"))];
    jobs.extend(options(&around.jobs));
    vec![
        Field::select("interviewer", texts.say("interviewer"), choosing(texts, options(&around.people)))
            .required(),
        Field::typed("date", "start_date", texts.say("slot-first")).required(),
        Field::typed("date", "end_date", texts.say("slot-last")).hint(texts.say("slot-last-hint")),
        Field::many("days", texts.say("slot-days"), days).hint(texts.say("slot-days-hint")),
        Field::typed("time", "start_time", texts.say("slot-from")).required(),
        Field::typed("time", "end_time", texts.say("slot-to")).required(),
        Field::typed("number", "duration_minutes", texts.say("slot-minutes")).required(),
        Field::typed("number", "break_minutes", texts.say("slot-break")).required(),
        Field::typed("number", "max_candidates", texts.say("slot-places")).required(),
        Field::select("job", texts.say("job"), jobs),
        Field::new("notes", texts.say("notes"), Kind::Lines),
    ]
}

fn form(page: &Page<ManageSlots>, status: StatusCode, fields: Vec<Field>, errors: Errors) -> Answered {
    let texts = page.visitor.texts;
    let heading = texts.say("slot-new");
    page.show_form(
        status,
        FormPage {
            shell: page.shell(&heading),
            heading,
            intro: Some(texts.with("slot-intro", "zone", &page.clock.zone_name())),
            action: format!("{PATH}/new"),
            fields,
            hidden: Vec::new(),
            errors,
            submit: texts.say("slot-button"),
            back: Way { path: PATH.into(), text: texts.say("slot-list") },
            danger: None,
            keeps: None,
            zones: Vec::new(),
        },
    )
}

async fn blank(page: Page<ManageSlots>) -> Answered {
    let around = around(&page, None).await?;
    let tomorrow = page.clock.day_of(page.now).plus_days(1).to_string();
    let own = page.user.to_string();
    let usual = |name: &str| {
        let value = match name {
            "interviewer" => &own,
            "start_date" => &tomorrow,
            "days" => "1,2,3,4,5",
            "start_time" => "09:00",
            "end_time" => "17:00",
            "duration_minutes" => "60",
            "break_minutes" => "0",
            "max_candidates" => "1",
            _ => "",
        };
        page.visitor.param(name).unwrap_or(value).to_owned()
    };
    let fields = valued(fields(page.visitor.texts, &around), usual);
    form(&page, StatusCode::OK, fields, Errors::default())
}

/// What a form says of new slots.
fn plan(input: &mut Input<'_>) -> Option<SeriesPlan> {
    let holder =
        input.choice("interviewer", |text| text.parse().ok().map(|id| Holder::Interviewer(UserId(id))));
    let (first, last) = (input.date("start_date"), input.date_or_none("end_date"));
    let time = |text: &str| TimeOfDay::parse(text).ok();
    let (start, end) = (input.time_of_day("start_time", time), input.time_of_day("end_time", time));
    let minutes = input.number("duration_minutes", 1..=1440);
    let pause = input.number("break_minutes", 0..=1440);
    let places = input.number("max_candidates", 1..=1000);
    let notes = input.notes("notes");
    let job = input.choice("job", |text| match text {
        "" => Some(None),
        text => text.parse().ok().map(|id| Some(JobId(id))),
    });
    let named = input.ids("days").into_iter().filter_map(|day| Weekday::new(u8::try_from(day).ok()?).ok());
    let named: Vec<Weekday> = named.collect();
    let first = first?;
    let last = last?.unwrap_or(first);
    // One date needs no weekday.
    let days: Weekdays =
        if first == last || named.is_empty() { Weekdays::ALL } else { named.into_iter().collect() };
    Some(SeriesPlan {
        holder: holder?,
        first,
        last,
        days,
        start: start?,
        end: end?,
        slot_minutes: minutes?,
        break_minutes: pause?,
        max_candidates: places?,
        job: job?,
        notes: notes?,
        ai_configuration: None,
    })
}

async fn create(sent: Submitted<ManageSlots>) -> Answered {
    let Submitted { page, form: typed } = sent;
    let (texts, now, zone) = (page.visitor.texts, page.now, page.clock.zone.clone());
    let mut input = Input::new(&typed, texts);
    let plan = plan(&mut input).filter(|_| input.errors.is_empty());
    let holder = plan.as_ref().map(|plan| plan.holder);
    let outcome = match plan {
        Some(plan) => {
            let work =
                move |tx: &mut Tx<'_>, permit: &Permit| create_recurring(tx, permit, &plan, Some(&zone), now);
            Outcome::of(&page, page.write(work).await)?
        }
        None => Outcome::Wrong(input.errors),
    };
    let errors = match outcome {
        Outcome::Done(made) => {
            let interviewer = holder.and_then(Holder::interviewer);
            match interviewer.and_then(|user| list_of(&page.clock, user, &made)) {
                Some(list) => return Ok(done(&list, "created")),
                None => none_made(&page, &made, "slot-no-days"),
            }
        }
        Outcome::Wrong(errors) => errors,
        Outcome::Overtaken => Errors::default(),
    };
    again(&page, &typed, errors).await
}

async fn again(page: &Page<ManageSlots>, typed: &Form, errors: Errors) -> Answered {
    let fields = filled(fields(page.visitor.texts, &around(page, Some(typed)).await?), typed, &errors);
    form(page, StatusCode::UNPROCESSABLE_ENTITY, fields, errors)
}

fn reason_field(texts: Texts) -> Vec<Field> {
    let reason = Field::new("reason", texts.say("cancel-reason"), Kind::Lines);
    vec![reason.hint(texts.say("cancel-reason-hint")).required()]
}

fn cancel_form(
    page: &Page<ManageSlots>,
    view: &SlotView,
    status: StatusCode,
    fields: Vec<Field>,
    errors: Errors,
) -> Answered {
    let texts = page.visitor.texts;
    let heading = texts.say("slot-cancel-heading");
    let when = page.clock.interval(view.slot.details.time);
    let booked = texts.count("slot-cancel-booked", usize::try_from(view.slot.current_bookings).unwrap_or(0));
    page.show_form(
        status,
        FormPage {
            shell: page.shell(&heading),
            heading,
            intro: Some(format!("{when}. {booked}")),
            action: format!("{PATH}/{}/cancel", view.slot.id),
            fields,
            hidden: vec![("version".into(), view.slot.metadata.version.to_string())],
            errors,
            submit: texts.say("slot-cancel"),
            back: Way { path: PATH.into(), text: texts.say("slot-list") },
            danger: None,
            keeps: Some(texts.say("slot-cancel-keep")),
            zones: Vec::new(),
        },
    )
}

async fn slot(page: &Page<ManageSlots>, id: SlotId) -> Result<SlotView, Refused> {
    let now = page.now;
    page.read(move |tx, permit| slots::get(tx, permit, id, now)).await
}

async fn ask_cancel(page: Page<ManageSlots>, id: web::Path<String>) -> Answered {
    let view = slot(&page, id_in(&page, &id, "slot")?).await?;
    cancel_form(&page, &view, StatusCode::OK, reason_field(page.visitor.texts), Errors::default())
}

async fn cancel(sent: Submitted<ManageSlots>, id: web::Path<String>) -> Answered {
    let Submitted { page, form: typed } = sent;
    let (id, now, texts): (SlotId, _, _) = (id_in(&page, &id, "slot")?, page.now, page.visitor.texts);
    let mut input = Input::new(&typed, texts);
    let reason = input.notes("reason").flatten();
    if reason.is_none() && input.errors.is_empty() {
        input.wrong("reason", "input-missing");
    }
    // Who saw other bookings, or another time, sees them first.
    let expected = Precondition::new(input.version());
    let outcome = match reason {
        Some(reason) => {
            let work = move |tx: &mut Tx<'_>, permit: &Permit| {
                cancel_slot(tx, permit, id, &reason, &expected, now).map(drop)
            };
            Outcome::of(&page, page.write(work).await)?
        }
        None => Outcome::Wrong(input.errors),
    };
    let (status, errors) = match outcome {
        Outcome::Done(()) => return Ok(done(PATH, "cancelled")),
        Outcome::Wrong(errors) => (StatusCode::UNPROCESSABLE_ENTITY, errors),
        Outcome::Overtaken => (StatusCode::PRECONDITION_FAILED, Errors::overtaken(texts)),
    };
    let view = slot(&page, id).await?;
    // Who presses twice cancels once.
    if view.slot.status(now) == SlotStatus::Cancelled {
        return Ok(done(PATH, "cancelled"));
    }
    let fields = filled(reason_field(texts), &typed, &errors);
    cancel_form(&page, &view, status, fields, errors)
}
