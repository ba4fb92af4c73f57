//! One attempt to bring an event to a webhook: what is sent, and what follows from how it went.
//!
//! The attempt itself lies between [`prepare`] and [`record`], with no transaction open.

use super::{events, store};
use crate::sealed::places::{HAND_OFF_TOKEN, WEBHOOK_SECRET};
use crate::sealed::{Vault, VaultError};
use domain::WebhookId;
use domain::access::Permit;
use domain::effect::{Due, Effect};
use domain::webhook::{Attempt, Delivery, DeliveryStatus, Webhook, disabled_by, next_attempt};
use integrations::webhooks::SigningSecret;
use persistence::store::webhook_deliveries as deliveries;
use persistence::{Scope, StoreError, Tx, outbox};
use scheduling_core::time::Timestamp;
use uuid::Uuid;

/// Characters of an answer that are kept.
const EXCERPT: usize = 1000;

/// A delivery with all that an attempt needs.
#[derive(Clone)]
pub struct Outgoing {
    pub delivery: Delivery,
    pub webhook: Webhook,
}

impl Outgoing {
    /// Where it goes.
    #[must_use]
    pub fn webhook(&self) -> WebhookId {
        self.webhook.id
    }

    /// The body as it is sent.
    ///
    /// # Errors
    /// `VaultError` where the token can't be opened.
    pub fn body(&self, vault: &Vault) -> Result<String, VaultError> {
        let Some(sealed) = &self.delivery.token else { return Ok(self.delivery.body.clone()) };
        let token = vault.open(HAND_OFF_TOKEN, sealed)?;
        events::with_token(&self.delivery.body, &token).ok_or(VaultError::Sealed)
    }

    /// The secrets that sign at `now`, the newest first.
    ///
    /// # Errors
    /// `VaultError` where one can't be opened.
    pub fn secrets(&self, vault: &Vault, now: Timestamp) -> Result<Vec<SigningSecret>, VaultError> {
        let open = |sealed: &str| {
            let text = vault.open(WEBHOOK_SECRET, sealed)?;
            SigningSecret::parse(&text).map_err(|_| VaultError::Sealed)
        };
        self.webhook.details.secrets.good_at(now).into_iter().map(open).collect()
    }
}

/// What is to be sent; `None` where it was settled or deleted meanwhile.
///
/// # Errors
/// Failures of the database.
pub fn prepare(tx: &mut Tx<'_>, permit: &Permit, id: Uuid) -> Result<Option<Outgoing>, StoreError> {
    let scope = &mut tx.scope(permit);
    let delivery = match deliveries::get(scope, id) {
        Ok(delivery) if delivery.status == DeliveryStatus::Waiting => delivery,
        Ok(_) | Err(StoreError::Refused(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let webhook = store::get(scope, delivery.webhook)?;
    Ok(Some(Outgoing { delivery, webhook }))
}

/// Gives up a delivery to a webhook that is not active (any more). It can be replayed once it is.
///
/// # Errors
/// Failures of the database.
pub fn give_up(scope: &mut Scope<'_>, delivery: &Delivery) -> Result<(), StoreError> {
    deliveries::give_up(scope, delivery, "the webhook is not active")
}

/// Notes what became of an attempt, `number` counted from 1: when it is to be tried again, where it is. `spread` is from 0
/// to 99 and keeps those apart that failed together. A webhook that is gone or failed for three days is disabled, and those
/// who manage it are told.
///
/// # Errors
/// Failures of the database.
pub fn record(
    scope: &mut Scope<'_>,
    delivery: &Delivery,
    attempt: &Attempt,
    number: i64,
    spread: i64,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let attempt = &excerpted(attempt);
    let webhook = match store::get(scope, delivery.webhook) {
        Ok(webhook) => webhook,
        // Deleted meanwhile, and its deliveries with it.
        Err(StoreError::Refused(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    if attempt.succeeded() {
        store::note_failing(scope, &webhook, None)?;
        deliveries::note(scope, delivery, attempt, DeliveryStatus::Delivered, None, now)?;
        return Ok(None);
    }
    let since = webhook.kept.failing_since.unwrap_or(now);
    store::note_failing(scope, &webhook, Some(since))?;
    let disabled = disabled_by(attempt, since, now);
    if let Some(reason) = disabled
        && store::disable(scope, webhook.id, reason, now)?
    {
        let due = Due { effect: Effect::NotifyOfWebhook { webhook: webhook.id }, at: now };
        outbox::enqueue(scope, webhook.company, &[due], now)?;
    }
    let next = if disabled.is_some() { None } else { next_attempt(number, now, spread) };
    let status = if next.is_some() { DeliveryStatus::Waiting } else { DeliveryStatus::Failed };
    deliveries::note(scope, delivery, attempt, status, next, now)?;
    Ok(next)
}

/// With no more of the answer than is kept, and no characters that a database can't keep.
fn excerpted(attempt: &Attempt) -> Attempt {
    let readable = |c: char| if c.is_control() && !matches!(c, '\n' | '\t') { ' ' } else { c };
    let excerpt = |text: &String| text.chars().take(EXCERPT).map(readable).collect();
    Attempt {
        status: attempt.status,
        response: attempt.response.as_ref().map(excerpt),
        error: attempt.error.as_ref().map(excerpt),
    }
}
