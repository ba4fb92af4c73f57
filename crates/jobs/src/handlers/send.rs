//! A message is handed to the mail server.

use super::{Broken, Report, Task};
use crate::outcome::Outcome;
use app::notifications::{Sending, send};
use domain::MessageId;
use uuid::Uuid;

pub(super) async fn outside(task: &Task<'_>, message: Uuid) -> Result<Report, Broken> {
    let (worker, now) = (task.worker, (task.worker.clock)());
    let mailer = worker.post.mailer.as_deref();
    let outcome = match send(&worker.db, &task.permit, mailer, MessageId(message), now).await? {
        Sending::Done => Outcome::Done,
        Sending::Again(words) => Outcome::Again(words),
    };
    Ok(Report::Settled(outcome))
}
