//! A month as a grid of days, each a link that says how many times it has.
//!
//! Without a script each day is a link. The scripts of pages that show it make it one stop for the keyboard, in which the arrows go
//! from day to day (`book.js`).

use crate::kit::when::WallClock;
use scheduling_core::time::Date;
use std::collections::BTreeMap;

/// What a month is made from.
pub(crate) struct Look<'m> {
    pub(crate) clock: &'m WallClock,
    /// Any day of the month.
    pub(crate) shows: Date,
    pub(crate) today: Date,
    pub(crate) selected: Option<Date>,
    /// How many times each day has; those that have none may be left out.
    pub(crate) counts: &'m BTreeMap<Date, usize>,
    /// The last day that may have times; the first one is today.
    pub(crate) last: Date,
    /// The address of a day.
    pub(crate) address: &'m dyn Fn(Date) -> String,
}

/// A month.
#[derive(Debug, Clone)]
pub(crate) struct Month {
    pub(crate) heading: String,
    /// The address and the name of the month before; `None` where nothing of it can be chosen.
    pub(crate) previous: Option<Way>,
    pub(crate) next: Option<Way>,
    pub(crate) weekdays: Vec<Weekday>,
    /// From Monday to Sunday; `None` is a day of another month.
    pub(crate) weeks: Vec<Vec<Option<Cell>>>,
}

/// A link to another month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Way {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// The name of a column.
#[derive(Debug, Clone)]
pub(crate) struct Weekday {
    pub(crate) short: String,
    pub(crate) long: String,
}

/// A day.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) number: i64,
    /// The date, as addresses have it.
    pub(crate) date: String,
    /// Tuesday 8 December, 5 times.
    pub(crate) name: String,
    /// `None` for a day that is over, or too far ahead.
    pub(crate) path: Option<String>,
    pub(crate) is_selected: bool,
    pub(crate) is_today: bool,
    pub(crate) has_times: bool,
}

/// The first day of a day's month.
pub(crate) fn first_of(date: Date) -> Date {
    date.plus_days(1 - date.day())
}

/// The last day of a day's month.
pub(crate) fn last_of(date: Date) -> Date {
    first_of(first_of(date).plus_days(31)).plus_days(-1)
}

/// Tuesday 8 December.
pub(crate) fn day_name(clock: &WallClock, date: Date) -> String {
    let texts = clock.texts;
    let (weekday, day) = (texts.say(&format!("weekday-{}", date.weekday().number())), date.day().to_string());
    let month = texts.say(&format!("month-{}", date.month()));
    texts.values("month-date", &[("weekday", &weekday), ("day", &day), ("month", &month)])
}

/// December 2026.
fn heading(clock: &WallClock, date: Date) -> String {
    let (month, year) = (clock.texts.say(&format!("month-{}", date.month())), date.year().to_string());
    clock.texts.values("month-heading", &[("month", &month), ("year", &year)])
}

impl Month {
    pub(crate) fn new(look: &Look<'_>) -> Self {
        let texts = look.clock.texts;
        let (first, last) = (first_of(look.shows), last_of(look.shows));
        let way = |date: Date| Way { path: (look.address)(date), text: heading(look.clock, date) };
        let weekday = |number: i64| Weekday {
            short: texts.say(&format!("weekday-short-{number}")),
            long: texts.say(&format!("weekday-{number}")),
        };
        Self {
            heading: heading(look.clock, first),
            // The month of today begins today: what is before can't be chosen.
            previous: (first > look.today).then(|| way(first_of(first.plus_days(-1)).max(look.today))),
            next: (last < look.last).then(|| way(last.plus_days(1))),
            weekdays: (1..=7).map(weekday).collect(),
            weeks: weeks(look, first, last),
        }
    }
}

fn weeks(look: &Look<'_>, first: Date, last: Date) -> Vec<Vec<Option<Cell>>> {
    let before = i64::from(first.weekday().number()) - 1;
    let days = last.epoch_day() - first.epoch_day() + 1;
    let cells = (-before..days).map(|offset| (offset >= 0).then(|| cell(look, first.plus_days(offset))));
    let mut cells: Vec<Option<Cell>> = cells.collect();
    while !cells.len().is_multiple_of(7) {
        cells.push(None);
    }
    cells.chunks(7).map(<[Option<Cell>]>::to_vec).collect()
}

