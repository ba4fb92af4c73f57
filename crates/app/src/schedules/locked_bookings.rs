//! Reads and locks all participants of several bookings.

use domain::commitment::Subject;
use domain::directory::Company;
use domain::interview::Interview;
use domain::slot::Slot;
use domain::{CompanyId, InterviewId, Refusal, SlotId};
use persistence::store::booking_prechecks::{self, BookingPrecheck};
use persistence::store::{interviews, schedules, slots};
use persistence::{Scope, StoreError};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Interviews and slots, as far as they exist, with the locks of all their participants.
pub(super) struct LockedBookings {
    pub(super) interviews: HashMap<InterviewId, Interview>,
    pub(super) prechecks: HashMap<InterviewId, BookingPrecheck>,
    pub(super) slots: HashMap<SlotId, Slot>,
    /// Those of the slots.
    pub(super) companies: HashMap<CompanyId, Company>,
}

impl LockedBookings {
    /// Reads and locks them, company by company, each company at once and in the global order of locks.
    ///
    /// # Errors
    /// `VersionMismatch` when a host or a panel changed before the locks were held: another attempt locks the new
    /// participants.
    pub(super) fn lock(scope: &mut Scope<'_>, wanted: &[(InterviewId, SlotId)]) -> Result<Self, StoreError> {
        let seen = Self::read(scope, wanted)?;
        let locks = seen.subjects();
        for (company, subjects) in &locks {
            schedules::lock_people(scope, *company, subjects.iter().cloned())?;
        }
        let locked = seen.again(scope)?;
        if locked.subjects() != locks {
            return Err(Refusal::VersionMismatch { what: "slot" }.into());
        }
        Ok(locked)
    }

    /// Reads it again, under the locks.
    fn again(self, scope: &mut Scope<'_>) -> Result<Self, StoreError> {
        let ids: Vec<InterviewId> = self.interviews.keys().copied().collect();
        let prechecks = booking_prechecks::of_many(scope, &ids)?;
        let as_seen = |(id, seen): (&InterviewId, &Interview)| {
            let precheck = prechecks.get(id).map(|precheck| (precheck.version, precheck.interviewee));
            precheck == Some((seen.metadata.version, seen.interviewee))
        };
        if !self.interviews.iter().all(as_seen) {
            return Err(Refusal::VersionMismatch { what: "interview" }.into());
        }
        let ids: Vec<SlotId> = self.slots.keys().copied().collect();
        let (mut slots, mut companies) = (HashMap::new(), HashMap::new());
        for (slot, company) in slots::with_companies(scope, &ids)? {
            slots.insert(slot.id, slot);
            companies.insert(company.id, company);
        }
        Ok(Self { prechecks, slots, companies, ..self })
    }

    fn read(scope: &mut Scope<'_>, wanted: &[(InterviewId, SlotId)]) -> Result<Self, StoreError> {
        let of_interviews: BTreeSet<InterviewId> = wanted.iter().map(|(interview, _)| *interview).collect();
        let of_slots: BTreeSet<SlotId> = wanted.iter().map(|(_, slot)| *slot).collect();
        let interviews = interviews::by_ids(scope, &Vec::from_iter(of_interviews))?;
        let slots = slots::by_ids(scope, &Vec::from_iter(of_slots))?;
        Ok(Self {
            interviews: interviews.into_iter().map(|interview| (interview.id, interview)).collect(),
            prechecks: HashMap::new(),
            slots: slots.into_iter().map(|slot| (slot.id, slot)).collect(),
            companies: HashMap::new(),
        })
    }

    fn subjects(&self) -> BTreeMap<CompanyId, BTreeSet<Subject>> {
        let mut all: BTreeMap<CompanyId, BTreeSet<Subject>> = BTreeMap::new();
        for slot in self.slots.values() {
            let holder = &slot.details.holder;
            // The unit of an AI interviewer has its own row in the ledger; locking it late would break the order.
            all.entry(slot.company).or_default().extend([holder.lock(), holder.subject(slot.unit)]);
        }
        for interview in self.interviews.values() {
            all.entry(interview.company).or_default().extend(interview.subjects());
        }
        all
    }
}
