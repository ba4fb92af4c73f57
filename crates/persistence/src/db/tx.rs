//! A transaction as use cases see it.

use super::DbError;
use super::cipher::CipherSlot;
use super::connection::AnyConnection;
use super::scope::{Context, Scope};
use diesel::connection::SimpleConnection;
use domain::ConflictId;
use domain::access::Permit;

/// An open transaction. Made by [`Database::read`](crate::Database::read) and [`Database::write`](crate::Database::write)
/// alone, which also end it.
///
/// It offers no company's data by itself: [`Tx::scope`] does, to the holder of a permit.
pub struct Tx<'c> {
    connection: &'c mut AnyConnection,
    context: Context,
}

impl<'c> Tx<'c> {
    pub(crate) fn new(connection: &'c mut AnyConnection, cipher: CipherSlot) -> Self {
        Self { connection, context: Context::new(cipher) }
    }

    /// For tests of what is asked of a connection.
    #[cfg(test)]
    pub(crate) fn on(connection: &'c mut AnyConnection) -> Self {
        Self::new(connection, CipherSlot::default())
    }

    /// What the permit reaches.
    pub fn scope(&mut self, permit: &Permit) -> Scope<'_> {
        Scope::new(self.connection, permit, self.context.clone())
    }

    /// The conflicts that were opened in this transaction so far, those too that a savepoint has undone: look them up.
    #[must_use]
    pub fn opened_conflicts(&self) -> Vec<ConflictId> {
        self.context.all()
    }

    /// Runs `work` so that its error undoes what it wrote, and nothing else.
    ///
    /// # Errors
    /// Those of `work`, and [`DbError`] where the savepoint itself fails.
    pub fn savepoint<T, E: From<DbError>>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let context = self.context.clone();
        context.savepoint(self.connection, |connection, context| work(&mut Tx { connection, context }))
    }

    /// Waits for no lock longer than half a second: what is done with others must not hold them up.
    pub(crate) fn wait_little(&mut self) -> Result<(), DbError> {
        if let AnyConnection::Pg(connection) = &mut *self.connection {
            connection.batch_execute("SET LOCAL lock_timeout = '500ms'")?;
        }
        Ok(())
    }

    /// What seals the secrets that are stored.
    pub(crate) fn cipher(&self) -> CipherSlot {
        self.context.cipher().clone()
    }

    pub(crate) fn connection(&mut self) -> &mut AnyConnection {
        self.connection
    }
}
