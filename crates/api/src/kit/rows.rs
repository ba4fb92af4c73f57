//! Lists that are of no collection: a page, or with `Accept: text/csv` all that is filtered.

use crate::kit::collection::Answered;
use crate::kit::csv;
use crate::kit::failure;
use actix_web::{HttpRequest, Responder};
use http_kit::{Answer, PageRequest};
use persistence::{Database, StoreError, Tx};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::PartialSchema;

/// Answers a list. `read` reads so many rows after a key, `key` is the key of a row, and `out` the row as it goes out.
///
/// # Errors
/// Those of `read`.
pub(crate) async fn list<K, R, Out>(
    request: &HttpRequest,
    db: &Database,
    page: PageRequest<K>,
    read: impl Fn(&mut Tx<'_>, Option<K>, i64) -> Result<Vec<R>, StoreError> + Clone + Send + 'static,
    key: impl Fn(&R) -> K + Clone + Send + 'static,
    out: impl Fn(R) -> Out + Clone + 'static,
) -> Answered
where
    K: Serialize + DeserializeOwned + Clone + Send + 'static,
    R: Send + 'static,
    Out: Serialize + PartialSchema + 'static,
{
    if !csv::is_wanted(request) {
        let (after, limit) = (page.after.clone(), page.fetch());
        let rows = db.read(move |tx| read(tx, after.clone(), limit)).await.map_err(failure::problem)?;
        return Ok(Answer::page(page.page(rows, key).map(out)).respond_to(request));
    }
    let limit = i64::try_from(csv::BATCH).unwrap_or(i64::MAX);
    let batch = move |tx: &mut Tx<'_>, after| {
        let rows = read(tx, after, limit)?;
        let next = rows.last().filter(|_| rows.len() == csv::BATCH).map(&key);
        Ok(csv::Batch { rows, next })
    };
    csv::whole(db.clone(), batch, out).await
}
