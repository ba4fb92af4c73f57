//! Pictures of services, each in several widths.

use crate::db::types::DbTimestamp;
use crate::schema::service_images as images;
use crate::store::Result;
use crate::{Scope, Tx};
use diesel::prelude::*;
use domain::appointment::Service;
use scheduling_core::time::Timestamp;

/// A picture in one width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    pub width: i64,
    /// `image/jpeg` or `image/png`.
    pub content_type: &'static str,
    pub body: Vec<u8>,
}

/// Puts a picture in the place of the one that the service had.
///
/// # Errors
/// [`StoreError::Db`](crate::StoreError::Db) only.
pub fn put(
    scope: &mut Scope<'_>,
    service: &Service,
    hash: &str,
    renditions: &[Rendition],
    now: Timestamp,
) -> Result<()> {
    let there = images::table
        .filter(images::company_id.eq(service.company.0))
        .filter(images::service_id.eq(service.id.0));
    diesel::delete(there).execute(scope.connection())?;
    for one in renditions {
        diesel::insert_into(images::table)
            .values((
                images::company_id.eq(service.company.0),
                images::service_id.eq(service.id.0),
                images::width.eq(one.width),
                images::hash.eq(hash),
                images::content_type.eq(one.content_type),
                images::body.eq(&one.body),
                images::created_at.eq(DbTimestamp::from(now)),
            ))
            .execute(scope.connection())?;
    }
    Ok(())
}

/// The picture of that name: the narrowest that is at least as wide, else the widest. Who knows the hash has seen the picture, so
/// that a transaction is enough to reach it.
///
/// # Errors
/// [`StoreError::Db`](crate::StoreError::Db) only.
pub fn find(tx: &mut Tx<'_>, hash: &str, width: i64) -> Result<Option<Rendition>> {
    let widths: Vec<i64> = images::table
        .select(images::width)
        .filter(images::hash.eq(hash))
        .order(images::width)
        .load(tx.connection())?;
    let Some(chosen) = widths.iter().find(|of| **of >= width).or(widths.last()) else { return Ok(None) };
    let row: Option<(i64, String, Vec<u8>)> = images::table
        .select((images::width, images::content_type, images::body))
        .filter(images::hash.eq(hash))
        .filter(images::width.eq(chosen))
        .first(tx.connection())
        .optional()?;
    Ok(row.map(|(width, content_type, body)| Rendition {
        width,
        content_type: if content_type == "image/png" { "image/png" } else { "image/jpeg" },
        body,
    }))
}
