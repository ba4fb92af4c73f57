//! What is remembered, each with the version that it was read with.

use crate::free_busy::Facts;
use domain::directory::Template;
use domain::slot::Pattern;
use persistence::ledger::Version;
use scheduling_core::time::TimeZone;
use std::sync::Arc;

/// Something that was read, in one snapshot with these versions.
#[derive(Debug)]
pub(super) struct Fresh<T> {
    /// Its own.
    version: Version,
    /// Its company's, where it was made of what the company says, too.
    company: Version,
    pub(super) value: T,
}

impl<T> Fresh<T> {
    pub(super) fn new(version: Version, company: Version, value: T) -> Arc<Self> {
        Arc::new(Self { version, company, value })
    }

    /// The version that it was read with.
    pub(super) fn version(&self) -> Version {
        self.version
    }

    /// Whether it is what is stored wherever these are the versions.
    pub(super) fn holds(&self, version: Version, company: Version) -> bool {
        self.version == version && self.company == company
    }
}

/// What is known of a company.
#[derive(Debug)]
pub(super) struct Open {
    /// Whether it takes bookings.
    pub(super) active: bool,
    pub(super) zone: TimeZone,
}

/// What is known of a person.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) facts: Facts,
    /// Past ones, too.
    pub(super) patterns: Vec<Pattern>,
}

/// One entry of the memory.
#[derive(Debug, Clone)]
pub(super) enum Entry {
    Company(Arc<Fresh<Open>>),
    Template(Arc<Fresh<Template>>),
    Person(Arc<Fresh<Person>>),
}

impl Entry {
    /// About how many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Company(_) => size_of::<Fresh<Open>>(),
            Self::Template(template) => {
                let details = &template.value.details;
                let groups = details.groups.iter().flatten();
                let members = groups.map(|group| size_of_val(group) + size_of_val(group.members.as_slice()));
                size_of::<Fresh<Template>>()
                    + details.name.len()
                    + size_of_val(details.interviewers.as_slice())
                    + members.sum::<usize>()
            }
            Self::Person(person) => {
                size_of::<Fresh<Person>>()
                    + person.value.facts.bytes()
                    + person.value.patterns.capacity() * size_of::<Pattern>()
            }
        }
    }
}
