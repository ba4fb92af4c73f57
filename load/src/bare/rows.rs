//! A table of 100,000 rows, and the one statement that reads 60 of them by an index.

use anyhow::{Context, Result, bail};
use diesel::connection::SimpleConnection;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool, R2D2Connection};
use diesel::{ExpressionMethods, PgConnection, QueryDsl, Queryable, RunQueryDsl, SqliteConnection};
use serde::Serialize;

diesel::table! {
    rows (id) {
        id -> BigInt,
        owner -> BigInt,
        starts -> BigInt,
        ends -> BigInt,
        title -> Text,
    }
}

/// One row, as it is stored and as it is answered.
#[derive(Queryable, Serialize)]
pub(crate) struct Row {
    id: i64,
    owner: i64,
    starts: i64,
    ends: i64,
    title: String,
}

/// The table behind a pool: as wide as the product's pool on the same kind of database.
pub(crate) enum Rows {
    Sqlite(Pool<ConnectionManager<SqliteConnection>>),
    Pg(Pool<ConnectionManager<PgConnection>>),
}

/// Rows in the table.
const COUNT: u32 = 100_000;
/// Rows of each owner.
const EACH: u32 = 60;

/// Readers that the product has on SQLite.
const SQLITE_READERS: u32 = 4;
/// Connections that the product has at the most.
const WIDEST: u32 = 8;

impl Rows {
    /// Makes the table in an empty database and opens the pool.
    ///
    /// # Errors
    /// An unknown kind of database, or one out of reach.
    pub(crate) fn open(url: &str) -> Result<Self> {
        let cores = u32::try_from(std::thread::available_parallelism().map_or(1, usize::from))?;
        match url.split_once("://") {
            Some(("sqlite", path)) => {
                let pool = pool::<SqliteConnection>(path, SQLITE_READERS)?;
                let numbers = format!(
                    "WITH RECURSIVE numbers (n) AS \
                     (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {COUNT})"
                );
                pool.get()?.batch_execute(&table(&numbers))?;
                Ok(Self::Sqlite(pool))
            }
            Some(("postgres" | "postgresql", _)) => {
                let pool = pool::<PgConnection>(url, WIDEST.min(2 * cores))?;
                let numbers = format!("WITH numbers (n) AS (SELECT generate_series(0, {COUNT} - 1))");
                pool.get()?.batch_execute(&table(&numbers))?;
                Ok(Self::Pg(pool))
            }
            _ => bail!("the bare endpoint knows sqlite:// and postgres:// alone"),
        }
    }

    /// The 60 rows of this owner, in order of start. Blocks.
    pub(crate) fn of_owner(&self, owner: i64) -> Result<Vec<Row>> {
        let query = rows::table.filter(rows::owner.eq(owner)).order(rows::starts);
        match self {
            Self::Sqlite(pool) => Ok(query.load(&mut *pool.get()?)?),
            Self::Pg(pool) => Ok(query.load(&mut *pool.get()?)?),
        }
    }
}

/// The owners' rows are spread over the whole table, as those of people in a real one are.
fn table(numbers: &str) -> String {
    let owners = COUNT / EACH;
    format!(
        "CREATE TABLE rows (id BIGINT PRIMARY KEY, owner BIGINT NOT NULL, starts BIGINT NOT NULL, \
         ends BIGINT NOT NULL, title TEXT NOT NULL); \
         {numbers} INSERT INTO rows \
         SELECT n, n % {owners}, 1700000000 + n * 900, 1700000900 + n * 900, 'Meeting ' || n FROM numbers; \
         CREATE INDEX rows_of_owner ON rows (owner, starts); \
         ANALYZE;"
    )
}

fn pool<C>(url: &str, size: u32) -> Result<Pool<ConnectionManager<C>>>
where
    C: R2D2Connection + 'static,
    SetUp: CustomizeConnection<C, diesel::r2d2::Error>,
{
    // As the product does: no test of a connection before each use.
    let pool = Pool::builder().max_size(size).test_on_check_out(false).connection_customizer(Box::new(SetUp));
    pool.build(ConnectionManager::new(url)).context("the bare endpoint's database is out of reach")
}

/// Sets connections up as the product does.
#[derive(Debug, Clone, Copy)]
struct SetUp;

impl CustomizeConnection<SqliteConnection, diesel::r2d2::Error> for SetUp {
    fn on_acquire(&self, connection: &mut SqliteConnection) -> Result<(), diesel::r2d2::Error> {
        let pragmas = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
        connection.batch_execute(pragmas).map_err(diesel::r2d2::Error::QueryError)
    }
}

impl CustomizeConnection<PgConnection, diesel::r2d2::Error> for SetUp {
    fn on_acquire(&self, connection: &mut PgConnection) -> Result<(), diesel::r2d2::Error> {
        let settings = "SET statement_timeout = 30000; SET lock_timeout = 5000; SET TIME ZONE 'UTC';";
        connection.batch_execute(settings).map_err(diesel::r2d2::Error::QueryError)
    }
}
