//! From a handler to a transaction and back: the only place where failures of the database become answers.

use app::{Database, DbError, StoreError, Tx};
use http_kit::Problem;

/// Seconds after which a client may try again: a database that was out of reach takes a moment to come back.
const UNAVAILABLE_FOR: u32 = 2;
/// The same, where others only changed the same data at the same time.
const CONFLICT_FOR: u32 = 1;

/// Runs a use case that reads, in one transaction.
///
/// # Errors
/// Its refusals as problems; 503 where the database is out of reach, an opaque 500 where it failed otherwise.
pub(crate) async fn read<T, F>(db: &Database, work: F) -> Result<T, Problem>
where
    F: FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    T: Send + 'static,
{
    db.read(work).await.map_err(problem)
}

/// Runs a use case that writes, in one transaction, which is committed where it succeeds. It may run more than once.
///
/// # Errors
/// As [`read`], and nothing was written.
pub(crate) async fn write<T, F>(db: &Database, work: F) -> Result<T, Problem>
where
    F: Fn(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    T: Send + 'static,
{
    db.write(work).await.map_err(problem)
}

/// What a client is told of a use case that did not succeed.
pub(crate) fn problem(error: StoreError) -> Problem {
    match error {
        StoreError::Refused(refusal) => refusal.into(),
        StoreError::Db(error @ DbError::Unavailable(_)) => Problem::unavailable(&error, UNAVAILABLE_FOR),
        StoreError::Db(error @ DbError::Conflict) => Problem::unavailable(&error, CONFLICT_FOR),
        StoreError::Db(error) => Problem::internal(&error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::ConstraintKind;
    use domain::Refusal;

    fn check(error: impl Into<StoreError>, slug: &str) {
        assert_eq!(problem(error.into()).kind().slug, slug);
    }

    #[test]
    fn refusals_are_told_and_failures_are_not() {
        check(Refusal::not_found("user"), "not-found");
        check(Refusal::Duplicate { what: "user", field: "email" }, "duplicate");
        check(DbError::Unavailable("no route to host".into()), "unavailable");
        check(DbError::Conflict, "unavailable");
        let name = "companies_opens_at_range".to_owned();
        check(DbError::Constraint { name, kind: ConstraintKind::Check }, "internal");
    }
}
