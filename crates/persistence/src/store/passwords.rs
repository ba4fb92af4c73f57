//! Passwords, as hashes, apart from everything else that is known of a user.

use super::{Result, users};
use crate::schema::users as people;
use crate::{Scope, Tx};
use diesel::prelude::*;
use domain::access::{Caller, PasswordHash, Role};
use domain::{CompanyId, UserId};

/// Somebody who may log in, and the hash that says with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Who they are once they have logged in.
    pub caller: Caller,
    pub user: UserId,
    pub hash: PasswordHash,
}

/// The account of that e-mail, in the form of `UserDetails::email_key`; `None` also where the user is inactive or has no
/// password. Nobody is known yet when it is asked for, so it takes no scope.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn account(tx: &mut Tx<'_>, email_key: &str) -> Result<Option<Account>> {
    let row: Option<(i64, Option<i64>, String, Option<String>)> = people::table
        .filter(people::email_key.eq(email_key))
        .filter(people::active.eq(true))
        .select((people::id, people::company_id, people::role, people::password_hash))
        .first(tx.connection())
        .optional()?;
    let Some((id, company, role, Some(hash))) = row else { return Ok(None) };
    let role = Role::named(&role).ok_or_else(|| crate::DbError::corrupt("users.role", &role))?;
    let user = UserId(id);
    let caller = Caller { role, company: company.map(CompanyId), user: Some(user), key: None };
    Ok(Some(Account { caller, user, hash: PasswordHash::new(hash) }))
}

/// Sets the password of a user whom the scope reaches.
///
/// # Errors
/// [`Refusal::NotFound`](domain::Refusal::NotFound).
pub fn set(scope: &mut Scope<'_>, user: UserId, hash: &PasswordHash) -> Result<()> {
    users::get(scope, user)?;
    diesel::update(people::table.find(user.0))
        .set(people::password_hash.eq(hash.reveal()))
        .execute(scope.connection())?;
    Ok(())
}
