//! Codes by which clients show that an address is theirs.
//!
//! The digits are drawn when the mail is written, so that they are in no payload and no answer: the message has them, and the
//! request a tag of them.

use super::asked::{RequestView, locked};
use super::people;
use crate::kit::Precondition;
use crate::sealed::{Vault, random};
use domain::access::Permit;
use domain::appointment::code::{Tried, digits};
use domain::appointment::{Client, Code, Request, RequestStatus};
use domain::effect::{Due, Effect};
use domain::{CompanyId, Refusal, RequestId};
use persistence::store::{booking_pages, requests as store, visitors};
use persistence::{DbError, Scope, StoreError, Tx, outbox};
use scheduling_core::time::Timestamp;

/// What became of a code that was shown.
#[derive(Debug, Clone)]
pub enum Verified {
    Right(Box<RequestView>),
    /// So many tries are left.
    Wrong {
        attempts_left: i64,
    },
}

fn tag(vault: &Vault, request: RequestId, digits: &str) -> String {
    vault.tag("code", &format!("{request} {digits}"))
}

/// Has a new code sent to the client's address, where it is known.
pub(super) fn send(scope: &mut Scope<'_>, request: &Request, now: Timestamp) -> Result<Request, StoreError> {
    let Some(client) = &request.client else {
        return Err(Refusal::invalid("/client", "has to be set before a code is sent").into());
    };
    let known =
        people::is_known(scope, request.company, client)? || asks_visitor(scope, request, client, now)?;
    let code = Code::sent(request.code.as_ref(), known, now)?;
    if known {
        let effect = Effect::MailCode { request: request.id, sent_at: code.sent_at };
        outbox::enqueue(scope, request.company, &[Due { effect, at: now }], now)?;
    }
    Ok(Request { code: Some(code), noted: RequestStatus::Verifying, ..request.clone() })
}

/// Whether a visitor whose address is new has to show a code too: where the company asks for it, where enough is held by visitors who
/// have shown none, and where the address is a candidate's.
fn asks_visitor(
    scope: &mut Scope<'_>,
    request: &Request,
    client: &Client,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if !request.is_of_visitor() {
        return Ok(false);
    }
    Ok(booking_pages::get(scope)?.0.asks_code
        || visitors::is_loose(scope, request.company, request.id, now)?
        || people::is_candidate(scope, request.company, client)?)
}

/// A code that is to be mailed.
pub(crate) struct CodeToMail {
    pub(crate) company: CompanyId,
    pub(crate) client: Client,
    pub(crate) digits: String,
}

/// Draws the digits of the code that was asked for then; `None` where a newer one was, or the request has ended.
pub(crate) fn draw(
    scope: &mut Scope<'_>,
    vault: &Vault,
    id: RequestId,
    sent_at: Timestamp,
    now: Timestamp,
) -> Result<Option<CodeToMail>, StoreError> {
    let request = match locked(scope, id) {
        Err(StoreError::Refused(Refusal::NotFound { .. })) => return Ok(None),
        found => found?,
    };
    let open = request.code.as_ref().filter(|code| code.sent_at == sent_at && code.hash.is_none());
    let (Some(code), Some(client), true) = (open, &request.client, request.status(now).holds()) else {
        return Ok(None);
    };
    let bytes = random::<8>().map_err(|error| DbError::other(error.to_string()))?;
    let digits = digits(u64::from_le_bytes(bytes));
    let code = Code { hash: Some(tag(vault, id, &digits)), ..code.clone() };
    store::update(scope, &Request { code: Some(code), ..request.clone() }, now)?;
    Ok(Some(CodeToMail { company: request.company, client: client.clone(), digits }))
}

/// Tries a code. A wrong one is noted, which is no reason to undo anything.
///
/// # Errors
/// `NotFound`; `WrongState`: `code-locked`, `hold-expired`, `wrong-status`.
pub fn verify(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: RequestId,
    digits: &str,
    vault: &Vault,
    now: Timestamp,
) -> Result<Verified, StoreError> {
    let scope = &mut tx.scope(permit);
    Precondition::default().retry(|| {
        let request = locked(scope, id)?;
        let scope = &mut scope.for_company(request.company)?;
        request.require_hold(now)?;
        let Some(code) = &request.code else {
            let detail = "no code was sent for this request".into();
            return Err(Refusal::WrongState { slug: "wrong-status", detail }.into());
        };
        match code.attempt(&tag(vault, id, digits), now)? {
            Tried::Right(code) => {
                let held = Request { code: Some(code), noted: RequestStatus::Held, ..request.clone() };
                let saved = if held == request { held } else { store::update(scope, &held, now)? };
                Ok(Verified::Right(Box::new(RequestView { request: saved, reschedule_attempts: 0 })))
            }
            Tried::Wrong(code) => {
                let attempts_left = code.attempts_left();
                store::update(scope, &Request { code: Some(code), ..request.clone() }, now)?;
                Ok(Verified::Wrong { attempts_left })
            }
        }
    })
}

/// Has another code sent.
///
/// # Errors
/// `NotFound`; `Invalid` where there is no client; `WrongState`: `hold-expired`, `wrong-status`; `TooMany`.
pub fn resend(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: RequestId,
    now: Timestamp,
) -> Result<RequestView, StoreError> {
    let scope = &mut tx.scope(permit);
    let saved = Precondition::default().retry(|| {
        let request = locked(scope, id)?;
        let scope = &mut scope.for_company(request.company)?;
        request.require_hold(now)?;
        if request.client.is_some() && request.code.as_ref().is_none_or(|code| code.verified) {
            let detail = "no code is needed for this request".into();
            return Err(Refusal::WrongState { slug: "wrong-status", detail }.into());
        }
        let sent = send(scope, &request, now)?;
        store::update(scope, &sent, now)
    })?;
    Ok(RequestView { request: saved, reschedule_attempts: 0 })
}
