//! Files of SQLite that are another program's: nothing is made in them.

use super::{DbError, OpenError, SchemaError, migrations};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use std::path::Path;

#[derive(QueryableByName)]
struct Table {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Refuses a file that has tables, and none of a version of this product. It is looked at before anything is set up, so that it
/// stays as it is.
pub(super) fn refuse(path: &Path) -> Result<(), OpenError> {
    let path = path.to_str().ok_or_else(|| DbError::other("the path is no UTF-8"))?;
    let opened = SqliteConnection::establish(path);
    let mut connection = opened.map_err(|error| DbError::Unavailable(error.to_string()))?;
    connection.batch_execute("PRAGMA busy_timeout = 5000;").map_err(DbError::from)?;
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
                  AND name <> '__diesel_schema_migrations' ORDER BY name LIMIT 1";
    let table: Option<Table> =
        diesel::sql_query(tables).get_result(&mut connection).optional().map_err(DbError::from)?;
    match table {
        Some(Table { name }) if migrations::applied_in(&mut connection)?.is_empty() => {
            Err(SchemaError::Foreign { table: name }.into())
        }
        _ => Ok(()),
    }
}
