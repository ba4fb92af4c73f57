//! Mails a link to set a new password to users who asked for one.

use crate::Worker;
use app::accounts::resets;
use domain::access::Permit;
use persistence::StoreError;

/// Requests that one transaction answers.
const BATCH: i64 = 20;

/// Answers a batch of requests. Answers whether more may wait.
pub(crate) async fn answer(worker: &Worker) -> Result<bool, StoreError> {
    let (now, vault) = ((worker.clock)(), worker.vault.clone());
    // Without a mail server no mail goes out: administrators hand out tokens.
    let identity = worker.mail.mailer.is_some().then(|| worker.mail.identity.clone());
    let asked = worker
        .db
        .write(move |tx| resets::answer_waiting(tx, identity.as_ref(), &vault, Permit::system, BATCH, now));
    Ok(i64::try_from(asked.await?).is_ok_and(|asked| asked >= BATCH))
}
