//! Many rows at once.
//!
//! PostgreSQL takes the rows of all tables in one statement, each column as one array, so that any number of rows is
//! the same prepared statement and one round trip. SQLite, to which a statement is a function call, takes one row after
//! another.

use super::DbError;
use super::connection::AnyConnection;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::{PgConnection, RunQueryDsl, SqliteConnection};

/// Rows for one table, or changes of its rows.
pub(crate) trait Bulk {
    /// The same as one statement for PostgreSQL; it must not depend on the others that run with it.
    fn statement(self: Box<Self>) -> Box<dyn QueryFragment<Pg>>;
    /// Writes them one after another.
    fn run(self: Box<Self>, connection: &mut SqliteConnection) -> QueryResult<()>;
}

/// Writes all parts.
pub(crate) fn write(connection: &mut AnyConnection, parts: Vec<Box<dyn Bulk>>) -> Result<(), DbError> {
    if parts.is_empty() {
        return Ok(());
    }
    match connection {
        AnyConnection::Pg(connection) => together(connection, parts)?,
        AnyConnection::Sqlite(connection) => {
            for part in parts {
                part.run(connection)?;
            }
        }
    }
    Ok(())
}

fn together(connection: &mut PgConnection, parts: Vec<Box<dyn Bulk>>) -> QueryResult<()> {
    Together(parts.into_iter().map(Bulk::statement).collect()).execute(connection).map(drop)
}

/// Statements that write, as one: `WITH part_0 AS (INSERT …), part_1 AS (UPDATE …) SELECT 1`.
struct Together(Vec<Box<dyn QueryFragment<Pg>>>);

impl QueryFragment<Pg> for Together {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        for (number, part) in self.0.iter().enumerate() {
            pass.push_sql(if number == 0 { "WITH " } else { ", " });
            pass.push_sql(&format!("part_{number} AS ("));
            part.walk_ast(pass.reborrow())?;
            pass.push_sql(")");
        }
        pass.push_sql(" SELECT 1");
        Ok(())
    }
}

impl QueryId for Together {
    type QueryId = ();
    // Which parts there are is known at run time alone: the text says it.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl RunQueryDsl<PgConnection> for Together {}

/// Declares the rows that are inserted into a table by the [`Bulk`].
macro_rules! bulk_rows {
    (
        $(#[$doc:meta])*
        $row:ident, $table:ident, { $($(#[$of_column:meta])* $column:ident: $sql:ty => $rust:ty),* $(,)? }
    ) => {
        $(#[$doc])*
        #[derive(Debug, diesel::Insertable)]
        #[diesel(table_name = $table, treat_none_as_default_value = false)]
        pub(crate) struct $row {
            $($(#[$of_column])* pub(crate) $column: $rust,)*
        }

        const _: () = {
            use diesel::pg::Pg;
            use diesel::query_builder::{AstPass, QueryFragment};
            use diesel::result::QueryResult;
            use diesel::sql_types::Array;

            #[derive(Default)]
            struct Columns {
                $($column: Vec<$rust>,)*
            }

            impl QueryFragment<Pg> for Columns {
                fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
                    let names = [$(stringify!($column)),*].join(", ");
                    pass.push_sql(concat!("INSERT INTO ", stringify!($table), " ("));
                    pass.push_sql(&names);
                    let mut before = ") SELECT * FROM unnest(";
                    $(
                        pass.push_sql(before);
                        pass.push_bind_param::<Array<$sql>, Vec<$rust>>(&self.$column)?;
                        before = ", ";
                    )*
                    let _ = before;
                    pass.push_sql(")");
                    Ok(())
                }
            }

            impl $crate::db::bulk::Bulk for Vec<$row> {
                fn statement(self: Box<Self>) -> Box<dyn QueryFragment<Pg>> {
                    let mut columns = Columns::default();
                    for row in *self {
                        $(columns.$column.push(row.$column);)*
                    }
                    Box::new(columns)
                }

                fn run(self: Box<Self>, connection: &mut diesel::SqliteConnection) -> QueryResult<()> {
                    for row in *self {
                        diesel::RunQueryDsl::execute(
                            diesel::insert_into($table::table).values(row),
                            connection,
                        )?;
                    }
                    Ok(())
                }
            }
        };
    };
}
pub(crate) use bulk_rows;
