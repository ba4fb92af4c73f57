//! Links as recruiters make, read, change and revoke them.

use super::around::hold_source;
use crate::free_busy;
use crate::interviews::require_panel;
use crate::kit::{Precondition, page, require_company};
use domain::access::Permit;
use domain::directory::{Candidate, CandidateDetails, Company, Job, JobDetails};
use domain::effect::{Due, Effect};
use domain::interview::{
    InterviewType, Interviewee, LINK_FARTHEST_DAYS, LinkPanel, LinkState, MatchResult, SchedulingLink,
    SchedulingLinkDetails, link_problems, rules, transitions,
};
use domain::{CandidateId, CompanyId, JobId, Refusal, SchedulingLinkId};
use persistence::store::collection::{Collection, ListRequest, Part};
use persistence::store::scheduling_links::{self as store, SchedulingLinkFilter};
use persistence::store::{companies, match_results, templates};
use persistence::{Database, Scope, StoreError, Tx, ledger, outbox};
use scheduling_core::time::{Date, Timestamp};
use std::collections::HashMap;

/// Candidates for whom links are made at once, at most.
pub const MAX_LINKS: usize = 200;
/// Days that a link offers that says nothing else, today included.
const USUAL_DAYS: i64 = 14;

/// A link that is asked for.
#[derive(Debug, Clone)]
pub struct NewLink {
    pub job: JobId,
    pub panel: LinkPanel,
    pub interview_type: InterviewType,
    pub location: Option<String>,
    /// Today, where it is absent.
    pub first_day: Option<Date>,
    /// Two weeks from the first day, where it is absent.
    pub last_day: Option<Date>,
    /// The end of the last day, where it is absent.
    pub expires_at: Option<Timestamp>,
    pub moves: i64,
    pub change_minutes: i64,
    /// Whether the candidate is mailed the link.
    pub notify: bool,
}

/// Links for many candidates of a job.
#[derive(Debug, Clone)]
pub struct NewLinks {
    /// Each once.
    pub candidates: Vec<CandidateId>,
    pub link: NewLink,
}

/// What is to change about a link; `None` leaves a value as it is.
#[derive(Debug, Clone, Default)]
pub struct LinkChange {
    pub location: Option<Option<String>>,
    pub first_day: Option<Date>,
    pub last_day: Option<Date>,
    pub expires_at: Option<Timestamp>,
    pub moves_left: Option<i64>,
    pub change_minutes: Option<i64>,
}

/// A page of links.
///
/// # Errors
/// `NotFound` where the company that was named is not there.
pub fn list(
    tx: &mut Tx<'_>,
    permit: &Permit,
    filter: &SchedulingLinkFilter,
    part: &Part<SchedulingLinkId>,
) -> Result<Vec<SchedulingLink>, StoreError> {
    let scope = &mut tx.scope(permit);
    let request = ListRequest {
        filter: filter.clone(),
        search: None,
        sort: part.sort,
        after: part.after.clone(),
        limit: usize::try_from(part.limit).unwrap_or_default(),
    };
    let listed = SchedulingLinkDetails::list(scope, &request)?;
    page(scope, listed.records)
}

/// One link.
///
/// # Errors
/// `NotFound`.
pub fn get(tx: &mut Tx<'_>, permit: &Permit, id: SchedulingLinkId) -> Result<SchedulingLink, StoreError> {
    store::get(&mut tx.scope(permit), id)
}

/// Makes a link for one candidate.
///
/// # Errors
/// `NotFound` and `Invalid` with pointers; `Rule`: `not-shortlisted`, `interview-not-enabled`; `WrongState`:
/// `candidate-inactive`, `job-inactive`.
pub fn create(
    tx: &mut Tx<'_>,
    permit: &Permit,
    candidate: CandidateId,
    new: &NewLink,
    now: Timestamp,
) -> Result<SchedulingLink, StoreError> {
    let scope = &mut tx.scope(permit);
    require_company(scope)?;
    let candidate = CandidateDetails::get(scope, candidate).map_err(|error| at(error, "/candidate_id"))?;
    let scope = &mut scope.for_company(candidate.company)?;
    let job = JobDetails::get(scope, new.job).map_err(|error| at(error, "/job_id"))?;
    let gates = match_results::lock(scope, candidate.company, candidate.id, job.id, &[])?;
    let candidate = CandidateDetails::get(scope, candidate.id)?;
    rules::check_gates(&gates, "/candidate_id")?;
    check_person(&candidate, &job, &new.panel)?;
    let made = Making::read(scope, &job, new, now)?;
    made.make(scope, candidate.id, now)
}

