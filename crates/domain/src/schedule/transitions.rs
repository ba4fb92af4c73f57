//! What may become of a schedule: pending, confirmed, and then cancelled or rescheduled; nothing comes back from there.

use super::{NewSchedule, Schedule, ScheduleStatus};
use crate::{Refusal, ScheduleId, SlotId, UserId};
use scheduling_core::time::Timestamp;

impl Schedule {
    /// A booking of an interview to a slot; it waits to be confirmed.
    #[must_use]
    pub fn book(new: NewSchedule) -> Self {
        let NewSchedule { id, company, interview, slot, notes: booking_notes, booked_by, now } = new;
        Self {
            id,
            company,
            interview,
            slot,
            status: ScheduleStatus::Pending,
            booking_notes,
            booked_at: now,
            booked_by,
            confirmed_at: None,
            cancelled_at: None,
            cancellation_reason: None,
            cancelled_by: None,
            replaces: None,
            version: 1,
            updated_at: now,
        }
    }

    /// Confirms a pending one.
    ///
    /// # Errors
    /// `WrongState` (`wrong-status`).
    pub fn confirm(&self, now: Timestamp) -> Result<Self, Refusal> {
        if self.status != ScheduleStatus::Pending {
            return Err(self.wrong());
        }
        Ok(Self { status: ScheduleStatus::Confirmed, confirmed_at: Some(now), ..self.clone() })
    }

    /// Calls a live one off.
    ///
    /// # Errors
    /// `WrongState` (`wrong-status`).
    pub fn cancel(&self, reason: &str, by: Option<UserId>, now: Timestamp) -> Result<Self, Refusal> {
        self.require_live()?;
        Ok(Self {
            status: ScheduleStatus::Cancelled,
            cancelled_at: Some(now),
            cancellation_reason: Some(reason.into()),
            cancelled_by: by,
            ..self.clone()
        })
    }

    /// Puts another in the place of a live one, which keeps its status and notes: the old one, and the new one.
    ///
    /// # Errors
    /// `WrongState` (`wrong-status`).
    pub fn reschedule(
        &self,
        id: ScheduleId,
        slot: SlotId,
        by: Option<UserId>,
        now: Timestamp,
    ) -> Result<(Self, Self), Refusal> {
        self.require_live()?;
        let old = Self { status: ScheduleStatus::Rescheduled, ..self.clone() };
        let new = Self {
            id,
            slot,
            booked_at: now,
            booked_by: by,
            replaces: Some(self.id),
            version: 1,
            updated_at: now,
            ..self.clone()
        };
        Ok((old, new))
    }

    /// # Errors
    /// `WrongState` (`wrong-status`) for one that takes no time any more.
    pub fn require_live(&self) -> Result<(), Refusal> {
        if self.status.is_live() { Ok(()) } else { Err(self.wrong()) }
    }

    fn wrong(&self) -> Refusal {
        let detail = format!("the schedule is {}", self.status.name());
        Refusal::WrongState { slug: "wrong-status", detail }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CompanyId, InterviewId};
    use uuid::Uuid;

    fn schedule(status: ScheduleStatus) -> Schedule {
        let booked = Schedule::book(NewSchedule {
            id: ScheduleId(Uuid::nil()),
            company: CompanyId(1),
            interview: InterviewId(Uuid::nil()),
            slot: SlotId(Uuid::nil()),
            notes: Some("n".into()),
            booked_by: None,
            now: Timestamp::saturating_from_unix(0),
        });
        Schedule { status, ..booked }
    }

    #[test]
    fn which_status_allows_what() {
        use ScheduleStatus as S;
        for status in S::ALL {
            let (seen, now) = (schedule(status), Timestamp::saturating_from_unix(9));
            let other = (ScheduleId(Uuid::max()), SlotId(Uuid::max()));
            let allowed = [
                seen.confirm(now).is_ok(),
                seen.cancel("ill", None, now).is_ok(),
                seen.reschedule(other.0, other.1, None, now).is_ok(),
            ];
            let expected = match status {
                S::Pending => [true, true, true],
                S::Confirmed => [false, true, true],
                S::Cancelled | S::Rescheduled => [false; 3],
            };
            assert_eq!(allowed, expected, "{status:?}");
        }
    }

    #[test]
    fn a_rescheduled_one_hands_its_status_and_notes_on() {
        let now = Timestamp::saturating_from_unix(9);
        let confirmed = schedule(ScheduleStatus::Pending).confirm(now).expect("a pending one");
        let (id, slot) = (ScheduleId(Uuid::max()), SlotId(Uuid::max()));
        let (old, new) = confirmed.reschedule(id, slot, None, now).expect("a live one");
        assert_eq!((old.status, new.status), (ScheduleStatus::Rescheduled, ScheduleStatus::Confirmed));
        assert_eq!((new.slot, new.replaces, new.booking_notes), (slot, Some(old.id), old.booking_notes));
    }
}
