//! The bookings of one company that are judged one after another and written together.

use super::batch::{Asked, Outcomes};
use super::desk::Desk;
use super::refused::Obstacle;
use super::show::{Shown, titles};
use super::{event, line};
use crate::happenings::{self, Actor};
use domain::directory::Company;
use domain::event::EventKind;
use domain::interview::{Interview, Pair, booking, rules};
use domain::schedule::Schedule;
use domain::slot::Slot;
use domain::{InterviewId, Refusal, SlotId};
use persistence::store::interview_standings::Standing;
use persistence::store::schedules;
use persistence::{Scope, StoreError, Writes};
use scheduling_core::time::{Interval, Timestamp};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Slots within so many seconds are judged at one desk: what is read there is all that lies between them.
const ONE_DESK: i64 = 7 * 86_400;

/// The state of affairs, and what has become of it so far.
pub(super) struct Round<'c> {
    asked: Vec<Asked<'c>>,
    standings: &'c HashMap<InterviewId, Standing>,
    /// Interviews that are booked to a slot.
    live: HashSet<InterviewId>,
    slots: HashMap<SlotId, Slot>,
    desks: Vec<Desk>,
    /// Which desk judges a slot.
    desk_of: HashMap<SlotId, usize>,
    seated: Vec<(Asked<'c>, Schedule, Slot)>,
    refused: Vec<(Asked<'c>, Obstacle)>,
}

/// Why something is not booked.
enum No {
    /// It leaves no trace.
    Refusal(Refusal),
    /// It leaves a conflict.
    Obstacle(Obstacle),
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

impl From<Obstacle> for No {
    fn from(obstacle: Obstacle) -> Self {
        Self::Obstacle(obstacle)
    }
}

impl<'c> Round<'c> {
    /// Reads what there is to know.
    pub(super) fn open(
        scope: &mut Scope<'_>,
        company: &Company,
        (asked, standings): (Vec<Asked<'c>>, &'c HashMap<InterviewId, Standing>),
    ) -> Result<Self, StoreError> {
        let booked = standings.iter().filter(|(_, standing)| standing.booked);
        let mut round = Self {
            live: booked.map(|(id, _)| *id).collect(),
            standings,
            slots: asked.iter().map(|one| (one.slot.id, one.slot.clone())).collect(),
            desks: Vec::new(),
            desk_of: HashMap::new(),
            seated: Vec::new(),
            refused: Vec::new(),
            asked,
        };
        let Some(now) = round.asked.iter().map(|one| one.booking.now).max() else { return Ok(round) };
        for (window, near) in near_in_time(&round.asked) {
            let pairs: Vec<Pair<'_>> = near.iter().map(Asked::pair).collect();
            round.desk_of.extend(near.iter().map(|one| (one.slot.id, round.desks.len())));
            round.desks.push(Desk::open(scope, company, &pairs, window, now)?);
        }
        Ok(round)
    }

    /// Decides each booking, knowing those before it.
    pub(super) fn judge(&mut self, outcomes: &mut Outcomes) {
        for one in self.asked.clone() {
            match self.judge_one(one) {
                Ok(()) => {}
                Err(No::Refusal(refusal)) => outcomes.set(one.index, Err(refusal)),
                Err(No::Obstacle(obstacle)) => self.refused.push((one, obstacle)),
            }
        }
    }

    fn judge_one(&mut self, one: Asked<'c>) -> Result<(), No> {
        let (interview, now) = (one.interview, one.booking.now);
        let slot = self.slots.get(&one.slot.id).unwrap_or(one.slot);
        booking::check_open(interview)?;
        self.check_unscheduled(interview)?;
        let standing = self.standings.get(&interview.id).ok_or_else(|| Refusal::not_found("interview"))?;
        rules::check_gates(&standing.gates, "/interview_id")?;
        booking::check_reach(slot, now)?;
        let desk = self.desk_of.get(&slot.id).and_then(|desk| self.desks.get_mut(*desk));
        let desk = desk.ok_or_else(|| Refusal::not_found("slot"))?;
        let id = schedules::new_id(now);
        let taken = desk.seat(id, Pair { interview, slot }, now)?;
        let by = one.booking.permit.user();
        let (of, notes) = ((interview.id, slot.id), one.booking.request.notes.clone());
        let made = Schedule::book((id, interview.company), of, notes, by, now);
        self.live.insert(interview.id);
        self.slots.insert(taken.id, taken.clone());
        self.seated.push((one, made, taken));
        Ok(())
    }

    /// Whether the interview has no time, and waits for none to be confirmed.
    fn check_unscheduled(&self, interview: &Interview) -> Result<(), Obstacle> {
        let detail = match interview.time {
            Some(_) => "the interview has a time already",
            None if self.live.contains(&interview.id) => "the interview is booked to a slot already",
            None => return Ok(()),
        };
        Err(Obstacle::new("already-scheduled", detail))
    }

    /// Writes what was decided.
    pub(super) fn write(
        self,
        scope: &mut Scope<'_>,
        outcomes: &mut Outcomes,
        also: &mut impl FnMut(usize, &Shown, &mut Writes) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let titles = titles(scope, self.seated.iter().filter_map(|(_, _, slot)| slot.details.job))?;
        let mut writes = Writes::default();
        for (one, schedule, slot) in self.seated {
            let (actor, now) = (Actor::of(&one.booking.permit), one.booking.now);
            schedules::insert_with(&mut writes, &schedule);
            let event = event(EventKind::ScheduleBooked, &actor, one.interview, &schedule, &slot, now);
            let lines = (None, Some(line(&schedule, &slot)));
            let lines = (lines.0, lines.1.as_deref());
            happenings::tell_with(scope, &mut writes, &actor, one.interview, &event, lines, now)?;
            let holder = slot.details.holder.interviewer();
            let name = |user| self.desks.iter().find_map(|desk| desk.name_of(user));
            let shown = Shown {
                interviewer_name: holder.and_then(name).map(str::to_owned),
                job_title: slot.details.job.and_then(|job| titles.get(&job).cloned()),
                schedule,
                slot,
                now,
            };
            also(one.index, &shown, &mut writes)?;
            outcomes.set(one.index, Ok(Ok(shown)));
        }
        self.desks.into_iter().for_each(|desk| desk.write(&mut writes));
        writes.run(scope)?;
        // What stands in the way may be a booking that was just written.
        for (one, obstacle) in self.refused {
            let (actor, about) = (Actor::of(&one.booking.permit), (one.interview, one.slot, None));
            let refused = obstacle.record(scope, &actor, about, one.booking.now)?;
            outcomes.set(one.index, Ok(Err(refused)));
        }
        Ok(())
    }
}

/// Bookings whose slots lie near each other, and the window that has them all.
fn near_in_time<'c>(asked: &[Asked<'c>]) -> Vec<(Interval, Vec<Asked<'c>>)> {
    let mut by_time: BTreeMap<Timestamp, Vec<Asked<'c>>> = BTreeMap::new();
    for one in asked {
        by_time.entry(one.slot.details.time.start()).or_default().push(*one);
    }
    let mut found: Vec<(Interval, Vec<Asked<'c>>)> = Vec::new();
    for one in by_time.into_values().flatten() {
        let time = one.slot.details.time;
        if let Some((window, near)) = found.last_mut()
            && let Ok(wider) = Interval::new(window.start(), window.end().max(time.end()))
            && wider.seconds() <= ONE_DESK
        {
            *window = wider;
            near.push(one);
        } else {
            found.push((time, vec![one]));
        }
    }
    found
}
