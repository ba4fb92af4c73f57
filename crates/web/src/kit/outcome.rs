//! What a form came to: done, wrong, or overtaken by somebody else.

use crate::kit::input::Errors;
use crate::kit::page::Page;
use crate::kit::refused::Refused;
use crate::kit::visitor::sent_to;
use actix_web::HttpResponse;
use domain::Refusal;
use domain::access::Asks;
use persistence::StoreError;

/// What saving came to.
pub(crate) enum Outcome<T> {
    Done(T),
    /// The form is to be shown again.
    Wrong(Errors),
    /// Somebody else changed it meanwhile.
    Overtaken,
}

impl<T> Outcome<T> {
    /// Of what a use case answered.
    ///
    /// # Errors
    /// The page of what is no fault of the form: nothing there, not allowed, a failure.
    pub(crate) fn of<A: Asks>(page: &Page<A>, result: Result<T, StoreError>) -> Result<Self, Refused> {
        match result {
            Ok(done) => Ok(Self::Done(done)),
            Err(StoreError::Refused(Refusal::VersionMismatch { .. })) => Ok(Self::Overtaken),
            Err(StoreError::Refused(
                refusal @ (Refusal::Forbidden { .. } | Refusal::NotFound { pointer: None, .. }),
            )) => Err(page.refuse(refusal.into())),
            Err(StoreError::Refused(refusal)) => {
                Ok(Self::Wrong(Errors::refused(page.visitor.texts, &refusal)))
            }
            Err(error) => Err(page.refuse(error)),
        }
    }
}

/// On to a page that says what was done.
pub(crate) fn done(path: &str, what: &str) -> HttpResponse {
    let joint = if path.contains('?') { '&' } else { '?' };
    sent_to(&format!("{path}{joint}done={what}"))
}
