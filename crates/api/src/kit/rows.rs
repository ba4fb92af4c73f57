//! Lists that are of no collection: a page, or with `Accept: text/csv` all that is filtered.

use crate::kit::collection::{Answered, CSV_BATCH};
use crate::kit::csv;
use crate::kit::failure;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, Responder};
use futures_util::stream;
use http_kit::{Answer, PageRequest, Problem};
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
    key: impl Fn(&R) -> K + 'static,
    out: impl Fn(R) -> Out + 'static,
) -> Answered
where
    K: Serialize + DeserializeOwned + Clone + Send + 'static,
    R: Send + 'static,
    Out: Serialize + PartialSchema + 'static,
{
    if !csv::is_wanted(request) {
        let rows = batch(db, &read, page.after.clone(), page.fetch()).await?;
        return Ok(Answer::page(page.page(rows, key).map(out)).respond_to(request));
    }
    let columns = csv::columns::<Out>();
    let limit = i64::try_from(CSV_BATCH).unwrap_or(i64::MAX);
    // What can be refused is refused before the head of the answer is sent.
    let first = batch(db, &read, None, limit).await?;
    let head = csv::line(columns.iter().map(String::as_str));
    let db = db.clone();
    let body = stream::try_unfold((head, Some(first)), move |(mut text, rows)| {
        let full = rows.as_ref().is_some_and(|rows| rows.len() == CSV_BATCH);
        let after = rows.as_ref().and_then(|rows| rows.last()).filter(|_| full).map(&key);
        let lines: Option<Result<Vec<String>, Problem>> =
            rows.map(|rows| rows.into_iter().map(|row| line(&columns, &out(row))).collect());
        let (db, read) = (db.clone(), read.clone());
        async move {
            let Some(lines) = lines else { return Ok::<_, actix_web::Error>(None) };
            text.extend(lines?);
            let next = match after {
                Some(after) => Some(batch(&db, &read, Some(after), limit).await?),
                None => None,
            };
            Ok(Some((Bytes::from(text), (String::new(), next))))
        }
    });
    Ok(HttpResponse::Ok().content_type(csv::TEXT_CSV).streaming(Box::pin(body)))
}

fn line<Out: Serialize>(columns: &[String], out: &Out) -> Result<String, Problem> {
    let item = serde_json::to_value(out).map_err(|error| Problem::internal(&error))?;
    Ok(csv::item(columns, &item))
}

async fn batch<K, R>(
    db: &Database,
    read: &(impl Fn(&mut Tx<'_>, Option<K>, i64) -> Result<Vec<R>, StoreError> + Clone + Send + 'static),
    after: Option<K>,
    limit: i64,
) -> Result<Vec<R>, Problem>
where
    K: Clone + Send + 'static,
    R: Send + 'static,
{
    let read = read.clone();
    db.read(move |tx| read(tx, after.clone(), limit)).await.map_err(failure::problem)
}
