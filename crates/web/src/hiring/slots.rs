//! `/app/slots`: offered time, one slot or a series.

use super::names::{Named, jobs, options, people};
use super::slots_made::{PATH, Told};
use crate::hiring::candidates::directory;
use crate::kit::csv::{self, BATCH, Batch};
use crate::kit::field::Field;
use crate::kit::list::{Asked, Cell, Column, Empty, ListPage, Row, Table, by};
use crate::kit::page::{Answered, Page};
use crate::kit::refused::Action as Way;
use crate::kit::shell::Shell;
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use crate::kit::who::advised;
use actix_web::HttpResponse;
use app::slots::{self, SlotView};
use domain::access::actions::ReadSlots;
use domain::access::{Action, Permit};
use domain::effect::Topic;
use domain::slot::SlotStatus;
use domain::{JobId, SlotId, UserId};
use http_kit::{Routes, resource};
use persistence::store::collection::{Part, Position, Sort, SortKey};
use persistence::store::slots::Filter;
use persistence::{StoreError, Tx};
use scheduling_core::time::{Date, Timestamp};

pub(crate) fn routes(routes: &mut Routes) {
    routes.service(resource(PATH).get(list));
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
        let people = people(tx, &directory, filter.interviewer.as_slice())?;
        Ok((jobs(tx, &directory, filter.job)?, people, found))
    };
    let (jobs, people, mut found) = page.read(read).await?;
    let next = asked.cut(&mut found, place);
    let manages = page.may(Action::ManageSlots);
    let rows: Vec<Row> = found.iter().map(|view| row(&page, view, manages)).collect();
    let heading = texts.say("slot-list");
    let shell = page.shell(&heading).hearing(&[Topic::Slots]);
    let shell = match Told::of(&page.visitor, &page.clock, now) {
        Some(told) => Shell { done: Some(told.made), left_out: told.skipped, ..shell },
        None => shell,
    };
    page.show(&ListPage {
        shell,
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
        false => Empty {
            why: advised(texts, "slot-none", manages, Action::ManageSlots),
            actions: manages.then(|| new(texts)).into_iter().collect(),
        },
    }
}

fn filters(texts: Texts, asked: &Asked<'_>, jobs: &[Named<JobId>], people: &[Named<UserId>]) -> Vec<Field> {
    let value = |name: &str| asked.param(name).unwrap_or_default().to_owned();
    let all = |options: Vec<(String, String)>, key: &str| {
        let mut every = vec![(String::new(), texts.say(key))];
        every.extend(options);
        every
    };
    let states = STATES.map(|(name, ..)| (name.to_owned(), texts.say(&format!("slot-{name}"))));
    vec![
        Field::select("status", texts.say("state"), all(states.to_vec(), "slot-ahead"))
            .value(value("status")),
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
    let when = page.clock.short_span(slot.details.time, page.now);
    let edit = format!("{PATH}/{}/edit", slot.id);
    let cells = vec![
        if open { Cell::link(edit, when) } else { Cell::text(when) },
        Cell::text(view.interviewer_name.clone().unwrap_or_else(|| texts.say("slot-ai"))),
        Cell::text(view.job_title.clone().unwrap_or_default()),
        Cell::text(places),
        badge,
        if open { Cell::link(cancel, texts.say("slot-cancel")) } else { Cell::text("") },
    ];
    Row { pick: None, cells }
}

/// Why a slot with a free place can't be booked: the first reason.
fn why(texts: Texts, view: &SlotView) -> String {
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
