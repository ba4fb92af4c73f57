//! Webhooks: where a company has its events sent.

use super::Result;
use super::collection::{Collection, Columns, KeptColumns, Stored, collection};
use crate::Scope;
use crate::db::types::DbTimestamp;
use crate::schema::webhooks;
use diesel::prelude::*;
use domain::WebhookId;
use domain::event::EventKind;
use domain::webhook::{Disabled, SealedSecrets, Webhook, WebhookDetails, WebhookState};
use scheduling_core::time::Timestamp;
use serde_json::Value;

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = webhooks, treat_none_as_null = true)]
pub(super) struct Values {
    url: String,
    description: Option<String>,
    events: Option<Value>,
    active: bool,
    secret: String,
    old_secret: Option<String>,
    old_secret_until: Option<DbTimestamp>,
}

impl Columns for Values {
    type Details = WebhookDetails;

    fn of(webhook: &WebhookDetails) -> Result<Self> {
        let WebhookDetails { url, description, events, active, secrets } = webhook.clone();
        let (old_secret, old_secret_until) = secrets.old.unzip();
        Ok(Self {
            url,
            description,
            events: events.map(|events| events.iter().map(|kind| kind.name()).collect()),
            active,
            secret: secrets.current,
            old_secret,
            old_secret_until: old_secret_until.map(DbTimestamp::from),
        })
    }

    fn details(self) -> Result<WebhookDetails> {
        let old = self.old_secret.zip(self.old_secret_until.map(DbTimestamp::instant));
        Ok(WebhookDetails {
            url: self.url,
            description: self.description,
            events: self.events.as_ref().map(read_events),
            active: self.active,
            secrets: SealedSecrets { current: self.secret, old },
        })
    }
}

/// Kinds that only a newer version knows are left out: this one has no events of them.
fn read_events(stored: &Value) -> Vec<EventKind> {
    let names = stored.as_array().into_iter().flatten().filter_map(Value::as_str);
    names.filter_map(EventKind::named).collect()
}

#[derive(Default, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = webhooks, treat_none_as_null = true)]
pub(super) struct Kept {
    failing_since: Option<DbTimestamp>,
    disabled_at: Option<DbTimestamp>,
    disabled_reason: Option<String>,
}

impl KeptColumns for Kept {
    type Details = WebhookDetails;
    type Kept = WebhookState;
    type Change = Option<Self>;

    fn of(_: &WebhookDetails, _: Timestamp) -> Self {
        Self::default()
    }

    /// One that is active from now on has a clean sheet.
    fn change(before: &Stored<WebhookDetails>, details: &WebhookDetails, _: Timestamp) -> Option<Self> {
        (details.active && !before.details.active).then(Self::default)
    }

    fn kept(self) -> Result<WebhookState> {
        let disabled = self.disabled_at.zip(self.disabled_reason);
        Ok(WebhookState {
            failing_since: self.failing_since.map(DbTimestamp::instant),
            disabled: disabled.map(|(at, reason)| Disabled { at: at.instant(), reason }),
        })
    }
}

/// What a list of webhooks can be narrowed by.
#[derive(Debug, Clone, Default)]
pub struct WebhookFilter {
    pub active: Option<bool>,
}

collection! {
    WebhookDetails "webhook", WebhookId(i64);
    table: webhooks as Values { url, description, events, active, secret, old_secret, old_secret_until }
        keeps WebhookState as Kept { failing_since, disabled_at, disabled_reason };
    owner: none;
    sort: ;
    list: WebhookFilter, |query, request| {
        if let Some(active) = request.filter.active {
            query = query.filter(webhooks::active.eq(active));
        }
    };
}

/// All active webhooks of the scope's company.
///
/// # Errors
/// [`Refusal::Invalid`](domain::Refusal::Invalid) where the scope reaches all companies.
pub fn active(scope: &mut Scope<'_>) -> Result<Vec<Webhook>> {
    let company = scope.home()?;
    let rows: Vec<StoredRow> = webhooks::table
        .select(columns())
        .filter(webhooks::company_id.eq(company.0))
        .filter(webhooks::active.eq(true))
        .order(webhooks::id)
        .load(scope.connection())?;
    super::collection::all(scope, rows)
}

/// One webhook.
///
/// # Errors
/// [`Refusal::NotFound`](domain::Refusal::NotFound) where the scope reaches no such webhook.
pub fn get(scope: &mut Scope<'_>, id: WebhookId) -> Result<Webhook> {
    WebhookDetails::get(scope, id)
}

/// Notes since when the webhook fails; `None` that it works.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn note_failing(scope: &mut Scope<'_>, webhook: &Webhook, since: Option<Timestamp>) -> Result<()> {
    if webhook.kept.failing_since == since {
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
