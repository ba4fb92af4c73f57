//! Effects that mean nothing any more.

use crate::Scope;
use crate::db::DbError;
use crate::db::types::Id;
use crate::schema::effects;
use diesel::prelude::*;
use domain::CompanyId;
use uuid::Uuid;

/// Drops the effects of that kind about something, whether or not they are due.
///
/// # Errors
/// [`DbError`] only.
pub fn drop(scope: &mut Scope<'_>, company: CompanyId, about: Uuid, kind: &str) -> Result<(), DbError> {
    let found = effects::table
        .filter(effects::company_id.eq(company.0))
        .filter(effects::about.eq(Some(Id(about))))
        .filter(effects::kind.eq(kind));
    diesel::delete(found).execute(scope.connection())?;
    Ok(())
}
