//! Calls in rooms of this server: who is in them, and what is said there.
//!
//! Messages of a room are numbered. Who writes one takes the next number by changing the row of the call, which the transaction
//! holds until it ends: so numbers become visible in their order, and a reader who knows the last one misses none.

use super::{Result, uuid_at};
use crate::db::DbError;
use crate::db::connection::on_backend;
use crate::db::fragments::{Uuids, uuid_in};
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::{room_calls as calls, room_messages as messages, room_people as people};
use crate::{Scope, Tx};
use diesel::prelude::*;
use domain::room::call::{CallPart, MessageKind, RoomPerson, Sent};
use domain::{CompanyId, RoomPersonId};
use scheduling_core::time::Timestamp;
use uuid::Uuid;

/// A call as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    pub company: CompanyId,
    /// A digest of the room's id.
    pub room: Uuid,
    /// The number of its last message.
    pub last: i64,
    pub closes_at: Timestamp,
}

/// What is said in a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomMessage {
    pub number: i64,
    pub kind: MessageKind,
    pub from: RoomPersonId,
    /// For whom; for everybody where that is nobody.
    pub to: Option<RoomPersonId>,
    pub body: String,
}

/// What is to be said.
#[derive(Debug, Clone, Copy)]
pub struct Saying<'s> {
    pub kind: MessageKind,
    pub from: RoomPersonId,
    pub to: Option<RoomPersonId>,
    pub body: &'s str,
}

#[derive(Queryable)]
struct PersonRow {
    id: DbUuid,
    part: String,
    name: Option<String>,
    seen_at: DbTimestamp,
    left_at: Option<DbTimestamp>,
    minute: i64,
    minute_count: i64,
    minute_size: i64,
}

impl PersonRow {
    fn person(self) -> Result<RoomPerson> {
        let part =
            CallPart::named(&self.part).ok_or_else(|| DbError::corrupt("room_people.part", &self.part))?;
        Ok(RoomPerson {
            id: RoomPersonId(self.id.0),
            part,
            name: self.name,
            seen_at: self.seen_at.instant(),
            left_at: self.left_at.map(DbTimestamp::instant),
            sent: Sent { minute: self.minute, count: self.minute_count, size: self.minute_size },
        })
    }
}

macro_rules! of_person {
    () => {
        people::table.select((
            people::id,
            people::part,
            people::name,
            people::seen_at,
            people::left_at,
            people::minute,
            people::minute_count,
            people::minute_size,
        ))
    };
}

/// Opens the call of a room, where it is not open, until that time.
///
/// # Errors
/// [`Refusal::Invalid`](domain::Refusal::Invalid) where the scope reaches all companies.
pub fn open(scope: &mut Scope<'_>, room: Uuid, closes_at: Timestamp, now: Timestamp) -> Result<()> {
    let company = scope.home()?;
    let values = (
        calls::company_id.eq(company.0),
        calls::room.eq(DbUuid(room)),
        calls::last_number.eq(0),
        calls::closes_at.eq(DbTimestamp::from(closes_at)),
        calls::created_at.eq(DbTimestamp::from(now)),
    );
    on_backend!(scope.connection(), |connection| diesel::insert_into(calls::table)
        .values(values)
        .on_conflict_do_nothing()
        .execute(connection))?;
    close_at(scope, room, closes_at)
}

/// Has the call of a room close at that time.
///
/// # Errors
/// As [`open`].
pub fn close_at(scope: &mut Scope<'_>, room: Uuid, closes_at: Timestamp) -> Result<()> {
    let row = calls::table.find((scope.home()?.0, DbUuid(room)));
    diesel::update(row).set(calls::closes_at.eq(DbTimestamp::from(closes_at))).execute(scope.connection())?;
    Ok(())
}

/// The people of a room, those too who have left, in the order in which they came.
///
/// # Errors
/// As [`open`].
pub fn people(scope: &mut Scope<'_>, room: Uuid) -> Result<Vec<RoomPerson>> {
    let company = scope.home()?;
    let rows: Vec<PersonRow> = of_person!()
        .filter(people::company_id.eq(company.0))
        .filter(people::room.eq(DbUuid(room)))
        .order(people::id)
        .load(scope.connection())?;
    rows.into_iter().map(PersonRow::person).collect()
}

