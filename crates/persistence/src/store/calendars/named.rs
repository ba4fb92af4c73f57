//! Which of the bookings that a calendar names are its owner's own: an event that stands for one of these says nothing new of
//! the owner's time as long as it is when the booking is or was, because the ledger has that.
//!
//! Somebody's own are those in which they are or were, whatever became of the booking: a calendar may have the old event still.
//! A booking of others is time like any other, until its owner comes to be in it.

use super::booked_times;
use super::caldav::key;
use crate::Scope;
use crate::db::DbError;
use crate::db::fragments::{Ids, Uuids, id_in, uuid_in};
use crate::db::types::DbUuid;
use crate::schema::{
    appointment_moves as moves, appointments, candidates, interview_interviewers as panel, interviews,
    messages, schedules, slots, staff, users,
};
use crate::store::Result;
use diesel::prelude::*;
use domain::UserId;
use domain::directory::Calendar;
use domain::message::Person;
use scheduling_core::time::{Interval, IntervalSet};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The bookings of the company that a calendar names.
#[derive(Debug, Clone, Default)]
pub struct NamedBookings {
    /// In which its owner is or was, and those that were written into it, with every time that each has or had.
    pub own: HashMap<Uuid, IntervalSet>,
    /// In which others are.
    pub others: Vec<Uuid>,
}

impl NamedBookings {
    /// Whose these bookings are that a calendar names, into which those `written` were written. What the company has no booking
    /// of is neither.
    ///
    /// # Errors
    /// [`StoreError::Db`](crate::StoreError::Db) only.
    pub fn read(
        scope: &mut Scope<'_>,
        calendar: &Calendar,
        named: &[Uuid],
        written: &HashSet<Uuid>,
    ) -> Result<Self> {
        let mut own = of_owner(scope, calendar, named)?;
        own.extend(named.iter().filter(|id| written.contains(id)));
        let unknown: Uuids = named.iter().copied().filter(|id| !own.contains(id)).collect();
        let others = of_company(scope, calendar, &unknown)?;
        let mut times = booked_times::of(scope, calendar.company.0, &own.iter().copied().collect())?;
        // Of what was written there and is no booking any more, nobody knows the time: whatever stands there was ours.
        let own = own.into_iter().map(|id| (id, times.remove(&id).unwrap_or_else(|| Interval::ALL.into())));
        Ok(Self { own: own.collect(), others })
    }
}

/// Those of these bookings in which the owner of a calendar is or was: interviews that they hold, have held, or are the
/// candidate of, and appointments of which they are or were to be the staff, or are the client.
///
/// # Errors
/// [`StoreError::Db`](crate::StoreError::Db) only.
pub fn of_owner(scope: &mut Scope<'_>, calendar: &Calendar, bookings: &[Uuid]) -> Result<HashSet<Uuid>> {
    if bookings.is_empty() {
        return Ok(HashSet::new());
    }
    let (company, user, _) = key(calendar);
    let owner = Owner { company, user };
    let ids: Uuids = bookings.iter().copied().collect();
    let mut own = interviews_of(scope, owner, &ids)?;
    own.extend(appointments_of(scope, owner, &ids)?);
    Ok(own.into_iter().map(|id| id.0).collect())
}

/// Whose calendar it is.
#[derive(Clone, Copy)]
struct Owner {
    company: i64,
    user: i64,
}

fn interviews_of(scope: &mut Scope<'_>, owner: Owner, ids: &Uuids) -> Result<Vec<DbUuid>> {
    let Owner { company, user } = owner;
    let mut own: Vec<DbUuid> = panel::table
        .select(panel::interview_id)
        .filter(panel::company_id.eq(company))
        .filter(panel::user_id.eq(user))
        .filter(uuid_in(panel::interview_id, ids))
        .load(scope.connection())?;
    let slots =
        slots::table.on(slots::company_id.eq(schedules::company_id).and(slots::id.eq(schedules::slot_id)));
    let hosted: Vec<DbUuid> = schedules::table
        .inner_join(slots)
        .select(schedules::interview_id)
        .filter(schedules::company_id.eq(company))
        .filter(slots::interviewer_id.eq(user))
        .filter(uuid_in(schedules::interview_id, ids))
        .load(scope.connection())?;
    let attended: Vec<DbUuid> = interviews::table
        .inner_join(
            candidates::table.on(candidates::company_id
                .eq(interviews::company_id)
                .and(candidates::id.eq(interviews::candidate_id))),
        )
        .select(interviews::id)
        .filter(interviews::company_id.eq(company))
        .filter(candidates::user_id.eq(user))
        .filter(uuid_in(interviews::id, ids))
        .load(scope.connection())?;
    // Who is off the panel now was on it when they were invited.
    let invited: Vec<DbUuid> = messages::table
        .select(messages::interview_id.assume_not_null())
        .filter(messages::company_id.eq(company))
        .filter(messages::person.eq(Person::User(UserId(user)).to_string()))
        .filter(messages::method.is_not_null())
        .filter(uuid_in(messages::interview_id.assume_not_null(), ids))
        .load(scope.connection())?;
    own.extend(hosted.into_iter().chain(attended).chain(invited));
    Ok(own)
}

