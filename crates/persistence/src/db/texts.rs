//! The index by which SQLite finds texts: FTS5 tables of trigrams, `search_…`, which triggers keep beside their tables.
//!
//! PostgreSQL has `pg_trgm` and statistics, and decides itself. SQLite has to be told whether few rows hold a text: then they
//! are taken from the index; otherwise the list is walked in its order, until a page is full.

use super::DbError;
use super::connection::AnyConnection;
use super::fragments::Ids;
use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Text};

/// So many rows are few: among a hundred thousand, fetching and sorting them takes as long as walking until fifty are found.
const FEW: usize = 400;
/// Trigrams of a text that are asked for. Who has all of them holds the text, or is left out by the list's own filter.
const MOST: usize = 24;

#[derive(diesel::QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// From where a list in order of id is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FromId {
    /// The id that the page before ended with.
    pub(crate) after: Option<i64>,
    pub(crate) descending: bool,
}

/// Rows that may hold a text.
pub(crate) struct MayHold {
    pub(crate) ids: Ids,
    /// Whether there are no others; else these are the first ones of a list in order of id.
    pub(crate) all: bool,
}

/// The rows that may hold a folded text, of whatever company, where they are few, or the first of them where a list in order of id
/// asks: the index has them in this order. `index` is the name of the FTS5 table. None where they are many, where the text is too
/// short to have a trigram, and on PostgreSQL.
///
/// # Errors
/// Where the database refuses.
pub(crate) fn few(
    connection: &mut AnyConnection,
    index: &'static str,
    folded: &str,
    from: Option<FromId>,
) -> Result<Option<MayHold>, DbError> {
    let AnyConnection::Sqlite(connection) = connection else { return Ok(None) };
    let Some(wanted) = all_trigrams(folded) else { return Ok(None) };
    let (beyond, order) = match from {
        Some(FromId { descending: true, .. }) => ("<", "DESC"),
        _ => (">", "ASC"),
    };
    let after = match from {
        Some(FromId { after: Some(id), .. }) => id,
        Some(FromId { descending: true, .. }) => i64::MAX,
        _ => 0,
    };
    let sql = format!(
        "SELECT rowid AS id FROM {index} WHERE {index} MATCH ? AND rowid {beyond} ? ORDER BY rowid {order} LIMIT {}",
        FEW + 1
    );
    let found: Vec<Found> =
        diesel::sql_query(sql).bind::<Text, _>(wanted).bind::<BigInt, _>(after).load(connection)?;
    let all = found.len() <= FEW;
    let ids = found.into_iter().map(|row| row.id).collect();
    Ok((all || from.is_some()).then_some(MayHold { ids, all }))
}

/// The query of FTS5 for texts with all trigrams of this one.
fn all_trigrams(text: &str) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut trigrams: Vec<String> = chars.windows(3).map(|three| three.iter().collect()).collect();
    trigrams.sort_unstable();
    trigrams.dedup();
    trigrams.truncate(MOST);
    let quoted: Vec<String> =
        trigrams.iter().map(|three| format!("\"{}\"", three.replace('"', "\"\""))).collect();
    (!quoted.is_empty()).then(|| quoted.join(" AND "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_asked_for_by_its_trigrams() {
        assert_eq!(all_trigrams("anna").as_deref(), Some("\"ann\" AND \"nna\""));
        assert_eq!(all_trigrams("aaaaa").as_deref(), Some("\"aaa\""));
        assert_eq!(all_trigrams("a\"b").as_deref(), Some("\"a\"\"b\""));
        assert_eq!(all_trigrams("王小明").as_deref(), Some("\"王小明\""));
        assert_eq!((all_trigrams("an"), all_trigrams("")), (None, None));
    }
}
