//! Candidates of a company.

use crate::kit::{Expected, page, require_company};
use domain::CandidateId;
use domain::access::Permit;
use domain::directory::{Candidate, CandidateDetails};
use persistence::store::candidates as store;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

/// What is to change about a candidate; `None` leaves a value as it is. The company never changes.
#[derive(Debug, Clone, Default)]
pub struct CandidateChange {
    pub name: Option<String>,
    pub email: Option<String>,
    /// `Some(None)` takes it away, as for the zone.
    pub phone: Option<Option<String>>,
    pub time_zone: Option<Option<String>>,
}

impl CandidateChange {
    fn apply(&self, old: CandidateDetails) -> CandidateDetails {
        CandidateDetails {
            name: self.name.clone().unwrap_or(old.name),
            email: self.email.clone().unwrap_or(old.email),
            phone: self.phone.clone().unwrap_or(old.phone),
            time_zone: self.time_zone.clone().unwrap_or(old.time_zone),
        }
    }
}

/// A page of candidates.
///
/// # Errors
/// `NotFound` where the company that was named is not there.
pub fn list(
    tx: &mut Tx<'_>,
    permit: &Permit,
    after: Option<CandidateId>,
    limit: i64,
) -> Result<Vec<Candidate>, StoreError> {
    let scope = &mut tx.scope(permit);
    let rows = store::list(scope, after, limit)?;
    page(scope, rows)
}

/// One candidate.
///
/// # Errors
/// `NotFound`.
pub fn get(tx: &mut Tx<'_>, permit: &Permit, id: CandidateId) -> Result<Candidate, StoreError> {
    store::get(&mut tx.scope(permit), id)
}

/// Makes a candidate in the permit's company.
///
/// # Errors
/// `NotFound` for the company; `Invalid` where none was named.
pub fn make(
    tx: &mut Tx<'_>,
    permit: &Permit,
    details: &CandidateDetails,
    now: Timestamp,
) -> Result<Candidate, StoreError> {
    let scope = &mut tx.scope(permit);
    require_company(scope)?;
    store::insert(scope, details, now)
}

/// Changes a candidate.
///
/// # Errors
/// `NotFound`, `VersionMismatch`.
pub fn change(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: CandidateId,
    change: &CandidateChange,
    expected: &Expected,
    now: Timestamp,
) -> Result<Candidate, StoreError> {
    let scope = &mut tx.scope(permit);
    expected.amend(|| {
        let stored = store::get(scope, id)?;
        expected.check("candidate", stored.stamp.version)?;
        let details = change.apply(stored.details);
        store::update(scope, id, &details, Some(stored.stamp.version), now)
    })
}

/// Deletes a candidate that nothing names.
///
/// # Errors
/// `NotFound`, `VersionMismatch`, `StillReferenced`.
pub fn remove(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: CandidateId,
    expected: &Expected,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    expected.check("candidate", store::get(scope, id)?.stamp.version)?;
    store::delete(scope, id, None)
}
