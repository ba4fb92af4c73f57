//! Busy times that people enter by hand.

use super::collection::{Columns, all, collection};
use super::{Result, companies_of, ids};
use crate::Scope;
use crate::db::connection::on_backend;
use crate::db::fragments::id_in;
use crate::db::types::{DbTimestamp, interval};
use crate::schema::busy_periods;
use diesel::prelude::*;
use domain::directory::{BusyPeriod, BusyPeriodDetails};
use domain::{BusyPeriodId, UserId};
use scheduling_core::time::Interval;

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = busy_periods, treat_none_as_null = true)]
pub(super) struct Values {
    user_id: i64,
    starts_at: DbTimestamp,
    ends_at: DbTimestamp,
    title: Option<String>,
}

impl Columns for Values {
    type Details = BusyPeriodDetails;

    fn of(busy: &BusyPeriodDetails) -> Result<Self> {
        Ok(Self {
            user_id: busy.user.0,
            starts_at: busy.time.start().into(),
            ends_at: busy.time.end().into(),
            title: busy.title.clone(),
        })
    }

    fn details(self) -> Result<BusyPeriodDetails> {
        let time = interval(self.starts_at, self.ends_at)?;
        Ok(BusyPeriodDetails { user: UserId(self.user_id), time, title: self.title })
    }
}

/// What a list of busy periods can be narrowed by.
#[derive(Debug, Clone, Default)]
pub struct BusyPeriodFilter {
    pub user: Option<UserId>,
    /// Only what touches it.
    pub window: Option<Interval>,
}

collection! {
    BusyPeriodDetails "busy period", BusyPeriodId(Uuid);
    table: busy_periods as Values { user_id, starts_at, ends_at, title };
    owner: user_id at "/user_id";
    sort: Start by starts_at (DbTimestamp);
    list: BusyPeriodFilter, |query, request| {
        if let Some(user) = request.filter.user {
            query = query.filter(busy_periods::user_id.eq(user.0));
        }
        if let Some(window) = request.filter.window {
            query = query
                .filter(busy_periods::ends_at.gt(DbTimestamp::from(window.start())))
                .filter(busy_periods::starts_at.lt(DbTimestamp::from(window.end())));
        }
    };
}

/// The busy periods of these people's that touch the window, at most `limit`; in order of start. One query however many people.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_people(
    scope: &mut Scope<'_>,
    people: &[UserId],
    window: Interval,
    limit: i64,
) -> Result<Vec<BusyPeriod>> {
    let (companies, sees) = (companies_of(scope, people)?, scope.sees());
    let shown: Vec<UserId> = people.iter().copied().filter(|user| sees.shows(*user)).collect();
    let query = busy_periods::table
        .select(columns())
        .filter(id_in(busy_periods::company_id, &companies))
        .filter(id_in(busy_periods::user_id, &ids(&shown)))
        .filter(busy_periods::ends_at.gt(DbTimestamp::from(window.start())))
        .filter(busy_periods::starts_at.lt(DbTimestamp::from(window.end())))
        .order((busy_periods::starts_at, busy_periods::id))
        .limit(limit);
    let rows: Vec<StoredRow> = on_backend!(scope.connection(), |connection| query.load(connection))?;
    all(scope, rows)
}

/// The busy periods of these users that touch the window, uncut; one query however many users.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn busy_in(scope: &mut Scope<'_>, users: &[UserId], window: Interval) -> Result<Vec<(UserId, Interval)>> {
    let companies = companies_of(scope, users)?;
    let query = busy_periods::table
        .select((busy_periods::user_id, busy_periods::starts_at, busy_periods::ends_at))
        .filter(id_in(busy_periods::company_id, &companies))
        .filter(id_in(busy_periods::user_id, &ids(users)))
        .filter(busy_periods::ends_at.gt(DbTimestamp::from(window.start())))
        .filter(busy_periods::starts_at.lt(DbTimestamp::from(window.end())));
    let rows: Vec<(i64, DbTimestamp, DbTimestamp)> =
        on_backend!(scope.connection(), |connection| query.load(connection))?;
    rows.into_iter().map(|(user, start, end)| Ok((UserId(user), interval(start, end)?))).collect()
}
