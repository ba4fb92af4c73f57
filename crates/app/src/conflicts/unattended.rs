//! Bookings that none of the company's people have a part in: an AI interviewer holds them, and only the company itself can
//! fail them.

use super::bookings::joined;
use super::{open_all, resolve_all};
use crate::history::Actor;
use domain::conflict::{Breach, Conflict};
use domain::slot::Slot;
use domain::{CompanyId, InterviewId, SlotId};
use persistence::store::{bookings_ahead, companies, conflicts, schedules, slots};
use persistence::{Scope, StoreError};
use scheduling_core::time::Timestamp;
use std::collections::HashSet;

/// What a conflict that mended itself is settled with.
const OPEN_AGAIN: &str = "the company takes bookings again";

/// Opens a conflict for each such booking where the company takes no bookings any more, and settles them where it does
/// again. The caller has changed the company, so that nobody else does this at the same time.
pub(super) fn recheck(scope: &mut Scope<'_>, company: CompanyId, now: Timestamp) -> Result<(), StoreError> {
    let active = companies::get(scope, company)?.details.active;
    let open = open_of_company(scope, company)?;
    let actor = Actor::system();
    if active {
        return resolve_all(scope, &actor, company, &open, OPEN_AGAIN, now);
    }
    let told: HashSet<InterviewId> =
        open.iter().filter_map(|conflict| conflict.meeting.interview()).collect();
    let live = schedules::live_unattended(scope, company, now)?;
    let direct = bookings_ahead::direct_unattended(scope, company, now)?;
    let bookings = joined(scope, live, &direct)?;
    let broken: Vec<_> = bookings
        .iter()
        .filter(|booking| !told.contains(&booking.interview.id))
        .map(|booking| (&booking.interview, booking.found(None, &Breach::BY_COMPANY)))
        .collect();
    open_all(scope, &actor, company, &broken, now)
}

/// What is open because the company takes no bookings. What a cancelled slot took down with it is of the same type, and
/// stays whatever the company does.
fn open_of_company(scope: &mut Scope<'_>, company: CompanyId) -> Result<Vec<Conflict>, StoreError> {
    let mut open = conflicts::open_of_nobody(scope, company, Breach::BY_COMPANY.conflict_type)?;
    let named: Vec<SlotId> = open.iter().filter_map(|conflict| conflict.slot).collect();
    let found = slots::by_ids(scope, &named)?;
    let is_cancelled = |slot: &&Slot| slot.cancelled.is_some();
    let cancelled: HashSet<SlotId> = found.iter().filter(is_cancelled).map(|slot| slot.id).collect();
    open.retain(|conflict| conflict.slot.is_none_or(|slot| !cancelled.contains(&slot)));
    Ok(open)
}
