//! Forms that make something, once: a form that comes again, because its answer was lost or by "back" and the same button, makes
//! nothing anew.
//!
//! The rows are those of `Idempotency-Key` (`persistence::store::idempotency`), and go with them.

use crate::kit::page::Page;
use crate::kit::refused::Refused;
use domain::access::{Asks, Permit};
use domain::idempotency::StoredResponse;
use persistence::store::idempotency::{self, Claim};
use persistence::{Rollback, StoreError, Tx};

/// Why nothing of a transaction stays.
enum Undone<T> {
    /// The form was sent before, and did its work then.
    SentBefore,
    /// It made nothing that lasts, and may be sent again.
    Nothing(T),
}

impl<A: Asks> Page<A> {
    /// What a form makes. Where it did so before, the browser is led to `path`, which says so; of those that come at the same time the
    /// others wait for the first. What `lasts` calls nothing that was made may be sent again.
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
            let Some(key) = &key else { return Ok(work(tx, &permit)?) };
            if idempotency::claim(tx, key, now)? != Claim::Ours {
                return Err(Rollback::Because(Undone::SentBefore));
            }
            let made = work(tx, &permit)?;
            if !lasts(&made) {
                return Err(Rollback::Because(Undone::Nothing(made)));
            }
            idempotency::keep(
                tx,
                key,
                &StoredResponse { status: 303, headers: Vec::new(), body: Vec::new() },
            )?;
            Ok(made)
        });
        match made.await {
            Ok(made) | Err(Rollback::Because(Undone::Nothing(made))) => Ok(Ok(made)),
            Err(Rollback::Failed(error)) => Ok(Err(error)),
            Err(Rollback::Because(Undone::SentBefore)) => {
                let joint = if path.contains('?') { '&' } else { '?' };
                Err(Refused::to(format!("{path}{joint}done=before")))
            }
        }
    }
}
