//! Finds the commitments of subjects that touch a stretch of time, subject by subject.

use super::bound::Bound;
use super::rows::Columns;
use crate::db::connection::MultiBackend;
use crate::db::fragments::{Ids, Texts};
use crate::db::types::DbTimestamp;
use diesel::RunQueryDsl;
use diesel::expression::Expression;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Array, BigInt, Text};
use diesel::sqlite::Sqlite;

/// The commitments of these subjects that touch a stretch of time, in order of subject and start. Selects the ledger's columns.
pub(super) struct TouchingCommitments {
    pub(super) companies: Ids,
    pub(super) subjects: Texts,
    pub(super) from: DbTimestamp,
    pub(super) to: DbTimestamp,
    /// No meeting that starts before this reaches the stretch.
    pub(super) earliest: DbTimestamp,
}

const COLUMNS: &str = "SELECT c.id, c.subject, c.starts_at, c.ends_at, c.buffer_before, c.buffer_after, c.source_kind, \
                       c.source_id, c.state, c.expires_at FROM ";

// PostgreSQL looks subject by subject: OFFSET keeps the inner query as it is. From two lists it would look through all that the
// company has at that time, as long as it believes that this is little.
impl QueryFragment<Pg> for TouchingCommitments {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql(COLUMNS);
        pass.push_sql("unnest(");
        pass.push_bind_param::<Array<BigInt>, Vec<i64>>(&self.companies.list)?;
        pass.push_sql(") AS company (id) CROSS JOIN unnest(");
        pass.push_bind_param::<Array<Text>, Vec<String>>(&self.subjects.list)?;
        pass.push_sql(
            ") AS asked (value) CROSS JOIN LATERAL (SELECT * FROM commitments AS c \
             WHERE c.company_id = company.id AND c.subject = asked.value",
        );
        self.touch(&mut pass)?;
        pass.push_sql(" OFFSET 0) AS c ORDER BY c.subject, c.starts_at");
        Ok(())
    }
}

impl QueryFragment<Sqlite> for TouchingCommitments {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql(COLUMNS);
        pass.push_sql("commitments AS c WHERE c.company_id IN (SELECT value FROM json_each(");
        pass.push_bind_param::<Text, String>(&self.companies.json)?;
        pass.push_sql(")) AND c.subject IN (SELECT value FROM json_each(");
        pass.push_bind_param::<Text, String>(&self.subjects.json)?;
        pass.push_sql("))");
        self.touch(&mut pass)?;
        pass.push_sql(" ORDER BY c.subject, c.starts_at");
        Ok(())
    }
}

impl TouchingCommitments {
    fn touch<'b, DB: Bound>(&'b self, pass: &mut AstPass<'_, 'b, DB>) -> QueryResult<()> {
        pass.push_sql(" AND c.starts_at > ");
        DB::time(pass, &self.earliest)?;
        pass.push_sql(" AND c.starts_at < ");
        DB::time(pass, &self.to)?;
        pass.push_sql(" AND c.ends_at > ");
        DB::time(pass, &self.from)
    }
}

impl QueryFragment<MultiBackend> for TouchingCommitments {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, pass)
    }
}

impl QueryId for TouchingCommitments {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl Query for TouchingCommitments {
    type SqlType = <Columns as Expression>::SqlType;
}

impl<C> RunQueryDsl<C> for TouchingCommitments {}

#[cfg(test)]
mod tests {
    use super::super::plan::steps;
    use super::*;
    use scheduling_core::time::Timestamp;

    #[test]
    fn sqlite_looks_subject_by_subject() {
        let at = DbTimestamp::from(Timestamp::MIN);
        let (companies, subjects) = ([1].into_iter().collect(), ["user:1".to_owned()].into_iter().collect());
        let query = TouchingCommitments { companies, subjects, from: at, to: at, earliest: at };
        let mut of_ledger = steps(&query);
        of_ledger.retain(|step| step.contains(" c "));
        let narrow =
            |step: &String| step.contains("company_id=? AND subject=? AND starts_at>? AND starts_at<?");
        assert!(of_ledger.len() == 1 && of_ledger.iter().all(narrow), "{of_ledger:#?}");
    }
}
