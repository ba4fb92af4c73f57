//! How SQLite answers a query, for tests.

use crate::db::migrations::SQLITE;
use diesel::prelude::*;
use diesel::query_builder::QueryFragment;
use diesel::sql_types::Text;
use diesel::sqlite::Sqlite;
use diesel_migrations::MigrationHarness;

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// The steps of its plan, in an empty database.
pub(super) fn steps(query: &impl QueryFragment<Sqlite>) -> Vec<String> {
    let mut connection = diesel::SqliteConnection::establish(":memory:").expect("SQLite");
    connection.run_pending_migrations(SQLITE).expect("the schema");
    let text = diesel::debug_query::<Sqlite, _>(query).to_string();
    let plan: Vec<Step> =
        diesel::sql_query(format!("EXPLAIN QUERY PLAN {text}")).load(&mut connection).expect("a plan");
    plan.into_iter().map(|step| step.detail).collect()
}
