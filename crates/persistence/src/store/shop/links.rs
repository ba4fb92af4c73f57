//! Who offers what: one link, which services and staff both show. A change of it moves the versions of both.

use crate::Scope;
use crate::db::connection::on_backend;
use crate::db::fragments::{Ids, id_in};
use crate::db::types::DbTimestamp;
use crate::schema::{services, staff, staff_services as links};
use crate::store::Result;
use diesel::prelude::*;
use domain::CompanyId;
use domain::appointment::{ServiceId, StaffId};
use scheduling_core::time::Timestamp;
use std::collections::{BTreeSet, HashMap};

/// The staff of these services, in order of id; one query however many.
pub(super) fn staff_of(
    scope: &mut Scope<'_>,
    companies: &Ids,
    services: &Ids,
) -> Result<HashMap<i64, Vec<StaffId>>> {
    let pairs: Vec<(i64, i64)> = links::table
        .select((links::service_id, links::staff_id))
        .filter(id_in(links::company_id, companies))
        .filter(id_in(links::service_id, services))
        .order((links::service_id, links::staff_id))
        .load(scope.connection())?;
    let mut staff: HashMap<i64, Vec<StaffId>> = HashMap::new();
    for (service, one) in pairs {
        staff.entry(service).or_default().push(StaffId(one));
    }
    Ok(staff)
}

/// The services of these staff, in order of id; one query however many.
pub(super) fn services_of(
    scope: &mut Scope<'_>,
    companies: &Ids,
    staff: &Ids,
) -> Result<HashMap<i64, Vec<ServiceId>>> {
    let pairs: Vec<(i64, i64)> = links::table
        .select((links::staff_id, links::service_id))
        .filter(id_in(links::company_id, companies))
        .filter(id_in(links::staff_id, staff))
        .order((links::staff_id, links::service_id))
        .load(scope.connection())?;
    let mut services: HashMap<i64, Vec<ServiceId>> = HashMap::new();
    for (one, service) in pairs {
        services.entry(one).or_default().push(ServiceId(service));
    }
    Ok(services)
}

/// What a list gains and loses.
struct Change {
    added: Ids,
    removed: Ids,
}

impl Change {
    fn between(before: impl Iterator<Item = i64>, after: impl Iterator<Item = i64>) -> Self {
        let (before, after): (BTreeSet<i64>, BTreeSet<i64>) = (before.collect(), after.collect());
        Self {
            added: after.difference(&before).copied().collect(),
            removed: before.difference(&after).copied().collect(),
        }
    }

    fn all(&self) -> Ids {
        self.added.list.iter().chain(&self.removed.list).copied().collect()
    }

    fn is_none(&self) -> bool {
        self.added.list.is_empty() && self.removed.list.is_empty()
    }
}

/// The ids of a list before and after a change.
pub(super) struct Lists<'a, I> {
    pub(super) before: &'a [I],
    pub(super) after: &'a [I],
}

/// Puts staff in place of those that offered the service before.
pub(super) fn put_staff(
    scope: &mut Scope<'_>,
    company: CompanyId,
    service: ServiceId,
    lists: &Lists<'_, StaffId>,
    now: Timestamp,
) -> Result<()> {
    let change = Change::between(lists.before.iter().map(|id| id.0), lists.after.iter().map(|id| id.0));
    if change.is_none() {
        return Ok(());
    }
    let gone = links::table
        .filter(links::company_id.eq(company.0))
        .filter(links::service_id.eq(service.0))
        .filter(id_in(links::staff_id, &change.removed));
    diesel::delete(gone).execute(scope.connection())?;
    insert(scope, company, change.added.list.iter().map(|staff| Link { service: service.0, staff: *staff }))?;
    let moved = staff::table.filter(staff::company_id.eq(company.0)).filter(id_in(staff::id, &change.all()));
    diesel::update(moved)
        .set((staff::version.eq(staff::version + 1), staff::updated_at.eq(DbTimestamp::from(now))))
        .execute(scope.connection())?;
    Ok(())
}

/// Puts services in place of those that somebody offered before.
pub(super) fn put_services(
    scope: &mut Scope<'_>,
    company: CompanyId,
    who: StaffId,
    lists: &Lists<'_, ServiceId>,
    now: Timestamp,
) -> Result<()> {
    let change = Change::between(lists.before.iter().map(|id| id.0), lists.after.iter().map(|id| id.0));
    if change.is_none() {
        return Ok(());
    }
    let gone = links::table
        .filter(links::company_id.eq(company.0))
        .filter(links::staff_id.eq(who.0))
        .filter(id_in(links::service_id, &change.removed));
    diesel::delete(gone).execute(scope.connection())?;
    insert(scope, company, change.added.list.iter().map(|service| Link { service: *service, staff: who.0 }))?;
    moved_services(scope, company, &change.all(), now)
}

/// Moves the versions of these services.
fn moved_services(scope: &mut Scope<'_>, company: CompanyId, moved: &Ids, now: Timestamp) -> Result<()> {
    let moved = services::table.filter(services::company_id.eq(company.0)).filter(id_in(services::id, moved));
    diesel::update(moved)
        .set((services::version.eq(services::version + 1), services::updated_at.eq(DbTimestamp::from(now))))
        .execute(scope.connection())?;
    Ok(())
}

struct Link {
    service: i64,
    staff: i64,
}

fn insert(scope: &mut Scope<'_>, company: CompanyId, new: impl Iterator<Item = Link>) -> Result<()> {
    let row = |link: Link| {
        (links::company_id.eq(company.0), links::service_id.eq(link.service), links::staff_id.eq(link.staff))
    };
    let rows: Vec<_> = new.map(row).collect();
    if rows.is_empty() {
        return Ok(());
    }
    on_backend!(scope.connection(), |connection| diesel::insert_into(links::table)
        .values(rows)
        .on_conflict_do_nothing()
        .execute(connection))?;
    Ok(())
}
