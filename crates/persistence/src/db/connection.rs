//! One connection to either database, and how it is set up.

use super::cipher::CipherSlot;
use super::settings::{DatabaseAddress, DatabaseSettings, Synchronous};
use super::watch::{ConnectionObserver, Counters, TransactionState};
use super::{DbError, OpenError};
use diesel::connection::{AnsiTransactionManager, CacheSize, Connection, SimpleConnection};
use diesel::{PgConnection, SqliteConnection};
use std::sync::Arc;

/// diesel's way to serve both databases with one set of typed queries.
#[derive(diesel::MultiConnection)]
pub(crate) enum AnyConnection {
    Pg(PgConnection),
    Sqlite(SqliteConnection),
}

/// Runs the same typed expression on whichever connection it is. For what diesel's multi connection can't do itself:
/// inserts of several rows, `ON CONFLICT`, row locks.
macro_rules! on_backend {
    ($connection:expr, |$inner:ident| $run:expr) => {
        match $connection {
            $crate::db::connection::AnyConnection::Pg($inner) => $run,
            $crate::db::connection::AnyConnection::Sqlite($inner) => $run,
        }
    };
}
pub(crate) use on_backend;

/// Loads the rows of a query that the scope reaches: `load_scoped!(scope, table::company_id, query)`.
///
/// For questions that are asked often. A boxed query, and every query on the multi connection, is put together as text
/// each time, several times over, to find out that it is prepared already; these are known by their types.
macro_rules! load_scoped {
    ($scope:expr, $company:expr, $query:expr) => {{
        let (company, query) = ($scope.company(), $query);
        let connection = $scope.connection();
        match company {
            Some(company) => {
                let query = query.filter($company.eq(company.0));
                $crate::db::connection::on_backend!(connection, |connection| query.load(connection))
            }
            None => $crate::db::connection::on_backend!(connection, |connection| query.load(connection)),
        }
    }};
}
pub(crate) use load_scoped;

/// How much of a SQLite database one connection keeps in memory at the most, in KiB: the upper parts of the indexes of a
/// million slots and what was read last.
const CACHE_KIB: u32 = 16 * 1024;

/// After so many pages SQLite copies what was written from its log to its file: 16 MB, so that a page which changes with
/// every booking is copied seldom.
const CHECKPOINT_PAGES: u32 = 4000;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccessMode {
    /// On SQLite a connection that can't write.
    Read,
    Write,
}

/// A connection with the state about it.
pub(crate) struct PooledConnection {
    pub(crate) connection: AnyConnection,
    pub(crate) state: Arc<TransactionState>,
    pub(crate) cipher: CipherSlot,
}

/// Makes connections to one database.
#[derive(Debug)]
pub(crate) struct ConnectionManager {
    pub(crate) target: DatabaseAddress,
    pub(crate) settings: DatabaseSettings,
    pub(crate) counters: Arc<Counters>,
    /// Seals the secrets that are stored.
    pub(crate) cipher: CipherSlot,
}

impl ConnectionManager {
    pub(crate) fn new(settings: DatabaseSettings) -> Result<Self, OpenError> {
        let target = DatabaseAddress::parse(&settings)?;
        Ok(Self { target, settings, counters: Arc::default(), cipher: CipherSlot::default() })
    }

    /// A new connection, set up and ready.
    pub(crate) fn connect(&self, mode: AccessMode) -> Result<PooledConnection, DbError> {
        let out_of_reach = |error: diesel::ConnectionError| {
            DbError::Unavailable(self.target.without_password(&error.to_string()))
        };
        let mut connection = match &self.target {
            DatabaseAddress::Postgres(url) => {
                AnyConnection::Pg(PgConnection::establish(url).map_err(out_of_reach)?)
            }
            DatabaseAddress::Sqlite(path) => {
                let path = path.to_str().ok_or_else(|| DbError::other("the path is no UTF-8"))?;
                AnyConnection::Sqlite(SqliteConnection::establish(path).map_err(out_of_reach)?)
            }
        };
        connection.batch_execute(&self.set_up(mode))?;
        if self.settings.behind_pooler {
            connection.set_prepared_statement_cache_size(CacheSize::Disabled);
        }
        let state = Arc::<TransactionState>::default();
        connection
            .set_instrumentation(ConnectionObserver::new(Arc::clone(&self.counters), Arc::clone(&state)));
        Ok(PooledConnection { connection, state, cipher: self.cipher.clone() })
    }

