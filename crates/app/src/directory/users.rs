//! Users: the people of a company, and the platform's administrators. Passwords come in as hashes (`accounts` makes
//! them), since hashing takes longer than a transaction should last.

use crate::accounts::is_last_owner;
use crate::conflicts;
use crate::kit::collection::{Rules, Stored};
use crate::kit::home_problem;
use crate::kit::renamed::{Shown, renamed};
use domain::access::{PasswordHash, Permit, Reach, Role, TokenHash};
use domain::directory::{User, UserDetails};
use domain::effect::Named;
use domain::{FieldProblem, Refusal, UserId};
use persistence::store::{password_resets, passwords, persons, sessions};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;

/// A new password. Sessions of the old one end, but for the session that sets the new one.
#[derive(Debug, Clone)]
pub struct NewPassword {
    pub hash: PasswordHash,
    /// The session that goes on, where it is the user's own.
    pub kept_session: Option<TokenHash>,
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

impl Rules for UserDetails {
    fn check(&self, scope: &mut Scope<'_>, before: Option<&Stored<Self>>) -> Result<(), StoreError> {
        let company = before.map_or_else(|| scope.company(), |before| before.company);
        let moves = before.is_none_or(|before| before.details.email_key() != self.email_key());
        if let Some(company) = company.filter(|_| moves) {
            persons::lock(&mut scope.for_company(company)?)?;
        }
        if let Some(user) = before {
            require_other_owner(scope, user, Some(self))?;
        }
        match before {
            Some(user) if (self.role == Role::Admin) != user.company.is_none() => {
                let detail = "an admin belongs to no company, everybody else to one";
                Err(Refusal::invalid("/role", detail).into())
            }
            _ => Ok(()),
        }
    }

    fn check_deletion(scope: &mut Scope<'_>, user: &Stored<Self>) -> Result<(), StoreError> {
        require_other_owner(scope, user, None)
    }

    /// Being made inactive ends the user's sessions. A reset token was made for one address and for what its owner may do: a
    /// change of either ends it. Bookings are compared with whatever counts for them.
    fn updated(
        scope: &mut Scope<'_>,
        before: &Stored<Self>,
        after: &Stored<Self>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if !after.details.active {
            sessions::end_all(scope, after.id, None)?;
        }
        let reset_for = |user: &Self| (user.email_key(), user.role, user.active);
        if reset_for(&before.details) != reset_for(&after.details) {
            password_resets::withdraw(scope, after.id)?;
        }
        if let Some(company) = after.company
            && !before.details.shows_the_same(&after.details)
        {
            renamed(scope, company, &[Named::User(after.id)], now)?;
        }
        let counts = |user: &Self| (user.role, user.time_zone.clone(), user.active, user.email_key());
        if counts(&before.details) != counts(&after.details) {
            conflicts::recheck(scope, after.id, now)?;
        }
        Ok(())
    }
}

fn require_other_owner(
    scope: &mut Scope<'_>,
    user: &User,
    after: Option<&UserDetails>,
) -> Result<(), StoreError> {
    if !is_last_owner(scope, user, after)? {
        return Ok(());
    }
    let detail = "this user is the last active owner of the company; make another one first".into();
    Err(Refusal::WrongState { slug: "last-owner", detail }.into())
}

/// Gives a new user a password.
///
/// # Errors
/// `NotFound`.
pub fn set_password(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: UserId,
    hash: &PasswordHash,
) -> Result<(), StoreError> {
    passwords::set(&mut tx.scope(permit), id, hash)
}

/// Gives a user another password, and ends their other sessions and a reset token that was made before.
///
/// # Errors
/// `NotFound`.
pub fn change_password(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: UserId,
    password: &NewPassword,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    passwords::set(scope, id, &password.hash)?;
    sessions::end_all(scope, id, password.kept_session.as_ref())?;
    password_resets::withdraw(scope, id)
}
