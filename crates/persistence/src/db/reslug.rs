//! The slugs of what was there before there were slugs: a part of a migration that SQL can't do.

use super::DbError;
use super::connection::{AnyConnection, on_backend};
use super::types::{DbTimestamp, SqlTimestamp};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};
use domain::slug::candidates;

/// The migration in whose transaction this is done.
pub(super) const WITH: &str = "0150";
/// Rows that are read at once.
const AT_ONCE: i64 = 1000;
/// Both databases take `$1` for the first value.
const COMPANY: &str = "INSERT INTO company_slugs (slug, company_id, is_current, created_at) VALUES ($1, $2, TRUE, $3) \
                       ON CONFLICT DO NOTHING";
const SERVICE: &str = "INSERT INTO service_slugs (slug, service_id, is_current, created_at, company_id) \
                       SELECT $1, $2, TRUE, $3, company_id FROM services WHERE id = $2 ON CONFLICT DO NOTHING";

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
}

/// Gives each company and each service its slug, in order of id.
///
/// # Errors
/// Where the database refuses or is out of reach.
pub(super) fn run(connection: &mut AnyConnection) -> Result<(), DbError> {
    all(connection, "companies", "company", COMPANY)?;
    all(connection, "services", "service", SERVICE)
}

fn all(connection: &mut AnyConnection, table: &str, kind: &str, insert: &str) -> Result<(), DbError> {
    // When they were made is told by nobody.
    let at = DbTimestamp(DateTime::<Utc>::UNIX_EPOCH);
    let mut after = 0;
    loop {
        let some = format!("SELECT id, name FROM {table} WHERE id > {after} ORDER BY id LIMIT {AT_ONCE}");
        let rows: Vec<Named> = on_backend!(connection, |inner| sql_query(some).load(inner))?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.id;
        for Named { id, name } in &rows {
            for slug in candidates(name, kind, *id) {
                let insert = sql_query(insert);
                let made = on_backend!(connection, |inner| insert
                    .bind::<Text, _>(slug)
                    .bind::<BigInt, _>(*id)
                    .bind::<SqlTimestamp, _>(at)
                    .execute(inner))?;
                if made == 1 {
                    break;
                }
            }
        }
    }
}