fn cell(look: &Look<'_>, date: Date) -> Cell {
    let texts = look.clock.texts;
    let count = look.counts.get(&date).copied().unwrap_or_default();
    let times = texts.count("month-times", count);
    let name = texts.values("month-day", &[("date", &day_name(look.clock, date)), ("times", &times)]);
    let is_open = (look.today..=look.last).contains(&date);
    Cell {
        number: date.day(),
        date: date.to_string(),
        name,
        path: is_open.then(|| (look.address)(date)),
        is_selected: look.selected == Some(date),
        is_today: look.today == date,
        has_times: count > 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::texts::{Language, Texts};
    use scheduling_core::time::TimeZone;

    fn date(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    fn month(language: Language, shows: &str) -> Month {
        let clock = WallClock::new(Texts(language), TimeZone::utc());
        let counts = BTreeMap::from([(date("2026-12-08"), 5), (date("2026-12-09"), 1)]);
        Month::new(&Look {
            clock: &clock,
            shows: date(shows),
            today: date("2026-12-07"),
            selected: Some(date("2026-12-08")),
            counts: &counts,
            last: date("2027-01-15"),
            address: &|date| format!("/x/{date}"),
        })
    }

    fn day(month: &Month, number: i64) -> Cell {
        let mut all = month.weeks.iter().flatten().flatten();
        all.find(|cell| cell.number == number).cloned().expect("a day")
    }

    #[test]
    fn a_day_is_named_with_its_times() {
        let names = |language| [7, 8, 9].map(|number| day(&month(language, "2026-12-31"), number).name);
        assert_eq!(
            names(Language::English),
            ["Monday 7 December, no times", "Tuesday 8 December, 5 times", "Wednesday 9 December, 1 time"]
        );
        assert_eq!(
            names(Language::German),
            [
                "Montag, 7. Dezember, keine Zeiten",
                "Dienstag, 8. Dezember, 5 Zeiten",
                "Mittwoch, 9. Dezember, 1 Zeit"
            ]
        );
    }

    #[test]
    fn weeks_begin_on_monday_and_days_of_other_months_are_left_out() {
        let shown = month(Language::English, "2026-12-01");
        let numbers = |week: &Vec<Option<Cell>>| -> Vec<i64> {
            week.iter().map(|cell| cell.as_ref().map_or(0, |cell| cell.number)).collect()
        };
        assert_eq!(shown.weeks.first().map(numbers), Some(vec![0, 1, 2, 3, 4, 5, 6]));
        assert_eq!(shown.weeks.last().map(numbers), Some(vec![28, 29, 30, 31, 0, 0, 0]));
        assert_eq!(month(Language::English, "2027-02-01").weeks.len(), 4);
        assert_eq!(shown.heading, "December 2026");
    }

    #[test]
    fn what_can_be_chosen_is_from_today_on_as_far_as_can_be_booked() {
        let shown = month(Language::English, "2026-12-01");
        assert_eq!(day(&shown, 6).path, None);
        assert_eq!(day(&shown, 7).path.as_deref(), Some("/x/2026-12-07"));
        assert_eq!((shown.previous, shown.next.map(|way| way.path)), (None, Some("/x/2027-01-01".into())));
        let next = month(Language::English, "2027-01-10");
        assert_eq!(day(&next, 16).path, None);
        let previous = Way { path: "/x/2026-12-07".into(), text: "December 2026".into() };
        assert_eq!((next.previous, next.next), (Some(previous), None));
    }

    #[test]
    fn months_have_their_first_and_last_days() {
        let check = |day: &str, first: &str, last: &str| {
            assert_eq!((first_of(date(day)), last_of(date(day))), (date(first), date(last)), "{day}");
        };
        check("2026-12-07", "2026-12-01", "2026-12-31");
        check("2028-02-29", "2028-02-01", "2028-02-29");
        check("2027-02-01", "2027-02-01", "2027-02-28");
        check("2026-01-31", "2026-01-01", "2026-01-31");
    }
}
