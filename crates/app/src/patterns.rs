//! Availability patterns of interviewers: slots and template availability keep to them.

use crate::conflicts;
use crate::free_busy::{zone, zone_of};
use crate::kit::collection::{Rules, Stored};
use crate::kit::require_interviewer;
use crate::pattern_rules::{NamedPattern, of_people};
use domain::access::Permit;
use domain::slot::{Holder, MAX_SERIES_DAYS, Pattern, PatternDetails, WeekdayHours};
use domain::{CompanyId, FieldProblem, PatternId, Refusal, SlotId, UserId};
use persistence::store::collection::Collection;
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

/// What a new pattern, or a change of one, does to the times of its interviewer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PatternEffect {
    pub takes_away: Option<TakesAway>,
    /// Another pattern that says the same already.
    pub same_as: Option<PatternId>,
}

/// What was open and is closed by a pattern, or by a change of one.
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

/// Does something to a pattern, and says what it closes of the time that was open before.
///
/// # Errors
/// `NotFound`; those of `work`.
pub fn closing<T>(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: PatternId,
    now: Timestamp,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>,
) -> Result<(T, PatternEffect), StoreError> {
    let pattern = PatternDetails::get(&mut tx.scope(permit), id)?;
    let (company, user) = (pattern.company, pattern.details.user);
    let before = OpenTime::read(&mut tx.scope(permit), company, user, now)?;
    let done = work(tx)?;
    let scope = &mut tx.scope(permit);
    let after = OpenTime::read(scope, company, user, now)?;
    let takes_away = lost(scope, &before, &after, now)?;
    Ok((done, PatternEffect { takes_away, same_as: None }))
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
    let after = OpenTime::read(scope, company, user, now)?;
    let mut before = after.clone();
    before.patterns.retain(|named| !new.contains(&named.id));
    lost(scope, &before, &after, now)
}

/// When somebody is to be had by the patterns that are in force: always where there are none.
#[derive(Debug, Clone)]
struct OpenTime {
    company: CompanyId,
    user: UserId,
    zone: TimeZone,
    patterns: Vec<NamedPattern>,
}

impl OpenTime {
    fn read(
        scope: &mut Scope<'_>,
        company: CompanyId,
        user: UserId,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let scope = &mut scope.for_company(company)?;
        let of_company = zone(&companies::get(scope, company)?.details.time_zone);
        let zone = zone_of(&users::get(scope, user)?, &of_company);
        let mut in_force = of_people(scope, &HashMap::from([(user, zone.clone())]), now)?;
        Ok(Self { company, user, zone, patterns: in_force.remove(&user).unwrap_or_default() })
    }

    fn within(&self, time: Interval) -> IntervalSet {
        let rules: Vec<slots::Pattern> = self.patterns.iter().map(|named| named.rule).collect();
        match rules.as_slice() {
            [] => IntervalSet::from(time),
            rules => slots::open_time(rules, &self.zone, time),
        }
    }

    fn has_all_of(&self, time: Interval) -> bool {
        self.within(time).as_slice() == [time]
    }
}

/// What somebody loses between two states of their patterns; `None` where it is nothing.
fn lost(
    scope: &mut Scope<'_>,
    before: &OpenTime,
    after: &OpenTime,
    now: Timestamp,
) -> Result<Option<TakesAway>, StoreError> {
    let scope = &mut scope.for_company(after.company)?;
    let ahead = |seconds: i64| Interval::new(now, now.plus_seconds(seconds)).ok();
    let lost = |time: Interval| before.within(time).subtract(&after.within(time)).seconds();
    let seconds = ahead(TOLD).map_or(0, lost);
    let mut closed = Vec::new();
    if let Some(time) = ahead(SLOTS_WITHIN) {
        let holder = Holder::Interviewer(after.user);
        let mut live = stored_slots::live_of(scope, after.company, holder, time)?;
        live.retain(|(_, slot)| slot.time.start() > now);
        live.sort_by_key(|(_, slot)| slot.time.start());
        let lost = live.iter().map(|(id, slot)| (id, slot.time));
        let lost = lost.filter(|(_, time)| before.has_all_of(*time) && !after.has_all_of(*time));
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