/// One of them.
///
/// # Errors
/// As [`open`].
pub fn person(scope: &mut Scope<'_>, room: Uuid, id: RoomPersonId) -> Result<Option<RoomPerson>> {
    let company = scope.home()?;
    let row: Option<PersonRow> = of_person!()
        .filter(people::company_id.eq(company.0))
        .filter(people::room.eq(DbUuid(room)))
        .filter(people::id.eq(DbUuid(id.0)))
        .first(scope.connection())
        .optional()?;
    row.map(PersonRow::person).transpose()
}

/// Somebody new in a room.
///
/// # Errors
/// As [`open`].
pub fn add_person(
    scope: &mut Scope<'_>,
    room: Uuid,
    part: CallPart,
    name: Option<&str>,
    now: Timestamp,
) -> Result<RoomPerson> {
    let company = scope.home()?;
    let id = RoomPersonId(uuid_at(now));
    let at = DbTimestamp::from(now);
    diesel::insert_into(people::table)
        .values((
            people::id.eq(DbUuid(id.0)),
            people::company_id.eq(company.0),
            people::room.eq(DbUuid(room)),
            people::part.eq(part.name()),
            people::name.eq(name),
            people::seen_at.eq(at),
            people::minute.eq(0),
            people::minute_count.eq(0),
            people::minute_size.eq(0),
            people::created_at.eq(at),
        ))
        .execute(scope.connection())?;
    let name = name.map(str::to_owned);
    Ok(RoomPerson { id, part, name, seen_at: now, left_at: None, sent: Sent::default() })
}

/// Stores when somebody was seen, left, and what they sent.
///
/// # Errors
/// As [`open`].
pub fn update_person(scope: &mut Scope<'_>, person: &RoomPerson) -> Result<()> {
    let company = scope.home()?;
    diesel::update(people::table.find((company.0, DbUuid(person.id.0))))
        .set((
            people::seen_at.eq(DbTimestamp::from(person.seen_at)),
            people::left_at.eq(person.left_at.map(DbTimestamp::from)),
            people::minute.eq(person.sent.minute),
            people::minute_count.eq(person.sent.count),
            people::minute_size.eq(person.sent.size),
        ))
        .execute(scope.connection())?;
    Ok(())
}

/// Says something in a room; its number. `None` where the room has no call.
///
/// # Errors
/// As [`open`].
pub fn say(scope: &mut Scope<'_>, room: Uuid, saying: Saying<'_>, now: Timestamp) -> Result<Option<i64>> {
    let company = scope.home()?;
    let number: Option<i64> = diesel::update(calls::table.find((company.0, DbUuid(room))))
        .set(calls::last_number.eq(calls::last_number + 1))
        .returning(calls::last_number)
        .get_result(scope.connection())
        .optional()?;
    let Some(number) = number else { return Ok(None) };
    diesel::insert_into(messages::table)
        .values((
            messages::company_id.eq(company.0),
            messages::room.eq(DbUuid(room)),
            messages::number.eq(number),
            messages::kind.eq(saying.kind.name()),
            messages::from_id.eq(DbUuid(saying.from.0)),
            messages::to_id.eq(saying.to.map(|id| DbUuid(id.0))),
            messages::body.eq(saying.body),
            messages::created_at.eq(DbTimestamp::from(now)),
        ))
        .execute(scope.connection())?;
    Ok(Some(number))
}

/// The calls of these rooms, of whatever companies: for a server that has people of them connected.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn calls_of(tx: &mut Tx<'_>, rooms: &[Uuid]) -> Result<Vec<Call>> {
    let rooms: Uuids = rooms.iter().copied().collect();
    let rows: Vec<(i64, DbUuid, i64, DbTimestamp)> = calls::table
        .select((calls::company_id, calls::room, calls::last_number, calls::closes_at))
        .filter(uuid_in(calls::room, &rooms))
        .load(tx.connection())?;
    let call = |(company, room, last, closes_at): (i64, DbUuid, i64, DbTimestamp)| Call {
        company: CompanyId(company),
        room: room.0,
        last,
        closes_at: closes_at.instant(),
    };
    Ok(rows.into_iter().map(call).collect())
}

/// Messages that are read at once.
const AT_ONCE: i64 = 500;

type MessageRow = (i64, String, DbUuid, Option<DbUuid>, String);

