//! Tells the calendars of the people of an interview what is so.

use super::MailIdentity;
use super::compose::{appointment, enqueue, write};
use super::context::{Addressee, InterviewContext};
use super::recipients::{CompanyProfile, Recipient, found_or_none};
use crate::answers::{AnswerLink, link_of};
use crate::participants::of_interview;
use crate::sealed::Vault;
use domain::access::Permit;
use domain::effect::{Due, Effect, EffectKind, Notice};
use domain::interview::{Interview, InterviewStatus, rules};
use domain::message::pending::{Attendance, KnownCalendar, PendingNotice, changes};
use domain::message::{About, Message, MessageKind, Person};
use domain::{CompanyId, InterviewId, MessageId, Refusal};
use integrations::mail::notices::{AnswerLinks, TemplateData};
use persistence::store::{calendar_notices, interviews, messages};
use persistence::{DbError, Scope, StoreError, Tx, outbox};
use scheduling_core::time::Timestamp;
use sha2::{Digest, Sha256};

/// Tells the people of an interview what became of it: each address that differs from what is so. It reads what is so
/// now, so that it may run late, twice, and in any order.
///
/// # Errors
/// Failures of the database; `VersionMismatch` where another worker was faster, so that it is to be run again.
pub fn notify(
    tx: &mut Tx<'_>,
    permit: &Permit,
    identity: &MailIdentity,
    vault: &Vault,
    interview: InterviewId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    // A change of it waits until this is written: what follows from the change finds it among what was written.
    let Some(interview) = found_or_none(interviews::hold(scope, interview))? else { return Ok(()) };
    if is_over(&interview, now) {
        return Ok(());
    }
    let scope = &mut scope.for_company(interview.company)?;
    let known = calendar_notices::known(scope, interview.company, interview.id)?;
    let participants = match interview.time.filter(|_| interview.status.is_open()) {
        Some(_) => of_interview(scope, &interview)?,
        None => Vec::new(),
    };
    let mut people = participants.clone();
    people.extend(known.iter().map(|calendar| calendar.person).filter(|one| !participants.contains(one)));
    if people.is_empty() {
        return Ok(());
    }
    let profile = CompanyProfile::of(scope, interview.company)?;
    let recipients = profile.recipients(scope, &people)?;
    let context = InterviewContext::of(scope, identity, interview)?;
    let attendances = attendances(&profile, &context, &recipients, &participants, &known);
    let news = News { identity, vault, profile: &profile, context: &context, participants: &participants };
    for change in changes(&known, &attendances, context.interview.sequence) {
        // Of what is on its way, the next is said once something became of it.
        if let Some(stale) = change.replaces
            && !withdraw(scope, context.interview.company, stale)?
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

/// Whether nobody is to be told anything any more.
fn is_over(interview: &Interview, now: Timestamp) -> bool {
    let status = matches!(interview.status, InterviewStatus::Completed | InterviewStatus::NoShow);
    status || rules::ended(interview, now).is_some()
}

/// Whose calendars are to have the interview. Who wants no invitations, or is not active, has it where they were invited
/// before.
fn attendances(
    profile: &CompanyProfile,
    context: &InterviewContext,
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
    context: &'a InterviewContext,
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
        let interview = &self.context.interview;
        let addressee = Addressee { profile: self.profile, context: self.context, recipient };
        let data = self.data(recipient, notice)?;
        let about = About::Interview { id: interview.id, sequence: notice.sequence, time: notice.time };
        let invitation = appointment(self.identity, addressee, notice, data.answer.as_ref(), now);
        let words = self.context.words(notice.kind, self.participants.contains(&recipient.person));
        let content = write(self.profile, recipient, words, about, &data, Some(invitation))?;
        let dedupe = dedupe(interview.id, notice);
        // Another worker has written to this address meanwhile: what it wrote is to be known first.
        let message = enqueue(scope, self.identity, interview.company, &content, &dedupe, now)?;
        message.ok_or(Refusal::VersionMismatch { what: "message" })?;
        messages::supersede_reminders(scope, interview.company, interview.id, recipient.person)
    }

    fn data(&self, recipient: &Recipient, notice: &PendingNotice) -> Result<TemplateData, StoreError> {
        let interview = &self.context.interview;
        let data = self.context.data(self.profile, recipient, notice.kind, notice.time, notice.previous);
        if notice.kind == MessageKind::Cancelled {
            return Ok(data);
        }
        let invitation = AnswerLink {
            company: interview.company,
            interview: interview.id,
            person: recipient.person,
            sequence: notice.sequence,
            until: notice.time.start(),
        };
        let link = link_of(&invitation, self.vault, &self.identity.public_url)
            .map_err(|error| DbError::other(error.to_string()))?;
        let answer = |name: &str| format!("{link}?answer={name}");
        let answer = AnswerLinks { accept: answer("accepted"), decline: answer("declined") };
        Ok(TemplateData { answer: Some(answer), ..data })
    }
}

/// The same for the same news to the same address, so that it is told once.
fn dedupe(interview: InterviewId, notice: &PendingNotice) -> String {
    let digest = Sha256::digest(domain::text::folded(&notice.address));
    let address: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("calendar:{interview}:{}:{address}", notice.sequence)
}

/// Has an interview looked at again after a message about it, which was no longer right while it was on its way.
pub(super) fn follow_up(scope: &mut Scope<'_>, message: &Message, now: Timestamp) -> Result<(), StoreError> {
    let About::Interview { id, sequence, .. } = message.content.about else { return Ok(()) };
    if message.content.appointment.is_none() || !calendar_notices::is_followed(scope, message)? {
        return Ok(());
    }
    let effect = Effect::Notify { interview: id, notice: Notice::Rescheduled, sequence };
    Ok(outbox::enqueue(scope, message.company, &[Due { effect, at: now }], now)?)
}
