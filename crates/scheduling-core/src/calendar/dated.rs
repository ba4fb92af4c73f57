//! Hours of single dates: weekly hours with breaks, other hours on some dates, and days off, as shifts.

use super::DaysOff;
use crate::Error;
use crate::time::zone_spans_with_ends as with_ends;
use crate::time::{Date, Interval, IntervalSet, SECONDS_PER_DAY, TimeOfDay, TimeZone, Timestamp, Weekday};
use std::collections::BTreeMap;

/// From one time of a wall clock to another; over midnight where the end is before the start.
///
/// ```
/// use scheduling_core::calendar::WallSpan;
/// use scheduling_core::time::TimeOfDay;
/// let night = WallSpan::new(TimeOfDay::parse("22:00")?, TimeOfDay::parse("06:00")?)?;
/// assert_eq!(night.end().to_string(), "06:00");
/// assert!(WallSpan::new(TimeOfDay::MIDNIGHT, TimeOfDay::MIDNIGHT).is_err(), "not empty");
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WallSpan {
    start: TimeOfDay,
    end: TimeOfDay,
}

impl WallSpan {
    /// The span between these times.
    ///
    /// # Errors
    /// Where both are the same, or the start is `24:00`.
    ///
    /// ```
    /// use scheduling_core::calendar::WallSpan;
    /// use scheduling_core::time::TimeOfDay;
    /// assert!(WallSpan::new(TimeOfDay::MIDNIGHT, TimeOfDay::END_OF_DAY).is_ok(), "the whole day");
    /// assert!(WallSpan::new(TimeOfDay::END_OF_DAY, TimeOfDay::MIDNIGHT).is_err());
    /// ```
    pub fn new(start: TimeOfDay, end: TimeOfDay) -> Result<Self, Error> {
        Error::unless_within("a start in minutes after midnight", i64::from(start.minutes()), 0, 1439)?;
        if start == end { Err(Error::empty_span(start.minutes())) } else { Ok(Self { start, end }) }
    }

    /// When it starts, `00:00` to `23:59`.
    ///
    /// ```
    /// use scheduling_core::calendar::WallSpan;
    /// use scheduling_core::time::TimeOfDay;
    /// let day = WallSpan::new(TimeOfDay::MIDNIGHT, TimeOfDay::END_OF_DAY)?;
    /// assert_eq!(day.start(), TimeOfDay::MIDNIGHT);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn start(self) -> TimeOfDay {
        self.start
    }

    /// When it ends, `00:00` to `24:00`.
    ///
    /// ```
    /// use scheduling_core::calendar::WallSpan;
    /// use scheduling_core::time::TimeOfDay;
    /// let day = WallSpan::new(TimeOfDay::MIDNIGHT, TimeOfDay::END_OF_DAY)?;
    /// assert_eq!(day.end(), TimeOfDay::END_OF_DAY);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn end(self) -> TimeOfDay {
        self.end
    }

    /// Whether another span, on the date on which it meets this one, lies wholly inside: a break inside hours.
    ///
    /// ```
    /// use scheduling_core::calendar::WallSpan;
    /// use scheduling_core::time::TimeOfDay;
    /// let span = |start, end| WallSpan::new(TimeOfDay::parse(start)?, TimeOfDay::parse(end)?);
    /// let night = span("22:00", "06:00")?;
    /// assert!(night.holds(span("23:45", "00:15")?) && night.holds(span("02:00", "02:30")?));
    /// assert!(!night.holds(span("05:30", "06:30")?) && !night.holds(span("12:00", "13:00")?));
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn holds(self, inner: Self) -> bool {
        let (outer, inner) = (self.clock(), inner.clock_after(self.start));
        outer.from <= inner.from && inner.to <= outer.to
    }

    /// Whether some time of the day is in both, each counted from its own date.
    ///
    /// ```
    /// use scheduling_core::calendar::WallSpan;
    /// use scheduling_core::time::TimeOfDay;
    /// let span = |start, end| WallSpan::new(TimeOfDay::parse(start)?, TimeOfDay::parse(end)?);
    /// assert!(span("09:00", "12:00")?.overlaps(span("11:00", "13:00")?));
    /// assert!(!span("09:00", "12:00")?.overlaps(span("12:00", "13:00")?), "touching is no overlap");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        let (one, other) = (self.clock(), other.clock());
        one.from < other.to && other.from < one.to
    }

    fn clock(self) -> Clock {
        let (from, end) = (self.start.seconds(), self.end.seconds());
        let to = if end <= from { end + SECONDS_PER_DAY } else { end };
        Clock { from, to }
    }

    /// The same on the next date where it starts before `first`: a break after midnight.
    fn clock_after(self, first: TimeOfDay) -> Clock {
        let clock = self.clock();
        let later = if self.start < first { SECONDS_PER_DAY } else { 0 };
        Clock { from: clock.from + later, to: clock.to + later }
    }
}

