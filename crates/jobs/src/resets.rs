//! Whoever forgot a password gets a mail with a link to set another.

use crate::Worker;
use app::accounts::resets;
use domain::access::Permit;
use persistence::StoreError;

/// Requests that one transaction answers.
const BATCH: i64 = 20;

/// Answers a batch of those who asked; whether there may be more at once.
pub(crate) async fn answer(worker: &Worker) -> Result<bool, StoreError> {
    let (now, vault) = ((worker.clock)(), worker.vault.clone());
    // Without a mail server nobody writes: administrators hand out tokens.
    let office = worker.post.mailer.is_some().then(|| worker.post.office.clone());
    let asked = worker
        .db
        .write(move |tx| resets::answer_waiting(tx, (office.as_ref(), &vault), Permit::system, BATCH, now));
    Ok(i64::try_from(asked.await?).is_ok_and(|asked| asked >= BATCH))
}
