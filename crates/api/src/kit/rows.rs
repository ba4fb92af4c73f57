//! Lists that are of no collection: a page in an order, or with `Accept: text/csv` all that is filtered.

use crate::kit::collection::Answered;
use crate::kit::csv;
use crate::kit::failure;
use crate::kit::list::{Cursor, CursorKey};
use actix_web::{HttpRequest, Responder};
use domain::RecordId;
use http_kit::{Answer, PageRequest, Problem, WholeNumber};
use persistence::store::collection::{Part, Position, Sort};
use persistence::{Database, StoreError, Tx};
use scheduling_core::time::Timestamp;
use serde::Serialize;
use utoipa::PartialSchema;

/// What a request asks of a list: its order, how many, and after which record.
pub(crate) struct Asked<Id> {
    page: PageRequest<Cursor>,
    part: Part<Id>,
}

impl<Id: RecordId<Raw: CursorKey>> Asked<Id> {
    /// Reads the parameters of the list of that name.
    ///
    /// # Errors
    /// 422 for a limit out of range, 400 for a cursor that this list in this order did not give.
    pub(crate) fn new(
        list: &str,
        sort: impl Into<Sort>,
        limit: Option<WholeNumber>,
        cursor: Option<&str>,
    ) -> Result<Self, Problem> {
        let sort: Sort = sort.into();
        let way = if sort.descending { "down" } else { "up" };
        let page = PageRequest::<Cursor>::new(format!("{list} {:?} {way}", sort.key), limit, cursor)?;
        let after = page.after.as_ref().map(|cursor| {
            let position = cursor.position(sort.key);
            position.ok_or_else(|| Problem::malformed_query("cursor", "is no cursor of this list"))
        });
        let part = Part { sort, after: after.transpose()?, limit: page.fetch() };
        Ok(Self { page, part })
    }
}

/// Answers a list. `read` reads a part of it, `place` is the id of a row and when it starts, where it does, and `out` the row
/// as it goes out.
///
/// # Errors
/// Those of `read`.
pub(crate) async fn list<Id, R, Out>(
    request: &HttpRequest,
    db: &Database,
    asked: Asked<Id>,
    read: impl Fn(&mut Tx<'_>, &Part<Id>) -> Result<Vec<R>, StoreError> + Clone + Send + 'static,
    place: impl Fn(&R) -> (Id, Option<Timestamp>) + Clone + Send + 'static,
    out: impl Fn(R) -> Out + Clone + 'static,
) -> Answered
where
    Id: RecordId<Raw: CursorKey>,
    R: Send + 'static,
    Out: Serialize + PartialSchema + 'static,
{
    let Asked { page, part } = asked;
    let sort = part.sort;
    let position = move |row: &R| {
        let (id, start) = place(row);
        Part::position(sort, id, start)
    };
    if !csv::is_wanted(request) {
        let rows = db.read(move |tx| read(tx, &part)).await.map_err(failure::problem)?;
        let rows = page.page(rows, |row| Cursor::new(&position(row)));
        return Ok(Answer::page(rows.map(out)).respond_to(request));
    }
    let limit = i64::try_from(csv::BATCH).unwrap_or(i64::MAX);
    let batch = move |tx: &mut Tx<'_>, after: Option<Position<Id>>| {
        let rows = read(tx, &Part { sort, after, limit })?;
        let next = rows.last().filter(|_| rows.len() == csv::BATCH).map(&position);
        Ok(csv::Batch { rows, next })
    };
    csv::whole(db.clone(), batch, out).await
}
