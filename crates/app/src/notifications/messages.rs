//! Messages, as operators see them.

use super::recipients::CompanyProfile;
use super::still_so::is_still_so;
use crate::kit::page;
use domain::access::Permit;
use domain::effect::{Due, Effect};
use domain::message::{Message, MessageContent, MessageKind, MessageState};
use domain::{MessageId, Refusal};
use persistence::store::collection::Part;
use persistence::store::messages::{self, Filter};
use persistence::{Scope, StoreError, Tx, outbox};
use scheduling_core::time::Timestamp;

/// A page of messages.
///
/// # Errors
/// `NotFound` where the company that was named is not there.
pub fn list(
    tx: &mut Tx<'_>,
    permit: &Permit,
    filter: &Filter,
    part: &Part<MessageId>,
) -> Result<Vec<Message>, StoreError> {
    let scope = &mut tx.scope(permit);
    let rows = messages::list(scope, filter, part)?;
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
/// `NotFound`; `wrong-status` for any other message, for password resets, where somebody was told something newer meanwhile, and
/// where what it says is no longer so.
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
    if message.content.kind == MessageKind::Code {
        return Err(wrong("its code is good for ten minutes; have another one sent".into()).into());
    }
    if messages::is_outdated(scope, &message)? {
        return Err(wrong("a newer message about this meeting was sent".into()).into());
    }
    if !is_still_so(scope, &message, now)? {
        return Err(wrong("what it says is no longer so".into()).into());
    }
    let message = readdressed(scope, message)?;
    if !messages::wait_again(scope, &message, now)? {
        return Err(wrong("another request sends it already".into()).into());
    }
    let due = Due { effect: Effect::Send { message: id.0 }, at: now };
    outbox::enqueue(scope, message.company, &[due], now)?;
    Ok(Message { state: MessageState::Waiting, queued_at: now, ..message })
}

/// The message to the address that its recipient has now. An invitation is bound to the calendar of its address: a
/// recipient with another one is invited there anyway.
fn readdressed(scope: &mut Scope<'_>, message: Message) -> Result<Message, StoreError> {
    let profile = CompanyProfile::of(scope, message.company)?;
    let recipient = profile.recipients(scope, &[message.content.person])?.pop();
    let address = recipient.map(|recipient| recipient.address);
    let Some(to_address) = address.filter(|address| *address != message.content.to_address) else {
        return Ok(message);
    };
    if message.content.kind == MessageKind::Cancelled {
        return Ok(message);
    }
    if message.content.appointment.is_some() {
        return Err(wrong("its recipient has another address now, and was invited there".into()).into());
    }
    Ok(Message { content: MessageContent { to_address, ..message.content }, ..message })
}

fn wrong(detail: String) -> Refusal {
    Refusal::WrongState { slug: "wrong-status", detail }
}
