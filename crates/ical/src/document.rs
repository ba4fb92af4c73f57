//! What a calendar file says, before anybody asks about a window.

use super::duration::Duration;
use super::zones::ZoneBook;
use scheduling_core::calendar::recurrence::Rule;
use scheduling_core::time::{Date, Interval, LocalDateTime, Timestamp};
use std::sync::Arc;

/// The part of a calendar file that says when its owner is busy.
#[derive(Debug, Clone, Default)]
pub struct CalendarDocument {
    /// `X-WR-TIMEZONE`: the zone of floating times, as it is written.
    pub time_zone: Option<String>,
    /// Every event that could be read, cancelled and transparent ones included: they change others.
    pub events: Vec<Event>,
    /// The busy periods of `VFREEBUSY` components.
    pub free_busy: Vec<FreeBusy>,
    /// The line from which on a limit left something out: then nobody knows when the owner is free.
    pub(crate) left_out: Option<usize>,
    /// What the zone names of the file mean.
    pub(crate) zones: ZoneBook,
}

/// A busy period of a `VFREEBUSY`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreeBusy {
    /// The line of the period.
    pub line: usize,
    /// The period.
    pub time: Interval,
}

/// A date or time with what is known of its zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// A whole day.
    Date(Date),
    /// A wall clock with no zone.
    Floating(LocalDateTime),
    /// An instant.
    Utc(Timestamp),
    /// A wall clock in the zone of that `TZID`.
    Zoned(LocalDateTime, Arc<str>),
}

/// One `VEVENT`.
#[derive(Debug, Clone)]
pub struct Event {
    /// The line of its `BEGIN`.
    pub line: usize,
    /// `UID`; events with the same one are versions and exceptions of one series.
    pub uid: Option<String>,
    /// Which occurrence of the series this event replaces; `None` for the series itself.
    pub recurrence_id: Option<RecurrenceId>,
    /// `SEQUENCE`, 0 where it is absent: the higher one is the newer version.
    pub sequence: i64,
    /// `DTSTAMP`: decides between versions of the same sequence (RFC 5546, 2.1.5).
    pub stamp: Option<Timestamp>,
    /// `DTSTART`.
    pub start: When,
    /// `DTEND`, `DURATION`, or neither.
    pub end: End,
    /// `RRULE`.
    pub rules: Vec<Rule>,
    /// `EXRULE`, which RFC 5545 has given up and old calendars still have.
    pub exception_rules: Vec<Rule>,
    /// `RDATE`.
    pub added: Vec<Added>,
    /// `EXDATE`.
    pub excluded: Vec<When>,
    /// Whether it takes time: neither `STATUS:CANCELLED` nor `TRANSP:TRANSPARENT`.
    pub blocks: bool,
}

/// `RECURRENCE-ID`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecurrenceId {
    /// The start that the occurrence has by the rule.
    pub at: When,
    /// `RANGE=THISANDFUTURE`: the occurrences after it move and last like this one.
    pub this_and_future: bool,
}

/// How an event ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// `DTEND`.
    At(When),
    /// `DURATION`.
    After(Duration),
    /// Neither: a whole day lasts that day, anything else takes no time (RFC 5545, 3.6.1).
    Missing,
}

/// One entry of `RDATE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// Its start.
    pub start: When,
    /// Where it is a `PERIOD`, its own end.
    pub end: Option<End>,
}
