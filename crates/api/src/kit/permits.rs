//! What the caller may do, where a body names the company, and what `staff` may see.

use crate::kit::company_param::Place;
use domain::access::{Action, Caller, Permit, Role, authorise};
use domain::{CompanyId, FieldProblem, Refusal, UserId};
use http_kit::{Problem, Whole};

/// Whether the caller may do this in the company that the body names, in a field at `pointer`.
///
/// # Errors
/// 403, or 404 for a company that is not the caller's.
pub(crate) fn permit_at(
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
pub(crate) fn permit_of(
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
pub(crate) fn require_own(caller: &Caller, interviewer: UserId) -> Result<(), Problem> {
    match own(caller) {
        Some(user) if user != interviewer => {
            let detail = "staff manage their own availability only";
            Err(Problem::invalid(vec![FieldProblem::new("/interviewer", detail)]))
        }
        _ => Ok(()),
    }
}
