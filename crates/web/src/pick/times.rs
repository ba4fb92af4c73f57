//! The times of a link, by day on the clock of the visitor.

use crate::kit::when::WallClock;
use scheduling_core::time::{Date, Timestamp};

/// Days of a page.
const DAYS: usize = 7;
/// Times of a day, at most.
const TIMES: usize = 200;
/// Times that are offered in place of one that was taken.
const NEAREST: usize = 3;

/// A day with its times.
pub(super) struct Day {
    /// In the address of what is below it.
    pub(super) id: String,
    pub(super) heading: String,
    /// What is to be known of its clocks, where they change.
    pub(super) note: Option<String>,
    pub(super) times: Vec<Time>,
}

/// A time that can be chosen.
pub(super) struct Time {
    pub(super) value: String,
    pub(super) text: String,
    /// With its day, for those who hear the button alone.
    pub(super) label: String,
}

impl Time {
    pub(super) fn new(start: Timestamp, clock: &WallClock) -> Self {
        Self { value: start.to_string(), text: clock.time(start), label: clock.plain(start) }
    }
}

/// The days of one page, and where those before and after it begin.
#[derive(Default)]
pub(super) struct Days {
    pub(super) days: Vec<Day>,
    pub(super) earlier: Option<Date>,
    pub(super) later: Option<Date>,
}

/// The days with times from `from` on; from the first one where there are none.
pub(super) fn days(starts: &[Timestamp], clock: &WallClock, from: Option<Date>) -> Days {
    let mut all: Vec<(Date, Vec<Timestamp>)> = Vec::new();
    for start in starts {
        let date = clock.day_of(*start);
        match all.last_mut() {
            Some((last, times)) if *last == date => times.push(*start),
            _ => all.push((date, vec![*start])),
        }
    }
    let first = from.and_then(|from| all.iter().position(|(date, _)| *date >= from)).unwrap_or(0);
    let date_at = |at: usize| all.get(at).map(|(date, _)| *date);
    let later = date_at(first + DAYS);
    let earlier = (first > 0).then(|| date_at(first.saturating_sub(DAYS))).flatten();
    let shown = all.iter().skip(first).take(DAYS);
    let day = |(date, times): &(Date, Vec<Timestamp>)| Day {
        id: format!("d{date}"),
        heading: clock.date(*date),
        note: clock.clock_change(*date),
        times: times.iter().take(TIMES).map(|start| Time::new(*start, clock)).collect(),
    };
    Days { days: shown.map(day).collect(), earlier, later }
}

/// The times nearest to one that can't be had, the soonest first.
pub(super) fn nearest(starts: &[Timestamp], wanted: Timestamp) -> Vec<Timestamp> {
    let mut all = starts.to_vec();
    all.sort_by_key(|start| ((start.unix() - wanted.unix()).abs(), *start));
    all.truncate(NEAREST);
    all.sort_unstable();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::texts::Texts;
    use scheduling_core::time::TimeZone;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("an instant")
    }

    fn clock(zone: &str) -> WallClock {
        WallClock::new(Texts::default(), TimeZone::named(zone).expect("a zone"))
    }

    #[test]
    fn times_stand_under_the_day_on_the_clock_of_whoever_looks() {
        let starts = [at("2026-12-08T22:30:00Z"), at("2026-12-08T23:30:00Z")];
        let seen = |zone: &str| {
            let days = days(&starts, &clock(zone), None).days;
            days.into_iter().map(|day| (day.heading, day.times.len())).collect::<Vec<_>>()
        };
        assert_eq!(seen("UTC"), [("Tuesday 8 December 2026".into(), 2)]);
        let berlin = [("Tuesday 8 December 2026".into(), 1), ("Wednesday 9 December 2026".into(), 1)];
        assert_eq!(seen("Europe/Berlin"), berlin);
    }

    #[test]
    fn pages_of_days_lead_to_each_other() {
        let start = at("2026-12-01T10:00:00Z");
        let starts: Vec<Timestamp> = (0..20).map(|day| start.plus_seconds(day * 86_400)).collect();
        let seen = |from: Option<&str>| {
            let from = from.map(|text| Date::parse(text).expect("a date"));
            let found = days(&starts, &clock("UTC"), from);
            let text = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
            (found.days.len(), text(found.earlier), text(found.later))
        };
        assert_eq!(seen(None), (7, String::new(), "2026-12-08".into()));
        assert_eq!(seen(Some("2026-12-08")), (7, "2026-12-01".into(), "2026-12-15".into()));
        assert_eq!(seen(Some("2026-12-15")), (6, "2026-12-08".into(), String::new()));
        // Beyond the last day with times: from the first one.
        assert_eq!(seen(Some("2027-06-01")), (7, String::new(), "2026-12-08".into()));
    }

    #[test]
    fn a_day_says_that_its_clocks_change_and_which_hour_is_meant() {
        let starts = [at("2026-10-25T00:30:00Z"), at("2026-10-25T01:30:00Z"), at("2026-10-26T09:00:00Z")];
        let found = days(&starts, &clock("Europe/Berlin"), None).days;
        let texts: Vec<&str> = found[0].times.iter().map(|time| time.text.as_str()).collect();
        assert_eq!(texts, ["02:30 (first)", "02:30 (second)"]);
        assert!(found[0].note.is_some() && found[1].note.is_none());
    }

    #[test]
    fn the_nearest_are_before_and_after() {
        let start = at("2026-12-01T10:00:00Z");
        let starts: Vec<Timestamp> = [0, 30, 60, 120, 180].map(|minute| start.plus_minutes(minute)).to_vec();
        let seen = |minute: i64| -> Vec<i64> {
            let found = nearest(&starts, start.plus_minutes(minute));
            found.iter().map(|one| (one.unix() - start.unix()) / 60).collect()
        };
        assert_eq!(seen(90), [30, 60, 120]);
        assert_eq!(seen(900), [60, 120, 180]);
        assert_eq!(nearest(&[], start), []);
    }
}