/// Seconds of local time after the midnight with which a date begins.
#[derive(Debug, Clone, Copy)]
struct Clock {
    from: i64,
    to: i64,
}

/// Hours of one weekday, and the breaks in them.
///
/// ```
/// use scheduling_core::calendar::{DayHours, WallSpan};
/// use scheduling_core::time::TimeOfDay;
/// let span = |start, end| WallSpan::new(TimeOfDay::parse(start)?, TimeOfDay::parse(end)?);
/// let hours = DayHours { span: span("09:00", "17:00")?, breaks: vec![span("12:00", "13:00")?] };
/// assert!(hours.breaks.iter().all(|pause| hours.span.holds(*pause)));
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DayHours {
    /// From when to when.
    pub span: WallSpan,
    /// Inside the span; one that starts before the span does lies after its midnight.
    pub breaks: Vec<WallSpan>,
}

/// Somebody's hours on each date: those of the weekday, or others in their place, less days off.
///
/// A shift belongs to the local date on which it starts. What clocks show twice is worked twice, and what they skip is not
/// worked at all.
///
/// ```
/// use scheduling_core::calendar::{DatedHours, DayHours, DaysOff, WallSpan};
/// use scheduling_core::time::{Date, Interval, TimeOfDay, TimeZone, Weekday};
/// let span = WallSpan::new(TimeOfDay::parse("22:00")?, TimeOfDay::parse("06:00")?)?;
/// let sunday = Date::parse("2026-03-29")?;
/// let berlin = TimeZone::named("Europe/Berlin")?;
/// let weekend = Interval::new(berlin.start_of_day(sunday.plus_days(-1)), berlin.start_of_day(sunday.plus_days(1)))?;
/// let nights = DatedHours::new(berlin).day(Weekday::SATURDAY, DayHours { span, breaks: Vec::new() });
/// // Clocks go forward in this night.
/// assert_eq!(nights.shifts(weekend).iter().map(|shift| shift.time.seconds() / 3600).sum::<i64>(), 7);
/// let cut = nights.off([DaysOff::new(sunday, sunday)?]);
/// assert_eq!(cut.shifts(weekend).iter().map(|shift| shift.time.seconds() / 3600).sum::<i64>(), 2);
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct DatedHours {
    zone: TimeZone,
    week: BTreeMap<Weekday, DayHours>,
    dates: BTreeMap<Date, Vec<WallSpan>>,
    off: Vec<DaysOff>,
}

/// A stretch of work that began at one time.
///
/// ```
/// use scheduling_core::calendar::Shift;
/// use scheduling_core::time::{Interval, Timestamp};
/// let at = Timestamp::parse;
/// let (nine, ten) = (at("2026-03-02T09:00:00Z")?, at("2026-03-02T10:00:00Z")?);
/// let shift = Shift { begins: nine, time: Interval::new(nine, ten)?.into() };
/// assert_eq!(shift.starts(40).collect::<Vec<_>>(), [nine, at("2026-03-02T09:40:00Z")?]);
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// Where it begins, also where a day off takes its beginning away: starts are counted from here.
    pub begins: Timestamp,
    /// What is worked of it: not empty.
    pub time: IntervalSet,
}

