//! Moves that the calendar proposes: which starts an interview can have, and what one of them would come to.

use super::candidates::seed;
use super::interview::{PATH, read};
use super::names::Seen;
use super::times::{self, Grid};
use crate::kit::page::{Answered, Page};
use crate::kit::refused::Refused;
use crate::kit::sheet::id_in;
use crate::kit::trial::{self, Days, Proposal, STEP, Tried, tried};
use actix_web::web;
use app::interviews::{self, InterviewChange};
use app::kit::Precondition;
use app::rooms::RoomSeed;
use app::schedules;
use app::slots::{self, Search, SlotView};
use domain::access::actions::ManageInterviews;
use domain::access::{Action, Asks, Permit};
use domain::interview::Interview;
use domain::{InterviewId, ScheduleId};
use http_kit::{Routes, resource};
use persistence::{StoreError, Tx};
use scheduling_core::time::{Date, Interval, Timestamp};

/// Slots that are looked at, at most.
pub(super) const SLOTS: usize = 500;

pub(crate) fn routes(routes: &mut Routes) {
    routes.service(resource(format!("{PATH}/{{id}}/starts")).get(starts));
}

/// Moves it there, to see what becomes of it.
fn attempt(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: InterviewId,
    start: Timestamp,
    seed: &RoomSeed,
    now: Timestamp,
) -> Result<Tried, StoreError> {
    let change = InterviewChange { start: Some(Some(start)), ..InterviewChange::default() };
    tried(tx, permit, |tx| interviews::change(tx, permit, id, &change, &Precondition::default(), seed, now))
}

