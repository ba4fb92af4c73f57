//! What decides whether interviews can be booked to slots, in memory: many bookings are judged one after another, each
//! knowing those before it, and written together.

use super::refused::Obstacle;
use crate::slots::{Holders, source};
use domain::commitment::{Hold, Source, SourceKind, Span, Subject};
use domain::directory::Company;
use domain::interview::Pair;
use domain::slot::{Slot, SlotStatus};
use domain::{CompanyId, ScheduleId, SlotId, UserId};
use persistence::ledger::{Claim, Refused, Sheet};
use persistence::store::slots;
use persistence::{Scope, StoreError, Writes};
use scheduling_core::time::{Interval, Timestamp};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What is known of everybody whose time some bookings of one company concern. Their locks are the caller's.
pub(super) struct Desk {
    company: CompanyId,
    now: Timestamp,
    holders: Holders,
    sheet: Sheet,
    /// Places that were given, slot by slot.
    given: BTreeMap<SlotId, i64>,
}

impl Desk {
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
        let panel: BTreeSet<UserId> = pairs.iter().flat_map(Pair::panel).collect();
        let panel: Vec<UserId> = panel.into_iter().collect();
        let companies = HashMap::from([(company.id, company.clone())]);
        let company = company.id;
        let holders = Holders::apart_from_bookings(scope, &asked, &panel, &companies, now)?;
        let subjects: BTreeSet<Subject> = pairs.iter().flat_map(Pair::subjects).collect();
        let subjects: Vec<Subject> = subjects.into_iter().collect();
        let sheet = Sheet::read(scope, company, &subjects, window, now)?;
        Ok(Self { company, now, holders, sheet, given: BTreeMap::new() })
    }

    /// Takes a place of the slot, and everybody's time, for the schedule of that id; or takes nothing and says why.
    /// Answers the slot as it is then.
    pub(super) fn seat(&mut self, id: ScheduleId, pair: Pair<'_>, now: Timestamp) -> Result<Slot, Obstacle> {
        self.look(pair, now)?;
        let slot = pair.slot;
        let claims = claims(id, pair);
        self.sheet.claim(&claims).map_err(|refused| taken(&claims, refused))?;
        *self.given.entry(slot.id).or_default() += 1;
        let mut slot = slot.clone();
        slot.current_bookings += 1;
        slot.metadata.version += 1;
        slot.metadata.updated_at = now;
        Ok(slot)
    }

    /// What stands against it, as far as it can be seen without the ledger's word.
    fn look(&self, pair: Pair<'_>, now: Timestamp) -> Result<(), Obstacle> {
        let slot = pair.slot;
        if let Some(why) = slot.not_bookable(now) {
            let full = slot.status(now) == SlotStatus::Booked;
            return Err(Obstacle::new(if full { "slot-full" } else { "slot-not-bookable" }, why));
        }
        if !self.holders.is_open(slot.company) {
            return Err(Obstacle::new("slot-not-bookable", "the company takes no bookings"));
        }
        let people = slot.details.holder.interviewer().into_iter().chain(pair.panel());
        for user in people {
            if let Some(why) = self.holders.why_not_person(user, slot.details.time) {
                return Err(Obstacle::interviewer(user, why));
            }
        }
        Ok(())
    }

    /// The name of somebody who was asked about.
    pub(super) fn name_of(&self, user: UserId) -> Option<&str> {
        self.holders.name_of(user)
    }

    /// Has everything written that was taken.
    pub(super) fn write(self, writes: &mut Writes) {
        for (slot, places) in self.given {
            slots::take_with(writes, self.company, slot, places, self.now);
        }
        self.sheet.write(writes);
    }
}

/// The time that a booking takes: with the first place of the slot its holder's, the panel's, and the candidate's.
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
    let candidate = claim(Subject::Candidate(pair.interview.candidate), own);
    holder.into_iter().chain(panel).chain([candidate]).collect()
}

/// What a refusal of the ledger means to whoever books.
fn taken(claims: &[Claim], refused: Refused) -> Obstacle {
    let subject = claims.get(refused.which).map(|claim| &claim.subject);
    let obstacle = match subject.and_then(Subject::user) {
        Some(user) => Obstacle::interviewer(user, "the interviewer is taken at that time"),
        None if matches!(subject, Some(Subject::Ai { .. })) => {
            Obstacle::new("interviewer-unavailable", "the AI interviewer is taken at that time")
        }
        None => Obstacle::new("candidate-unavailable", "the candidate is taken at that time"),
    };
    obstacle.with(refused.with)
}