/// Makes links for many candidates of a job, for all of them or for none, in the order of `candidates`.
///
/// # Errors
/// `NotFound` for the job, and with `/candidates/{n}` for a candidate; the others as for one.
pub fn create_many(
    tx: &mut Tx<'_>,
    permit: &Permit,
    new: &NewLinks,
    now: Timestamp,
) -> Result<Vec<SchedulingLink>, StoreError> {
    let scope = &mut tx.scope(permit);
    require_company(scope)?;
    let job = JobDetails::get(scope, new.link.job).map_err(|error| at(error, "/job_id"))?;
    let scope = &mut scope.for_company(job.company)?;
    require_all(scope, &new.candidates)?;
    let gates = match_results::lock_many(scope, &job, &new.candidates)?;
    let candidates = by_id(scope, &new.candidates)?;
    for (place, gates) in gates.iter().enumerate() {
        check_one(candidates.get(&gates.candidate), gates, &job, &new.link.panel)
            .map_err(|refusal| placed(refusal, place))?;
    }
    let making = Making::read(scope, &job, &new.link, now)?;
    let mut made = Vec::with_capacity(new.candidates.len());
    for candidate in &new.candidates {
        made.push(making.make(scope, *candidate, now)?);
    }
    Ok(made)
}

fn check_one(
    candidate: Option<&Candidate>,
    gates: &MatchResult,
    job: &Job,
    panel: &LinkPanel,
) -> Result<(), Refusal> {
    rules::check_gates(gates, "")?;
    candidate.map_or_else(|| Err(Refusal::not_found("candidate")), |one| check_person(one, job, panel))
}

/// The refusal of one candidate of many, with their place in the list.
fn placed(refusal: Refusal, place: usize) -> Refusal {
    let problem = domain::FieldProblem::new(format!("/candidates/{place}"), refusal.to_string());
    Refusal::Several { first: Box::new(refusal), problems: vec![problem] }
}

/// Whether the candidate may be interviewed, for this job, and by this panel.
fn check_person(candidate: &Candidate, job: &Job, panel: &LinkPanel) -> Result<(), Refusal> {
    let (user, active) = (candidate.kept.user, candidate.details.active);
    let interviewee = Interviewee { user, active, job_open: job.details.active };
    rules::check_interviewee(interviewee)?;
    match panel {
        LinkPanel::People { interviewers, .. } => transitions::check_panel(interviewers, interviewee),
        LinkPanel::Template(_) => Ok(()),
    }
}

fn by_id(scope: &mut Scope<'_>, ids: &[CandidateId]) -> Result<HashMap<CandidateId, Candidate>, StoreError> {
    let found = CandidateDetails::by_ids(scope, ids)?;
    Ok(found.into_iter().map(|candidate| (candidate.id, candidate)).collect())
}

fn require_all(scope: &mut Scope<'_>, candidates: &[CandidateId]) -> Result<(), StoreError> {
    let known = by_id(scope, candidates)?;
    match candidates.iter().position(|id| !known.contains_key(id)) {
        None => Ok(()),
        Some(place) => {
            let pointer = Some(format!("/candidates/{place}"));
            Err(Refusal::NotFound { what: CandidateDetails::NAME, pointer }.into())
        }
    }
}

/// What links for a job are made from, once for all candidates.
struct Making {
    company: CompanyId,
    notify: bool,
    /// Of somebody.
    details: SchedulingLinkDetails,
}

impl Making {
    /// Checks what is the same for all candidates.
    fn read(scope: &mut Scope<'_>, job: &Job, new: &NewLink, now: Timestamp) -> Result<Self, StoreError> {
        match &new.panel {
            LinkPanel::Template(id) => {
                let template = templates::get(scope, *id).map_err(|error| at(error, "/template_id"))?;
                if template.details.interviewers.is_empty() {
                    let refusal = Refusal::invalid("/template_id", "the template has no interviewers");
                    return Err(refusal.into());
                }
            }
            LinkPanel::People { interviewers, .. } => require_panel(scope, interviewers)?,
        }
        let zone = free_busy::zone(&companies::get(scope, job.company)?.details.time_zone);
        let today = zone.local(now).date();
        let first_day = new.first_day.unwrap_or(today);
        let last_day = new.last_day.unwrap_or_else(|| first_day.max(today).plus_days(USUAL_DAYS - 1));
        let usual_end = zone.start_of_day(last_day.plus_days(1));
        let farthest = now.plus_seconds(LINK_FARTHEST_DAYS * 86_400);
        let details = SchedulingLinkDetails {
            // Each has their own.
            candidate: CandidateId(0),
            job: job.id,
            panel: new.panel.clone(),
            interview_type: new.interview_type,
            location: new.location.clone(),
            first_day,
            last_day,
            expires_at: new.expires_at.unwrap_or_else(|| usual_end.min(farthest)),
            moves_left: new.moves,
            change_minutes: new.change_minutes,
        };
        let mut problems = link_problems(&details, None, today, now);
        // What nobody has said is not blamed.
        problems.retain(|problem| new.expires_at.is_some() || problem.pointer != "/expires_at");
        match problems.is_empty() {
            true => Ok(Self { company: job.company, notify: new.notify, details }),
            false => Err(Refusal::Invalid(problems).into()),
        }
    }

