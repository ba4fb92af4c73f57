//! Names that were stored before the program folded them itself: a part of a migration that SQL can't do.
//!
//! Migration 0113 had the database fold them, which knows fewer letters: SQLite the Latin alphabet alone.

use super::DbError;
use super::connection::{AnyConnection, on_backend};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};
use domain::text::folded;

/// The migration in whose transaction this is done.
pub(super) const WITH: &str = "0133";
/// Tables with a `name` and its `name_key`.
const TABLES: [&str; 4] = ["companies", "users", "interview_templates", "calendars"];
/// Rows that are read at once.
const AT_ONCE: i64 = 1000;

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    name_key: String,
}

/// Folds the names of all companies. Few of them change: those with other letters than Latin ones.
///
/// # Errors
/// Where the database refuses or is out of reach.
pub(super) fn run(connection: &mut AnyConnection) -> Result<(), DbError> {
    for table in TABLES {
        let mut after = 0;
        loop {
            let some = format!(
                "SELECT id, name, name_key FROM {table} WHERE id > {after} ORDER BY id LIMIT {AT_ONCE}"
            );
            let rows: Vec<Named> = on_backend!(connection, |inner| sql_query(some).load(inner))?;
            let Some(last) = rows.last() else { break };
            after = last.id;
            for Named { id, name, name_key } in &rows {
                let right = folded(name);
                if right != *name_key {
                    // Both databases take `$1` for the first value.
                    let update = sql_query(format!("UPDATE {table} SET name_key = $1 WHERE id = {id}"));
                    on_backend!(connection, |inner| update.bind::<Text, _>(right).execute(inner))?;
                }
            }
        }
    }
    Ok(())
}
