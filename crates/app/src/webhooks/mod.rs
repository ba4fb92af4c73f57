//! Webhooks of a company: made, changed, tried, and what was sent to them.
//!
//! What is sent, and what follows from how it went, is in [`sending`]; nothing here touches the network.

mod events;
pub mod sending;

pub use events::{HandedOver, fan_out};

use crate::kit::Precondition;
use crate::kit::collection::{self, Rules};
use crate::sealed::places::WEBHOOK_SECRET;
use crate::sealed::{Vault, VaultError, random};
use domain::access::Permit;
use domain::effect::{Due, Effect};
use domain::webhook::{Delivery, DeliveryStatus, Webhook, WebhookDetails};
use domain::{Refusal, WebhookId};
use integrations::webhooks::SigningSecret;
use persistence::store::collection::Part;
use persistence::store::webhook_deliveries::{self as deliveries, NewDelivery};
use persistence::store::webhooks as store;
use persistence::{Scope, StoreError, Tx, outbox};
use scheduling_core::time::Timestamp;
use uuid::Uuid;

/// The type of the event that only tries a webhook.
const TEST: &str = "webhook.test";

/// A new secret: the text for the one answer that shows it, and the form in which it is stored.
#[derive(Clone)]
pub struct NewSecret {
    pub text: String,
    pub sealed: String,
}

impl NewSecret {
    /// Makes one of 32 random bytes.
    ///
    /// # Errors
    /// Where the operating system gives no random bytes.
    pub fn make(vault: &Vault) -> Result<Self, VaultError> {
        let text = SigningSecret::text(&random::<32>()?);
        let sealed = vault.seal(WEBHOOK_SECRET, &text)?;
        Ok(Self { text, sealed })
    }
}

impl Rules for WebhookDetails {}

/// Puts a new secret in the place of the current one, which signs beside it for another day.
///
/// # Errors
/// `NotFound`.
pub fn rotate(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: WebhookId,
    secret: &NewSecret,
    now: Timestamp,
) -> Result<Webhook, StoreError> {
    let rotate = |webhook: &mut WebhookDetails| {
        webhook.secrets.rotate(secret.sealed.clone(), now);
        Ok(())
    };
    collection::update(tx, permit, id, &Precondition::default(), rotate, now)
}

/// Sends an event that says nothing, so that the receiver can be tried.
///
/// # Errors
/// `NotFound`; `WrongState` for a webhook that is not active.
pub fn test(tx: &mut Tx<'_>, permit: &Permit, id: WebhookId, now: Timestamp) -> Result<Delivery, StoreError> {
    let webhook = store::get(&mut tx.scope(permit), id)?;
    require_active(&webhook)?;
    let scope = &mut tx.scope(permit);
    let scope = &mut scope.for_company(webhook.company)?;
    let body = events::test_body(TEST, &webhook, now);
    let event = outbox::new_id(now).0;
    let new = NewDelivery { webhook: id, event, kind: TEST, body: &body, token: None };
    let made = deliveries::insert(scope, &new, now)?.ok_or_else(|| Refusal::not_found("webhook"))?;
    deliver(scope, &webhook, made, now)?;
    deliveries::get(scope, made)
}

/// A page of what was sent to a webhook.
///
/// # Errors
/// `NotFound`.
pub fn deliveries(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: WebhookId,
    status: Option<DeliveryStatus>,
    part: &Part<Uuid>,
) -> Result<Vec<Delivery>, StoreError> {
    let scope = &mut tx.scope(permit);
    let webhook = store::get(scope, id)?;
    deliveries::list(scope, (webhook.company, webhook.id), status, part)
}

/// Sends an event once more, with the id of the first time. One that is on its way is left as it is.
///
/// # Errors
/// `NotFound`; `WrongState` for a webhook that is not active.
pub fn replay(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: WebhookId,
    delivery: Uuid,
    now: Timestamp,
) -> Result<Delivery, StoreError> {
    let scope = &mut tx.scope(permit);
    let webhook = store::get(scope, id)?;
    let found = deliveries::get(scope, delivery)?;
    if found.webhook != webhook.id {
        return Err(Refusal::not_found("delivery").into());
    }
    require_active(&webhook)?;
    if deliveries::reopen(scope, &found, now)? {
        deliver(scope, &webhook, found.id, now)?;
    }
    deliveries::get(scope, delivery)
}

fn require_active(webhook: &Webhook) -> Result<(), Refusal> {
    if webhook.details.active {
        return Ok(());
    }
    let detail = "the webhook is not active; set \"active\" to true first".into();
    Err(Refusal::WrongState { slug: "wrong-status", detail })
}

/// Has a delivery sent as soon as a worker comes to it.
fn deliver(
    scope: &mut Scope<'_>,
    webhook: &Webhook,
    delivery: Uuid,
    now: Timestamp,
) -> Result<(), StoreError> {
    let due = Due { effect: Effect::Deliver { delivery }, at: now };
    Ok(outbox::enqueue(scope, webhook.company, &[due], now)?)
}