fn message(row: MessageRow) -> Result<RoomMessage> {
    let (number, kind, from, to, body) = row;
    let kind = MessageKind::named(&kind).ok_or_else(|| DbError::corrupt("room_messages.kind", &kind))?;
    let to = to.map(|id| RoomPersonId(id.0));
    Ok(RoomMessage { number, kind, from: RoomPersonId(from.0), to, body })
}

/// What was said in a room after that number, in order; some hundred at most.
///
/// # Errors
/// As [`open`].
pub fn after(scope: &mut Scope<'_>, room: Uuid, number: i64) -> Result<Vec<RoomMessage>> {
    let company = scope.home()?;
    let rows: Vec<MessageRow> = messages::table
        .select((messages::number, messages::kind, messages::from_id, messages::to_id, messages::body))
        .filter(messages::company_id.eq(company.0))
        .filter(messages::room.eq(DbUuid(room)))
        .filter(messages::number.gt(number))
        .order(messages::number)
        .limit(AT_ONCE)
        .load(scope.connection())?;
    rows.into_iter().map(message).collect()
}

/// What people wrote in a room up to that number, the last ones of it in order.
///
/// # Errors
/// As [`open`].
pub fn chat(scope: &mut Scope<'_>, room: Uuid, until: i64) -> Result<Vec<RoomMessage>> {
    let company = scope.home()?;
    let rows: Vec<MessageRow> = messages::table
        .select((messages::number, messages::kind, messages::from_id, messages::to_id, messages::body))
        .filter(messages::company_id.eq(company.0))
        .filter(messages::room.eq(DbUuid(room)))
        .filter(messages::number.le(until))
        .filter(messages::kind.eq(MessageKind::Chat.name()))
        .order(messages::number.desc())
        .limit(AT_ONCE)
        .load(scope.connection())?;
    rows.into_iter().rev().map(message).collect()
}

/// Notes that the browsers of these people are connected.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn see(tx: &mut Tx<'_>, connected: &[RoomPersonId], now: Timestamp) -> Result<()> {
    let ids: Uuids = connected.iter().map(|id| id.0).collect();
    let seen = people::table.filter(uuid_in(people::id, &ids)).filter(people::left_at.is_null());
    diesel::update(seen).set(people::seen_at.eq(DbTimestamp::from(now))).execute(tx.connection())?;
    Ok(())
}

/// Of the people of these rooms who have not left, those who were not seen since that time.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn lost(
    tx: &mut Tx<'_>,
    rooms: &[Uuid],
    since: Timestamp,
) -> Result<Vec<(CompanyId, Uuid, RoomPersonId)>> {
    let rooms: Uuids = rooms.iter().copied().collect();
    let rows: Vec<(i64, DbUuid, DbUuid)> = people::table
        .select((people::company_id, people::room, people::id))
        .filter(uuid_in(people::room, &rooms))
        .filter(people::left_at.is_null())
        .filter(people::seen_at.lt(DbTimestamp::from(since)))
        .load(tx.connection())?;
    Ok(rows.into_iter().map(|(company, room, id)| (CompanyId(company), room.0, RoomPersonId(id.0))).collect())
}

/// Removes calls that closed before that time with all that was said in them, and of others what browsers said before `signals`;
/// of each at most `limit`. How many.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn remove_old(tx: &mut Tx<'_>, closed: Timestamp, signals: Timestamp, limit: i64) -> Result<usize> {
    let (closed, signals) = (DbTimestamp::from(closed), DbTimestamp::from(signals));
    let rooms: Vec<DbUuid> = calls::table
        .select(calls::room)
        .filter(calls::closes_at.lt(closed))
        .order(calls::closes_at)
        .limit(limit)
        .load(tx.connection())?;
    let rooms: Uuids = rooms.into_iter().map(|room| room.0).collect();
    let over = calls::table.filter(uuid_in(calls::room, &rooms)).filter(calls::closes_at.lt(closed));
    let gone = diesel::delete(over).execute(tx.connection())?;
    let old = messages::kind.ne(MessageKind::Chat.name()).and(messages::created_at.lt(signals));
    let times: Vec<DbTimestamp> = messages::table
        .select(messages::created_at)
        .filter(old)
        .order(messages::created_at)
        .limit(limit)
        .load(tx.connection())?;
    let Some(last) = times.last() else { return Ok(gone) };
    let said = messages::table
        .filter(messages::kind.ne(MessageKind::Chat.name()))
        .filter(messages::created_at.le(*last));
    Ok(gone + diesel::delete(said).execute(tx.connection())?)
}
