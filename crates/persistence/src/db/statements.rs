//! The few statements that diesel's query builder can't say for both databases at once.
//!
//! Each is a type with its bound values, and is prepared once per connection like the typed queries.

use super::bulk::Bulk;
use super::connection::MultiBackend;
use super::fragments::{Ids, Texts};
use super::types::{DbTimestamp, DbUuid, SqlTimestamp, SqlUuid};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Array, BigInt, Text};
use diesel::sqlite::Sqlite;
use diesel::{RunQueryDsl, SqliteConnection};

macro_rules! statement {
    ($name:ident) => {
        impl QueryFragment<MultiBackend> for $name {
            fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
                MultiBackend::walk_variant_ast(self, pass)
            }
        }

        impl QueryId for $name {
            type QueryId = Self;
            const HAS_STATIC_QUERY_ID: bool = true;
        }

        impl<C> RunQueryDsl<C> for $name {}
    };
}

pub(super) use statement;

/// Makes the rows of these subjects where they are missing, raises the version of each, and so locks them until the
/// transaction ends. The order of the list is the order of the locks: give it sorted.
///
/// A row that is made begins with the clock in microseconds, so that the versions of one that was there before don't come again.
pub(crate) struct TouchSubjects {
    pub(crate) company: i64,
    pub(crate) subjects: Texts,
}

statement!(TouchSubjects);

impl QueryFragment<Pg> for TouchSubjects {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql("INSERT INTO subjects AS old (company_id, subject, version) SELECT ");
        pass.push_bind_param::<BigInt, i64>(&self.company)?;
        pass.push_sql(", name, (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::bigint FROM unnest(");
        pass.push_bind_param::<Array<Text>, Vec<String>>(&self.subjects.list)?;
        pass.push_sql(
            ") WITH ORDINALITY AS given (name, position) ORDER BY position \
             ON CONFLICT (company_id, subject) DO UPDATE SET version = old.version + 1",
        );
        Ok(())
    }
}

impl QueryFragment<Sqlite> for TouchSubjects {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql("INSERT INTO subjects (company_id, subject, version) SELECT ");
        pass.push_bind_param::<BigInt, i64>(&self.company)?;
        pass.push_sql(", value, CAST(unixepoch('subsec') * 1000000 AS INTEGER) FROM json_each(");
        pass.push_bind_param::<Text, String>(&self.subjects.json)?;
        pass.push_sql(") WHERE TRUE ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1");
        Ok(())
    }
}

/// Adds pieces of busy time to one calendar, all in one statement. Times are seconds since 1970.
pub(crate) struct InsertPieces {
    company: i64,
    user: i64,
    calendar: i64,
    starts: Ids,
    ends: Ids,
    /// `[[start, end], …]`
    pairs: String,
}

impl InsertPieces {
    pub(crate) fn new(company: i64, user: i64, calendar: i64, pieces: &[(i64, i64)]) -> Self {
        let pairs: Vec<serde_json::Value> =
            pieces.iter().map(|(start, end)| serde_json::json!([start, end])).collect();
        Self {
            company,
            user,
            calendar,
            starts: pieces.iter().map(|(start, _)| *start).collect(),
            ends: pieces.iter().map(|(_, end)| *end).collect(),
            pairs: serde_json::Value::from(pairs).to_string(),
        }
    }
}

statement!(InsertPieces);

const INSERT: &str =
    "INSERT INTO calendar_busy (company_id, user_id, calendar_id, starts_at, ends_at) SELECT ";

impl QueryFragment<Pg> for InsertPieces {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql(INSERT);
        pass.push_bind_param::<BigInt, i64>(&self.company)?;
        pass.push_sql(", ");
        pass.push_bind_param::<BigInt, i64>(&self.user)?;
        pass.push_sql(", ");
        pass.push_bind_param::<BigInt, i64>(&self.calendar)?;
        pass.push_sql(", to_timestamp(starts), to_timestamp(ends) FROM unnest(");
        pass.push_bind_param::<Array<BigInt>, Vec<i64>>(&self.starts.list)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Array<BigInt>, Vec<i64>>(&self.ends.list)?;
        pass.push_sql(") AS given (starts, ends)");
        Ok(())
    }
}

