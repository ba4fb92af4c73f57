//! Webhooks: where a company has its events sent.

use super::{Result, acceptable, changed, expect_version};
use crate::Scope;
use crate::db::types::DbTimestamp;
use crate::schema::webhooks;
use diesel::prelude::*;
use domain::Metadata;
use domain::event::EventKind;
use domain::webhook::{Disabled, SealedSecrets, Webhook, WebhookDetails};
use domain::{CompanyId, Refusal, WebhookId};
use scheduling_core::time::Timestamp;
use serde_json::Value;

const WHAT: &str = "webhook";

#[derive(Queryable)]
struct Row {
    id: i64,
    company_id: i64,
    url: String,
    description: Option<String>,
    events: Option<Value>,
    active: bool,
    old_secret_until: Option<DbTimestamp>,
    failing_since: Option<DbTimestamp>,
    disabled_at: Option<DbTimestamp>,
    disabled_reason: Option<String>,
    version: i64,
    created_at: DbTimestamp,
    updated_at: DbTimestamp,
}

/// All but the secrets, which only signing needs.
macro_rules! columns {
    () => {
        (
            webhooks::id,
            webhooks::company_id,
            webhooks::url,
            webhooks::description,
            webhooks::events,
            webhooks::active,
            webhooks::old_secret_until,
            webhooks::failing_since,
            webhooks::disabled_at,
            webhooks::disabled_reason,
            webhooks::version,
            webhooks::created_at,
            webhooks::updated_at,
        )
    };
}

impl Row {
    fn webhook(self) -> Webhook {
        let disabled = self.disabled_at.zip(self.disabled_reason);
        Webhook {
            id: WebhookId(self.id),
            company: CompanyId(self.company_id),
            details: WebhookDetails {
                url: self.url,
                description: self.description,
                events: self.events.as_ref().map(read_events),
                active: self.active,
            },
            failing_since: self.failing_since.map(DbTimestamp::instant),
            disabled: disabled.map(|(at, reason)| Disabled { at: at.instant(), reason }),
            old_secret_until: self.old_secret_until.map(DbTimestamp::instant),
            metadata: Metadata {
                version: self.version,
                created_at: self.created_at.instant(),
                updated_at: self.updated_at.instant(),
            },
        }
    }
}

/// Kinds that only a newer version knows are left out: this one has no events of them.
fn read_events(stored: &Value) -> Vec<EventKind> {
    let names = stored.as_array().into_iter().flatten().filter_map(Value::as_str);
    names.filter_map(EventKind::named).collect()
}

fn write_events(details: &WebhookDetails) -> Option<Value> {
    let events = details.events.as_ref()?;
    Some(events.iter().map(|kind| kind.name()).collect())
}

/// A page of webhooks.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list(scope: &mut Scope<'_>, after: Option<WebhookId>, limit: i64) -> Result<Vec<Webhook>> {
    let mut query = webhooks::table.select(columns!()).order(webhooks::id).limit(limit).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(webhooks::company_id.eq(company.0));
    }
    if let Some(after) = after {
        query = query.filter(webhooks::id.gt(after.0));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    Ok(rows.into_iter().map(Row::webhook).collect())
}

/// All active webhooks of the scope's company.
///
/// # Errors
/// [`Refusal::Invalid`] where the scope reaches all companies.
pub fn active(scope: &mut Scope<'_>) -> Result<Vec<Webhook>> {
    let company = scope.home()?;
    let rows: Vec<Row> = webhooks::table
        .select(columns!())
        .filter(webhooks::company_id.eq(company.0))
        .filter(webhooks::active.eq(true))
        .order(webhooks::id)
        .load(scope.connection())?;
    Ok(rows.into_iter().map(Row::webhook).collect())
}

/// One webhook.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such webhook.
pub fn get(scope: &mut Scope<'_>, id: WebhookId) -> Result<Webhook> {
    let mut query = webhooks::table.select(columns!()).filter(webhooks::id.eq(id.0)).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(webhooks::company_id.eq(company.0));
    }
    let row: Option<Row> = query.first(scope.connection()).optional()?;
    Ok(row.ok_or_else(|| Refusal::not_found(WHAT))?.webhook())
}

/// The secrets of a webhook.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such webhook.
pub fn secrets(scope: &mut Scope<'_>, id: WebhookId) -> Result<SealedSecrets> {
    type Stored = (String, Option<String>, Option<DbTimestamp>);
    let id = get(scope, id)?.id;
    let (current, old, until): Stored = webhooks::table
        .find(id.0)
        .select((webhooks::secret, webhooks::old_secret, webhooks::old_secret_until))
        .first(scope.connection())?;
    Ok(SealedSecrets { current, old: old.zip(until.map(DbTimestamp::instant)) })
}

