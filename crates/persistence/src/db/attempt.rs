//! One attempt at one transaction.

use super::connection::{AnyConnection, PooledConnection};
use super::{DbError, Tx, savepoint};
use diesel::connection::SimpleConnection;

/// How an attempt ended.
pub(crate) enum Outcome<T, E> {
    Done(Result<T, E>),
    /// Rolled back because of others that ran beside it: worth another attempt.
    Again,
}

/// Runs `work` in the transaction that is open on the pooled, and ends the transaction.
pub(crate) fn finish<T, E: From<DbError>>(
    pooled: &mut PooledConnection,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Outcome<T, E> {
    pooled.state.clear();
    let cipher = pooled.cipher.clone();
    let ended = match work(&mut Tx::new(&mut pooled.connection, cipher)) {
        Ok(value) => still_sound(pooled)
            .and_then(|()| savepoint::commit(&mut pooled.connection))
            .map(|()| value)
            .map_err(E::from),
        Err(error) => Err(error),
    };
    if ended.is_err() {
        // A failure leaves the connection with an open transaction, and the pool drops it for that.
        let _ = savepoint::roll_back_to(&mut pooled.connection, 0);
        if pooled.state.retryable() {
            return Outcome::Again;
        }
    }
    Outcome::Done(ended)
}

/// PostgreSQL answers the COMMIT of a transaction in which a statement failed with a rollback, and calls that success.
/// So where a closure swallowed an error, ask before committing.
fn still_sound(pooled: &mut PooledConnection) -> Result<(), DbError> {
    match &mut pooled.connection {
        AnyConnection::Pg(connection) if pooled.state.failed() => Ok(connection.batch_execute("SELECT 1")?),
        _ => Ok(()),
    }
}
