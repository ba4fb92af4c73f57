//! Interview slots.
//!
//! A change of a holder's slots holds the holder's row in the ledger's subjects ([`lock`], [`lock_holders`]),
//! so that looking and writing can't be overtaken; the constraints of the tables stand behind that. The rules of what a
//! slot may be are the domain's, and asked before.

use super::collection::RecordRow;
use super::slot_rows::{NewRow, Row, Values};
use super::{Result, StoreError, acceptable, changed, expect_version, refusals, uuid_at};
use crate::Scope;
use crate::db::connection::{load_scoped, on_backend};
use crate::db::fragments::{Uuids, uuid_in};
use crate::db::types::{DbTimestamp, DbUuid, interval};
use crate::ledger;
use crate::schema::{companies, slots};
use diesel::prelude::*;
use domain::Metadata;
use domain::commitment::Subject;
use domain::directory::{Company, CompanyDetails};
use domain::slot::{Holder, Occupied, Slot, SlotDetails};
use domain::{CompanyId, Refusal, SlotId};
use scheduling_core::time::{Interval, Timestamp};

pub use super::slot_list::{Filter, Lengths, lengths, list, list_by_start, note_over};
pub use super::slot_places::{add_by_hand, clear_by_hand, remove_by_hand, take, take_with};
pub use super::slots_of_people::of_people;

const WHAT: &str = "slot";
/// The longest slot, in seconds: how far before a window to look for what reaches into it.
pub(super) const LONGEST: i64 = 86_400;
/// Rows of one insert: the binds of a statement are limited, on SQLite to 32,766.
const ROWS_AT_ONCE: usize = 500;
/// Units from here on are no AI interviewer's.
const NO_UNIT: u32 = 1_000_000;

/// One slot.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such slot.
pub fn get(scope: &mut Scope<'_>, id: SlotId) -> Result<Slot> {
    let mut query = slots::table.filter(slots::id.eq(DbUuid(id.0))).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(slots::company_id.eq(company.0));
    }
    let row: Option<Row> = query.first(scope.connection()).optional()?;
    row.ok_or_else(|| Refusal::not_found(WHAT))?.slot()
}

/// Those of these slots that the scope reaches, in no order; one query however many.
///
/// # Errors
/// [`StoreError::Db`] only.
pub fn by_ids(scope: &mut Scope<'_>, wanted: &[SlotId]) -> Result<Vec<Slot>> {
    let ids: Uuids = wanted.iter().map(|id| id.0).collect();
    let query = slots::table.filter(uuid_in(slots::id, &ids));
    let rows: Vec<Row> = load_scoped!(scope, slots::company_id, query)?;
    rows.into_iter().map(Row::slot).collect()
}

/// The same with their companies.
///
/// # Errors
/// [`StoreError::Db`] only.
pub fn with_companies(scope: &mut Scope<'_>, wanted: &[SlotId]) -> Result<Vec<(Slot, Company)>> {
    let ids: Uuids = wanted.iter().map(|id| id.0).collect();
    let query = slots::table
        .inner_join(companies::table.on(companies::id.eq(slots::company_id)))
        .select((slots::all_columns, super::companies::columns()))
        .filter(uuid_in(slots::id, &ids));
    let rows: Vec<(Row, super::companies::StoredRow)> = load_scoped!(scope, slots::company_id, query)?;
    rows.into_iter()
        .map(|(slot, company)| Ok((slot.slot()?, RecordRow::<CompanyDetails>::record(company)?)))
        .collect()
}

/// One slot, with the lock of its holder, and of all that is in `with`, until the transaction ends. A caller that needs
/// other subjects too (a candidate's) has to name them here: locks are taken in one order by everybody.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such slot.
pub fn lock(scope: &mut Scope<'_>, id: SlotId, with: &[Subject]) -> Result<Slot> {
    let seen = get(scope, id)?;
    let locks = std::iter::once(seen.details.holder.lock()).chain(with.iter().cloned());
    ledger::touch(scope, seen.company, locks)?;
    let slot = get(scope, id)?;
    // Somebody gave the slot to another holder before we had the lock: another attempt locks that one.
    changed(WHAT, (slot.details.holder == seen.details.holder).then_some(slot))
}

/// Locks the slots of these holders until the transaction ends.
///
/// # Errors
/// [`StoreError::Db`] only.
pub fn lock_holders(scope: &mut Scope<'_>, company: CompanyId, holders: &[Holder]) -> Result<()> {
    Ok(ledger::touch(scope, company, holders.iter().map(|holder| holder.lock()))?)
}

/// A live slot of a holder: which it is, and of which unit, when, and whether it is booked.
pub type Taken = (SlotId, Occupied);

/// The live slots of a holder that touch the window; of an AI interviewer, those of all units.
///
/// # Errors
/// [`StoreError::Db`] only.
pub fn live_of(
    scope: &mut Scope<'_>,
    company: CompanyId,
    holder: Holder,
    window: Interval,
) -> Result<Vec<Taken>> {
    let mut query = slots::table
        .select((slots::id, slots::subject, slots::starts_at, slots::ends_at, slots::current_bookings))
        .filter(slots::company_id.eq(company.0))
        .filter(slots::cancelled_at.is_null())
        .filter(slots::starts_at.gt(DbTimestamp::from(window.start().plus_seconds(-LONGEST))))
        .filter(slots::starts_at.lt(DbTimestamp::from(window.end())))
        .filter(slots::ends_at.gt(DbTimestamp::from(window.start())))
        .order((slots::starts_at, slots::id))
        .into_boxed();
    query = match holder {
        Holder::Interviewer(user) => query.filter(slots::interviewer_id.eq(user.0)),
        Holder::Ai(kind) => query.filter(slots::ai_interview_type.eq(kind.name())),
    };
    let rows: Vec<(DbUuid, String, DbTimestamp, DbTimestamp, i64)> = query.load(scope.connection())?;
    let taken = |(id, subject, start, end, bookings): (DbUuid, String, DbTimestamp, DbTimestamp, i64)| {
        let unit = match Subject::parse(&subject) {
            Some(Subject::Ai { unit, .. }) => unit,
            _ => 0,
        };
        Ok((SlotId(id.0), Occupied { unit, time: interval(start, end)?, booked: bookings > 0 }))
    };
    rows.into_iter().map(taken).collect()
}

