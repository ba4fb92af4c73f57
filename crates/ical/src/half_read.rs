//! Starts and ends of which only a part can be read.
//!
//! What bounds an event is taken from it, so that one bad value does not make the whole calendar incomplete: the day of a
//! start without its hour, a day for an end that can't be read.

use super::document::When;
use super::duration::Duration;
use super::once::Once;
use super::property::Property;
use super::report::Report;
use scheduling_core::calendar::recurrence::CalendarTime;
use scheduling_core::time::Date;

/// What is known of the start and the end of an event besides what can be read as a whole.
#[derive(Debug, Default)]
pub(super) struct HalfRead {
    /// The day of a start that can't be read.
    start: Option<Date>,
    /// The day of an end that can't be read.
    end: Option<Date>,
    /// The event counts on its whole day, whatever the clock is.
    pub(super) is_day_alone: bool,
}

impl HalfRead {
    pub(super) fn hear_start(&mut self, property: &Property, start: &Result<When, String>) {
        if start.is_err() {
            self.start = self.start.or_else(|| CalendarTime::leading_date(&property.value));
        }
    }

    pub(super) fn hear_end(&mut self, property: &Property, end: &Result<When, String>) {
        if end.is_err() {
            self.end = self.end.max(CalendarTime::leading_date(&property.value));
        }
    }

    /// Fills in what nothing else says.
    pub(super) fn fill(&mut self, of: &mut Ends<'_>, report: &mut Report) {
        if let (None, Some(day)) = (of.start.value, self.start) {
            of.start.value = Some(When::Date(day));
            self.is_day_alone = true;
            report.add(
                of.line,
                "the event starts at an hour that can't be read; its day counts on every clock",
            );
        }
        let has_end = of.end.value.is_some() || of.duration.value.is_some();
        if let (false, Some(day)) = (has_end, self.end) {
            // The end of that day, on any clock.
            of.end.value = Some(When::Date(day.plus_days(2)));
            report.add(
                of.line,
                "the event ends at an hour that can't be read; it counts to the end of that day",
            );
        }
    }

    /// Whether an event of which no end can be read is known to end within a day all the same: it starts at some hour. One of
    /// whole days may have many.
    pub(super) fn is_bounded(&self, of: &Ends<'_>) -> bool {
        let is_timed = self.is_day_alone || !matches!(of.start.value, None | Some(When::Date(_)));
        is_timed && !of.end.differs && !of.duration.differs
    }
}

/// What an event says of its start and its end.
pub(super) struct Ends<'e> {
    pub(super) line: usize,
    pub(super) start: &'e mut Once<When>,
    pub(super) end: &'e mut Once<When>,
    pub(super) duration: &'e mut Once<Duration>,
}

/// The later of two ends, where both are on one clock.
pub(super) fn later(one: &When, other: &When) -> Option<When> {
    match (one, other) {
        (When::Date(a), When::Date(b)) => Some(When::Date(*a.max(b))),
        (When::Utc(a), When::Utc(b)) => Some(When::Utc(*a.max(b))),
        (When::Floating(a), When::Floating(b)) => Some(When::Floating(*a.max(b))),
        (When::Zoned(a, zone), When::Zoned(b, same)) if zone == same => Some(When::Zoned(*a.max(b), *zone)),
        _ => None,
    }
}
