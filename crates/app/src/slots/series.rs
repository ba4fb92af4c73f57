//! Many slots in one call: all in one transaction; what can't be made is skipped and told.

use super::home;
use super::rules::{Rules, lanes, others, require_job, store_moves};
use super::show::{SlotView, show};
use crate::free_busy::zone_of_dates;
use domain::access::Permit;
use domain::slot::{
    DailyLimit, Holder, Lanes, SeriesPlan, SkipReason, Skipped, SlotDetails, WeekdayHours, date_problem,
};
use domain::{FieldProblem, Refusal};
use persistence::store::slots::{self, Taken};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::{Interval, TimeZone, Timestamp};
use std::collections::HashMap;

/// What became of a series.
#[derive(Debug, Clone)]
pub struct CreatedSlots {
    /// In order of start.
    pub slots: Vec<SlotView>,
    /// In order of start.
    pub skipped: Vec<Skipped>,
}

/// Makes the slots of a series, on the wall clock of `in_zone` or, where none is given, of the company.
///
/// # Errors
/// `NotFound` for a company, interviewer or job; `Invalid` for dates out of order or too far apart, for too many
/// slots, and for somebody who holds no interviews. What single slots would be refused for is skipped.
pub fn create_recurring(
    tx: &mut Tx<'_>,
    permit: &Permit,
    plan: &SeriesPlan,
    in_zone: Option<&TimeZone>,
    now: Timestamp,
) -> Result<CreatedSlots, StoreError> {
    if let Some(problem) = date_problem(plan.first, plan.last) {
        return Err(Refusal::Invalid(vec![problem]).into());
    }
    let scope = &mut tx.scope(permit);
    let company = home(scope, plan.holder, "/interviewer_id").map_err(as_in_series)?;
    let scope = &mut scope.for_company(company.id)?;
    require_job(scope, plan.job).map_err(as_in_series)?;
    slots::lock_holders(scope, company.id, &[plan.holder])?;
    let rules = Rules::of(scope, company, plan.holder, "/interviewer_id", now)?;
    let zone = zone_of_dates(in_zone, Some(&rules.company));
    let wanted = plan.slots(&zone).map_err(|problem| Refusal::Invalid(vec![problem]))?;
    make_all(scope, plan.holder, wanted, &Ways { rules: &rules, weeks: &weeks_of(&rules), again: false }, now)
}

/// By what the slots of a call are sorted out.
pub(super) struct Ways<'a> {
    pub(super) rules: &'a Rules,
    /// What limits how many slots a day has.
    pub(super) weeks: &'a [WeekdayHours],
    /// Whether a slot of the very same time counts as the one that is wanted, though there may be room for another.
    pub(super) again: bool,
}

/// The weeks of the interviewer.
pub(super) fn weeks_of(rules: &Rules) -> Vec<WeekdayHours> {
    rules.patterns.iter().map(|pattern| pattern.details.week.clone()).collect()
}

/// Makes what can be made of the slots, which come in order of start. The caller holds the holder's lock.
pub(super) fn make_all(
    scope: &mut Scope<'_>,
    holder: Holder,
    wanted: Vec<SlotDetails>,
    ways: &Ways<'_>,
    now: Timestamp,
) -> Result<CreatedSlots, StoreError> {
    let company = &ways.rules.company;
    let there = match window(&wanted) {
        Some(window) => others(scope, company, holder, window, None)?,
        None => Vec::new(),
    };
    let mut lanes = lanes(company, holder, &there);
    let (good, skipped) = sort_out(holder, wanted, ways, &there, &mut lanes);
    store_moves(scope, company, holder, &lanes, &there, None)?;
    let good: Vec<(SlotDetails, u32)> =
        good.into_iter().map(|(slot, placed)| (slot, lanes.unit(placed))).collect();
    let made = slots::insert(scope, company.id, &good, now)?;
    Ok(CreatedSlots { slots: show(scope, made, now)?, skipped })
}

fn window(wanted: &[SlotDetails]) -> Option<Interval> {
    let end = wanted.iter().map(|slot| slot.time.end()).max()?;
    Interval::new(wanted.first()?.time.start(), end).ok()
}

/// What can be made, each with its place in the lanes, and what can't.
fn sort_out(
    holder: Holder,
    wanted: Vec<SlotDetails>,
    ways: &Ways<'_>,
    there: &[Taken],
    lanes: &mut Lanes,
) -> (Vec<(SlotDetails, usize)>, Vec<Skipped>) {
    let judgement = &ways.rules.judgement;
    let times = || there.iter().map(|(_, slot)| slot.time);
    let mut daily = DailyLimit::new(holder, ways.weeks, &judgement.zone, times());
    let mut same: HashMap<Interval, usize> = HashMap::new();
    for time in times().filter(|_| ways.again) {
        *same.entry(time).or_default() += 1;
    }
    let (mut good, mut skipped) = (Vec::new(), Vec::new());
    for slot in wanted {
        let time = slot.time;
        let reason = match judgement.of(&slot) {
            Some(reason) => Err(reason),
            None if take_one(&mut same, time) => Err(SkipReason::Overlap),
            None if !daily.allows(time) => Err(SkipReason::DailyLimit),
            None => lanes.place(time).ok_or(SkipReason::Overlap),
        };
        match reason {
            Ok(placed) => {
                daily.count(time);
                good.push((slot, placed));
            }
            Err(reason) => skipped.push(Skipped { time, reason }),
        }
    }
    (good, skipped)
}

/// Whether there was one more of this time.
fn take_one(same: &mut HashMap<Interval, usize>, time: Interval) -> bool {
    match same.get_mut(&time).filter(|left| **left > 0) {
        Some(left) => {
            *left -= 1;
            true
        }
        None => false,
    }
}

/// The same refusal with the names that the body of a series has for its fields.
fn as_in_series(error: StoreError) -> StoreError {
    let named = |pointer: String| match pointer.as_str() {
        "/company" => "/company_id".to_owned(),
        "/job" => "/job_id".to_owned(),
        _ => pointer,
    };
    match error {
        StoreError::Refused(Refusal::NotFound { what, pointer }) => {
            Refusal::NotFound { what, pointer: pointer.map(named) }.into()
        }
        StoreError::Refused(Refusal::Invalid(problems)) => {
            let problems = problems.into_iter().map(|p| FieldProblem::new(named(p.pointer), p.detail));
            Refusal::Invalid(problems.collect()).into()
        }
        other => other,
    }
}
