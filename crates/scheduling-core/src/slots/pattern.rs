//! Availability patterns: a week that holds for a while, and weeks in which somebody is not to be had.

use crate::calendar::{Weekdays, WeeklyHours, WeeklyRule};
use crate::time::{Date, Interval, IntervalSet, TimeOfDay, TimeZone, Timestamp, Weekday};

/// A weekly rule with the local dates on which it holds. A rule that runs over midnight belongs to the date on which
/// it begins.
///
/// ```
/// use scheduling_core::calendar::{WeeklyRule, Weekdays};
/// use scheduling_core::slots::{Pattern, open_time};
/// use scheduling_core::time::{Date, Interval, TimeOfDay, TimeZone};
/// let (start, end) = (TimeOfDay::parse("09:00")?, TimeOfDay::parse("17:00")?);
/// let rule = WeeklyRule { days: Weekdays::WORKWEEK, start, end };
/// let from = Date::parse("2026-03-30")?;
/// let closed = Pattern { rule, open: false, from, until: None };
/// let alone = open_time(&[closed], &TimeZone::utc(), Interval::ALL);
/// assert!(alone.is_empty(), "a pattern that closes opens nothing");
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pattern {
    /// When it begins and ends, on which days.
    pub rule: WeeklyRule,
    /// Whether it opens this time, or closes it.
    pub open: bool,
    /// The first date on which it may begin.
    pub from: Date,
    /// The last date on which it may begin; `None` for ever.
    pub until: Option<Date>,
}

impl Pattern {
    /// The instants of `window` that the pattern speaks of, open or closed.
    ///
    /// ```
    /// use scheduling_core::calendar::{WeeklyRule, Weekdays};
    /// use scheduling_core::slots::Pattern;
    /// use scheduling_core::time::{Date, Interval, TimeOfDay, TimeZone};
    /// // Nights that begin on 28 March alone: the one of them ends on the 29th, and is an hour short.
    /// let (start, end) = (TimeOfDay::parse("22:00")?, TimeOfDay::parse("06:00")?);
    /// let date = Date::parse("2026-03-28")?;
    /// let night = Pattern {
    ///     rule: WeeklyRule { days: Weekdays::ALL, start, end },
    ///     open: true,
    ///     from: date,
    ///     until: Some(date),
    /// };
    /// assert_eq!(night.time(&TimeZone::named("Europe/Berlin")?, Interval::ALL).seconds(), 7 * 3600);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn time(&self, zone: &TimeZone, window: Interval) -> IntervalSet {
        let mut all = IntervalSet::EMPTY;
        for (rule, days_later) in halves(self.rule) {
            let first = zone.start_of_day(self.from.plus_days(days_later));
            let end =
                self.until.map_or(Timestamp::MAX, |last| zone.start_of_day(last.plus_days(days_later + 1)));
            let bounds = Interval::between(first, end).and_then(|valid| valid.intersect(window));
            if let Some(bounds) = bounds {
                all = all.union(&WeeklyHours::new([rule]).working_time(zone, bounds));
            }
        }
        all
    }
}

/// The rule as parts that each lie within one date, with how many days after the rule's begin that date is.
fn halves(rule: WeeklyRule) -> Vec<(WeeklyRule, i64)> {
    if rule.start < rule.end {
        return vec![(rule, 0)];
    }
    let evening = WeeklyRule { end: TimeOfDay::END_OF_DAY, ..rule };
    let mut halves = vec![(evening, 0)];
    if rule.end > TimeOfDay::MIDNIGHT {
        let days = next_days(rule.days);
        halves.push((WeeklyRule { days, start: TimeOfDay::MIDNIGHT, end: rule.end }, 1));
    }
    halves
}

/// The days after these.
fn next_days(days: Weekdays) -> Weekdays {
    let all = Weekday::ALL.into_iter().filter(|&day| days.contains(day));
    all.map(Weekday::next).collect()
}

