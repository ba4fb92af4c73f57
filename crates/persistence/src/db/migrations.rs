//! The schema's history, compiled into the program and brought up to date at its start.
//!
//! All that is pending runs in one transaction, under a lock that ends with it. So two programs may start at once, also
//! behind a transaction pooler, where a lock of the session would not hold.

use super::connection::{AnyConnection, Connector, Purpose};
use super::settings::Target;
use super::{DatabaseSettings, OpenError, savepoint, sqlite_file};
use diesel::backend::Backend;
use diesel::connection::SimpleConnection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");
pub(crate) const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Run what is pending.
    Up,
    /// Undo everything: all data is lost.
    Down,
}

/// Migrates the database; answers how many migrations ran. Blocks.
///
/// # Errors
/// [`OpenError`] where the database is out of reach or a migration fails; then nothing has changed.
pub fn run(settings: &DatabaseSettings, direction: Direction) -> Result<usize, OpenError> {
    let connector = Connector::new(settings.clone())?;
    if let Target::Sqlite(path) = &connector.target {
        sqlite_file::ensure(path)?;
    }
    let mut link = connector.connect(Purpose::Write)?;
    let connection = &mut link.connection;
    wait_long(connection)?;
    connector.begin(connection, Purpose::Write).map_err(super::DbError::from)?;
    lock(connection)?;
    let count = match connection {
        AnyConnection::Pg(inner) => migrate(inner, POSTGRES, direction),
        AnyConnection::Sqlite(inner) => migrate(inner, SQLITE, direction),
    }
    .map_err(OpenError::Migration)?;
    savepoint::commit(connection)?;
    Ok(count)
}

/// Another program may be migrating: give it more time than a request would get.
fn wait_long(connection: &mut AnyConnection) -> Result<(), OpenError> {
    if let AnyConnection::Sqlite(inner) = connection {
        inner.batch_execute("PRAGMA busy_timeout = 60000").map_err(super::DbError::from)?;
    }
    Ok(())
}

/// On SQLite the write transaction is the lock.
fn lock(connection: &mut AnyConnection) -> Result<(), OpenError> {
    if let AnyConnection::Pg(inner) = connection {
        inner
            .batch_execute(
                "SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = 0; \
                 SELECT pg_advisory_xact_lock(7235419320);",
            )
            .map_err(super::DbError::from)?;
    }
    Ok(())
}

fn migrate<DB: Backend>(
    connection: &mut impl MigrationHarness<DB>,
    migrations: EmbeddedMigrations,
    direction: Direction,
) -> Result<usize, Failure> {
    let versions = match direction {
        Direction::Up => connection.run_pending_migrations(migrations)?,
        Direction::Down => connection.revert_all_migrations(migrations)?,
    };
    Ok(versions.len())
}