/// Makes a webhook in the scope's company.
///
/// # Errors
/// [`Refusal::Invalid`] where the scope reaches all companies.
pub fn insert(
    scope: &mut Scope<'_>,
    details: &WebhookDetails,
    sealed_secret: &str,
    now: Timestamp,
) -> Result<Webhook> {
    let company = scope.home()?;
    let row: Row = diesel::insert_into(webhooks::table)
        .values((
            webhooks::company_id.eq(company.0),
            webhooks::url.eq(&details.url),
            webhooks::description.eq(&details.description),
            webhooks::events.eq(write_events(details)),
            webhooks::active.eq(details.active),
            webhooks::secret.eq(sealed_secret),
            webhooks::version.eq(1),
            webhooks::created_at.eq(DbTimestamp::from(now)),
            webhooks::updated_at.eq(DbTimestamp::from(now)),
        ))
        .returning(columns!())
        .get_result(scope.connection())?;
    Ok(row.webhook())
}

/// Changes a webhook; `expected` is the version that the caller knows. One that is active from now on has a clean sheet.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::VersionMismatch`].
pub fn update(
    scope: &mut Scope<'_>,
    id: WebhookId,
    details: &WebhookDetails,
    expected: Option<i64>,
    now: Timestamp,
) -> Result<Webhook> {
    let stored = get(scope, id)?;
    expect_version(WHAT, expected, stored.metadata.version)?;
    let (low, high) = acceptable(expected);
    let revived = details.active && !stored.details.active;
    let kept = |at: Option<Timestamp>| at.filter(|_| !revived).map(DbTimestamp::from);
    let disabled = stored.disabled.filter(|_| !details.active);
    let row: Option<Row> =
        diesel::update(webhooks::table.find(id.0).filter(webhooks::version.between(low, high)))
            .set((
                webhooks::url.eq(&details.url),
                webhooks::description.eq(&details.description),
                webhooks::events.eq(write_events(details)),
                webhooks::active.eq(details.active),
                webhooks::failing_since.eq(kept(stored.failing_since)),
                webhooks::disabled_at.eq(disabled.as_ref().map(|disabled| DbTimestamp::from(disabled.at))),
                webhooks::disabled_reason.eq(disabled.map(|disabled| disabled.reason)),
                webhooks::version.eq(webhooks::version + 1),
                webhooks::updated_at.eq(DbTimestamp::from(now)),
            ))
            .returning(columns!())
            .get_result(scope.connection())
            .optional()?;
    Ok(changed(WHAT, row)?.webhook())
}

/// Puts a new secret in the place of the current one, which signs on until `old_until`.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such webhook.
pub fn rotate(
    scope: &mut Scope<'_>,
    id: WebhookId,
    sealed_secret: &str,
    old_until: Timestamp,
    now: Timestamp,
) -> Result<Webhook> {
    let id = get(scope, id)?.id;
    let row: Row = diesel::update(webhooks::table.find(id.0))
        .set((
            webhooks::old_secret.eq(webhooks::secret.nullable()),
            webhooks::old_secret_until.eq(DbTimestamp::from(old_until)),
            webhooks::secret.eq(sealed_secret),
            webhooks::version.eq(webhooks::version + 1),
            webhooks::updated_at.eq(DbTimestamp::from(now)),
        ))
        .returning(columns!())
        .get_result(scope.connection())?;
    Ok(row.webhook())
}

/// Notes since when the webhook fails; `None` that it works.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn note_failing(scope: &mut Scope<'_>, webhook: &Webhook, since: Option<Timestamp>) -> Result<()> {
    if webhook.failing_since == since {
        return Ok(());
    }
    diesel::update(webhooks::table.find(webhook.id.0))
        .set(webhooks::failing_since.eq(since.map(DbTimestamp::from)))
        .execute(scope.connection())?;
    Ok(())
}

/// Stops sending to a webhook, for this reason; whether it was active before.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn disable(scope: &mut Scope<'_>, id: WebhookId, reason: &str, now: Timestamp) -> Result<bool> {
    let rows = diesel::update(webhooks::table.find(id.0).filter(webhooks::active.eq(true)))
        .set((
            webhooks::active.eq(false),
            webhooks::disabled_at.eq(DbTimestamp::from(now)),
            webhooks::disabled_reason.eq(reason),
            webhooks::version.eq(webhooks::version + 1),
            webhooks::updated_at.eq(DbTimestamp::from(now)),
        ))
        .execute(scope.connection())?;
    Ok(rows == 1)
}

/// Deletes a webhook, and the log of its deliveries.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::VersionMismatch`].
pub fn delete(scope: &mut Scope<'_>, id: WebhookId, expected: Option<i64>) -> Result<()> {
    let stored = get(scope, id)?;
    expect_version(WHAT, expected, stored.metadata.version)?;
    diesel::delete(webhooks::table.find(id.0)).execute(scope.connection())?;
    Ok(())
}
