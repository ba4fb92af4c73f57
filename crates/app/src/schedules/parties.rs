//! Who has a part in a booking, and the locks of all of them.

use domain::commitment::Subject;
use domain::interview::Interview;
use domain::slot::Slot;
use domain::{InterviewId, Refusal, SlotId, UserId};
use persistence::store::{interviews, schedules, slots};
use persistence::{Scope, StoreError};

/// An interview and the slots that it is booked to or is to be, all locked until the transaction ends.
pub(super) struct Parties {
    pub(super) interview: Interview,
    /// In the order asked.
    pub(super) slots: Vec<Slot>,
}

impl Parties {
    /// Reads and locks them: slot holders, the candidate and the panel at once, in the order in which everybody locks.
    ///
    /// # Errors
    /// `NotFound`; `VersionMismatch` where holder or panel changed before the locks were had: another attempt locks
    /// those who are in it now.
    pub(super) fn lock(
        scope: &mut Scope<'_>,
        interview: InterviewId,
        wanted: &[SlotId],
    ) -> Result<Self, StoreError> {
        let seen = Self::read(scope, interview, wanted)?;
        let company = seen.interview.company;
        if seen.slots.iter().any(|slot| slot.company != company) {
            return Err(Refusal::not_found("slot").into());
        }
        schedules::lock_people(scope, company, seen.subjects())?;
        let locked = Self::read(scope, interview, wanted)?;
        if locked.subjects() != seen.subjects() {
            return Err(Refusal::VersionMismatch { what: "slot" }.into());
        }
        Ok(locked)
    }

    fn read(scope: &mut Scope<'_>, interview: InterviewId, wanted: &[SlotId]) -> Result<Self, StoreError> {
        let interview = interviews::get(scope, interview)?;
        let mut found = slots::by_ids(scope, wanted)?;
        let mut slots = Vec::with_capacity(wanted.len());
        for id in wanted {
            let position = found.iter().position(|slot| slot.id == *id);
            slots.push(found.swap_remove(position.ok_or_else(|| Refusal::not_found("slot"))?));
        }
        Ok(Self { interview, slots })
    }

    fn subjects(&self) -> Vec<Subject> {
        let holders = self.slots.iter().map(|slot| slot.details.holder.lock());
        // The unit of an AI interviewer has its own row in the ledger; locking it late would break the order.
        let units = self.slots.iter().map(|slot| slot.details.holder.subject(slot.unit));
        holders.chain(units).chain(people(&self.interview)).collect()
    }
}

/// The candidate and the panel.
pub(super) fn people(interview: &Interview) -> impl Iterator<Item = Subject> + '_ {
    let panel = interview.details.interviewers.iter().copied().map(Subject::User);
    std::iter::once(Subject::Candidate(interview.candidate)).chain(panel)
}

/// Those of the panel who don't hold the slot themselves.
pub(super) fn others(interview: &Interview, slot: &Slot) -> Vec<UserId> {
    let holder = slot.details.holder.interviewer();
    interview.details.interviewers.iter().copied().filter(|user| Some(*user) != holder).collect()
}
