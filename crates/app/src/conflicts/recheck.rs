//! Finding what a change of somebody's time has broken, and what it has mended.

use super::{Found, open, settle};
use crate::free_busy::{self, zone};
use crate::happenings::Actor;
use crate::slots::zone_of;
use domain::access::Permit;
use domain::conflict::{Breach, ConflictOrigin, ConflictType, Knowledge, Meeting, Resolution, breaches};
use domain::interview::Interview;
use domain::schedule::Schedule;
use domain::slot::Slot;
use domain::{InterviewId, UserId};
use persistence::store::{companies, conflicts, interviews, patterns, schedules, slots, users};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::{Instant, Interval, IntervalSet};
use std::collections::{HashMap, HashSet};

/// What a conflict that mended itself is settled with.
const FREE_AGAIN: &str = "the time is free again";

/// A live booking of somebody.
struct Booking {
    interview: Interview,
    time: Interval,
    /// Where it is booked to a slot.
    on: Option<(Schedule, Slot)>,
}

/// Compares a user's bookings with what is known of their time, for the worker: opens conflicts for those that are broken,
/// and settles those whose cause is gone.
///
/// # Errors
/// `NotFound` for a user who is not there any more.
pub fn recheck_user(tx: &mut Tx<'_>, permit: &Permit, user: UserId, now: Instant) -> Result<(), StoreError> {
    recheck(&mut tx.scope(permit), user, now)
}

/// The same, for the transaction of a change of this user's time, which holds the user's lock.
pub(crate) fn recheck(scope: &mut Scope<'_>, user: UserId, now: Instant) -> Result<(), StoreError> {
    let Some(company) = users::get(scope, user)?.company else { return Ok(()) };
    let scope = &mut scope.within(company)?;
    schedules::lock_people(scope, company, [domain::commitment::Subject::User(user)])?;
    let bookings = bookings(scope, user, now)?;
    let mut open_before: HashMap<(InterviewId, ConflictType), domain::ConflictId> = HashMap::new();
    for conflict in conflicts::open_of_user(scope, company, user)? {
        open_before.insert((conflict.primary_interview, conflict.conflict_type), conflict.id);
    }
    if bookings.is_empty() && open_before.is_empty() {
        return Ok(());
    }
    let actor = Actor { user: None, name: "system".into() };
    let known = knowledge(scope, user, &bookings, now)?;
    for booking in &bookings {
        let Some(breach) = breaches(meeting(booking), &known) else { continue };
        if open_before.remove(&(booking.interview.id, breach.conflict_type)).is_none() {
            open(scope, &actor, &booking.interview, &found(booking, user, &breach), now)?;
        }
    }
    // What is left has no cause any more, or no booking.
    for id in open_before.into_values() {
        settle(scope, &actor, id, (Resolution::Resolved, Some(FREE_AGAIN)), now)?;
    }
    Ok(())
}

fn meeting(booking: &Booking) -> Meeting {
    Meeting { time: booking.time, keeps_to_patterns: booking.on.is_some() }
}

fn found<'a>(booking: &'a Booking, user: UserId, breach: &Breach) -> Found<'a> {
    Found {
        conflict_type: breach.conflict_type,
        origin: ConflictOrigin::Broken,
        slot: booking.on.as_ref().map(|(_, slot)| slot),
        time: Some(booking.time),
        schedule: booking.on.as_ref().map(|(schedule, _)| schedule.id),
        user: Some(user),
        other: None,
        why: breach.why,
    }
}

/// What of the user's time is booked and lies ahead.
fn bookings(scope: &mut Scope<'_>, user: UserId, now: Instant) -> Result<Vec<Booking>, StoreError> {
    let Some(company) = scope.company() else { return Ok(Vec::new()) };
    let live = schedules::live_of_user(scope, company, user, now)?;
    let ids: Vec<_> = live.iter().map(|schedule| schedule.slot).collect();
    let found: HashMap<_, Slot> =
        slots::by_ids(scope, &ids)?.into_iter().map(|slot| (slot.id, slot)).collect();
    let (mut all, mut on_slots) = (Vec::new(), HashSet::new());
    for schedule in live {
        let Some(slot) = found.get(&schedule.slot) else { continue };
        let interview = interviews::get(scope, schedule.interview)?;
        on_slots.insert(interview.id);
        all.push(Booking { time: slot.details.time, on: Some((schedule, slot.clone())), interview });
    }
    for id in conflicts::direct_of_user(scope, company, user, now)? {
        let interview = interviews::get(scope, id)?;
        if let (Some(time), false) = (interview.time, on_slots.contains(&id)) {
            all.push(Booking { interview, time, on: None });
        }
    }
    Ok(all)
}

/// What is known of the user's time around these bookings, bookings aside.
fn knowledge(
    scope: &mut Scope<'_>,
    user: UserId,
    bookings: &[Booking],
    now: Instant,
) -> Result<Knowledge, StoreError> {
    let person = users::get(scope, user)?;
    let company = match person.company {
        Some(company) => Some(companies::get(scope, company)?),
        None => None,
    };
    let company_zone = zone(company.as_ref().map_or("UTC", |company| &company.details.time_zone));
    let patterns = patterns::of_users(scope, &[user])?;
    Ok(Knowledge {
        user,
        interviews: person.details.active && person.details.role.may_interview(),
        company_active: company.is_some_and(|company| company.details.active),
        busy: busy(scope, &person, bookings, now)?,
        patterns: patterns.iter().map(|pattern| pattern.details.rule()).collect(),
        zone: zone_of(&person, &company_zone),
    })
}

fn busy(
    scope: &mut Scope<'_>,
    person: &domain::directory::User,
    bookings: &[Booking],
    now: Instant,
) -> Result<IntervalSet, StoreError> {
    let start = bookings.iter().map(|booking| booking.time.start()).min();
    let end = bookings.iter().map(|booking| booking.time.end()).max();
    let window = start.zip(end).and_then(|(start, end)| Interval::new(start, end));
    let Some(window) = window else { return Ok(IntervalSet::default()) };
    let gathered = free_busy::gather(scope, vec![person.clone()], window, now)?.without_bookings();
    Ok(gathered.join().pop().map(|known| known.busy).unwrap_or_default())
}
