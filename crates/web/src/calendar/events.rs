//! What takes time, as the calendar says it: what, until when, where it leads, and where it can be moved.

use super::find::{Found, Meeting};
use crate::busy;
use crate::hiring::{Badge, status};
use crate::kit::page::Page;
use crate::shop;
use app::slots::SlotView;
use domain::UserId;
use domain::access::{Action, Asks, Permit};
use domain::appointment::Appointment;
use domain::directory::BusyPeriod;
use domain::interview::InterviewStatus;
use domain::slot::SlotStatus;
use scheduling_core::time::{Interval, IntervalSet};

/// Minutes by which keys and pointers shift what has no step of its own.
const STEP: i64 = 15;

/// Something in the calendar.
pub(super) struct Event {
    pub(super) time: Interval,
    pub(super) text: String,
    pub(super) under: String,
    pub(super) tone: &'static str,
    pub(super) label: String,
    pub(super) path: String,
    pub(super) moves: Option<Moves>,
}

/// How something is moved.
#[derive(Clone)]
pub(super) struct Moves {
    /// The form that asks before it moves.
    pub(super) form: String,
    /// Which starts can be had; any where there is no such address.
    pub(super) starts: Option<String>,
    pub(super) step: i64,
}

/// Time that is told already, and whose it is.
type Told = Vec<(UserId, Interval)>;

/// Everything that was found, once.
pub(super) fn events<A: Asks>(page: &Page<A>, found: &Found) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    let mut told: Told = Vec::new();
    for meeting in &found.meetings {
        // What was cancelled takes no time, and hides nothing that does.
        if meeting.seen.view.interview.status != InterviewStatus::Cancelled {
            told.extend(meeting.seen.view.interviewers.iter().map(|one| (one.id, meeting.time)));
        }
        events.push(interview(page, meeting));
    }
    for one in &found.appointments {
        told.push((one.staff_user, one.time));
        events.push(appointment(page, one));
    }
    let marker = Marker { page, found };
    events.extend(found.slots.iter().filter_map(|view| marker.slot(view, &mut told)));
    let manages = page.permit_for(Action::ManageBusyPeriods).ok();
    for one in &found.periods {
        told.push((one.details.user, one.details.time));
        events.push(marker.period(one, manages.as_ref()));
    }
    events.extend(rest(found, &told).map(|(user, time)| marker.busy(user, time)));
    events
}

fn interview<A: Asks>(page: &Page<A>, meeting: &Meeting) -> Event {
    let (texts, seen) = (page.visitor.texts, &meeting.seen);
    let stored = &seen.view.interview;
    let state = match meeting.waits {
        true => Badge { tone: "warn", text: texts.say("calendar-waits") },
        false => status(texts, stored.status),
    };
    let open = page.may(Action::ManageInterviews) && stored.status.is_open();
    let when = page.clock.interval(meeting.time);
    let path = seen.path();
    let moves = Moves { form: format!("{path}/move"), starts: Some(format!("{path}/starts")), step: STEP };
    Event {
        time: meeting.time,
        text: seen.candidate.clone(),
        under: format!("{} · {}", seen.job, state.text),
        tone: if state.tone.is_empty() { "bad" } else { state.tone },
        label: texts
            .values("calendar-label", &[("what", &seen.candidate), ("when", &when), ("state", &state.text)]),
        moves: open.then_some(moves),
        path,
    }
}

fn appointment<A: Asks>(page: &Page<A>, one: &Appointment) -> Event {
    let shop::Shown { time, text, under, tone, label, path, move_path } = shop::shown(page, one);
    let starts = format!("{path}/starts");
    let moves = move_path.map(|form| Moves { form, starts: Some(starts), step: STEP });
    Event { time, text, under, tone, label, path, moves }
}

/// Makes events of time that has no page of its own, with the names of the people where there are several.
struct Marker<'p, A> {
    page: &'p Page<A>,
    found: &'p Found,
}

impl<A: Asks> Marker<'_, A> {
    /// A slot that takes place, unless its booking says it already.
    fn slot(&self, view: &SlotView, told: &mut Told) -> Option<Event> {
        let (slot, time) = (&view.slot, view.slot.details.time);
        let key = slot_text(slot.status(self.page.now), view.is_available)?;
        let holder = slot.details.holder.interviewer();
        let is_told = holder.is_some_and(|holder| told.contains(&(holder, time)));
        // A slot takes its holder's time with the first booking.
        if let (Some(holder), true) = (holder, slot.current_bookings > 0) {
            told.push((holder, time));
        }
        let manages = self.page.may(Action::ManageSlots) && key != "calendar-slot-over";
        let form = format!("/app/slots/{}/edit", slot.id);
        let path = if manages { form.clone() } else { "/app/slots".to_owned() };
        // What has bookings keeps its time.
        let moves =
            (manages && slot.current_bookings == 0).then_some(Moves { form, starts: None, step: STEP });
        let text = self.page.visitor.texts.say(key);
        let event = self.event(time, text, holder, "offer", path);
        (!is_told).then_some(Event { moves, ..event })
    }

    /// A busy period that somebody has entered, which those may change who manage it.
    fn period(&self, one: &BusyPeriod, manages: Option<&Permit>) -> Event {
        let user = one.details.user;
        let text = one.details.title.clone().unwrap_or_else(|| self.page.visitor.texts.say("calendar-busy"));
        let path = busy::path(one.id);
        let is_own = manages.is_some_and(|permit| permit.sees().shows(user));
        let event = self.event(one.details.time, text, Some(user), "outside", path.clone());
        match is_own {
            true => Event { moves: Some(Moves { form: path, starts: None, step: STEP }), ..event },
            false => Event { path: CALENDARS.into(), ..event },
        }
    }

    /// Time that something from outside takes.
    fn busy(&self, user: UserId, time: Interval) -> Event {
        let text = self.page.visitor.texts.say("calendar-busy");
        self.event(time, text, Some(user), "outside", CALENDARS.into())
    }

    fn event(
        &self,
        time: Interval,
        text: String,
        user: Option<UserId>,
        tone: &'static str,
        path: String,
    ) -> Event {
        let several = self.found.chosen.len() > 1;
        let named = self.found.people.iter().find(|one| Some(one.id) == user && several);
        let label = format!("{text}, {}", self.page.clock.interval(time));
        let under = named.map(|one| one.name.clone()).unwrap_or_default();
        Event { time, text, under, tone, label, path, moves: None }
    }
}

/// Where it is said what makes people busy.
const CALENDARS: &str = "/app/calendars";

/// What a slot is called that takes place. One with a place is free only while its holder is.
fn slot_text(status: SlotStatus, is_available: bool) -> Option<&'static str> {
    match status {
        SlotStatus::Available if !is_available => Some("calendar-slot-blocked"),
        SlotStatus::Available => Some("calendar-slot"),
        SlotStatus::Booked => Some("calendar-slot-booked"),
        SlotStatus::Completed => Some("calendar-slot-over"),
        SlotStatus::Cancelled => None,
    }
}

/// Busy time beside what was told already.
fn rest<'f>(found: &'f Found, told: &'f Told) -> impl Iterator<Item = (UserId, Interval)> + 'f {
    found.busy.iter().flat_map(move |(user, busy)| {
        let own: IntervalSet = told.iter().filter(|(who, _)| who == user).map(|(_, taken)| *taken).collect();
        let left: Vec<Interval> = busy.subtract(&own).iter().collect();
        left.into_iter().map(|stretch| (*user, stretch))
    })
}
