//! Days off as everybody's time is asked for, who has a profile and who has none.

use super::days_off::days;
use crate::Scope;
use crate::db::connection::on_backend;
use crate::db::fragments::id_in;
use crate::schema::{days_off, staff, users};
use crate::store::{Result, companies_of, ids};
use diesel::prelude::*;
use domain::UserId;
use scheduling_core::calendar::DaysOff;
use scheduling_core::time::{Date, Interval, TimeZone};

/// Local dates, both included.
pub(in crate::store) struct Dates {
    pub(in crate::store) first: Date,
    pub(in crate::store) last: Date,
}

/// The dates that a window may touch, wherever somebody lives: a local date is at most a day away from that of UTC.
pub(in crate::store) fn dates_around(window: Interval) -> Dates {
    let date = |at| TimeZone::utc().local(at).date();
    Dates { first: date(window.start()).plus_days(-1), last: date(window.end()).plus_days(1) }
}

/// The days off of these users that may touch the window, wherever they live: their own, and those of their whole company.
/// One query however many users.
///
/// # Errors
/// [`StoreError::Db`](crate::StoreError::Db) only.
pub fn off_in(scope: &mut Scope<'_>, of: &[UserId], window: Interval) -> Result<Vec<(UserId, DaysOff)>> {
    let companies = companies_of(scope, of)?;
    let Dates { first, last } = dates_around(window);
    let query = users::table
        .inner_join(days_off::table.on(days_off::company_id.nullable().eq(users::company_id)))
        .left_join(
            staff::table.on(staff::company_id.eq(days_off::company_id).and(staff::user_id.eq(users::id))),
        )
        .select((users::id, days_off::first_date, days_off::last_date))
        .filter(id_in(users::id, &ids(of)))
        .filter(id_in(days_off::company_id, &companies))
        .filter(days_off::last_date.ge(first.to_string()))
        .filter(days_off::first_date.le(last.to_string()))
        .filter(days_off::staff_id.is_null().or(days_off::staff_id.eq(staff::id.nullable())));
    let rows: Vec<(i64, String, String)> =
        on_backend!(scope.connection(), |connection| query.load(connection))?;
    rows.into_iter().map(|(user, first, last)| Ok((UserId(user), days(&first, &last)?))).collect()
}
