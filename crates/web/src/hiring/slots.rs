//! `/app/slots`: offered time, one slot or a series.

use super::names::{Named, jobs, options, people};
use crate::hiring::candidates::directory;
use crate::kit::csv::{self, BATCH, Batch};
use crate::kit::field::{Field, FormPage, Kind, filled, valued};
use crate::kit::input::{Errors, Input};
use crate::kit::list::{Asked, Cell, Column, Empty, ListPage, Row, Table, by};
use crate::kit::outcome::{Outcome, done};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::sheet::id_in;
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use app::schedules::cancel_slot;
use app::slots::{self, SlotView, create_recurring};
use domain::access::actions::{ManageSlots, ReadSlots};
use domain::access::{Action, Permit};
use domain::slot::{Holder, SeriesPlan, SlotStatus};
use domain::{JobId, SlotId, UserId};
use http_kit::Form;
use persistence::store::collection::{Part, Position, Sort, SortKey};
use persistence::store::slots::Filter;
use persistence::{StoreError, Tx};
use scheduling_core::calendar::Weekdays;
use scheduling_core::time::{Date, TimeOfDay, Timestamp, Weekday};

const PATH: &str = "/app/slots";

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource(PATH).route(web::get().to(list)))
        .service(web::resource("/app/slots/new").route(web::get().to(blank)).route(web::post().to(create)))
        .service(
            web::resource("/app/slots/{id}/cancel")
                .route(web::get().to(ask_cancel))
                .route(web::post().to(cancel)),
        );
}

/// The states by which slots are told apart, as the address and the texts name them.
const STATES: [(&str, SlotStatus, &str); 4] = [
    ("available", SlotStatus::Available, "good"),
    ("booked", SlotStatus::Booked, "calm"),
    ("cancelled", SlotStatus::Cancelled, ""),
    ("completed", SlotStatus::Completed, ""),
];

fn state(status: SlotStatus) -> (&'static str, &'static str) {
    let found = STATES.into_iter().find(|(_, one, _)| *one == status);
    found.map_or(("available", ""), |(name, _, tone)| (name, tone))
}

fn filter(asked: &Asked<'_>, clock: &WallClock, now: Timestamp) -> Filter {
    let date = |name: &str| asked.param(name).and_then(|text| Date::parse(text).ok());
    let status = asked.param("status").and_then(|name| STATES.into_iter().find(|(one, ..)| *one == name));
    let from = date("from").map(|date| clock.zone.start_of_day(date));
    Filter {
        status: status.map(|(_, status, _)| (status, now)),
        interviewer: asked.number("interviewer").map(UserId),
        job: asked.number("job").map(JobId),
        ai: None,
        // What is over is asked for, and not met by chance.
        from: from.or_else(|| status.is_none().then_some(now)),
        to: date("to").map(|date| clock.zone.start_of_day(date.plus_days(1))),
        seconds: None,
    }
}

fn place(view: &SlotView) -> (SlotId, Option<Timestamp>) {
    (view.slot.id, Some(view.slot.details.time.start()))
}

async fn list(page: Page<ReadSlots>) -> Answered {
    let (texts, now) = (page.visitor.texts, page.now);
    let asked = Asked::new(&page.visitor, by(SortKey::Start));
    let filter = filter(&asked, &page.clock, now);
    if asked.wants_csv() {
        return Ok(whole(&page, filter, asked.sort));
    }
    let (part, directory) = (asked.part(), directory(&page)?);
    let read = move |tx: &mut Tx<'_>, permit: &Permit| {
        let found = slots::list(tx, permit, filter, &part, now)?;
        Ok((jobs(tx, &directory)?, people(tx, &directory)?, found))
    };
    let (jobs, people, mut found) = page.read(read).await?;
    let next = asked.cut(&mut found, place);
    let manages = page.may(Action::ManageSlots);
    let rows: Vec<Row> = found.iter().map(|view| row(&page, view, manages)).collect();
    let heading = texts.say("slot-list");
    page.show(&ListPage {
        shell: page.shell(&heading),
        intro: Some(texts.with("time-zone-note", "zone", &page.clock.zone_name())),
        create: if manages { vec![new(texts)] } else { Vec::new() },
        path: PATH.into(),
        filters: filters(texts, &asked, &jobs, &people),
        is_filtered: asked.is_filtered(),
        next,
        first: asked.first(),
        csv: Some(asked.link(&[("format", "csv"), ("after", "")])),
        empty: empty(texts, &asked, manages),
        bulk: None,
        table: Table { caption: heading.clone(), columns: columns(texts, &asked), rows },
        heading,
    })
}

