//! Many slots in one call (requirement A2): all in one transaction; what can't be made is skipped and told.

use super::home;
use super::rules::{Rules, others, require_job};
use super::show::{Shown, show};
use crate::free_busy::zone;
use domain::access::Permit;
use domain::slot::{DailyLimit, Lanes, SeriesPlan, SkipReason, Skipped, SlotDetails, date_problem};
use domain::{FieldProblem, Refusal};
use persistence::store::slots;
use persistence::{StoreError, Tx};
use scheduling_core::time::{Instant, Interval, Zone};

/// What became of a series.
#[derive(Debug, Clone)]
pub struct Made {
    /// In order of start.
    pub slots: Vec<Shown>,
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
    in_zone: Option<&Zone>,
    now: Instant,
) -> Result<Made, StoreError> {
    if let Some(problem) = date_problem(plan.first, plan.last) {
        return Err(Refusal::Invalid(vec![problem]).into());
    }
    let scope = &mut tx.scope(permit);
    let company = home(scope, plan.holder, "/interviewer_id").map_err(as_in_series)?;
    let scope = &mut scope.within(company.id)?;
    require_job(scope, plan.job).map_err(as_in_series)?;
    slots::lock_holders(scope, company.id, &[plan.holder])?;
    let rules = Rules::of(scope, company, plan.holder, "/interviewer_id", now)?;
    let zone = in_zone.cloned().unwrap_or_else(|| zone(&rules.company.details.time_zone));
    let wanted = plan.slots(&zone).map_err(|problem| Refusal::Invalid(vec![problem]))?;
    let there = match window(&wanted) {
        Some(window) => others(scope, &rules.company, plan.holder, window, None)?,
        None => Vec::new(),
    };
    let (good, skipped) = sort_out(wanted, &rules, there);
    let made = slots::insert(scope, rules.company.id, &good, now)?;
    Ok(Made { slots: show(scope, made, now)?, skipped })
}

fn window(wanted: &[SlotDetails]) -> Option<Interval> {
    Interval::new(wanted.first()?.time.start(), wanted.last()?.time.end())
}

/// What can be made, each with its unit, and what can't.
fn sort_out(
    wanted: Vec<SlotDetails>,
    rules: &Rules,
    there: Vec<(u32, Interval)>,
) -> (Vec<(SlotDetails, u32)>, Vec<Skipped>) {
    let Some(holder) = wanted.first().map(|slot| slot.holder) else { return (Vec::new(), Vec::new()) };
    let times: Vec<Interval> = there.iter().map(|(_, time)| *time).collect();
    let mut daily = DailyLimit::new(&rules.patterns, &rules.judgement.zone, &times);
    let mut lanes = Lanes::new(holder, rules.company.details.ai_parallel, there);
    let (mut good, mut skipped) = (Vec::new(), Vec::new());
    for slot in wanted {
        let time = slot.time;
        let reason = match rules.judgement.of(&slot) {
            Some(reason) => Err(reason),
            None if !daily.allows(time) => Err(SkipReason::DailyLimit),
            None => lanes.place(time).ok_or(SkipReason::Overlap),
        };
        match reason {
            Ok(unit) => {
                daily.count(time);
                good.push((slot, unit));
            }
            Err(reason) => skipped.push(Skipped { time, reason }),
        }
    }
    (good, skipped)
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
