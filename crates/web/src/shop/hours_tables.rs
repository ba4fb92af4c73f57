//! The tables of `/app/hours` of who offers services: weekly hours, other hours, days off; and when somebody else is away.

use crate::busy;
use crate::kit::list::{Asked, Cell, Row, Table};
use crate::kit::page::Page;
use crate::kit::sheet::Sheet;
use crate::kit::when::WallClock;
use domain::access::Action;
use domain::access::actions::ReadHours;
use domain::appointment::{
    DayOff, DayOffDetails, SpecialHours, SpecialHoursDetails, StaffId, WorkTerms, WorkingHours,
    WorkingHoursDetails,
};
use domain::directory::BusyPeriod;
use scheduling_core::calendar::WallSpan;
use scheduling_core::time::Weekday;

/// What there is of somebody who offers services.
pub(super) struct OfShop {
    pub(super) id: StaffId,
    pub(super) weekly: Vec<WorkingHours>,
    pub(super) terms: WorkTerms,
    pub(super) special: Vec<SpecialHours>,
    pub(super) off: Vec<DayOff>,
}

pub(super) fn usual(page: &Page<ReadHours>, terms: &WorkTerms) -> String {
    let texts = page.visitor.texts;
    let key = match (terms.work_on_saturday, terms.work_on_sunday) {
        (true, true) => "hours-usual-week",
        (true, false) => "hours-usual-saturday",
        (false, true) => "hours-usual-sunday",
        (false, false) => "hours-usual",
    };
    let (from, to) = (page.clock.of_day(terms.lead_time), page.clock.of_day(terms.finish_time));
    texts.values(key, &[("from", &from), ("to", &to)])
}

pub(super) fn weekly(page: &Page<ReadHours>, of: &OfShop, may_write: bool) -> Table {
    let texts = page.visitor.texts;
    let usual = if of.weekly.is_empty() { of.terms.usual_week() } else { Vec::new() };
    let row = |day: Weekday| {
        let name = texts.say(&format!("weekday-{}", day.number()));
        let own = of.weekly.iter().find(|one| one.details.day_of_week == day);
        let (hours, breaks) = match own {
            Some(own) => {
                let hours = &own.details.hours;
                (spans(&page.clock, &[hours.span]), spans(&page.clock, &hours.breaks))
            }
            None => match usual.iter().find(|(of, _)| *of == day) {
                Some((_, hours)) => {
                    let hours = spans(&page.clock, &[hours.span]);
                    (texts.with("hours-usual-day", "hours", &hours), String::new())
                }
                None => (texts.say("hours-none"), String::new()),
            },
        };
        let way = match own {
            Some(own) => (format!("{}/{}/edit", WorkingHoursDetails::PATH, own.id), "hours-edit-day"),
            None => {
                let new = format!("{}/new?staff_id={}", WorkingHoursDetails::PATH, of.id);
                (format!("{new}&day_of_week={}", day.number()), "hours-add-day")
            }
        };
        let change = match may_write {
            true => Cell::link(way.0, texts.with(way.1, "day", &name)),
            false => Cell::text(""),
        };
        Row { pick: None, cells: vec![Cell::text(name), Cell::text(hours), Cell::text(breaks), change] }
    };
    let columns = ["hours-day", "hours-hours", "hours-breaks", "actions"];
    Table {
        caption: texts.say("weekly-list"),
        columns: columns.map(|key| Asked::column(texts.say(key))).into(),
        rows: Weekday::ALL.into_iter().map(row).collect(),
    }
}

/// Spans of a day, with commas between them.
fn spans(clock: &WallClock, spans: &[WallSpan]) -> String {
    spans.iter().map(|span| clock.wall_span(span.start(), span.end())).collect::<Vec<_>>().join(", ")
}

/// What who looks may change.
#[derive(Clone, Copy)]
pub(super) struct Writes {
    pub(super) may_write: bool,
    /// Also what is everybody's.
    pub(super) everybodys: bool,
}

impl Writes {
    fn of(self, staff: Option<StaffId>) -> bool {
        self.may_write && (staff.is_some() || self.everybodys)
    }
}

pub(super) fn special(page: &Page<ReadHours>, found: &[SpecialHours], writes: Writes) -> Table {
    let texts = page.visitor.texts;
    let row = |one: &SpecialHours| {
        let details = &one.details;
        let hours = match details.intervals.as_slice() {
            [] => texts.say("hours-closed-then"),
            some => spans(&page.clock, some),
        };
        let edit = format!("{}/{}/edit", SpecialHoursDetails::PATH, one.id);
        let date = page.clock.date(details.date);
        Row {
            pick: None,
            cells: vec![
                Cell::text(date.clone()),
                Cell::text(hours),
                Cell::text(who(page, details.staff)),
                if writes.of(details.staff) {
                    Cell::link(edit, texts.with("hours-edit-date", "date", &date))
                } else {
                    Cell::text("")
                },
            ],
        }
    };
    let columns = ["hours-date", "hours-hours", "hours-for", "actions"];
    Table {
        caption: texts.say("special-list"),
        columns: columns.map(|key| Asked::column(texts.say(key))).into(),
        rows: found.iter().map(row).collect(),
    }
}

fn who(page: &Page<ReadHours>, staff: Option<StaffId>) -> String {
    page.say(if staff.is_some() { "hours-for-one" } else { "hours-everybody" })
}

pub(super) fn off(page: &Page<ReadHours>, found: &[DayOff], writes: Writes) -> Table {
    let texts = page.visitor.texts;
    let row = |one: &DayOff| {
        let details = &one.details;
        let (first, last) = (details.days.first(), details.days.last());
        let days = match first == last {
            true => page.clock.date(first),
            false => texts
                .values("time-span", &[("start", &page.clock.date(first)), ("end", &page.clock.date(last))]),
        };
        let edit = format!("{}/{}/edit", DayOffDetails::PATH, one.id);
        Row {
            pick: None,
            cells: vec![
                Cell::text(days.clone()),
                Cell::text(details.description.clone().unwrap_or_default()),
                Cell::text(who(page, details.staff)),
                if writes.of(details.staff) {
                    Cell::link(edit, texts.with("hours-edit-date", "date", &days))
                } else {
                    Cell::text("")
                },
            ],
        }
    };
    let columns = ["off-days", "off-description", "hours-for", "actions"];
    Table {
        caption: texts.say("off-list"),
        columns: columns.map(|key| Asked::column(texts.say(key))).into(),
        rows: found.iter().map(row).collect(),
    }
}

/// When somebody is away who has no profile, and so no days off.
pub(super) fn away(page: &Page<ReadHours>, found: &[BusyPeriod]) -> Table {
    let texts = page.visitor.texts;
    let may_write = page.may(Action::ManageBusyPeriods);
    let row = |one: &BusyPeriod| {
        let when = page.clock.interval(one.details.time);
        let change = texts.with("hours-edit-date", "date", &when);
        let cells = vec![
            Cell::text(when),
            Cell::text(one.details.title.clone().unwrap_or_default()),
            if may_write { Cell::link(busy::path(one.id), change) } else { Cell::text("") },
        ];
        Row { pick: None, cells }
    };
    let columns = ["when", "off-description", "actions"];
    Table {
        caption: texts.say("away-list"),
        columns: columns.map(|key| Asked::column(texts.say(key))).into(),
        rows: found.iter().map(row).collect(),
    }
}
