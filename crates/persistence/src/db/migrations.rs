//! The schema's history, compiled into the program and brought up to date at its start.
//!
//! Each migration that is pending runs in a transaction of its own, which also takes the lock and state that it has run.
//! So several programs may start at once, also behind a transaction pooler, where a lock of the session would not hold.
//! On SQLite foreign keys are off meanwhile: a table is changed there by making another one, and dropping the old one
//! would take along what references it. Instead all references are checked before each commit.
//!
//! What a migration may do says `docs/migrations.md`.

use super::connection::{AccessMode, AnyConnection, ConnectionManager};
use super::schema_version;
use super::settings::DatabaseAddress;
use super::{DatabaseSettings, DbError, OpenError, foreign, passing, refold, reslug, savepoint, sqlite_file};
use diesel::backend::Backend;
use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::SqlQuery;
use diesel::sql_types::{Bool, Text};
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, FileBasedMigrations, MigrationHarness, embed_migrations};
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");
pub(crate) const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");

/// Where the versions are that have run.
const TABLE: &str = "__diesel_schema_migrations";
/// The name of the lock.
const LOCK: i64 = 7_235_419_320;
/// How long another program that is migrating is waited for: so many times, so long.
const PATIENCE: (u32, Duration) = (1200, Duration::from_millis(50));

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
/// [`OpenError`] where the database is out of reach, its schema is none that this program knows, or a migration fails.
/// What that migration did is undone; those before it stay.
pub fn run(settings: &DatabaseSettings, direction: Direction) -> Result<usize, OpenError> {
    drive(settings, direction, &[])
}

/// The migrations that have not run, by name. Changes nothing, and needs no right to. Blocks.
///
/// # Errors
/// [`OpenError`] where the database is out of reach, or its schema is none that this program knows.
pub fn pending(settings: &DatabaseSettings) -> Result<Vec<String>, OpenError> {
    let manager = ConnectionManager::new(settings.clone())?;
    if let DatabaseAddress::Sqlite(path) = &manager.target {
        sqlite_file::require(path)?;
        foreign::refuse(path)?;
    }
    let mut pooled = manager.connect(AccessMode::Read)?;
    match &mut pooled.connection {
        AnyConnection::Pg(inner) => pending_of(&applied_in(inner)?, &all::<Pg>(&POSTGRES, &[])?),
        AnyConnection::Sqlite(inner) => pending_of(&applied_in(inner)?, &all::<Sqlite>(&SQLITE, &[])?),
    }
}

/// How many migrations there are.
#[must_use]
pub fn count() -> usize {
    all::<Sqlite>(&SQLITE, &[]).map_or(0, |all| all.len())
}

/// The versions that have run. A database without the table of versions has none.
fn applied_in<'q, C>(connection: &mut C) -> Result<Vec<String>, OpenError>
where
    C: diesel::connection::LoadConnection,
    SqlQuery: diesel::query_dsl::LoadQuery<'q, C, Version>,
{
    let read =
        diesel::sql_query("SELECT version FROM __diesel_schema_migrations").load::<Version>(connection);
    match read {
        Ok(rows) => Ok(rows.into_iter().map(|row| row.version).collect()),
        Err(diesel::result::Error::DatabaseError(_, said)) if said.message().contains(TABLE) => {
            Ok(Vec::new())
        }
        Err(error) => Err(DbError::from(error).into()),
    }
}

fn pending_of<DB: Backend>(
    applied: &[String],
    known: &[Box<dyn Migration<DB>>],
) -> Result<Vec<String>, OpenError> {
    let version = |migration: &dyn Migration<DB>| migration.name().version().to_string();
    let versions: Vec<String> = known.iter().map(|one| version(&**one)).collect();
    schema_version::check(&versions, applied)?;
    let pending = known.iter().filter(|one| !applied.contains(&version(&***one)));
    Ok(pending.map(|one| one.name().to_string()).collect())
}

/// As [`run`], with the migrations in a folder behind those that are compiled in: for tests of how migrations run.
///
/// # Errors
/// Those of [`run`], and where the folder can't be read.
pub fn run_also(
    settings: &DatabaseSettings,
    direction: Direction,
    folder: &Path,
) -> Result<usize, OpenError> {
    let more = FileBasedMigrations::from_path(folder).map_err(|error| OpenError::Migration(error.into()))?;
    drive(settings, direction, &[more])
}

