//! What the use cases of every resource are made with.

pub mod addresses;
pub mod collection;
pub mod limits;
pub(crate) mod renamed;
pub(crate) mod together;
mod versions;

pub use versions::Precondition;

use domain::access::{Permit, Reach};
use domain::because::rules::CANNOT_INTERVIEW;
use domain::directory::Company;
use domain::{Because, FieldProblem, Refusal, UserId};
use persistence::store::{companies as stored_companies, users as stored_users};
use persistence::{Scope, StoreError};

/// What is wrong where something is to be made in a company and the caller, who reaches all of them, named none.
#[must_use]
pub fn home_problem(permit: &Permit) -> Option<FieldProblem> {
    matches!(permit.reach(), Reach::Platform).then(|| FieldProblem::new("/company_id", "name the company"))
}

/// Refuses where the company that was named is not there: an administrator may name any number.
pub(crate) fn require_company(scope: &mut Scope<'_>) -> Result<(), StoreError> {
    require_company_at(scope, "/company_id")
}

/// The same where the company is named at `pointer`.
pub(crate) fn require_company_at(scope: &mut Scope<'_>, pointer: &str) -> Result<(), StoreError> {
    company_named_at(scope, pointer).map(drop)
}

/// The company that the scope reaches; `None` where it reaches all of them.
pub(crate) fn named_company(scope: &mut Scope<'_>) -> Result<Option<Company>, StoreError> {
    company_named_at(scope, "/company_id")
}

fn company_named_at(scope: &mut Scope<'_>, pointer: &str) -> Result<Option<Company>, StoreError> {
    let Some(company) = scope.company() else { return Ok(None) };
    match stored_companies::get(scope, company) {
        Ok(company) => Ok(Some(company)),
        Err(StoreError::Refused(Refusal::NotFound { what, .. })) => {
            Err(Refusal::NotFound { what, pointer: Some(pointer.into()) }.into())
        }
        Err(error) => Err(error),
    }
}

/// Refuses a company that takes no bookings.
pub(crate) fn require_open(company: &Company) -> Result<(), Refusal> {
    if company.details.active {
        return Ok(());
    }
    Err(Refusal::Unavailable {
        slug: "wrong-status",
        pointer: None,
        detail: "the company takes no bookings".into(),
        because: vec![Because::of(CANNOT_INTERVIEW)],
        names: Box::default(),
    })
}

/// Refuses where the user whom a list is asked for is not there: an empty list would say that they have nothing.
pub(crate) fn require_user(scope: &mut Scope<'_>, user: Option<UserId>) -> Result<(), StoreError> {
    let Some(user) = user else { return Ok(()) };
    require_company(scope)?;
    stored_users::require(scope, &[user], |_| "/user_id".into()).map(drop)
}

/// Refuses a filter by somebody who is not there.
pub(crate) fn require_interviewer(scope: &mut Scope<'_>, user: Option<UserId>) -> Result<(), StoreError> {
    let Some(user) = user else { return Ok(()) };
    require_company(scope)?;
    stored_users::require(scope, &[user], |_| "/interviewer_id".into()).map(drop)
}

/// A page as it was read. An empty one may mean that the company that was named is not there.
pub(crate) fn page<T>(scope: &mut Scope<'_>, rows: Vec<T>) -> Result<Vec<T>, StoreError> {
    if rows.is_empty() {
        require_company(scope)?;
    }
    Ok(rows)
}
