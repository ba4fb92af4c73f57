//! Why a transaction or a savepoint is rolled back.

use crate::{DbError, StoreError};

/// Why a transaction or a savepoint is rolled back: a failure, or a reason of the caller.
#[derive(Debug)]
pub enum Rollback<W> {
    /// The caller's reason.
    Because(W),
    Failed(StoreError),
}

impl<W> From<DbError> for Rollback<W> {
    fn from(error: DbError) -> Self {
        Self::Failed(error.into())
    }
}

impl<W> From<StoreError> for Rollback<W> {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}
