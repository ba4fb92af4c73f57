//! What PostgreSQL believes of tables that have grown. It looks by itself once a minute; until then it plans for tables that are
//! nearly empty, and goes through all rows of one that has thousands by now.

use super::connection::AnyConnection;
use super::{Database, DbError};
use diesel::prelude::*;
use diesel::sql_types::Text;

/// Tables of this program that have had more rows written since they were looked at than three times what they had then.
const GROWN: &str = "SELECT quote_ident(c.relname) AS name FROM pg_class AS c \
                     JOIN pg_stat_user_tables AS s ON s.relid = c.oid \
                     WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace \
                     AND pg_has_role(c.relowner, 'USAGE') \
                     AND s.n_mod_since_analyze > 300 + 3 * greatest(c.reltuples, 0)";

#[derive(QueryableByName)]
struct Table {
    #[diesel(sql_type = Text)]
    name: String,
}

impl Database {
    /// Has PostgreSQL look anew at tables that have grown manifold since it did. How many there were; none on SQLite, which plans
    /// without statistics. It holds up nobody who reads or writes.
    ///
    /// # Errors
    /// [`DbError`] only.
    pub async fn look_at_grown_tables(&self) -> Result<usize, DbError> {
        if self.has_one_writer() {
            return Ok(0);
        }
        let tables =
            self.read(|tx| on_postgres(tx.connection(), |pg| diesel::sql_query(GROWN).load(pg))).await?;
        let tables: Vec<Table> = tables.unwrap_or_default();
        for table in &tables {
            // One that somebody else looks at is passed over.
            let sql = format!("ANALYZE (SKIP_LOCKED) {}", table.name);
            self.write(move |tx| on_postgres(tx.connection(), |pg| diesel::sql_query(&sql).execute(pg)))
                .await?;
        }
        Ok(tables.len())
    }
}

fn on_postgres<T>(
    connection: &mut AnyConnection,
    ask: impl FnOnce(&mut PgConnection) -> QueryResult<T>,
) -> Result<Option<T>, DbError> {
    match connection {
        AnyConnection::Pg(connection) => Ok(Some(ask(connection)?)),
        AnyConnection::Sqlite(_) => Ok(None),
    }
}
