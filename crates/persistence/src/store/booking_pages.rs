//! What companies say on the pages on which people book; the defaults count where nobody has said anything.

use super::{Result, changed};
use crate::Scope;
use crate::db::connection::on_backend;
use crate::db::types::DbTimestamp;
use crate::schema::booking_pages as pages;
use diesel::prelude::*;
use domain::appointment::BookingPage;
use scheduling_core::time::Timestamp;

/// What a company says, and the version of that; 0 where nobody has said anything.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn get(scope: &mut Scope<'_>) -> Result<(BookingPage, i64)> {
    let company = scope.home()?;
    let row: Option<(bool, Option<String>, i64)> = pages::table
        .find(company.0)
        .select((pages::asks_code, pages::contact, pages::version))
        .first(scope.connection())
        .optional()?;
    Ok(row.map_or_else(Default::default, |(asks_code, contact, version)| {
        (BookingPage { asks_code, contact }, version)
    }))
}

/// Puts it in the place of what was read with that version.
///
/// # Errors
/// `VersionMismatch`.
pub fn put(scope: &mut Scope<'_>, page: &BookingPage, from: i64, now: Timestamp) -> Result<()> {
    let company = scope.home()?;
    let values = (
        pages::asks_code.eq(page.asks_code),
        pages::contact.eq(&page.contact),
        pages::version.eq(from + 1),
        pages::updated_at.eq(DbTimestamp::from(now)),
    );
    let rows = match from {
        0 => on_backend!(scope.connection(), |connection| diesel::insert_into(pages::table)
            .values((pages::company_id.eq(company.0), values))
            .on_conflict_do_nothing()
            .execute(connection))?,
        _ => diesel::update(pages::table.find(company.0).filter(pages::version.eq(from)))
            .set(values)
            .execute(scope.connection())?,
    };
    changed("booking page", (rows == 1).then_some(()))
}
