//! What calendars and messages show of a record, and what follows where that changes.

use domain::CompanyId;
use domain::directory::{CandidateDetails, JobDetails, UserDetails};
use domain::effect::{Due, Effect, Named};
use persistence::{Scope, StoreError, outbox};
use scheduling_core::time::Timestamp;

/// What calendars and messages show of a record.
pub(crate) trait Shown {
    /// Whether two versions of it show the same.
    fn shows_the_same(&self, other: &Self) -> bool;
}

impl Shown for CandidateDetails {
    fn shows_the_same(&self, other: &Self) -> bool {
        self.name == other.name && self.email == other.email
    }
}

impl Shown for UserDetails {
    fn shows_the_same(&self, other: &Self) -> bool {
        self.name == other.name && self.email == other.email
    }
}

impl Shown for JobDetails {
    fn shows_the_same(&self, other: &Self) -> bool {
        self.title == other.title
    }
}

/// Leaves an effect that looks at the interviews ahead of what is called otherwise now.
pub(crate) fn renamed(
    scope: &mut Scope<'_>,
    company: CompanyId,
    named: &[Named],
    now: Timestamp,
) -> Result<(), StoreError> {
    let due = |named: &Named| Due { effect: Effect::Retell { named: *named, after: None }, at: now };
    Ok(outbox::enqueue(scope, company, &named.iter().map(due).collect::<Vec<_>>(), now)?)
}
