//! Beginning, ending and undoing parts of a transaction.

use super::DbError;
use super::connection::AnyConnection;
use diesel::connection::{Connection, TransactionManager};

type Manager = <AnyConnection as Connection>::TransactionManager;

/// Runs `work` within a savepoint of the open transaction.
pub(crate) fn savepoint<T, E: From<DbError>>(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    Manager::begin_transaction(connection).map_err(DbError::from)?;
    match work(connection) {
        Ok(value) => {
            Manager::commit_transaction(connection).map_err(DbError::from)?;
            Ok(value)
        }
        Err(error) => {
            // Where the rollback fails too, the connection is beyond repair and its owner notices; what the caller
            // needs to know is the first error.
            let _ = Manager::rollback_transaction(connection);
            Err(error)
        }
    }
}

/// Commits the transaction.
pub(crate) fn commit(connection: &mut AnyConnection) -> Result<(), DbError> {
    Manager::commit_transaction(connection).map_err(DbError::from)
}

/// Rolls back until `depth` transactions are open: 1 is the transaction itself, each savepoint one more.
pub(crate) fn roll_back_to(connection: &mut AnyConnection, depth: u32) -> Result<(), DbError> {
    while self::depth(connection)? > depth {
        Manager::rollback_transaction(connection)?;
    }
    Ok(())
}

/// How many transactions and savepoints are open.
pub(crate) fn depth(connection: &mut AnyConnection) -> Result<u32, DbError> {
    let depth = Manager::transaction_manager_status_mut(connection).transaction_depth()?;
    Ok(depth.map_or(0, std::num::NonZeroU32::get))
}
