//! Exactly what a list is filtered to, as a file of comma-separated values (RFC 4180), read page by page while it is sent.

use crate::kit::page::Page;
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{Error, HttpResponse};
use domain::access::Permit;
use futures_util::stream;
use persistence::{StoreError, Tx};

/// Rows that are read at once.
pub(crate) const BATCH: usize = 500;

/// Rows of a file, and where the next ones begin.
pub(crate) struct Batch<P> {
    pub(crate) rows: Vec<Vec<String>>,
    pub(crate) next: Option<P>,
}

/// Which rows come next: the first ones, those from a place on, or none.
enum From<P> {
    Start,
    Place(P),
    End,
}

/// The file. `read` gives the rows after a place; the first rows are after none.
pub(crate) fn file<A, P, R>(page: &Page<A>, name: &str, columns: &[String], read: R) -> HttpResponse
where
    P: Clone + Send + 'static,
    R: Fn(&mut Tx<'_>, &Permit, Option<P>) -> Result<Batch<P>, StoreError> + Clone + Send + 'static,
{
    let (db, permit, head) = (page.db.clone(), page.permit.clone(), columns.to_vec());
    let body = stream::unfold(From::<P>::Start, move |from| {
        let (db, permit, read, head) = (db.clone(), permit.clone(), read.clone(), head.clone());
        async move {
            let (place, mut rows) = match from {
                From::Start => (None, vec![head]),
                From::Place(place) => (Some(place), Vec::new()),
                From::End => return None,
            };
            let work = move |tx: &mut Tx<'_>| read(tx, &permit, place.clone());
            match db.read(work).await {
                Ok(batch) => {
                    rows.extend(batch.rows);
                    let next = batch.next.map_or(From::End, From::Place);
                    Some((Ok::<_, Error>(text(&rows)), next))
                }
                // The client sees a file that is cut off, not one that looks whole.
                Err(error) => {
                    tracing::error!(%error, "a file could not be finished");
                    let broken = actix_web::error::ErrorInternalServerError("cut off");
                    Some((Err(broken), From::End))
                }
            }
        }
    });
    let file = format!("attachment; filename=\"{name}.csv\"");
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((header::CONTENT_DISPOSITION, file))
        .streaming(body)
}

fn text(rows: &[Vec<String>]) -> Bytes {
    let mut writer =
        csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        // Writing to memory can't fail.
        let _ = writer.write_record(row.iter().map(|cell| harmless(cell)));
    }
    writer.into_inner().unwrap_or_default().into()
}

/// Spreadsheets run what begins like a formula.
fn harmless(cell: &str) -> String {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{cell}"),
        _ => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_run_nothing() {
        let row = ["a,b", "say \"x\"", "=1+1", "+49 30", "plain"].map(str::to_owned).to_vec();
        assert_eq!(text(&[row]), "\"a,b\",\"say \"\"x\"\"\",'=1+1,'+49 30,plain\r\n");
    }
}
