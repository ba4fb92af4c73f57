//! Interview slots, availability patterns, schedules, conflicts and the calendar, at the paths and with the bodies of the seeds.

mod ai_results;
mod bookings;
mod calendar;
mod configuration_wire;
mod configurations;
mod conflict_wire;
mod conflicts;
mod generate;
mod pattern_wire;
mod patterns;
mod places;
mod schedule_wire;
mod schedules;
mod search;
mod series;
mod slot_wire;
mod slots;
pub(crate) mod wire;

pub use bookings::Bookings;
pub(crate) use conflict_wire::ConflictTypeName;

use crate::directory::place::Place;
use domain::access::{Action, Caller, Permit, Role, authorise};
use domain::{CompanyId, FieldProblem, Refusal, UserId};
use http_kit::{Problem, Whole};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the endpoints. Paths with a word come before those with an id in its place.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    schedules::routes(config);
    search::routes(config);
    series::routes(config);
    generate::routes(config);
    places::routes(config);
    slots::routes(config);
    patterns::routes(config);
    ai_results::routes(config);
    configurations::routes(config);
    conflicts::routes(config);
    calendar::routes(config);
}

/// Whether the caller may do this in the company that the body names, in a field at `pointer`.
///
/// # Errors
/// 403, or 404 for a company that is not the caller's.
fn permit_at(
    caller: &Caller,
    action: Action,
    company: Option<Whole>,
    pointer: &str,
) -> Result<Permit, Problem> {
    let permit = authorise(caller, action, company.map(|id| CompanyId(id.0)));
    Ok(permit.map_err(|refusal| match refusal {
        Refusal::NotFound { what, .. } => Refusal::NotFound { what, pointer: Some(pointer.into()) },
        other => other,
    })?)
}

/// The permit for a body that may name the company as `company`, beside a query that may.
fn permit_of(
    caller: &Caller,
    action: Action,
    place: Place,
    company: Option<Whole>,
) -> Result<Permit, Problem> {
    place.agree(company, "/company")?;
    match company {
        Some(_) => permit_at(caller, action, company, "/company"),
        None => place.permit(caller, action),
    }
}

/// Whose slots and patterns the caller has to do with: everybody's (`None`), or their own where they are staff. A key
/// of the role belongs to nobody, who has none.
pub(crate) fn own(caller: &Caller) -> Option<UserId> {
    const NOBODY: UserId = UserId(0);
    (caller.role == Role::Staff).then(|| caller.user.unwrap_or(NOBODY))
}

/// Refuses staff who name somebody else as the interviewer of a pattern.
fn require_own(caller: &Caller, interviewer: UserId) -> Result<(), Problem> {
    match own(caller) {
        Some(user) if user != interviewer => {
            let detail = "staff manage their own availability only";
            Err(Problem::invalid(vec![FieldProblem::new("/interviewer", detail)]))
        }
        _ => Ok(()),
    }
}
