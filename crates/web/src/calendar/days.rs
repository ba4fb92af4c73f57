//! The days of the calendar: what stands on each, as a list, and where it is drawn.

use super::events::{Event, Moves};
use super::find::Wanted;
use super::grid::{Hours, Place, Span, places};
use crate::kit::when::WallClock;
use scheduling_core::time::{Date, Interval, Timestamp};

/// A day.
pub(super) struct Day {
    pub(super) id: String,
    pub(super) heading: String,
    pub(super) path: String,
    pub(super) is_today: bool,
    /// What is to be known of its clocks, where they change.
    pub(super) note: Option<String>,
    /// What takes all of it.
    pub(super) whole: Vec<Shown>,
    pub(super) timed: Vec<Shown>,
    /// Where the present is drawn.
    pub(super) now: Option<String>,
}

impl Day {
    pub(super) fn is_empty(&self) -> bool {
        self.whole.is_empty() && self.timed.is_empty()
    }
}

/// What an event takes of a day.
pub(super) struct Shown {
    pub(super) time: String,
    pub(super) text: String,
    pub(super) under: String,
    pub(super) label: String,
    pub(super) tone: &'static str,
    pub(super) path: String,
    pub(super) moves: Option<Moves>,
    /// When all of it begins, on the clock of who looks, and how long it takes.
    pub(super) start: String,
    pub(super) minutes: i64,
    /// Where it is drawn.
    pub(super) classes: String,
    span: Span,
    from: Timestamp,
}

/// All days, with the hours that they are drawn in.
pub(super) struct Days {
    pub(super) days: Vec<Day>,
    pub(super) hours: Hours,
}

/// The days that are asked for, with the events that touch them: on each day the part that falls on it.
pub(super) fn days(clock: &WallClock, now: Timestamp, wanted: &Wanted, events: &[Event]) -> Days {
    let mut days: Vec<Day> = wanted.dates().map(|date| day(clock, now, wanted, date, events)).collect();
    let spans: Vec<Span> = days.iter().flat_map(|day| &day.timed).map(|shown| shown.span).collect();
    let hours = Hours::around(spans.into_iter());
    for day in &mut days {
        let spans: Vec<Span> = day.timed.iter().map(|shown| shown.span).collect();
        let places = places(&spans, hours);
        for (shown, place) in day.timed.iter_mut().zip(places) {
            shown.classes = Place::classes(place);
        }
        day.now = day.is_today.then(|| now_row(clock, now, hours)).flatten();
    }
    Days { days, hours }
}

fn now_row(clock: &WallClock, now: Timestamp, hours: Hours) -> Option<String> {
    let minute = clock.zone.local(now).second_of_day() / 60;
    let is_drawn = (hours.first * 60..hours.last * 60).contains(&minute);
    is_drawn.then(|| format!("r{}", hours.row(0) + minute / super::grid::ROW))
}

fn day(clock: &WallClock, now: Timestamp, wanted: &Wanted, date: Date, events: &[Event]) -> Day {
    let (start, end) = (clock.zone.start_of_day(date), clock.zone.start_of_day(date.plus_days(1)));
    let mut shown: Vec<Shown> = match Interval::new(start, end) {
        Ok(whole) => events.iter().filter_map(|event| part(clock, event, whole)).collect(),
        // A day that a zone has left out.
        Err(_) => Vec::new(),
    };
    shown.sort_by_key(|one| (one.from, one.span.start));
    let (whole, mut timed): (Vec<Shown>, Vec<Shown>) =
        shown.into_iter().partition(|one| one.span == Span { start: 0, end: 1440 });
    // Lanes are given in the order in which a clock shows them.
    timed.sort_by_key(|one| one.span.start);
    Day {
        id: date.to_string(),
        heading: clock.short_date(date),
        path: wanted.link("day", date),
        is_today: date == clock.day_of(now),
        note: clock.clock_change(date),
        whole,
        timed,
        now: None,
    }
}

