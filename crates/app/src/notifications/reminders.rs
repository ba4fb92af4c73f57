//! Reminding the people of a meeting, when each of them wants to be.

use super::MailIdentity;
use super::compose::{enqueue, write};
use super::context::Addressee;
use super::notify::{Found, find};
use super::recipients::CompanyProfile;
use crate::sealed::Vault;
use domain::access::Permit;
use domain::effect::{Due, Effect};
use domain::interview::InterviewStatus;
use domain::message::{About, MessageKind, Person};
use domain::{CompanyId, InterviewId, Meeting};
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
    pub meeting: Meeting,
    /// When the meeting started when the reminder was set.
    pub starts_at: Timestamp,
    pub minutes_before: i64,
}

/// Reminds those who want to be reminded so many minutes before. It means nothing where the meeting starts at another
/// time now, does not take place, or has begun.
///
/// # Errors
/// Failures of the database.
pub fn remind(
    tx: &mut Tx<'_>,
    permit: &Permit,
    office: (&MailIdentity, &Vault),
    reminder: DueReminder,
    now: Timestamp,
) -> Result<(), StoreError> {
    let DueReminder { meeting, starts_at, minutes_before } = reminder;
    let scope = &mut tx.scope(permit);
    let Some(Found { context, participants }) = find(scope, office.0, meeting, now)? else { return Ok(()) };
    let time = context.time.filter(|time| now < starts_at && time.start() == starts_at);
    let Some(time) = time.filter(|_| context.takes_place()) else { return Ok(()) };
    let scope = &mut scope.for_company(context.company)?;
    let profile = CompanyProfile::of(scope, context.company)?;
    let recipients = profile.recipients(scope, &participants)?;
    let of_clients = crate::reminders::minutes_of_client(scope, meeting)?;
    for recipient in &recipients {
        let wanted = match recipient.person {
            Person::Client(_) => &of_clients,
            _ => recipient.preferences.reminders(&profile.settings),
        };
        if recipient.active && is_due(wanted, starts_at, minutes_before, now) {
            let addressee = Addressee { profile: &profile, context: &context, recipient };
            remind_one(scope, office.0, office.1, addressee, time, minutes_before, now)?;
        }
    }
    Ok(())
}

/// Whether it is the latest reminder of this reader whose time has come: after a time without a worker, several are due
/// at once, of which one is enough.
fn is_due(wanted: &[i64], starts_at: Timestamp, minutes_before: i64, now: Timestamp) -> bool {
    let come = wanted.iter().copied().filter(|minutes| starts_at.plus_minutes(-minutes) <= now);
    come.min() == Some(minutes_before)
}

fn remind_one(
    scope: &mut Scope<'_>,
    identity: &MailIdentity,
    vault: &Vault,
    addressee: Addressee<'_>,
    time: Interval,
    minutes_before: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Addressee { profile, context, recipient } = addressee;
    let (meeting, kind) = (context.meeting, MessageKind::Reminder);
    let data = context.data(profile, recipient, kind, time, None);
    let data = context.data_with_page(addressee, data, kind, (identity, vault))?;
    let about = About::Meeting { of: meeting, sequence: context.sequence, time };
    let words = context.words(kind, true);
    let content = write(profile, recipient, words, about, &data, None)?;
    let (start, person) = (time.start().unix(), recipient.person);
    let dedupe = format!("remind:{}:{start}:{minutes_before}:{person}", meeting.id());
    enqueue(scope, identity, context.company, &content, &dedupe, now).map(drop)
}
