//! Which companies users belong to.

use crate::Scope;
use crate::db::DbError;
use crate::db::fragments::{Ids, id_in};
use crate::schema::users;
use diesel::prelude::*;
use domain::UserId;

/// The companies of these users.
pub(crate) fn companies(scope: &mut Scope<'_>, people: &[UserId]) -> Result<Ids, DbError> {
    let people: Ids = people.iter().map(|user| user.0).collect();
    let companies: Vec<Option<i64>> = users::table
        .select(users::company_id)
        .filter(id_in(users::id, &people))
        .distinct()
        .load(scope.connection())?;
    Ok(companies.into_iter().flatten().collect())
}
