//! A new name or address of a person, or a new title of a job, reaches the calendars that show it.

use super::recipients::found_or_none;
use super::scheduling_link::mailed_links;
use domain::access::Permit;
use domain::appointment::{Appointment, MoveStatus};
use domain::directory::{CandidateDetails, Company};
use domain::effect::{Due, Effect, Named, Notice};
use domain::interview::InterviewStatus;
use domain::{CompanyId, InterviewId, UserId};
use persistence::store::collection::{Collection, Part};
use persistence::store::{appointment_moves, appointments, clients, companies, interviews, users};
use persistence::{Scope, StoreError, Tx, outbox};
use scheduling_core::time::Timestamp;

/// Interviews that one transaction looks at.
const TOGETHER: i64 = 100;

/// Has the people of the interviews and appointments ahead told what is called otherwise now: of the interviews after `after` some,
/// and leaves an effect for the rest. Appointments, and links that wait for a time to be chosen, come with the first of them.
///
/// # Errors
/// Failures of the database.
pub fn retell(
    tx: &mut Tx<'_>,
    permit: &Permit,
    company: CompanyId,
    named: Named,
    after: Option<InterviewId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    let Some(Company { id: company, .. }) = found_or_none(companies::get(scope, company))? else {
        return Ok(());
    };
    let scope = &mut scope.for_company(company)?;
    let ahead = interviews::Filter {
        status: Some(InterviewStatus::Scheduled),
        starts_after: Some(now),
        ..interviews::Filter::default()
    };
    let ahead = match named {
        Named::Candidate(candidate) => interviews::Filter { candidate: Some(candidate), ..ahead },
        Named::User(user) => interviews::Filter { of: Some(user), ..ahead },
        Named::Job(job) => interviews::Filter { job: Some(job), ..ahead },
    };
    let some = interviews::list(scope, &ahead, &Part::after(after, TOGETHER))?;
    let mut due = match after {
        None => beside_interviews(scope, company, named, now)?,
        Some(_) => Vec::new(),
    };
    for interview in &some {
        let (interview, sequence) = (interview.id, interview.sequence);
        due.push(Effect::Notify { meeting: interview.into(), notice: Notice::Rescheduled, sequence });
        due.push(Effect::ShowInCalendars { interview });
    }
    let last = some.last().filter(|_| i64::try_from(some.len()).is_ok_and(|taken| taken == TOGETHER));
    due.extend(last.map(|last| Effect::Retell { named, after: Some(last.id) }));
    let due: Vec<Due> = due.into_iter().map(|effect| Due { effect, at: now }).collect();
    Ok(outbox::enqueue(scope, company, &due, now)?)
}

/// What has to be looked at besides interviews: appointments with a member of staff, and of a client, and links.
fn beside_interviews(
    scope: &mut Scope<'_>,
    company: CompanyId,
    named: Named,
    now: Timestamp,
) -> Result<Vec<Effect>, StoreError> {
    let mut due = match named {
        Named::User(user) => of_staff(scope, company, user, now)?,
        Named::Candidate(candidate) => mailed_links(scope, company, candidate, now)?
            .into_iter()
            .map(|link| Effect::MailSchedulingLink { link })
            .collect(),
        Named::Job(_) => Vec::new(),
    };
    let client = match named {
        Named::User(user) => found_or_none(users::get(scope, user))?.map(|user| user.details.email_key()),
        Named::Candidate(candidate) => found_or_none(CandidateDetails::get(scope, candidate))?
            .map(|candidate| candidate.details.email_key()),
        Named::Job(_) => None,
    };
    if let Some(key) = client {
        for one in clients::ahead_of(scope, company, &key, now)? {
            due.push(look_again(&one));
            due.extend(open_question(scope, &one, now)?);
        }
    }
    Ok(due)
}

/// What the people of a user's appointments ahead have to hear.
fn of_staff(
    scope: &mut Scope<'_>,
    company: CompanyId,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<Effect>, StoreError> {
    let ahead = appointments::ahead_of(scope, company, &[user], now)?;
    Ok(ahead.iter().filter(|one| one.time.start() > now).map(look_again).collect())
}

/// The question about a move that waits for an answer: whose address is another one now is asked there.
fn open_question(
    scope: &mut Scope<'_>,
    one: &Appointment,
    now: Timestamp,
) -> Result<Option<Effect>, StoreError> {
    let mut moves = appointment_moves::of(scope, one)?.into_iter();
    let open = moves.find(|asked| asked.status(now) == MoveStatus::Pending);
    Ok(open.map(|asked| Effect::AskClient { appointment: one.id, question: asked.id }))
}

fn look_again(one: &Appointment) -> Effect {
    Effect::Notify { meeting: one.id.into(), notice: Notice::Rescheduled, sequence: one.sequence }
}
