//! Users with word of what else there is of them, so that nobody asks for what is not there: each question is a round
//! trip, and while bookings are decided everybody concerned waits for it.

use super::collection::RecordRow;
use super::users::{StoredRow, columns};
use super::{Result, ids, shop};
use crate::Scope;
use crate::db::connection::load_scoped;
use crate::db::fragments::id_in;
use crate::db::types::DbTimestamp;
use crate::schema::{availability_patterns as patterns, busy_periods as periods, calendars, days_off, users};
use diesel::prelude::*;
use domain::UserId;
use domain::directory::User;
use scheduling_core::time::Interval;

/// What there is of some people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Has {
    pub calendars: bool,
    /// Busy periods that reach into the window asked about.
    pub periods: bool,
    pub patterns: bool,
    /// Days off that reach into the window, of anybody in the company.
    pub days_off: bool,
}

impl Has {
    /// There may be anything.
    pub const ANYTHING: Self = Self { calendars: true, periods: true, patterns: true, days_off: true };
}

/// Those of these users that the scope reaches, in order of id, and what there is of all of them together; one query however
/// many.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn by_ids(scope: &mut Scope<'_>, wanted: &[UserId], window: Interval) -> Result<(Vec<User>, Has)> {
    type Found = (StoredRow, Option<i64>, Option<i64>, Option<i64>, Option<i64>);
    // Single values and not EXISTS, for which PostgreSQL may prefer to go through the whole table once.
    let calendar = calendars::table
        .filter(calendars::company_id.nullable().eq(users::company_id))
        .filter(calendars::user_id.eq(users::id))
        .select(calendars::user_id)
        .single_value();
    let period = periods::table
        .filter(periods::company_id.nullable().eq(users::company_id))
        .filter(periods::user_id.eq(users::id))
        .filter(periods::ends_at.gt(DbTimestamp::from(window.start())))
        .filter(periods::starts_at.lt(DbTimestamp::from(window.end())))
        .select(periods::user_id)
        .single_value();
    let pattern = patterns::table
        .filter(patterns::company_id.nullable().eq(users::company_id))
        .filter(patterns::user_id.eq(users::id))
        .select(patterns::user_id)
        .single_value();
    let dates = shop::dates_around(window);
    let off = days_off::table
        .filter(days_off::company_id.nullable().eq(users::company_id))
        .filter(days_off::last_date.ge(dates.first.to_string()))
        .filter(days_off::first_date.le(dates.last.to_string()))
        .select(days_off::company_id)
        .single_value();
    let query = users::table
        .select((columns(), calendar, period, pattern, off))
        .filter(id_in(users::id, &ids(wanted)))
        .order(users::id);
    let rows: Vec<Found> = load_scoped!(scope, users::company_id, query)?;
    let mut has = Has::default();
    let mut people = Vec::with_capacity(rows.len());
    for (row, calendar, period, pattern, off) in rows {
        people.push(row.record()?);
        has.calendars |= calendar.is_some();
        has.periods |= period.is_some();
        has.patterns |= pattern.is_some();
        has.days_off |= off.is_some();
    }
    Ok((people, has))
}
