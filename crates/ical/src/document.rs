//! What a calendar file says, before anybody asks about a window.

use super::duration::Duration;
use super::travel::Travel;
use super::zone_definition::ZoneId;
use super::zones::ZoneBook;
use scheduling_core::calendar::recurrence::{CalendarTime, Rule};
use scheduling_core::time::{Date, Interval, LocalDateTime, Timestamp};
use std::collections::BTreeMap;

/// The part of a calendar file that says when its owner is busy.
#[derive(Debug, Clone, Default)]
pub struct CalendarDocument {
    /// Every event that could be read, cancelled and transparent ones included: they change others.
    pub events: Vec<Event>,
    /// The busy periods of `VFREEBUSY` components, in UTC.
    pub free_busy: Vec<FreeBusy>,
    /// The times that `VAVAILABILITY` components are about, and the periods of `VFREEBUSY` on other clocks than that of UTC.
    pub(crate) unavailable: Vec<Event>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A whole day.
    Date(Date),
    /// A wall clock with no zone.
    Floating(LocalDateTime),
    /// An instant.
    Utc(Timestamp),
    /// A wall clock in the zone of that `TZID`.
    Zoned(LocalDateTime, ZoneId),
}

/// One `VEVENT`.
#[derive(Debug, Clone)]
pub struct Event {
    /// The line of its `BEGIN`.
    pub line: usize,
    /// `UID`; events with the same one are versions and exceptions of one series.
    pub uid: Option<Box<str>>,
    /// Which occurrence of the series this event replaces; `None` for the series itself.
    pub recurrence_id: Option<RecurrenceId>,
    /// Which version of the event this is.
    pub version: Version,
    /// `DTSTART`.
    pub start: When,
    /// `DTEND`, `DURATION`, or neither.
    pub end: End,
    /// How long it may last too: the later end counts. `DURATION` beside a `DTEND` says so, and what some programs write
    /// into events of a day.
    pub or_lasts: Option<Duration>,
    /// The way to it.
    pub(crate) travel: Travel,
    /// Nobody knows on which clock its times are: they may be up to 14 hours earlier and 12 later.
    pub uncertain: bool,
    /// What repeats it.
    pub repeats: Option<Box<Repeats>>,
    /// Whether it takes time: neither `STATUS:CANCELLED` nor `TRANSP:TRANSPARENT`, and not declined by the owner.
    pub blocks: bool,
    /// A program says that it is of whole days, whatever its times are.
    pub(crate) is_of_days: bool,
    /// `STATUS:CANCELLED`, or it stands in a message that cancels.
    pub(crate) is_cancelled: bool,
    /// It stands in a message about a version of it, and not in a list of events.
    pub(crate) is_message: bool,
    /// It says no start of its own. What takes no time needs none.
    pub(crate) is_timeless: bool,
    /// What of it could not be read.
    pub(crate) lost: Lost,
    /// The zone of floating times, where the calendar names one.
    pub(crate) floating: Option<ZoneId>,
}

/// What makes a series of an event.
#[derive(Debug, Clone, Default)]
pub struct Repeats {
    /// `RRULE`.
    pub rules: Vec<Rule>,
    /// A rule could not be read at all, and ends then: until then it may be at any time after its start.
    pub lost_rule: Option<LostRule>,
    /// `EXRULE`, which RFC 5545 has given up and old calendars still have.
    pub exception_rules: Vec<Rule>,
    /// `RDATE`.
    pub added: Vec<Added>,
    /// `EXDATE`.
    pub excluded: Vec<When>,
}

/// A rule that could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LostRule {
    /// Its `UNTIL`, where that could be read.
    pub until: Option<CalendarTime>,
}

/// Which version of an event it is (RFC 5546, 2.1.4 and 2.1.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// `SEQUENCE`, 0 where it is absent: the higher one is the newer version. `None` where it can't be read.
    pub sequence: Option<i64>,
    /// `DTSTAMP`: decides between versions of the same sequence.
    pub stamp: Option<Timestamp>,
}