    fn make(
        &self,
        scope: &mut Scope<'_>,
        candidate: CandidateId,
        now: Timestamp,
    ) -> Result<SchedulingLink, StoreError> {
        let details = SchedulingLinkDetails { candidate, ..self.details.clone() };
        let made = SchedulingLinkDetails::insert(scope, &details, now)?;
        if self.notify {
            let due = Due { effect: Effect::MailSchedulingLink { link: made.id }, at: now };
            outbox::enqueue(scope, self.company, &[due], now)?;
        }
        Ok(made)
    }
}

/// Changes what a link allows; never for whom it is, or with whom.
///
/// # Errors
/// `NotFound`, `VersionMismatch`, `Invalid`.
pub fn change(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: SchedulingLinkId,
    change: &LinkChange,
    expected: &Precondition,
    now: Timestamp,
) -> Result<SchedulingLink, StoreError> {
    let scope = &mut tx.scope(permit);
    expected.retry(|| {
        let before = locked(scope, id)?;
        expected.check(SchedulingLinkDetails::NAME, before.metadata.version)?;
        let scope = &mut scope.for_company(before.company)?;
        let mut after = before.details.clone();
        after.location = change.location.clone().unwrap_or(after.location);
        after.first_day = change.first_day.unwrap_or(after.first_day);
        after.last_day = change.last_day.unwrap_or(after.last_day);
        after.expires_at = change.expires_at.unwrap_or(after.expires_at);
        after.moves_left = change.moves_left.unwrap_or(after.moves_left);
        after.change_minutes = change.change_minutes.unwrap_or(after.change_minutes);
        let company: Company = companies::get(scope, before.company)?;
        let today = free_busy::zone(&company.details.time_zone).local(now).date();
        let problems = link_problems(&after, Some(&before.details), today, now);
        if !problems.is_empty() {
            return Err(Refusal::Invalid(problems).into());
        }
        if after == before.details {
            return Ok(before);
        }
        SchedulingLinkDetails::update(scope, &before, &after, now)
    })
}

/// Ends a link, and gives back what it holds. The interview that came of it stays. Revoking it again changes nothing.
///
/// # Errors
/// `NotFound`, `VersionMismatch`.
pub fn revoke(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: SchedulingLinkId,
    expected: &Precondition,
    now: Timestamp,
) -> Result<SchedulingLink, StoreError> {
    let scope = &mut tx.scope(permit);
    expected.retry(|| {
        let before = locked(scope, id)?;
        expected.check(SchedulingLinkDetails::NAME, before.metadata.version)?;
        if before.kept.revoked_at.is_some() {
            return Ok(before);
        }
        let scope = &mut scope.for_company(before.company)?;
        ledger::release(scope, hold_source(before.id))?;
        let state = LinkState { revoked_at: Some(now), hold: None, ..before.kept };
        store::note(scope, &before, state, before.details.moves_left, now)
    })
}

/// Links that a sweep reads at once.
const BATCH: i64 = 200;

/// Notes that holds have ended whose time has come, each in a transaction of its own; answers how many. Their time was free from
/// that instant on.
///
/// # Errors
/// Where the list of them can't be read.
pub async fn end_holds(
    db: &Database,
    permit: impl Fn(CompanyId) -> Permit,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let mut ended = 0;
    for (company, id) in db.read(move |tx| store::ended(tx, now, BATCH)).await? {
        let permit = permit(company);
        match db.write(move |tx: &mut Tx<'_>| end_hold(&mut tx.scope(&permit), id, now)).await {
            Ok(done) => ended += usize::from(done),
            Err(error) => tracing::warn!(link = %id, %error, "a hold can't be ended"),
        }
    }
    Ok(ended)
}

fn end_hold(scope: &mut Scope<'_>, id: SchedulingLinkId, now: Timestamp) -> Result<bool, StoreError> {
    let link = locked(scope, id)?;
    if link.kept.hold.is_none() || link.kept.held(now).is_some() {
        return Ok(false);
    }
    ledger::release(scope, hold_source(link.id))?;
    let state = LinkState { hold: None, ..link.kept };
    store::note(scope, &link, state, link.details.moves_left, now).map(|_| true)
}

/// A link with the lock of its candidate: nobody does anything with it meanwhile.
fn locked(scope: &mut Scope<'_>, id: SchedulingLinkId) -> Result<SchedulingLink, StoreError> {
    let seen = store::get(scope, id)?;
    let inner = &mut scope.for_company(seen.company)?;
    match_results::lock(inner, seen.company, seen.details.candidate, seen.details.job, &[])?;
    store::get(inner, id)
}

/// What the body named is not there.
fn at(error: StoreError, pointer: &str) -> StoreError {
    match error {
        StoreError::Refused(refusal) => refusal.at(pointer).into(),
        other => other,
    }
}
