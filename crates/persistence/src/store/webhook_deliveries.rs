//! What was sent to webhooks, and what became of it.

use super::collection::{Part, by_id};
use super::{Result, uuid_at};
use crate::db::DbError;
use crate::db::connection::on_backend;
use crate::db::fragments::{Ids, Uuids, id_in, uuid_in};
use crate::db::types::{DbTimestamp, DbUuid};
use crate::db::words::is_not;
use crate::schema::webhook_deliveries as table;
use crate::{Scope, Tx};
use diesel::prelude::*;
use domain::webhook::{Attempt, Delivery, DeliveryStatus};
use domain::{CompanyId, Refusal, WebhookId};
use scheduling_core::time::Timestamp;
use uuid::Uuid;

const WHAT: &str = "delivery";

#[derive(Queryable)]
struct Row {
    id: DbUuid,
    company_id: i64,
    webhook_id: i64,
    event_id: DbUuid,
    kind: String,
    body: String,
    token: Option<String>,
    status: String,
    attempts: i64,
    last_attempt_at: Option<DbTimestamp>,
    next_attempt_at: Option<DbTimestamp>,
    response_status: Option<i64>,
    response: Option<String>,
    error: Option<String>,
    created_at: DbTimestamp,
}

impl Row {
    fn delivery(self) -> Result<Delivery> {
        let status = DeliveryStatus::named(&self.status);
        let status = status.ok_or_else(|| DbError::corrupt("webhook_deliveries.status", &self.status))?;
        Ok(Delivery {
            id: self.id.0,
            company: CompanyId(self.company_id),
            webhook: WebhookId(self.webhook_id),
            event: self.event_id.0,
            kind: self.kind,
            body: self.body,
            token: self.token,
            status,
            attempts: self.attempts,
            last_attempt: self.last_attempt_at.map(DbTimestamp::instant),
            next_attempt: self.next_attempt_at.map(DbTimestamp::instant),
            last: Attempt {
                status: self.response_status.and_then(|status| u16::try_from(status).ok()),
                response: self.response,
                error: self.error,
            },
            created_at: self.created_at.instant(),
        })
    }
}

/// An event to be sent.
#[derive(Debug, Clone, Copy)]
pub struct NewDelivery<'a> {
    pub webhook: WebhookId,
    pub event: Uuid,
    pub kind: &'a str,
    pub body: &'a str,
    pub token: Option<&'a str>,
}

/// Notes that an event is to be sent to a webhook, and its id; `None` where it was noted before.
///
/// # Errors
/// [`Refusal::Invalid`] where the scope reaches all companies.
pub fn insert(scope: &mut Scope<'_>, new: &NewDelivery<'_>, now: Timestamp) -> Result<Option<Uuid>> {
    let (company, id) = (scope.home()?, uuid_at(now));
    let made = on_backend!(scope.connection(), |connection| diesel::insert_into(table::table)
        .values((
            table::id.eq(DbUuid(id)),
            table::company_id.eq(company.0),
            table::webhook_id.eq(new.webhook.0),
            table::event_id.eq(DbUuid(new.event)),
            table::kind.eq(new.kind),
            table::body.eq(new.body),
            table::token.eq(new.token),
            table::status.eq(DeliveryStatus::Waiting.name()),
            table::attempts.eq(0_i64),
            table::next_attempt_at.eq(Some(DbTimestamp::from(now))),
            table::created_at.eq(DbTimestamp::from(now)),
        ))
        .on_conflict_do_nothing()
        .execute(connection))?;
    Ok((made == 1).then_some(id))
}

/// A page of what was sent to a webhook, the oldest first, or the newest.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list(
    scope: &mut Scope<'_>,
    (company, webhook): (CompanyId, WebhookId),
    status: Option<DeliveryStatus>,
    part: &Part<Uuid>,
) -> Result<Vec<Delivery>> {
    let query = table::table
        .filter(table::company_id.eq(company.0))
        .filter(table::webhook_id.eq(webhook.0))
        .limit(part.limit)
        .into_boxed();
    let mut query = by_id(query, table::id, part.sort.descending, part.after_id());
    if let Some(status) = status {
        query = query.filter(table::status.eq(status.name()));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    rows.into_iter().map(Row::delivery).collect()
}

/// One delivery of the scope's company.
///
/// # Errors
/// [`Refusal::NotFound`] where there is none such.
pub fn get(scope: &mut Scope<'_>, id: Uuid) -> Result<Delivery> {
    let mut query = table::table.filter(table::id.eq(DbUuid(id))).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(table::company_id.eq(company.0));
    }
    let row: Option<Row> = query.first(scope.connection()).optional()?;
    row.ok_or_else(|| Refusal::not_found(WHAT))?.delivery()
}

/// Notes what became of an attempt. `next` is when it is tried again, where it is.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn note(
    scope: &mut Scope<'_>,
    delivery: &Delivery,
    attempt: &Attempt,
    status: DeliveryStatus,
    next: Option<Timestamp>,
    now: Timestamp,
) -> Result<()> {
    diesel::update(table::table.find((delivery.company.0, DbUuid(delivery.id))))
        .set((
            table::status.eq(status.name()),
            table::attempts.eq(table::attempts + 1),
            table::last_attempt_at.eq(DbTimestamp::from(now)),
            table::next_attempt_at.eq(next.map(DbTimestamp::from)),
            table::response_status.eq(attempt.status.map(i64::from)),
            table::response.eq(attempt.response.as_deref()),
            table::error.eq(attempt.error.as_deref()),
        ))
        .execute(scope.connection())?;
    Ok(())
}

/// Gives a delivery up without another attempt.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn give_up(scope: &mut Scope<'_>, delivery: &Delivery, error: &str) -> Result<()> {
    diesel::update(table::table.find((delivery.company.0, DbUuid(delivery.id))))
        .set((
            table::status.eq(DeliveryStatus::Failed.name()),
            table::next_attempt_at.eq(None::<DbTimestamp>),
            table::error.eq(error),
        ))
        .execute(scope.connection())?;
    Ok(())
}

/// Has a delivery that is settled sent once more, with the id of the first time; whether it was settled.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn reopen(scope: &mut Scope<'_>, delivery: &Delivery, now: Timestamp) -> Result<bool> {
    let row = table::table.find((delivery.company.0, DbUuid(delivery.id)));
    let rows = diesel::update(row.filter(table::status.ne(DeliveryStatus::Waiting.name())))
        .set((
            table::status.eq(DeliveryStatus::Waiting.name()),
            table::next_attempt_at.eq(DbTimestamp::from(now)),
        ))
        .execute(scope.connection())?;
    Ok(rows == 1)
}

/// Removes settled deliveries made before `until`, about `at_most` and the oldest first; how many it were.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn remove_old(tx: &mut Tx<'_>, until: Timestamp, at_most: i64) -> Result<usize> {
    let settled = is_not(table::status, DeliveryStatus::Waiting.name());
    let keys: Vec<(i64, DbUuid)> = table::table
        .select((table::company_id, table::id))
        .filter(settled)
        .filter(table::created_at.lt(DbTimestamp::from(until)))
        .order(table::created_at)
        .limit(at_most)
        .load(tx.connection())?;
    let companies: Ids = keys.iter().map(|(company, _)| *company).collect();
    let ids: Uuids = keys.iter().map(|(_, id)| id.0).collect();
    let old = table::table.filter(id_in(table::company_id, &companies)).filter(uuid_in(table::id, &ids));
    Ok(diesel::delete(old).execute(tx.connection())?)
}