/// When somebody with these patterns is to be had: inside one that opens and in none that closes. Without an opening
/// pattern that is never.
///
/// ```
/// use scheduling_core::calendar::{Weekdays, WeeklyRule};
/// use scheduling_core::slots::{Pattern, open_time};
/// use scheduling_core::time::{Date, Timestamp, Interval, TimeOfDay, TimeZone};
/// let rule = |start, end| WeeklyRule {
///     days: Weekdays::ALL, start: TimeOfDay::parse(start).unwrap(), end: TimeOfDay::parse(end).unwrap(),
/// };
/// let from = Date::new(2025, 1, 22).unwrap();
/// let work = Pattern { rule: rule("09:00", "17:00"), open: true, from, until: None };
/// let lunch = Pattern { rule: rule("12:00", "13:00"), open: false, from, until: None };
/// let [start, end] = ["2025-01-21T00:00:00Z", "2025-01-23T00:00:00Z"].map(|text| Timestamp::parse(text).unwrap());
/// let open = open_time(&[work, lunch], &TimeZone::utc(), Interval::new(start, end).unwrap());
/// assert_eq!(open.seconds(), 7 * 3600, "the 21st is too early");
/// ```
#[must_use]
pub fn open_time(patterns: &[Pattern], zone: &TimeZone, window: Interval) -> IntervalSet {
    let joined = |open: bool| {
        let these = patterns.iter().filter(|pattern| pattern.open == open);
        these.fold(IntervalSet::EMPTY, |all, pattern| all.union(&pattern.time(zone, window)))
    };
    joined(true).subtract(&joined(false))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    fn pattern(day: u8, start: &str, end: &str, open: bool, from: &str, until: Option<&str>) -> Pattern {
        let time = |text| TimeOfDay::parse(text).expect("a time");
        let days = Weekday::new(day).into_iter().collect();
        let rule = WeeklyRule { days, start: time(start), end: time(end) };
        Pattern { rule, open, from: date(from), until: until.map(date) }
    }

    fn check(patterns: &[Pattern], zone: &str, window: (&str, &str), expected: &[(&str, &str)]) {
        let at = |text: &str| Timestamp::parse(text).expect("an instant");
        let between = |(start, end): (&str, &str)| Interval::new(at(start), at(end)).expect("an interval");
        let open = open_time(patterns, &TimeZone::named(zone).expect("a zone"), between(window));
        let expected: Vec<Interval> = expected.iter().copied().map(between).collect();
        assert_eq!(open.as_slice(), expected, "{patterns:?}");
    }

    const JANUARY: (&str, &str) = ("2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z");

    #[test]
    fn dates_of_validity_are_included() {
        let mondays = pattern(1, "09:00", "10:00", true, "2025-01-13", Some("2025-01-20"));
        let expected = [
            ("2025-01-13T09:00:00Z", "2025-01-13T10:00:00Z"),
            ("2025-01-20T09:00:00Z", "2025-01-20T10:00:00Z"),
        ];
        check(&[mondays], "UTC", JANUARY, &expected);
        check(&[mondays], "UTC", ("2025-01-21T00:00:00Z", "2025-02-01T00:00:00Z"), &[]);
    }

    #[test]
    fn nights_belong_to_the_date_on_which_they_begin() {
        // 2025-01-19 is a Sunday: the night runs into Monday, and over the end of the week of numbers.
        let nights = pattern(7, "22:00", "06:00", true, "2025-01-13", Some("2025-01-19"));
        check(&[nights], "UTC", JANUARY, &[("2025-01-19T22:00:00Z", "2025-01-20T06:00:00Z")]);
        let until_midnight = pattern(7, "22:00", "00:00", true, "2025-01-13", Some("2025-01-19"));
        check(&[until_midnight], "UTC", JANUARY, &[("2025-01-19T22:00:00Z", "2025-01-20T00:00:00Z")]);
    }

    #[test]
    fn what_closes_wins_and_alone_opens_nothing() {
        let work = pattern(1, "09:00", "17:00", true, "2025-01-20", Some("2025-01-20"));
        let lunch = pattern(1, "12:00", "13:00", false, "2025-01-01", None);
        let expected = [
            ("2025-01-20T09:00:00Z", "2025-01-20T12:00:00Z"),
            ("2025-01-20T13:00:00Z", "2025-01-20T17:00:00Z"),
        ];
        check(&[work, lunch], "UTC", JANUARY, &expected);
        check(&[lunch], "UTC", JANUARY, &[]);
        check(&[], "UTC", JANUARY, &[]);
    }

    #[test]
    fn the_wall_clock_decides_in_the_night_of_a_change() {
        let sundays = pattern(7, "01:00", "05:00", true, "2025-03-01", None);
        let march = ("2025-03-30T00:00:00Z", "2025-03-31T00:00:00Z");
        check(&[sundays], "Europe/Berlin", march, &[("2025-03-30T00:00:00Z", "2025-03-30T03:00:00Z")]);
        let october = ("2025-10-25T22:00:00Z", "2025-10-27T00:00:00Z");
        check(&[sundays], "Europe/Berlin", october, &[("2025-10-25T23:00:00Z", "2025-10-26T04:00:00Z")]);
    }
}
