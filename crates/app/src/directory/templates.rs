//! Interview templates: who has to meet, and which of them are enough.

use crate::kit::{Precondition, page, require_company};
use domain::access::Permit;
use domain::directory::{Group, Required, Template, TemplateDetails};
use domain::{FieldProblem, Refusal, TemplateId, UserId};
use persistence::store::{templates as store, users};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;
use std::collections::HashSet;

/// Interviewers of one template, at most: as many as one availability query takes participants.
pub const MAX_INTERVIEWERS: usize = 1000;
/// Groups of one template, at most.
pub const MAX_GROUPS: usize = 100;

/// What is to change about a template; `None` leaves a value as it is, `Some(None)` takes it away.
#[derive(Debug, Clone, Default)]
pub struct TemplateChange {
    pub name: Option<String>,
    pub duration_minutes: Option<i64>,
    pub interviewers: Option<Vec<UserId>>,
    pub groups: Option<Option<Vec<Group>>>,
    pub step_minutes: Option<Option<i64>>,
    pub minimum_notice_minutes: Option<Option<i64>>,
    pub buffer_before_minutes: Option<Option<i64>>,
    pub buffer_after_minutes: Option<Option<i64>>,
}

impl TemplateChange {
    fn apply(&self, old: TemplateDetails) -> TemplateDetails {
        TemplateDetails {
            name: self.name.clone().unwrap_or(old.name),
            duration_minutes: self.duration_minutes.unwrap_or(old.duration_minutes),
            interviewers: self.interviewers.clone().unwrap_or(old.interviewers),
            groups: self.groups.clone().unwrap_or(old.groups),
            step_minutes: self.step_minutes.unwrap_or(old.step_minutes),
            minimum_notice_minutes: self.minimum_notice_minutes.unwrap_or(old.minimum_notice_minutes),
            buffer_before_minutes: self.buffer_before_minutes.unwrap_or(old.buffer_before_minutes),
            buffer_after_minutes: self.buffer_after_minutes.unwrap_or(old.buffer_after_minutes),
        }
    }
}

/// What is wrong with a list of interviewers as such: too many, or somebody twice. Nobody at all is fine: such a
/// template is not asked for times yet.
#[must_use]
pub fn interviewer_problems(interviewers: &[UserId]) -> Vec<FieldProblem> {
    if interviewers.len() > MAX_INTERVIEWERS {
        return vec![FieldProblem::new("/interviewers", format!("must be at most {MAX_INTERVIEWERS} users"))];
    }
    let mut seen = HashSet::new();
    let twice = interviewers.iter().enumerate().filter(|(_, user)| !seen.insert(**user));
    twice.map(|(index, _)| FieldProblem::new(format!("/interviewers/{index}"), "is named twice")).collect()
}

/// What is wrong with groups of these interviewers: the rules of the stateless query, with users for participants.
#[must_use]
pub fn group_problems(interviewers: &[UserId], groups: &[Group]) -> Vec<FieldProblem> {
    if groups.len() > MAX_GROUPS {
        return vec![FieldProblem::new("/groups", format!("must be at most {MAX_GROUPS} groups"))];
    }
    let known: HashSet<UserId> = interviewers.iter().copied().collect();
    let mut problems = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        if group.members.is_empty() {
            problems.push(FieldProblem::new(format!("/groups/{index}/members"), "must not be empty"));
            continue;
        }
        member_problems(index, group, &known, &mut problems);
        let members = i64::try_from(group.members.len()).unwrap_or(i64::MAX);
        if let Required::AtLeast(count) = group.required
            && !(1..=members).contains(&count)
        {
            let detail = format!("must be from 1 to {members}, the number of members");
            problems.push(FieldProblem::new(format!("/groups/{index}/required"), detail));
        }
    }
    problems
}

fn member_problems(index: usize, group: &Group, known: &HashSet<UserId>, problems: &mut Vec<FieldProblem>) {
    let mut seen = HashSet::new();
    for (position, member) in group.members.iter().enumerate() {
        let detail = match (known.contains(member), seen.insert(*member)) {
            (false, _) => "is no interviewer of this template",
            (true, false) => "is named twice in this group",
            (true, true) => continue,
        };
        problems.push(FieldProblem::new(format!("/groups/{index}/members/{position}"), detail));
    }
}

/// A page of templates.
///
/// # Errors
/// `NotFound` where the company that was named is not there.
pub fn list(
    tx: &mut Tx<'_>,
    permit: &Permit,
    after: Option<TemplateId>,
    limit: i64,
) -> Result<Vec<Template>, StoreError> {
    let scope = &mut tx.scope(permit);
    let rows = store::list(scope, after, limit)?;
    page(scope, rows)
}

/// One template.
///
/// # Errors
/// `NotFound`.
pub fn get(tx: &mut Tx<'_>, permit: &Permit, id: TemplateId) -> Result<Template, StoreError> {
    store::get(&mut tx.scope(permit), id)
}

/// Makes a template in the permit's company.
///
/// # Errors
/// `NotFound` for the company or, with its pointer, an interviewer; `Invalid` for somebody who holds no interviews,
/// for lists that don't go together, and where no company was named.
pub fn make(
    tx: &mut Tx<'_>,
    permit: &Permit,
    details: &TemplateDetails,
    now: Timestamp,
) -> Result<Template, StoreError> {
    check_lists(details)?;
    let scope = &mut tx.scope(permit);
    require_company(scope)?;
    require_interviewers(scope, &details.interviewers)?;
    store::insert(scope, details, now)
}

/// Changes a template.
///
/// # Errors
/// As [`make`], and `VersionMismatch`.
pub fn change(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: TemplateId,
    change: &TemplateChange,
    expected: &Precondition,
    now: Timestamp,
) -> Result<Template, StoreError> {
    let scope = &mut tx.scope(permit);
    expected.retry(|| {
        let stored = store::get(scope, id)?;
        expected.check("interview template", stored.metadata.version)?;
        let details = change.apply(stored.details);
        check_lists(&details)?;
        // Interviewers who stay are not judged again: somebody whose role changed must not keep others from
        // changing the name.
        if let Some(interviewers) = &change.interviewers {
            require_interviewers(&mut scope.for_company(stored.company)?, interviewers)?;
        }
        store::update(scope, id, &details, Some(stored.metadata.version), now)
    })
}

/// Deletes a template.
///
/// # Errors
/// `NotFound`, `VersionMismatch`.
pub fn remove(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: TemplateId,
    expected: &Precondition,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    expected.check("interview template", store::get(scope, id)?.metadata.version)?;
    store::delete(scope, id, None)
}

fn check_lists(details: &TemplateDetails) -> Result<(), Refusal> {
    let mut problems = interviewer_problems(&details.interviewers);
    problems.extend(group_problems(&details.interviewers, details.groups.as_deref().unwrap_or_default()));
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems)) }
}

/// Refuses interviewers who are not there, and those whose role holds no interviews.
fn require_interviewers(scope: &mut Scope<'_>, interviewers: &[UserId]) -> Result<(), StoreError> {
    let users = users::require(scope, interviewers, |index| format!("/interviewers/{index}"))?;
    let wrong = users.iter().enumerate().filter(|(_, user)| !user.details.role.may_interview());
    let problems: Vec<FieldProblem> = wrong
        .map(|(index, user)| {
            let detail = format!("a user of the role '{}' holds no interviews", user.details.role.name());
            FieldProblem::new(format!("/interviewers/{index}"), detail)
        })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems).into()) }
}

#[cfg(test)]
mod tests;
