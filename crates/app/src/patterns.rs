//! Availability patterns of interviewers: slots and template availability keep to them.

use crate::conflicts;
use crate::kit::{Precondition, page, require_company};
use domain::access::Permit;
use domain::slot::{Pattern, PatternDetails};
use domain::{FieldProblem, PatternId, Refusal, UserId};
use persistence::store::{patterns as store, users};
use persistence::{StoreError, Tx};
use scheduling_core::time::{Date, TimeOfDay, Timestamp, Weekday};

/// What is to change about a pattern; `None` leaves a value as it is. Whose it is never changes.
#[derive(Debug, Clone, Default)]
pub struct PatternChange {
    pub day_of_week: Option<Weekday>,
    pub start: Option<TimeOfDay>,
    pub end: Option<TimeOfDay>,
    pub slot_minutes: Option<i64>,
    pub break_minutes: Option<i64>,
    pub is_available: Option<bool>,
    pub max_slots_per_day: Option<i64>,
    pub valid_from: Option<Date>,
    /// `Some(None)` makes it valid for ever.
    pub valid_until: Option<Option<Date>>,
}

impl PatternChange {
    pub(crate) fn apply(&self, old: &PatternDetails) -> PatternDetails {
        PatternDetails {
            day_of_week: self.day_of_week.unwrap_or(old.day_of_week),
            start: self.start.unwrap_or(old.start),
            end: self.end.unwrap_or(old.end),
            slot_minutes: self.slot_minutes.unwrap_or(old.slot_minutes),
            break_minutes: self.break_minutes.unwrap_or(old.break_minutes),
            is_available: self.is_available.unwrap_or(old.is_available),
            max_slots_per_day: self.max_slots_per_day.unwrap_or(old.max_slots_per_day),
            valid_from: self.valid_from.unwrap_or(old.valid_from),
            valid_until: self.valid_until.unwrap_or(old.valid_until),
        }
    }
}

/// What is wrong with values that are good by themselves.
#[must_use]
pub fn problems(details: &PatternDetails) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    if details.start == details.end {
        problems.push(FieldProblem::new("/end_time", "must differ from the start"));
    }
    if details.valid_until.is_some_and(|until| until < details.valid_from) {
        problems.push(FieldProblem::new("/valid_until", "must not be before valid_from"));
    }
    problems
}

pub(crate) fn check(details: &PatternDetails) -> Result<(), Refusal> {
    let problems = problems(details);
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems)) }
}

/// A page of patterns, of one interviewer or of all.
///
/// # Errors
/// `NotFound` where the company or the interviewer that was named is not there.
pub fn list(
    tx: &mut Tx<'_>,
    permit: &Permit,
    interviewer: Option<UserId>,
    after: Option<PatternId>,
    limit: i64,
) -> Result<Vec<Pattern>, StoreError> {
    let scope = &mut tx.scope(permit);
    // Those who see only their own see that, even where they ask for somebody else.
    let interviewer = interviewer.filter(|_| scope.sees().only().is_none());
    if let Some(user) = interviewer {
        require_company(scope)?;
        users::require(scope, &[user], |_| "/interviewer_id".into())?;
    }
    let rows = store::list(scope, interviewer, after, limit)?;
    page(scope, rows)
}

/// One pattern.
///
/// # Errors
/// `NotFound`.
pub fn get(tx: &mut Tx<'_>, permit: &Permit, id: PatternId) -> Result<Pattern, StoreError> {
    store::get(&mut tx.scope(permit), id)
}

/// Makes a pattern of an interviewer, in their company.
///
/// # Errors
/// `NotFound` for the company or the interviewer; `Invalid` for somebody who holds no interviews, and for values that
/// don't go together.
pub fn make(
    tx: &mut Tx<'_>,
    permit: &Permit,
    interviewer: UserId,
    details: &PatternDetails,
    now: Timestamp,
) -> Result<Pattern, StoreError> {
    check(details)?;
    let scope = &mut tx.scope(permit);
    crate::slots::require_named_company(scope)?;
    let user = users::require(scope, &[interviewer], |_| "/interviewer".into())?;
    if let Some(role) = user.iter().map(|user| user.details.role).find(|role| !role.may_interview()) {
        let detail = format!("a user of the role '{}' holds no interviews", role.name());
        return Err(Refusal::invalid("/interviewer", detail).into());
    }
    let made = store::insert(scope, interviewer, details, now)?;
    conflicts::recheck(scope, interviewer, now)?;
    Ok(made)
}

/// Changes a pattern.
///
/// # Errors
/// `NotFound`, `VersionMismatch`; `Invalid` for values that don't go together.
pub fn change(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: PatternId,
    change: &PatternChange,
    expected: &Precondition,
    now: Timestamp,
) -> Result<Pattern, StoreError> {
    let scope = &mut tx.scope(permit);
    let changed = expected.retry(|| {
        let stored = store::get(scope, id)?;
        expected.check("availability pattern", stored.metadata.version)?;
        let details = change.apply(&stored.details);
        check(&details)?;
        store::update(scope, id, &details, Some(stored.metadata.version), now)
    })?;
    conflicts::recheck(scope, changed.interviewer, now)?;
    Ok(changed)
}

/// Deletes a pattern.
///
/// # Errors
/// `NotFound`, `VersionMismatch`.
pub fn remove(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: PatternId,
    expected: &Precondition,
    now: Timestamp,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    let stored = store::get(scope, id)?;
    expected.check("availability pattern", stored.metadata.version)?;
    store::delete(scope, id, None)?;
    conflicts::recheck(scope, stored.interviewer, now)
}
