//! Checks in memory whether interviews can be booked to slots. Many bookings are checked one after another, each seeing
//! those before it, and are written together.

use super::rejection::Rejection;
use crate::slots::{Holders, source};
use domain::because::rules::{CANNOT_INTERVIEW, SLOT_BEGUN};
use domain::commitment::{Hold, Source, SourceKind, Span, Subject};
use domain::directory::Company;
use domain::interview::Pair;
use domain::slot::{Slot, SlotStatus};
use domain::{CompanyId, ScheduleId, SlotId, UserId};
use persistence::ledger::{Claim, ClaimConflict, LedgerSnapshot};
use persistence::store::slots;
use persistence::{Scope, StoreError, Writes};
use scheduling_core::time::{Interval, Timestamp};
use std::collections::{BTreeMap, BTreeSet, HashMap};

const CANDIDATE_TAKEN: &str = "the candidate is taken at that time";

/// What is known of all participants of some bookings of one company. The caller holds their locks.
pub(super) struct AvailabilityCheck {
    company: CompanyId,
    now: Timestamp,
    holders: Holders,
    snapshot: LedgerSnapshot,
    /// Places that were reserved, by slot.
    given: BTreeMap<SlotId, i64>,
}

impl AvailabilityCheck {
    /// Reads what there is to know for booking each of these interviews to the slot beside it: one query per table. All
    /// slots lie within the window.
    pub(super) fn open(
        scope: &mut Scope<'_>,
        company: &Company,
        pairs: &[Pair<'_>],
        window: Interval,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let asked: Vec<Slot> = pairs.iter().map(|pair| pair.slot.clone()).collect();
        let people: BTreeSet<UserId> = pairs.iter().flat_map(Pair::users).collect();
        let people: Vec<UserId> = people.into_iter().collect();
        let companies = HashMap::from([(company.id, company.clone())]);
        let company = company.id;
        let holders = Holders::apart_from_bookings(scope, &asked, &people, &companies, now)?;
        let subjects: BTreeSet<Subject> = pairs.iter().flat_map(Pair::subjects).collect();
        let subjects: Vec<Subject> = subjects.into_iter().collect();
        let snapshot = LedgerSnapshot::read(scope, company, &subjects, window, now)?;
        Ok(Self { company, now, holders, snapshot, given: BTreeMap::new() })
    }

    /// Reserves a place of the slot and the participants' time for a schedule, or nothing, and says why. Answers the slot
    /// after the reservation.
    pub(super) fn reserve(
        &mut self,
        id: ScheduleId,
        pair: Pair<'_>,
        now: Timestamp,
    ) -> Result<Slot, Rejection> {
        self.check_bookable(pair, now)?;
        let slot = pair.slot;
        let claims = claims(id, pair);
        self.snapshot.claim(&claims).map_err(|refused| taken(&claims, refused))?;
        *self.given.entry(slot.id).or_default() += 1;
        let mut slot = slot.clone();
        slot.current_bookings += 1;
        slot.metadata.version += 1;
        slot.metadata.updated_at = now;
        Ok(slot)
    }

    /// What rejects the booking, apart from the ledger.
    fn check_bookable(&self, pair: Pair<'_>, now: Timestamp) -> Result<(), Rejection> {
        let slot = pair.slot;
        if let Some(why) = slot.not_bookable(now) {
            let full = slot.status(now) == SlotStatus::Booked;
            let rejection = Rejection::new(if full { "slot-full" } else { "slot-not-bookable" }, why);
            let because = slot.not_bookable_because(now).map_or(SLOT_BEGUN, |because| because.rule);
            return Err(rejection.by(because));
        }
        if !self.holders.is_open(slot.company) {
            let rejection = Rejection::new("slot-not-bookable", "the company takes no bookings");
            return Err(rejection.by(CANNOT_INTERVIEW));
        }
        let people = slot.details.holder.interviewer().into_iter().chain(pair.panel());
        for user in people {
            if let Some(why) = self.holders.why_not_person(user, slot.details.time) {
                return Err(Rejection::interviewer(user, why));
            }
        }
        let candidate = pair.interview.interviewee.user;
        if candidate.is_some_and(|user| self.holders.is_taken(user, slot.details.time)) {
            return Err(Rejection::new("candidate-unavailable", CANDIDATE_TAKEN).by("busy"));
        }
        Ok(())
    }

    /// The name of a user who was read.
    pub(super) fn name_of(&self, user: UserId) -> Option<&str> {
        self.holders.name_of(user)
    }

    /// Adds all reservations to `writes`.
    pub(super) fn write(self, writes: &mut Writes) {
        for (slot, places) in self.given {
            slots::take_with(writes, self.company, slot, places, self.now);
        }
        self.snapshot.write(writes);
    }
}

/// The time that a booking takes: with the first place of the slot its holder's, the panel's, and last the candidate's.
fn claims(id: ScheduleId, pair: Pair<'_>) -> Vec<Claim> {
    let slot = pair.slot;
    let own = Source { kind: SourceKind::Schedule, id: id.0 };
    let claim = |subject, source| {
        let span = Span::bare(slot.details.time);
        Claim { subject, span, source, hold: Hold::Booked }
    };
    let holder =
        (slot.current_bookings == 0).then(|| claim(slot.details.holder.subject(slot.unit), source(slot)));
    let panel = pair.panel().into_iter().map(|user| claim(Subject::User(user), own));
    let candidate = claim(pair.interview.candidate_subject(), own);
    holder.into_iter().chain(panel).chain([candidate]).collect()
}

/// What a refusal of the ledger means for a booking.
fn taken(claims: &[Claim], refused: ClaimConflict) -> Rejection {
    let subject = claims.get(refused.which).map(|claim| &claim.subject);
    let rejection = match subject.and_then(Subject::user) {
        _ if refused.which + 1 == claims.len() => Rejection::new("candidate-unavailable", CANDIDATE_TAKEN),
        Some(user) => Rejection::interviewer(user, "the interviewer is taken at that time"),
        None if matches!(subject, Some(Subject::Ai { .. })) => {
            Rejection::new("interviewer-unavailable", "the AI interviewer is taken at that time")
        }
        None => Rejection::new("candidate-unavailable", CANDIDATE_TAKEN),
    };
    rejection.with(refused.with)
}
