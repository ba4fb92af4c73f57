//! Weekly working hours and days off: what a wall clock must show for somebody to be at work.

use crate::Error;
use crate::time::zone_spans_with_ends as with_ends;
use crate::time::{
    Date, Interval, IntervalSet, SECONDS_PER_DAY, TimeOfDay, TimeZone, Timestamp, Weekday, ZoneSpan,
};

/// A set of weekdays.
///
/// ```
/// use scheduling_core::calendar::Weekdays;
/// use scheduling_core::time::Weekday;
/// let weekend: Weekdays = [Weekday::SATURDAY, Weekday::SUNDAY].into_iter().collect();
/// assert!(weekend.contains(Weekday::SUNDAY) && !Weekdays::WORKWEEK.contains(Weekday::SUNDAY));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Weekdays(u8);

impl Weekdays {
    /// No day.
    ///
    /// ```
    /// use scheduling_core::calendar::Weekdays;
    /// use scheduling_core::time::Weekday;
    /// assert!(Weekday::ALL.into_iter().all(|day| !Weekdays::NONE.contains(day)));
    /// ```
    pub const NONE: Self = Self(0);
    /// Monday to Friday.
    ///
    /// ```
    /// use scheduling_core::calendar::Weekdays;
    /// use scheduling_core::time::Weekday;
    /// assert_eq!(Weekday::ALL.into_iter().filter(|&day| Weekdays::WORKWEEK.contains(day)).count(), 5);
    /// ```
    pub const WORKWEEK: Self = Self(0b11_1110);
    /// All seven.
    ///
    /// ```
    /// use scheduling_core::calendar::Weekdays;
    /// use scheduling_core::time::Weekday;
    /// assert!(Weekday::ALL.into_iter().all(|day| Weekdays::ALL.contains(day)));
    /// ```
    pub const ALL: Self = Self(0b1111_1110);

    /// Whether the day is in the set.
    ///
    /// ```
    /// use scheduling_core::calendar::Weekdays;
    /// use scheduling_core::time::{Date, Weekday};
    /// // Clocks change on Sundays in Europe, so that few are at work.
    /// assert!(!Weekdays::WORKWEEK.contains(Date::parse("2026-03-29")?.weekday()));
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn contains(self, day: Weekday) -> bool {
        self.0 >> day.number() & 1 == 1
    }
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Self {
        Self(days.into_iter().fold(0, |bits, day| bits | 1 << day.number()))
    }
}

/// Working time on some weekdays, from one wall-clock time to another.
///
/// Where the end is not after the start the rule runs over midnight and belongs to the day on which it began.
///
/// ```
/// use scheduling_core::calendar::{WeeklyHours, WeeklyRule, Weekdays};
/// use scheduling_core::time::{Date, Interval, TimeOfDay, TimeZone, Weekday};
/// // The night of Saturday ends on Sunday, in which Lord Howe's clocks go back by half an hour.
/// let (start, end) = (TimeOfDay::parse("22:00")?, TimeOfDay::parse("06:00")?);
/// let rule = WeeklyRule { days: [Weekday::SATURDAY].into_iter().collect(), start, end };
/// let lord_howe = TimeZone::named("Australia/Lord_Howe")?;
/// let day = |date| Ok::<_, scheduling_core::Error>(lord_howe.start_of_day(Date::parse(date)?));
/// let weekend = Interval::new(day("2026-04-04")?, day("2026-04-06")?)?;
/// let worked = WeeklyHours::new([rule]).working_time(&lord_howe, weekend);
/// assert_eq!(worked.seconds(), 8 * 3600 + 1800);
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WeeklyRule {
    /// The days on which it begins.
    pub days: Weekdays,
    /// When it begins, `00:00` to `23:59`.
    pub start: TimeOfDay,
    /// When it ends, `00:00` to `24:00`.
    pub end: TimeOfDay,
}

impl WeeklyRule {
    /// Each of its shifts in minutes after Monday's midnight; one that begins on Sunday may end after the week does.
    fn shifts(&self) -> impl Iterator<Item = (i64, i64)> + '_ {
        let (start, end) = (i64::from(self.start.minutes()), i64::from(self.end.minutes()));
        let end = if end <= start { end + MINUTES_PER_DAY } else { end };
        let days = Weekday::ALL.into_iter().filter(|&day| self.days.contains(day));
        days.map(move |day| {
            let midnight = (i64::from(day.number()) - 1) * MINUTES_PER_DAY;
            (midnight + start, midnight + end)
        })
    }
}

