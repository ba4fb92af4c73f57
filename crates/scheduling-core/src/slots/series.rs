//! Series: the same hours on some weekdays of some weeks, cut into slots with breaks between them.

use super::Pattern;
use crate::calendar::WeeklyRule;
use crate::time::{Date, Interval, TimeZone};

/// What is asked for again and again.
///
/// ```
/// use scheduling_core::calendar::{WeeklyRule, Weekdays};
/// use scheduling_core::slots::Series;
/// use scheduling_core::time::{Date, TimeOfDay, TimeZone};
/// let (start, end) = (TimeOfDay::parse("09:00")?, TimeOfDay::parse("11:00")?);
/// let mornings = Series {
///     first: Date::parse("2026-03-27")?,
///     last: Date::parse("2026-03-30")?,
///     rule: WeeklyRule { days: Weekdays::WORKWEEK, start, end },
///     slot_minutes: 45,
///     break_minutes: 15,
///     zone: TimeZone::named("Europe/Berlin")?,
/// };
/// let starts: Vec<String> = mornings.occurrences().map(|slot| slot.start().to_string()).collect();
/// // Friday in winter time, Monday in summer time.
/// assert_eq!(
///     starts,
///     ["2026-03-27T08:00:00Z", "2026-03-27T09:00:00Z", "2026-03-30T07:00:00Z", "2026-03-30T08:00:00Z"]
/// );
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Series {
    /// The first date.
    pub first: Date,
    /// The last date, included.
    pub last: Date,
    /// On which weekdays, from when to when; where the end is not after the start, over midnight.
    pub rule: WeeklyRule,
    /// How long each slot is; at least 1.
    pub slot_minutes: i64,
    /// How long the breaks between two slots are.
    pub break_minutes: i64,
    /// Whose wall clock and dates are meant.
    pub zone: TimeZone,
}

impl Series {
    /// The slots, date by date. They lie wholly in their day's hours and are exactly as long as they should be, also
    /// where clocks change: a night that loses an hour has a slot less, not one that is shorter.
    ///
    /// Lazy: a caller who wants no more than so many takes no more.
    ///
    /// ```
    /// use scheduling_core::calendar::{WeeklyRule, Weekdays};
    /// use scheduling_core::slots::Series;
    /// use scheduling_core::time::{Date, TimeOfDay, TimeZone};
    /// let night = |date| -> Result<Series, scheduling_core::Error> {
    ///     let (start, end) = (TimeOfDay::MIDNIGHT, TimeOfDay::parse("04:00")?);
    ///     Ok(Series {
    ///         first: Date::parse(date)?,
    ///         last: Date::parse(date)?,
    ///         rule: WeeklyRule { days: Weekdays::ALL, start, end },
    ///         slot_minutes: 60,
    ///         break_minutes: 0,
    ///         zone: TimeZone::named("Europe/Berlin")?,
    ///     })
    /// };
    /// assert_eq!(night("2026-03-28")?.occurrences().count(), 4);
    /// assert_eq!(night("2026-03-29")?.occurrences().count(), 3, "clocks go forward");
    /// assert_eq!(night("2026-10-25")?.occurrences().count(), 5, "clocks go back");
    /// assert!(night("2026-10-25")?.occurrences().all(|slot| slot.seconds() == 3600));
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    pub fn occurrences(&self) -> impl Iterator<Item = Interval> + '_ {
        let days = self.first.epoch_day()..=self.last.epoch_day();
        let dates = days.map(Date::from_epoch_day);
        dates.filter(|date| self.rule.days.contains(date.weekday())).flat_map(|date| self.of_date(date))
    }

    fn of_date(&self, date: Date) -> Vec<Interval> {
        let shift = Pattern { rule: self.rule, open: true, from: date, until: Some(date) };
        shift.time(&self.zone, Interval::ALL).iter().flat_map(|hours| self.cut(hours)).collect()
    }

    fn cut(&self, hours: Interval) -> impl Iterator<Item = Interval> + use<> {
        let long = self.slot_minutes.max(1);
        let step = long.saturating_add(self.break_minutes.max(0));
        let starts = std::iter::successors(Some(hours.start()), move |start| Some(start.plus_minutes(step)));
        starts
            .map_while(move |start| Interval::between(start, start.plus_minutes(long)))
            .take_while(move |slot| slot.end() <= hours.end() && slot.seconds() == long * 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Weekdays;
    use crate::time::TimeOfDay;

    fn series(dates: (&str, &str), times: (&str, &str), minutes: (i64, i64), zone: &str) -> Series {
        let date = |text| Date::parse(text).expect("a date");
        let time = |text| TimeOfDay::parse(text).expect("a time");
        Series {
            first: date(dates.0),
            last: date(dates.1),
            rule: WeeklyRule { days: Weekdays::WORKWEEK, start: time(times.0), end: time(times.1) },
            slot_minutes: minutes.0,
            break_minutes: minutes.1,
            zone: TimeZone::named(zone).expect("a zone"),
        }
    }

    fn check(series: &Series, expected: &[&str]) {
        let starts: Vec<String> = series.occurrences().map(|slot| slot.start().to_string()).collect();
        assert_eq!(starts, expected, "{series:?}");
        assert!(series.occurrences().all(|slot| slot.seconds() == series.slot_minutes * 60));
    }

    #[test]
    fn slots_and_breaks_fill_the_hours() {
        // 09:00 to 17:00, an hour and a quarter each.
        let week = series(("2024-01-15", "2024-01-20"), ("09:00", "17:00"), (60, 15), "UTC");
        assert_eq!(week.occurrences().count(), 5 * 6, "the 20th is a Saturday");
        let day = series(("2024-01-15", "2024-01-15"), ("09:00", "11:15"), (60, 15), "UTC");
        check(&day, &["2024-01-15T09:00:00Z", "2024-01-15T10:15:00Z"]);
        check(&series(("2024-01-15", "2024-01-15"), ("09:00", "09:59"), (60, 0), "UTC"), &[]);
        check(&series(("2024-01-16", "2024-01-15"), ("09:00", "17:00"), (60, 0), "UTC"), &[]);
    }

    #[test]
    fn the_wall_clock_keeps_its_times_over_a_change() {
        // Clocks go forward on Sunday the 30th: Friday and Monday at nine.
        let work = series(("2025-03-28", "2025-03-31"), ("09:00", "10:00"), (60, 0), "Europe/Berlin");
        check(&work, &["2025-03-28T08:00:00Z", "2025-03-31T07:00:00Z"]);
    }

    fn night(month_day: &str, expected: &[&str]) {
        let date = format!("2025-{month_day}");
        let mut night = series((&date, &date), ("00:00", "04:00"), (60, 0), "Europe/Berlin");
        night.rule.days = Weekdays::ALL;
        check(&night, expected);
    }

    #[test]
    fn a_night_of_a_change_has_as_many_slots_as_hours() {
        night("03-30", &["2025-03-29T23:00:00Z", "2025-03-30T00:00:00Z", "2025-03-30T01:00:00Z"]);
        let five = ["25T22", "25T23", "26T00", "26T01", "26T02"].map(|at| format!("2025-10-{at}:00:00Z"));
        night("10-26", &five.each_ref().map(String::as_str));
    }

    #[test]
    fn over_midnight_belongs_to_the_first_day() {
        // Friday's night runs into Saturday, which is no weekday of the series.
        let nights = series(("2025-01-24", "2025-01-25"), ("23:00", "02:00"), (90, 0), "UTC");
        check(&nights, &["2025-01-24T23:00:00Z", "2025-01-25T00:30:00Z"]);
    }
}
