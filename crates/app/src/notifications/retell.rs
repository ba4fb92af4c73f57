//! A new name or address of a person, or a new title of a job, reaches the calendars that show it.

use super::recipients::found_or_none;
use domain::CompanyId;
use domain::InterviewId;
use domain::access::Permit;
use domain::directory::Company;
use domain::effect::{Due, Effect, Named, Notice};
use domain::interview::InterviewStatus;
use persistence::store::collection::Part;
use persistence::store::{companies, interviews};
use persistence::{StoreError, Tx, outbox};
use scheduling_core::time::Timestamp;

/// Interviews that one transaction looks at.
const TOGETHER: i64 = 100;

/// Has the people of the interviews ahead told what is called otherwise now: of those after `after` some, and leaves an
/// effect for the rest.
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
    let mut due = Vec::new();
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
