//! Handing a message to the mail server.

use super::notify::follow_up;
use super::recipients::found_or_none;
use super::resets::reveal;
use crate::sealed::Vault;
use crate::tokens::RESET_SECONDS;
use domain::MessageId;
use domain::access::{Permit, Sealed};
use domain::appointment::code::GOOD_SECONDS;
use domain::message::{About, Message, MessageContent, MessageKind, MessageState};
use integrations::mail;
use integrations::mail::{Address, Invitation, Mailbox, Mailer, Method, Outcome};
use persistence::store::message_secrets;
use persistence::store::messages::{self, Attempt};
use persistence::{Database, Scope, StoreError};
use scheduling_core::time::Timestamp;

/// How long a message is tried, in seconds: two days. An older one would confuse more than it tells.
pub const SENDING_SECONDS: i64 = 2 * 24 * 60 * 60;

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sending {
    /// There is nothing more to do: it was sent, kept, or given up, which the message tells.
    Done,
    /// The mail server did not take it now, and why: to be tried again, later each time.
    Again(String),
}

/// An attempt that was made, and is still to be noted.
#[derive(Debug, Clone)]
pub struct Attempted {
    message: Message,
    attempt: Attempt,
    refuses_us: bool,
}

impl Attempted {
    /// An attempt of this message that ended so.
    #[must_use]
    pub fn new(message: Message, attempt: Attempt) -> Self {
        Self { message, attempt, refuses_us: false }
    }

    /// What the mail server said, where it refuses those who send and not the recipient: a matter of settings.
    #[must_use]
    pub fn refusal_of_us(&self) -> Option<&str> {
        self.attempt.words.as_deref().filter(|_| self.refuses_us)
    }

    /// Whether the mail server was asked.
    #[must_use]
    pub fn asked_server(&self) -> bool {
        self.attempt.counts
    }

    /// Whether the message is not to be tried again.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.attempt.state != MessageState::Waiting
    }
}

/// Hands a message to the mail server; without one it is to be kept. `None` where there is nothing to send (any more).
/// What became of it is for [`note_attempt`] to write: an attempt that is never noted, because the process ended in
/// between, is made again with the same `Message-ID`.
///
/// # Errors
/// Failures of the database: then nothing was sent.
pub async fn attempt(
    db: &Database,
    permit: &Permit,
    mailer: Option<&dyn Mailer>,
    vault: &Vault,
    id: MessageId,
    now: Timestamp,
) -> Result<Option<Attempted>, StoreError> {
    let permit = permit.clone();
    let found = db.read(move |tx| waiting(&mut tx.scope(&permit), id)).await?;
    let Some((message, secret)) = found else { return Ok(None) };
    let Handed { attempt, refuses_us } = match (mailer, too_late(&message, now)) {
        (_, true) => settled(MessageState::Failed, "its time has passed").into(),
        (None, _) => {
            Attempt { state: MessageState::Kept, words: None, counts: false, uncertain: false }.into()
        }
        (Some(mailer), _) => match whole(&message, secret.as_ref(), vault) {
            Ok(content) => hand_over(mailer, &Message { content, ..message.clone() }, now).await,
            Err(why) => settled(MessageState::Failed, &why).into(),
        },
    };
    Ok(Some(Attempted { message, attempt, refuses_us }))
}

/// Notes what became of an attempt.
///
/// # Errors
/// Failures of the database: then it is to be noted again.
pub fn note_attempt(
    scope: &mut Scope<'_>,
    attempted: &Attempted,
    now: Timestamp,
) -> Result<Sending, StoreError> {
    let Attempted { message, attempt, .. } = attempted;
    messages::settle(scope, message, attempt, now)?;
    follow_up(scope, message, now)?;
    let again = attempt.state == MessageState::Waiting;
    Ok(if again { Sending::Again(attempt.words.clone().unwrap_or_default()) } else { Sending::Done })
}

