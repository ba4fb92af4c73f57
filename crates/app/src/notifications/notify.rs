//! Tells the calendars of the people of a meeting what is so.

use super::MailIdentity;
use super::compose::{appointment, enqueue, write};
use super::context::{Addressee, MeetingContext, Standing};
use super::recipients::{CompanyProfile, Recipient, found_or_none};
use crate::answers::{AnswerLink, link_of};
use crate::participants::{of_appointment, of_interview};
use crate::sealed::Vault;
use domain::access::Permit;
use domain::effect::{Due, Effect, EffectKind, Notice};
use domain::message::pending::{Attendance, KnownCalendar, PendingNotice, changes};
use domain::message::{About, Message, MessageKind, Person};
use domain::{CompanyId, Meeting, MessageId, Refusal};
use integrations::mail::notices::{AnswerLinks, TemplateData};
use persistence::store::{appointments, calendar_notices, interview_answers, interviews, messages};
use persistence::{DbError, Scope, StoreError, Tx, outbox};
use scheduling_core::time::Timestamp;
use sha2::{Digest, Sha256};

/// A meeting with those who are to have it in their calendars, as it is now.
pub(super) struct Found {
    pub(super) context: MeetingContext,
    pub(super) participants: Vec<Person>,
}

/// Reads a meeting; `None` for one that was deleted. A change of it waits until the transaction ends: what follows from the
/// change finds it among what was written.
pub(super) fn find(
    scope: &mut Scope<'_>,
    identity: &MailIdentity,
    meeting: Meeting,
    now: Timestamp,
) -> Result<Option<Found>, StoreError> {
    let (context, participants) = match meeting {
        Meeting::Interview(id) => {
            let Some(interview) = found_or_none(interviews::hold(scope, id))? else { return Ok(None) };
            let scope = &mut scope.for_company(interview.company)?;
            let participants = of_interview(scope, &interview)?;
            (MeetingContext::of(scope, identity, interview, now)?, participants)
        }
        Meeting::Appointment(id) => {
            let Some(found) = found_or_none(appointments::hold(scope, id))? else { return Ok(None) };
            let scope = &mut scope.for_company(found.company)?;
            (MeetingContext::of_appointment(scope, identity, &found, now)?, of_appointment(&found))
        }
    };
    let participants = if context.takes_place() { participants } else { Vec::new() };
    Ok(Some(Found { context, participants }))
}

/// Tells the people of a meeting what became of it: each address that differs from what is so. It reads what is so now, so
/// that it may run late, twice, and in any order.
///
/// # Errors
/// Failures of the database; `VersionMismatch` where another worker was faster, so that it is to be run again.
pub fn notify(
    tx: &mut Tx<'_>,
    permit: &Permit,
    identity: &MailIdentity,
    vault: &Vault,
    meeting: Meeting,
    now: Timestamp,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    let Some(Found { context, participants }) = find(scope, identity, meeting, now)? else { return Ok(()) };
    if context.standing == Standing::Over {
        return Ok(());
    }
    let scope = &mut scope.for_company(context.company)?;
    let known = calendar_notices::known(scope, context.company, meeting)?;
    let mut people = participants.clone();
    people.extend(known.iter().map(|calendar| calendar.person).filter(|one| !participants.contains(one)));
    if people.is_empty() {
        return Ok(());
    }
    let profile = CompanyProfile::of(scope, context.company)?;
    let recipients = profile.recipients(scope, &people)?;
    let attendances = attendances(&profile, &context, &recipients, &participants, &known);
    let news = News { identity, vault, profile: &profile, context: &context, participants: &participants };
    for change in changes(&known, &attendances, context.sequence) {
        // Of what is on its way, the next is said once something became of it.
        if let Some(stale) = change.replaces
            && !withdraw(scope, context.company, stale)?
        {
            continue;
        }
        let Some(notice) = change.notice else { continue };
        let Some(recipient) = recipients.iter().find(|one| one.person == notice.person) else { continue };
        news.notify(scope, recipient, &notice, now)?;
    }
    Ok(())
}

/// Takes back a message that waits, unless a worker has it. Answers whether it was taken back.
fn withdraw(scope: &mut Scope<'_>, company: CompanyId, message: MessageId) -> Result<bool, StoreError> {
    let withdrawn = outbox::withdraw(scope, company, EffectKind::Send, message.0)?;
    calendar_notices::outdate(scope, company, message, !withdrawn)?;
    Ok(withdrawn)
}

