//! Short forms that the tests share.

use domain::Refusal;
use domain::access::Permit;
use persistence::store::collection::{Collection, ListRequest, Stored};
use persistence::{DbError, Scope, StoreError};
use scheduling_core::time::Timestamp;
use testkit::db::TestDb;

/// What the store says, in one transaction.
pub(crate) fn write<'d, T, F>(
    db: &'d TestDb,
    permit: &Permit,
    work: F,
) -> impl Future<Output = Result<T, StoreError>> + use<'d, T, F>
where
    T: Send + 'static,
    F: Fn(&mut Scope<'_>) -> Result<T, StoreError> + Send + 'static,
{
    let permit = permit.clone();
    db.write(move |tx| work(&mut tx.scope(&permit)))
}

/// As [`write`], in a transaction that only reads.
pub(crate) fn read<'d, T, F>(
    db: &'d TestDb,
    permit: &Permit,
    work: F,
) -> impl Future<Output = Result<T, StoreError>> + use<'d, T, F>
where
    T: Send + 'static,
    F: Fn(&mut Scope<'_>) -> Result<T, StoreError> + Send + 'static,
{
    let permit = permit.clone();
    db.read(move |tx| work(&mut tx.scope(&permit)))
}

/// Changes the record of that id; `seen` is the version that the caller knows, where it knows one.
pub(crate) fn update<D: Collection>(
    scope: &mut Scope<'_>,
    id: D::Id,
    details: &D,
    seen: Option<i64>,
    now: Timestamp,
) -> Result<Stored<D>, StoreError> {
    let record = seen_at(D::get(scope, id)?, seen);
    D::update(scope, &record, details, now)
}

/// Deletes the record of that id, as [`update`].
pub(crate) fn delete<D: Collection>(
    scope: &mut Scope<'_>,
    id: D::Id,
    seen: Option<i64>,
) -> Result<(), StoreError> {
    let record = seen_at(D::get(scope, id)?, seen);
    let now = record.metadata.updated_at;
    D::delete(scope, &record, now)
}

fn seen_at<D: Collection>(mut record: Stored<D>, seen: Option<i64>) -> Stored<D> {
    record.metadata.version = seen.unwrap_or(record.metadata.version);
    record
}

/// Up to so many records, whatever belongs to whom.
pub(crate) fn list<D: Collection>(scope: &mut Scope<'_>, limit: usize) -> Result<Vec<Stored<D>>, StoreError> {
    Ok(D::list(scope, &ListRequest { limit, ..ListRequest::default() })?.records)
}

/// The slug of a refusal with its pointer, or what else happened: for comparing.
pub(crate) fn said<T: std::fmt::Debug>(result: Result<T, StoreError>) -> String {
    match result {
        Ok(value) => format!("ok {value:?}"),
        Err(StoreError::Refused(refusal)) => refusal_text(&refusal),
        Err(StoreError::Db(error)) => format!("error {error:?}"),
    }
}

fn refusal_text(refusal: &Refusal) -> String {
    match refusal {
        Refusal::NotFound { what, pointer: None } => format!("not-found {what}"),
        Refusal::NotFound { what, pointer: Some(pointer) } => format!("not-found {what} {pointer}"),
        Refusal::Invalid(problems) => {
            let pointers: Vec<&str> = problems.iter().map(|problem| problem.pointer.as_str()).collect();
            format!("invalid {}", pointers.join(" "))
        }
        Refusal::StillReferenced { by, .. } => format!("still-referenced {by}"),
        other => other.slug().to_owned(),
    }
}

/// Minutes after the start of a Wednesday.
pub(crate) fn minute(minute: i64) -> Timestamp {
    testkit::at("2025-01-22T00:00:00Z").plus_minutes(minute)
}

/// An error that only the database makes.
pub(crate) fn unavailable(result: &Result<(), DbError>) -> bool {
    matches!(result, Err(DbError::Unavailable(_)))
}
