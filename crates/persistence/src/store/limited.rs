//! Counts what a company may have only so many of.

use super::{Result, persons};
use crate::Scope;
use crate::schema::{api_keys, calendars, webhooks};
use diesel::prelude::*;
use domain::directory::Limited;

/// How many of these the scope's company has. Others who count wait until the transaction ends.
///
/// # Errors
/// [`Refusal::Invalid`](domain::Refusal::Invalid) where the scope reaches all companies.
pub fn count(scope: &mut Scope<'_>, what: Limited) -> Result<i64> {
    let company = scope.home()?.0;
    persons::lock(scope)?;
    let connection = scope.connection();
    Ok(match what {
        Limited::Webhooks => {
            webhooks::table.filter(webhooks::company_id.eq(company)).count().get_result(connection)
        }
        Limited::Calendars => {
            calendars::table.filter(calendars::company_id.eq(company)).count().get_result(connection)
        }
        Limited::ApiKeys => {
            api_keys::table.filter(api_keys::company_id.eq(company)).count().get_result(connection)
        }
    }?)
}
