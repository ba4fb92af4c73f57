//! Statements that write many rows of one table: one statement, whatever their number, on both databases.
//!
//! What SQLite updates from is `MATERIALIZED`: otherwise it reads the whole JSON again for each row of the table.

use super::connection::MultiBackend;
use super::statements::statement;
use super::types::{DbTimestamp, DbUuid, SqlTimestamp, SqlUuid};
use diesel::RunQueryDsl;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text};
use diesel::sqlite::Sqlite;

/// How far a candidate has got for a job, as it is stored.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MatchRow {
    pub(crate) candidate: i64,
    pub(crate) job: i64,
    /// Shortlisted, interviews enabled, online ones too.
    pub(crate) flags: [bool; 3],
}

/// Stores matches of one company, each new or in place of what was there; no pair of candidate and job may stand twice.
pub(crate) struct PutMatches {
    company: i64,
    at: DbTimestamp,
    candidates: Vec<i64>,
    jobs: Vec<i64>,
    flags: [Vec<bool>; 3],
    /// `[[candidate, job, shortlisted, interview_enabled, online_interview_enabled], …]`
    rows: String,
}

impl PutMatches {
    pub(crate) fn new(company: i64, rows: &[MatchRow], at: DbTimestamp) -> Self {
        let json = |row: &MatchRow| {
            let [shortlisted, enabled, online] = row.flags;
            serde_json::json!([row.candidate, row.job, shortlisted, enabled, online])
        };
        let column = |at: usize| rows.iter().filter_map(|row| row.flags.get(at).copied()).collect();
        Self {
            company,
            at,
            candidates: rows.iter().map(|row| row.candidate).collect(),
            jobs: rows.iter().map(|row| row.job).collect(),
            flags: [column(0), column(1), column(2)],
            rows: rows.iter().map(json).collect::<serde_json::Value>().to_string(),
        }
    }
}

statement!(PutMatches);

const PUT_MATCHES: &str = "INSERT INTO match_results (company_id, created_at, updated_at, candidate_id, job_id, \
     shortlisted, interview_enabled, online_interview_enabled) SELECT ";
const IN_PLACE: &str = " ON CONFLICT (company_id, candidate_id, job_id) DO UPDATE \
     SET shortlisted = excluded.shortlisted, interview_enabled = excluded.interview_enabled, \
     online_interview_enabled = excluded.online_interview_enabled, updated_at = excluded.updated_at";

impl QueryFragment<Pg> for PutMatches {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql(PUT_MATCHES);
        pass.push_bind_param::<BigInt, i64>(&self.company)?;
        for _ in ["created_at", "updated_at"] {
            pass.push_sql(", ");
            pass.push_bind_param::<SqlTimestamp, DbTimestamp>(&self.at)?;
        }
        pass.push_sql(", given.* FROM unnest(");
        pass.push_bind_param::<Array<BigInt>, Vec<i64>>(&self.candidates)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Array<BigInt>, Vec<i64>>(&self.jobs)?;
        for flags in &self.flags {
            pass.push_sql(", ");
            pass.push_bind_param::<Array<Bool>, Vec<bool>>(flags)?;
        }
        pass.push_sql(") AS given");
        pass.push_sql(IN_PLACE);
        Ok(())
    }
}

impl QueryFragment<Sqlite> for PutMatches {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql(PUT_MATCHES);
        pass.push_bind_param::<BigInt, i64>(&self.company)?;
        for _ in ["created_at", "updated_at"] {
            pass.push_sql(", ");
            pass.push_bind_param::<SqlTimestamp, DbTimestamp>(&self.at)?;
        }
        pass.push_sql(", value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(");
        pass.push_bind_param::<Text, String>(&self.rows)?;
        pass.push_sql(") WHERE TRUE");
        pass.push_sql(IN_PLACE);
        Ok(())
    }
}

/// A candidate as it is to be stored, in place of the version that was read.
#[derive(Debug, Clone)]
pub(crate) struct CandidateRow {
    pub(crate) id: i64,
    pub(crate) version: i64,
    pub(crate) name: String,
    pub(crate) name_key: String,
    pub(crate) email: String,
    pub(crate) email_key: String,
    pub(crate) phone: Option<String>,
    pub(crate) time_zone: Option<String>,
}

/// Changes candidates of one company, but those that have another version by now: the count of changed rows tells.
pub(crate) struct UpdateCandidates {
    company: i64,
    at: DbTimestamp,
    ids: Vec<i64>,
    versions: Vec<i64>,
    /// Name, its key, address, its key.
    texts: [Vec<String>; 4],
    /// Phone, time zone.
    options: [Vec<Option<String>>; 2],
    /// `[[id, version, name, name_key, email, email_key, phone, time_zone], …]`
    rows: String,
}

impl UpdateCandidates {
    pub(crate) fn new(company: i64, rows: &[CandidateRow], at: DbTimestamp) -> Self {
        let json = |row: &CandidateRow| {
            let (name, email) = ([&row.name, &row.name_key], [&row.email, &row.email_key]);
            serde_json::json!([
                row.id,
                row.version,
                name[0],
                name[1],
                email[0],
                email[1],
                row.phone,
                row.time_zone
            ])
        };
        let texts = |of: fn(&CandidateRow) -> &String| rows.iter().map(of).cloned().collect();
        let options = |of: fn(&CandidateRow) -> &Option<String>| rows.iter().map(of).cloned().collect();
        Self {
            company,
            at,
            ids: rows.iter().map(|row| row.id).collect(),
            versions: rows.iter().map(|row| row.version).collect(),
            texts: [
                texts(|row| &row.name),
                texts(|row| &row.name_key),
                texts(|row| &row.email),
                texts(|row| &row.email_key),
            ],
            options: [options(|row| &row.phone), options(|row| &row.time_zone)],
            rows: rows.iter().map(json).collect::<serde_json::Value>().to_string(),
        }
    }
}

