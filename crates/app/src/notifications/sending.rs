//! Handing a message to the mail server.

use super::people::there;
use domain::MessageId;
use domain::access::Permit;
use domain::message::{About, Message, MessageKind, MessageState};
use integrations::mail;
use integrations::mail::{Address, Invitation, Mailbox, Mailer, Method, Outcome};
use persistence::store::messages::{self, Attempt};
use persistence::{Database, StoreError};
use scheduling_core::time::Instant;

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

/// Hands a message to the mail server and notes what it said; without one the message is kept. An attempt that was
/// not noted, because the process ended in between, is made again with the same `Message-ID`.
///
/// # Errors
/// Failures of the database: then the attempt is to be made again.
pub async fn send(
    db: &Database,
    permit: &Permit,
    mailer: Option<&dyn Mailer>,
    id: MessageId,
    now: Instant,
) -> Result<Sending, StoreError> {
    let read = permit.clone();
    let found = db.read(move |tx| there(messages::get(&mut tx.scope(&read), id))).await?;
    let waiting = found.filter(|message| message.state == MessageState::Waiting);
    let Some(message) = waiting else { return Ok(Sending::Done) };
    let attempt = match (mailer, too_late(&message, now)) {
        (_, true) => settled(MessageState::Failed, "its time has passed"),
        (None, _) => Attempt { state: MessageState::Kept, words: None, counts: false },
        (Some(mailer), _) => attempt(mailer, &message, now).await,
    };
    let again = (attempt.state == MessageState::Waiting).then(|| attempt.words.clone().unwrap_or_default());
    let permit = permit.clone();
    db.write(move |tx| messages::settle(&mut tx.scope(&permit), &message, &attempt, now)).await?;
    Ok(again.map_or(Sending::Done, Sending::Again))
}

/// A reminder of what has begun is of no use.
fn too_late(message: &Message, now: Instant) -> bool {
    let begun = matches!(message.letter.about, About::Interview { time, .. } if time.start() <= now);
    message.letter.kind == MessageKind::Reminder && begun
}

fn settled(state: MessageState, words: &str) -> Attempt {
    Attempt { state, words: Some(words.to_owned()), counts: false }
}

async fn attempt(mailer: &dyn Mailer, message: &Message, now: Instant) -> Attempt {
    let wire = match wire(message) {
        Ok(wire) => wire,
        Err(why) => return settled(MessageState::Refused, &why),
    };
    let outcome = mailer.send(&wire).await.recipients.pop().map(|recipient| recipient.outcome);
    let old = now.unix() - message.queued_at.unix() >= SENDING_SECONDS;
    let (state, words) = match outcome {
        Some(Outcome::Accepted { words }) => (MessageState::Sent, words),
        Some(Outcome::Refused { words }) => (MessageState::Refused, words),
        Some(Outcome::Later { words }) if old => (MessageState::Failed, words),
        Some(Outcome::Later { words }) => (MessageState::Waiting, words),
        None => (MessageState::Refused, "it names no recipient".to_owned()),
    };
    Attempt { state, words: Some(words), counts: true }
}

/// The message as the mailer takes it; the sender's address is the mailer's own.
fn wire(message: &Message) -> Result<mail::Message, String> {
    let letter = &message.letter;
    let id = mail::MessageId::parse(&message.header_id).map_err(|error| error.to_string())?;
    let to = Address::parse(&letter.to_address).map_err(|error| error.to_string())?;
    let invitation = letter.appointment.as_ref().map(|it| Invitation {
        method: if it.method == Method::Cancel.as_str() { Method::Cancel } else { Method::Request },
        ics: it.ics.clone(),
    });
    Ok(mail::Message {
        id,
        date: message.created_at,
        from: None,
        reply_to: letter.reply_to.as_deref().and_then(|text| Mailbox::parse(text).ok()),
        to: vec![Mailbox::new(&letter.to_name, to)],
        only: None,
        subject: letter.subject.clone(),
        text: letter.text.clone(),
        html: letter.html.clone(),
        invitation,
    })
}