impl QueryFragment<Sqlite> for InsertPieces {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql(INSERT);
        pass.push_bind_param::<BigInt, i64>(&self.company)?;
        pass.push_sql(", ");
        pass.push_bind_param::<BigInt, i64>(&self.user)?;
        pass.push_sql(", ");
        pass.push_bind_param::<BigInt, i64>(&self.calendar)?;
        pass.push_sql(", (value ->> 0) * 1000000, (value ->> 1) * 1000000 FROM json_each(");
        pass.push_bind_param::<Text, String>(&self.pairs)?;
        pass.push_sql(")");
        Ok(())
    }
}

/// Stores the text of a calendar, in place of what was there.
pub(crate) struct PutSource {
    pub(crate) company: i64,
    pub(crate) user: i64,
    pub(crate) calendar: i64,
    pub(crate) content: String,
    pub(crate) updated_at: DbTimestamp,
}

statement!(PutSource);

macro_rules! put_source {
    ($backend:ty) => {
        impl QueryFragment<$backend> for PutSource {
            fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, $backend>) -> QueryResult<()> {
                pass.push_sql(
                    "INSERT INTO calendar_sources (company_id, user_id, calendar_id, content, updated_at) VALUES (",
                );
                pass.push_bind_param::<BigInt, i64>(&self.company)?;
                pass.push_sql(", ");
                pass.push_bind_param::<BigInt, i64>(&self.user)?;
                pass.push_sql(", ");
                pass.push_bind_param::<BigInt, i64>(&self.calendar)?;
                pass.push_sql(", ");
                pass.push_bind_param::<Text, String>(&self.content)?;
                pass.push_sql(", ");
                pass.push_bind_param::<SqlTimestamp, DbTimestamp>(&self.updated_at)?;
                pass.push_sql(
                    ") ON CONFLICT (company_id, user_id, calendar_id) \
                     DO UPDATE SET content = excluded.content, updated_at = excluded.updated_at",
                );
                Ok(())
            }
        }
    };
}

put_source!(Pg);
put_source!(Sqlite);

/// Stores objects of a calendar, each in place of the one of the same address.
pub(crate) struct PutObjects {
    company: i64,
    user: i64,
    calendar: i64,
    hrefs: Vec<String>,
    etags: Vec<String>,
    contents: Vec<String>,
    /// `[[href, etag, content], …]`
    rows: String,
}

impl PutObjects {
    /// The rows are `(href, etag, content)`; no address may stand twice.
    pub(crate) fn new(company: i64, user: i64, calendar: i64, rows: &[(&str, &str, &str)]) -> Self {
        let column = |of: fn(&(&str, &str, &str)) -> String| rows.iter().map(of).collect();
        Self {
            company,
            user,
            calendar,
            hrefs: column(|row| row.0.to_owned()),
            etags: column(|row| row.1.to_owned()),
            contents: column(|row| row.2.to_owned()),
            rows: serde_json::json!(rows).to_string(),
        }
    }
}

statement!(PutObjects);

const PUT_OBJECTS: &str =
    "INSERT INTO caldav_objects (company_id, user_id, calendar_id, href, etag, content) SELECT ";
const IN_PLACE: &str = " ON CONFLICT (company_id, user_id, calendar_id, href) \
     DO UPDATE SET etag = excluded.etag, content = excluded.content";

