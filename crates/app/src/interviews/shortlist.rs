//! The shortlist, and for whom interviews are enabled.
//!
//! Interviews that are there stay when a candidate leaves the shortlist: users cancel them where they mean to. They
//! get no new time, and an online one has no room until it is enabled again.

use super::record::{self, Cause};
use super::{actor, at};
use crate::rooms;
use crate::rooms::RoomSeed;
use domain::access::Permit;
use domain::directory::{CandidateDetails, JobDetails};
use domain::effect::Topic;
use domain::event::EventKind;
use domain::interview::{Interview, MatchResult, Toggle, transitions};
use domain::{CandidateId, JobId};
use persistence::store::collection::Collection;
use persistence::store::{changes, interviews, match_results};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;
use std::collections::HashMap;

/// How far a candidate has got for a job.
///
/// # Errors
/// `NotFound`, for the job with its pointer.
pub fn standing(
    tx: &mut Tx<'_>,
    permit: &Permit,
    candidate: CandidateId,
    job: JobId,
) -> Result<MatchResult, StoreError> {
    let scope = &mut tx.scope(permit);
    let candidate = CandidateDetails::get(scope, candidate)?;
    let scope = &mut scope.for_company(candidate.company)?;
    JobDetails::get(scope, job).map_err(|error| at(error, "/job_id"))?;
    match_results::get(scope, candidate.company, candidate.id, job)
}

/// Puts a candidate on the shortlist for a job, or takes them off it and disables the rest.
///
/// # Errors
/// `NotFound`, for the job with its pointer.
pub fn shortlist(
    tx: &mut Tx<'_>,
    permit: &Permit,
    candidate: CandidateId,
    job: JobId,
    shortlisted: bool,
    seed: &RoomSeed,
    now: Timestamp,
) -> Result<MatchResult, StoreError> {
    let change = |old: MatchResult| Ok(old.shortlist(shortlisted));
    changed(tx, permit, candidate, job, change, seed, now)
}

/// Enables or disables interviews of a candidate for a job.
///
/// # Errors
/// `NotFound`, for the job with its pointer; `NotYet` (`not-shortlisted`).
pub fn toggle(
    tx: &mut Tx<'_>,
    permit: &Permit,
    candidate: CandidateId,
    job: JobId,
    toggle: Toggle,
    seed: &RoomSeed,
    now: Timestamp,
) -> Result<MatchResult, StoreError> {
    let change = |old: MatchResult| old.toggle(toggle).map_err(StoreError::from);
    changed(tx, permit, candidate, job, change, seed, now)
}

fn changed(
    tx: &mut Tx<'_>,
    permit: &Permit,
    candidate: CandidateId,
    job: JobId,
    change: impl FnOnce(MatchResult) -> Result<MatchResult, StoreError>,
    seed: &RoomSeed,
    now: Timestamp,
) -> Result<MatchResult, StoreError> {
    let before = standing(tx, permit, candidate, job)?;
    let scope = &mut tx.scope(permit);
    let scope = &mut scope.for_company(before.company)?;
    let before = match_results::lock(scope, before.company, candidate, job, &[])?;
    let after = change(before)?;
    store_results(scope, permit, &[before], &[after], seed, now)?;
    Ok(after)
}

/// Stores results of one job whose candidates are locked, with what follows from them. `before` and `after` are of the same
/// candidates, in the same order.
pub(super) fn store_results(
    scope: &mut Scope<'_>,
    permit: &Permit,
    before: &[MatchResult],
    after: &[MatchResult],
    seed: &RoomSeed,
    now: Timestamp,
) -> Result<(), StoreError> {
    match_results::put(scope, after, now)?;
    if let Some(one) = after.first() {
        changes::note(scope, one.company, Topic::Directory, now)?;
    }
    let changed = before.iter().zip(after).filter(|(old, new)| old.allows_online() != new.allows_online());
    let gates: HashMap<CandidateId, &MatchResult> = changed.map(|(_, new)| (new.candidate, new)).collect();
    sync_rooms(scope, permit, &gates, seed, now)
}

/// Gives rooms to the interviews that are to have one now, and takes them from the others: of candidates for one job.
fn sync_rooms(
    scope: &mut Scope<'_>,
    permit: &Permit,
    gates: &HashMap<CandidateId, &MatchResult>,
    seed: &RoomSeed,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(one) = gates.values().next() else { return Ok(()) };
    let candidates: Vec<CandidateId> = gates.keys().copied().collect();
    let mut before = interviews::online_with_time(scope, one.company, one.job, &candidates)?;
    let after = |stored: &Interview| {
        let gates = gates.get(&stored.candidate)?;
        Some(transitions::with_room(stored.clone(), gates, &seed.room(stored.id)))
    };
    before.retain(|stored| after(stored).is_some_and(|wanted| wanted != *stored));
    let wanted: Vec<Interview> = before.iter().filter_map(after).collect();
    let after = interviews::set_rooms(scope, &wanted, now)?;
    let chosen = before.iter().zip(&after).map(|(old, new)| (old.room_id.as_deref(), new));
    rooms::choose_all(scope, &chosen.collect::<Vec<_>>(), now)?;
    let cause = Cause { actor: &actor(permit), kind: EventKind::InterviewChanged, reason: None };
    let changes: Vec<(Interview, Interview)> = before.into_iter().zip(after).collect();
    record::change_all(scope, &cause, &changes, now)
}
