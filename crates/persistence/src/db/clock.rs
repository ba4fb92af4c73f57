//! The clock of the database, to hold our own against.

use super::connection::AnyConnection;
use super::{DbError, Tx};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use scheduling_core::time::Timestamp;

#[derive(QueryableByName)]
struct Clock {
    #[diesel(sql_type = BigInt)]
    seconds: i64,
}

/// What the clock of the database shows; `None` on SQLite, whose clock is the program's.
///
/// # Errors
/// [`DbError`] only.
pub fn database_clock(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, DbError> {
    let AnyConnection::Pg(connection) = tx.connection() else { return Ok(None) };
    let sql = "SELECT FLOOR(EXTRACT(EPOCH FROM clock_timestamp()))::bigint AS seconds";
    let clock: Clock = diesel::sql_query(sql).get_result(connection)?;
    Ok(Some(Timestamp::saturating_from_unix(clock.seconds)))
}
