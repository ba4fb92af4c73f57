//! What stands against interviews is settled when they get another time, lose it, or have other people.

use super::{keep_settled, resolve_all};
use crate::history::Actor;
use domain::conflict::{Conflict, TimeChange};
use domain::interview::Interview;
use domain::{CompanyId, InterviewId, Refusal, UserId};
use persistence::store::conflicts as store;
use persistence::{Scope, StoreError};
use scheduling_core::time::Timestamp;

/// What a conflict is settled with whose user has no part in the interview any more.
const ABSENT: &str = "the interviewer takes no part any more";

/// Settles what stands against an interview whose time has changed.
pub(crate) fn settle_one(
    scope: &mut Scope<'_>,
    interview: &Interview,
    change: TimeChange,
    now: Timestamp,
) -> Result<(), StoreError> {
    settle_all(scope, interview.company, &[interview.id], change, now)
}

/// The same of several of one company, in some statements however many.
pub(crate) fn settle_all(
    scope: &mut Scope<'_>,
    company: CompanyId,
    interviews: &[InterviewId],
    change: TimeChange,
    now: Timestamp,
) -> Result<(), StoreError> {
    if interviews.is_empty() {
        return Ok(());
    }
    let actor = Actor::system();
    let open = store::open_of_interviews(scope, company, interviews)?;
    let settled = open.iter().filter_map(|one| Some((one, one.settled_by(change)?)));
    let settled = settled.map(|(one, how)| one.resolve(how.resolution, Some(how.notes), actor.member, now));
    let settled = settled.collect::<Result<Vec<_>, Refusal>>()?;
    keep_settled(scope, &actor, company, &settled, now)
}

/// Settles what stands against an interview because of people who have no part in it any more. It is booked to no slot.
pub(crate) fn settle_absent(
    scope: &mut Scope<'_>,
    interview: &Interview,
    now: Timestamp,
) -> Result<(), StoreError> {
    let people: Vec<UserId> =
        interview.interviewers(None).into_iter().chain(interview.interviewee.user).collect();
    let mut open = store::open_of_meeting(scope, interview.company, interview.id.into())?;
    open.retain(|one: &Conflict| one.user.is_some_and(|user| !people.contains(&user)));
    resolve_all(scope, &Actor::system(), interview.company, &open, ABSENT, now)
}
