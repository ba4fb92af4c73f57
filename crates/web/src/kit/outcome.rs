//! What a form came to: done, wrong, or overtaken by somebody else.

use crate::kit::input::Errors;
use crate::kit::page::Page;
use crate::kit::refused::Refused;
use crate::kit::visitor::sent_to;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
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

/// Whether somebody else changed it meanwhile.
pub(crate) fn is_overtaken<T>(result: &Result<T, StoreError>) -> bool {
    matches!(result, Err(StoreError::Refused(Refusal::VersionMismatch { .. })))
}

/// What a button came to, whose form is not shown again: done, or the page that says why not.
///
/// # Errors
/// That page.
pub(crate) fn settled<A: Asks, T>(
    page: &Page<A>,
    what: &'static str,
    result: Result<T, StoreError>,
) -> Result<T, Refused> {
    match Outcome::of(page, result)? {
        Outcome::Done(value) => Ok(value),
        Outcome::Wrong(errors) => {
            let detail = errors.0.into_iter().map(|wrong| wrong.text).collect::<Vec<_>>().join("; ");
            let shell = page.shell(page.say("refused-refused"));
            Err(Refused::said(&page.visitor, shell, StatusCode::CONFLICT, "refused", Some(detail)))
        }
        Outcome::Overtaken => Err(page.refuse(Refusal::VersionMismatch { what }.into())),
    }
}

/// On to a page that says what was done.
pub(crate) fn done(path: &str, what: &str) -> HttpResponse {
    let joint = if path.contains('?') { '&' } else { '?' };
    sent_to(&format!("{path}{joint}done={what}"))
}
