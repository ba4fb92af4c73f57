//! The places of slots: how many are taken, and which of them by hand, with no interview.

use super::slot_rows::Row;
use super::{Result, changed, uuid_at};
use crate::db::statements::TakePlaces;
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::{slot_places as places, slots};
use crate::{Scope, Writes};
use diesel::prelude::*;
use domain::slot::Slot;
use domain::{CompanyId, SlotId};
use scheduling_core::time::Timestamp;

/// Moves the number of taken places by `by`. The caller holds the lock of the slot and has looked whether it may; the
/// constraint `slots_capacity` stands behind that.
///
/// # Errors
/// `WrongState` (`slot-not-bookable`) where there are not so many places.
pub fn take(scope: &mut Scope<'_>, slot: &Slot, by: i64, now: Timestamp) -> Result<Slot> {
    let row = slots::table.find((slot.company.0, DbUuid(slot.id.0)));
    let changed_row: Option<Row> = diesel::update(row)
        .set((
            slots::current_bookings.eq(slots::current_bookings + by),
            slots::version.eq(slots::version + 1),
            slots::updated_at.eq(DbTimestamp::from(now)),
        ))
        .returning(slots::all_columns)
        .get_result(scope.connection())
        .optional()?;
    changed("slot", changed_row)?.slot()
}

/// Has places of a slot taken, as [`take`] takes them; once for each slot.
pub fn take_with(writes: &mut Writes, company: CompanyId, slot: SlotId, places: i64, now: Timestamp) {
    writes.add(TakePlaces { company: company.0, slot: DbUuid(slot.0), places, at: now.into() });
}

/// Notes a manual booking.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn add_by_hand(scope: &mut Scope<'_>, slot: &Slot, notes: Option<&str>, now: Timestamp) -> Result<()> {
    diesel::insert_into(places::table)
        .values((
            places::id.eq(DbUuid(uuid_at(now))),
            places::company_id.eq(slot.company.0),
            places::slot_id.eq(DbUuid(slot.id.0)),
            places::notes.eq(notes),
            places::taken_at.eq(DbTimestamp::from(now)),
        ))
        .execute(scope.connection())?;
    Ok(())
}

/// Removes the last manual booking; answers whether there was one.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn remove_by_hand(scope: &mut Scope<'_>, slot: &Slot) -> Result<bool> {
    let of_slot = places::table
        .filter(places::company_id.eq(slot.company.0))
        .filter(places::slot_id.eq(DbUuid(slot.id.0)));
    let last: Option<DbUuid> =
        of_slot.select(places::id).order(places::id.desc()).first(scope.connection()).optional()?;
    let Some(last) = last else { return Ok(false) };
    diesel::delete(places::table.find((slot.company.0, DbUuid(slot.id.0), last)))
        .execute(scope.connection())?;
    Ok(true)
}

/// Forgets all manual bookings; answers how many they were.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn clear_by_hand(scope: &mut Scope<'_>, company: CompanyId, slot: SlotId) -> Result<usize> {
    let of_slot =
        places::table.filter(places::company_id.eq(company.0)).filter(places::slot_id.eq(DbUuid(slot.0)));
    Ok(diesel::delete(of_slot).execute(scope.connection())?)
}
