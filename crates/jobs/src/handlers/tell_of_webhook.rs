//! Those who manage webhooks are told that one was disabled.

use super::Task;
use crate::outcome::Outcome;
use app::notifications::{DisabledWebhook, tell_of_webhook};
use domain::{Refusal, WebhookId};
use persistence::store::webhooks;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

pub(super) fn within(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    webhook: WebhookId,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let found = match webhooks::get(&mut tx.scope(&task.permit), webhook) {
        // One that was deleted meanwhile is nobody's trouble any more.
        Err(StoreError::Refused(Refusal::NotFound { .. })) => return Ok(Outcome::Done),
        found => found?,
    };
    // Somebody may have turned it on again before anybody was told.
    let Some(disabled) = &found.disabled else { return Ok(Outcome::Done) };
    let told = DisabledWebhook {
        company: found.company,
        id: found.id,
        url: &found.details.url,
        reason: &disabled.reason,
        at: disabled.at,
    };
    tell_of_webhook(tx, &task.permit, &task.worker.post.office, told, now)?;
    Ok(Outcome::Done)
}
