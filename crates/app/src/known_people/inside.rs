//! People for answers that read something else too: within one transaction, whose versions count.

use super::KnownPeople;
use super::entry::{Fresh, Person};
use super::people::{Names, People, need_texts, read_open};
use crate::free_busy::Facts;
use domain::slot::Pattern;
use domain::{CompanyId, UserId};
use persistence::{Scope, StoreError};
use scheduling_core::time::{Interval, Timestamp};
use std::sync::Arc;

/// What is known of somebody.
pub(crate) struct KnownPerson(Arc<Fresh<Person>>);

impl KnownPerson {
    /// Them, and their time.
    pub(crate) fn facts(&self) -> &Arc<Facts> {
        &self.0.value.facts
    }

    /// All of their patterns, past ones too.
    pub(crate) fn patterns(&self) -> &[Pattern] {
        &self.0.value.patterns
    }
}

impl KnownPeople {
    /// Those of these people of a company who are there, as they are in this transaction; `None` where that can't be had from what
    /// is remembered: nothing is to be, or a calendar has to be followed beyond what is stored.
    ///
    /// # Errors
    /// `NotFound` where the scope does not reach the company.
    pub(crate) fn within(
        &self,
        scope: &mut Scope<'_>,
        company: CompanyId,
        ids: &[UserId],
        window: Interval,
        now: Timestamp,
    ) -> Result<Option<Vec<KnownPerson>>, StoreError> {
        let Some(memory) = self.memory.as_deref() else { return Ok(None) };
        let scope = &mut scope.for_company(company)?;
        let seen = Names { company, thing: None, people: ids.to_vec() }.within(scope)?;
        let open = read_open(scope, memory, seen.company, company)?;
        let people = People { memory, company, window, now }.read(scope, ids, &seen, &open.value.zone)?;
        let people: Vec<_> = people.into_iter().flatten().collect();
        Ok((!need_texts(&people, window)).then(|| people.into_iter().map(KnownPerson).collect()))
    }
}
