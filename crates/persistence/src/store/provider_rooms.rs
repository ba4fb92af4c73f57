//! Rooms of interviews at providers: at most one that is wanted of each interview, which the database itself sees to.
//!
//! Every change asks for the version that was read, so that of two workers one goes on and the other looks again.

use super::{Result, uuid_at};
use crate::Scope;
use crate::db::bulk::{self, bulk_rows};
use crate::db::types::{DbTimestamp, DbUuid, SqlTimestamp, SqlUuid};
use crate::schema::provider_rooms;
use crate::schema::provider_rooms as rooms;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use domain::room::{CreatedRoom, MeetingDetails, ProviderRoom};
use domain::{CompanyId, InterviewId, ProviderRoomId, RoomProviderId};
use scheduling_core::time::Timestamp;
use std::collections::HashMap;
use uuid::Uuid;

#[derive(Queryable)]
struct Row {
    id: DbUuid,
    company_id: i64,
    interview_id: DbUuid,
    provider_id: DbUuid,
    room_key: DbUuid,
    wanted: bool,
    started: bool,
    topic: Option<String>,
    starts_at: Option<DbTimestamp>,
    minutes: Option<i64>,
    provider_room_id: Option<String>,
    link: Option<String>,
    leased_until: Option<DbTimestamp>,
    version: i64,
    _created_at: DbTimestamp,
    _updated_at: DbTimestamp,
}

impl Row {
    fn room(self) -> ProviderRoom {
        let told = self.topic.zip(self.starts_at).zip(self.minutes);
        ProviderRoom {
            id: ProviderRoomId(self.id.0),
            company: CompanyId(self.company_id),
            interview: InterviewId(self.interview_id.0),
            provider: RoomProviderId(self.provider_id.0),
            key: self.room_key.0,
            wanted: self.wanted,
            started: self.started,
            told: told.map(|((topic, start), minutes)| MeetingDetails {
                topic,
                start: start.instant(),
                minutes,
            }),
            made: self.provider_room_id.zip(self.link).map(|(id, link)| CreatedRoom { id, link }),
            leased_until: self.leased_until.map(DbTimestamp::instant),
            version: self.version,
        }
    }
}

/// All rooms of an interview, the oldest first.
///
/// # Errors
/// [`Refusal::Invalid`](domain::Refusal::Invalid) where the scope reaches all companies.
pub fn of_interview(scope: &mut Scope<'_>, interview: InterviewId) -> Result<Vec<ProviderRoom>> {
    let company = scope.home()?;
    let rows: Vec<Row> = rooms::table
        .filter(rooms::company_id.eq(company.0))
        .filter(rooms::interview_id.eq(DbUuid(interview.0)))
        .order(rooms::id)
        .load(scope.connection())?;
    Ok(rows.into_iter().map(Row::room).collect())
}

/// The rooms that are wanted, of those of these interviews that have one.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn wanted(
    scope: &mut Scope<'_>,
    interviews: &[(CompanyId, InterviewId)],
) -> Result<HashMap<InterviewId, ProviderRoom>> {
    if interviews.is_empty() {
        return Ok(HashMap::new());
    }
    let companies: Vec<i64> = interviews.iter().map(|(company, _)| company.0).collect();
    let ids: Vec<DbUuid> = interviews.iter().map(|(_, id)| DbUuid(id.0)).collect();
    let mut query = rooms::table
        .filter(rooms::company_id.eq_any(companies))
        .filter(rooms::interview_id.eq_any(ids))
        .filter(rooms::wanted.eq(true))
        .into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(rooms::company_id.eq(company.0));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    Ok(rows.into_iter().map(Row::room).map(|room| (room.interview, room)).collect())
}

bulk_rows! {
    /// A room to insert.
    NewRoom, provider_rooms, {
        id: SqlUuid => DbUuid,
        company_id: BigInt => i64,
        interview_id: SqlUuid => DbUuid,
        provider_id: SqlUuid => DbUuid,
        room_key: SqlUuid => DbUuid,
        wanted: Bool => bool,
        begun: Bool => bool,
        version: BigInt => i64,
        created_at: SqlTimestamp => DbTimestamp,
        updated_at: SqlTimestamp => DbTimestamp,
    }
}

/// Wants rooms of interviews of one company, each with its key, at a provider of which nobody is asked yet.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only: a second one of the same interview breaks `provider_rooms_one_wanted`.
pub fn insert(
    scope: &mut Scope<'_>,
    company: CompanyId,
    provider: RoomProviderId,
    wanted: &[(InterviewId, Uuid)],
    now: Timestamp,
) -> Result<()> {
    if wanted.is_empty() {
        return Ok(());
    }
    let now_at = DbTimestamp::from(now);
    let row = |(interview, key): &(InterviewId, Uuid)| NewRoom {
        id: DbUuid(uuid_at(now)),
        company_id: company.0,
        interview_id: DbUuid(interview.0),
        provider_id: DbUuid(provider.0),
        room_key: DbUuid(*key),
        wanted: true,
        begun: false,
        version: 1,
        created_at: now_at,
        updated_at: now_at,
    };
    let rows: Vec<NewRoom> = wanted.iter().map(row).collect();
    Ok(bulk::write(scope.connection(), vec![Box::new(rows)])?)
}

/// Stores a room as it is to be from now on; `None` where somebody else was faster.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn update(scope: &mut Scope<'_>, room: &ProviderRoom, now: Timestamp) -> Result<Option<ProviderRoom>> {
    let (told, made) = (room.told.as_ref(), room.made.as_ref());
    let row = rooms::table.find((room.company.0, DbUuid(room.id.0)));
    let rows = diesel::update(row.filter(rooms::version.eq(room.version)))
        .set((
            rooms::wanted.eq(room.wanted),
            rooms::begun.eq(room.started),
            rooms::topic.eq(told.map(|told| told.topic.as_str())),
            rooms::starts_at.eq(told.map(|told| DbTimestamp::from(told.start))),
            rooms::minutes.eq(told.map(|told| told.minutes)),
            rooms::provider_room_id.eq(made.map(|made| made.id.as_str())),
            rooms::link.eq(made.map(|made| made.link.as_str())),
            rooms::leased_until.eq(room.leased_until.map(DbTimestamp::from)),
            rooms::version.eq(rooms::version + 1),
            rooms::updated_at.eq(DbTimestamp::from(now)),
        ))
        .execute(scope.connection())?;
    Ok((rows == 1).then(|| ProviderRoom { version: room.version + 1, ..room.clone() }))
}

/// Forgets a room; whether it was still as it was read.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn delete(scope: &mut Scope<'_>, room: &ProviderRoom) -> Result<bool> {
    let row = rooms::table.find((room.company.0, DbUuid(room.id.0)));
    let rows = diesel::delete(row.filter(rooms::version.eq(room.version))).execute(scope.connection())?;
    Ok(rows == 1)
}
