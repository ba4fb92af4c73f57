//! Recurrence rules of iCalendar (RFC 5545, 3.3.10): reading them, and listing the starts in a window.
//!
//! Everything here happens on one wall clock with no zone: a weekly meeting at nine is at nine on the clock
//! in winter and in summer. Which instants the starts are, a [`TimeZone`] says afterwards.
//!
//! The expansion is our own. The crate `rrule` was compared with it and with RFC 5545 first, and departs from
//! the RFC: `BYDAY=MO,-2FR` lists only one of the two kinds, `BYWEEKNO` alone lists whole weeks, the set of
//! `BYSETPOS` in the first week begins at the start of the event, and hourly or finer rules that leave days or
//! hours out go on in the middle of the next, or end early without saying so. It also holds a whole period in
//! memory before it yields anything (a rule of 500 bytes can ask for 31 million starts), can't begin near the
//! window, and brings a second, older set of zone data. Here periods are numbered, so that the first one that
//! matters is found by arithmetic, and no list is longer than the answer. The tests compare the two on random
//! rules where they ought to agree.

mod days;
mod parse;
mod periods;
mod starts;
mod times;
mod widening;

pub use times::CalendarTime;

use crate::Error;
use crate::time::{LocalDateTime, TimeZone, Timestamp};

/// How often a rule repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Frequency {
    Secondly,
    Minutely,
    Hourly,
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// One entry of `BYDAY`: a weekday (0 is Monday), and which one of its month or year: 1 the first, -1 the
/// last, 0 every one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct NthWeekday {
    ordinal: i64,
    weekday: i64,
}

/// A recurrence rule: the value of an `RRULE` or `EXRULE`.
///
/// ```
/// use scheduling_core::calendar::recurrence::{Limits, Rule, Span};
/// use scheduling_core::time::{Date, LocalDateTime};
///
/// let rule = Rule::parse("FREQ=MONTHLY;BYDAY=-1FR").unwrap();
/// let nine = |date| LocalDateTime::new(Date::parse(date).unwrap(), 9 * 3600).unwrap();
/// let span = Span { start: nine("1999-01-29"), from: nine("2025-01-01"), to: nine("2025-03-01") };
/// let starts = rule.expand(span, None, Limits::default()).starts;
/// assert_eq!(starts, [nine("2025-01-31"), nine("2025-02-28")]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    frequency: Frequency,
    interval: i64,
    count: Option<u64>,
    until: Option<CalendarTime>,
    /// The day on which weeks begin; 0 is Monday.
    week_start: i64,
    /// Bit `n` is month `n`; no bit at all means that `BYMONTH` is absent.
    months: u16,
    weeks: Vec<i64>,
    year_days: Vec<i64>,
    month_days: Vec<i64>,
    week_days: Vec<NthWeekday>,
    hours: Vec<i64>,
    minutes: Vec<i64>,
    seconds: Vec<i64>,
    positions: Vec<i64>,
}

/// A rule of which not everything could be read, as a wider one that has every start of the original.
///
/// ```
/// use scheduling_core::calendar::recurrence::Rule;
/// let widened = Rule::parse_widening("FREQ=WEEKLY;BYDAY=MO,XX");
/// assert_eq!(widened.rule, Rule::parse("FREQ=DAILY").ok());
/// assert_eq!(widened.problems[0].to_string(), "BYDAY: has an entry that is no weekday");
/// assert_eq!(Rule::parse_widening("FREQ=WHENEVER").rule, None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WidenedRule {
    /// The rule as it was written, or the wider one; `None` where it may have any start at all.
    pub rule: Option<Rule>,
    /// Its `UNTIL`, where that could be read.
    pub until: Option<CalendarTime>,
    /// What could not be read; none where the rule is as it was written.
    pub problems: Vec<Error>,
}