fn new(texts: Texts) -> Way {
    Way { path: format!("{PATH}/new"), text: texts.say("slot-new") }
}

fn empty(texts: Texts, asked: &Asked<'_>, manages: bool) -> Empty {
    match asked.is_filtered() {
        true => Empty {
            why: texts.say("empty-filtered"),
            actions: vec![Way { path: PATH.into(), text: texts.say("filter-clear") }],
        },
        false => Empty { why: texts.say("slot-none"), actions: manages.then(|| new(texts)).into_iter().collect() },
    }
}

fn filters(
    texts: Texts,
    asked: &Asked<'_>,
    jobs: &[Named<JobId>],
    people: &[Named<UserId>],
) -> Vec<Field> {
    let value = |name: &str| asked.param(name).unwrap_or_default().to_owned();
    let all = |options: Vec<(String, String)>, key: &str| {
        let mut every = vec![(String::new(), texts.say(key))];
        every.extend(options);
        every
    };
    let states = STATES.map(|(name, ..)| (name.to_owned(), texts.say(&format!("slot-{name}"))));
    vec![
        Field::select("status", texts.say("state"), all(states.to_vec(), "slot-ahead")).value(value("status")),
        Field::select("interviewer", texts.say("interviewer"), all(options(people), "filter-all"))
            .value(value("interviewer")),
        Field::select("job", texts.say("job"), all(options(jobs), "filter-all")).value(value("job")),
        Field::typed("date", "from", texts.say("from-date")).value(value("from")),
        Field::typed("date", "to", texts.say("to-date")).value(value("to")),
    ]
}

fn columns(texts: Texts, asked: &Asked<'_>) -> Vec<Column> {
    let mut columns = vec![asked.sorted(SortKey::Start, "start", texts.say("when"))];
    let keys = ["interviewer", "job", "places", "state", "actions"];
    columns.extend(keys.map(|key| Asked::column(texts.say(key))));
    columns
}

fn row(page: &Page<ReadSlots>, view: &SlotView, manages: bool) -> Row {
    let (texts, slot) = (page.visitor.texts, &view.slot);
    let status = slot.status(page.now);
    let (name, tone) = state(status);
    let places = format!("{} / {}", slot.current_bookings, slot.details.max_candidates);
    let badge = match status == SlotStatus::Available && !view.is_available {
        true => Cell::badge("warn", why(texts, view)),
        false => Cell::badge(tone, texts.say(&format!("slot-{name}"))),
    };
    let open = manages && matches!(status, SlotStatus::Available | SlotStatus::Booked);
    let cancel = format!("{PATH}/{}/cancel", slot.id);
    let cells = vec![
        Cell::text(page.clock.short_span(slot.details.time, page.now)),
        Cell::text(view.interviewer_name.clone().unwrap_or_else(|| texts.say("slot-ai"))),
        Cell::text(view.job_title.clone().unwrap_or_default()),
        Cell::text(places),
        badge,
        if open { Cell::link(cancel, texts.say("slot-cancel")) } else { Cell::text("") },
    ];
    Row { pick: None, cells }
}

/// Why a slot with a free place can't be booked: the first reason.
pub(super) fn why(texts: Texts, view: &SlotView) -> String {
    let rule = view.unavailable_because.first().map_or("taken", |because| because.rule);
    texts.known(&format!("why-{}", rule.replace('_', "-"))).unwrap_or_else(|| texts.say("why-taken"))
}

/// All that is filtered, as a file, in UTC.
fn whole(page: &Page<ReadSlots>, filter: Filter, sort: Sort) -> HttpResponse {
    let columns = ["id", "start", "end", "interviewer", "job", "status", "bookings", "places", "notes"];
    let now = page.now;
    let read = move |tx: &mut Tx<'_>, permit: &Permit, after: Option<Position<SlotId>>| {
        let limit = i64::try_from(BATCH).unwrap_or(500);
        let found = slots::list(tx, permit, filter, &Part { sort, after, limit }, now)?;
        let last = found.last().map(place).filter(|_| found.len() == BATCH);
        let line = |view: &SlotView| {
            let details = &view.slot.details;
            vec![
                view.slot.id.to_string(),
                details.time.start().to_string(),
                details.time.end().to_string(),
                view.interviewer_name.clone().unwrap_or_default(),
                view.job_title.clone().unwrap_or_default(),
                state(view.slot.status(now)).0.to_owned(),
                view.slot.current_bookings.to_string(),
                details.max_candidates.to_string(),
                details.notes.clone().unwrap_or_default(),
            ]
        };
        let next = last.map(|(id, start)| Part::position(sort, id, start));
        Ok::<_, StoreError>(Batch { rows: found.iter().map(line).collect(), next })
    };
    csv::file(page, "slots", &columns.map(str::to_owned), read)
}

