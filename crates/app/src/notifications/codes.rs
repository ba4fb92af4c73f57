//! Mails of the booking flow: the code that shows that an address is somebody's, and the question whether another time suits.

use super::MailIdentity;
use super::compose::{enqueue, once_for_address, write};
use super::context::MeetingContext;
use super::recipients::{CompanyProfile, Recipient, found_or_none};
use crate::appointments::{self, Link, LinkPurpose};
use crate::sealed::Vault;
use domain::access::Permit;
use domain::appointment::MoveStatus;
use domain::appointment::code::GOOD_SECONDS;
use domain::message::{About, MessageKind, Person, Preferences};
use domain::{AppointmentId, RequestId};
use integrations::mail::notices::{Language, TemplateData};
use persistence::store::{appointment_moves, appointments as stored};
use persistence::{DbError, StoreError, Tx};
use scheduling_core::time::Timestamp;
use uuid::Uuid;

/// Writes the mail with the code of a request that was asked for then, unless a newer one was, or the request has ended.
///
/// # Errors
/// Failures of the database, and of the machine where no digits can be drawn.
pub fn mail_code(
    tx: &mut Tx<'_>,
    permit: &Permit,
    identity: &MailIdentity,
    vault: &Vault,
    request: RequestId,
    sent_at: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    let Some(mail) = appointments::draw(scope, vault, request, sent_at, now)? else { return Ok(()) };
    let scope = &mut scope.for_company(mail.company)?;
    let profile = CompanyProfile::of(scope, mail.company)?;
    let recipient = Recipient {
        // There is no appointment yet: who it is for stands by the request.
        person: Person::Client(AppointmentId(request.0)),
        name: mail.client.name.clone(),
        address: mail.client.email.clone(),
        zone: profile.company.details.time_zone.clone(),
        language: Language::of_tag(&profile.settings.language),
        preferences: Preferences::default(),
        active: true,
    };
    let data = TemplateData {
        company: profile.sender_name().to_owned(),
        recipient: recipient.name.clone(),
        zone: recipient.zone.clone(),
        code: Some(mail.digits.clone()),
        valid_until: Some(sent_at.plus_seconds(GOOD_SECONDS)),
        ..TemplateData::default()
    };
    let content = write(&profile, &recipient, MessageKind::Code, About::Address, &data, None)?;
    let dedupe = format!("code:{request}:{}", sent_at.unix());
    enqueue(scope, identity, mail.company, &content, &dedupe, now).map(drop)
}

/// Asks the client of an appointment whether a move suits, once at each address that the client has, unless that is settled.
///
/// # Errors
/// Failures of the database.
pub fn ask_client(
    tx: &mut Tx<'_>,
    permit: &Permit,
    identity: &MailIdentity,
    vault: &Vault,
    id: AppointmentId,
    question: Uuid,
    now: Timestamp,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    let Some(appointment) = found_or_none(stored::get(scope, id))? else { return Ok(()) };
    let scope = &mut scope.for_company(appointment.company)?;
    let asked = appointment_moves::of(scope, &appointment)?.into_iter().find(|one| one.id == question);
    let asked = asked.filter(|one| one.status(now) == MoveStatus::Pending);
    let Some(asked) = asked else { return Ok(()) };
    let profile = CompanyProfile::of(scope, appointment.company)?;
    let person = Person::Client(id);
    let Some(recipient) = profile.recipients(scope, &[person])?.pop() else { return Ok(()) };
    let context = MeetingContext::of_appointment(scope, identity, &appointment, now)?;
    let kind = MessageKind::MoveAsked;
    let data = context.data(&profile, &recipient, kind, asked.to.time, Some(asked.from.time));
    let link = Link::to(&appointment, LinkPurpose::Agree(question));
    let link = appointments::link(link, vault, &identity.public_url)
        .map_err(|error| DbError::other(error.to_string()))?;
    let data = TemplateData {
        link: Some(link),
        reason: asked.reason.clone(),
        valid_until: asked.expires_at,
        ..data
    };
    let about = About::Meeting { of: id.into(), sequence: appointment.sequence, time: asked.to.time };
    let words = context.words(kind, true);
    let content = write(&profile, &recipient, words, about, &data, None)?;
    let first = format!("ask:{question}");
    let dedupe = once_for_address(scope, appointment.company, first, &recipient.address)?;
    enqueue(scope, identity, appointment.company, &content, &dedupe, now).map(drop)
}