/// What to list: the starts of a rule that begins at `start`, as far as they lie in `[from, to)`.
///
/// An event that begins before a window may still reach into it: the caller subtracts the longest duration
/// from `from`.
///
/// ```
/// use scheduling_core::calendar::recurrence::{Limits, Rule, Span};
/// use scheduling_core::time::{Date, LocalDateTime};
/// let nine = |date| LocalDateTime::new(Date::parse(date)?, 9 * 3600);
/// let span = Span { start: nine("1999-03-29")?, from: nine("2026-03-29")?, to: nine("2026-03-31")? };
/// // Twenty-seven years lie between the start and the window; nothing of them is listed, or looked at.
/// let expansion = Rule::parse("FREQ=DAILY")?.expand(span, None, Limits::default());
/// assert_eq!(expansion.starts, [nine("2026-03-29")?, nine("2026-03-30")?]);
/// assert!(expansion.steps < 10);
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first start of the event (`DTSTART`); a whole day begins at midnight.
    pub start: LocalDateTime,
    /// Where the listing begins.
    pub from: LocalDateTime,
    /// Where the listing ends; this very time is not listed.
    pub to: LocalDateTime,
}

/// How much an expansion may yield and how much work it may do.
///
/// ```
/// use scheduling_core::calendar::recurrence::{Limits, Rule, Span};
/// use scheduling_core::time::Date;
/// let midnight = |date| Ok::<_, scheduling_core::Error>(Date::parse(date)?.midnight());
/// let span = Span {
///     start: midnight("2026-01-01")?,
///     from: midnight("2026-01-01")?,
///     to: midnight("2027-01-01")?,
/// };
/// let expansion = Rule::parse("FREQ=SECONDLY")?.expand(span, None, Limits { starts: 3, ..Limits::default() });
/// assert!(expansion.cut && expansion.starts.len() == 3);
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most starts to list.
    pub starts: usize,
    /// The most days, or periods shorter than a day, to look at.
    pub steps: u64,
}

impl Default for Limits {
    /// 10,000 starts and a million steps, which take some hundredths of a second.
    fn default() -> Self {
        Self { starts: 10_000, steps: 1_000_000 }
    }
}

/// The starts in a span, in order and each once.
///
/// ```
/// use scheduling_core::calendar::recurrence::{Limits, Rule, Span};
/// use scheduling_core::time::Date;
/// let midnight = |date| Ok::<_, scheduling_core::Error>(Date::parse(date)?.midnight());
/// let span = Span { start: midnight("2024-02-29")?, from: midnight("2024-02-29")?, to: midnight("2033-01-01")? };
/// // Leap days: the years between have no 29 February and are passed over.
/// let leap_days = Rule::parse("FREQ=YEARLY")?.expand(span, None, Limits::default());
/// assert_eq!(leap_days.starts, [midnight("2024-02-29")?, midnight("2028-02-29")?, midnight("2032-02-29")?]);
/// assert!(!leap_days.cut);
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expansion {
    /// The starts.
    pub starts: Vec<LocalDateTime>,
    /// A limit ended the listing: there may be more starts after the last one.
    pub cut: bool,
    /// The steps that were taken.
    pub steps: u64,
}

impl Rule {
    /// Reads the text after `RRULE:` or `EXRULE:`.
    ///
    /// Upper and lower case, spaces and empty parts are forgiven, and parts that begin with `X-` are passed
    /// over, because real calendars have them all.
    ///
    /// # Errors
    /// Names the part that can't be read, and why.
    ///
    /// ```
    /// use scheduling_core::calendar::recurrence::Rule;
    /// assert!(Rule::parse("FREQ=MONTHLY;BYDAY=-1SU").is_ok());
    /// let error = Rule::parse("FREQ=MONTHLY;BYDAY=XX").unwrap_err();
    /// assert_eq!(error.to_string(), "BYDAY: has an entry that is no weekday");
    /// ```
    pub fn parse(text: &str) -> Result<Self, Error> {
        parse::rule(text)
    }