/// The message, and what it must not show, where it is to be sent.
fn waiting(scope: &mut Scope<'_>, id: MessageId) -> Result<Option<(Message, Option<Sealed>)>, StoreError> {
    let found =
        found_or_none(messages::get(scope, id))?.filter(|message| message.state == MessageState::Waiting);
    let Some(message) = found else { return Ok(None) };
    let secret = match message.content.kind {
        MessageKind::PasswordReset => message_secrets::get(scope, message.company, id)?,
        _ => None,
    };
    Ok(Some((message, secret)))
}

/// The letter as its reader gets it.
fn whole(message: &Message, secret: Option<&Sealed>, vault: &Vault) -> Result<MessageContent, String> {
    match (message.content.kind, secret) {
        (MessageKind::PasswordReset, None) => Err("its link is not there any more".into()),
        (MessageKind::PasswordReset, Some(secret)) => {
            reveal(&message.content, message.id, secret, vault).map_err(|error| error.to_string())
        }
        _ => Ok(message.content.clone()),
    }
}

/// A reminder of what has begun is of no use, and neither is a link that is no longer good.
fn too_late(message: &Message, now: Timestamp) -> bool {
    let begun = || matches!(message.content.about, About::Meeting { time, .. } if time.start() <= now);
    match message.content.kind {
        MessageKind::Reminder => begun(),
        MessageKind::PasswordReset => message.created_at.plus_seconds(RESET_SECONDS) <= now,
        MessageKind::Code => message.created_at.plus_seconds(GOOD_SECONDS) <= now,
        MessageKind::MoveAsked => begun(),
        _ => false,
    }
}

fn settled(state: MessageState, words: &str) -> Attempt {
    Attempt { state, words: Some(words.to_owned()), counts: false, uncertain: false }
}

/// An attempt, and whether the mail server refused those who send.
struct Handed {
    attempt: Attempt,
    refuses_us: bool,
}

impl From<Attempt> for Handed {
    fn from(attempt: Attempt) -> Self {
        Self { attempt, refuses_us: false }
    }
}

async fn hand_over(mailer: &dyn Mailer, message: &Message, now: Timestamp) -> Handed {
    let wire = match wire(message) {
        Ok(wire) => wire,
        Err(why) => return settled(MessageState::Refused, &why).into(),
    };
    let outcome = mailer.send(&wire).await.recipients.pop().map(|recipient| recipient.outcome);
    let old = now.unix() - message.queued_at.unix() >= SENDING_SECONDS;
    let uncertain = matches!(outcome, Some(Outcome::Unknown { .. }));
    let refuses_us = matches!(outcome, Some(Outcome::NotFromUs { .. }));
    let (state, words) = match outcome {
        Some(Outcome::Accepted { words }) => (MessageState::Sent, words),
        Some(Outcome::Refused { words }) => (MessageState::Refused, words),
        Some(Outcome::Later { words } | Outcome::Unknown { words } | Outcome::NotFromUs { words }) => {
            (if old { MessageState::Failed } else { MessageState::Waiting }, words)
        }
        None => (MessageState::Refused, "it names no recipient".to_owned()),
    };
    Handed { attempt: Attempt { state, words: Some(words), counts: true, uncertain }, refuses_us }
}

/// The message as the mailer takes it; the sender's address is the mailer's own.
fn wire(message: &Message) -> Result<mail::Message, String> {
    let content = &message.content;
    let id = mail::MessageId::parse(&message.header_id).map_err(|error| error.to_string())?;
    let to = Address::parse(&content.to_address).map_err(|error| error.to_string())?;
    let invitation = content.appointment.as_ref().map(|it| Invitation {
        method: if it.method == Method::Cancel.as_str() { Method::Cancel } else { Method::Request },
        ics: it.ics.clone(),
    });
    Ok(mail::Message {
        id,
        date: message.created_at,
        from: None,
        from_name: Some(content.from_name.clone()),
        reply_to: content.reply_to.as_deref().and_then(|text| Mailbox::parse(text).ok()),
        to: vec![Mailbox::new(&content.to_name, to)],
        only: None,
        subject: content.subject.clone(),
        text: content.text.clone(),
        html: content.html.clone(),
        invitation,
    })
}
