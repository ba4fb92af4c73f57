//! The panel that a template chooses, from who is free.

use super::at;
use crate::free_busy;
use crate::kit::require_open;
use crate::reasons;
use crate::template_availability::{self, Judged, Wish};
use crate::workloads;
use domain::because::{Names, rules};
use domain::directory::{Company, Required, Template};
use domain::interview::{Free, Interview, Need, choose};
use domain::{FieldProblem, Refusal, TemplateId, UserId};
use persistence::store::templates;
use persistence::{Scope, StoreError};
use scheduling_core::time::{Interval, Timestamp};

/// A template that is to choose the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByTemplate {
    pub template: TemplateId,
    /// The length that was asked for; it can only be the template's.
    pub minutes: Option<i64>,
}

/// The template that is to choose.
///
/// # Errors
/// `NotFound` and `Invalid` with pointers.
pub(super) fn read(
    scope: &mut Scope<'_>,
    by: &ByTemplate,
    start: Option<Timestamp>,
) -> Result<Template, StoreError> {
    let template = templates::get(scope, by.template).map_err(|error| at(error, "/template_id"))?;
    let mut problems = Vec::new();
    if template.details.interviewers.is_empty() {
        problems.push(FieldProblem::new("/template_id", "the template has no interviewers"));
    }
    let minutes = template.details.duration_minutes;
    if by.minutes.is_some_and(|given| given != minutes) {
        let detail = format!("must be the template's, {minutes}, or be left out");
        problems.push(FieldProblem::new("/duration_minutes", detail));
    }
    if start.is_some_and(|start| start.unix() % 60 != 0) {
        problems
            .push(FieldProblem::new("/scheduled_at", "must be on a whole minute, as a template offers it"));
    }
    if problems.is_empty() { Ok(template) } else { Err(Refusal::Invalid(problems).into()) }
}

/// Chooses the panel for the interview's time, in the template's order. The caller holds the locks of all of the template's interviewers.
///
/// # Errors
/// `Unavailable` (`interviewer-unavailable`) where too few are free.
pub(super) fn panel(
    scope: &mut Scope<'_>,
    company: &Company,
    template: &Template,
    interview: &Interview,
    now: Timestamp,
) -> Result<Vec<UserId>, StoreError> {
    let Some(time) = interview.time else { return Ok(Vec::new()) };
    panel_at(scope, company, template, Meeting { time, interviewee: interview.interviewee.user }, now)
}

/// A meeting that a panel is chosen for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Meeting {
    pub(crate) time: Interval,
    /// The user who is interviewed.
    pub(crate) interviewee: Option<UserId>,
}

/// The same of a meeting that no interview has yet.
///
/// # Errors
/// The same.
pub(crate) fn panel_at(
    scope: &mut Scope<'_>,
    company: &Company,
    template: &Template,
    Meeting { time, interviewee }: Meeting,
    now: Timestamp,
) -> Result<Vec<UserId>, StoreError> {
    require_open(company)?;
    // The template's own rules, as it is asked for its slots: what those do not list is not booked.
    let wish = Wish {
        window: time,
        zone: template_availability::grid_zone(template, time, &free_busy::zone(&company.details.time_zone)),
        step_minutes: None,
        minimum_notice_minutes: None,
        buffer_before_minutes: None,
        buffer_after_minutes: None,
    };
    let people = &template.details.interviewers;
    let free = match template_availability::gather_of(scope, template.clone(), wish, now)?.judge()? {
        // Nobody interviews themselves.
        Judged::Free(mut free) => {
            free.retain(|user| Some(*user) != interviewee);
            free
        }
        Judged::Unavailable(because) => {
            let names = reasons::names(scope, &because)?;
            return Err(too_few(because, names).into());
        }
    };
    let loads = workloads::of(scope, company, &free, time.start(), now)?;
    let free: Vec<Free> = free.iter().map(|user| loads.free(*user, *user)).collect();
    let chosen = choose(&needs(template), &free).ok_or_else(|| too_few(Vec::new(), Names::default()))?;
    Ok(people.iter().copied().filter(|user| chosen.contains(user)).collect())
}

fn too_few(because: Vec<domain::Because>, names: Names) -> Refusal {
    // The rules of the template itself are nobody's.
    let detail = match because.iter().any(|one| one.user.is_none() && one.rule != rules::CANNOT_INTERVIEW) {
        true => "the template offers no meeting that starts then",
        false => "not enough of the template's interviewers are free at that time",
    };
    Refusal::Unavailable {
        slug: "interviewer-unavailable",
        pointer: None,
        detail: detail.into(),
        because,
        names: names.into(),
    }
}

/// How many of whom a template needs: everybody where it has no groups.
pub(crate) fn needs(template: &Template) -> Vec<Need> {
    let people = &template.details.interviewers;
    let Some(groups) = &template.details.groups else {
        return vec![Need { members: people.clone(), count: people.len() }];
    };
    let count = |required, members: usize| match required {
        Required::All => members,
        Required::AtLeast(count) => usize::try_from(count).unwrap_or(members),
    };
    let need = |group: &domain::directory::Group| Need {
        members: group.members.clone(),
        count: count(group.required, group.members.len()),
    };
    groups.iter().map(need).collect()
}
