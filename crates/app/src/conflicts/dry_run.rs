//! Previews the conflicts of a change: the change is made, inspected and rolled back, so that there is no second
//! computation.

use domain::access::Permit;
use domain::appointment::Appointment;
use domain::conflict::{Conflict, ConflictOrigin};
use domain::interview::Interview;
use domain::{AppointmentId, CandidateId, ConflictId, InterviewId, Meeting, SlotId};
use persistence::store::{appointments, candidates, conflicts, interviews, slots};
use persistence::{Rollback, Scope, StoreError, Tx};
use scheduling_core::time::Interval;
use std::collections::HashMap;
use std::convert::Infallible;

/// The most conflicts that a preview lists.
const MOST: usize = 1000;

/// A booking that a change would break.
#[derive(Debug, Clone)]
pub struct BrokenBooking {
    pub conflict: Conflict,
    pub time: Option<Interval>,
    /// The candidate or the client.
    pub guest_name: String,
}

/// What would have been done, and what that would break.
#[derive(Debug)]
pub struct Preview<T> {
    pub done: T,
    pub broken: Vec<BrokenBooking>,
}

/// What `work` would do and break. Nothing that it writes stays.
///
/// # Errors
/// Those of `work`.
pub fn preview_conflicts<T>(
    tx: &mut Tx<'_>,
    permit: &Permit,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>,
) -> Result<Preview<T>, StoreError> {
    let undone: Result<Infallible, Rollback<Preview<T>>> = tx.savepoint(|tx| {
        let done = work(tx)?;
        let opened = tx.opened_conflicts();
        let broken = broken_bookings(&mut tx.scope(permit).everybodys(), &opened)?;
        Err(Rollback::Because(Preview { done, broken }))
    });
    match undone {
        Err(Rollback::Because(preview)) => Ok(preview),
        Err(Rollback::Failed(error)) => Err(error),
        Ok(never) => match never {},
    }
}

/// The bookings that these conflicts are about, in some queries however many. Conflicts that `work` took back are none.
fn broken_bookings(scope: &mut Scope<'_>, opened: &[ConflictId]) -> Result<Vec<BrokenBooking>, StoreError> {
    let mut found = conflicts::by_ids(scope, opened)?;
    found.retain(|conflict| conflict.origin == ConflictOrigin::Broken && conflict.is_open());
    found.truncate(MOST);
    let booked = appointments_of(scope, &found)?;
    let ids: Vec<InterviewId> = found.iter().filter_map(|conflict| conflict.meeting.interview()).collect();
    let of: HashMap<InterviewId, Interview> =
        interviews::by_ids(scope, &ids)?.into_iter().map(|interview| (interview.id, interview)).collect();
    let ids: Vec<SlotId> = found.iter().filter_map(|conflict| conflict.slot).collect();
    let times: HashMap<SlotId, Interval> =
        slots::by_ids(scope, &ids)?.into_iter().map(|slot| (slot.id, slot.details.time)).collect();
    let ids: Vec<CandidateId> = of.values().map(|interview| interview.candidate).collect();
    let names: HashMap<CandidateId, String> = candidates::names(scope, &ids)?.into_iter().collect();
    let broken = |conflict: Conflict| {
        if let Meeting::Appointment(id) = conflict.meeting {
            let appointment = booked.get(&id)?;
            let (time, guest_name) = (Some(appointment.time), appointment.client.name.clone());
            return Some(BrokenBooking { conflict, time, guest_name });
        }
        let interview = of.get(&conflict.meeting.interview()?)?;
        let time = conflict.slot.and_then(|slot| times.get(&slot).copied()).or(interview.time);
        let guest_name = names.get(&interview.candidate).cloned().unwrap_or_default();
        Some(BrokenBooking { conflict, time, guest_name })
    };
    Ok(found.into_iter().filter_map(broken).collect())
}

/// The appointments that some of these conflicts are about.
fn appointments_of(
    scope: &mut Scope<'_>,
    found: &[Conflict],
) -> Result<HashMap<AppointmentId, Appointment>, StoreError> {
    let ids: Vec<AppointmentId> = found.iter().filter_map(|one| one.meeting.appointment()).collect();
    Ok(appointments::by_ids(scope, &ids)?.into_iter().map(|one| (one.id, one)).collect())
}
