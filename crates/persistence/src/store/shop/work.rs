//! Everything that is said of when some staff work; one query for each table, however many they are.

use super::{special_hours, working_hours};
use crate::Scope;
use crate::db::connection::on_backend;
use crate::db::fragments::{Ids, id_in};
use crate::schema::{special_hours as special, staff, staff_services, working_hours as weekly};
use crate::store::Result;
use crate::store::collection::{RecordRow, all};
use diesel::prelude::*;
use domain::appointment::{ServiceId, SpecialHours, Staff, StaffDetails, StaffId, WorkingHours};
use domain::{CompanyId, UserId};
use scheduling_core::time::Date;

/// The weekly hours of these staff.
///
/// # Errors
/// [`StoreError::Db`](crate::StoreError::Db) only.
pub fn weekly(scope: &mut Scope<'_>, company: CompanyId, of: &[StaffId]) -> Result<Vec<WorkingHours>> {
    let wanted: Ids = of.iter().map(|staff| staff.0).collect();
    let query = weekly::table
        .select(working_hours::columns())
        .filter(weekly::company_id.eq(company.0))
        .filter(id_in(weekly::staff_id, &wanted));
    let rows: Vec<working_hours::StoredRow> =
        on_backend!(scope.connection(), |connection| query.load(connection))?;
    all(scope, rows)
}

/// The special hours of these staff, and everybody's, on the dates from the first to the last.
///
/// # Errors
/// [`StoreError::Db`](crate::StoreError::Db) only.
pub fn special(
    scope: &mut Scope<'_>,
    company: CompanyId,
    of: &[StaffId],
    first: Date,
    last: Date,
) -> Result<Vec<SpecialHours>> {
    let wanted: Ids = of.iter().map(|staff| staff.0).collect();
    let query = special::table
        .select(special_hours::columns())
        .filter(special::company_id.eq(company.0))
        .filter(special::date.between(first.to_string(), last.to_string()))
        .filter(special::staff_id.is_null().or(id_in(special::staff_id.assume_not_null(), &wanted)));
    let rows: Vec<special_hours::StoredRow> =
        on_backend!(scope.connection(), |connection| query.load(connection))?;
    all(scope, rows)
}

/// The active staff who offer a service, in order of id; without their lists of services.
///
/// # Errors
/// [`StoreError::Db`](crate::StoreError::Db) only.
pub fn offering(scope: &mut Scope<'_>, company: CompanyId, service: ServiceId) -> Result<Vec<Staff>> {
    let query =
        staff::table
            .inner_join(staff_services::table.on(
                staff_services::company_id.eq(staff::company_id).and(staff_services::staff_id.eq(staff::id)),
            ))
            .select(super::staff::columns())
            .filter(staff_services::company_id.eq(company.0))
            .filter(staff_services::service_id.eq(service.0))
            .filter(staff::active.eq(true))
            .order(staff::id);
    plain(on_backend!(scope.connection(), |connection| query.load(connection))?)
}

/// The active staff, and these others of the company; in order of id, without their lists of services.
///
/// # Errors
/// [`StoreError::Db`](crate::StoreError::Db) only.
pub fn active_or(scope: &mut Scope<'_>, company: CompanyId, others: Vec<StaffId>) -> Result<Vec<Staff>> {
    let others: Ids = others.into_iter().map(|staff| staff.0).collect();
    let query = staff::table
        .select(super::staff::columns())
        .filter(staff::company_id.eq(company.0))
        .filter(staff::active.eq(true).or(id_in(staff::id, &others)))
        .order(staff::id);
    plain(on_backend!(scope.connection(), |connection| query.load(connection))?)
}

/// The profiles of these users; without their lists of services.
///
/// # Errors
/// [`StoreError::Db`](crate::StoreError::Db) only.
pub fn of_users(scope: &mut Scope<'_>, company: CompanyId, users: &[UserId]) -> Result<Vec<Staff>> {
    let wanted: Ids = users.iter().map(|user| user.0).collect();
    let query = staff::table
        .select(super::staff::columns())
        .filter(staff::company_id.eq(company.0))
        .filter(id_in(staff::user_id, &wanted))
        .order(staff::id);
    plain(on_backend!(scope.connection(), |connection| query.load(connection))?)
}

fn plain(rows: Vec<super::staff::StoredRow>) -> Result<Vec<Staff>> {
    rows.into_iter().map(RecordRow::<StaffDetails>::record).collect()
}