impl Shift {
    /// An instant every so many minutes from the beginning of the shift to its end, in breaks too.
    ///
    /// ```
    /// use scheduling_core::calendar::Shift;
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let (nine, ten) = (at("2026-03-02T09:00:00Z")?, at("2026-03-02T10:00:00Z")?);
    /// let shift = Shift { begins: nine, time: Interval::new(nine, ten)?.into() };
    /// assert_eq!(shift.starts(30).count(), 2, "none at the end");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    pub fn starts(&self, step_minutes: i64) -> impl Iterator<Item = Timestamp> {
        let (step, begins) = (step_minutes.max(1), self.begins);
        let end = self.time.as_slice().last().map_or(begins, |last| last.end());
        (0_i64..).map(move |number| begins.plus_minutes(number * step)).take_while(move |at| *at < end)
    }
}

impl DatedHours {
    /// Nothing is worked yet.
    ///
    /// ```
    /// use scheduling_core::calendar::DatedHours;
    /// use scheduling_core::time::{Interval, TimeZone, Timestamp};
    /// let day = Interval::new(Timestamp::parse("2026-03-02T00:00:00Z")?, Timestamp::parse("2026-03-03T00:00:00Z")?)?;
    /// assert!(DatedHours::new(TimeZone::utc()).shifts(day).is_empty());
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn new(zone: TimeZone) -> Self {
        Self { zone, week: BTreeMap::new(), dates: BTreeMap::new(), off: Vec::new() }
    }

