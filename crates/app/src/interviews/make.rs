//! Making interviews, with a time or without.

use super::record;
use super::template_panel::ByTemplate;
use super::{actor, at, template_panel, time};
use crate::kit::{Precondition, require_company};
use crate::rooms;
use crate::rooms::RoomSeed;
use domain::access::Permit;
use domain::commitment;
use domain::directory::{Candidate, CandidateDetails, JobDetails};
use domain::interview::transitions::{self, Subject};
use domain::interview::{Interview, InterviewDetails, Interviewee, MatchResult};
use domain::{CandidateId, JobId, Refusal, UserId};
use persistence::store::collection::Collection;
use persistence::store::{companies, interviews, match_results};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;

/// An interview that is asked for.
#[derive(Debug, Clone)]
pub struct NewInterview {
    pub candidate: CandidateId,
    pub job: JobId,
    pub start: Option<Timestamp>,
    /// With a template, its length and panel stand in place of these.
    pub details: InterviewDetails,
    pub template: Option<ByTemplate>,
}

/// Makes an interview; without a start it waits to be booked to a slot.
///
/// # Errors
/// `NotFound` and `Invalid` with pointers; `Rule`: `not-shortlisted`, `interview-not-enabled`, `too-soon`, `too-far`;
/// `Unavailable`: `candidate-unavailable`, `interviewer-unavailable`.
pub fn make(
    tx: &mut Tx<'_>,
    permit: &Permit,
    new: &NewInterview,
    seed: &RoomSeed,
    now: Timestamp,
) -> Result<Interview, StoreError> {
    let scope = &mut tx.scope(permit);
    require_company(scope)?;
    let candidate =
        CandidateDetails::get(scope, new.candidate).map_err(|error| at(error, "/candidate_id"))?;
    let scope = &mut scope.for_company(candidate.company)?;
    let job = JobDetails::get(scope, new.job).map_err(|error| at(error, "/job_id"))?;
    let template = new.template.as_ref().map(|by| template_panel::read(scope, by, new.start)).transpose()?;
    let mut details = new.details.clone();
    if let Some(template) = &template {
        details.duration_minutes = template.details.duration_minutes;
    }
    time::require_panel(scope, &details.interviewers)?;
    let asked = template.as_ref().map_or(&details.interviewers, |template| &template.details.interviewers);
    let mut seen = Some(candidate);
    let (candidate, gates) = Precondition::default().retry(|| {
        let seen = match seen.take() {
            Some(seen) => seen,
            None => CandidateDetails::get(scope, new.candidate)?,
        };
        locked(scope, &seen, new.job, asked)
    })?;
    let id = interviews::new_id(now);
    let (user, active) = (candidate.kept.user, candidate.details.active);
    let interviewee = Interviewee { user, active, job_open: job.details.active };
    let of = Subject {
        id,
        company: candidate.company,
        candidate: candidate.id,
        interviewee,
        job: new.job,
        template: template.as_ref().map(|template| template.id),
    };
    let mut made = transitions::create(of, details, &gates, now)?;
    let Some(start) = new.start else {
        let made = interviews::insert(scope, &made, now)?;
        record::made(scope, &actor(permit), &made, None, now)?;
        return Ok(made);
    };
    let mut timed = transitions::give_time(&made, start, &gates, permit.member(), now)?;
    if let Some(template) = &template {
        let company = companies::get(scope, candidate.company)?;
        let panel = template_panel::panel(scope, &company, template, &timed, now)?;
        made.details.interviewers.clone_from(&panel);
        timed.details.interviewers = panel;
    }
    let timed = transitions::with_room(timed, &gates, &seed.room(id));
    let stored = interviews::insert(scope, &timed, now)?;
    time::take(scope, &stored, now)?;
    rooms::choose(scope, None, &stored, now)?;
    record::made(scope, &actor(permit), &made, Some(&stored), now)?;
    Ok(stored)
}

/// The candidate who was seen, and how far they have got, with the locks of everybody whose time the interview takes.
fn locked(
    scope: &mut Scope<'_>,
    seen: &Candidate,
    job: JobId,
    panel: &[UserId],
) -> Result<(Candidate, MatchResult), StoreError> {
    let mut locks = time::locks(panel);
    locks.extend(seen.kept.user.map(commitment::Subject::User));
    let gates = match_results::lock(scope, seen.company, seen.id, job, &locks)?;
    let candidate = CandidateDetails::get(scope, seen.id)?;
    // They turned out to be a user before we had the locks: another attempt locks that one.
    if candidate.kept != seen.kept {
        return Err(Refusal::VersionMismatch { what: CandidateDetails::NAME }.into());
    }
    Ok((candidate, gates))
}
