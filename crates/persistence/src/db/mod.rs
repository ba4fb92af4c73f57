//! Everything in which the two databases differ, behind one face.
//!
//! PostgreSQL: a pool, one transaction per connection, retries. SQLite: a pool of readers and one writer thread that
//! takes many queued transactions into one commit. Raw SQL and row locks live here and in `ledger`, nowhere else.

mod attempt;
pub mod backup;
mod batch_executor;
pub(crate) mod bulk;
pub(crate) mod cipher;
mod clock;
pub(crate) mod concerned;
pub(crate) mod connection;
mod database;
pub(crate) mod each_day;
pub(crate) mod erasure;
mod error;
mod foreign;
pub(crate) mod fragments;
pub(crate) mod loose;
pub(crate) mod many;
pub(crate) mod measures;
pub mod migrations;
pub(crate) mod pairs;
mod passing;
mod pool;
mod refold;
mod reslug;
mod savepoint;
mod schema_version;
mod scope;
mod settings;
mod sqlite_file;
pub(crate) mod statements;
mod statistics;
pub(crate) mod texts;
mod tx;
pub(crate) mod types;
pub(crate) mod uuids;
mod watch;
pub(crate) mod words;
mod writer;

pub use batch_executor::{BatchExecutor, BatchItem};
pub use cipher::Cipher;
pub use clock::database_clock;
pub use database::{Database, Metrics};
pub use error::{ConstraintKind, DbError, OpenError};
pub use schema_version::SchemaError;
pub use scope::Scope;
pub use settings::{DatabaseSettings, Synchronous};
pub use tx::Tx;
