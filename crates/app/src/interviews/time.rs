//! Whose time an interview takes: the candidate's and that of everybody of the panel, or nobody's.

use crate::slots::{Bookings, known_of};
use domain::commitment::{Hold, Source, SourceKind, Span, Subject};
use domain::interview::Interview;
use domain::{FieldProblem, Refusal, UserId};
use persistence::ledger::{self, Claim, ClaimConflict};
use persistence::store::{companies, users};
use persistence::{Scope, StoreError};
use scheduling_core::time::{Interval, Timestamp};
use std::collections::{HashMap, HashSet};

/// The locks of the panel.
pub(super) fn locks(panel: &[UserId]) -> Vec<Subject> {
    panel.iter().copied().map(Subject::User).collect()
}

/// Refuses people who can't be of a panel.
pub(super) fn require_panel(scope: &mut Scope<'_>, panel: &[UserId]) -> Result<(), StoreError> {
    let pointer = |index: usize| format!("/interviewer_ids/{index}");
    let found = users::require(scope, panel, pointer)?;
    let problem = |(index, user): (usize, &domain::directory::User)| {
        let role = user.details.role;
        let detail = match (role.may_interview(), user.details.active) {
            (true, true) => return None,
            (false, _) => format!("a user of the role '{}' holds no interviews", role.name()),
            (true, false) => "this user is not active".into(),
        };
        Some(FieldProblem::new(pointer(index), detail))
    };
    let problems: Vec<FieldProblem> = found.iter().enumerate().filter_map(problem).collect();
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems).into()) }
}

/// Takes the time of an interview that has one, in place of what it had before. The caller holds the locks of all
/// concerned; where it is refused, the transaction's end gives the old time back.
///
/// # Errors
/// `WrongState`: `candidate-unavailable`, `interviewer-unavailable`.
pub(super) fn claim(scope: &mut Scope<'_>, interview: &Interview, now: Timestamp) -> Result<(), StoreError> {
    release(scope, interview)?;
    let Some(time) = interview.time else { return Ok(()) };
    let subjects: Vec<Subject> = std::iter::once(interview.candidate_subject())
        .chain(locks(&interview.details.interviewers))
        .collect();
    let taken = |subject: &Subject| Claim {
        subject: subject.clone(),
        span: Span::bare(time),
        source: source(interview),
        hold: Hold::Booked,
    };
    let claims: Vec<Claim> = subjects.iter().map(taken).collect();
    require_free(scope, interview, time, now)?;
    match ledger::claim(scope, now, &claims)? {
        Ok(_) => Ok(()),
        Err(ClaimConflict { which: 0, .. }) => Err(candidate_unavailable("is booked at that time").into()),
        Err(refused) => Err(unavailable(subjects.get(refused.which), "is booked at that time").into()),
    }
}

/// Gives back what the interview took.
pub(super) fn release(scope: &mut Scope<'_>, interview: &Interview) -> Result<(), StoreError> {
    ledger::release(scope, source(interview))?;
    Ok(())
}

/// Asks what booking a slot asks of its holder: calendars, busy periods, patterns, other bookings.
fn require_free(
    scope: &mut Scope<'_>,
    interview: &Interview,
    time: Interval,
    now: Timestamp,
) -> Result<(), StoreError> {
    let company = companies::get(scope, interview.company)?;
    if !company.details.active {
        let detail = "the company takes no bookings".into();
        return Err(Refusal::WrongState { slug: "wrong-status", detail }.into());
    }
    let (panel, user) = (&interview.details.interviewers, interview.interviewee.user);
    let people: Vec<UserId> = panel.iter().copied().chain(user).collect();
    if people.is_empty() {
        return Ok(());
    }
    let companies = HashMap::from([(company.id, company)]);
    let known = known_of(scope, &people, &companies, time, Bookings::But(&HashSet::new()), now)?;
    if user.and_then(|user| known.get(&user)).is_some_and(|person| person.is_taken(time)) {
        return Err(candidate_unavailable("is taken at that time").into());
    }
    for user in panel {
        if let Some(why) = known.get(user).and_then(|person| person.why_not(time)) {
            let detail = format!("user {user}: {why}");
            return Err(Refusal::WrongState { slug: "interviewer-unavailable", detail }.into());
        }
    }
    Ok(())
}

fn unavailable(who: Option<&Subject>, why: &str) -> Refusal {
    match who {
        Some(Subject::User(user)) => {
            let detail = format!("user {user} {why}");
            Refusal::WrongState { slug: "interviewer-unavailable", detail }
        }
        _ => candidate_unavailable(why),
    }
}

fn candidate_unavailable(why: &str) -> Refusal {
    Refusal::WrongState { slug: "candidate-unavailable", detail: format!("the candidate {why}") }
}

fn source(interview: &Interview) -> Source {
    Source { kind: SourceKind::Interview, id: interview.id.0 }
}
