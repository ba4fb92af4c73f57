//! Interview slots.
//!
//! One computation says whether a holder is free (`holders`): what search lists, booking takes. Rules about the slot
//! itself are the domain's; here is what needs the database: who is named, who has what at the time, and the locks.

mod change;
mod generate;
mod holders;
mod make;
mod places;
mod rules;
mod search;
mod series;
mod show;

pub(crate) use holders::{Bookings, Holders, Person, known_of};
pub(crate) use places::{give_place, source};

pub use change::{SlotChange, change, remove};
pub use generate::generate;
pub use make::make;
pub use places::{book, release};
pub use search::{Search, search};
pub use series::{CreatedSlots, create_recurring};
pub(crate) use show::show_one;
pub use show::{SlotView, get, list, of_people};

use crate::kit::require_company;
use domain::slot::Holder;
use domain::{Refusal, UserId};
use persistence::store::{companies, users};
use persistence::{Scope, StoreError};

/// As [`require_company`], for bodies that call the field `company`, as the bodies of slots do.
pub(crate) fn require_named_company(scope: &mut Scope<'_>) -> Result<(), StoreError> {
    require_company(scope).map_err(|error| match error {
        StoreError::Refused(Refusal::NotFound { what, .. }) => {
            Refusal::NotFound { what, pointer: Some("/company".into()) }.into()
        }
        other => other,
    })
}

/// The company of a new slot: the one that was named or is the caller's, else the interviewer's. `pointer` is the field
/// that names the interviewer.
fn home(
    scope: &mut Scope<'_>,
    holder: Holder,
    pointer: &str,
) -> Result<domain::directory::Company, StoreError> {
    require_named_company(scope)?;
    let id = match (scope.company(), holder) {
        (Some(company), _) => Some(company),
        (None, Holder::Interviewer(user)) => interviewer(scope, user, pointer)?.company,
        (None, Holder::Ai(_)) => None,
    };
    let id = id.ok_or_else(|| Refusal::invalid("/company", "name the company"))?;
    companies::get(scope, id)
}

/// Somebody who may hold interviews.
fn interviewer(
    scope: &mut Scope<'_>,
    user: UserId,
    pointer: &str,
) -> Result<domain::directory::User, StoreError> {
    let found = users::require(scope, &[user], |_| pointer.into())?.pop();
    let user = found.ok_or_else(|| Refusal::NotFound { what: "user", pointer: Some(pointer.into()) })?;
    if !user.details.role.may_interview() {
        let detail = format!("a user of the role '{}' holds no interviews", user.details.role.name());
        return Err(Refusal::invalid(pointer, detail).into());
    }
    if !user.details.active {
        return Err(Refusal::invalid(pointer, "this user is not active").into());
    }
    Ok(user)
}
