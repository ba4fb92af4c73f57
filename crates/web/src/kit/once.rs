//! Forms that make something, once: a form that comes again, because its answer was lost or by "back" and the same button, makes
//! nothing anew.
//!
//! A form is known by its token, which no other form that was shown has, and by all that was typed. What was typed otherwise the
//! second time is another form. The rows are those of `Idempotency-Key` (`persistence::store::idempotency`), and go with them.

use crate::kit::page::Page;
use crate::kit::refused::Refused;
use domain::access::{Asks, Permit};
use domain::idempotency::{RequestKey, StoredResponse};
use domain::{CompanyId, UserId};
use http_kit::Form;
use persistence::store::idempotency::{self, Claim};
use persistence::{Rollback, StoreError, Tx};
use scheduling_core::time::Timestamp;
use sha2::{Digest, Sha256};

/// What a form is known by.
pub(crate) fn key_of(company: CompanyId, user: UserId, path: &str, form: &Form) -> RequestKey {
    let mut digest = Sha256::new();
    let mut add = |text: &str| {
        digest.update(text.len().to_be_bytes());
        digest.update(text);
    };
    [&*format!("form:{user}"), path].into_iter().for_each(&mut add);
    form.fields().for_each(|(name, value)| [name, value].into_iter().for_each(&mut add));
    let name = digest.finalize().into();
    RequestKey { company: Some(company), name, fingerprint: name }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_known_by_who_sends_it_where_and_all_that_was_typed() {
        let of = |user: i64, path: &str, body: &str| {
            key_of(CompanyId(1), UserId(user), path, &Form::parse(body.as_bytes())).name
        };
        let one = of(1, "/app/jobs/new", "csrf=a&title=b");
        assert_eq!(one, of(1, "/app/jobs/new", "csrf=a&title=b"));
        let others = [
            of(2, "/app/jobs/new", "csrf=a&title=b"),
            of(1, "/app/templates/new", "csrf=a&title=b"),
            of(1, "/app/jobs/new", "csrf=c&title=b"),
            of(1, "/app/jobs/new", "csrf=a&title=c"),
            of(1, "/app/jobs/new", "csrf=ati&tle=b"),
            of(1, "/app/jobs/new", "csrf=a"),
        ];
        assert!(others.iter().all(|other| *other != one));
    }
}
