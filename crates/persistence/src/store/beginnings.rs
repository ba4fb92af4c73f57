//! How many meetings begin in each quarter of an hour and how they stand, for charts: they are counted where they are stored.

use super::Result;
use super::appointments::shown;
use crate::Scope;
use crate::db::DbError;
use crate::db::concerned::interviews_of;
use crate::db::measures::{QUARTER, quarter_of};
use crate::db::types::DbTimestamp;
use crate::schema::{appointments, interviews, users};
use diesel::dsl::count_star;
use diesel::prelude::*;
use domain::appointment::AppointmentStatus;
use domain::interview::InterviewStatus;
use scheduling_core::time::{Interval, Timestamp};

/// Meetings that begin within a quarter of an hour and stand alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beginnings<S> {
    /// The beginning of the quarter.
    pub quarter: Timestamp,
    pub status: S,
    pub count: usize,
}

impl<S> Beginnings<S> {
    fn of(row: (i64, String, i64), named: impl Fn(&str) -> Option<S>, column: &str) -> Result<Self> {
        let (quarter, status, count) = row;
        Ok(Self {
            quarter: Timestamp::saturating_from_unix(quarter * QUARTER),
            status: named(&status).ok_or_else(|| DbError::corrupt(column, &status))?,
            count: usize::try_from(count).unwrap_or_default(),
        })
    }
}

/// The interviews that the scope shows which begin in the window.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_interviews(scope: &mut Scope<'_>, window: Interval) -> Result<Vec<Beginnings<InterviewStatus>>> {
    let quarter = quarter_of(interviews::starts_at);
    let mut query = interviews::table
        .group_by((quarter, interviews::status))
        .select((quarter, interviews::status, count_star()))
        .filter(interviews::starts_at.ge(DbTimestamp::from(window.start())))
        .filter(interviews::starts_at.lt(DbTimestamp::from(window.end())))
        .into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(interviews::company_id.eq(company.0));
    }
    if let Some(user) = scope.sees().only() {
        query = query.filter(interviews_of(interviews::id, user));
    }
    let rows: Vec<(i64, String, i64)> = query.load(scope.connection())?;
    rows.into_iter().map(|row| Beginnings::of(row, InterviewStatus::named, "interviews.status")).collect()
}

/// The appointments that the scope shows which begin in the window.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_appointments(
    scope: &mut Scope<'_>,
    window: Interval,
) -> Result<Vec<Beginnings<AppointmentStatus>>> {
    let quarter = quarter_of(appointments::starts_at);
    let query = appointments::table
        .group_by((quarter, appointments::status))
        .select((quarter, appointments::status, count_star()))
        .filter(appointments::starts_at.ge(DbTimestamp::from(window.start())))
        .filter(appointments::starts_at.lt(DbTimestamp::from(window.end())))
        .into_boxed();
    let rows: Vec<(i64, String, i64)> = shown!(scope, query).load(scope.connection())?;
    rows.into_iter().map(|row| Beginnings::of(row, AppointmentStatus::named, "appointments.status")).collect()
}
