//! A transaction as use cases see it.

use super::DbError;
use super::connection::AnyConnection;
use crate::Scope;
use diesel::connection::{Connection, TransactionManager};
use domain::ConflictId;
use domain::access::Permit;
use std::cell::RefCell;
use std::rc::Rc;

type Manager = <AnyConnection as Connection>::TransactionManager;

/// An open transaction. Made by [`Database::read`](crate::Database::read) and [`Database::write`](crate::Database::write)
/// alone, which also end it.
///
/// It offers no company's data by itself: [`Tx::scope`] does, to whoever has a permit.
pub struct Tx<'c> {
    connection: &'c mut AnyConnection,
    opened: Opened,
}

/// The conflicts that a transaction has opened, shared by all of its scopes and savepoints.
#[derive(Clone, Default)]
pub(crate) struct Opened(Rc<RefCell<Vec<ConflictId>>>);

impl Opened {
    pub(crate) fn note(&self, opened: impl IntoIterator<Item = ConflictId>) {
        self.0.borrow_mut().extend(opened);
    }
}

impl<'c> Tx<'c> {
    pub(crate) fn new(connection: &'c mut AnyConnection) -> Self {
        Self { connection, opened: Opened::default() }
    }

    /// What the permit reaches.
    pub fn scope(&mut self, permit: &Permit) -> Scope<'_> {
        Scope::new(self.connection, permit.reach(), self.opened.clone())
    }

    /// The conflicts that were opened in this transaction so far, those too that a savepoint has undone: look them up.
    #[must_use]
    pub fn opened_conflicts(&self) -> Vec<ConflictId> {
        self.opened.0.borrow().clone()
    }

    /// Runs `work` so that its error undoes what it wrote, and nothing else.
    ///
    /// # Errors
    /// Those of `work`, and [`DbError`] where the savepoint itself fails.
    pub fn savepoint<T, E: From<DbError>>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let opened = self.opened.clone();
        savepoint(self.connection, |connection| work(&mut Tx { connection, opened }))
    }

    pub(crate) fn connection(&mut self) -> &mut AnyConnection {
        self.connection
    }
}

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
