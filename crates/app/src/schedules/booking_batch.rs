//! The bookings of one company in a batch: checked one after another, written together.

use super::availability_check::AvailabilityCheck;
use super::batch::{BatchEntry, Booked};
use super::rejection::Rejection;
use super::show::{ScheduleView, titles};
use super::{OnSlot, event, line};
use crate::conflicts;
use crate::history::{self, Actor, Change};
use crate::kit::together::{Outcomes, near_in_time};
use domain::because::rules::ALREADY_SCHEDULED;
use domain::conflict::TimeChange;
use domain::directory::Company;
use domain::event::EventKind;
use domain::interview::{Interview, Pair, booking, rules};
use domain::schedule::{NewSchedule, Schedule};
use domain::slot::Slot;
use domain::{InterviewId, Refusal, SlotId};
use persistence::store::booking_prechecks::BookingPrecheck;
use persistence::store::schedules;
use persistence::{Scope, StoreError, Writes};
use scheduling_core::time::Timestamp;
use std::collections::{HashMap, HashSet};

/// The bookings of a batch, what they depend on, and their outcomes so far.
pub(super) struct BookingBatch<'c> {
    asked: Vec<BatchEntry<'c>>,
    prechecks: &'c HashMap<InterviewId, BookingPrecheck>,
    /// Interviews that are booked to a slot.
    live: HashSet<InterviewId>,
    slots: HashMap<SlotId, Slot>,
    checks: Vec<AvailabilityCheck>,
    /// The check of each slot.
    check_of: HashMap<SlotId, usize>,
    reserved: Vec<(BatchEntry<'c>, Schedule, Slot)>,
    refused: Vec<(BatchEntry<'c>, Rejection)>,
}

/// Why a booking was not made.
enum NotBooked {
    /// It leaves no trace.
    Refusal(Refusal),
    /// It leaves a conflict.
    Rejection(Rejection),
}

impl From<Refusal> for NotBooked {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

impl From<Rejection> for NotBooked {
    fn from(rejection: Rejection) -> Self {
        Self::Rejection(rejection)
    }
}

impl<'c> BookingBatch<'c> {
    /// Reads everything that the bookings depend on.
    pub(super) fn open(
        scope: &mut Scope<'_>,
        company: &Company,
        asked: Vec<BatchEntry<'c>>,
        prechecks: &'c HashMap<InterviewId, BookingPrecheck>,
    ) -> Result<Self, StoreError> {
        let booked = prechecks.iter().filter(|(_, precheck)| precheck.booked);
        let mut batch = Self {
            live: booked.map(|(id, _)| *id).collect(),
            prechecks,
            slots: asked.iter().map(|one| (one.slot.id, one.slot.clone())).collect(),
            checks: Vec::new(),
            check_of: HashMap::new(),
            reserved: Vec::new(),
            refused: Vec::new(),
            asked,
        };
        let Some(now) = batch.asked.iter().map(|one| one.booking.now).max() else { return Ok(batch) };
        let asked = batch.asked.iter().map(|one| (one.slot.details.time, *one));
        for (window, near) in near_in_time(asked) {
            let pairs: Vec<Pair<'_>> = near.iter().map(BatchEntry::pair).collect();
            batch.check_of.extend(near.iter().map(|one| (one.slot.id, batch.checks.len())));
            batch.checks.push(AvailabilityCheck::open(scope, company, &pairs, window, now)?);
        }
        Ok(batch)
    }

    /// Checks each booking, after those before it.
    pub(super) fn judge(&mut self, outcomes: &mut Outcomes<Booked>) {
        for one in self.asked.clone() {
            match self.judge_one(one) {
                Ok(()) => {}
                Err(NotBooked::Refusal(refusal)) => outcomes.set(one.index, Err(refusal)),
                Err(NotBooked::Rejection(rejection)) => self.refused.push((one, rejection)),
            }
        }
    }

    fn judge_one(&mut self, one: BatchEntry<'c>) -> Result<(), NotBooked> {
        let (interview, now) = (one.interview, one.booking.now);
        let slot = self.slots.get(&one.slot.id).unwrap_or(one.slot);
        booking::check_open(interview)?;
        rules::check_interviewee(interview.interviewee)?;
        self.check_unscheduled(interview)?;
        let precheck = self.prechecks.get(&interview.id).ok_or_else(|| Refusal::not_found("interview"))?;
        rules::check_gates(&precheck.gates, "/interview_id")?;
        booking::check_reach(slot, now)?;
        let check = self.check_of.get(&slot.id).and_then(|check| self.checks.get_mut(*check));
        let check = check.ok_or_else(|| Refusal::not_found("slot"))?;
        let id = schedules::new_id(now);
        let taken = check.reserve(id, Pair { interview, slot }, now)?;
        let made = Schedule::book(NewSchedule {
            id,
            company: interview.company,
            interview: interview.id,
            slot: slot.id,
            notes: one.booking.request.notes.clone(),
            booked_by: one.booking.permit.member(),
            now,
        });
        self.live.insert(interview.id);
        self.slots.insert(taken.id, taken.clone());
        self.reserved.push((one, made, taken));
        Ok(())
    }

    /// Whether the interview has no time, and waits for none to be confirmed.
    fn check_unscheduled(&self, interview: &Interview) -> Result<(), Rejection> {
        let detail = match interview.time {
            Some(_) => "the interview has a time already",
            None if self.live.contains(&interview.id) => "the interview is booked to a slot already",
            None => return Ok(()),
        };
        Err(Rejection::new("already-scheduled", detail).by(ALREADY_SCHEDULED))
    }

    /// Writes the reservations.
    pub(super) fn write(
        self,
        scope: &mut Scope<'_>,
        outcomes: &mut Outcomes<Booked>,
        also: &mut impl FnMut(usize, &ScheduleView, &mut Writes) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let titles = titles(scope, self.reserved.iter().filter_map(|(_, _, slot)| slot.details.job))?;
        let is_contested =
            |id: &InterviewId| self.prechecks.get(id).is_some_and(|precheck| precheck.contested);
        let booked = self.reserved.iter().map(|(one, ..)| one.interview.id);
        let contested: Vec<InterviewId> = booked.filter(is_contested).collect();
        let now = self.reserved.iter().map(|(one, ..)| one.booking.now).max().unwrap_or(Timestamp::MIN);
        let mut writes = Writes::default();
        for (one, schedule, slot) in self.reserved {
            let (actor, now) = (Actor::of(&one.booking.permit), one.booking.now);
            schedules::insert_with(&mut writes, &schedule);
            let booked = OnSlot { schedule: &schedule, slot: &slot };
            let event = event(EventKind::ScheduleBooked, &actor, one.interview, booked, now);
            let change = Change { before: None, after: Some(line(one.interview, booked)) };
            history::record_with(scope, &mut writes, &actor, one.interview, &event, &change, now)?;
            let holder = slot.details.holder.interviewer();
            let name = |user| self.checks.iter().find_map(|check| check.name_of(user));
            let shown = ScheduleView {
                interviewer_name: holder.and_then(name).map(str::to_owned),
                job_title: slot.details.job.and_then(|job| titles.get(&job).cloned()),
                replaced_by: None,
                schedule,
                slot,
                now,
            };
            also(one.index, &shown, &mut writes)?;
            outcomes.set(one.index, Ok(Ok(shown)));
        }
        self.checks.into_iter().for_each(|check| check.write(&mut writes));
        writes.run(scope)?;
        if let Some(company) = scope.company() {
            conflicts::settle_all(scope, company, &contested, TimeChange::Booked, now)?;
        }
        // What stands in the way may be a booking that was just written.
        for (one, rejection) in self.refused {
            let actor = Actor::of(&one.booking.permit);
            let refused = rejection.record(scope, &actor, one.pair(), None, one.booking.now)?;
            outcomes.set(one.index, Ok(Err(refused)));
        }
        Ok(())
    }
}
