//! Interviews that have ended by the clock, and not yet by their status.

use super::Result;
use crate::Tx;
use crate::db::pairs::later;
use crate::db::types::{DbTimestamp, DbUuid};
use crate::db::words::is;
use crate::schema::interviews;
use diesel::prelude::*;
use domain::access::Reach;
use domain::{CompanyId, InterviewId};
use scheduling_core::time::Timestamp;

/// An interview that is over, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Over {
    pub company: CompanyId,
    pub id: InterviewId,
    pub ended_at: Timestamp,
}

/// Interviews that are over at `now` and whose status does not say so yet: at most `limit`, those first that ended
/// first, after the one given. For the sweep, which has no company of its own: `reach` says how far it goes.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn over(
    tx: &mut Tx<'_>,
    reach: Reach,
    after: Option<Over>,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Over>> {
    let mut query = interviews::table
        .select((interviews::company_id, interviews::id, interviews::ends_at.assume_not_null()))
        .filter(is(interviews::status, "scheduled").or(is(interviews::status, "in_progress")))
        .filter(interviews::ends_at.le(DbTimestamp::from(now)))
        .order((interviews::ends_at, interviews::id))
        .limit(limit)
        .into_boxed();
    if let Reach::Company(company) = reach {
        query = query.filter(interviews::company_id.eq(company.0));
    }
    if let Some(after) = after {
        let place = (DbTimestamp::from(after.ended_at), DbUuid(after.id.0));
        query = query.filter(later((interviews::ends_at.assume_not_null(), interviews::id), place));
    }
    let rows: Vec<(i64, DbUuid, DbTimestamp)> = query.load(tx.connection())?;
    let over = |(company, id, ended_at): (i64, DbUuid, DbTimestamp)| Over {
        company: CompanyId(company),
        id: InterviewId(id.0),
        ended_at: ended_at.instant(),
    };
    Ok(rows.into_iter().map(over).collect())
}
