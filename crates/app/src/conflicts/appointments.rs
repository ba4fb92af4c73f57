//! What stands against appointments: a member of staff who is busy, does not work then, or takes no bookings any more.

use super::cause;
use crate::free_busy::{self, FreeBusy, Known};
use crate::history::Actor;
use crate::worked::{Hours, worked};
use domain::appointment::{Appointment, AppointmentStatus, Placement, Staff, StaffId};
use domain::conflict::{Conflict, ConflictOrigin, ConflictType, Resolution};
use domain::directory::Company;
use domain::effect;
use domain::event::{Event, EventKind};
use domain::{AppointmentId, CompanyId, Refusal, UserId};
use persistence::store::conflicts as store;
use persistence::store::shop::{settings, work};
use persistence::store::{appointments, companies, users};
use persistence::{Scope, StoreError, outbox};
use scheduling_core::time::{Interval, IntervalSet, TimeZone, Timestamp};
use std::collections::{HashMap, HashSet};

/// What a conflict that mended itself is settled with.
const FREE_AGAIN: &str = "the time is free again";
const BUSY: &str = "the member of staff is busy at that time";
const NOT_WORKING: &str = "the member of staff does not work at that time";
const NO_BOOKINGS: &str = "the member of staff takes no bookings any more";
const CLOSED: &str = "the company takes no bookings any more";

/// Compares the appointments ahead of these people with what is known of their time. `open` are the conflicts that are open.
pub(super) fn recheck(
    scope: &mut Scope<'_>,
    company: CompanyId,
    people: &[UserId],
    open: Vec<Conflict>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let ahead = appointments::ahead_of(scope, company, people, now)?;
    if ahead.is_empty() && open.is_empty() {
        return Ok(());
    }
    let mut open: HashMap<AppointmentId, Conflict> =
        open.into_iter().filter_map(|one| Some((one.meeting.appointment()?, one))).collect();
    let start = ahead.iter().map(|one| one.time.start()).min();
    let end = ahead.iter().map(|one| one.time.end()).max();
    let window = start.zip(end).and_then(|(start, end)| Interval::new(start, end).ok());
    let known = Knowledge::read(scope, company, people, window, now)?;
    let mut found = Vec::new();
    for appointment in &ahead {
        let stands = open.remove(&appointment.id);
        match (known.breach(appointment.placement(), appointment.staff_user), stands) {
            (Some(why), None) => found.push((appointment, why)),
            (None, Some(one)) if !known.in_doubt.contains(&appointment.staff_user) => {
                open.insert(appointment.id, one);
            }
            _ => {}
        }
    }
    let actor = Actor::system();
    detect(scope, &actor, company, &found, now)?;
    let mut mended: Vec<Conflict> = open.into_values().collect();
    mended.sort_by_key(|one| one.id);
    resolve_all(scope, &actor, &mended, Resolution::Resolved, FREE_AGAIN, now)
}

/// What is known of people's time around their appointments.
struct Knowledge {
    company: Company,
    active: HashSet<UserId>,
    busy: HashMap<UserId, IntervalSet>,
    in_doubt: HashSet<UserId>,
    worked: HashMap<StaffId, IntervalSet>,
}

impl Knowledge {
    fn read(
        scope: &mut Scope<'_>,
        company: CompanyId,
        people: &[UserId],
        window: Option<Interval>,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let company = companies::get(scope, company)?;
        let mut known = Self {
            company,
            active: HashSet::new(),
            busy: HashMap::new(),
            in_doubt: HashSet::new(),
            worked: HashMap::new(),
        };
        let Some(window) = window else { return Ok(known) };
        let found = users::by_ids(scope, people)?;
        let takes_bookings = found.iter().filter(|user| user.details.takes_bookings());
        known.active = takes_bookings.map(|user| user.id).collect();
        let gathered = free_busy::gather_outside(scope, found, Known::default(), window, now)?;
        let mut zones = HashMap::new();
        for one in gathered.for_made_bookings().join() {
            let FreeBusy { user, zone, busy, in_doubt, .. } = one;
            known.busy.insert(user.id, busy);
            known.in_doubt.extend(in_doubt.then_some(user.id));
            zones.insert(user.id, zone);
        }
        known.read_work(scope, people, &zones, window)?;
        Ok(known)
    }

    fn read_work(
        &mut self,
        scope: &mut Scope<'_>,
        people: &[UserId],
        zones: &HashMap<UserId, TimeZone>,
        window: Interval,
    ) -> Result<(), StoreError> {
        let company = self.company.id;
        let staff: Vec<Staff> = work::of_users(scope, company, people)?;
        let ids: Vec<StaffId> = staff.iter().map(|one| one.id).collect();
        let hours = Hours::read(scope, company, &ids, window)?;
        let settings = settings::get(scope, company)?.details;
        for one in staff.iter().filter(|one| one.details.active) {
            let Some(zone) = zones.get(&one.details.user) else { continue };
            // Days off are among what makes them busy.
            let work = hours.of(one, &settings, zone, Vec::new());
            self.worked.insert(one.id, worked(&work, window));
        }
        Ok(())
    }

