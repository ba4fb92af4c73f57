//! Files of SQLite that are another program's: nothing is made in them.

use super::{DbError, OpenError, SchemaError};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use std::path::Path;

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
}

/// A table that is none of SQLite's own, and not that of versions.
const TABLE: &str = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
                     AND name <> '__diesel_schema_migrations' ORDER BY name LIMIT 1";
const VERSIONS: &str = "SELECT name FROM sqlite_master WHERE name = '__diesel_schema_migrations'";
const VERSION: &str = "SELECT version AS name FROM __diesel_schema_migrations LIMIT 1";

/// Refuses a file that has tables, and no version of this product. It is looked at before anything is set up, so that it stays as
/// it is.
pub(super) fn refuse(path: &Path) -> Result<(), OpenError> {
    let path = path.to_str().ok_or_else(|| DbError::other("the path is no UTF-8"))?;
    let opened = SqliteConnection::establish(path);
    let mut connection = opened.map_err(|error| DbError::Unavailable(error.to_string()))?;
    connection.batch_execute("PRAGMA busy_timeout = 5000;").map_err(DbError::from)?;
    let Some(table) = first(&mut connection, TABLE)? else { return Ok(()) };
    let has_version =
        first(&mut connection, VERSIONS)?.is_some() && first(&mut connection, VERSION)?.is_some();
    if has_version { Ok(()) } else { Err(SchemaError::Foreign { table }.into()) }
}

fn first(connection: &mut SqliteConnection, sql: &str) -> Result<Option<String>, DbError> {
    let row: Option<Named> = diesel::sql_query(sql).get_result(connection).optional()?;
    Ok(row.map(|row| row.name))
}
