//! Users: the people of a company, and the platform's administrators. Passwords come in as hashes (`accounts` makes
//! them), since hashing takes longer than a transaction should last.

use crate::conflicts;
use crate::kit::{Precondition, home_problem, page, require_company};
use domain::access::{PasswordHash, Permit, Reach, Role, TokenHash};
use domain::directory::{User, UserDetails};
use domain::{FieldProblem, UserId};
use persistence::store::{passwords, sessions, users as store};
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

/// What is to change about a user; `None` leaves a value as it is. The company never changes.
#[derive(Debug, Clone, Default)]
pub struct UserChange {
    pub email: Option<String>,
    pub name: Option<String>,
    pub role: Option<Role>,
    /// `Some(None)` lets the company's zone count.
    pub time_zone: Option<Option<String>>,
    pub active: Option<bool>,
    pub password: Option<NewPassword>,
}

/// A new password. Sessions of the old one end, but for the session that sets the new one.
#[derive(Debug, Clone)]
pub struct NewPassword {
    pub hash: PasswordHash,
    /// The session that goes on, where it is the user's own.
    pub kept_session: Option<TokenHash>,
}

impl UserChange {
    fn apply(&self, old: UserDetails) -> UserDetails {
        UserDetails {
            email: self.email.clone().unwrap_or(old.email),
            name: self.name.clone().unwrap_or(old.name),
            role: self.role.unwrap_or(old.role),
            time_zone: self.time_zone.clone().unwrap_or(old.time_zone),
            active: self.active.unwrap_or(old.active),
        }
    }
}

/// What is wrong with making a user of this role where the permit reaches: administrators belong to the platform, and
/// everybody else to one company.
#[must_use]
pub fn role_problem(permit: &Permit, role: Role) -> Option<FieldProblem> {
    match (permit.reach(), role) {
        (Reach::Company(_), Role::Admin) => {
            Some(FieldProblem::new("/role", "an admin belongs to no company"))
        }
        (Reach::Platform, Role::Admin) => None,
        _ => home_problem(permit),
    }
}

/// A page of users.
///
/// # Errors
/// `NotFound` where the company that was named is not there.
pub fn list(
    tx: &mut Tx<'_>,
    permit: &Permit,
    after: Option<UserId>,
    limit: i64,
) -> Result<Vec<User>, StoreError> {
    let scope = &mut tx.scope(permit);
    let rows = store::list(scope, after, limit)?;
    page(scope, rows)
}

/// One user.
///
/// # Errors
/// `NotFound`.
pub fn get(tx: &mut Tx<'_>, permit: &Permit, id: UserId) -> Result<User, StoreError> {
    store::get(&mut tx.scope(permit), id)
}

/// Makes a user in the permit's company, or an administrator of the platform where it reaches all.
///
/// # Errors
/// `NotFound` for the company; `Duplicate` for an e-mail that somebody has; `Invalid` as [`role_problem`].
pub fn make(
    tx: &mut Tx<'_>,
    permit: &Permit,
    details: &UserDetails,
    password: Option<&PasswordHash>,
    now: Timestamp,
) -> Result<User, StoreError> {
    let scope = &mut tx.scope(permit);
    require_company(scope)?;
    let user = store::insert(scope, details, now)?;
    if let Some(hash) = password {
        passwords::set(scope, user.id, hash)?;
    }
    Ok(user)
}

/// Changes a user. A new password ends the user's other sessions, and being made inactive ends all.
///
/// # Errors
/// `NotFound`, `VersionMismatch`, `Duplicate`; `Invalid` where the new role and the company don't go together.
pub fn change(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: UserId,
    change: &UserChange,
    expected: &Precondition,
    now: Timestamp,
) -> Result<User, StoreError> {
    let scope = &mut tx.scope(permit);
    let user = expected.retry(|| {
        let stored = store::get(scope, id)?;
        expected.check("user", stored.metadata.version)?;
        let details = change.apply(stored.details);
        store::update(scope, id, &details, Some(stored.metadata.version), now)
    })?;
    if let Some(password) = &change.password {
        passwords::set(scope, id, &password.hash)?;
        sessions::end_all(scope, id, password.kept_session.as_ref())?;
    }
    if !user.details.active {
        sessions::end_all(scope, id, None)?;
    }
    if change.role.is_some() || change.time_zone.is_some() || change.active.is_some() {
        conflicts::recheck(scope, id, now)?;
    }
    Ok(user)
}

/// Deletes a user whom nothing names, with their calendars and busy periods.
///
/// # Errors
/// `NotFound`, `VersionMismatch`, `StillReferenced`.
pub fn remove(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: UserId,
    expected: &Precondition,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    expected.check("user", store::get(scope, id)?.metadata.version)?;
    store::delete(scope, id, None)
}
