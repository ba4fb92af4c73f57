//! Hands a message to the mail server.

use super::{HandlerError, Report, Task};
use crate::outcome::Outcome;
use app::notifications::{Sending, attempt, note_attempt};
use domain::MessageId;
use std::sync::Arc;
use uuid::Uuid;

pub(super) async fn outside(task: &Task<'_>, message: Uuid) -> Result<Report, HandlerError> {
    let (worker, now) = (task.worker, (task.worker.clock)());
    let (mailer, message) = (worker.mail.mailer.as_deref(), MessageId(message));
    let attempted = attempt(&worker.db, &task.permit, mailer, &worker.vault, message, now).await?;
    let Some(attempted) = attempted else { return Ok(Report::Settled(Outcome::Done)) };
    let permit = task.permit.clone();
    Ok(Report::Write(Arc::new(move |tx, now| {
        Ok(match note_attempt(&mut tx.scope(&permit), &attempted, now)? {
            Sending::Done => Outcome::Done,
            Sending::Again(words) => Outcome::Retry(words),
        })
    })))
}
