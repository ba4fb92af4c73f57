//! Who was invited to an event, and who declined.

use super::names::{AddressKey, address};
use super::property::Property;
use super::report::Report;
use std::collections::HashSet;

/// Attendees of one event that are looked at.
const MOST: usize = 100_000;

/// The attendees of one event.
#[derive(Debug)]
pub(super) struct Attendees {
    /// Who answered, and whether by declining.
    answers: Vec<(String, bool)>,
    /// How they are compared.
    key: AddressKey,
    /// There are more of them than are read: somebody may have answered otherwise too.
    are_too_many: bool,
}

impl Attendees {
    pub(super) fn new(key: AddressKey) -> Self {
        Self { answers: Vec::new(), key, are_too_many: false }
    }

    pub(super) fn take(&mut self, property: &Property, report: &mut Report) {
        if self.answers.len() >= MOST {
            if !std::mem::replace(&mut self.are_too_many, true) {
                report.add(property.line, "the event has more attendees than are read; no refusal counts");
            }
            return;
        }
        let declined = property.has("PARTSTAT", "DECLINED");
        let email = property.parameter("EMAIL").and_then(address);
        let all = address(&property.value).into_iter().chain(email);
        self.answers.extend(all.map(|address| ((self.key)(&address), declined)));
    }

    /// Those who declined and never said anything else.
    pub(super) fn declined_by(&self) -> Vec<String> {
        let answers = if self.are_too_many { &[] } else { self.answers.as_slice() };
        let other: HashSet<&str> =
            answers.iter().filter(|(_, declined)| !declined).map(|(who, _)| who.as_str()).collect();
        let declined = answers.iter().filter(|(who, declined)| *declined && !other.contains(who.as_str()));
        declined.map(|(who, _)| who.clone()).collect()
    }
}