    /// Reads a rule as far as it can be read, and makes it wide enough for what could not: a search for when somebody is
    /// taken must not lose a start. `INTERVAL=0` is read as 1 and `0MO` as `MO`, as programs mean them.
    ///
    /// ```
    /// use scheduling_core::calendar::recurrence::Rule;
    /// let outlook = Rule::parse_widening("FREQ=WEEKLY;INTERVAL=0;BYDAY=0MO");
    /// assert_eq!(outlook.rule, Rule::parse("FREQ=WEEKLY;BYDAY=MO").ok());
    /// assert!(outlook.problems.is_empty());
    /// ```
    #[must_use]
    pub fn parse_widening(text: &str) -> WidenedRule {
        widening::widened_rule(text)
    }

    /// Whether the rule has neither an `UNTIL` nor a `COUNT`.
    ///
    /// ```
    /// use scheduling_core::calendar::recurrence::Rule;
    /// assert!(Rule::parse("FREQ=DAILY")?.is_unending());
    /// assert!(!Rule::parse("FREQ=DAILY;COUNT=9")?.is_unending());
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn is_unending(&self) -> bool {
        self.until.is_none() && self.count.is_none()
    }

    /// The `UNTIL` of the rule as it was written. Where it is an instant, the event's zone has to say what
    /// that is on the wall clock; see [`Rule::expand`].
    ///
    /// ```
    /// use scheduling_core::calendar::recurrence::{CalendarTime, Rule};
    /// let rule = Rule::parse("FREQ=DAILY;UNTIL=20260329T010000Z")?;
    /// assert_eq!(rule.until(), Some(CalendarTime::parse("20260329T010000Z")?));
    /// assert_eq!(Rule::parse("FREQ=DAILY")?.until(), None);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn until(&self) -> Option<CalendarTime> {
        self.until
    }

    /// The last wall clock time that `UNTIL` lets through. A date takes in its whole day, whatever the start
    /// is: RFC 5545 asks for the same type in both, real calendars do not keep to it, and `UNTIL` is inclusive.
    ///
    /// ```
    /// use scheduling_core::calendar::recurrence::Rule;
    /// use scheduling_core::time::TimeZone;
    /// // One o'clock in UTC is three on Berlin's clocks, as they have just gone forward.
    /// let berlin = TimeZone::named("Europe/Berlin")?;
    /// let rule = Rule::parse("FREQ=DAILY;UNTIL=20260329T010000Z")?;
    /// let last = rule.last(|at| berlin.local(at)).map(|last| last.to_string());
    /// assert_eq!(last.as_deref(), Some("2026-03-29T03:00:00"));
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn last(&self, local: impl FnOnce(Timestamp) -> LocalDateTime) -> Option<LocalDateTime> {
        Some(match self.until? {
            CalendarTime::Date(date) => LocalDateTime::from_local_seconds(
                date.midnight().local_seconds() + crate::time::SECONDS_PER_DAY - 1,
            ),
            CalendarTime::Local(time) => time,
            CalendarTime::Utc(instant) => local(instant),
        })
    }

    /// Lists the starts in `span`, none of them after `last` (see [`Rule::last`]).
    ///
    /// The cost depends on the span, and not on how long ago the rule began, unless it has a `COUNT`. The
    /// start of the span is listed only if the rule meets it; calendars count `DTSTART` in any case, and
    /// what lists their events has to add it.
    ///
    /// ```
    /// use scheduling_core::calendar::recurrence::{Limits, Rule, Span};
    /// use scheduling_core::time::{Date, LocalDateTime, TimeZone};
    /// // Nine o'clock stays nine o'clock; the timestamps move by the hour that clocks lose.
    /// let nine = |date| LocalDateTime::new(Date::parse(date)?, 9 * 3600);
    /// let span = Span { start: nine("2026-03-28")?, from: nine("2026-03-28")?, to: nine("2026-03-30")? };
    /// let starts = Rule::parse("FREQ=DAILY")?.expand(span, None, Limits::default()).starts;
    /// let berlin = TimeZone::named("Europe/Berlin")?;
    /// let starts: Vec<String> = starts.into_iter().map(|at| berlin.resolve(at).compatible().to_string()).collect();
    /// assert_eq!(starts, ["2026-03-28T08:00:00Z", "2026-03-29T07:00:00Z"]);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn expand(&self, span: Span, last: Option<LocalDateTime>, limits: Limits) -> Expansion {
        starts::expand(self, span, last, &[], limits)
    }

    /// Lists the starts in `span` that the clock of `zone` shows. "Recurrence rules may generate recurrence instances
    /// with an invalid date or nonexistent local time; such recurrence instances MUST be ignored and MUST NOT be counted
    /// as part of the recurrence set" (RFC 5545, 3.3.10). The start of the span always counts.
    ///
    /// ```
    /// use scheduling_core::calendar::recurrence::{Limits, Rule, Span};
    /// use scheduling_core::time::{Date, LocalDateTime, TimeZone};
    /// // Half past two is on no clock of 28 March 2027: the third start is a day later.
    /// let at = |date| LocalDateTime::new(Date::parse(date)?, 9_000);
    /// let span = Span { start: at("2027-03-27")?, from: at("2027-03-27")?, to: at("2027-04-27")? };
    /// let berlin = TimeZone::named("Europe/Berlin")?;
    /// let starts = Rule::parse("FREQ=DAILY;COUNT=3")?.expand_in(&berlin, span, None, Limits::default()).starts;
    /// assert_eq!(starts, [at("2027-03-27")?, at("2027-03-29")?, at("2027-03-30")?]);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn expand_in(
        &self,
        zone: &TimeZone,
        span: Span,
        last: Option<LocalDateTime>,
        limits: Limits,
    ) -> Expansion {
        // Without a count nothing before the window matters.
        let from = if self.count.is_some() { span.start.min(span.from) } else { span.from };
        let gaps = zone.gaps(from, span.to);
        starts::expand(self, span, last, &gaps, limits)
    }

    /// The entries of lists that a day is looked up in, in eights: what looking at a day costs beyond the day itself.
    fn weight(&self) -> u64 {
        let entries = self.weeks.len() + self.year_days.len() + self.month_days.len() + self.week_days.len();
        1 + u64::try_from((entries + self.positions.len()) / 8).unwrap_or(u64::MAX)
    }

    /// Whether every period has exactly one start, so that starts can be counted without listing them.
    fn is_plain(&self) -> bool {
        let lists =
            [&self.weeks, &self.year_days, &self.month_days, &self.hours, &self.minutes, &self.seconds];
        self.frequency <= Frequency::Weekly
            && self.months == 0
            && self.week_days.is_empty()
            && self.positions.is_empty()
            && lists.iter().all(|list| list.is_empty())
    }

    /// The rule with what it leaves open taken from the start, as RFC 5545 says: "`FREQ=YEARLY;BYMONTH=1`
    /// doesn't specify a specific day within the month or a time. This information would be the same as what
    /// is specified for `DTSTART`."
    fn completed(&self, start: LocalDateTime) -> Self {
        let mut rule = self.clone();
        let date = start.date();
        let same_weekday = NthWeekday { ordinal: 0, weekday: i64::from(date.weekday().number()) - 1 };
        let no_day = self.year_days.is_empty() && self.month_days.is_empty() && self.week_days.is_empty();
        match self.frequency {
            Frequency::Yearly if no_day && !self.weeks.is_empty() => rule.week_days.push(same_weekday),
            Frequency::Yearly if no_day => {
                if self.months == 0 {
                    rule.months = days::month_bit(date.month());
                }
                rule.month_days.push(date.day());
            }
            Frequency::Monthly if no_day => rule.month_days.push(date.day()),
            Frequency::Weekly if no_day => rule.week_days.push(same_weekday),
            _ => {}
        }
        let second = start.second_of_day();
        let coarser = |than: Frequency, list: &mut Vec<i64>, value: i64| {
            if self.frequency > than && list.is_empty() {
                list.push(value);
            }
        };
        coarser(Frequency::Hourly, &mut rule.hours, second / 3600);
        coarser(Frequency::Minutely, &mut rule.minutes, second / 60 % 60);
        coarser(Frequency::Secondly, &mut rule.seconds, second % 60);
        rule
    }
}

#[cfg(test)]
mod tests;
