//! Companies and people for tests to start from.

use crate::{at, db::TestDb};
use domain::access::{Action, Caller, Permit, Role, authorise};
use domain::directory::{CompanyDetails, UserDetails};
use domain::{CompanyId, UserId};
use persistence::store::collection::Collection;

/// When everything of this module was made.
pub const NOW: &str = "2025-01-20T08:00:00Z";

/// The permit of the platform's administrator, for all companies.
#[must_use]
pub fn platform() -> Permit {
    authorise(&Caller::platform_admin(), Action::ManageCompanies, None).expect("an admin may do everything")
}

/// The permit of a company's owner.
#[must_use]
pub fn owner(company: CompanyId) -> Permit {
    let caller = Caller { role: Role::Owner, company: Some(company), user: None, key: None };
    authorise(&caller, Action::ManageUsers, None).expect("an owner may do everything in the company")
}

/// A new company, and its owner's permit.
///
/// # Panics
/// Where it can't be made.
pub async fn company(db: &TestDb, name: &str) -> (CompanyId, Permit) {
    let details = CompanyDetails::named(name);
    let made = db.write(move |tx| CompanyDetails::insert(&mut tx.scope(&platform()), &details, at(NOW)));
    let id = made.await.map(|company| company.id).expect("a company");
    (id, owner(id))
}

/// A new user of role `staff` in the permit's company, with an e-mail made of the name.
///
/// # Panics
/// Where it can't be made.
pub async fn user(db: &TestDb, permit: &Permit, name: &str) -> UserId {
    let details = UserDetails::new(format!("{name}@example.com"), name, Role::Staff);
    let permit = permit.clone();
    let made = db.write(move |tx| UserDetails::insert(&mut tx.scope(&permit), &details, at(NOW)));
    made.await.map(|user| user.id).expect("a user")
}
