//! Jobs of a company.

use crate::kit::{Expected, page, require_company};
use domain::JobId;
use domain::access::Permit;
use domain::directory::{Job, JobDetails};
use persistence::store::jobs as store;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

/// What is to change about a job; `None` leaves a value as it is. The company never changes.
#[derive(Debug, Clone, Default)]
pub struct JobChange {
    pub title: Option<String>,
    pub active: Option<bool>,
}

impl JobChange {
    fn apply(&self, old: JobDetails) -> JobDetails {
        JobDetails {
            title: self.title.clone().unwrap_or(old.title),
            active: self.active.unwrap_or(old.active),
        }
    }
}

/// A page of jobs.
///
/// # Errors
/// `NotFound` where the company that was named is not there.
pub fn list(
    tx: &mut Tx<'_>,
    permit: &Permit,
    after: Option<JobId>,
    limit: i64,
) -> Result<Vec<Job>, StoreError> {
    let scope = &mut tx.scope(permit);
    let rows = store::list(scope, after, limit)?;
    page(scope, rows)
}

/// One job.
///
/// # Errors
/// `NotFound`.
pub fn get(tx: &mut Tx<'_>, permit: &Permit, id: JobId) -> Result<Job, StoreError> {
    store::get(&mut tx.scope(permit), id)
}

/// Makes a job in the permit's company.
///
/// # Errors
/// `NotFound` for the company; `Invalid` where none was named.
pub fn make(
    tx: &mut Tx<'_>,
    permit: &Permit,
    details: &JobDetails,
    now: Timestamp,
) -> Result<Job, StoreError> {
    let scope = &mut tx.scope(permit);
    require_company(scope)?;
    store::insert(scope, details, now)
}

/// Changes a job.
///
/// # Errors
/// `NotFound`, `VersionMismatch`.
pub fn change(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: JobId,
    change: &JobChange,
    expected: &Expected,
    now: Timestamp,
) -> Result<Job, StoreError> {
    let scope = &mut tx.scope(permit);
    expected.amend(|| {
        let stored = store::get(scope, id)?;
        expected.check("job", stored.stamp.version)?;
        let details = change.apply(stored.details);
        store::update(scope, id, &details, Some(stored.stamp.version), now)
    })
}

/// Deletes a job that nothing names.
///
/// # Errors
/// `NotFound`, `VersionMismatch`, `StillReferenced`.
pub fn remove(tx: &mut Tx<'_>, permit: &Permit, id: JobId, expected: &Expected) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    expected.check("job", store::get(scope, id)?.stamp.version)?;
    store::delete(scope, id, None)
}
