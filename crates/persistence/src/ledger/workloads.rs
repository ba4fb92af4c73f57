//! How much of a stretch of time is booked of people, and when they were last booked, without reading each booking.

use super::MAX_MEETING;
use super::bound::Bound;
use crate::Scope;
use crate::db::DbError;
use crate::db::connection::{MultiBackend, on_backend};
use crate::db::fragments::Texts;
use crate::db::types::{DbTimestamp, SqlTimestamp};
use diesel::RunQueryDsl;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Array, BigInt, Nullable, Text};
use diesel::sqlite::Sqlite;
use domain::CompanyId;
use domain::commitment::Subject;
use scheduling_core::time::{Interval, Timestamp};
use std::collections::HashMap;

/// What a subject has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Workload {
    /// Seconds of its meetings that lie within the time that was asked for; buffers do not count.
    pub booked_seconds: i64,
    /// When the newest of all its commitments was made.
    pub last_made: Option<Timestamp>,
}

/// What each of these subjects has to do within a time. Commitments of every kind count, and holds that have not expired at `now`.
/// One query, and no more rows for many bookings than for one.
///
/// # Errors
/// [`DbError`] only.
pub fn workloads(
    scope: &mut Scope<'_>,
    company: CompanyId,
    subjects: &[Subject],
    within: Interval,
    now: Timestamp,
) -> Result<HashMap<Subject, Workload>, DbError> {
    let query = WorkloadsQuery {
        company: company.0,
        subjects: subjects.iter().map(Subject::to_string).collect(),
        from: within.start().into(),
        to: within.end().into(),
        earliest: within.start().plus_seconds(-MAX_MEETING).into(),
        now: now.into(),
    };
    let rows: Vec<(String, Option<i64>, Option<DbTimestamp>)> =
        on_backend!(scope.connection(), |connection| query.load(connection))?;
    let of = |(subject, booked, made): (String, Option<i64>, Option<DbTimestamp>)| {
        let named =
            Subject::parse(&subject).ok_or_else(|| DbError::corrupt("commitments.subject", &subject))?;
        let workload = Workload {
            booked_seconds: booked.unwrap_or_default(),
            last_made: made.map(DbTimestamp::instant),
        };
        Ok((named, workload))
    };
    rows.into_iter().map(of).collect()
}

/// Subject, seconds, and when the newest was made.
struct WorkloadsQuery {
    company: i64,
    subjects: Texts,
    from: DbTimestamp,
    to: DbTimestamp,
    /// No meeting that starts before this reaches the time.
    earliest: DbTimestamp,
    now: DbTimestamp,
}

impl QueryFragment<Pg> for WorkloadsQuery {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql("SELECT asked.value, (SELECT sum(extract(epoch FROM least(c.ends_at, ");
        pass.push_bind_param::<SqlTimestamp, DbTimestamp>(&self.to)?;
        pass.push_sql(") - greatest(c.starts_at, ");
        pass.push_bind_param::<SqlTimestamp, DbTimestamp>(&self.from)?;
        pass.push_sql(")))::bigint");
        self.rest(&mut pass)?;
        pass.push_sql(" FROM unnest(");
        pass.push_bind_param::<Array<Text>, Vec<String>>(&self.subjects.list)?;
        pass.push_sql(") AS asked (value)");
        Ok(())
    }
}

impl QueryFragment<Sqlite> for WorkloadsQuery {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        // Instants are stored as microseconds.
        pass.push_sql("SELECT asked.value, (SELECT sum(min(c.ends_at, ");
        pass.push_bind_param::<SqlTimestamp, DbTimestamp>(&self.to)?;
        pass.push_sql(") - max(c.starts_at, ");
        pass.push_bind_param::<SqlTimestamp, DbTimestamp>(&self.from)?;
        pass.push_sql(")) / 1000000");
        self.rest(&mut pass)?;
        pass.push_sql(" FROM json_each(");
        pass.push_bind_param::<Text, String>(&self.subjects.json)?;
        pass.push_sql(") AS asked");
        Ok(())
    }
}

impl WorkloadsQuery {
    /// Which commitments are summed up, and the newest of all.
    fn rest<'b, DB: Bound>(&'b self, pass: &mut AstPass<'_, 'b, DB>) -> QueryResult<()> {
        pass.push_sql(" FROM commitments AS c WHERE ");
        self.of_subject(pass)?;
        pass.push_sql(" AND c.starts_at > ");
        DB::time(pass, &self.earliest)?;
        pass.push_sql(" AND c.starts_at < ");
        DB::time(pass, &self.to)?;
        pass.push_sql(" AND c.ends_at > ");
        DB::time(pass, &self.from)?;
        pass.push_sql("), (SELECT c.created_at FROM commitments AS c WHERE ");
        self.of_subject(pass)?;
        pass.push_sql(" ORDER BY c.created_at DESC LIMIT 1)");
        Ok(())
    }

    fn of_subject<'b, DB: Bound>(&'b self, pass: &mut AstPass<'_, 'b, DB>) -> QueryResult<()> {
        pass.push_sql("c.company_id = ");
        DB::id(pass, &self.company)?;
        pass.push_sql(" AND c.subject = asked.value AND (c.expires_at IS NULL OR c.expires_at > ");
        DB::time(pass, &self.now)?;
        pass.push_sql(")");
        Ok(())
    }
}

impl QueryFragment<MultiBackend> for WorkloadsQuery {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, pass)
    }
}

impl QueryId for WorkloadsQuery {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl Query for WorkloadsQuery {
    type SqlType = (Text, Nullable<BigInt>, Nullable<SqlTimestamp>);
}

impl<C> RunQueryDsl<C> for WorkloadsQuery {}

#[cfg(test)]
mod tests {
    use super::super::plan::steps;
    use super::*;

    #[test]
    fn sqlite_reads_the_time_that_is_asked_for_and_one_row_besides() {
        let at = DbTimestamp::from(Timestamp::MIN);
        let subjects = ["user:1".to_owned()].into_iter().collect();
        let query = WorkloadsQuery { company: 1, subjects, from: at, to: at, earliest: at, now: at };
        let steps = steps(&query);
        let by = |index: &str| {
            let index = format!("SEARCH c USING INDEX {index}");
            steps.iter().any(|step| step.starts_with(&index))
        };
        assert!(
            by("commitments_by_subject (company_id=? AND subject=? AND starts_at>? AND starts_at<?)"),
            "{steps:#?}"
        );
        assert!(by("commitments_by_creation (company_id=? AND subject=?)"), "{steps:#?}");
        assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{steps:#?}");
    }
}
