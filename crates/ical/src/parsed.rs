//! What comes of reading a file.

use super::document::CalendarDocument;
use super::report::Skipped;

/// What [`parse`](super::parse) made of a file.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// What could be read.
    pub document: CalendarDocument,
    /// What could not, in the order of its lines; at most [`Limits::skipped`](super::Limits::skipped) entries.
    pub skipped: Vec<Skipped>,
    /// How much could not be read, listed or not.
    pub count: usize,
    /// Whether all busy time of the file is known. Otherwise something was lost of which nobody knows when it is, or the
    /// file has no end: a time that looks free may be taken.
    pub complete: bool,
    /// Whether the file stops before its end. Such a file is not complete.
    pub cut_off: bool,
    /// How many components and how many entries were read, for those who read several files under common limits.
    pub used: (usize, usize),
}

/// The file is no calendar at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no iCalendar file: there is no line BEGIN:VCALENDAR in it")]
pub struct NotACalendar;
