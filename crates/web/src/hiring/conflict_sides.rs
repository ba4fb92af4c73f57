//! Both sides of a conflict: what each is, and which other times it could have.

use super::names::{Badge, Seen, seen, status};
use super::proposed::{SLOTS, free_slots, slots_for};
use super::times::{self, FreeDay};
use crate::kit::page::Page;
use crate::kit::refused::Refused;
use crate::shop;
use app::conflicts::{self, ConflictView};
use app::slots::SlotView;
use app::{appointments, interviews};
use domain::ConflictId;
use domain::access::{Action, Asks, Permit};
use domain::appointment::Appointment;
use domain::conflict::Conflict;
use domain::interview::Interview;
use persistence::{StoreError, Tx};
use scheduling_core::time::{Interval, Timestamp};

/// Days in which free slots are looked for.
const DAYS: i64 = 14;

/// A meeting of a conflict, as one side shows it.
pub(super) struct Side {
    pub(super) heading: String,
    pub(super) path: String,
    pub(super) who: String,
    pub(super) about: String,
    pub(super) when: String,
    pub(super) panel: String,
    pub(super) state: Badge,
    /// Its other times, where it can be moved to one of them.
    pub(super) other: Option<Vec<FreeDay>>,
    /// What is said where there is none.
    pub(super) none: String,
}

/// A conflict with what stands on both of its sides.
pub(super) struct Both {
    pub(super) view: ConflictView,
    interviews: Vec<Seen>,
    appointment: Option<Appointment>,
}

/// When the meeting is that a conflict stands against, and its page.
pub(super) struct Stands {
    pub(super) time: Interval,
    pub(super) path: String,
}

impl Both {
    /// The meeting that the conflict stands against, where it has a time.
    pub(super) fn meeting(&self) -> Option<Stands> {
        if let Some(one) = &self.appointment {
            return Some(Stands { time: one.time, path: format!("/app/appointments/{}", one.id) });
        }
        let id = self.view.conflict.meeting.interview()?;
        let seen = self.interviews.iter().find(|seen| seen.view.interview.id == id)?;
        Some(Stands { time: seen.view.interview.time?, path: seen.path() })
    }
}

/// What reading them takes.
#[derive(Clone)]
pub(super) struct Reading {
    interviews: Permit,
    appointments: Option<Permit>,
}

impl Reading {
    pub(super) fn of<A: Asks>(page: &Page<A>) -> Result<Self, Refused> {
        Ok(Self {
            interviews: page.permit_for(Action::ReadInterviews)?,
            appointments: page.permit_for(Action::ReadAppointments).ok(),
        })
    }

    /// The conflict with both sides, as far as who looks may see them.
    ///
    /// # Errors
    /// `NotFound` where there is no such conflict.
    pub(super) fn read(&self, tx: &mut Tx<'_>, id: ConflictId, now: Timestamp) -> Result<Both, StoreError> {
        let permit = &self.interviews;
        let view = conflicts::get(tx, permit, id)?;
        let mut both = Vec::new();
        if let Some(interview) = view.conflict.meeting.interview() {
            both.push(interviews::get(tx, permit, interview)?);
        }
        if let Some(other) = view.conflict.conflicting_interview {
            both.extend(there(interviews::get(tx, permit, other))?);
        }
        let interviews = seen(tx, permit, both, now)?;
        let booked = view.conflict.meeting.appointment().zip(self.appointments.as_ref());
        let appointment = match booked {
            Some((id, permit)) => there(appointments::get(tx, permit, id))?,
            None => None,
        };
        Ok(Both { view, interviews, appointment })
    }
}

