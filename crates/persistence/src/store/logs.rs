//! What was done to something, by whom and why: one store for each table of logs, all of one shape. The tables refuse to change or
//! delete a line.

use scheduling_core::time::Timestamp;

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: uuid::Uuid,
    pub action: String,
    pub at: Timestamp,
    /// `user:12`, `key:3 Careers page`, `api`, `system`, `candidate`, `interviewer`
    pub actor: String,
    /// JSON objects as text.
    pub old: Option<String>,
    pub new: Option<String>,
    pub reason: Option<String>,
}

/// What a line is to say.
#[derive(Debug, Clone, Copy)]
pub struct NewEntry<'a> {
    pub action: &'a str,
    pub actor: &'a str,
    /// JSON objects as text.
    pub old: Option<&'a str>,
    pub new: Option<&'a str>,
    pub reason: Option<&'a str>,
}

/// The store of a table of logs: `logs_of! { interview_logs.interview_id, Interview }`.
macro_rules! logs_of {
    ($table:ident.$id:ident, $of:ty) => {
        use super::collection::{Part, by_id};
        pub use super::logs::{Entry, NewEntry};
        use super::{Result, uuid_at};
        use crate::db::DbError;
        use crate::db::bulk::bulk_rows;
        use crate::db::fragments::{Uuids, uuid_in};
        use crate::db::types::{DbTimestamp, DbUuid, SqlTimestamp, SqlUuid};
        use crate::schema::$table::{self, self as logs};
        use crate::{Scope, Writes};
        use diesel::prelude::*;
        use diesel::sql_types::{BigInt, Jsonb, Nullable, Text};
        use scheduling_core::time::Timestamp;

        bulk_rows! {
            /// A line that is to be stored.
            NewRow, $table, {
                id: SqlUuid => DbUuid,
                company_id: BigInt => i64,
                $id: SqlUuid => DbUuid,
                action: Text => String,
                at: SqlTimestamp => DbTimestamp,
                actor: Text => String,
                old_values: Nullable<Jsonb> => Option<serde_json::Value>,
                new_values: Nullable<Jsonb> => Option<serde_json::Value>,
                reason: Nullable<Text> => Option<String>,
            }
        }

        /// Adds a line.
        ///
        /// # Errors
        /// [`StoreError::Db`](super::StoreError::Db) only.
        pub fn add(scope: &mut Scope<'_>, of: &$of, entry: &NewEntry<'_>, now: Timestamp) -> Result<()> {
            let mut writes = Writes::default();
            add_with(&mut writes, of, entry, now)?;
            Ok(writes.run(scope)?)
        }

        /// Has a line added.
        ///
        /// # Errors
        /// [`StoreError::Db`](super::StoreError::Db) for values that are no JSON.
        pub fn add_with(writes: &mut Writes, of: &$of, entry: &NewEntry<'_>, now: Timestamp) -> Result<()> {
            let json = |text: Option<&str>| {
                let read = text.map(serde_json::from_str::<serde_json::Value>).transpose();
                read.map_err(|error| DbError::other(error.to_string()))
            };
            writes.add(NewRow {
                id: DbUuid(uuid_at(now)),
                company_id: of.company.0,
                $id: DbUuid(of.id.0),
                action: entry.action.into(),
                at: now.into(),
                actor: entry.actor.into(),
                old_values: json(entry.old)?,
                new_values: json(entry.new)?,
                reason: entry.reason.map(str::to_owned),
            });
            Ok(())
        }

        type Row = (
            DbUuid,
            String,
            DbTimestamp,
            String,
            Option<serde_json::Value>,
            Option<serde_json::Value>,
            Option<String>,
        );

        fn entry((id, action, at, actor, old, new, reason): Row) -> Entry {
            Entry {
                id: id.0,
                action,
                at: at.instant(),
                actor,
                old: old.map(|json| json.to_string()),
                new: new.map(|json| json.to_string()),
                reason,
            }
        }

        /// A page of its log, the oldest first, or the newest.
        ///
        /// # Errors
        /// [`StoreError::Db`](super::StoreError::Db) only.
        pub fn list(scope: &mut Scope<'_>, of: &$of, part: &Part<uuid::Uuid>) -> Result<Vec<Entry>> {
            let query = logs::table
                .select((
                    logs::id,
                    logs::action,
                    logs::at,
                    logs::actor,
                    logs::old_values,
                    logs::new_values,
                    logs::reason,
                ))
                .filter(logs::company_id.eq(of.company.0))
                .filter(logs::$id.eq(DbUuid(of.id.0)))
                .limit(part.limit)
                .into_boxed();
            let query = by_id(query, logs::id, part.sort.descending, part.after_id());
            let rows: Vec<Row> = query.load(scope.connection())?;
            Ok(rows.into_iter().map(entry).collect())
        }

        /// The logs of many of one company: each line with whose log it is, in order of these and the oldest first. One query.
        ///
        /// # Errors
        /// [`StoreError::Db`](super::StoreError::Db) only.
        pub(super) fn of_all(
            scope: &mut Scope<'_>,
            company: domain::CompanyId,
            of: &Uuids,
            limit: i64,
        ) -> Result<Vec<(uuid::Uuid, Entry)>> {
            let rows: Vec<(DbUuid, Row)> = logs::table
                .select((
                    logs::$id,
                    (
                        logs::id,
                        logs::action,
                        logs::at,
                        logs::actor,
                        logs::old_values,
                        logs::new_values,
                        logs::reason,
                    ),
                ))
                .filter(logs::company_id.eq(company.0))
                .filter(uuid_in(logs::$id, of))
                .order((logs::$id, logs::id))
                .limit(limit)
                .load(scope.connection())?;
            Ok(rows.into_iter().map(|(of, row)| (of.0, entry(row))).collect())
        }
    };
}
pub(super) use logs_of;
