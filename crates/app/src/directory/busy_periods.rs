//! Busy times that people enter by hand.

use crate::conflicts;
use crate::kit::{Precondition, page, require_company, require_user};
use domain::access::Permit;
use domain::directory::{BusyPeriod, BusyPeriodDetails};
use domain::{BusyPeriodId, Refusal, UserId};
use persistence::store::busy_periods as store;
use persistence::{StoreError, Tx};
use scheduling_core::time::{Interval, Timestamp};

/// What is to change about a busy period; `None` leaves a value as it is. Whose it is never changes.
#[derive(Debug, Clone, Default)]
pub struct BusyPeriodChange {
    pub start: Option<Timestamp>,
    pub end: Option<Timestamp>,
    /// `Some(None)` takes the title away.
    pub title: Option<Option<String>>,
}

impl BusyPeriodChange {
    fn apply(&self, old: BusyPeriodDetails) -> Result<BusyPeriodDetails, Refusal> {
        let start = self.start.unwrap_or(old.time.start());
        let end = self.end.unwrap_or(old.time.end());
        let time = Interval::new(start, end).map_err(|_| Refusal::invalid("/end", END_AFTER_START))?;
        Ok(BusyPeriodDetails { time, title: self.title.clone().unwrap_or(old.title) })
    }
}

/// What is said of a busy period that ends before it has begun.
pub const END_AFTER_START: &str = "must be after the start";

/// A page of busy periods, of one user or of all.
///
/// # Errors
/// `NotFound` where the company or the user that was named is not there.
pub fn list(
    tx: &mut Tx<'_>,
    permit: &Permit,
    user: Option<UserId>,
    after: Option<BusyPeriodId>,
    limit: i64,
) -> Result<Vec<BusyPeriod>, StoreError> {
    let scope = &mut tx.scope(permit);
    require_user(scope, user)?;
    let rows = store::list(scope, user, after, limit)?;
    page(scope, rows)
}

/// One busy period.
///
/// # Errors
/// `NotFound`.
pub fn get(tx: &mut Tx<'_>, permit: &Permit, id: BusyPeriodId) -> Result<BusyPeriod, StoreError> {
    store::get(&mut tx.scope(permit), id)
}

/// Makes a busy period of a user, in the user's company.
///
/// # Errors
/// `NotFound` for the company or the user; `Invalid` for an administrator of the platform, who has no calendar.
pub fn make(
    tx: &mut Tx<'_>,
    permit: &Permit,
    user: UserId,
    details: &BusyPeriodDetails,
    now: Timestamp,
) -> Result<BusyPeriod, StoreError> {
    let scope = &mut tx.scope(permit);
    require_company(scope)?;
    let made = store::insert(scope, user, details, now)?;
    conflicts::recheck(scope, user, now)?;
    Ok(made)
}

/// Changes a busy period.
///
/// # Errors
/// `NotFound`, `VersionMismatch`; `Invalid` where it would end before it has begun.
pub fn change(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: BusyPeriodId,
    change: &BusyPeriodChange,
    expected: &Precondition,
    now: Timestamp,
) -> Result<BusyPeriod, StoreError> {
    let scope = &mut tx.scope(permit);
    let changed = expected.retry(|| {
        let stored = store::get(scope, id)?;
        expected.check("busy period", stored.metadata.version)?;
        let details = change.apply(stored.details)?;
        store::update(scope, id, &details, Some(stored.metadata.version), now)
    })?;
    conflicts::recheck(scope, changed.user, now)?;
    Ok(changed)
}

/// Deletes a busy period.
///
/// # Errors
/// `NotFound`, `VersionMismatch`.
pub fn remove(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: BusyPeriodId,
    expected: &Precondition,
    now: Timestamp,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    let stored = store::get(scope, id)?;
    expected.check("busy period", stored.metadata.version)?;
    store::delete(scope, id, None)?;
    conflicts::recheck(scope, stored.user, now)
}
