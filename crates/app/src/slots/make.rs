//! Making one slot.

use super::home;
use super::rules::{Rules, lanes, others, overlap, require_job, store_moves};
use super::show::{SlotView, show_one};
use domain::access::Permit;
use domain::slot::SlotDetails;
use persistence::store::slots;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

/// Makes a slot in the permit's company, or in the interviewer's where the permit reaches all.
///
/// # Errors
/// `NotFound` for a company, interviewer or job; `Invalid` for a slot in the past, outside business hours or above what a day may
/// have, and for somebody who holds no interviews; `WrongState`: `outside-availability`, `slot-overlap`.
pub fn make(
    tx: &mut Tx<'_>,
    permit: &Permit,
    details: &SlotDetails,
    now: Timestamp,
) -> Result<SlotView, StoreError> {
    let scope = &mut tx.scope(permit);
    let company = home(scope, details.holder, "/interviewer")?;
    let scope = &mut scope.for_company(company.id)?;
    require_job(scope, details.job)?;
    slots::lock_holders(scope, company.id, &[details.holder])?;
    let rules = Rules::of(scope, company, details.holder, "/interviewer", now)?;
    rules.check(scope, details)?;
    let there = others(scope, &rules.company, details.holder, details.time, None)?;
    rules.check_day(details, &there)?;
    let mut lanes = lanes(&rules.company, details.holder, &there);
    let placed = lanes.place(details.time).ok_or_else(|| overlap(&there, details.time))?;
    store_moves(scope, &rules.company, details.holder, &lanes, &there, None)?;
    let made = slots::insert(scope, rules.company.id, &[(details.clone(), lanes.unit(placed))], now)?;
    show_one(scope, made, now)
}