/// What the fields of new slots offer.
struct Around {
    jobs: Vec<Named<JobId>>,
    people: Vec<Named<UserId>>,
}

async fn around(page: &Page<ManageSlots>) -> Result<Around, Refused> {
    let permit = directory(page)?;
    let work = move |tx: &mut Tx<'_>| {
        Ok::<_, StoreError>(Around { jobs: jobs(tx, &permit)?, people: people(tx, &permit)? })
    };
    page.db.read(work).await.map_err(|error| page.refuse(error))
}

fn fields(texts: Texts, around: &Around) -> Vec<Field> {
    let days = (1..=7).map(|day: u8| (day.to_string(), texts.say(&format!("weekday-{day}"))));
    let mut jobs = vec![(String::new(), texts.say("slot-any-job"))];
    jobs.extend(options(&around.jobs));
    vec![
        Field::select("interviewer", texts.say("interviewer"), options(&around.people)).required(),
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
    page.show_as(status, &FormPage {
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
        zones: Vec::new(),
    })
}

async fn blank(page: Page<ManageSlots>) -> Answered {
    let around = around(&page).await?;
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
    let holder = input.choice("interviewer", |text| text.parse().ok().map(|id| Holder::Interviewer(UserId(id))));
    let first = input.choice("start_date", |text| Date::parse(text).ok());
    let last = input.choice("end_date", |text| match text {
        "" => Some(None),
        text => Date::parse(text).ok().map(Some),
    });
    let time = |text: &str| TimeOfDay::parse(text).ok();
    let (start, end) = (input.choice("start_time", time), input.choice("end_time", time));
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
    let days: Weekdays = if first == last || named.is_empty() { Weekdays::ALL } else { named.into_iter().collect() };
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
    let outcome = match plan {
        Some(plan) => {
            let work = move |tx: &mut Tx<'_>, permit: &Permit| {
                create_recurring(tx, permit, &plan, Some(&zone), now)
            };
            Outcome::of(&page, page.write(work).await)?
        }
        None => Outcome::Wrong(input.errors),
    };
    let errors = match outcome {
        Outcome::Done(made) if !made.slots.is_empty() => return Ok(done(PATH, "created")),
        Outcome::Done(_) => {
            let mut errors = Errors::default();
            errors.add("start_date", texts.say("slot-all-skipped"));
            errors
        }
        Outcome::Wrong(errors) => errors,
        Outcome::Overtaken => Errors::default(),
    };
    again(&page, &typed, errors).await
}

async fn again(page: &Page<ManageSlots>, typed: &Form, errors: Errors) -> Answered {
    let fields = filled(fields(page.visitor.texts, &around(page).await?), typed, &errors);
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
    page.show_as(status, &FormPage {
        shell: page.shell(&heading),
        heading,
        intro: Some(format!("{when}. {booked}")),
        action: format!("{PATH}/{}/cancel", view.slot.id),
        fields,
        hidden: Vec::new(),
        errors,
        submit: texts.say("slot-cancel"),
        back: Way { path: PATH.into(), text: texts.say("slot-list") },
        danger: None,
        zones: Vec::new(),
    })
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
    let outcome = match reason {
        Some(reason) => {
            let gone = page.write(move |tx, permit| cancel_slot(tx, permit, id, &reason, now)).await;
            Outcome::of(&page, gone)?
        }
        None => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(_) => Ok(done(PATH, "cancelled")),
        Outcome::Wrong(errors) => {
            let view = slot(&page, id).await?;
            let fields = filled(reason_field(texts), &typed, &errors);
            cancel_form(&page, &view, StatusCode::UNPROCESSABLE_ENTITY, fields, errors)
        }
        Outcome::Overtaken => Err(page.missing("slot")),
    }
}
