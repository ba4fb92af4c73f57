//! Those who manage webhooks are told that one was disabled.

use super::Task;
use crate::outcome::Outcome;
use domain::WebhookId;
use persistence::{StoreError, Tx};
use scheduling_core::time::Instant;

pub(super) fn within(
    _tx: &mut Tx<'_>,
    task: &Task<'_>,
    webhook: WebhookId,
    now: Instant,
) -> Result<Outcome, StoreError> {
    tracing::debug!(company = task.claimed.company.0, %webhook, %now, "nobody is told of disabled webhooks yet");
    Ok(Outcome::Done)
}
