//! Messages, as operators see them.

use crate::kit::page;
use domain::access::Permit;
use domain::effect::{Due, Effect};
use domain::message::{Message, MessageKind, MessageState};
use domain::{MessageId, Refusal};
use persistence::store::messages::{self, Filter};
use persistence::{StoreError, Tx, outbox};
use scheduling_core::time::Timestamp;

/// A page of messages.
///
/// # Errors
/// `NotFound` where the company that was named is not there.
pub fn list(
    tx: &mut Tx<'_>,
    permit: &Permit,
    filter: &Filter,
    after: Option<MessageId>,
    limit: i64,
) -> Result<Vec<Message>, StoreError> {
    let scope = &mut tx.scope(permit);
    let rows = messages::list(scope, filter, after, limit)?;
    page(scope, rows)
}

/// One message.
///
/// # Errors
/// `NotFound`.
pub fn get(tx: &mut Tx<'_>, permit: &Permit, id: MessageId) -> Result<Message, StoreError> {
    messages::get(&mut tx.scope(permit), id)
}

/// Has a message sent again that was refused, given up, or kept while there was no mail server.
///
/// # Errors
/// `NotFound`; `wrong-status` for any other message, for password resets, and where somebody was told something newer meanwhile.
pub fn send_again(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: MessageId,
    now: Timestamp,
) -> Result<Message, StoreError> {
    let scope = &mut tx.scope(permit);
    let message = messages::get(scope, id)?;
    let scope = &mut scope.for_company(message.company)?;
    if !message.state.may_send_again() {
        return Err(wrong(format!("the message is {}", message.state.name())).into());
    }
    if message.content.kind == MessageKind::PasswordReset {
        return Err(wrong("its link is not kept; have the user ask for another".into()).into());
    }
    if messages::is_outdated(scope, &message)? {
        return Err(wrong("a newer message about this interview was sent".into()).into());
    }
    if !messages::wait_again(scope, &message, now)? {
        return Err(wrong("another request sends it already".into()).into());
    }
    let due = Due { effect: Effect::Send { message: id.0 }, at: now };
    outbox::enqueue(scope, message.company, &[due], now)?;
    Ok(Message { state: MessageState::Waiting, queued_at: now, ..message })
}

fn wrong(detail: String) -> Refusal {
    Refusal::WrongState { slug: "wrong-status", detail }
}