/// Gives slots of a holder other units; nothing that clients see changes. The slot `aside`, which the caller is
/// about to write, is out of their way meanwhile.
///
/// # Errors
/// [`StoreError::Db`] only.
pub fn move_units(
    scope: &mut Scope<'_>,
    company: CompanyId,
    holder: Holder,
    moves: &[(SlotId, u32)],
    aside: Option<SlotId>,
) -> Result<()> {
    // No unit has such a number: slots that change places would meet otherwise.
    let nowhere = (NO_UNIT..).zip(moves.iter().map(|(id, _)| *id).chain(aside));
    let away: Vec<(SlotId, u32)> = nowhere.map(|(unit, id)| (id, unit)).collect();
    for (id, unit) in away.iter().chain(moves) {
        let subject = holder.subject(*unit).to_string();
        diesel::update(slots::table.find((company.0, DbUuid(id.0))))
            .set(slots::subject.eq(subject))
            .execute(scope.connection())?;
    }
    Ok(())
}

/// Makes slots, each of its unit, in the order given.
///
/// # Errors
/// `WrongState` (`slot-overlap`) where one would overlap a live slot of its subject; [`Refusal::NotFound`] for somebody
/// or something that was deleted meanwhile.
pub fn insert(
    scope: &mut Scope<'_>,
    company: CompanyId,
    new: &[(SlotDetails, u32)],
    now: Timestamp,
) -> Result<Vec<Slot>> {
    let (mut rows, mut made) = (Vec::with_capacity(new.len()), Vec::with_capacity(new.len()));
    for (details, unit) in new {
        let id = uuid_at(now);
        rows.push(NewRow::new(company, Values::new(details, *unit)?, id, now));
        made.push(Slot {
            id: SlotId(id),
            company,
            details: details.clone(),
            unit: *unit,
            current_bookings: 0,
            cancelled: None,
            metadata: Metadata { version: 1, created_at: now, updated_at: now },
        });
    }
    while !rows.is_empty() {
        let rest = rows.split_off(rows.len().min(ROWS_AT_ONCE));
        on_backend!(scope.connection(), |connection| diesel::insert_into(slots::table)
            .values(rows)
            .execute(connection))?;
        rows = rest;
    }
    Ok(made)
}

/// Changes a slot; `expected` is the version that the caller knows.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::VersionMismatch`]; `WrongState` (`slot-overlap`, `slot-not-bookable`).
pub fn update(
    scope: &mut Scope<'_>,
    stored: &Slot,
    details: &SlotDetails,
    unit: u32,
    expected: Option<i64>,
    now: Timestamp,
) -> Result<Slot> {
    expect_version(WHAT, expected, stored.metadata.version)?;
    let (low, high) = acceptable(expected);
    let row = slots::table.find((stored.company.0, DbUuid(stored.id.0)));
    let row: Option<Row> = diesel::update(row.filter(slots::version.between(low, high)))
        .set((
            Values::new(details, unit)?,
            // What moves is not over, whatever a worker whose clock runs ahead has noted.
            slots::over_at.eq(None::<DbTimestamp>),
            slots::version.eq(slots::version + 1),
            slots::updated_at.eq(DbTimestamp::from(now)),
        ))
        .returning(slots::all_columns)
        .get_result(scope.connection())
        .optional()?;
    changed(WHAT, row)?.slot()
}

/// Calls a slot off: all its places are free, and its time may be offered anew.
///
/// # Errors
/// [`StoreError::Db`] only.
pub fn cancel(scope: &mut Scope<'_>, stored: &Slot, reason: &str, now: Timestamp) -> Result<Slot> {
    let row: Option<Row> = diesel::update(slots::table.find((stored.company.0, DbUuid(stored.id.0))))
        .set((
            slots::cancelled_at.eq(DbTimestamp::from(now)),
            slots::cancellation_reason.eq(reason),
            slots::current_bookings.eq(0),
            slots::version.eq(slots::version + 1),
            slots::updated_at.eq(DbTimestamp::from(now)),
        ))
        .returning(slots::all_columns)
        .get_result(scope.connection())
        .optional()?;
    changed(WHAT, row)?.slot()
}

/// Deletes a slot.
///
/// # Errors
/// [`StoreError::Db`] only.
pub fn delete(scope: &mut Scope<'_>, stored: &Slot) -> Result<()> {
    let id = (stored.company.0, DbUuid(stored.id.0));
    let deleted = scope.savepoint(|scope| {
        diesel::delete(slots::table.find(id)).execute(scope.connection())?;
        Ok(())
    });
    deleted.map_err(|error| match refusals::still_referenced(WHAT, error) {
        StoreError::Refused(_) => {
            let detail = "schedules or conflicts on record name the slot; cancel it instead".into();
            Refusal::WrongState { slug: "still-referenced", detail }.into()
        }
        failed => failed,
    })
}
