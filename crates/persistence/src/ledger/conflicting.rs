//! Finds the commitments that conflict with a meeting, without reading those around it.
//!
//! No two meetings of a subject overlap. So of all that begin before a window, only the last can reach into it. Meetings
//! with buffers can matter from further away, and have an index of their own. A claim therefore reads a handful of rows,
//! however many meetings its people have that week.

use super::bound::Bound;
use super::rows::Columns;
use crate::db::connection::MultiBackend;
use crate::db::fragments::Texts;
use crate::db::types::{DbTimestamp, SqlTimestamp};
use diesel::RunQueryDsl;
use diesel::expression::Expression;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Array, BigInt, Text};
use diesel::sqlite::Sqlite;

/// The commitments that could conflict with a meeting of these subjects in a window. Selects the ledger's columns.
pub(super) struct ConflictingCommitments {
    pub(super) company: i64,
    pub(super) subjects: Texts,
    pub(super) from: DbTimestamp,
    pub(super) to: DbTimestamp,
    /// No meeting that starts before this has a buffer that reaches the window.
    pub(super) earliest: DbTimestamp,
    /// The same of meetings that start after it.
    pub(super) latest: DbTimestamp,
}

const COLUMNS: &str = "c.id, c.subject, c.starts_at, c.ends_at, c.buffer_before, c.buffer_after, c.source_kind, \
                       c.source_id, c.state, c.expires_at";

// PostgreSQL looks subject by subject: the shape leaves it no other way, whatever it believes about a young table.
impl QueryFragment<Pg> for ConflictingCommitments {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql("SELECT ");
        pass.push_sql(COLUMNS);
        pass.push_sql(" FROM unnest(");
        pass.push_bind_param::<Array<Text>, Vec<String>>(&self.subjects.list)?;
        pass.push_sql(") AS asked (value) CROSS JOIN LATERAL (SELECT * FROM commitments AS c WHERE ");
        let mut one = |pass: &mut AstPass<'_, 'b, Pg>| {
            pass.push_sql("c.subject = asked.value");
            Ok(())
        };
        self.starting_within(&mut pass, &mut one)?;
        pass.push_sql(" UNION ALL SELECT * FROM (SELECT * FROM commitments AS c WHERE ");
        self.last_before(&mut pass, &mut one)?;
        pass.push_sql(" ORDER BY c.starts_at DESC LIMIT 1) AS c WHERE c.ends_at > ");
        pass.push_bind_param::<SqlTimestamp, DbTimestamp>(&self.from)?;
        pass.push_sql(" UNION ALL SELECT * FROM commitments AS c WHERE ");
        self.buffered_nearby(&mut pass, &mut one)?;
        pass.push_sql(") AS c");
        Ok(())
    }
}

// A CROSS JOIN is done in the order written: SQLite, which keeps no statistics, would rather go through the whole ledger and ask of
// each row whether it is the last one before.
impl QueryFragment<Sqlite> for ConflictingCommitments {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        let mut all = |pass: &mut AstPass<'_, 'b, Sqlite>| {
            pass.push_sql("c.subject IN (SELECT value FROM json_each(");
            pass.push_bind_param::<Text, String>(&self.subjects.json)?;
            pass.push_sql("))");
            Ok(())
        };
        let mut one = |pass: &mut AstPass<'_, 'b, Sqlite>| {
            pass.push_sql("c.subject = asked.value");
            Ok(())
        };
        let select = |pass: &mut AstPass<'_, 'b, Sqlite>, from: &str| {
            pass.push_sql("SELECT ");
            pass.push_sql(COLUMNS);
            pass.push_sql(from);
        };
        select(&mut pass, " FROM commitments AS c WHERE ");
        self.starting_within(&mut pass, &mut all)?;
        pass.push_sql(" UNION ALL ");
        select(&mut pass, " FROM json_each(");
        pass.push_bind_param::<Text, String>(&self.subjects.json)?;
        pass.push_sql(") AS asked CROSS JOIN commitments AS c ON c.company_id = ");
        pass.push_bind_param::<BigInt, i64>(&self.company)?;
        pass.push_sql(" AND c.id = (SELECT c.id FROM commitments AS c WHERE ");
        self.last_before(&mut pass, &mut one)?;
        pass.push_sql(" ORDER BY c.starts_at DESC LIMIT 1) WHERE c.ends_at > ");
        pass.push_bind_param::<SqlTimestamp, DbTimestamp>(&self.from)?;
        pass.push_sql(" UNION ALL ");
        select(&mut pass, " FROM commitments AS c WHERE ");
        self.buffered_nearby(&mut pass, &mut all)
    }
}

