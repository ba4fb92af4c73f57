//! Notifies the users who manage webhooks that one was disabled.

use super::Task;
use crate::outcome::Outcome;
use app::notifications::{DisabledWebhook, notify_of_webhook};
use domain::{Refusal, WebhookId};
use persistence::store::webhooks;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

pub(super) fn in_transaction(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    webhook: WebhookId,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let found = match webhooks::get(&mut tx.scope(&task.permit), webhook) {
        // The webhook was deleted meanwhile.
        Err(StoreError::Refused(Refusal::NotFound { .. })) => return Ok(Outcome::Done),
        found => found?,
    };
    // A user may have enabled the webhook again meanwhile.
    let Some(disabled) = &found.kept.disabled else { return Ok(Outcome::Done) };
    let told = DisabledWebhook {
        company: found.company,
        id: found.id,
        url: &found.details.url,
        reason: &disabled.reason,
        at: disabled.at,
    };
    notify_of_webhook(tx, &task.permit, &task.worker.mail.identity, told, now)?;
    Ok(Outcome::Done)
}