fn drive(
    settings: &DatabaseSettings,
    direction: Direction,
    more: &[FileBasedMigrations],
) -> Result<usize, OpenError> {
    let manager = ConnectionManager::new(settings.clone())?;
    if let DatabaseAddress::Sqlite(path) = &manager.target {
        sqlite_file::ensure(path)?;
        foreign::refuse(path)?;
    }
    let mut pooled = manager.connect(AccessMode::Write)?;
    prepare(&mut pooled.connection)?;
    let mut ran = 0;
    loop {
        let mut done = step(&manager, &mut pooled.connection, direction, more)?;
        if let Step::Outside(name) = &done {
            done = outside(&manager, &mut pooled.connection, direction, more, name)?;
        }
        match done {
            Step::Nothing => return Ok(ran),
            Step::Ran(_) => ran += 1,
            // Another program was faster, and what comes next runs in a transaction again.
            Step::Outside(_) => {}
        }
    }
}

/// Foreign keys can't be switched within a transaction. The connection is not used for anything else afterwards.
///
/// Another program may be migrating: give it more time than a request would get. Commits of SQLite do not wait for the disk one by
/// one: a new database has fifty of them. Should the power fail, the last ones are not there, and run again.
fn prepare(connection: &mut AnyConnection) -> Result<(), DbError> {
    if let AnyConnection::Sqlite(inner) = connection {
        inner.batch_execute(
            "PRAGMA busy_timeout = 60000; PRAGMA foreign_keys = OFF; PRAGMA synchronous = NORMAL;",
        )?;
    }
    Ok(())
}

/// What was done about the next migration.
enum Step {
    /// There is none.
    Nothing,
    /// The migration of this version.
    Ran(String),
    /// Nothing yet: the migration of this name runs the other way, within a transaction or without.
    Outside(String),
}

/// Runs the next migration in a transaction.
fn step(
    manager: &ConnectionManager,
    connection: &mut AnyConnection,
    direction: Direction,
    more: &[FileBasedMigrations],
) -> Result<Step, OpenError> {
    begin_alone(manager, connection)?;
    let step = match connection {
        AnyConnection::Pg(inner) => advance(inner, &all(&POSTGRES, more)?, direction, true)?,
        AnyConnection::Sqlite(inner) => advance(inner, &all(&SQLITE, more)?, direction, true)?,
    };
    match &step {
        Step::Ran(version) if direction == Direction::Up && version == refold::WITH => {
            refold::run(connection)?;
        }
        Step::Ran(version) if direction == Direction::Up && version == reslug::WITH => {
            reslug::run(connection)?;
        }
        _ => {}
    }
    check_references(connection, &step)?;
    savepoint::commit(connection)?;
    Ok(step)
}

/// Runs the next migration, of that name, without a transaction: for what PostgreSQL does in none.
fn outside(
    manager: &ConnectionManager,
    connection: &mut AnyConnection,
    direction: Direction,
    more: &[FileBasedMigrations],
    name: &str,
) -> Result<Step, OpenError> {
    let refuse = |why: &str| Err(OpenError::Migration(format!("the migration {name} {why}").into()));
    let AnyConnection::Pg(inner) = connection else {
        return refuse("has to run in a transaction, as all do on SQLite");
    };
    if manager.settings.behind_pooler {
        return refuse("runs outside of transactions, which needs a DATABASE_URL past the pooler");
    }
    // It waits for others' transactions and takes its time, and holds up nobody meanwhile.
    inner.batch_execute("SET statement_timeout = 0; SET lock_timeout = 0;").map_err(DbError::from)?;
    patiently(|| taken(inner, &format!("pg_try_advisory_lock({LOCK})")))?;
    let step = advance(inner, &all(&POSTGRES, more)?, direction, false)?;
    inner.batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})")).map_err(DbError::from)?;
    Ok(step)
}

fn all<DB: Backend>(
    compiled_in: &EmbeddedMigrations,
    more: &[FileBasedMigrations],
) -> Result<Vec<Box<dyn Migration<DB>>>, OpenError> {
    let mut all = compiled_in.migrations().map_err(OpenError::Migration)?;
    for source in more {
        all.extend(MigrationSource::<DB>::migrations(source).map_err(OpenError::Migration)?);
    }
    Ok(all)
}

