//! Those who may hold interviews, for fields that choose among them.

use super::Result;
use super::collection::reached;
use crate::Scope;
use crate::db::fragments::{Texts, text_in};
use crate::schema::users;
use diesel::prelude::*;
use domain::UserId;
use domain::access::Role;

/// The first active users whose role may hold interviews, in order of name, each with their name; at most `limit`.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn first(scope: &mut Scope<'_>, limit: i64) -> Result<Vec<(UserId, String)>> {
    let roles = Role::ALL.into_iter().filter(|role| role.may_interview());
    let roles: Texts = roles.map(|role| role.name().to_owned()).collect();
    let query = users::table
        .select((users::id, users::name))
        .filter(users::active.eq(true))
        .filter(text_in(users::role, &roles))
        .order((users::name_key, users::id))
        .limit(limit)
        .into_boxed();
    let rows: Vec<(i64, String)> = reached(scope, users::company_id, query).load(scope.connection())?;
    Ok(rows.into_iter().map(|(id, name)| (UserId(id), name)).collect())
}
