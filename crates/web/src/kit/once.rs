//! Forms that make something, once: a form that comes again, because its answer was lost or by "back" and the same button, makes
//! nothing anew.
//!
//! The rows are those of `Idempotency-Key` (`persistence::store::idempotency`), and go with them.

use crate::kit::page::Page;
use crate::kit::refused::Refused;
use domain::access::{Asks, Permit};
use domain::idempotency::{RequestKey, StoredResponse};
use persistence::store::idempotency::{self, Claim};
use persistence::{Rollback, StoreError, Tx};
use scheduling_core::time::Timestamp;

/// The form was sent before, and did its work then.
struct SentBefore;

impl<A: Asks> Page<A> {
    /// What a form makes. Where it did so before, the browser is led to `path`, which says so. What `lasts` calls nothing that was
    /// made may be sent again.
    ///
    /// # Errors
    /// The way there, beside what the use case refuses.
    pub(crate) async fn once<T: Send + 'static>(
        &self,
        path: &str,
        lasts: fn(&T) -> bool,
        work: impl Fn(&mut Tx<'_>, &Permit) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<Result<T, StoreError>, Refused> {
        let (permit, key, now) = (self.permit.clone(), self.sent, self.now);
        let made = self.db.write(move |tx: &mut Tx<'_>| {
            if let Some(key) = &key
                && idempotency::find(tx, key, now)?.is_some()
            {
                return Err(Rollback::Because(SentBefore));
            }
            let made = work(tx, &permit)?;
            match &key {
                Some(key) if lasts(&made) && !is_first(tx, key, now)? => Err(Rollback::Because(SentBefore)),
                _ => Ok(made),
            }
        });
        match made.await {
            Ok(made) => Ok(Ok(made)),
            Err(Rollback::Failed(error)) => Ok(Err(error)),
            Err(Rollback::Because(SentBefore)) => {
                let joint = if path.contains('?') { '&' } else { '?' };
                Err(Refused::to(format!("{path}{joint}done=before")))
            }
        }
    }
}

/// Notes that the form did its work; whether it is the first of those that came at the same time.
fn is_first(tx: &mut Tx<'_>, key: &RequestKey, now: Timestamp) -> Result<bool, StoreError> {
    let claim = idempotency::claim(tx, key, now)?;
    if claim != Claim::Ours {
        return Ok(false);
    }
    idempotency::keep(tx, key, &StoredResponse { status: 303, headers: Vec::new(), body: Vec::new() })?;
    Ok(true)
}
