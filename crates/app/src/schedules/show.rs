//! Reading schedules, with their slots and the names beside the ids.

use crate::kit::{page, require_interviewer};
use domain::access::Permit;
use domain::directory::JobDetails;
use domain::schedule::Schedule;
use domain::slot::Slot;
use domain::{JobId, Refusal, ScheduleId, UserId};
use persistence::store::collection::{Collection, Part};
use persistence::store::schedules::{self, Filter};
use persistence::store::{slots, users};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;
use std::collections::{BTreeSet, HashMap};

/// A schedule as clients see it at one instant.
#[derive(Debug, Clone)]
pub struct ScheduleView {
    pub schedule: Schedule,
    pub slot: Slot,
    /// The schedule that took its place.
    pub replaced_by: Option<ScheduleId>,
    pub interviewer_name: Option<String>,
    pub job_title: Option<String>,
    pub now: Timestamp,
}

/// A page of schedules.
///
/// # Errors
/// `NotFound` where the company or the interviewer that was named is not there.
pub fn list(
    tx: &mut Tx<'_>,
    permit: &Permit,
    filter: &Filter,
    part: &Part<ScheduleId>,
    now: Timestamp,
) -> Result<Vec<ScheduleView>, StoreError> {
    let scope = &mut tx.scope(permit);
    require_interviewer(scope, filter.interviewer)?;
    let rows = schedules::list(scope, filter, part)?;
    let rows = page(scope, rows)?;
    let ids: Vec<_> = rows.iter().map(|schedule| schedule.slot).collect();
    let found: HashMap<_, Slot> =
        slots::by_ids(scope, &ids)?.into_iter().map(|slot| (slot.id, slot)).collect();
    let pairs = rows.into_iter().filter_map(|schedule| Some((found.get(&schedule.slot)?.clone(), schedule)));
    let pairs = pairs.map(|(slot, schedule)| (schedule, slot)).collect();
    named(scope, pairs, now)
}

/// One schedule.
///
/// # Errors
/// `NotFound`.
pub fn get(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: ScheduleId,
    now: Timestamp,
) -> Result<ScheduleView, StoreError> {
    let scope = &mut tx.scope(permit);
    let schedule = schedules::get(scope, id)?;
    let slot = slots::get(scope, schedule.slot)?;
    show_one(scope, schedule, slot, now)
}

/// The titles of these jobs.
pub(super) fn titles(
    scope: &mut Scope<'_>,
    jobs: impl Iterator<Item = JobId>,
) -> Result<HashMap<JobId, String>, StoreError> {
    let wanted: BTreeSet<JobId> = jobs.collect();
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let wanted: Vec<JobId> = wanted.into_iter().collect();
    Ok(JobDetails::by_ids(scope, &wanted)?.into_iter().map(|job| (job.id, job.details.title)).collect())
}

pub(super) fn show_one(
    scope: &mut Scope<'_>,
    schedule: Schedule,
    slot: Slot,
    now: Timestamp,
) -> Result<ScheduleView, StoreError> {
    let shown = named(scope, vec![(schedule, slot)], now)?.pop();
    Ok(shown.ok_or_else(|| Refusal::not_found("schedule"))?)
}

fn named(
    scope: &mut Scope<'_>,
    pairs: Vec<(Schedule, Slot)>,
    now: Timestamp,
) -> Result<Vec<ScheduleView>, StoreError> {
    let mut people: Vec<UserId> =
        pairs.iter().filter_map(|(_, slot)| slot.details.holder.interviewer()).collect();
    people.sort_unstable();
    people.dedup();
    let mut names: HashMap<UserId, String> = HashMap::new();
    if !people.is_empty() {
        names.extend(users::by_ids(scope, &people)?.into_iter().map(|user| (user.id, user.details.name)));
    }
    let successors =
        schedules::successors(scope, &pairs.iter().map(|(schedule, _)| schedule).collect::<Vec<_>>())?;
    let titles = titles(scope, pairs.iter().filter_map(|(_, slot)| slot.details.job))?;
    let one = |(schedule, slot): (Schedule, Slot)| ScheduleView {
        interviewer_name: slot.details.holder.interviewer().and_then(|user| names.get(&user).cloned()),
        job_title: slot.details.job.and_then(|job| titles.get(&job).cloned()),
        replaced_by: successors.get(&schedule.id).copied(),
        schedule,
        slot,
        now,
    };
    Ok(pairs.into_iter().map(one).collect())
}
