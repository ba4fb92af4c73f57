//! What is wrong with a value: one opaque error for the whole crate.

use crate::time::text;
use std::fmt;

/// A value that can't be taken: which one, and why.
///
/// The message names the value; [`kind`](Error::kind) is for code that has to decide. Making an error allocates at most
/// the text that was refused, and what succeeds allocates nothing.
///
/// ```
/// use scheduling_core::ErrorKind;
/// use scheduling_core::time::{Date, TimeZone};
/// let error = Date::parse("2025-02-29").unwrap_err();
/// assert_eq!(error.to_string(), "\"2025-02-29\" is no date: the month has no such day");
/// assert_eq!(TimeZone::named("Europe/Atlantis").unwrap_err().kind(), ErrorKind::UnknownTimeZone);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Cause);

/// What sort of thing is wrong.
///
/// ```
/// use scheduling_core::ErrorKind;
/// use scheduling_core::calendar::DaysOff;
/// use scheduling_core::time::Date;
/// let (sunday, monday) = (Date::parse("2026-03-29")?, Date::parse("2026-03-30")?);
/// assert_eq!(DaysOff::new(monday, sunday).unwrap_err().kind(), ErrorKind::Order);
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A text is not written in the form that was asked for, or names a day that the calendar does not have.
    Syntax,
    /// A number is too small or too large.
    Range,
    /// A time is finer than a second, or than a minute where minutes are asked for.
    Precision,
    /// A leap second, which the timestamps of this crate do not have.
    LeapSecond,
    /// An end does not lie after its start.
    Order,
    /// The IANA database that is built in has no time zone of that name, or the zone has rules of its own.
    UnknownTimeZone,
    /// A value that must be unique is there twice.
    Duplicate,
}

/// Texts that are shown again are cut to so many characters.
const MAX_SHOWN: usize = 40;

/// Timestamps are kept in seconds and dates in days since 1970-01-01.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Cause {
    Unreadable { what: &'static str, text: Box<str>, why: &'static str },
    Range { what: &'static str, value: i64, least: i64, most: i64 },
    TooFine { second: i64, nanoseconds: u32 },
    NotWholeMinutes { second: u32, nanoseconds: u32 },
    LeapSecond { before: i64 },
    EmptyInterval { start: i64, end: i64 },
    DaysBackwards { first: i64, last: i64 },
    EmptySpan { minutes: u16 },
    UnknownTimeZone { name: Box<str> },
    OwnRules { name: Box<str> },
    MemberTwice { member: usize },
    RulePart { part: Box<str>, why: &'static str },
}

impl Error {
    /// What sort of thing is wrong.
    ///
    /// ```
    /// use scheduling_core::ErrorKind;
    /// use scheduling_core::time::Timestamp;
    /// let kind = |text| Timestamp::parse(text).map_err(|error| error.kind());
    /// assert_eq!(kind("2026-02-29T00:00:00Z"), Err(ErrorKind::Syntax));
    /// assert_eq!(kind("2026-03-29T00:00:00.5Z"), Err(ErrorKind::Precision));
    /// assert_eq!(kind("0001-01-01T00:00:00+05:45"), Err(ErrorKind::Range));
    /// ```
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self.0 {
            Cause::Unreadable { .. } | Cause::RulePart { .. } => ErrorKind::Syntax,
            Cause::Range { .. } => ErrorKind::Range,
            Cause::TooFine { .. } | Cause::NotWholeMinutes { .. } => ErrorKind::Precision,
            Cause::LeapSecond { .. } => ErrorKind::LeapSecond,
            Cause::EmptyInterval { .. } | Cause::DaysBackwards { .. } | Cause::EmptySpan { .. } => {
                ErrorKind::Order
            }
            Cause::UnknownTimeZone { .. } | Cause::OwnRules { .. } => ErrorKind::UnknownTimeZone,
            Cause::MemberTwice { .. } => ErrorKind::Duplicate,
        }
    }

    /// `text` is not `what`.
    #[cold]
    pub(crate) fn unreadable(what: &'static str, text: &str, why: &'static str) -> Self {
        Self(Cause::Unreadable { what, text: shown(text), why })
    }

    /// The value, if it lies in `least..=most`.
    pub(crate) fn unless_within(what: &'static str, value: i64, least: i64, most: i64) -> Result<i64, Self> {
        if least <= value && value <= most { Ok(value) } else { Err(Self::range(what, value, least, most)) }
    }

    pub(crate) fn range(what: &'static str, value: i64, least: i64, most: i64) -> Self {
        Self(Cause::Range { what, value, least, most })
    }

    pub(crate) fn too_fine(second: i64, nanoseconds: u32) -> Self {
        Self(Cause::TooFine { second, nanoseconds })
    }

    pub(crate) fn not_whole_minutes(second: u32, nanoseconds: u32) -> Self {
        Self(Cause::NotWholeMinutes { second, nanoseconds })
    }

    pub(crate) fn leap_second(before: i64) -> Self {
        Self(Cause::LeapSecond { before })
    }

    pub(crate) fn empty_interval(start: i64, end: i64) -> Self {
        Self(Cause::EmptyInterval { start, end })
    }

    pub(crate) fn days_backwards(first: i64, last: i64) -> Self {
        Self(Cause::DaysBackwards { first, last })
    }

    pub(crate) fn empty_span(minutes: u16) -> Self {
        Self(Cause::EmptySpan { minutes })
    }

    #[cold]
    pub(crate) fn unknown_time_zone(name: &str) -> Self {
        Self(Cause::UnknownTimeZone { name: shown(name) })
    }

    #[cold]
    pub(crate) fn own_rules(name: &str) -> Self {
        Self(Cause::OwnRules { name: shown(name) })
    }

    pub(crate) fn member_twice(member: usize) -> Self {
        Self(Cause::MemberTwice { member })
    }

    /// A part of a recurrence rule.
    #[cold]
    pub(crate) fn rule_part(part: &str, why: &'static str) -> Self {
        Self(Cause::RulePart { part: shown(part), why })
    }
}

