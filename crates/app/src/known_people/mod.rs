//! What is known of people, templates and companies, kept in memory and proven fresh in one round trip.
//!
//! Each entry has the version that it was read with, in one snapshot of the database. An answer first asks one statement for the
//! versions of everybody concerned. What has not moved is answered from memory. What has is read again, in one transaction with
//! its versions, and only that. So nothing that is stale is ever told, on any number of servers that know nothing of each other.
//! What changes by the clock alone (holds that expire, calendars that were not read for long, patterns that are past) is kept as
//! the instant at which it does, and held against the time of the request. `docs/ledger.md` has the argument.

mod answer_tag;
mod answers;
mod entry;
mod inside;
mod memory;
mod people;
mod service;
mod tag;
mod template;
mod users;

pub use answer_tag::AnswerTag;
pub use answers::{AnswerName, Found};
use memory::Memory;
use persistence::Database;
use persistence::ledger::Versions;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(crate) use inside::KnownPerson;
pub(crate) use service::{KnownService, Slugs, Terms, WantedService, Windows};
pub(crate) use tag::Tag;
pub(crate) use template::{AskedTemplate, KnownTemplate, ProvenTemplate};

/// The memory of one server; cheap to clone.
#[derive(Clone)]
pub struct KnownPeople {
    db: Database,
    versions: Versions,
    /// `None` where nothing is to be remembered.
    memory: Option<Arc<Mutex<Memory>>>,
    /// Whole answers, which drive out one another alone.
    answers: Option<Arc<Mutex<Memory>>>,
}

/// One byte of this many is for whole answers.
const OF_ANSWERS: usize = 4;

impl KnownPeople {
    /// Memory of so many bytes for what is in this database; none for 0, and then everything is read each time.
    #[must_use]
    pub fn new(db: Database, bytes: usize) -> Self {
        let of_answers = bytes / OF_ANSWERS;
        let memory = |bytes| (bytes > 0).then(|| Arc::new(Mutex::new(Memory::new(bytes))));
        let (answers, memory) = (memory(of_answers), memory(bytes - of_answers));
        Self { versions: Versions::new(db.clone()), db, memory, answers }
    }

    /// For those who remember something else of this database, and share statements; `None` where nothing is remembered.
    pub(crate) fn versions(&self) -> Option<Versions> {
        self.memory.is_some().then(|| self.versions.clone())
    }

    /// The database that it remembers.
    #[must_use]
    pub fn db(&self) -> &Database {
        &self.db
    }

    /// Bytes that it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        [&self.memory, &self.answers].into_iter().flatten().map(|memory| lock(memory).used()).sum()
    }
}

fn lock(memory: &Mutex<Memory>) -> MutexGuard<'_, Memory> {
    memory.lock().unwrap_or_else(PoisonError::into_inner)
}
