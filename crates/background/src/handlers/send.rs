//! Hands a message to the mail server.

use super::{HandlerError, Report, Task};
use crate::mail_health::MailHealth;
use crate::outcome::{Outcome, jitter};
use app::notifications::{Attempted, Sending, attempt, note_attempt};
use domain::MessageId;
use domain::effect::EffectKind;
use persistence::outbox;
use std::sync::Arc;
use uuid::Uuid;

/// How long a message waits while the mail server takes none, in seconds. Another one finds out when it does again.
const WHILE_DOWN: i64 = 900;

pub(super) async fn outside(task: &Task<'_>, message: Uuid) -> Result<Report, HandlerError> {
    let (worker, now) = (task.worker, (task.worker.clock)());
    let (mailer, message) = (worker.mail.mailer.as_deref(), MessageId(message));
    let attempted = attempt(&worker.db, &task.permit, mailer, &worker.vault, message, now).await?;
    let Some(attempted) = attempted else { return Ok(Report::Settled(Outcome::Done)) };
    let health = &worker.mail.health;
    // Nothing that a server says about one message for good is about its other messages.
    let (down, recovered) = match (attempted.asked_server(), attempted.is_over()) {
        (true, false) => (health.note_deferred(now), false),
        (true, true) => (false, health.note_answered()),
        (false, _) => (false, false),
    };
    if let (true, false) = (attempted.asked_server(), attempted.is_over()) {
        say(health, &attempted);
    }
    let (permit, pause) = (task.permit.clone(), WHILE_DOWN + jitter(task.claimed));
    Ok(Report::Write(Arc::new(move |tx, now| {
        if recovered {
            outbox::hasten(tx, EffectKind::Send, None, now)?;
        }
        Ok(match note_attempt(&mut tx.scope(&permit), &attempted, now)? {
            Sending::Done => Outcome::Done,
            Sending::Again(words) if down => Outcome::Postpone(pause, words),
            Sending::Again(words) => Outcome::Retry(words),
        })
    })))
}

/// Says in the log that the mail server takes no mail, or none of ours, when that is news.
fn say(health: &MailHealth, attempted: &Attempted) {
    let why = attempted.refusal_of_us();
    match (health.is_to_be_told(why.is_some()), why) {
        (true, Some(why)) => tracing::warn!(
            why,
            "the mail server refuses those who send, and not the recipient: see SMTP_URL and MAIL_FROM; mail waits until it is put right"
        ),
        (true, None) => tracing::warn!("the mail server takes no mail; what is to be sent waits"),
        (false, _) => {}
    }
}