const MINUTES_PER_DAY: i64 = 1440;
const SECONDS_PER_WEEK: i64 = 7 * SECONDS_PER_DAY;
/// 1970-01-05, a Monday: where weeks are counted from, in seconds of local time.
const FIRST_MONDAY: i64 = 4 * SECONDS_PER_DAY;

/// Somebody's week: the rules are joined; no rule means never working.
///
/// ```
/// use scheduling_core::calendar::{WeeklyHours, WeeklyRule, Weekdays};
/// use scheduling_core::time::{Timestamp, Interval, TimeOfDay, TimeZone};
/// let [evening, morning] = ["22:00", "06:00"].map(|text| TimeOfDay::parse(text).unwrap());
/// let nights = WeeklyHours::new([WeeklyRule { days: Weekdays::ALL, start: evening, end: morning }]);
/// let [from, to] = ["2025-03-29T12:00:00Z", "2025-03-30T12:00:00Z"].map(|text| Timestamp::parse(text).unwrap());
/// let berlin = TimeZone::named("Europe/Berlin").unwrap();
/// let worked = nights.working_time(&berlin, Interval::new(from, to).unwrap());
/// assert_eq!(worked.seconds(), 7 * 3600, "clocks go forward in this night of eight hours");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct WeeklyHours {
    /// Seconds after Monday's midnight, in order, joined where they touched; the last may end after the week does. So
    /// a week has no more shifts than fit into it, however many rules there were.
    shifts: Vec<(i64, i64)>,
}

impl WeeklyHours {
    /// The week of these rules.
    ///
    /// ```
    /// use scheduling_core::calendar::{WeeklyHours, WeeklyRule, Weekdays};
    /// use scheduling_core::time::TimeOfDay;
    /// let rule = |start, end| -> Result<WeeklyRule, scheduling_core::Error> {
    ///     Ok(WeeklyRule { days: Weekdays::WORKWEEK, start: TimeOfDay::parse(start)?, end: TimeOfDay::parse(end)? })
    /// };
    /// let halves = WeeklyHours::new([rule("13:00", "17:00")?, rule("09:00", "13:00")?]);
    /// assert_eq!(halves, WeeklyHours::new([rule("09:00", "17:00")?]), "what touches is joined");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    pub fn new(rules: impl IntoIterator<Item = WeeklyRule>) -> Self {
        let mut shifts: Vec<(i64, i64)> = Vec::new();
        for rule in rules {
            shifts.extend(rule.shifts().map(|(from, to)| (from * 60, to * 60)));
        }
        shifts.sort_unstable();
        shifts.dedup_by(|next, kept| {
            let joins = next.0 <= kept.1;
            if joins {
                kept.1 = kept.1.max(next.1);
            }
            joins
        });
        Self { shifts }
    }

    /// The instants of `window` at which the wall clock of `zone` is inside a rule.
    ///
    /// ```
    /// use scheduling_core::calendar::{WeeklyHours, WeeklyRule, Weekdays};
    /// use scheduling_core::time::{Date, Interval, TimeOfDay, TimeZone};
    /// let (start, end) = (TimeOfDay::parse("00:00")?, TimeOfDay::parse("04:00")?);
    /// let early = WeeklyHours::new([WeeklyRule { days: Weekdays::ALL, start, end }]);
    /// let worked = |zone, date| -> Result<i64, scheduling_core::Error> {
    ///     let (zone, date) = (TimeZone::named(zone)?, Date::parse(date)?);
    ///     let day = Interval::new(zone.start_of_day(date), zone.start_of_day(date.plus_days(1)))?;
    ///     Ok(early.working_time(&zone, day).seconds() / 3600)
    /// };
    /// assert_eq!(worked("Europe/Berlin", "2026-03-28")?, 4);
    /// assert_eq!(worked("Europe/Berlin", "2026-03-29")?, 3, "clocks go forward");
    /// assert_eq!(worked("Europe/Berlin", "2026-10-25")?, 5, "clocks go back");
    /// assert_eq!(worked("America/Havana", "2026-03-08")?, 3, "midnight is skipped");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn working_time(&self, zone: &TimeZone, window: Interval) -> IntervalSet {
        let mut shifts = Vec::new();
        self.each_shift(zone, window.start().unix(), window.end().unix(), |from, to| {
            shifts.extend(Interval::between(
                Timestamp::saturating_from_unix(from),
                Timestamp::saturating_from_unix(to),
            ));
        });
        shifts.into_iter().collect()
    }

    /// Calls `visit` with every stretch of working time that overlaps `[from, to)`, in seconds of UTC, each
    /// cut at that window and at changes of the clock. They come in order of their beginning; they may touch, and at the
    /// turn of a week overlap.
    ///
    /// Within a stretch of constant offset local time is UTC moved by a constant, so membership of a wall
    /// clock in a rule is plain arithmetic there, on the days of clock changes too.
    pub(crate) fn each_shift(&self, zone: &TimeZone, from: i64, to: i64, mut visit: impl FnMut(i64, i64)) {
        for (span, span_end) in with_ends(&zone.spans(from, to)) {
            let (start, end) = (span.start.max(from), span_end.min(to));
            self.each_shift_of_span(span, start, end, &mut visit);
        }
    }

    fn each_shift_of_span(&self, span: ZoneSpan, start: i64, end: i64, visit: &mut impl FnMut(i64, i64)) {
        let week_of = |at: i64| (at + span.offset - FIRST_MONDAY).div_euclid(SECONDS_PER_WEEK);
        // A shift of Sunday evening may reach into the first week.
        for week in week_of(start) - 1..=week_of(end - 1) {
            let monday = FIRST_MONDAY + week * SECONDS_PER_WEEK - span.offset;
            for &(opens, closes) in &self.shifts {
                let (from, to) = ((monday + opens).max(start), (monday + closes).min(end));
                if from < to {
                    visit(from, to);
                }
            }
        }
    }
}

