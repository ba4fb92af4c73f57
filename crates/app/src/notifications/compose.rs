//! Writes messages, and enqueues them.

use super::MailIdentity;
use super::context::{Addressee, MeetingContext};
use super::recipients::{CompanyProfile, Recipient};
use super::subject::Subject;
use domain::effect::{Due, Effect};
use domain::message::pending::PendingNotice;
use domain::message::{About, Appointment, MessageContent, MessageKind, Person};
use domain::text::email_key;
use domain::{CompanyId, MessageId};
use integrations::calendars::own_uid;
use integrations::mail::imip::{self, Attendee, Event};
use integrations::mail::notices::{self, AnswerLinks, TemplateData};
use integrations::mail::{Address, Invitation, Mailbox};
use persistence::store::messages;
use persistence::{DbError, Scope, StoreError, outbox};
use scheduling_core::time::Timestamp;

/// The content of a message to a recipient.
pub(super) fn write(
    profile: &CompanyProfile,
    recipient: &Recipient,
    subject: impl Into<Subject>,
    about: About,
    data: &TemplateData,
    appointment: Option<Appointment>,
) -> Result<MessageContent, StoreError> {
    let Subject { kind, words } = subject.into();
    // A template that fails is a bug of ours; the effect fails and is reported like any other.
    let notice =
        notices::write(words, recipient.language, data).map_err(|error| DbError::other(error.to_string()))?;
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
        appointment,
    })
}

/// The appointment for a recipient's calendar (RFC 5546): `UID` is the meeting's for ever, and answers go to whom the
/// company names. Guests are not shown the addresses of those who work here.
pub(super) fn appointment(
    identity: &MailIdentity,
    addressee: Addressee<'_>,
    notice: &PendingNotice,
    answer: Option<&AnswerLinks>,
    now: Timestamp,
) -> Appointment {
    let Addressee { profile, context, recipient } = addressee;
    let cancelled = notice.kind == MessageKind::Cancelled;
    let organizer = organizer(identity, addressee, notice);
    let link = notice.facts.as_ref().and_then(|facts| facts.link.clone());
    let facts = notice.facts.as_ref();
    let description = [
        facts.map(|facts| notices::setting(recipient.language, facts.online)),
        facts.map(|facts| facts.people.join(", ")).filter(|names| !names.is_empty()),
        link.clone(),
        answer.map(|links| links.accept.clone()),
    ];
    let description: Vec<String> = description.into_iter().flatten().collect();
    let event = Event {
        uid: own_uid(context.meeting.id()),
        sequence: u32::try_from(notice.sequence).unwrap_or(u32::MAX),
        dtstamp: now,
        time: notice.time,
        organizer: Mailbox::new(profile.sender_name(), organizer.clone()),
        attendees: attendees(context, recipient, cancelled),
        summary: context.summary(profile, recipient),
        description: (!description.is_empty()).then(|| description.join("\n")),
        location: notice.facts.as_ref().and_then(|facts| facts.place.clone()),
        url: link,
        cancelled,
    };
    let Invitation { method, ics } = if cancelled { imip::cancel(&event) } else { imip::request(&event) };
    Appointment {
        method: method.as_str().to_owned(),
        ics,
        facts: notice.facts.clone(),
        organizer: Some(organizer.as_str().to_owned()),
    }
}

/// Who answers. An appointment that is in a calendar keeps its organizer, because calendars take its news from nobody else. Nobody is
/// the organizer of what they are invited to: calendars pass over such an invitation.
fn organizer(identity: &MailIdentity, addressee: Addressee<'_>, notice: &PendingNotice) -> Address {
    let own = email_key(&addressee.recipient.address);
    let reply_to = addressee.profile.settings.reply_to.as_deref();
    let named = [notice.organizer.as_deref(), reply_to.filter(|address| email_key(address) != own)];
    let found = named.into_iter().flatten().find_map(|text| Address::parse(text).ok());
    found.unwrap_or_else(|| identity.sender.address.clone())
}

/// Who takes part, as the recipient may know: the recipient first, and with what each has answered.
fn attendees(context: &MeetingContext, recipient: &Recipient, cancelled: bool) -> Vec<Attendee> {
    let attendee = |person: Person, name: &str, address: &str| {
        let address = Address::parse(address).ok()?;
        Some(Attendee { mailbox: Mailbox::new(name, address), answer: context.answer_of(person) })
    };
    let own = attendee(recipient.person, &recipient.name, &recipient.address);
    let inside = matches!(recipient.person, Person::User(_)) && !cancelled;
    let others = context.guest.iter().chain(&context.hosts).filter(|_| inside);
    let others = others
        .filter(|one| one.person != recipient.person && one.address != recipient.address)
        .filter_map(|one| attendee(one.person, &one.name, &one.address));
    own.into_iter().chain(others).collect()
}

/// What a message is written once for that each address is to have once: what `first` says for the first address.
pub(super) fn once_for_address(
    scope: &mut Scope<'_>,
    company: CompanyId,
    first: String,
    address: &str,
) -> Result<String, StoreError> {
    Ok(match messages::address_of(scope, company, &first)? {
        Some(told) if email_key(&told) != email_key(address) => format!("{first}:{}", email_key(address)),
        _ => first,
    })
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