/// The soonest free slots that start on these days, at most so many.
pub(super) async fn free_slots<A: Asks>(
    page: &Page<A>,
    first: Date,
    last: Date,
    most: usize,
) -> Result<Vec<SlotView>, Refused> {
    let (permit, now) = (page.permit_for(Action::ReadSlots)?, page.now);
    let zone = Some(page.clock.zone.clone());
    let search =
        Search { first, last, zone, daily: None, minutes: 1, interviewer: None, job: None, ai: None };
    let found =
        page.db.read(move |tx: &mut Tx<'_>| slots::search(tx, None, &permit, &search, None, most, now));
    found.await.map_err(|error| page.refuse(error))
}

/// Those of these slots that an interview can have for its people's sake.
pub(super) async fn slots_for<A: Asks>(
    page: &Page<A>,
    interview: &Interview,
    slots: Vec<SlotView>,
) -> Result<Vec<SlotView>, Refused> {
    let (permit, now, interview) = (page.permit_for(Action::ReadSlots)?, page.now, interview.clone());
    let read = move |tx: &mut Tx<'_>| interviews::slots_for(tx, &permit, &interview, slots, now);
    page.db.read(read).await.map_err(|error| page.refuse(error))
}

async fn starts(page: Page<ManageInterviews>, id: web::Path<String>) -> Answered {
    let id: InterviewId = id_in(&page, &id, "interview")?;
    let (days, seen) = (Days::of(&page)?, read(&page, id).await?);
    let interview = &seen.view.interview;
    if seen.view.booking.is_some() {
        let slots = free_slots(&page, days.first, days.last, SLOTS).await?;
        let slots = slots_for(&page, interview, slots).await?;
        let found = slots.iter().map(|view| view.slot.details.time.start()).collect();
        return Ok(trial::starts(&page.clock, Some(found), None));
    }
    let (permit, now) = (page.permit_for(Action::ReadCalendars)?, page.now);
    let asked = times::Asked { interview: interview.clone(), also: None };
    let grid = Grid { window: days.holding(interview.minutes()), step_minutes: STEP, now };
    let found = times::within(&page.db, permit, asked, &page.clock, grid).await;
    Ok(trial::starts(&page.clock, found.map_err(|error| page.refuse(error))?, Some(STEP)))
}

/// What moving it to this start would come to.
pub(super) async fn proposal(
    page: &Page<ManageInterviews>,
    seen: &Seen,
    told: Vec<String>,
    at: Timestamp,
) -> Result<Proposal, Refused> {
    let (texts, interview) = (page.visitor.texts, &seen.view.interview);
    let ask = Proposal {
        from: interview.time.map_or_else(|| texts.say("no-time"), |time| page.clock.interval(time)),
        to: Interval::new(at, at.plus_seconds(interview.minutes() * 60))
            .map_or_else(|_| page.clock.moment(at), |time| page.clock.interval(time)),
        told,
        conflicts: Vec::new(),
        can_be: true,
        action: format!("{}/move", seen.path()),
        hidden: vec![
            ("version", interview.metadata.version.to_string()),
            ("scheduled_at", at.to_string()),
            ("back", trial::back(page, at)),
        ],
        back: trial::back(page, interview.time.map_or(at, Interval::start)),
    };
    match seen.view.booking {
        Some(booking) => on_slot(page, seen, booking.schedule, ask, at).await,
        None => alone(page, interview.id, ask, at).await,
    }
}

async fn alone(
    page: &Page<ManageInterviews>,
    id: InterviewId,
    ask: Proposal,
    at: Timestamp,
) -> Result<Proposal, Refused> {
    let (seed, now) = (seed(page)?, page.now);
    let work = move |tx: &mut Tx<'_>, permit: &Permit| attempt(tx, permit, id, at, &seed, now);
    let tried = page.write(work).await.map_err(|error| page.refuse(error))?;
    Ok(Proposal { conflicts: tried.conflicts(&page.clock), can_be: tried.can_be(), ..ask })
}

/// Slots that are tried, at most, until one of them can be had.
const TRIED: usize = 8;

/// A slot, and what a move to it comes to.
struct OnSlot {
    view: SlotView,
    tried: Tried,
}

/// Moves it to one slot after the other until it can be there, to see what becomes of it; the last one where it can be on none of them.
fn attempt_slots(
    tx: &mut Tx<'_>,
    permit: &Permit,
    schedule: ScheduleId,
    slots: Vec<SlotView>,
    now: Timestamp,
) -> Result<Option<OnSlot>, StoreError> {
    let mut last = None;
    for view in slots.into_iter().take(TRIED) {
        let slot = view.slot.id;
        let tried = tried(tx, permit, |tx| {
            let moved = schedules::reschedule(tx, permit, schedule, slot, "", now)?;
            moved.map_err(|rejected| StoreError::from(rejected.refusal))
        })?;
        let can_be = tried.can_be();
        last = Some(OnSlot { view, tried });
        if can_be {
            break;
        }
    }
    Ok(last)
}

/// What has a slot moves to another one that starts then.
async fn on_slot(
    page: &Page<ManageInterviews>,
    seen: &Seen,
    schedule: ScheduleId,
    ask: Proposal,
    at: Timestamp,
) -> Result<Proposal, Refused> {
    let (day, now) = (page.clock.day_of(at), page.now);
    let mut slots = free_slots(page, day, day, SLOTS).await?;
    slots.retain(|view| view.slot.details.time.start() == at);
    let work =
        move |tx: &mut Tx<'_>, permit: &Permit| attempt_slots(tx, permit, schedule, slots.clone(), now);
    let found = page.write(work).await.map_err(|error| page.refuse(error))?;
    Ok(match found {
        Some(OnSlot { view, tried }) => Proposal {
            to: page.clock.interval(view.slot.details.time),
            conflicts: tried.conflicts(&page.clock),
            can_be: tried.can_be(),
            action: format!("{}/book", seen.path()),
            hidden: vec![
                ("version", seen.view.interview.metadata.version.to_string()),
                (SCHEDULE, booking_of(seen)),
                ("slot", view.slot.id.to_string()),
                ("back", trial::back(page, at)),
            ],
            ..ask
        },
        None => {
            let conflicts = vec![page.say("move-no-slot-then")];
            Proposal { conflicts, can_be: false, ..ask }
        }
    })
}

/// The field with the booking that a form showed.
pub(super) const SCHEDULE: &str = "schedule";

/// What that field says.
pub(super) fn booking_of(seen: &Seen) -> String {
    seen.view.booking.map(|live| live.schedule.to_string()).unwrap_or_default()
}