impl ConflictingCommitments {
    /// Those that begin within the window.
    fn starting_within<'b, DB: Bound>(
        &'b self,
        pass: &mut AstPass<'_, 'b, DB>,
        whose: &mut impl FnMut(&mut AstPass<'_, 'b, DB>) -> QueryResult<()>,
    ) -> QueryResult<()> {
        self.of(pass, whose)?;
        pass.push_sql(" AND c.starts_at >= ");
        DB::time(pass, &self.from)?;
        pass.push_sql(" AND c.starts_at < ");
        DB::time(pass, &self.to)
    }

    /// Those that begin before it.
    fn last_before<'b, DB: Bound>(
        &'b self,
        pass: &mut AstPass<'_, 'b, DB>,
        whose: &mut impl FnMut(&mut AstPass<'_, 'b, DB>) -> QueryResult<()>,
    ) -> QueryResult<()> {
        self.of(pass, whose)?;
        pass.push_sql(" AND c.starts_at < ");
        DB::time(pass, &self.from)
    }

    /// Those beside it whose buffers may reach it; written as the index `commitments_with_buffers` has it.
    fn buffered_nearby<'b, DB: Bound>(
        &'b self,
        pass: &mut AstPass<'_, 'b, DB>,
        whose: &mut impl FnMut(&mut AstPass<'_, 'b, DB>) -> QueryResult<()>,
    ) -> QueryResult<()> {
        self.of(pass, whose)?;
        pass.push_sql(" AND (c.buffer_before > 0 OR c.buffer_after > 0) AND c.starts_at > ");
        DB::time(pass, &self.earliest)?;
        pass.push_sql(" AND c.starts_at < ");
        DB::time(pass, &self.latest)?;
        pass.push_sql(" AND (c.starts_at >= ");
        DB::time(pass, &self.to)?;
        pass.push_sql(" OR c.ends_at <= ");
        DB::time(pass, &self.from)?;
        pass.push_sql(")");
        Ok(())
    }

    fn of<'b, DB: Bound>(
        &'b self,
        pass: &mut AstPass<'_, 'b, DB>,
        whose: &mut impl FnMut(&mut AstPass<'_, 'b, DB>) -> QueryResult<()>,
    ) -> QueryResult<()> {
        pass.push_sql("c.company_id = ");
        DB::id(pass, &self.company)?;
        pass.push_sql(" AND ");
        whose(pass)
    }
}

impl QueryFragment<MultiBackend> for ConflictingCommitments {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, pass)
    }
}

impl QueryId for ConflictingCommitments {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl Query for ConflictingCommitments {
    type SqlType = <Columns as Expression>::SqlType;
}

impl<C> RunQueryDsl<C> for ConflictingCommitments {}

#[cfg(test)]
mod tests {
    use super::super::plan::steps;
    use super::*;
    use scheduling_core::time::Timestamp;

    #[test]
    fn sqlite_never_goes_through_the_ledger() {
        let at = DbTimestamp::from(Timestamp::MIN);
        let subjects = ["user:1".to_owned()].into_iter().collect();
        let query =
            ConflictingCommitments { company: 1, subjects, from: at, to: at, earliest: at, latest: at };
        let mut of_ledger = steps(&query);
        of_ledger.retain(|step| step.contains(" c "));
        let narrow = |step: &String| step.contains("subject=?") || step.contains("id=? AND id=?");
        assert_eq!(of_ledger.len(), 4, "{of_ledger:#?}");
        assert!(of_ledger.iter().all(narrow), "{of_ledger:#?}");
    }
}
