//! Availability patterns of interviewers: slots and template availability keep to them.

use crate::conflicts;
use crate::free_busy::{zone, zone_of};
use crate::kit::collection::{Rules, Stored};
use crate::kit::require_interviewer;
use crate::pattern_rules::of_people;
use domain::access::Permit;
use domain::slot::{Holder, MAX_SERIES_DAYS, Pattern, PatternDetails, WeekdayHours};
use domain::{CompanyId, FieldProblem, PatternId, Refusal, SlotId, UserId};
use persistence::store::patterns::{self as stored_patterns, PatternFilter};
use persistence::store::{companies, slots as stored_slots, users};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::slots;
use scheduling_core::time::{Interval, IntervalSet, TimeZone, Timestamp};
use std::collections::{BTreeSet, HashMap};

/// What is wrong with values that are good by themselves.
#[must_use]
pub fn problems(week: &WeekdayHours) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    if week.start == week.end {
        problems.push(FieldProblem::new("/end_time", "must differ from the start"));
    }
    if week.valid_until.is_some_and(|until| until < week.valid_from) {
        problems.push(FieldProblem::new("/valid_until", "must not be before valid_from"));
    }
    problems
}

pub(crate) fn check(week: &WeekdayHours) -> Result<(), Refusal> {
    let problems = problems(week);
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems)) }
}

/// What a new pattern does to the times of its interviewer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PatternEffect {
    pub takes_away: Option<TakesAway>,
    /// Another pattern that says the same already.
    pub same_as: Option<PatternId>,
}

/// What a pattern closes that was open without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakesAway {
    /// Of the days that are looked at.
    pub seconds: i64,
    /// Live slots ahead, the soonest first.
    pub slots: Vec<SlotId>,
}

/// Seconds of which it is told how much a pattern closes: two weeks.
const TOLD: i64 = 14 * 86_400;
/// Seconds ahead in which slots are looked for: as far as a series reaches.
const SLOTS_WITHIN: i64 = MAX_SERIES_DAYS * 86_400;

/// What this pattern, which was just stored, does beside the interviewer's other ones.
///
/// # Errors
/// Failures of the database.
pub fn effect_of(
    scope: &mut Scope<'_>,
    pattern: &Pattern,
    now: Timestamp,
) -> Result<PatternEffect, StoreError> {
    let user = pattern.details.user;
    let stored = stored_patterns::of_users(&mut scope.for_company(pattern.company)?, &[user])?;
    let same = |other: &&Pattern| other.id != pattern.id && other.details.week.says(&pattern.details.week);
    let same_as = stored.iter().find(same).map(|other| other.id);
    let takes_away = taken_away(scope, pattern.company, user, &[pattern.id], now)?;
    Ok(PatternEffect { takes_away, same_as })
}

/// What these new patterns of somebody close that is open without them.
///
/// # Errors
/// Failures of the database.
pub(crate) fn taken_away(
    scope: &mut Scope<'_>,
    company: CompanyId,
    user: UserId,
    new: &[PatternId],
    now: Timestamp,
) -> Result<Option<TakesAway>, StoreError> {
    let scope = &mut scope.for_company(company)?;
    let company = companies::get(scope, company)?;
    let zone = zone_of(&users::get(scope, user)?, &zone(&company.details.time_zone));
    let mut in_force = of_people(scope, &HashMap::from([(user, zone.clone())]), now)?;
    let all = in_force.remove(&user).unwrap_or_default();
    let rules = |kept: fn(&[PatternId], PatternId) -> bool| -> Vec<slots::Pattern> {
        all.iter().filter(|named| kept(new, named.id)).map(|named| named.rule).collect()
    };
    let (with, without) = (rules(|_, _| true), rules(|new, id| !new.contains(&id)));
    let open = |rules: &[slots::Pattern], time: Interval| match rules {
        [] => IntervalSet::from(time),
        rules => slots::open_time(rules, &zone, time),
    };
    let ahead = |seconds: i64| Interval::new(now, now.plus_seconds(seconds)).ok();
    let lost = |time: Interval| open(&without, time).subtract(&open(&with, time)).seconds();
    let seconds = ahead(TOLD).map_or(0, lost);
    let mut closed = Vec::new();
    if let Some(time) = ahead(SLOTS_WITHIN) {
        let mut live = stored_slots::live_of(scope, company.id, Holder::Interviewer(user), time)?;
        live.retain(|(_, slot)| slot.time.start() > now);
        live.sort_by_key(|(_, slot)| slot.time.start());
        let whole = |rules: &[slots::Pattern], time: Interval| open(rules, time).as_slice() == [time];
        let lost = live.iter().filter(|(_, slot)| whole(&without, slot.time) && !whole(&with, slot.time));
        closed.extend(lost.map(|(id, _)| *id));
    }
    Ok((seconds > 0 || !closed.is_empty()).then_some(TakesAway { seconds, slots: closed }))
}

/// Those of these people whom no pattern restricts, today or later: they are offered at every hour of the day.
///
/// # Errors
/// Failures of the database.
pub fn unrestricted(
    tx: &mut Tx<'_>,
    permit: &Permit,
    company: CompanyId,
    people: &[UserId],
    now: Timestamp,
) -> Result<BTreeSet<UserId>, StoreError> {
    let scope = &mut tx.scope(permit);
    let company = zone(&companies::get(scope, company)?.details.time_zone);
    let users = users::by_ids(scope, people)?;
    let zones: HashMap<UserId, TimeZone> =
        users.iter().map(|user| (user.id, zone_of(user, &company))).collect();
    let restricted = of_people(scope, &zones, now)?;
    Ok(people.iter().copied().filter(|user| !restricted.contains_key(user)).collect())
}

impl Rules for PatternDetails {
    const READ_BY_ONE: bool = false;
    const COMPANY: &'static str = "/company";

    /// Those who see only their own see that, even where they ask for somebody else.
    fn check_filter(scope: &mut Scope<'_>, filter: &mut PatternFilter) -> Result<(), StoreError> {
        filter.interviewer = filter.interviewer.filter(|_| scope.sees().only().is_none());
        require_interviewer(scope, filter.interviewer)
    }

    fn check(&self, scope: &mut Scope<'_>, before: Option<&Stored<Self>>) -> Result<(), StoreError> {
        check(&self.week)?;
        if before.is_some() {
            return Ok(());
        }
        let user = users::require(scope, &[self.user], |_| "/interviewer".into())?;
        if let Some(role) = user.iter().map(|user| user.details.role).find(|role| !role.may_interview()) {
            let detail = format!("a user of the role '{}' holds no interviews", role.name());
            return Err(Refusal::invalid("/interviewer", detail).into());
        }
        Ok(())
    }

    fn touched(scope: &mut Scope<'_>, record: &Stored<Self>, now: Timestamp) -> Result<(), StoreError> {
        conflicts::recheck(scope, record.details.user, now)
    }
}