/// Runs or undoes the next migration where that is to happen in a transaction or, of the others, out of one.
fn advance<DB: Backend>(
    connection: &mut impl MigrationHarness<DB>,
    known: &[Box<dyn Migration<DB>>],
    direction: Direction,
    in_transaction: bool,
) -> Result<Step, OpenError> {
    let version = |migration: &dyn Migration<DB>| migration.name().version().to_string();
    let versions: Vec<String> = known.iter().map(|one| version(&**one)).collect();
    let applied = connection.applied_migrations().map_err(failed)?;
    let applied: Vec<String> = applied.iter().map(ToString::to_string).collect();
    schema_version::check(&versions, &applied)?;
    let next = match direction {
        Direction::Up => {
            known.iter().filter(|one| !applied.contains(&version(&***one))).min_by_key(|one| version(&***one))
        }
        Direction::Down => {
            known.iter().filter(|one| applied.contains(&version(&***one))).max_by_key(|one| version(&***one))
        }
    };
    let Some(next) = next else { return Ok(Step::Nothing) };
    if next.metadata().run_in_transaction() != in_transaction {
        return Ok(Step::Outside(next.name().to_string()));
    }
    match direction {
        Direction::Up => connection.run_migration(next),
        Direction::Down => connection.revert_migration(next),
    }
    .map_err(failed)?;
    Ok(Step::Ran(version(&**next)))
}

/// Why a migration failed. diesel hands on the text alone; where that tells of a state that we have words for, in ours.
fn failed(error: Box<dyn std::error::Error + Send + Sync>) -> OpenError {
    match passing::of(&error.to_string()) {
        Some(passing) => OpenError::Migration(passing.words.into()),
        None => OpenError::Migration(error),
    }
}

/// Opens a transaction in which no other program migrates. On SQLite the write transaction is the lock.
///
/// On PostgreSQL others are asked again and again instead of waited for: who waits within a transaction is in turn waited
/// for by an index that is made concurrently.
fn begin_alone(manager: &ConnectionManager, connection: &mut AnyConnection) -> Result<(), DbError> {
    patiently(|| {
        manager.begin(connection, AccessMode::Write)?;
        let AnyConnection::Pg(inner) = connection else { return Ok(true) };
        // Requests queue up behind a wait for a lock of a table; better that the program is started once more.
        inner.batch_execute("SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = 0;")?;
        let alone = taken(inner, &format!("pg_try_advisory_xact_lock({LOCK})"))?;
        if !alone {
            savepoint::roll_back_to(connection, 0)?;
        }
        Ok(alone)
    })
}

fn patiently(mut try_it: impl FnMut() -> Result<bool, DbError>) -> Result<(), DbError> {
    let (times, pause) = PATIENCE;
    let (_kept, never) = mpsc::channel::<()>();
    for _ in 0..times {
        if try_it()? {
            return Ok(());
        }
        // Nobody sends; this is the pause.
        let _ = never.recv_timeout(pause);
    }
    Err(DbError::Unavailable("another program is migrating it, and takes its time".into()))
}

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Text)]
    version: String,
}

#[derive(QueryableByName)]
struct Taken {
    #[diesel(sql_type = Bool)]
    taken: bool,
}

fn taken(connection: &mut PgConnection, lock: &str) -> Result<bool, DbError> {
    let row: Taken = diesel::sql_query(format!("SELECT {lock} AS taken")).get_result(connection)?;
    Ok(row.taken)
}

#[derive(QueryableByName)]
struct Dangling {
    #[diesel(sql_type = Text)]
    text: String,
}

/// What SQLite did not check while foreign keys were off.
fn check_references(connection: &mut AnyConnection, step: &Step) -> Result<(), OpenError> {
    let (AnyConnection::Sqlite(inner), Step::Ran(_)) = (connection, step) else { return Ok(()) };
    let dangling: Vec<Dangling> = diesel::sql_query(
        "SELECT COUNT(*) || ' of ' || \"table\" || ' to ' || parent AS text FROM pragma_foreign_key_check \
         GROUP BY \"table\", parent",
    )
    .load(inner)
    .map_err(DbError::from)?;
    if dangling.is_empty() {
        return Ok(());
    }
    let list: Vec<String> = dangling.into_iter().map(|row| row.text).collect();
    Err(OpenError::Migration(
        format!("the migration leaves references to rows that are gone: {}", list.join(", ")).into(),
    ))
}
