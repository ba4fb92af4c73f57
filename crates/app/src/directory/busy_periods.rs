//! Busy times that people enter by hand: a change of them is a change of what somebody's bookings are held against.

use crate::conflicts;
use crate::kit::collection::{Rules, Stored};
use crate::kit::require_user;
use domain::UserId;
use domain::access::Permit;
use domain::directory::{BusyPeriod, BusyPeriodDetails};
use persistence::store::busy_periods::{self as store, BusyPeriodFilter};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::{Interval, Timestamp};

/// What is said of a busy period that ends before it has begun.
pub const END_AFTER_START: &str = "must be after the start";

impl Rules for BusyPeriodDetails {
    const READ_BY_ONE: bool = false;

    fn check_filter(scope: &mut Scope<'_>, filter: &mut BusyPeriodFilter) -> Result<(), StoreError> {
        require_user(scope, filter.user)
    }

    fn touched(scope: &mut Scope<'_>, record: &Stored<Self>, now: Timestamp) -> Result<(), StoreError> {
        conflicts::recheck(scope, record.details.user, now)
    }
}

/// The busy periods of these people's that touch a window, at most `limit`; in order of start.
///
/// # Errors
/// Failures of the database.
pub fn of_people(
    tx: &mut Tx<'_>,
    permit: &Permit,
    people: &[UserId],
    window: Interval,
    limit: i64,
) -> Result<Vec<BusyPeriod>, StoreError> {
    store::of_people(&mut tx.scope(permit), people, window, limit)
}