    /// What breaks an appointment at that place with this user.
    fn breach(&self, at: Placement, user: UserId) -> Option<(ConflictType, &'static str)> {
        let cannot = |why| Some((ConflictType::InterviewerUnavailable, why));
        if !self.company.details.active {
            return Some((ConflictType::SlotUnavailable, CLOSED));
        }
        let Some(worked) = self.worked.get(&at.staff).filter(|_| self.active.contains(&user)) else {
            return cannot(NO_BOOKINGS);
        };
        if self.busy.get(&user).is_some_and(|busy| !busy.clip(at.time).is_empty()) {
            return cannot(BUSY);
        }
        if worked.clip(at.time).as_slice() != [at.time] {
            return cannot(NOT_WORKING);
        }
        None
    }
}

/// What would break an appointment as soon as it is made: of a time that was held nobody looked since.
pub(crate) fn breach_at(
    scope: &mut Scope<'_>,
    company: CompanyId,
    at: Placement,
    user: UserId,
    now: Timestamp,
) -> Result<Option<&'static str>, StoreError> {
    let known = Knowledge::read(&mut scope.everybodys(), company, &[user], Some(at.time), now)?;
    Ok(known.breach(at, user).map(|(_, why)| why))
}

/// Stores and records new conflicts.
fn detect(
    scope: &mut Scope<'_>,
    actor: &Actor,
    company: CompanyId,
    found: &[(&Appointment, (ConflictType, &'static str))],
    now: Timestamp,
) -> Result<(), StoreError> {
    let made = |(appointment, (conflict_type, why)): &(&Appointment, (ConflictType, &'static str))| {
        let details = serde_json::json!({
            "reason": why,
            "start": appointment.time.start().to_string(),
            "end": appointment.time.end().to_string(),
        });
        Conflict {
            id: store::new_id(now),
            company,
            conflict_type: *conflict_type,
            origin: ConflictOrigin::Broken,
            resolution: Resolution::Pending,
            meeting: appointment.id.into(),
            conflicting_interview: None,
            slot: None,
            schedule: None,
            user: Some(appointment.staff_user),
            details: details.to_string(),
            detected_at: now,
            resolution_notes: None,
            resolved_at: None,
            resolved_by: None,
            version: 1,
        }
    };
    let conflicts: Vec<Conflict> = found.iter().map(made).collect();
    store::insert(scope, &conflicts, &actor.name)?;
    let pairs = conflicts.iter().zip(found.iter().map(|(appointment, _)| *appointment));
    record(scope, actor, EventKind::ConflictDetected, pairs.collect::<Vec<_>>().as_slice(), now)
}

/// Records changes of conflicts, each with its appointment.
pub(super) fn record(
    scope: &mut Scope<'_>,
    actor: &Actor,
    kind: EventKind,
    conflicts: &[(&Conflict, &Appointment)],
    now: Timestamp,
) -> Result<(), StoreError> {
    for (conflict, appointment) in conflicts {
        let event = Event {
            appointment: Some(appointment.id),
            service: Some(appointment.service),
            staff: Some(appointment.staff),
            conflict: Some(conflict.id),
            status: Some(conflict.resolution.name().into()),
            start: Some(appointment.time.start()),
            end: Some(appointment.time.end()),
            reason: conflict.resolution_notes.clone().or_else(|| cause(&conflict.details)),
            sequence: Some(conflict.version),
            ..Event::new(kind, now, actor.user)
        };
        outbox::enqueue(
            scope,
            conflict.company,
            &effect::of_event(&event, appointment.sequence, false),
            now,
        )?;
    }
    Ok(())
}

fn resolve_all(
    scope: &mut Scope<'_>,
    actor: &Actor,
    open: &[Conflict],
    resolution: Resolution,
    notes: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    if open.is_empty() {
        return Ok(());
    }
    let settled = open.iter().map(|one| one.resolve(resolution, Some(notes), actor.member, now));
    let settled = settled.collect::<Result<Vec<_>, Refusal>>()?;
    let settled = store::settle(scope, &settled, &actor.name, now)?;
    for conflict in &settled {
        let Some(id) = conflict.meeting.appointment() else { continue };
        let appointment = appointments::get(scope, id)?;
        record(scope, actor, EventKind::ConflictResolved, &[(conflict, &appointment)], now)?;
    }
    Ok(())
}

/// Settles what stands against an appointment that was moved or cancelled.
pub(crate) fn settle(
    scope: &mut Scope<'_>,
    appointment: &Appointment,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (how, notes) = match appointment.status {
        AppointmentStatus::Cancelled => (Resolution::Cancelled, "the appointment was cancelled"),
        _ => (Resolution::Rescheduled, "the appointment was moved"),
    };
    let open = store::open_of_meeting(scope, appointment.company, appointment.id.into())?;
    resolve_all(&mut scope.everybodys(), &Actor::system(), &open, how, notes, now)
}
