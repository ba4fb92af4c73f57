//! Why what was written is undone.

use crate::{DbError, StoreError};

/// Why a transaction or a savepoint is rolled back, where its user has a reason besides failures.
#[derive(Debug)]
pub enum Undone<W> {
    /// What its user has to say instead.
    For(W),
    Failed(StoreError),
}

impl<W> From<DbError> for Undone<W> {
    fn from(error: DbError) -> Self {
        Self::Failed(error.into())
    }
}

impl<W> From<StoreError> for Undone<W> {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}
