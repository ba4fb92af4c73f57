//! Writing messages, and putting them into the outbox.

use super::Office;
use super::people::{House, Reader};
use super::story::Story;
use domain::effect::{Due, Effect};
use domain::message::news::News;
use domain::message::{About, Appointment, Letter, MessageKind, Person};
use domain::{CompanyId, MessageId};
use integrations::mail::imip::{self, Answer, Attendee, Event};
use integrations::mail::notices::{self, Facts, Kind};
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

/// A letter to a reader.
pub(super) fn write(
    house: &House,
    reader: &Reader,
    (kind, about): (MessageKind, About),
    facts: &Facts,
    appointment: Option<Invitation>,
) -> Result<Letter, StoreError> {
    // A template that fails is a mistake of ours, which stops this effect and is told like any other.
    let notice = notices::write(words(kind), reader.language, facts)
        .map_err(|error| DbError::other(error.to_string()))?;
    Ok(Letter {
        kind,
        person: reader.person,
        to_address: reader.address.clone(),
        to_name: reader.name.clone(),
        from_name: house.sender_name().to_owned(),
        reply_to: house.settings.reply_to.clone(),
        language: reader.language.tag().to_owned(),
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
    office: &Office,
    house: &House,
    story: &Story,
    reader: &Reader,
    news: &News,
    now: Timestamp,
) -> Invitation {
    let cancelled = news.kind == MessageKind::Cancelled;
    let invited = |(name, address): (&String, &String)| {
        let address = Address::parse(address).ok()?;
        Some(Attendee { mailbox: Mailbox::new(name, address), answer: Answer::NeedsAction })
    };
    let own = std::iter::once((&reader.name, &reader.address));
    let others = story.candidate.iter().chain(&story.interviewers);
    let others = others.map(|(name, address)| (name, address));
    let others = others.filter(|(_, address)| !cancelled && *address != &reader.address);
    let attendees = match reader.person {
        Person::Candidate(_) => own.filter_map(invited).collect(),
        Person::User(_) => own.chain(others).filter_map(invited).collect(),
    };
    let event = Event {
        uid: format!("{}@meridian", story.interview.id),
        sequence: u32::try_from(news.sequence).unwrap_or(u32::MAX),
        dtstamp: now,
        time: news.time,
        organizer: Mailbox::new(house.sender_name(), office.sender.address.clone()),
        attendees,
        summary: story.summary(house, reader),
        description: story.link.clone().filter(|_| !cancelled),
        location: story.interview.details.location.clone(),
        url: story.link.clone(),
        cancelled,
    };
    if cancelled { imip::cancel(&event) } else { imip::request(&event) }
}

/// Puts a letter into the outbox, unless the same was told before; answers which message it became.
pub(super) fn post(
    scope: &mut Scope<'_>,
    office: &Office,
    company: CompanyId,
    (letter, dedupe): (&Letter, &str),
    now: Timestamp,
) -> Result<Option<MessageId>, StoreError> {
    // An address literal is no right half of a Message-ID.
    let domain = Some(office.sender.address.domain()).filter(|domain| !domain.starts_with('['));
    let domain = domain.unwrap_or("meridian.invalid");
    let Some(id) = messages::insert(scope, company, (letter, dedupe), domain, now)? else { return Ok(None) };
    let due = Due { effect: Effect::Send { message: id.0 }, at: now };
    outbox::put(scope, company, &[due], now)?;
    Ok(Some(id))
}