/// Local dates from the first to the last, both included.
///
/// ```
/// use scheduling_core::availability::{Participant, Query, search};
/// use scheduling_core::calendar::DaysOff;
/// use scheduling_core::time::{Date, Interval, TimeZone, Timestamp};
/// // The Sunday in Kathmandu begins at 18:15 of Saturday in UTC.
/// let sunday = Date::parse("2026-03-29")?;
/// let (from, to) = (Timestamp::parse("2026-03-28T17:15:00Z")?, Timestamp::parse("2026-03-28T19:15:00Z")?);
/// let mut query = Query::new(Interval::new(from, to)?, 60)?.step_minutes(15)?;
/// query.add(
///     Participant::always_free().zone(TimeZone::named("Asia/Kathmandu")?).days_off([DaysOff::new(sunday, sunday)?]),
/// );
/// let answer = search(&query);
/// assert_eq!(answer.slots().last().map(|slot| slot.end()), Some(Timestamp::parse("2026-03-28T18:15:00Z")?));
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DaysOff {
    first: Date,
    last: Date,
}

impl DaysOff {
    /// The days from `first` to `last`.
    ///
    /// # Errors
    /// Where `last` is before `first`.
    ///
    /// ```
    /// use scheduling_core::calendar::DaysOff;
    /// use scheduling_core::time::Date;
    /// let (first, last) = (Date::parse("2026-03-28")?, Date::parse("2026-03-29")?);
    /// assert!(DaysOff::new(first, last).is_ok() && DaysOff::new(first, first).is_ok());
    /// assert!(DaysOff::new(last, first).is_err());
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    pub fn new(first: Date, last: Date) -> Result<Self, Error> {
        if first <= last {
            Ok(Self { first, last })
        } else {
            Err(Error::days_backwards(first.epoch_day(), last.epoch_day()))
        }
    }

