//! What is known of a calendar object as a whole.

use super::definitions::Definitions;
use super::names;
use super::property::Property;
use super::report::Report;
use super::zone_definition::ZoneId;
use super::zones::ZoneNames;

/// What a message asks for (RFC 5546, 3.2), where its events are no versions like others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    /// Its events are to take place, or to change.
    Request,
    /// Nothing in it takes place.
    Cancel,
    /// Occurrences besides those of a series.
    Add,
    /// Somebody answers.
    Reply,
    /// Somebody proposes another time, rejects such a proposal, or asks how things are: it changes nothing.
    Nothing,
    /// Any other, which lists events.
    Other,
}

impl Method {
    fn of(property: &Property) -> Self {
        match property.value.to_ascii_uppercase().as_str() {
            _ if property.is_words => Self::Other,
            "REQUEST" => Self::Request,
            "CANCEL" => Self::Cancel,
            "ADD" => Self::Add,
            "REPLY" => Self::Reply,
            "COUNTER" | "DECLINECOUNTER" | "REFRESH" => Self::Nothing,
            _ => Self::Other,
        }
    }

    /// Whether an event without times is none by mistake.
    pub(super) fn needs_no_times(self) -> bool {
        !matches!(self, Self::Request | Self::Add | Self::Other)
    }

    /// Whether its events are versions that follow each other.
    pub(super) fn is_message(self) -> bool {
        self != Self::Other
    }
}

/// The properties by which programs name the zone of a calendar.
pub(super) const ZONES: &[&str] = &["X-WR-TIMEZONE", "TIMEZONE-ID", "TZID"];

/// What is known of a calendar object, of which a file may have several.
#[derive(Debug, Default)]
pub(super) struct ObjectDraft {
    /// `METHOD`.
    pub(super) method: Option<Method>,
    /// The zones that it names for times without one.
    pub(super) floating: Vec<ZoneId>,
    /// Its own address, where its name is one.
    pub(super) address: Option<String>,
    pub(super) definitions: Definitions,
    /// Where its events begin in the document.
    pub(super) first_event: usize,
    /// Where its availability begins in the document.
    pub(super) first_unavailable: usize,
    pub(super) after_words: bool,
}

impl ObjectDraft {
    pub(super) fn new(first_event: usize, first_unavailable: usize) -> Self {
        Self { first_event, first_unavailable, ..Self::default() }
    }

    pub(super) fn take(&mut self, property: &Property, names: &mut ZoneNames, report: &mut Report) {
        match property.name.as_str() {
            "METHOD" if self.method.is_none() => self.method = Some(Method::of(property)),
            name if ZONES.contains(&name) && !property.value.is_empty() => {
                self.take_zone(property, names, report);
            }
            "X-WR-CALNAME" => {
                self.after_words = true;
                self.address = self.address.take().or_else(|| names::address(&property.value));
            }
            // An event whose BEGIN was lost.
            "DTSTART" | "DTEND" | "DURATION" | "RRULE" | "RDATE" | "RECURRENCE-ID" | "SEQUENCE"
            | "DTSTAMP" | "FREEBUSY"
                if !property.is_words =>
            {
                report.lose(property.line, format!("{}: stands outside of an event", property.name));
            }
            _ => {}
        }
    }
    fn take_zone(&mut self, property: &Property, names: &mut ZoneNames, report: &mut Report) {
        let zone = names.id(&property.value, property.line);
        if self.floating.contains(&zone) {
            return;
        }
        if !self.floating.is_empty() {
            let reason =
                "the calendar names another time zone too; times without one count on the clocks of both";
            report.add(property.line, format!("{}: {reason}", property.name));
        }
        self.floating.push(zone);
    }
}
