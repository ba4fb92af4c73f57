//! Lists of interviews: in order of id or of start, from wherever a page begins.

use super::Result;
use super::collection::{Part, SortKey, by_id, by_pair};
use super::interview_rows::{Shown, shown};
use super::interviews::{Filter, concerns, earliest, matching, whole};
use crate::Scope;
use crate::db::connection::AnyConnection;
use crate::db::loose::loose;
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::interviews;
use diesel::prelude::*;
use domain::interview::Interview;
use domain::{InterviewId, UserId};
use scheduling_core::time::Interval;

/// Fewer interviews than these are sorted rather than walked by.
const FEW: i64 = 400;
/// Seconds of a window whose interviews are few beside all there are.
const NARROW: i64 = 31 * 86_400;

impl Filter {
    /// Somebody who has to do with all interviews that meet it.
    fn person(&self, scope: &Scope<'_>) -> Option<UserId> {
        self.of.or(scope.sees().only())
    }
}

/// A page of interviews, in order of id or of start; those without a time come after those that have one.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list(scope: &mut Scope<'_>, filter: &Filter, part: &Part<InterviewId>) -> Result<Vec<Interview>> {
    if part.sort.key == SortKey::Start {
        return by_start(scope, filter, part);
    }
    let of_person = filter.person(scope).is_some();
    let few = of_person || is_narrow(scope, filter.window)?;
    let mut query = matching!(scope, filter).limit(part.limit);
    let short = filter.window.is_some_and(|window| window.end() <= window.start().plus_seconds(NARROW));
    if of_person || short {
        // The nought keeps PostgreSQL too from walking through all of them in order of id: a prepared statement is planned without
        // its values, after a few times.
        query = query.order(interviews::version * 0);
    }
    let query = by_id(query, loose(interviews::id, few), part.sort.descending, part.after_id());
    let rows: Vec<Shown> = query.load(scope.connection())?;
    whole(scope, rows)
}

fn by_start(scope: &mut Scope<'_>, filter: &Filter, part: &Part<InterviewId>) -> Result<Vec<Interview>> {
    let few = filter.person(scope).is_some();
    let (start, id) = (loose(interviews::starts_at, few), loose(interviews::id, few));
    let (after, descending) = (part.after_start(), part.sort.descending);
    let mut rows: Vec<Shown> = Vec::new();
    if after.is_some() || part.after.is_none() {
        let query = matching!(scope, filter).filter(start.is_not_null()).limit(part.limit);
        rows = by_pair(query, (start, id), descending, after).load(scope.connection())?;
    }
    let rest = part.limit.saturating_sub(i64::try_from(rows.len()).unwrap_or(i64::MAX));
    if rest > 0 && filter.window.is_none() && filter.starts_after.is_none() {
        let query = matching!(scope, filter).filter(interviews::starts_at.is_null()).limit(rest);
        let after = part.after_id().filter(|_| after.is_none());
        rows.extend(by_id(query, id, descending, after).load::<Shown>(scope.connection())?);
    }
    whole(scope, rows)
}

/// Whether few interviews are within a window, so that they are to be found by it and then sorted. PostgreSQL knows by itself.
fn is_narrow(scope: &mut Scope<'_>, window: Option<Interval>) -> Result<bool> {
    let Some((window, company)) = window.zip(scope.company()) else { return Ok(false) };
    let AnyConnection::Sqlite(connection) = scope.connection() else { return Ok(false) };
    let ids: Vec<DbUuid> = interviews::table
        .select(interviews::id)
        .filter(interviews::company_id.eq(company.0))
        .filter(interviews::starts_at.gt(DbTimestamp::from(earliest(window))))
        .filter(interviews::starts_at.lt(DbTimestamp::from(window.end())))
        .limit(FEW)
        .load(connection)?;
    Ok(i64::try_from(ids.len()).is_ok_and(|found| found < FEW))
}
