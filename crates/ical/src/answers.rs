//! Who answered the invitation to an event.

use super::names::{AddressKey, address};
use super::property::Property;
use super::report::Report;
use std::collections::HashSet;

/// Attendees of one event that are looked at.
const MOST: usize = 100_000;

/// The answers of the attendees of one event.
#[derive(Debug)]
pub(super) struct Answers {
    given: Vec<Answer>,
    /// How addresses are compared.
    key: AddressKey,
    /// There are more of them than are read: somebody may have answered otherwise too.
    are_too_many: bool,
}

#[derive(Debug)]
struct Answer {
    who: String,
    is_refusal: bool,
}

impl Answers {
    pub(super) fn new(key: AddressKey) -> Self {
        Self { given: Vec::new(), key, are_too_many: false }
    }

    /// Hears an `ATTENDEE`.
    pub(super) fn hear(&mut self, property: &Property, report: &mut Report) {
        if self.given.len() >= MOST {
            if !std::mem::replace(&mut self.are_too_many, true) {
                report.add(property.line, "the event has more attendees than are read; no refusal counts");
            }
            return;
        }
        let is_refusal = property.has("PARTSTAT", "DECLINED");
        let email = property.parameter("EMAIL").and_then(address);
        let all = address(&property.value).into_iter().chain(email);
        self.given.extend(all.map(|address| Answer { who: (self.key)(&address), is_refusal }));
    }

    /// Those who declined and never said anything else.
    pub(super) fn declined_by(self) -> Vec<String> {
        if self.are_too_many {
            return Vec::new();
        }
        let others = self.given.iter().filter(|answer| !answer.is_refusal);
        let others: HashSet<&str> = others.map(|answer| answer.who.as_str()).collect();
        let declined =
            self.given.iter().filter(|answer| answer.is_refusal && !others.contains(answer.who.as_str()));
        declined.map(|answer| answer.who.clone()).collect()
    }
}
