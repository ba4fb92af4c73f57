//! After the storm: what the product has against what its clients were told.

mod effects;
mod mail;
mod state;

use super::super::outside::{Receiver, Sink};
use super::super::sql::Sql;
use super::journal::Journal;
use anyhow::Result;
use std::collections::BTreeMap;
use std::net::SocketAddr;

/// Examples of one kind of fault that are shown.
const SHOWN: usize = 5;

/// Where to look.
pub(super) struct Scene<'a> {
    pub(super) sql: &'a Sql,
    pub(super) address: SocketAddr,
    pub(super) company: i64,
    pub(super) journal: &'a Journal,
    pub(super) sink: &'a Sink,
    pub(super) receiver: &'a Receiver,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// Everything that is wrong.
    pub(super) faults: Vec<String>,
    /// Events that arrived, each counted once.
    pub(super) events: usize,
    /// Arrivals of events beyond the first of each.
    pub(super) events_again: usize,
    /// Messages that arrived, each counted once.
    pub(super) messages: usize,
    /// Arrivals of messages beyond the first of each.
    pub(super) messages_again: usize,
    /// Reminders that wait for their time.
    pub(super) reminders: usize,
}

/// Looks at everything.
///
/// # Errors
/// Where something can't be looked at.
pub(super) fn all(scene: &Scene<'_>) -> Result<Findings> {
    let mut findings = Findings { faults: scene.journal.faults.clone(), ..Findings::default() };
    state::check(scene, &mut findings)?;
    effects::check(scene, &mut findings)?;
    mail::check(scene, &mut findings)?;
    Ok(findings)
}

impl Findings {
    /// Notes whatever is on one side only, or more often than on the other.
    fn compare(
        &mut self,
        what: &str,
        told: impl IntoIterator<Item = String>,
        found: impl IntoIterator<Item = String>,
    ) {
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        told.into_iter().for_each(|one| *counts.entry(one).or_default() += 1);
        found.into_iter().for_each(|one| *counts.entry(one).or_default() -= 1);
        self.note(what, "told, but not there", counts.iter().filter(|(_, count)| **count > 0));
        self.note(what, "there, but never told", counts.iter().filter(|(_, count)| **count < 0));
    }

    fn note<'a>(&mut self, what: &str, how: &str, wrong: impl Iterator<Item = (&'a String, &'a i64)>) {
        let wrong: Vec<&String> = wrong.map(|(one, _)| one).collect();
        self.wrong(&format!("{what}: {how}"), &wrong);
    }

    /// Notes all of these, if there are any.
    fn wrong(&mut self, what: &str, these: &[impl AsRef<str>]) {
        if these.is_empty() {
            return;
        }
        let some: Vec<&str> = these.iter().take(SHOWN).map(AsRef::as_ref).collect();
        self.faults.push(format!("{what}: {}, such as {}", these.len(), some.join("; ")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(told: &[&str], found: &[&str]) -> Vec<String> {
        let mut findings = Findings::default();
        let texts = |of: &[&str]| of.iter().map(ToString::to_string).collect::<Vec<_>>();
        findings.compare("x", texts(told), texts(found));
        findings.faults
    }

    #[test]
    fn what_is_lost_or_doubled_is_a_fault() {
        assert_eq!(faults(&["a", "b"], &["b", "a"]), [""; 0]);
        assert_eq!(faults(&["a", "b"], &["a"]), ["x: told, but not there: 1, such as b"]);
        assert_eq!(faults(&["a"], &["a", "a"]), ["x: there, but never told: 1, such as a"]);
    }
}
