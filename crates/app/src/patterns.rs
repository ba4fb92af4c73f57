//! Availability patterns of interviewers: slots and template availability keep to them.

use crate::conflicts;
use crate::kit::collection::{Rules, Stored};
use crate::kit::require_interviewer;
use domain::slot::{PatternDetails, WeekdayHours};
use domain::{FieldProblem, Refusal};
use persistence::store::patterns::PatternFilter;
use persistence::store::users;
use persistence::{Scope, StoreError};
use scheduling_core::time::Timestamp;

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

impl Rules for PatternDetails {
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
