//! What the layers below say, as problems. The only conversion of database errors there is.

use http_kit::Problem;
use http_kit::problem::RETRY_AFTER;
use persistence::{DbError, StoreError};

/// The problem of a use case that did not do what was asked.
pub(crate) fn problem(error: StoreError) -> Problem {
    match error {
        StoreError::Refused(refusal) => refusal.into(),
        StoreError::Db(error) => database(&error),
    }
}

/// 503 where the database can't be reached or lost every race, an opaque 500 otherwise. Nothing was changed.
pub(crate) fn database(error: &DbError) -> Problem {
    if error.is_passing() { Problem::unavailable(error, RETRY_AFTER) } else { Problem::internal(error) }
}
