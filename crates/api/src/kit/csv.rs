//! Lists as CSV (RFC 4180): all that is filtered, read page by page while it is sent.

use crate::kit::failure;
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream::{self, StreamExt};
use http_kit::Problem;
use persistence::{Database, StoreError, Tx};
use serde::Serialize;
use serde_json::Value;
use utoipa::PartialSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

/// The content type of a list that is asked for as CSV.
const TEXT_CSV: &str = "text/csv; charset=utf-8";
/// Rows that are read at once.
pub(super) const BATCH: usize = 1000;

/// Some rows of a list, and where the next ones begin.
pub(super) struct Batch<R, After> {
    pub(super) rows: Vec<R>,
    pub(super) next: Option<After>,
}

/// Answers a list from its beginning to its end. `read` reads [`BATCH`] rows after a place, and `out` is a row as it goes
/// out.
///
/// # Errors
/// Those of `read`, as far as they show before the first line is sent.
pub(super) async fn whole<R, After, Out>(
    db: Database,
    read: impl Fn(&mut Tx<'_>, Option<After>) -> Result<Batch<R, After>, StoreError> + Clone + Send + 'static,
    out: impl Fn(R) -> Out + Clone + 'static,
) -> Result<HttpResponse, Problem>
where
    R: Send + 'static,
    After: Clone + Send + 'static,
    Out: Serialize + PartialSchema,
{
    let columns = columns::<Out>();
    let batch = async move |db: &Database, after: Option<After>| {
        let read = read.clone();
        db.read(move |tx| read(tx, after.clone())).await.map_err(failure::problem)
    };
    let lines = move |columns: &[String], rows: Vec<R>, text: &mut String| -> Result<(), Problem> {
        for row in rows {
            let value = serde_json::to_value(out(row)).map_err(|error| Problem::internal(&error))?;
            text.push_str(&item(columns, &value));
        }
        Ok(())
    };
    // What can be refused is refused before the head of the answer is sent.
    let first = batch(&db, None).await?;
    let mut head = line(columns.iter().map(String::as_str));
    lines(&columns, first.rows, &mut head)?;
    let state = (db, columns, batch, lines, first.next);
    let rest = stream::try_unfold(state, async move |(db, columns, batch, lines, next)| {
        let Some(after) = next else { return Ok::<_, actix_web::Error>(None) };
        let found = batch(&db, Some(after)).await?;
        let mut text = String::new();
        lines(&columns, found.rows, &mut text)?;
        Ok(Some((Bytes::from(text), (db, columns, batch, lines, found.next))))
    });
    let head = stream::once(async move { Ok(Bytes::from(head)) });
    Ok(HttpResponse::Ok().content_type(TEXT_CSV).streaming(Box::pin(head.chain(rest))))
}

/// Whether the request would rather have CSV than JSON (RFC 9110, section 12.5.1).
pub(super) fn is_wanted(request: &HttpRequest) -> bool {
    let accepted = request.headers().get_all(header::ACCEPT).filter_map(|value| value.to_str().ok());
    let ranges: Vec<(String, f64)> = accepted.flat_map(|value| value.split(',')).map(range).collect();
    quality(&ranges, "text/csv") > quality(&ranges, "application/json")
}

/// A media range and its quality.
fn range(text: &str) -> (String, f64) {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default().to_ascii_lowercase();
    let quality = parts.find_map(|part| part.strip_prefix("q=")?.parse().ok());
    (name, quality.unwrap_or(1.0))
}

/// The quality of a media type: that of the most specific range that holds it.
fn quality(ranges: &[(String, f64)], media_type: &str) -> f64 {
    let kind = media_type.split('/').next().unwrap_or_default();
    let of = |name: &str| ranges.iter().find(|(range, _)| range == name).map(|(_, quality)| *quality);
    of(media_type).or_else(|| of(&format!("{kind}/*"))).or_else(|| of("*/*")).unwrap_or(0.0)
}

/// The columns of a list: the fields of its items.
fn columns<Out: PartialSchema>() -> Vec<String> {
    match Out::schema() {
        RefOr::T(Schema::Object(object)) => object.properties.keys().cloned().collect(),
        _ => Vec::new(),
    }
}

/// One line.
fn line<'c>(cells: impl Iterator<Item = &'c str>) -> String {
    let mut line = String::new();
    for (index, text) in cells.enumerate() {
        if index > 0 {
            line.push(',');
        }
        line.push_str(&cell(text));
    }
    line.push_str("\r\n");
    line
}

/// The line of one item.
fn item(columns: &[String], item: &Value) -> String {
    let cells: Vec<String> = columns
        .iter()
        .map(|name| match item.get(name) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        })
        .collect();
    line(cells.iter().map(String::as_str))
}

/// A cell. Spreadsheets take what begins with these signs for a formula, so that an apostrophe goes before them.
fn cell(text: &str) -> String {
    let guarded = match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    };
    match guarded.contains(['"', ',', '\r', '\n']) {
        true => format!("\"{}\"", guarded.replace('"', "\"\"")),
        false => guarded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_no_formulas() {
        let check = |text: &str, expected: &str| assert_eq!(cell(text), expected, "{text}");
        check("Ann", "Ann");
        check("Lee, Ann", "\"Lee, Ann\"");
        check("a \"b\"", "\"a \"\"b\"\"\"");
        check("two\nlines", "\"two\nlines\"");
        check("=1+1", "'=1+1");
        check("+49 30 1234", "'+49 30 1234");
        check("-1", "'-1");
        check("@ann", "'@ann");
        check("\t=1", "'\t=1");
        check("\r=1", "\"'\r=1\"");
        check("=HYPERLINK(\"a\")", "\"'=HYPERLINK(\"\"a\"\")\"");
        check("a=b", "a=b");
        check("", "");
    }

    #[test]
    fn csv_is_sent_to_those_who_ask_for_it() {
        let check = |accept: &str, wanted: bool| {
            let request = actix_web::test::TestRequest::default().insert_header((header::ACCEPT, accept));
            assert_eq!(is_wanted(&request.to_http_request()), wanted, "{accept}");
        };
        check("text/csv", true);
        check("TEXT/CSV; charset=utf-8", true);
        check("text/csv, application/json;q=0.5", true);
        check("application/json, text/csv;q=0.5", false);
        check("*/*", false);
        check("text/*", true);
        check("text/csv;q=0", false);
        check("application/json", false);
    }
}
