//! The rules for slots of one holder, with what they need from the database.

use super::interviewer;
use crate::free_busy::{zone, zone_of};
use crate::reasons::{self, Reasons};
use domain::directory::{Company, JobDetails};
use domain::slot::{DailyLimit, Holder, Judgement, Lanes, Pattern, SkipReason, SlotDetails};
use domain::{Because, Refusal, SlotId};
use persistence::store::collection::Collection;
use persistence::store::patterns;
use persistence::store::slots::{self, Taken};
use persistence::{Scope, StoreError};
use scheduling_core::availability::Rule;
use scheduling_core::time::{Interval, Timestamp};
use std::collections::HashSet;

/// How far around a series its holder's days are counted: a local date may begin a day before its UTC date.
const AROUND: i64 = 2 * 86_400;

/// What is known of a holder before slots are made.
pub(super) struct Rules {
    pub(super) company: Company,
    pub(super) patterns: Vec<Pattern>,
    pub(super) judgement: Judgement,
}

impl Rules {
    /// Reads them. `pointer` is the field that names the interviewer.
    pub(super) fn of(
        scope: &mut Scope<'_>,
        company: Company,
        holder: Holder,
        pointer: &str,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let company_zone = zone(&company.details.time_zone);
        let (patterns, own_zone) = match holder {
            Holder::Interviewer(user) => {
                let user = interviewer(scope, user, pointer)?;
                let zone = zone_of(&user, &company_zone);
                let mut patterns = patterns::of_users(scope, &[user.id])?;
                patterns.retain(|pattern| pattern.details.week.is_in_force(&zone, now));
                (patterns, zone)
            }
            Holder::Ai(_) => (Vec::new(), company_zone.clone()),
        };
        let judgement = Judgement {
            now,
            hours: company.details.business_hours,
            company_zone,
            patterns: patterns.iter().map(|pattern| pattern.details.week.rule()).collect(),
            zone: own_zone,
        };
        Ok(Self { company, patterns, judgement })
    }

    /// Refuses a single slot that breaks a rule.
    pub(super) fn check(&self, scope: &mut Scope<'_>, details: &SlotDetails) -> Result<(), StoreError> {
        let broken: Vec<SkipReason> = self.judgement.broken(details).collect();
        match (broken.as_slice(), details.holder) {
            ([], _) => Ok(()),
            ([reason @ SkipReason::OutsideAvailability], Holder::Interviewer(user)) => {
                let (now, time) = (self.judgement.now, details.time);
                let known = Reasons::read(scope, &[user], time, &HashSet::new(), now)?.of(user, time);
                let outside = |reason: &Because| reason.rule == Rule::Available.name();
                let because: Vec<Because> = known.into_iter().filter(outside).collect();
                let names = reasons::names(scope, &because)?;
                let refusal = Refusal::Unavailable {
                    slug: "outside-availability",
                    pointer: Some("/start_time".into()),
                    detail: reason.problem().detail,
                    because,
                    names: names.into(),
                };
                Err(refusal.into())
            }
            (broken, _) => {
                Err(Refusal::Invalid(broken.iter().map(|reason| reason.problem()).collect()).into())
            }
        }
    }

    /// Refuses a single slot on a day on which its holder has, beside it, as many as the patterns allow.
    pub(super) fn check_day(&self, details: &SlotDetails, others: &[Taken]) -> Result<(), Refusal> {
        let weeks = self.patterns.iter().map(|pattern| &pattern.details.week);
        let times = others.iter().map(|(_, slot)| slot.time);
        match DailyLimit::new(details.holder, weeks, &self.judgement.zone, times).allows(details.time) {
            true => Ok(()),
            false => Err(Refusal::Invalid(vec![SkipReason::DailyLimit.problem()])),
        }
    }
}

/// Refuses a job that is not there.
pub(super) fn require_job(scope: &mut Scope<'_>, job: Option<domain::JobId>) -> Result<(), StoreError> {
    let Some(job) = job else { return Ok(()) };
    if JobDetails::by_ids(scope, &[job])?.is_empty() {
        return Err(Refusal::NotFound { what: "job", pointer: Some("/job".into()) }.into());
    }
    Ok(())
}

/// The live slots of a holder around a window, but for one. The caller holds the holder's lock.
pub(super) fn others(
    scope: &mut Scope<'_>,
    company: &Company,
    holder: Holder,
    window: Interval,
    but: Option<SlotId>,
) -> Result<Vec<Taken>, StoreError> {
    let around = Interval::new(window.start().plus_seconds(-AROUND), window.end().plus_seconds(AROUND));
    let there = slots::live_of(scope, company.id, holder, around.unwrap_or(window))?;
    Ok(there.into_iter().filter(|(id, _)| Some(*id) != but).collect())
}

/// The lanes of a holder who has these slots.
pub(super) fn lanes(company: &Company, holder: Holder, there: &[Taken]) -> Lanes {
    Lanes::new(holder, company.details.ai_parallel, there.iter().map(|(_, slot)| *slot))
}

/// Stores which of the slots that were there have another unit now. The slot `aside` is about to be written.
pub(super) fn store_moves(
    scope: &mut Scope<'_>,
    company: &Company,
    holder: Holder,
    lanes: &Lanes,
    there: &[Taken],
    aside: Option<SlotId>,
) -> Result<(), StoreError> {
    let moved = lanes.moved();
    if moved.is_empty() {
        return Ok(());
    }
    let moves: Vec<(SlotId, u32)> =
        moved.into_iter().filter_map(|(at, unit)| there.get(at).map(|(id, _)| (*id, unit))).collect();
    slots::move_units(scope, company.id, holder, &moves, aside)
}

/// What a slot of that time is told that others of its holder are in the way of.
pub(super) fn overlap(there: &[Taken], time: Interval) -> Refusal {
    let in_the_way = there.iter().filter(|(_, slot)| slot.time.overlaps(time));
    Refusal::Unavailable {
        slug: "slot-overlap",
        pointer: None,
        detail: SkipReason::Overlap.problem().detail,
        because: in_the_way.map(|(id, slot)| Because::overlapping(*id, slot.time.end())).collect(),
        names: Box::default(),
    }
}
