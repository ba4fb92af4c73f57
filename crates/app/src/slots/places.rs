//! The places of a slot: taking one and giving one back.
//!
//! Everything happens under the lock of the slot's holder, so that places are counted by one at a time, whatever the
//! number of clients.

use super::holders::Holders;
use super::show::{SlotView, companies_of, reasons_of, show_one};
use crate::kit::Precondition;
use crate::reasons;
use domain::access::Permit;
use domain::commitment::{Hold, Source, SourceKind, Span};
use domain::slot::Slot;
use domain::{Because, Refusal, SlotId};
use persistence::ledger::{self, Claim};
use persistence::store::slots;
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;

/// Takes one place by hand, with no interview.
///
/// # Errors
/// `NotFound`; `WrongState` (`slot-not-bookable`) for a slot without a free place, one that was cancelled or has begun,
/// and one whose holder is taken.
pub fn book(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: SlotId,
    notes: Option<&str>,
    now: Timestamp,
) -> Result<SlotView, StoreError> {
    let scope = &mut tx.scope(permit);
    let slot = Precondition::default().retry(|| slots::lock(scope, id, &[]))?;
    let scope = &mut scope.for_company(slot.company)?;
    let booked = take_place(scope, &slot, now)?;
    slots::add_by_hand(scope, &booked, notes, now)?;
    show_one(scope, vec![booked], now)
}

/// Gives back the place of one manual booking.
///
/// # Errors
/// `NotFound`; `WrongState` (`nothing-to-release`) where there is no manual booking.
pub fn release(tx: &mut Tx<'_>, permit: &Permit, id: SlotId, now: Timestamp) -> Result<SlotView, StoreError> {
    let scope = &mut tx.scope(permit);
    let slot = Precondition::default().retry(|| slots::lock(scope, id, &[]))?;
    let scope = &mut scope.for_company(slot.company)?;
    if !slots::remove_by_hand(scope, &slot)? {
        let detail = "the slot has no manual booking".into();
        return Err(Refusal::WrongState { slug: "nothing-to-release", detail }.into());
    }
    let released = give_place(scope, &slot, now)?;
    show_one(scope, vec![released], now)
}

/// Takes a place of a slot that the caller has locked. The first one claims the holder's time in the ledger.
fn take_place(scope: &mut Scope<'_>, slot: &Slot, now: Timestamp) -> Result<Slot, StoreError> {
    if let Some(why) = slot.not_bookable(now) {
        return Err(not_bookable(scope, why, slot.not_bookable_because(now).into_iter().collect()));
    }
    let companies = companies_of(scope, std::slice::from_ref(slot))?;
    let holders = Holders::gather(scope, None, std::slice::from_ref(slot), &companies, now)?;
    if let Some(why) = holders.why_not(slot) {
        let because = reasons_of(scope, std::slice::from_ref(slot), &holders, now)?.remove(&slot.id);
        return Err(not_bookable(scope, why, because.unwrap_or_default()));
    }
    if slot.current_bookings == 0 {
        let claim = Claim {
            subject: slot.details.holder.subject(slot.unit),
            span: Span::bare(slot.details.time),
            source: source(slot),
            hold: Hold::Booked,
        };
        if let Err(refused) = ledger::claim(scope, now, &[claim])? {
            let because = refused.with.map_or(Because::of("busy"), |with| with.because());
            return Err(not_bookable(scope, "the holder is taken at that time", vec![because]));
        }
    }
    slots::take(scope, slot, 1, now)
}

/// Gives back a place of a slot that the caller has locked. The last one gives the holder's time back.
pub(crate) fn give_place(scope: &mut Scope<'_>, slot: &Slot, now: Timestamp) -> Result<Slot, StoreError> {
    let given = slots::take(scope, slot, -1, now)?;
    if given.current_bookings == 0 {
        ledger::release(scope, source(slot))?;
    }
    Ok(given)
}

/// What the ledger has the time of a booked slot for.
pub(crate) fn source(slot: &Slot) -> Source {
    Source { kind: SourceKind::Slot, id: slot.id.0 }
}

fn not_bookable(scope: &mut Scope<'_>, why: &str, because: Vec<Because>) -> StoreError {
    let names = match reasons::names(scope, &because) {
        Ok(names) => names,
        Err(error) => return error,
    };
    Refusal::Unavailable {
        slug: "slot-not-bookable",
        pointer: None,
        detail: why.into(),
        because,
        names: names.into(),
    }
    .into()
}
