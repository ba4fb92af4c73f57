//! What the caller may do, where a body names the company.

use crate::kit::company_param::Place;
use domain::CompanyId;
use domain::access::{Action, Caller, Permit, authorise};
use http_kit::{Problem, WholeNumber};

/// Whether the caller may do this in the company that the body names, in a field at `pointer`.
///
/// # Errors
/// 403, or 404 for a company that is not the caller's.
pub(crate) fn permit_at(
    caller: &Caller,
    action: Action,
    company: Option<WholeNumber>,
    pointer: &str,
) -> Result<Permit, Problem> {
    let permit = authorise(caller, action, company.map(|id| CompanyId(id.0)));
    Ok(permit.map_err(|refusal| refusal.at(pointer))?)
}

/// The permit for a body that may name the company as `company`, beside a query that may.
pub(crate) fn permit_of(
    caller: &Caller,
    action: Action,
    place: Place,
    company: Option<WholeNumber>,
) -> Result<Permit, Problem> {
    place.agree(company, "/company")?;
    match company {
        Some(_) => permit_at(caller, action, company, "/company"),
        None => place.permit(caller, action),
    }
}