/// What was found; `None` of what who looks may not see. A database that fails is no empty side.
fn there<T>(found: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(StoreError::Refused(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Both sides, the one first that the conflict stands against.
///
/// # Errors
/// The page of what went wrong.
pub(super) async fn sides<A: Asks>(page: &Page<A>, both: &Both) -> Result<Vec<Side>, Refused> {
    let conflict = &both.view.conflict;
    let mut sides = Vec::new();
    if let Some(one) = &both.appointment {
        sides.push(booked(page, conflict, one).await?);
    }
    // Both sides may have a slot: where they could go is read once.
    let is_on_slot = |one: &Seen| moves(page, conflict, one) && one.view.booking.is_some();
    let slots = match both.interviews.iter().any(is_on_slot) {
        true => {
            let today = page.clock.day_of(page.now);
            free_slots(page, today, today.plus_days(DAYS), SLOTS).await?
        }
        false => Vec::new(),
    };
    for one in &both.interviews {
        sides.push(interview(page, conflict, one, &slots).await?);
    }
    Ok(sides)
}

/// Whether it can be moved from here.
fn moves<A: Asks>(page: &Page<A>, conflict: &Conflict, one: &Seen) -> bool {
    page.may(Action::ManageInterviews) && conflict.is_open() && one.view.interview.status.is_open()
}

async fn interview<A: Asks>(
    page: &Page<A>,
    conflict: &Conflict,
    one: &Seen,
    slots: &[SlotView],
) -> Result<Side, Refused> {
    let (texts, stored) = (page.visitor.texts, &one.view.interview);
    let is_this = Some(stored.id) == conflict.meeting.interview();
    // Who can't come is asked too.
    let asked = || times::Asked { interview: stored.clone(), also: conflict.user.filter(|_| is_this) };
    let other = match one.view.booking {
        _ if !moves(page, conflict, one) => None,
        Some(_) => Some(on_slots(page, stored, slots.to_vec()).await?),
        None => Some(times::free(page, asked()).await?),
    };
    Ok(Side {
        heading: texts.say(if is_this { "conflict-this" } else { "conflict-that" }),
        path: one.path(),
        who: one.candidate.clone(),
        about: one.job.clone(),
        when: stored.time.map_or_else(|| texts.say("no-time"), |time| page.clock.interval(time)),
        panel: one.interviewers(),
        state: status(texts, stored.status),
        none: texts.say(match one.view.booking.is_none() && stored.details.interviewers.is_empty() {
            true => "conflict-nobody",
            false => "move-no-common",
        }),
        other,
    })
}

/// Those of these slots that it can have, by day.
async fn on_slots<A: Asks>(
    page: &Page<A>,
    interview: &Interview,
    slots: Vec<SlotView>,
) -> Result<Vec<FreeDay>, Refused> {
    let slots = slots_for(page, interview, slots).await?;
    let mut starts: Vec<Timestamp> = slots.iter().map(|view| view.slot.details.time.start()).collect();
    starts.dedup();
    Ok(times::days(&page.clock, &starts))
}

async fn booked<A: Asks>(page: &Page<A>, conflict: &Conflict, one: &Appointment) -> Result<Side, Refused> {
    let texts = page.visitor.texts;
    let shop::Shown { text, under, path, move_path, .. } = shop::shown(page, one);
    let other = match move_path.filter(|_| conflict.is_open()) {
        Some(_) => Some(shop::free_of_appointment(page, one).await?),
        None => None,
    };
    Ok(Side {
        heading: texts.say("conflict-appointment"),
        path,
        who: text,
        about: under,
        when: page.clock.interval(one.time),
        panel: String::new(),
        state: shop::state(texts, one),
        none: texts.say("starts-none-at-all"),
        other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Refusal;
    use persistence::DbError;

    #[test]
    fn a_side_is_missing_where_it_is_not_shown_and_not_where_the_database_fails() {
        assert!(matches!(there(Ok(1)), Ok(Some(1))));
        assert!(matches!(there::<i64>(Err(Refusal::not_found("interview").into())), Ok(None)));
        assert!(there::<i64>(Err(DbError::Conflict.into())).is_err());
    }
}