/// Whose calendars are to have the meeting. Who wants no invitations, or is not active, has it where they were invited
/// before.
fn attendances(
    profile: &CompanyProfile,
    context: &MeetingContext,
    recipients: &[Recipient],
    participants: &[Person],
    known: &[KnownCalendar],
) -> Vec<Attendance> {
    let invited = |person: Person| known.iter().any(|one| one.person == person && one.is_invited());
    let wants = |recipient: &Recipient| {
        recipient.active && recipient.preferences.wants(MessageKind::Invitation, recipient.person)
    };
    let taking_part = recipients.iter().filter(|recipient| participants.contains(&recipient.person));
    taking_part
        .filter(|recipient| wants(recipient) || invited(recipient.person))
        .filter_map(|recipient| {
            let facts = context.facts(profile, recipient)?;
            Some(Attendance { person: recipient.person, address: recipient.address.clone(), facts })
        })
        .collect()
}

/// What is told to whom.
struct News<'a> {
    identity: &'a MailIdentity,
    vault: &'a Vault,
    profile: &'a CompanyProfile,
    context: &'a MeetingContext,
    participants: &'a [Person],
}

impl News<'_> {
    fn notify(
        &self,
        scope: &mut Scope<'_>,
        recipient: &Recipient,
        notice: &PendingNotice,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        // What is cancelled for an address goes there, wherever its owner is now.
        let recipient = &Recipient { address: notice.address.clone(), ..recipient.clone() };
        let (meeting, company) = (self.context.meeting, self.context.company);
        let addressee = Addressee { profile: self.profile, context: self.context, recipient };
        let data = self.data(addressee, notice)?;
        let about = About::Meeting { of: meeting, sequence: notice.sequence, time: notice.time };
        let invitation = appointment(self.identity, addressee, notice, data.answer.as_ref(), now);
        let words = self.context.words(notice.kind, self.participants.contains(&recipient.person));
        let content = write(self.profile, recipient, words, about, &data, Some(invitation))?;
        let dedupe = dedupe(meeting, notice);
        // Another worker has written to this address meanwhile: what it wrote is to be known first.
        let message = enqueue(scope, self.identity, company, &content, &dedupe, now)?;
        message.ok_or(Refusal::VersionMismatch { what: "message" })?;
        self.forget_answer(scope, notice)?;
        messages::supersede_reminders(scope, company, meeting, recipient.person)
    }

    /// Who is asked no more has answered nothing, should they be asked again.
    fn forget_answer(&self, scope: &mut Scope<'_>, notice: &PendingNotice) -> Result<(), StoreError> {
        let is_asked = self.participants.contains(&notice.person);
        match self.context.meeting {
            Meeting::Interview(id) if !is_asked && self.context.standing == Standing::Open => {
                interview_answers::forget(scope, self.context.company, id, notice.person)
            }
            _ => Ok(()),
        }
    }

    fn data(&self, addressee: Addressee<'_>, notice: &PendingNotice) -> Result<TemplateData, StoreError> {
        let recipient = addressee.recipient;
        let data = self.context.data(self.profile, recipient, notice.kind, notice.time, notice.previous);
        let data = self.context.data_with_page(addressee, data, notice.kind, (self.identity, self.vault))?;
        let (Meeting::Interview(interview), false) =
            (self.context.meeting, notice.kind == MessageKind::Cancelled)
        else {
            return Ok(data);
        };
        let invitation = AnswerLink {
            company: self.context.company,
            interview,
            sequence: notice.sequence,
            until: notice.time.start(),
            address: notice.address.clone(),
        };
        let link = link_of(&invitation, self.vault, &self.identity.public_url)
            .map_err(|error| DbError::other(error.to_string()))?;
        let answer = |name: &str| format!("{link}?answer={name}");
        let answer = AnswerLinks { accept: answer("accepted"), decline: answer("declined") };
        Ok(TemplateData { answer: Some(answer), ..data })
    }
}

/// The same for the same news to the same address, so that it is told once.
fn dedupe(meeting: Meeting, notice: &PendingNotice) -> String {
    let digest = Sha256::digest(domain::text::folded(&notice.address));
    let address: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("calendar:{}:{}:{address}", meeting.id(), notice.sequence)
}

/// Has a meeting looked at again after a message about it, which was no longer right while it was on its way.
pub(super) fn follow_up(scope: &mut Scope<'_>, message: &Message, now: Timestamp) -> Result<(), StoreError> {
    let About::Meeting { of, sequence, .. } = message.content.about else { return Ok(()) };
    if message.content.appointment.is_none() || !calendar_notices::is_followed(scope, message)? {
        return Ok(());
    }
    let effect = Effect::Notify { meeting: of, notice: Notice::Rescheduled, sequence };
    Ok(outbox::enqueue(scope, message.company, &[Due { effect, at: now }], now)?)
}
