//! Notifies the participants of an interview of a change.

use super::MailIdentity;
use super::compose::{appointment, enqueue, write};
use super::context::{Addressee, InterviewContext};
use super::recipients::{CompanyProfile, found_or_none};
use crate::participants::of_interview;
use domain::InterviewId;
use domain::access::Permit;
use domain::effect::Notice;
use domain::interview::Interview;
use domain::message::pending::{PendingNotice, of_cancellation, of_meeting};
use domain::message::{About, Person, SentNotice};
use persistence::store::{interviews, messages};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;

/// What became of an interview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangedInterview {
    pub interview: InterviewId,
    pub notice: Notice,
    /// The interview's sequence when it happened.
    pub sequence: i64,
}

/// Tells the people of an interview what became of it, each what is news to them. An invitation that the interview has
/// moved on from is not sent any more; a cancellation goes to everybody who was invited.
///
/// # Errors
/// Failures of the database.
pub fn notify(
    tx: &mut Tx<'_>,
    permit: &Permit,
    identity: &MailIdentity,
    change: ChangedInterview,
    now: Timestamp,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    // A change of it waits until this is sent: what follows from the change finds it among what people know.
    let Some(interview) = found_or_none(interviews::hold(scope, change.interview))? else { return Ok(()) };
    let scope = &mut scope.for_company(interview.company)?;
    let told = messages::last_notices(scope, interview.company, interview.id)?;
    let pending = pending(scope, &interview, &told, change)?;
    if pending.is_empty() {
        return Ok(());
    }
    let profile = CompanyProfile::of(scope, interview.company)?;
    let people: Vec<Person> = pending.iter().map(|pending| pending.person).collect();
    let recipients = profile.recipients(scope, &people)?;
    let context = InterviewContext::of(scope, identity, interview)?;
    for recipient in &recipients {
        let Some(pending) = pending.iter().find(|pending| pending.person == recipient.person) else {
            continue;
        };
        if recipient.preferences.wants(pending.kind, recipient.person)
            && (recipient.active || pending.count > 0)
        {
            let addressee = Addressee { profile: &profile, context: &context, recipient };
            notify_one(scope, identity, addressee, pending, change.notice, now)?;
        }
    }
    Ok(())
}

fn pending(
    scope: &mut Scope<'_>,
    interview: &Interview,
    told: &[SentNotice],
    change: ChangedInterview,
) -> Result<Vec<PendingNotice>, StoreError> {
    let ChangedInterview { notice, sequence, .. } = change;
    if notice == Notice::Cancelled {
        return Ok(of_cancellation(told, sequence));
    }
    let stale = sequence < interview.sequence || !interview.status.is_open();
    let Some(time) = interview.time.filter(|_| !stale) else { return Ok(Vec::new()) };
    Ok(of_meeting(told, &of_interview(scope, interview)?, sequence, time))
}

fn notify_one(
    scope: &mut Scope<'_>,
    identity: &MailIdentity,
    addressee: Addressee<'_>,
    pending: &PendingNotice,
    notice: Notice,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Addressee { profile, context, recipient } = addressee;
    let (company, id) = (context.interview.company, context.interview.id);
    let data = context.data(profile, recipient, pending.kind, pending.time, pending.previous);
    let invitation = appointment(identity, addressee, pending, now);
    let about = About::Interview { id, sequence: pending.sequence, time: pending.time };
    let content = write(profile, recipient, pending.kind, about, &data, Some(invitation))?;
    let (name, person) = (notice.name(), recipient.person);
    // The count lets somebody be invited who was invited and cancelled before, at the same sequence.
    let dedupe = format!("tell:{id}:{}:{name}:{person}:{}", pending.sequence, pending.count);
    match enqueue(scope, identity, company, &content, &dedupe, now)? {
        Some(message) => messages::supersede(scope, company, id, person, message),
        None => Ok(()),
    }
}
