//! Reminding the people of an interview, when each of them wants to be.

use super::MailIdentity;
use super::compose::{enqueue, write};
use super::context::{Addressee, InterviewContext};
use super::recipients::{CompanyProfile, Recipient, found_or_none};
use crate::participants::of_interview;
use domain::access::Permit;
use domain::effect::{Due, Effect};
use domain::interview::InterviewStatus;
use domain::message::{About, MessageKind};
use domain::{CompanyId, InterviewId};
use persistence::store::collection::Part;
use persistence::store::interviews;
use persistence::{Scope, StoreError, Tx, outbox};
use scheduling_core::time::{Interval, Timestamp};

/// Sets the reminders of an interview anew.
///
/// # Errors
/// `NotFound` for the interview.
pub fn set_reminders(
    tx: &mut Tx<'_>,
    permit: &Permit,
    interview: InterviewId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    let interview = interviews::get(scope, interview)?;
    crate::reminders::set(&mut scope.for_company(interview.company)?, &interview, now)
}

/// Interviews whose reminders one transaction sets anew.
const TOGETHER: i64 = 100;

/// Sets the reminders of a company's interviews ahead anew, as its settings are now: of those after `after` some, and
/// leaves an effect for the rest.
///
/// # Errors
/// `NotFound` for the company.
pub fn set_reminders_of_company(
    tx: &mut Tx<'_>,
    permit: &Permit,
    company: CompanyId,
    after: Option<InterviewId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    let scope = &mut scope.for_company(company)?;
    let ahead = interviews::Filter {
        status: Some(InterviewStatus::Scheduled),
        starts_after: Some(now),
        ..interviews::Filter::default()
    };
    let some = interviews::list(scope, &ahead, &Part::after(after, TOGETHER))?;
    crate::reminders::set_all(scope, company, &some, now)?;
    let last = some.last().filter(|_| i64::try_from(some.len()).is_ok_and(|taken| taken == TOGETHER));
    let rest = last.map(|last| Due { effect: Effect::SetReminders { after: Some(last.id) }, at: now });
    Ok(outbox::enqueue(scope, company, rest.as_slice(), now)?)
}

/// A reminder whose time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueReminder {
    pub interview: InterviewId,
    /// When the interview started when the reminder was set.
    pub starts_at: Timestamp,
    pub minutes_before: i64,
}

/// Reminds those who want to be reminded so many minutes before. It means nothing where the interview starts at another
/// time now, does not take place, or has begun.
///
/// # Errors
/// Failures of the database.
pub fn remind(
    tx: &mut Tx<'_>,
    permit: &Permit,
    identity: &MailIdentity,
    reminder: DueReminder,
    now: Timestamp,
) -> Result<(), StoreError> {
    let DueReminder { interview, starts_at, minutes_before } = reminder;
    let scope = &mut tx.scope(permit);
    let Some(interview) = found_or_none(interviews::get(scope, interview))? else { return Ok(()) };
    let scheduled = interview.status == InterviewStatus::Scheduled && now < starts_at;
    let time = interview.time.filter(|time| scheduled && time.start() == starts_at);
    let Some(time) = time else { return Ok(()) };
    let scope = &mut scope.for_company(interview.company)?;
    let profile = CompanyProfile::of(scope, interview.company)?;
    let people = of_interview(scope, &interview)?;
    let recipients = profile.recipients(scope, &people)?;
    let context = InterviewContext::of(scope, identity, interview)?;
    for recipient in
        recipients.iter().filter(|recipient| is_due(&profile, recipient, starts_at, minutes_before, now))
    {
        let addressee = Addressee { profile: &profile, context: &context, recipient };
        remind_one(scope, identity, addressee, time, minutes_before, now)?;
    }
    Ok(())
}

/// Whether it is the latest reminder of this reader whose time has come: after a time without a worker, several are due
/// at once, of which one is enough.
fn is_due(
    profile: &CompanyProfile,
    recipient: &Recipient,
    starts_at: Timestamp,
    minutes_before: i64,
    now: Timestamp,
) -> bool {
    let wanted = recipient.preferences.reminders(&profile.settings).iter().copied();
    let come = wanted.filter(|minutes| starts_at.plus_minutes(-minutes) <= now);
    recipient.active && come.min() == Some(minutes_before)
}

fn remind_one(
    scope: &mut Scope<'_>,
    identity: &MailIdentity,
    addressee: Addressee<'_>,
    time: Interval,
    minutes_before: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Addressee { profile, context, recipient } = addressee;
    let (interview, kind) = (&context.interview, MessageKind::Reminder);
    let data = context.data(profile, recipient, kind, time, None);
    let about = About::Interview { id: interview.id, sequence: interview.sequence, time };
    let content = write(profile, recipient, kind, about, &data, None)?;
    let (start, person) = (time.start().unix(), recipient.person);
    let dedupe = format!("remind:{}:{start}:{minutes_before}:{person}", interview.id);
    enqueue(scope, identity, interview.company, &content, &dedupe, now).map(drop)
}
