//! Appointments on the pages that show everything: today's list, and the calendar.

use super::appointments::{staff_of, state};
use super::marks::{Marks, marks_of};
use super::names::PATH;
use crate::hiring::Badge;
use crate::kit::page::Page;
use crate::kit::when::WallClock;
use app::appointments as use_cases;
use domain::access::{Action, Asks, Permit};
use domain::appointment::transitions::require_movable;
use domain::appointment::{Appointment, AppointmentStatus, StaffId};
use domain::{AppointmentId, UserId};
use persistence::store::appointments::Filter;
use persistence::store::collection::{Part, Sort, SortKey};
use persistence::{StoreError, Tx};
use scheduling_core::time::{Interval, Timestamp};
use std::collections::HashMap;

/// What a page of today shows of appointments, at most, and how far it counts.
const TODAY: i64 = 200;

/// Appointments of today, what comes next, and how it went.
#[derive(Default)]
pub(crate) struct Day {
    pub(crate) today: Vec<Appointment>,
    pub(crate) next: Vec<Appointment>,
    pub(crate) ahead: usize,
    pub(crate) completed: usize,
    pub(crate) no_shows: usize,
    names: HashMap<StaffId, String>,
}

impl Day {
    /// Whether there is nothing to count.
    pub(crate) fn is_empty(&self) -> bool {
        self.today.is_empty() && self.ahead + self.completed + self.no_shows == 0
    }

    pub(crate) fn staff(&self, one: &Appointment) -> String {
        self.names.get(&one.staff).cloned().unwrap_or_default()
    }
}

/// The permits that it takes.
#[derive(Clone)]
pub(crate) struct Reading {
    appointments: Permit,
    directory: Permit,
}

impl Reading {
    /// To read appointments.
    pub(crate) fn permit(&self) -> &Permit {
        &self.appointments
    }

    /// Where who looks may see appointments.
    pub(crate) fn of<A: Asks>(page: &Page<A>) -> Option<Self> {
        Some(Self {
            appointments: page.permit_for(Action::ReadAppointments).ok()?,
            directory: page.permit_for(Action::ReadDirectory).ok()?,
        })
    }
}

/// Reads the day, and counts up to `most`.
///
/// # Errors
/// Failures of the database.
pub(crate) fn day(
    tx: &mut Tx<'_>,
    reading: &Reading,
    today: Interval,
    past: Interval,
    most: usize,
) -> Result<Day, StoreError> {
    let permit = &reading.appointments;
    let limit = i64::try_from(most + 1).unwrap_or(TODAY);
    let mut list = |filter: Filter, limit: i64| {
        let sort = Sort { key: SortKey::Start, descending: false };
        use_cases::list(tx, permit, &filter, &Part::<AppointmentId> { sort, after: None, limit })
    };
    let of = |window: Option<Interval>, status: Option<AppointmentStatus>| Filter {
        window,
        status,
        ..Filter::default()
    };
    let todays = list(of(Some(today), None), TODAY)?;
    let after = Interval::new(today.end(), Timestamp::MAX).ok();
    let mut next = list(of(after, Some(AppointmentStatus::Confirmed)), limit)?;
    // What goes on over midnight is of today.
    next.retain(|one| one.time.start() >= today.end());
    let completed = list(of(Some(past), Some(AppointmentStatus::Completed)), limit)?.len();
    let no_shows = list(of(Some(past), Some(AppointmentStatus::NoShow)), limit)?.len();
    let mut names = staff_of(tx, &reading.directory, &todays)?;
    names.extend(staff_of(tx, &reading.directory, &next)?);
    Ok(Day { ahead: next.len(), today: todays, next, completed, no_shows, names })
}

/// An appointment in a list of a day.
pub(crate) struct Listed {
    pub(crate) path: String,
    pub(crate) who: String,
    pub(crate) under: String,
    pub(crate) state: Badge,
    pub(crate) marks: Option<Marks>,
}

/// The same for who looks.
pub(crate) fn listed<A: Asks>(page: &Page<A>, day: &Day, one: &Appointment) -> Listed {
    let manages = page.permit_for(Action::ManageAppointments);
    let manages = manages.is_ok_and(|permit| permit.sees().shows(one.staff_user));
    let under = [one.terms.service_name.clone(), day.staff(one)];
    let under: Vec<String> = under.into_iter().filter(|text| !text.is_empty()).collect();
    Listed {
        path: format!("{PATH}/{}", one.id),
        who: one.client.name.clone(),
        under: under.join(" · "),
        state: state(page.visitor.texts, one),
        marks: marks_of(one, manages, page.now),
    }
}

/// An appointment in the calendar.
pub(crate) struct Shown {
    pub(crate) time: Interval,
    pub(crate) text: String,
    pub(crate) under: String,
    pub(crate) tone: &'static str,
    pub(crate) label: String,
    pub(crate) path: String,
    pub(crate) move_path: Option<String>,
}

/// What takes these people's time in a window.
///
/// # Errors
/// Failures of the database.
pub(crate) fn of_people(
    tx: &mut Tx<'_>,
    reading: &Reading,
    people: &[UserId],
    window: Interval,
    most: i64,
) -> Result<Vec<Appointment>, StoreError> {
    use_cases::of_people(tx, &reading.appointments, people, window, most)
}

/// The same as the calendar shows it.
pub(crate) fn shown<A: Asks>(page: &Page<A>, one: &Appointment) -> Shown {
    let (texts, clock): (_, &WallClock) = (page.visitor.texts, &page.clock);
    let state = state(texts, one);
    let path = format!("{PATH}/{}", one.id);
    let moves = page.permit_for(Action::MoveAppointments);
    let moves = moves.is_ok_and(|permit| permit.sees().shows(one.staff_user));
    let can_move = moves && require_movable(one, page.now).is_ok();
    let when = clock.interval(one.time);
    Shown {
        time: one.time,
        text: one.client.name.clone(),
        under: format!("{} · {}", one.terms.service_name, state.text),
        tone: if state.tone.is_empty() { "bad" } else { state.tone },
        label: texts
            .values("calendar-label", &[("what", &one.client.name), ("when", &when), ("state", &state.text)]),
        move_path: can_move.then(|| format!("{path}/move")),
        path,
    }
}
