//! Reads and locks the participants of one booking.

use super::locked_bookings::LockedBookings;
use domain::interview::Interview;
use domain::slot::Slot;
use domain::{InterviewId, Refusal, SlotId};
use persistence::{Scope, StoreError};

/// An interview and the slots that it is booked to or is to be, all locked until the transaction ends.
pub(super) struct LockedInterview {
    pub(super) interview: Interview,
    /// In the order asked.
    pub(super) slots: Vec<Slot>,
}

impl LockedInterview {
    /// Reads and locks them, as a [`LockedBookings`].
    ///
    /// # Errors
    /// `NotFound`; `VersionMismatch` as from [`LockedBookings::lock`].
    pub(super) fn lock(
        scope: &mut Scope<'_>,
        interview: InterviewId,
        wanted: &[SlotId],
    ) -> Result<Self, StoreError> {
        let pairs: Vec<_> = wanted.iter().map(|slot| (interview, *slot)).collect();
        let mut locked = LockedBookings::lock(scope, &pairs)?;
        let interview = locked.interviews.remove(&interview);
        let interview = interview.ok_or_else(|| Refusal::not_found("interview"))?;
        let mut slots = Vec::with_capacity(wanted.len());
        for id in wanted {
            let slot = locked.slots.remove(id).filter(|slot| slot.company == interview.company);
            slots.push(slot.ok_or_else(|| Refusal::not_found("slot"))?);
        }
        Ok(Self { interview, slots })
    }
}