statement!(UpdateCandidates);

const UPDATE_CANDIDATES: &str = "UPDATE candidates SET name = given.name, name_key = given.name_key, \
     email = given.email, email_key = given.email_key, phone = given.phone, time_zone = given.time_zone, \
     version = candidates.version + 1, updated_at = ";
const AS_READ: &str = " WHERE candidates.id = given.id AND candidates.version = given.version \
     AND candidates.company_id = ";

impl QueryFragment<Pg> for UpdateCandidates {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql(UPDATE_CANDIDATES);
        pass.push_bind_param::<SqlTimestamp, DbTimestamp>(&self.at)?;
        pass.push_sql(" FROM unnest(");
        pass.push_bind_param::<Array<BigInt>, Vec<i64>>(&self.ids)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Array<BigInt>, Vec<i64>>(&self.versions)?;
        for texts in &self.texts {
            pass.push_sql(", ");
            pass.push_bind_param::<Array<Text>, Vec<String>>(texts)?;
        }
        for options in &self.options {
            pass.push_sql(", ");
            pass.push_bind_param::<Array<Nullable<Text>>, Vec<Option<String>>>(options)?;
        }
        pass.push_sql(") AS given (id, version, name, name_key, email, email_key, phone, time_zone)");
        pass.push_sql(AS_READ);
        pass.push_bind_param::<BigInt, i64>(&self.company)
    }
}

impl QueryFragment<Sqlite> for UpdateCandidates {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql(
            "WITH given (id, version, name, name_key, email, email_key, phone, time_zone) AS MATERIALIZED \
             (SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, \
             value ->> 6, value ->> 7 FROM json_each(",
        );
        pass.push_bind_param::<Text, String>(&self.rows)?;
        pass.push_sql(")) ");
        pass.push_sql(UPDATE_CANDIDATES);
        pass.push_bind_param::<SqlTimestamp, DbTimestamp>(&self.at)?;
        pass.push_sql(" FROM given");
        pass.push_sql(AS_READ);
        pass.push_bind_param::<BigInt, i64>(&self.company)
    }
}

/// Gives interviews of one company other rooms, but those that have another version by now: the count of changed rows
/// tells.
pub(crate) struct SetRooms {
    company: i64,
    at: DbTimestamp,
    ids: Vec<DbUuid>,
    versions: Vec<i64>,
    rooms: Vec<Option<String>>,
    /// `[[id in hexadecimal digits, version, room], …]`
    rows: String,
}

impl SetRooms {
    /// The rows are id, version and room.
    pub(crate) fn new(company: i64, rows: &[(DbUuid, i64, Option<&str>)], at: DbTimestamp) -> Self {
        let json = |(id, version, room): &(DbUuid, i64, Option<&str>)| {
            serde_json::json!([id.0.simple().to_string(), version, room])
        };
        Self {
            company,
            at,
            ids: rows.iter().map(|row| row.0).collect(),
            versions: rows.iter().map(|row| row.1).collect(),
            rooms: rows.iter().map(|row| row.2.map(str::to_owned)).collect(),
            rows: rows.iter().map(json).collect::<serde_json::Value>().to_string(),
        }
    }
}

statement!(SetRooms);

const SET_ROOMS: &str =
    "UPDATE interviews SET room_id = given.room, version = interviews.version + 1, updated_at = ";
const ROOM_AS_READ: &str = " WHERE interviews.id = given.id AND interviews.version = given.version \
     AND interviews.company_id = ";

impl QueryFragment<Pg> for SetRooms {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql(SET_ROOMS);
        pass.push_bind_param::<SqlTimestamp, DbTimestamp>(&self.at)?;
        pass.push_sql(" FROM unnest(");
        pass.push_bind_param::<Array<SqlUuid>, Vec<DbUuid>>(&self.ids)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Array<BigInt>, Vec<i64>>(&self.versions)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Array<Nullable<Text>>, Vec<Option<String>>>(&self.rooms)?;
        pass.push_sql(") AS given (id, version, room)");
        pass.push_sql(ROOM_AS_READ);
        pass.push_bind_param::<BigInt, i64>(&self.company)
    }
}

impl QueryFragment<Sqlite> for SetRooms {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql(
            "WITH given (id, version, room) AS MATERIALIZED \
             (SELECT unhex(value ->> 0), value ->> 1, value ->> 2 FROM json_each(",
        );
        pass.push_bind_param::<Text, String>(&self.rows)?;
        pass.push_sql(")) ");
        pass.push_sql(SET_ROOMS);
        pass.push_bind_param::<SqlTimestamp, DbTimestamp>(&self.at)?;
        pass.push_sql(" FROM given");
        pass.push_sql(ROOM_AS_READ);
        pass.push_bind_param::<BigInt, i64>(&self.company)
    }
}
