//! Two databases, one truth: pools, transactions, stores, the ledger.
//!
//! - [`Database`] opens SQLite or PostgreSQL and is the only way to a transaction ([`Tx`]): one per call of
//!   [`Database::read`] or [`Database::write`], with the retries inside. Transactions are synchronous closures, so
//!   nothing that crosses the network can be awaited within one.
//! - [`Scope`] is the only way to a company's data, and a `domain::access::Permit` the only way to a scope.
//! - [`store`] keeps the directory, [`ledger`] everything that takes somebody's time.
//!
//! Both databases have one schema (`migrations/`) and are served by the same typed queries; what differs between them
//! is in `db`, and nowhere else.

mod db;
mod homes;
pub mod ledger;
pub mod outbox;
mod rollback;
mod schema;
pub mod store;
mod writes;

pub use db::{
    BatchExecutor, BatchItem, Cipher, ConstraintKind, Database, DatabaseSettings, DbError, Metrics,
    OpenError, SchemaError, Scope, Synchronous, Tx, backup, database_clock, migrations,
};
pub use rollback::Rollback;
pub use store::StoreError;
pub use writes::Writes;