    fn set_up(&self, mode: AccessMode) -> String {
        match &self.target {
            DatabaseAddress::Sqlite(_) => self.pragmas(mode),
            // A pooler hands the session to somebody else after each transaction.
            DatabaseAddress::Postgres(_) if self.settings.behind_pooler => "SELECT 1".into(),
            DatabaseAddress::Postgres(_) => self.session("SET"),
        }
    }

    /// `busy_timeout` goes first: switching to WAL already needs to wait for others.
    fn pragmas(&self, mode: AccessMode) -> String {
        let synchronous = match self.settings.synchronous {
            Synchronous::Full => "FULL",
            Synchronous::Normal => "NORMAL",
        };
        let query_only = if mode == AccessMode::Read { "ON" } else { "OFF" };
        format!(
            "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; \
             PRAGMA foreign_keys = ON; PRAGMA query_only = {query_only}; PRAGMA cache_size = -{CACHE_KIB}; \
             PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES};"
        )
    }

    /// Time-outs, and that nothing is compiled: statements take milliseconds, and compiling one that PostgreSQL takes for expensive
    /// takes a hundred.
    fn session(&self, set: &str) -> String {
        let statement = self.settings.statement_timeout.as_millis();
        let lock = self.settings.lock_timeout.as_millis();
        format!(
            "{set} statement_timeout = {statement}; {set} lock_timeout = {lock}; \
             {set} idle_in_transaction_session_timeout = {statement}; {set} TIME ZONE 'UTC'; \
             {set} jit = off;"
        )
    }

    /// Opens a transaction; on PostgreSQL with its time-outs, in one round trip.
    pub(crate) fn begin(
        &self,
        connection: &mut AnyConnection,
        mode: AccessMode,
    ) -> Result<(), diesel::result::Error> {
        match connection {
            AnyConnection::Pg(connection) => {
                let begin = match mode {
                    AccessMode::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;",
                    // Writes look rows up by keys: one plan each, made once, does for all of them.
                    AccessMode::Write => "BEGIN; SET LOCAL plan_cache_mode = force_generic_plan;",
                };
                let sql = match self.settings.behind_pooler {
                    true => format!("{begin} {}", self.session("SET LOCAL")),
                    false => begin.to_owned(),
                };
                AnsiTransactionManager::begin_transaction_sql(connection, &sql)
            }
            AnyConnection::Sqlite(connection) => {
                let begin = match mode {
                    AccessMode::Read => "BEGIN DEFERRED",
                    AccessMode::Write => "BEGIN IMMEDIATE",
                };
                AnsiTransactionManager::begin_transaction_sql(connection, begin)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::prelude::*;
    use diesel::sql_types::Text;

    #[derive(QueryableByName)]
    struct Built {
        #[diesel(sql_type = Text)]
        compile_options: String,
    }

    #[test]
    fn sqlite_is_built_as_cargos_configuration_says() {
        let mut connection = SqliteConnection::establish(":memory:").expect("SQLite");
        let built: Vec<Built> = diesel::sql_query("SELECT compile_options FROM pragma_compile_options")
            .load(&mut connection)
            .expect("options");
        let has = |option: &str| built.iter().any(|built| built.compile_options == option);
        assert!(has("THREADSAFE=2") && has("DEFAULT_MEMSTATUS=0") && !has("ENABLE_MEMORY_MANAGEMENT"));
    }
}
