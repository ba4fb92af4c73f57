//! Writes messages, and enqueues them.

use super::MailIdentity;
use super::context::Addressee;
use super::recipients::{CompanyProfile, Recipient};
use domain::effect::{Due, Effect};
use domain::message::pending::PendingNotice;
use domain::message::{About, Appointment, MessageContent, MessageKind, Person};
use domain::{CompanyId, MessageId};
use integrations::mail::imip::{self, Answer, Attendee, Event};
use integrations::mail::notices::{self, Kind, TemplateData};
use integrations::mail::{Address, Invitation, Mailbox};
use persistence::store::messages;
use persistence::{DbError, Scope, StoreError, outbox};
use scheduling_core::time::Timestamp;

/// The words of a kind of message.
fn words(kind: MessageKind) -> Kind {
    match kind {
        MessageKind::Invitation => Kind::Invitation,
        MessageKind::TimeChanged => Kind::TimeChanged,
        MessageKind::Cancelled => Kind::Cancelled,
        MessageKind::Reminder => Kind::Reminder,
        MessageKind::Conflict => Kind::ConflictFound,
        MessageKind::WebhookDisabled => Kind::WebhookDisabled,
        MessageKind::PasswordReset => Kind::PasswordReset,
    }
}

/// The content of a message to a recipient.
pub(super) fn write(
    profile: &CompanyProfile,
    recipient: &Recipient,
    kind: MessageKind,
    about: About,
    data: &TemplateData,
    appointment: Option<Invitation>,
) -> Result<MessageContent, StoreError> {
    // A template that fails is a bug of ours; the effect fails and is reported like any other.
    let notice = notices::write(words(kind), recipient.language, data)
        .map_err(|error| DbError::other(error.to_string()))?;
    Ok(MessageContent {
        kind,
        person: recipient.person,
        to_address: recipient.address.clone(),
        to_name: recipient.name.clone(),
        from_name: profile.sender_name().to_owned(),
        reply_to: profile.settings.reply_to.clone(),
        language: recipient.language.tag().to_owned(),
        about,
        subject: notice.subject,
        text: notice.text,
        html: notice.html,
        appointment: appointment.map(|it| Appointment { method: it.method.as_str().to_owned(), ics: it.ics }),
    })
}

/// The appointment for a reader's calendar (RFC 5546): `UID` is the interview's for ever. Candidates are not shown the
/// addresses of those who interview them.
pub(super) fn appointment(
    identity: &MailIdentity,
    addressee: Addressee<'_>,
    pending: &PendingNotice,
    now: Timestamp,
) -> Invitation {
    let Addressee { profile, context, recipient } = addressee;
    let cancelled = pending.kind == MessageKind::Cancelled;
    let invited = |(name, address): (&String, &String)| {
        let address = Address::parse(address).ok()?;
        Some(Attendee { mailbox: Mailbox::new(name, address), answer: Answer::NeedsAction })
    };
    let own = std::iter::once((&recipient.name, &recipient.address));
    let others = context.candidate.iter().chain(&context.interviewers);
    let others = others.map(|(name, address)| (name, address));
    let others = others.filter(|(_, address)| !cancelled && *address != &recipient.address);
    let attendees = match recipient.person {
        Person::Candidate(_) => own.filter_map(invited).collect(),
        Person::User(_) => own.chain(others).filter_map(invited).collect(),
    };
    let event = Event {
        uid: format!("{}@meridian", context.interview.id),
        sequence: u32::try_from(pending.sequence).unwrap_or(u32::MAX),
        dtstamp: now,
        time: pending.time,
        organizer: Mailbox::new(profile.sender_name(), identity.sender.address.clone()),
        attendees,
        summary: context.summary(profile, recipient),
        description: context.link.clone().filter(|_| !cancelled),
        location: context.interview.details.location.clone(),
        url: context.link.clone(),
        cancelled,
    };
    if cancelled { imip::cancel(&event) } else { imip::request(&event) }
}

/// Stores a message and enqueues it, unless the same was sent before. Answers its id.
pub(super) fn enqueue(
    scope: &mut Scope<'_>,
    identity: &MailIdentity,
    company: CompanyId,
    content: &MessageContent,
    dedupe: &str,
    now: Timestamp,
) -> Result<Option<MessageId>, StoreError> {
    // An address literal is no right half of a Message-ID.
    let domain = Some(identity.sender.address.domain()).filter(|domain| !domain.starts_with('['));
    let domain = domain.unwrap_or("meridian.invalid");
    let Some(id) = messages::insert(scope, company, content, dedupe, domain, now)? else { return Ok(None) };
    let due = Due { effect: Effect::Send { message: id.0 }, at: now };
    outbox::enqueue(scope, company, &[due], now)?;
    Ok(Some(id))
}
