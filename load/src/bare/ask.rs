//! SQL on either database, for checks of what a run has left there.

use super::say;
use anyhow::Result;
use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    text: String,
}

/// Says the column `text` of each row that a query finds, each as a line of JSON.
pub(crate) fn ask(url: &str, sql: &str) -> Result<()> {
    let rows: Vec<Row> = match url.split_once("://") {
        Some(("sqlite", path)) => sql_query(sql).load(&mut sqlite(path)?)?,
        _ => sql_query(sql).load(&mut PgConnection::establish(url)?)?,
    };
    rows.iter().try_for_each(|row| say(&serde_json::to_string(&row.text)?))
}

/// Runs statements that answer nothing.
pub(crate) fn run(url: &str, sql: &str) -> Result<()> {
    match url.split_once("://") {
        Some(("sqlite", path)) => sqlite(path)?.batch_execute(sql)?,
        _ => PgConnection::establish(url)?.batch_execute(sql)?,
    }
    Ok(())
}

fn sqlite(path: &str) -> Result<SqliteConnection> {
    let mut connection = SqliteConnection::establish(path)?;
    connection.batch_execute("PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON;")?;
    Ok(connection)
}