    /// The hours of a weekday.
    ///
    /// ```
    /// use scheduling_core::calendar::{DatedHours, DayHours, WallSpan};
    /// use scheduling_core::time::{Interval, TimeOfDay, TimeZone, Timestamp, Weekday};
    /// let span = WallSpan::new(TimeOfDay::parse("09:00")?, TimeOfDay::parse("17:00")?)?;
    /// let mondays = DatedHours::new(TimeZone::utc()).day(Weekday::MONDAY, DayHours { span, breaks: Vec::new() });
    /// let week = Interval::new(Timestamp::parse("2026-03-02T00:00:00Z")?, Timestamp::parse("2026-03-09T00:00:00Z")?)?;
    /// assert_eq!(mondays.shifts(week).len(), 1);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn day(mut self, day: Weekday, hours: DayHours) -> Self {
        self.week.insert(day, hours);
        self
    }

    /// Other hours on one date, in place of the weekly ones; none at all closes it.
    ///
    /// ```
    /// use scheduling_core::calendar::{DatedHours, WallSpan};
    /// use scheduling_core::time::{Date, Interval, TimeOfDay, TimeZone, Timestamp};
    /// let span = WallSpan::new(TimeOfDay::parse("10:00")?, TimeOfDay::parse("11:00")?)?;
    /// let once = DatedHours::new(TimeZone::utc()).date(Date::parse("2026-03-02")?, vec![span]);
    /// let week = Interval::new(Timestamp::parse("2026-03-02T00:00:00Z")?, Timestamp::parse("2026-03-09T00:00:00Z")?)?;
    /// assert_eq!(once.shifts(week).len(), 1);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn date(mut self, date: Date, spans: Vec<WallSpan>) -> Self {
        self.dates.insert(date, spans);
        self
    }

    /// Local dates on which nothing is worked, not even the end of a shift of the evening before.
    ///
    /// ```
    /// use scheduling_core::calendar::{DatedHours, DaysOff, WallSpan};
    /// use scheduling_core::time::{Date, Interval, TimeOfDay, TimeZone, Timestamp};
    /// let span = WallSpan::new(TimeOfDay::parse("10:00")?, TimeOfDay::parse("11:00")?)?;
    /// let date = Date::parse("2026-03-02")?;
    /// let never = DatedHours::new(TimeZone::utc()).date(date, vec![span]).off([DaysOff::new(date, date)?]);
    /// let week = Interval::new(Timestamp::parse("2026-03-02T00:00:00Z")?, Timestamp::parse("2026-03-09T00:00:00Z")?)?;
    /// assert!(never.shifts(week).is_empty());
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn off(mut self, days: impl IntoIterator<Item = DaysOff>) -> Self {
        self.off.extend(days);
        self
    }

    /// The shifts that reach into the window, uncut, in order of the dates to which they belong.
    ///
    /// ```
    /// use scheduling_core::calendar::{DatedHours, DayHours, WallSpan};
    /// use scheduling_core::time::{Interval, TimeOfDay, TimeZone, Timestamp, Weekday};
    /// let span = WallSpan::new(TimeOfDay::parse("22:00")?, TimeOfDay::parse("06:00")?)?;
    /// let nights = DatedHours::new(TimeZone::utc()).day(Weekday::SUNDAY, DayHours { span, breaks: Vec::new() });
    /// let monday = Interval::new(Timestamp::parse("2026-03-02T00:00:00Z")?, Timestamp::parse("2026-03-03T00:00:00Z")?)?;
    /// assert_eq!(nights.shifts(monday)[0].begins, Timestamp::parse("2026-03-01T22:00:00Z")?);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn shifts(&self, window: Interval) -> Vec<Shift> {
        let first = self.zone.local(window.start()).date().plus_days(-2);
        let last = self.zone.local(window.end()).date().plus_days(1);
        let off = self.time_off(first, last);
        let mut shifts = Vec::new();
        for day in first.epoch_day()..=last.epoch_day() {
            let date = Date::from_epoch_day(day);
            match (self.dates.get(&date), self.week.get(&date.weekday())) {
                (Some(spans), _) => {
                    shifts.extend(spans.iter().filter_map(|span| self.shift(date, *span, &[], &off)));
                }
                (None, Some(hours)) => shifts.extend(self.shift(date, hours.span, &hours.breaks, &off)),
                (None, None) => {}
            }
        }
        shifts.retain(|shift| !shift.time.clip(window).is_empty());
        shifts
    }

    fn shift(&self, date: Date, span: WallSpan, breaks: &[WallSpan], off: &IntervalSet) -> Option<Shift> {
        let whole = self.shown(date, span.clock());
        let begins = whole.as_slice().first()?.start();
        let pauses: IntervalSet = breaks
            .iter()
            .flat_map(|pause| self.shown(date, pause.clock_after(span.start)).as_slice().to_vec())
            .collect();
        let time = whole.subtract(&pauses).subtract(off);
        (!time.is_empty()).then_some(Shift { begins, time })
    }

    /// The instants at which the wall clock shows this time of that date.
    fn shown(&self, date: Date, clock: Clock) -> IntervalSet {
        let midnight = date.epoch_day() * SECONDS_PER_DAY;
        let (from, to) = (midnight + clock.from, midnight + clock.to);
        let spans = self.zone.spans(from - 2 * SECONDS_PER_DAY, to + 2 * SECONDS_PER_DAY);
        let shown = with_ends(&spans).filter_map(|(span, end)| {
            let (start, end) = (span.start.max(from - span.offset), end.min(to - span.offset));
            let (start, end) = (Timestamp::saturating_from_unix(start), Timestamp::saturating_from_unix(end));
            Interval::between(start, end)
        });
        shown.collect()
    }

    fn time_off(&self, first: Date, last: Date) -> IntervalSet {
        let from = (first.epoch_day() - 2) * SECONDS_PER_DAY;
        let to = (last.epoch_day() + 4) * SECONDS_PER_DAY;
        let mut off = Vec::new();
        for days in &self.off {
            days.each_stretch(&self.zone, from, to, |start, end| {
                let (start, end) =
                    (Timestamp::saturating_from_unix(start), Timestamp::saturating_from_unix(end));
                off.extend(Interval::between(start, end));
            });
        }
        off.into_iter().collect()
    }
}

#[cfg(test)]
mod tests;
