//! Whose time an interview takes: the candidate's and that of everybody of the panel, or nobody's.

use crate::kit::require_open;
use crate::reasons::{self, Reasons};
use crate::slots::{Bookings, known_of};
use domain::because::Names;
use domain::because::rules::UNTRUSTED_CALENDAR;
use domain::commitment::{Hold, Source, SourceKind, Span, Subject};
use domain::interview::Interview;
use domain::{Because, FieldProblem, Refusal, UserId};
use persistence::ledger::{self, Claim};
use persistence::store::{companies, users};
use persistence::{Scope, StoreError};
use scheduling_core::time::{Interval, Timestamp};
use std::collections::{HashMap, HashSet};

/// Rules that are about somebody's time being taken, whether they interview or not.
const TAKEN: [&str; 4] = ["busy", "buffer", "day_off", UNTRUSTED_CALENDAR];

/// The locks of the panel.
pub(crate) fn locks(panel: &[UserId]) -> Vec<Subject> {
    panel.iter().copied().map(Subject::User).collect()
}

/// Refuses people who can't be of a panel.
pub(crate) fn require_panel(scope: &mut Scope<'_>, panel: &[UserId]) -> Result<(), StoreError> {
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
/// `Unavailable`: `candidate-unavailable`, `interviewer-unavailable`.
pub(super) fn claim(scope: &mut Scope<'_>, interview: &Interview, now: Timestamp) -> Result<(), StoreError> {
    release(scope, interview)?;
    take(scope, interview, now)
}

/// The same of an interview that has taken no time yet.
///
/// # Errors
/// As [`claim`].
pub(super) fn take(scope: &mut Scope<'_>, interview: &Interview, now: Timestamp) -> Result<(), StoreError> {
    let Some(time) = interview.time else { return Ok(()) };
    let subjects = subjects(interview);
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
        Err(refused) => {
            let with = refused.with.map_or(Because::of("busy"), |with| with.because());
            let because = vec![scope.sees().of(with)];
            let names = reasons::names(scope, &because)?;
            // The first claim is the candidate's, who may be a user.
            let who = subjects.get(refused.which).filter(|_| refused.which > 0);
            Err(unavailable(who, "is booked at that time", because, names).into())
        }
    }
}

/// Gives back what the interview took.
pub(super) fn release(scope: &mut Scope<'_>, interview: &Interview) -> Result<(), StoreError> {
    ledger::release_of(scope, source(interview), &subjects(interview))?;
    Ok(())
}

/// Whose time an interview takes, the candidate's first.
fn subjects(interview: &Interview) -> Vec<Subject> {
    let panel = locks(&interview.details.interviewers);
    std::iter::once(interview.candidate_subject()).chain(panel).collect()
}

/// Asks what booking a slot asks of its holder: calendars, busy periods, patterns, other bookings.
fn require_free(
    scope: &mut Scope<'_>,
    interview: &Interview,
    time: Interval,
    now: Timestamp,
) -> Result<(), StoreError> {
    let company = companies::get(scope, interview.company)?;
    require_open(&company)?;
    let (panel, user) = (&interview.details.interviewers, interview.interviewee.user);
    let people: Vec<UserId> = panel.iter().copied().chain(user).collect();
    if people.is_empty() {
        return Ok(());
    }
    let companies = HashMap::from([(company.id, company)]);
    let known = known_of(scope, &people, &companies, time, Bookings::But(&HashSet::new()), now)?;
    let is_taken = |user: &UserId| known.get(user).is_some_and(|person| person.is_taken(time));
    if let Some(user) = user.filter(is_taken) {
        let own = Reasons::read(scope, &[user], time, &HashSet::new(), now)?.of(user, time);
        let taken = own.into_iter().filter(|one| TAKEN.contains(&one.rule));
        let because: Vec<Because> = taken.map(|one| scope.sees().of(one)).collect();
        let names = reasons::names(scope, &because)?;
        return Err(unavailable(None, "is taken at that time", because, names).into());
    }
    let why_not = |user: &UserId| Some((*user, known.get(user)?.why_not(time)?));
    let away: Vec<(UserId, &str)> = panel.iter().filter_map(why_not).collect();
    if away.is_empty() {
        return Ok(());
    }
    let people: Vec<UserId> = away.iter().map(|(user, _)| *user).collect();
    let known = Reasons::read(scope, &people, time, &HashSet::new(), now)?;
    let detail: Vec<String> = away.iter().map(|(user, why)| format!("user {user}: {why}")).collect();
    let because = people.iter().flat_map(|user| known.of(*user, time));
    let because: Vec<Because> = because.map(|one| scope.sees().of(one)).collect();
    let names = reasons::names(scope, &because)?;
    Err(Refusal::Unavailable {
        slug: "interviewer-unavailable",
        pointer: None,
        detail: detail.join("; "),
        because,
        names: names.into(),
    }
    .into())
}

fn unavailable(who: Option<&Subject>, why: &str, because: Vec<Because>, names: Names) -> Refusal {
    let (slug, detail) = match who {
        Some(Subject::User(user)) => ("interviewer-unavailable", format!("user {user} {why}")),
        _ => ("candidate-unavailable", format!("the candidate {why}")),
    };
    Refusal::Unavailable { slug, pointer: None, detail, because, names: names.into() }
}

/// What the ledger has the time of an interview for.
pub(super) fn source(interview: &Interview) -> Source {
    Source { kind: SourceKind::Interview, id: interview.id.0 }
}