/// What comes from outside is shown again, so it is kept short.
fn shown(text: &str) -> Box<str> {
    text.chars().take(MAX_SHOWN).collect::<String>().into()
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Unreadable { what, text, why } => write!(out, "{text:?} is no {what}: {why}"),
            Cause::Range { what, value, least, most } => {
                write!(out, "{what} must be from {least} to {most}, not {value}")
            }
            Cause::TooFine { second, nanoseconds } => {
                let second = text::utc(*second);
                let second = second.as_str().trim_end_matches('Z');
                write!(out, "{second}.{nanoseconds:09} is finer than a second")
            }
            Cause::NotWholeMinutes { second, nanoseconds } => {
                write!(out, "second {second}.{nanoseconds:09} of the day is no whole minute")
            }
            Cause::LeapSecond { before } => {
                let before = text::utc(*before);
                write!(out, "the leap second after {} has no timestamp", before.as_str())
            }
            Cause::EmptyInterval { start, end } => {
                let (start, end) = (text::utc(*start), text::utc(*end));
                let (start, end) = (start.as_str(), end.as_str());
                write!(out, "an interval must end after it starts, not start at {start} and end at {end}")
            }
            Cause::DaysBackwards { first, last } => {
                let (first, last) = (text::date(*first), text::date(*last));
                write!(out, "days must not end before they start, not start on {first} and end on {last}")
            }
            Cause::EmptySpan { minutes } => {
                let (hour, minute) = (minutes / 60, minutes % 60);
                write!(out, "hours must not end when they start, at {hour:02}:{minute:02}")
            }
            Cause::UnknownTimeZone { name } => write!(out, "{name:?} is no time zone of the IANA database"),
            Cause::OwnRules { name } => {
                write!(out, "{name:?} has rules of its own, and none of the IANA database")
            }
            Cause::MemberTwice { member } => write!(out, "participant {member} is in the group twice"),
            Cause::RulePart { part, why } => write!(out, "{part}: {why}"),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_small_enough_to_be_returned_by_value() {
        assert!(size_of::<Error>() <= 56, "{}", size_of::<Error>());
    }

    #[test]
    fn what_was_refused_is_shown_in_one_short_line() {
        let error = Error::unknown_time_zone(&"a\n".repeat(1000));
        assert!(error.to_string().len() < 120 && !error.to_string().contains('\n'), "{error}");
    }
}
