//! A database for each test, made from a migrated template. It is gone afterwards: a file at once, a database on a
//! PostgreSQL server together with the run's others (`drop_used`).

mod postgres;
mod raw;
mod sqlite;

pub use postgres::Postgres;
pub use raw::Raw;

pub(crate) use postgres::drop_used;

use persistence::{Database, DatabaseSettings, Synchronous};
use std::fmt;
use std::future::Future;
use std::ops::Deref;

/// The two engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        })
    }
}

/// A database of one test. Use it as a [`Database`].
pub struct TestDb {
    database: Database,
    settings: DatabaseSettings,
    engine: Engine,
    /// Goes away after the database.
    _place: Place,
}

/// Where it lies; dropping it removes it or gives it back for removal.
enum Place {
    Sqlite { _directory: tempfile::TempDir },
    Postgres { _used: postgres::Used },
}

impl TestDb {
    /// A new database with the newest schema and nothing in it.
    ///
    /// # Panics
    /// Where it can't be made.
    pub async fn new(engine: Engine) -> Self {
        Self::with(engine, |_| ()).await
    }

    /// As [`TestDb::new`], with settings of your own.
    ///
    /// # Panics
    /// Where it can't be made.
    pub async fn with(engine: Engine, adjust: impl FnOnce(&mut DatabaseSettings)) -> Self {
        let made = tokio::task::spawn_blocking(move || match engine {
            Engine::Sqlite => {
                let (directory, url) = sqlite::make();
                (Place::Sqlite { _directory: directory }, url)
            }
            Engine::Postgres => {
                let (used, url) = postgres::make();
                (Place::Postgres { _used: used }, url)
            }
        });
        let (place, url) = made.await.expect("a database for the test");
        let mut settings = DatabaseSettings::new(url);
        // A test does not survive a power cut anyway.
        settings.synchronous = Synchronous::Normal;
        adjust(&mut settings);
        let database = Database::open(settings.clone()).await.expect("the test's database opens");
        Self { database, settings, engine, _place: place }
    }

    /// Which engine it is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// How it was opened, for opening it once more.
    #[must_use]
    pub fn settings(&self) -> DatabaseSettings {
        self.settings.clone()
    }

    /// A connection past the product, for what a test has to see or to break.
    ///
    /// # Panics
    /// Where it can't be made.
    #[must_use]
    pub fn raw(&self) -> Raw {
        Raw::connect(&self.settings.url)
    }

    /// How many statements run while `work` runs, beside what it answers.
    pub async fn count_statements<T>(&self, work: impl Future<Output = T>) -> (u64, T) {
        let before = self.database.metrics().statements;
        let answer = work.await;
        (self.database.metrics().statements - before, answer)
    }
}

impl Deref for TestDb {
    type Target = Database;

    fn deref(&self) -> &Database {
        &self.database
    }
}
