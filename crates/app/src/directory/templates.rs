//! Interview templates: who has to meet, and which of them are enough.

use crate::kit::collection::{Rules, Stored};
use domain::access::Permit;
use domain::directory::{Group, Required, TemplateDetails};
use domain::{FieldProblem, Refusal, TemplateId, UserId};
use persistence::store::{templates, users};
use persistence::{Scope, StoreError, Tx};
use std::collections::HashSet;

/// Interviewers of one template, at most: as many as one availability query takes participants.
pub const MAX_INTERVIEWERS: usize = 1000;
/// Groups of one template, at most.
pub const MAX_GROUPS: usize = 100;

/// What is wrong with a list of interviewers as such: nobody, as there are no times for a meeting of nobody; too many; or somebody twice.
#[must_use]
pub fn interviewer_problems(interviewers: &[UserId]) -> Vec<FieldProblem> {
    if interviewers.is_empty() {
        return vec![FieldProblem::new("/interviewers", "must name at least one user")];
    }
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

impl Rules for TemplateDetails {
    const READ_BY_ONE: bool = false;

    /// Interviewers who stay are not judged again: somebody whose role changed must not keep others from changing the name.
    fn check(&self, scope: &mut Scope<'_>, before: Option<&Stored<Self>>) -> Result<(), StoreError> {
        check_lists(self)?;
        match before {
            None => require_interviewers(scope, &self.interviewers),
            Some(before) if before.details.interviewers != self.interviewers => {
                require_interviewers(&mut scope.for_company(before.company)?, &self.interviewers)
            }
            Some(_) => Ok(()),
        }
    }
}

fn check_lists(details: &TemplateDetails) -> Result<(), Refusal> {
    let mut problems = interviewer_problems(&details.interviewers);
    problems.extend(group_problems(&details.interviewers, details.groups.as_deref().unwrap_or_default()));
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems)) }
}

/// Judges a template's interviewers, for a change that named them, though they may be those who were there before.
///
/// # Errors
/// `NotFound` with a pointer, `Invalid`.
pub fn judge_interviewers(tx: &mut Tx<'_>, permit: &Permit, id: TemplateId) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    let template = templates::get(scope, id)?;
    require_interviewers(&mut scope.for_company(template.company)?, &template.details.interviewers)
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