fn appointments_of(scope: &mut Scope<'_>, owner: Owner, ids: &Uuids) -> Result<Vec<DbUuid>> {
    let Owner { company, user } = owner;
    let address = users::table.filter(users::id.eq(user)).select(users::email_key).single_value();
    let as_client = appointments::client_key.nullable().eq(address).assume_not_null();
    let mut own: Vec<DbUuid> = appointments::table
        .select(appointments::id)
        .filter(appointments::company_id.eq(company))
        .filter(appointments::user_id.eq(user).or(as_client))
        .filter(uuid_in(appointments::id, ids))
        .load(scope.connection())?;
    // Who was to have it before, and who is asked for.
    let profiles: Vec<i64> = staff::table
        .filter(staff::company_id.eq(company))
        .filter(staff::user_id.eq(user))
        .select(staff::id)
        .load(scope.connection())?;
    let profiles: Ids = profiles.into_iter().collect();
    let moved: Vec<DbUuid> = moves::table
        .select(moves::appointment_id)
        .filter(moves::company_id.eq(company))
        .filter(id_in(moves::from_staff_id, &profiles).or(id_in(moves::to_staff_id, &profiles)))
        .filter(uuid_in(moves::appointment_id, ids))
        .load(scope.connection())?;
    own.extend(moved);
    Ok(own)
}

/// Those of these that are bookings of the calendar's company.
fn of_company(scope: &mut Scope<'_>, calendar: &Calendar, ids: &Uuids) -> Result<Vec<Uuid>> {
    if ids.list.is_empty() {
        return Ok(Vec::new());
    }
    let company = calendar.company.0;
    let mut found: Vec<DbUuid> = interviews::table
        .select(interviews::id)
        .filter(interviews::company_id.eq(company))
        .filter(uuid_in(interviews::id, ids))
        .load(scope.connection())?;
    let booked: Vec<DbUuid> = appointments::table
        .select(appointments::id)
        .filter(appointments::company_id.eq(company))
        .filter(uuid_in(appointments::id, ids))
        .load(scope.connection())?;
    found.extend(booked);
    Ok(found.into_iter().map(|id| id.0).collect())
}

/// Says of calendars that name a booking in which their owner was not and is now that their stored busy time no longer holds:
/// until it is worked out again, readers go by the text.
///
/// # Errors
/// [`StoreError::Db`](crate::StoreError::Db) only.
pub fn outdate(scope: &mut Scope<'_>, calendars: &mut [Calendar]) -> Result<()> {
    for calendar in calendars {
        let others = calendar.kept.others_bookings.as_deref().unwrap_or_default();
        if !of_owner(scope, calendar, others)?.is_empty() {
            calendar.kept.expanded = None;
        }
    }
    Ok(())
}

/// The ids as they are stored.
pub(super) fn written(bookings: &[Uuid]) -> String {
    let names: Vec<String> = bookings.iter().map(Uuid::to_string).collect();
    names.join(" ")
}

pub(super) fn read(stored: &str) -> Result<Vec<Uuid>> {
    let id = |name| {
        Uuid::parse_str(name).map_err(|_| DbError::corrupt("calendars.others_bookings", stored).into())
    };
    stored.split_whitespace().map(id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_back_as_they_were_stored() {
        let check = |bookings: &[Uuid]| {
            assert_eq!(read(&written(bookings)).expect("ids"), bookings);
        };
        check(&[]);
        check(&[Uuid::from_u128(1)]);
        check(&[Uuid::from_u128(1), Uuid::from_u128(u128::MAX)]);
        assert!(read("yesterday").is_err());
    }
}
