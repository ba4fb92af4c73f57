//! What every `POST` that writes runs through: the use case, the answer, and the client's key in one transaction.
//!
//! The key's row is written first (`persistence::store::idempotency`), so that of several arrivals at once one does the
//! work and the others wait for its answer. A refusal undoes what the use case wrote, and is itself kept; what failed
//! through no fault of the request is not, so that trying again may succeed. An answer that is [`secret`](Answer::secret) is
//! kept sealed.

use crate::kit::failure;
use domain::idempotency::StoredResponse;
use http_kit::{Answer, Idempotency, IdempotentRequest, IdempotentResponse, Problem};
use persistence::store::idempotency::{self, Claim};
use persistence::{Database, Rollback, StoreError, Tx};
use scheduling_core::time::Timestamp;
use serde::Serialize;

/// The client's key and the time, as a handler hands them down.
pub(crate) struct Once {
    keyed: Option<IdempotentRequest>,
    now: Timestamp,
}

impl Once {
    /// The key of this request, sent by this caller. To be made after the body was read.
    pub(crate) fn new(key: &Idempotency, caller: &domain::access::Caller, now: Timestamp) -> Self {
        Self { keyed: key.by(caller), now }
    }

    /// The same for a handler that took [`Granted`](super::granted::Granted).
    pub(crate) fn of(key: Option<&Idempotency>, caller: &domain::access::Caller, now: Timestamp) -> Self {
        Self { keyed: key.and_then(|key| key.by(caller)), now }
    }

    /// The request under its key.
    pub(crate) fn keyed(&self) -> Option<&IdempotentRequest> {
        self.keyed.as_ref()
    }

    /// The answer that was given to this request before. For handlers that must do something before their transaction
    /// that a second arrival should be spared, or might not get past; the others need not ask.
    ///
    /// # Errors
    /// 422 where the key stands for another request; failures of the database.
    pub(crate) async fn earlier(&self, db: &Database) -> Result<Option<IdempotentResponse>, Problem> {
        let Some(key) = self.keyed.as_ref().map(|keyed| keyed.key) else { return Ok(None) };
        let now = self.now;
        let found = db.read(move |tx| idempotency::find(tx, &key, now)).await.map_err(failure::problem)?;
        match found {
            Some(Claim::Answered(answer)) => Ok(Some(replayed(answer))),
            Some(Claim::OtherRequest) => Err(IdempotentRequest::reused()),
            Some(Claim::Ours) | None => Ok(None),
        }
    }
}

/// As [`idempotent_or`], for what is always rendered as an answer.
///
/// # Errors
/// The same.
pub(crate) async fn idempotent<T, B>(
    db: &Database,
    once: Once,
    work: impl Fn(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    render: impl Fn(T) -> Answer<B> + Send + 'static,
) -> Result<IdempotentResponse, Problem>
where
    T: Send + 'static,
    B: Serialize,
{
    idempotent_or(db, once, work, move |made| Ok(render(made))).await
}

/// Runs `work` in one transaction and renders what it made; under a key only once. Where that is a problem, what `work`
/// wrote stays all the same: so are refusals rendered that leave something behind.
///
/// # Errors
/// Refusals of `work` where there is no key to keep them under; 422 where the key stands for another request; failures.
pub(crate) async fn idempotent_or<T, B>(
    db: &Database,
    once: Once,
    work: impl Fn(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    render: impl Fn(T) -> Result<Answer<B>, Problem> + Send + 'static,
) -> Result<IdempotentResponse, Problem>
where
    T: Send + 'static,
    B: Serialize,
{
    let Some(keyed) = once.keyed else {
        return render(db.write(work).await.map_err(failure::problem)?)?.keep();
    };
    let now = once.now;
    let done = db.write(move |tx| under_key(tx, &keyed, now, &work, &render)).await;
    done.map_err(|undone| match undone {
        Rollback::Failed(error) => failure::problem(error),
        Rollback::Because(problem) => problem,
    })
}

fn under_key<T, B: Serialize>(
    tx: &mut Tx<'_>,
    keyed: &IdempotentRequest,
    now: Timestamp,
    work: impl Fn(&mut Tx<'_>) -> Result<T, StoreError>,
    render: impl Fn(T) -> Result<Answer<B>, Problem>,
) -> Result<IdempotentResponse, Rollback<Problem>> {
    match idempotency::claim(tx, &keyed.key, now)? {
        Claim::Ours => {}
        Claim::Answered(answer) => return Ok(replayed(answer)),
        Claim::OtherRequest => return Err(Rollback::Because(IdempotentRequest::reused())),
    }
    let kept = match tx.savepoint(work) {
        Ok(made) => match render(made) {
            Ok(answer) => answer.keep().map_err(Rollback::Because)?,
            Err(problem) => keyed.refusal(problem),
        },
        Err(StoreError::Refused(refusal)) => keyed.refusal(refusal.into()),
        Err(failed) => return Err(Rollback::Failed(failed)),
    };
    let keep = if kept.secret { idempotency::keep_sealed } else { idempotency::keep };
    keep(tx, &keyed.key, &kept.response)?;
    Ok(kept)
}

/// An answer that is given again.
pub(crate) fn replayed(response: StoredResponse) -> IdempotentResponse {
    IdempotentResponse { replayed: true, ..response.into() }
}
