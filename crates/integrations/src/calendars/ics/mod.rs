//! iCalendar (RFC 5545) as real programs write it, read as busy time.
//!
//! [`parse`] turns a file into a [`CalendarDocument`]; what can't be read is reported with its line, and the
//! rest goes in. [`busy`] lists the busy time of a document in a window, in the zone of the calendar's owner.
//! Neither knows a clock or a network, and both are bounded: see [`Limits`].
//!
//! What counts as busy: every occurrence of a `VEVENT` that is neither cancelled nor transparent and lasts
//! longer than nothing, and the busy periods of a `VFREEBUSY`. Whole days last from local midnight to local
//! midnight of the owner; floating times are in the calendar's `X-WR-TIMEZONE`, else in the owner's zone.
//!
//! The syntax of content lines is read here and not by a library. Those at hand either read a whole file at
//! once and fail as a whole (`icalendar`), or drop what they do not know without saying where (`calcard`);
//! the product has to name the line of everything that it leaves out.

mod busy;
mod document;
mod event;
pub(crate) mod lines;
mod property;
mod read;
mod series;
mod times;
mod values;
mod vtimezone;
mod windows_zones;
mod zones;

pub use busy::{Busy, busy, busy_of_all};
pub use document::{Added, CalendarDocument, End, Event, FreeBusy, RecurrenceId, When};
pub use read::parse;
pub use times::times_only;
pub use values::Duration;
pub use vtimezone::{Observance, ZoneDefinition};

/// Something that was left out, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The line of the file, counted from 1 as a text editor does; where a line is folded, its first.
    pub line: usize,
    /// What is wrong, for the person who brought the file.
    pub reason: String,
}

impl Skipped {
    fn new(line: usize, reason: impl Into<String>) -> Self {
        Self { line, reason: reason.into() }
    }
}

/// What [`parse`] made of a file.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// What could be read.
    pub document: CalendarDocument,
    /// What could not, in the order of its lines; at most [`Limits::skipped`] entries.
    pub skipped: Vec<Skipped>,
}

/// The file is no calendar at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no iCalendar file: there is no line BEGIN:VCALENDAR in it")]
pub struct NotACalendar;

/// How much of a file is read, and how far its recurrences are followed. Reaching a limit is always reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The most events, zones and free-busy components that one file may have; the rest is left out.
    pub components: usize,
    /// The longest content line in bytes, folds undone; longer ones are left out.
    pub line_bytes: usize,
    /// The most entries in a list of what was left out.
    pub skipped: usize,
    /// The most occurrences of one event in a window.
    pub occurrences_per_event: usize,
    /// The most occurrences of all events in a window.
    pub occurrences: usize,
    /// The most steps of work on one recurrence rule (see `scheduling_core`'s `Limits::steps`).
    pub steps_per_rule: u64,
    /// The most steps of work on all rules of a file.
    pub steps: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // A file of 10 MiB, the largest that is taken, can hold neither more nor longer.
            components: 250_000,
            line_bytes: 10 << 20,
            skipped: 1_000,
            occurrences_per_event: 10_000,
            occurrences: 200_000,
            steps_per_rule: 500_000,
            steps: 20_000_000,
        }
    }
}

/// A list of what was left out that does not grow beyond its limit.
#[derive(Debug)]
struct Report {
    entries: Vec<Skipped>,
    limit: usize,
}

impl Report {
    fn new(limit: usize) -> Self {
        Self { entries: Vec::new(), limit: limit.max(1) }
    }

    fn add(&mut self, line: usize, reason: impl Into<String>) {
        if self.entries.len() + 1 < self.limit {
            self.entries.push(Skipped::new(line, reason));
        } else if self.entries.len() < self.limit {
            self.entries.push(Skipped::new(line, "there is more that can't be read, which is not listed"));
        }
    }

    fn finish(mut self) -> Vec<Skipped> {
        self.entries.sort_by_key(|entry| entry.line);
        self.entries
    }
}

/// A text from outside, short enough to be shown again.
fn shown(text: &str) -> String {
    let mut short: String = text.chars().filter(|c| !c.is_control()).take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
