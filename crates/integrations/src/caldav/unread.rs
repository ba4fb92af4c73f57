//! Objects that are in a calendar and can't be read: each for itself, and never the others with it.

use super::xml::Element;
use ical::{Frame, frame};

/// An object of which nobody knows what it says now. It is asked for again at the next reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its address on the server: a path.
    pub href: String,
    /// Why it can't be read, for the calendar's owner.
    pub reason: &'static str,
    /// What came of it, where anything did.
    pub text: Option<String>,
}

/// Why the text of an object is not the object.
pub(super) fn fault(data: &Element) -> Option<&'static str> {
    data.damage.or_else(|| match frame(data.text.as_bytes()) {
        Frame::Whole => None,
        Frame::CutOff => Some("the event stops before its end"),
        Frame::Missing if data.trimmed().is_none() => Some("the server gives the event without its text"),
        Frame::Missing => Some("the server gives something else than iCalendar for the event"),
    })
}