impl QueryFragment<Pg> for PutObjects {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql(PUT_OBJECTS);
        pass.push_bind_param::<BigInt, i64>(&self.company)?;
        pass.push_sql(", ");
        pass.push_bind_param::<BigInt, i64>(&self.user)?;
        pass.push_sql(", ");
        pass.push_bind_param::<BigInt, i64>(&self.calendar)?;
        pass.push_sql(", href, etag, content FROM unnest(");
        pass.push_bind_param::<Array<Text>, Vec<String>>(&self.hrefs)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Array<Text>, Vec<String>>(&self.etags)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Array<Text>, Vec<String>>(&self.contents)?;
        pass.push_sql(") AS given (href, etag, content)");
        pass.push_sql(IN_PLACE);
        Ok(())
    }
}

impl QueryFragment<Sqlite> for PutObjects {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql(PUT_OBJECTS);
        pass.push_bind_param::<BigInt, i64>(&self.company)?;
        pass.push_sql(", ");
        pass.push_bind_param::<BigInt, i64>(&self.user)?;
        pass.push_sql(", ");
        pass.push_bind_param::<BigInt, i64>(&self.calendar)?;
        pass.push_sql(", value ->> 0, value ->> 1, value ->> 2 FROM json_each(");
        pass.push_bind_param::<Text, String>(&self.rows)?;
        pass.push_sql(") WHERE TRUE");
        pass.push_sql(IN_PLACE);
        Ok(())
    }
}

/// Takes places of a slot; its version rises by one for each.
pub(crate) struct TakePlaces {
    pub(crate) company: i64,
    pub(crate) slot: DbUuid,
    pub(crate) places: i64,
    pub(crate) at: DbTimestamp,
}

impl Bulk for Vec<TakePlaces> {
    fn statement(self: Box<Self>) -> Box<dyn QueryFragment<Pg>> {
        Box::new(PlacesTaken {
            companies: self.iter().map(|taken| taken.company).collect(),
            slots: self.iter().map(|taken| taken.slot).collect(),
            places: self.iter().map(|taken| taken.places).collect(),
            times: self.iter().map(|taken| taken.at).collect(),
        })
    }

    fn run(self: Box<Self>, connection: &mut SqliteConnection) -> QueryResult<()> {
        for taken in *self {
            taken.execute(connection)?;
        }
        Ok(())
    }
}

// diesel's own updates are prepared anew each time.
impl QueryFragment<Sqlite> for TakePlaces {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql("UPDATE slots SET current_bookings = current_bookings + ");
        pass.push_bind_param::<BigInt, i64>(&self.places)?;
        pass.push_sql(", version = version + ");
        pass.push_bind_param::<BigInt, i64>(&self.places)?;
        pass.push_sql(", updated_at = ");
        pass.push_bind_param::<SqlTimestamp, DbTimestamp>(&self.at)?;
        pass.push_sql(" WHERE company_id = ");
        pass.push_bind_param::<BigInt, i64>(&self.company)?;
        pass.push_sql(" AND id = ");
        pass.push_bind_param::<SqlUuid, DbUuid>(&self.slot)?;
        Ok(())
    }
}

impl QueryId for TakePlaces {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl RunQueryDsl<SqliteConnection> for TakePlaces {}

/// [`TakePlaces`] of many slots, column by column.
struct PlacesTaken {
    companies: Vec<i64>,
    slots: Vec<DbUuid>,
    places: Vec<i64>,
    times: Vec<DbTimestamp>,
}

impl QueryFragment<Pg> for PlacesTaken {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql(
            "UPDATE slots SET current_bookings = current_bookings + given.places, \
             version = version + given.places, updated_at = given.at FROM unnest(",
        );
        pass.push_bind_param::<Array<BigInt>, Vec<i64>>(&self.companies)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Array<SqlUuid>, Vec<DbUuid>>(&self.slots)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Array<BigInt>, Vec<i64>>(&self.places)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Array<SqlTimestamp>, Vec<DbTimestamp>>(&self.times)?;
        pass.push_sql(
            ") AS given (company, slot, places, at) \
             WHERE slots.company_id = given.company AND slots.id = given.slot",
        );
        Ok(())
    }
}