    /// The first day off.
    ///
    /// ```
    /// use scheduling_core::calendar::DaysOff;
    /// use scheduling_core::time::Date;
    /// let days = DaysOff::new(Date::parse("2026-03-28")?, Date::parse("2026-03-29")?)?;
    /// assert_eq!(days.first(), Date::parse("2026-03-28")?);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn first(self) -> Date {
        self.first
    }

    /// The last day off.
    ///
    /// ```
    /// use scheduling_core::calendar::DaysOff;
    /// use scheduling_core::time::Date;
    /// let days = DaysOff::new(Date::parse("2026-03-28")?, Date::parse("2026-03-29")?)?;
    /// assert_eq!(days.last(), Date::parse("2026-03-29")?);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn last(self) -> Date {
        self.last
    }

    /// Calls `visit` with every stretch of `[from, to)` whose local date is one of these days, in seconds of UTC.
    pub(crate) fn each_stretch(self, zone: &TimeZone, from: i64, to: i64, mut visit: impl FnMut(i64, i64)) {
        let opens = self.first.epoch_day() * SECONDS_PER_DAY;
        let closes = (self.last.epoch_day() + 1) * SECONDS_PER_DAY;
        for (span, span_end) in with_ends(&zone.spans(from, to)) {
            let start = span.start.max(from).max(opens - span.offset);
            let end = span_end.min(to).min(closes - span.offset);
            if start < end {
                visit(start, end);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::LocalDateTime;
    use proptest::prelude::*;

    /// What a weekly rule means, word by word: the wall clock alone decides.
    fn is_working(rules: &[WeeklyRule], local: LocalDateTime) -> bool {
        let (today, time) = (local.date().weekday(), local.second_of_day());
        let yesterday = local.date().plus_days(-1).weekday();
        rules.iter().any(|rule| {
            let (start, end) = (rule.start.seconds(), rule.end.seconds());
            if start < end {
                rule.days.contains(today) && start <= time && time < end
            } else {
                (rule.days.contains(today) && time >= start) || (rule.days.contains(yesterday) && time < end)
            }
        })
    }

    fn any_rule() -> impl Strategy<Value = WeeklyRule> {
        (1u8..128, 0u16..1440, 0u16..=1440).prop_map(|(days, start, end)| WeeklyRule {
            days: Weekdays(days << 1),
            start: TimeOfDay::from_minutes(start).expect("a time"),
            end: TimeOfDay::from_minutes(end).expect("a time"),
        })
    }

    proptest! {
        #[test]
        fn working_time_is_membership_of_the_wall_clock(
            rules in prop::collection::vec(any_rule(), 0..4),
            zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "America/Havana", "Australia/Lord_Howe", "Africa/Casablanca"]),
            month in 1i64..=12,
        ) {
            let zone = TimeZone::named(zone).expect("a zone");
            let from = zone.start_of_day(Date::new(2025, month, 1).expect("a date"));
            let window = Interval::new(from, from.plus_seconds(31 * SECONDS_PER_DAY)).expect("a window");
            let worked = WeeklyHours::new(rules.clone()).working_time(&zone, window);
            for minutes in (0..31 * 24 * 60).step_by(7) {
                let instant = from.plus_minutes(minutes);
                prop_assert_eq!(worked.contains(instant), is_working(&rules, zone.local(instant)), "{}", instant);
            }
        }

        #[test]
        fn days_off_are_membership_of_the_local_date(
            zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "America/Havana", "Pacific/Apia", "America/St_Johns"]),
            year in 1985i64..2030, month in 1i64..=12, day in 1i64..=28, long in 0i64..4,
        ) {
            let zone = TimeZone::named(zone).expect("a zone");
            let first = Date::new(year, month, day).expect("a date");
            let off = DaysOff::new(first, first.plus_days(long)).expect("days off");
            let from = zone.start_of_day(first).plus_seconds(-2 * SECONDS_PER_DAY);
            let mut stretches = Vec::new();
            off.each_stretch(&zone, from.unix(), from.unix() + 9 * SECONDS_PER_DAY, |a, b| stretches.push((a, b)));
            for minutes in 0..9 * 24 * 60 {
                let instant = from.plus_minutes(minutes);
                let date = zone.local(instant).date();
                let inside = stretches.iter().any(|&(a, b)| a <= instant.unix() && instant.unix() < b);
                prop_assert_eq!(inside, off.first() <= date && date <= off.last(), "{}", instant);
            }
        }
    }
}