/// What of an event could not be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Lost {
    /// When it is.
    pub(crate) time: bool,
    /// A line that may have said which event it is.
    pub(crate) anything: bool,
    /// Another event may stand in it.
    pub(crate) another: bool,
}

/// `RECURRENCE-ID`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecurrenceId {
    /// The start that the occurrence has by the rule; `None` where it can't be read.
    pub at: Option<When>,
    /// `RANGE=THISANDFUTURE`: the occurrences after it move and last like this one.
    pub this_and_future: bool,
}

/// How an event ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// `DTEND`.
    At(When),
    /// `DURATION`.
    After(Duration),
    /// Neither: a whole day lasts that day, anything else takes no time (RFC 5545, 3.6.1). A changed occurrence lasts as
    /// long as its series.
    Missing,
}

/// One entry of `RDATE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Added {
    /// Its start.
    pub start: When,
    /// Where it is a `PERIOD`, its own end.
    pub end: Option<End>,
}

impl CalendarDocument {
    /// Takes the events out whose `UID` has a key, and answers them by it: documents of their own, with the same zones.
    pub fn split_off<K: Ord>(&mut self, key: impl Fn(&str) -> Option<K>) -> BTreeMap<K, Self> {
        let mut split: BTreeMap<K, Vec<Event>> = BTreeMap::new();
        for event in std::mem::take(&mut self.events) {
            match event.uid.as_deref().and_then(&key) {
                Some(key) => split.entry(key).or_default().push(event),
                None => self.events.push(event),
            }
        }
        let document = |events| Self { events, zones: self.zones.clone(), ..Self::default() };
        split.into_iter().map(|(key, events)| (key, document(events))).collect()
    }
}

impl Repeats {
    /// Whether nothing repeats.
    pub(crate) fn is_empty(&self) -> bool {
        let Self { rules, lost_rule, exception_rules, added, excluded } = self;
        rules.is_empty()
            && lost_rule.is_none()
            && exception_rules.is_empty()
            && added.is_empty()
            && excluded.is_empty()
    }
}

impl Event {
    /// A period that takes time and is nothing else.
    pub(crate) fn period(line: usize, start: When, end: End) -> Self {
        Self {
            line,
            uid: None,
            recurrence_id: None,
            version: Version { sequence: None, stamp: None },
            start,
            end,
            or_lasts: None,
            travel: Travel::default(),
            is_of_days: false,
            is_cancelled: false,
            is_message: false,
            uncertain: false,
            repeats: None,
            blocks: true,
            is_timeless: false,
            lost: Lost::default(),
            floating: None,
        }
    }

    /// Whether it is of whole days.
    pub(crate) fn is_whole_day(&self) -> bool {
        matches!(self.start, When::Date(_))
    }

    /// Whether nobody knows when it is: a changed occurrence without a start is where it was.
    pub(crate) fn is_nowhere(&self) -> bool {
        self.is_timeless && self.recurrence_id.is_none_or(|id| id.at.is_none())
    }

    /// Whether it is a changed occurrence that says no end: it lasts as long as its series.
    pub(crate) fn lasts_as_before(&self) -> bool {
        self.recurrence_id.is_some() && self.end == End::Missing && self.blocks
    }

    /// Whether something says more occurrences than its start.
    pub(crate) fn has_more(&self) -> bool {
        self.repeats.as_ref().is_some_and(|repeats| {
            !repeats.rules.is_empty() || repeats.lost_rule.is_some() || !repeats.added.is_empty()
        })
    }

    /// Whether the same says its occurrences and those of a series.
    pub(crate) fn has_rules_of(&self, series: &Self) -> bool {
        self.repeats.as_ref().zip(series.repeats.as_ref()).is_some_and(|(own, of_series)| {
            own.rules == of_series.rules
                && own.lost_rule == of_series.lost_rule
                && own.added == of_series.added
        })
    }
}