/// The part of an event that falls on a day.
fn part(clock: &WallClock, event: &Event, day: Interval) -> Option<Shown> {
    let (start, end) = (event.time.start().max(day.start()), event.time.end().min(day.end()));
    let time = Interval::new(start, end).ok()?;
    let minute = |at: Timestamp| clock.zone.local(at).second_of_day() / 60;
    let from = if start == day.start() { 0 } else { minute(start) };
    let until = if end == day.end() { 1440 } else { minute(end) };
    Some(Shown {
        time: clock.times(time),
        text: event.text.clone(),
        under: event.under.clone(),
        label: event.label.clone(),
        tone: event.tone,
        path: event.path.clone(),
        moves: event.moves.clone(),
        start: clock.input(event.time.start()),
        minutes: event.time.seconds() / 60,
        classes: String::new(),
        span: Span { start: from, end: until },
        from: start,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::texts::Texts;
    use scheduling_core::time::TimeZone;

    fn clock() -> WallClock {
        WallClock::new(Texts::default(), TimeZone::named("Europe/Berlin").expect("a zone"))
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("an instant")
    }

    fn event(start: &str, end: &str) -> Event {
        Event {
            time: Interval::new(at(start), at(end)).expect("an interval"),
            text: "Dora".into(),
            under: String::new(),
            tone: "calm",
            label: String::new(),
            path: String::new(),
            moves: None,
        }
    }

    fn week(first: &str, events: &[Event]) -> Days {
        let clock = clock();
        let first = Date::parse(first).expect("a date");
        let window =
            Interval::new(clock.zone.start_of_day(first), clock.zone.start_of_day(first.plus_days(7)));
        let window = window.expect("a week");
        let wanted = Wanted { date: first, first, days: 7, people: Vec::new(), window };
        days(&clock, at("2026-10-20T10:00:00Z"), &wanted, events)
    }

    #[test]
    fn what_goes_over_midnight_stands_on_both_days() {
        let week = week("2026-10-19", &[event("2026-10-20T21:30:00Z", "2026-10-20T22:45:00Z")]);
        let seen: Vec<(usize, &str, &str)> = week
            .days
            .iter()
            .enumerate()
            .flat_map(|(at, day)| {
                day.timed.iter().map(move |one| (at, one.time.as_str(), one.start.as_str()))
            })
            .collect();
        let start = "2026-10-20T23:30";
        assert_eq!(seen, [(1, "23:30–24:00", start), (2, "00:00–00:45", start)]);
        assert_eq!((week.hours.first, week.hours.last), (0, 24));
    }

    #[test]
    fn what_takes_a_whole_day_needs_no_hours() {
        let week = week("2026-10-19", &[event("2026-10-20T12:00:00Z", "2026-10-22T12:00:00Z")]);
        let count: Vec<(usize, usize)> =
            week.days.iter().map(|day| (day.whole.len(), day.timed.len())).collect();
        assert_eq!(count, [(0, 0), (0, 1), (1, 0), (0, 1), (0, 0), (0, 0), (0, 0)]);
    }

    #[test]
    fn the_night_in_which_clocks_change_says_so_and_keeps_both_hours() {
        let twice = [
            event("2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z"),
            event("2026-10-25T01:30:00Z", "2026-10-25T02:00:00Z"),
        ];
        let week = week("2026-10-19", &twice);
        let sunday = week.days.last().expect("a Sunday");
        let note = sunday.note.as_deref().expect("a note");
        assert!(note.contains("60"), "{note}");
        let seen: Vec<(&str, &str)> =
            sunday.timed.iter().map(|one| (one.time.as_str(), one.classes.as_str())).collect();
        // 02:30 comes twice: both stand there, beside each other.
        assert_eq!(
            seen,
            [("02:30 (first)–02:00 (second)", "r7 n5 c1 w6"), ("02:30 (second)–03:00", "r7 n6 c7 w6"),]
        );
        assert!(week.days.iter().take(6).all(|day| day.note.is_none()));
        assert!(week.days.get(1).is_some_and(|day| day.now.as_deref() == Some("r121")));
    }
}
