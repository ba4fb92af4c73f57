//! The entity tag of an answer from memory: two answers of one tag are the same, byte for byte.
//!
//! An answer is made of the question, of what is stored, and of the clock. The question is told by its asker. What is stored is
//! told by the versions that were proven. Of the clock two things count: which of what is stored has ended by it, and the minute.
//! Starts are whole minutes, as notice is, so that between two of them it says the same of all starts. On the minute itself it
//! says what it says at no other time.

use super::answer_tag::AnswerTag;
use super::entry::{Fresh, Person};
use crate::free_busy::Facts;
use persistence::ledger::Version;
use scheduling_core::time::{Interval, Timestamp};
use sha2::{Digest, Sha256};

/// What an answer is made of, digested bit by bit.
pub(crate) struct Tag(Sha256);

impl Tag {
    /// Of an answer of this release.
    pub(crate) fn new() -> Self {
        let mut tag = Self(Sha256::new());
        tag.text(env!("CARGO_PKG_VERSION"));
        tag.text(scheduling_core::time::zone_data_release());
        tag
    }

    pub(crate) fn number(&mut self, number: i64) {
        self.0.update(number.to_le_bytes());
    }

    pub(crate) fn optional(&mut self, number: Option<i64>) {
        self.number(i64::from(number.is_some()));
        self.number(number.unwrap_or_default());
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.number(i64::try_from(text.len()).unwrap_or(i64::MAX));
        self.0.update(text.as_bytes());
    }

    /// What the time says about starts on whole minutes.
    pub(crate) fn minute(&mut self, now: Timestamp) {
        self.number(now.unix().div_euclid(60));
        self.number(i64::from(now.unix().rem_euclid(60) != 0));
    }

    pub(super) fn version(&mut self, version: Version) {
        self.optional(version);
    }

    /// A person, and what of theirs has ended by now that an answer about the window is made of.
    pub(super) fn person(&mut self, person: &Fresh<Person>, window: Interval, now: Timestamp) {
        let Person { facts, patterns } = &person.value;
        self.version(person.version());
        self.facts(facts, window, now);
        let in_force = patterns.iter().filter(|pattern| pattern.details.week.is_in_force(&facts.zone, now));
        in_force.for_each(|pattern| self.number(pattern.id.0));
        self.number(-1);
    }

    fn facts(&mut self, facts: &Facts, window: Interval, now: Timestamp) {
        self.number(i64::try_from(facts.expired(window, now)).unwrap_or(i64::MAX));
        for trust in facts.trust(now) {
            self.text(trust.name());
        }
    }

    /// The tag.
    pub(crate) fn told(self) -> AnswerTag {
        AnswerTag::of(&self.0.finalize())
    }
}
