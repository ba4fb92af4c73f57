//! When meetings begin and how they stand, for charts: nothing else of them is read.

use super::Result;
use super::appointments::visible;
use super::interview_rows::shown;
use super::interviews::{Filter, concerns, earliest, matching};
use crate::Scope;
use crate::db::DbError;
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::{appointments, interviews, users};
use diesel::prelude::*;
use domain::appointment::AppointmentStatus;
use domain::interview::InterviewStatus;
use scheduling_core::time::{Interval, Timestamp};

/// A meeting, as far as a chart knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beginning<S> {
    pub start: Timestamp,
    pub status: S,
}

/// The first `limit` interviews that the scope shows which overlap the window, in order of start.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_interviews(
    scope: &mut Scope<'_>,
    window: Interval,
    limit: i64,
) -> Result<Vec<Beginning<InterviewStatus>>> {
    let filter = Filter { window: Some(window), ..Filter::default() };
    let rows: Vec<(Option<DbTimestamp>, String)> = matching!(scope, &filter)
        .select((interviews::starts_at, interviews::status))
        .order(interviews::starts_at)
        .limit(limit)
        .load(scope.connection())?;
    let one = |(start, status): (Option<DbTimestamp>, String)| {
        let known = InterviewStatus::named(&status);
        let status = known.ok_or_else(|| DbError::corrupt("interviews.status", &status))?;
        Ok(start.map(|start| Beginning { start: start.instant(), status }))
    };
    rows.into_iter().filter_map(|row| one(row).transpose()).collect()
}

/// The first `limit` appointments that the scope shows which begin in the window, in order of start.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_appointments(
    scope: &mut Scope<'_>,
    window: Interval,
    limit: i64,
) -> Result<Vec<Beginning<AppointmentStatus>>> {
    let rows: Vec<(DbTimestamp, String)> = visible!(scope)
        .filter(appointments::starts_at.ge(DbTimestamp::from(window.start())))
        .filter(appointments::starts_at.lt(DbTimestamp::from(window.end())))
        .select((appointments::starts_at, appointments::status))
        .order(appointments::starts_at)
        .limit(limit)
        .load(scope.connection())?;
    let one = |(start, status): (DbTimestamp, String)| {
        let known = AppointmentStatus::named(&status);
        let status = known.ok_or_else(|| DbError::corrupt("appointments.status", &status))?;
        Ok(Beginning { start: start.instant(), status })
    };
    rows.into_iter().map(one).collect()
}
