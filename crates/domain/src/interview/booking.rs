//! What booking to a slot does to an interview: it takes the slot's time, moves with it, or loses it.

use super::rules::FARTHEST;
use super::{Interview, InterviewStatus};
use crate::slot::Slot;
use crate::{Refusal, UserId};
use scheduling_core::time::Timestamp;

/// Whether a slot lies near enough to be booked at `now`. That it lies ahead is the slot's own rule.
///
/// # Errors
/// `WrongState` (`too-far`).
pub fn check_reach(slot: &Slot, now: Timestamp) -> Result<(), Refusal> {
    if slot.details.time.start() <= now.plus_seconds(FARTHEST) {
        return Ok(());
    }
    let detail = "the slot starts more than 90 days from now".into();
    Err(Refusal::WrongState { slug: "too-far", detail })
}

/// Whether anything can be booked for it at all.
///
/// # Errors
/// `WrongState` (`wrong-status`) for one that was cancelled or is over.
pub fn check_open(interview: &Interview) -> Result<(), Refusal> {
    if interview.status.is_open() { Ok(()) } else { Err(wrong(interview)) }
}

fn wrong(interview: &Interview) -> Refusal {
    let detail = format!("the interview is {}", interview.status.name().replace('_', " "));
    Refusal::WrongState { slug: "wrong-status", detail }
}

/// Gives a pending interview the slot's time.
///
/// # Errors
/// `WrongState` (`wrong-status`) for one that is not pending.
pub fn take_slot(interview: &Interview, slot: &Slot, by: Option<UserId>) -> Result<Interview, Refusal> {
    if interview.status != InterviewStatus::Pending {
        return Err(wrong(interview));
    }
    Ok(on(interview, slot, by))
}

/// Moves an interview that has the time of one slot to another.
///
/// # Errors
/// `WrongState` (`wrong-status`) for one that nobody has scheduled, or that somebody has joined.
pub fn move_to_slot(interview: &Interview, slot: &Slot, by: Option<UserId>) -> Result<Interview, Refusal> {
    if interview.status != InterviewStatus::Scheduled {
        return Err(wrong(interview));
    }
    Ok(on(interview, slot, by))
}

fn on(interview: &Interview, slot: &Slot, by: Option<UserId>) -> Interview {
    Interview {
        status: InterviewStatus::Scheduled,
        time: Some(slot.details.time),
        ai: slot.details.holder.ai(),
        scheduled_by: by,
        sequence: interview.sequence + 1,
        ..interview.clone()
    }
}

/// Takes the slot's time away: the interview waits for another. Its room was for that time, and goes too.
///
/// # Errors
/// `WrongState` (`wrong-status`) for one that nobody has scheduled, or that somebody has joined.
pub fn leave_slot(interview: &Interview) -> Result<Interview, Refusal> {
    if interview.status != InterviewStatus::Scheduled {
        return Err(wrong(interview));
    }
    Ok(Interview {
        status: InterviewStatus::Pending,
        time: None,
        ai: None,
        room_id: None,
        scheduled_by: None,
        sequence: interview.sequence + 1,
        ..interview.clone()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Metadata;
    use crate::interview::{InterviewDetails, InterviewType, Interviewee};
    use crate::slot::{AiKind, Holder, SlotDetails, SlotType};
    use crate::{CandidateId, CompanyId, InterviewId, JobId, SlotId};
    use scheduling_core::time::Interval;
    use uuid::Uuid;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::saturating_from_unix(1_800_000_000 + seconds)
    }

    fn slot(start: i64) -> Slot {
        let details = SlotDetails {
            slot_type: SlotType::Fixed,
            time: Interval::new(at(start), at(start + 3_600)).expect("an hour"),
            holder: Holder::Ai(AiKind::Coding),
            ai_configuration: None,
            job: None,
            notes: None,
            max_candidates: 1,
        };
        let metadata = Metadata { version: 1, created_at: at(0), updated_at: at(0) };
        let (id, company) = (SlotId(Uuid::nil()), CompanyId(1));
        Slot { id, company, details, unit: 0, current_bookings: 0, cancelled: None, metadata }
    }

    fn interview(status: InterviewStatus) -> Interview {
        Interview {
            id: InterviewId(Uuid::nil()),
            company: CompanyId(1),
            candidate: CandidateId(1),
            interviewee: Interviewee::GUEST,
            job: JobId(1),
            template: None,
            status,
            time: None,
            details: InterviewDetails {
                interview_type: InterviewType::Online,
                duration_minutes: 60,
                interviewers: Vec::new(),
                round: None,
                location: None,
                notes: None,
            },
            ai: None,
            room_id: Some("r".into()),
            candidate_joined_at: None,
            interviewer_joined_at: None,
            scheduled_by: None,
            cancelled: None,
            sequence: 4,
            metadata: Metadata { version: 1, created_at: at(0), updated_at: at(0) },
        }
    }

    #[test]
    fn which_status_allows_what() {
        use InterviewStatus as S;
        for status in S::ALL {
            let seen = interview(status);
            let allowed = [
                take_slot(&seen, &slot(60), None).is_ok(),
                move_to_slot(&seen, &slot(60), None).is_ok(),
                leave_slot(&seen).is_ok(),
                check_open(&seen).is_ok(),
            ];
            let expected = match status {
                S::Pending => [true, false, false, true],
                S::Scheduled => [false, true, true, true],
                S::InProgress => [false, false, false, true],
                S::Completed | S::Cancelled | S::NoShow => [false; 4],
            };
            assert_eq!(allowed, expected, "{status:?}");
        }
    }

    #[test]
    fn the_time_and_the_kind_are_the_slots() {
        let taken = take_slot(&interview(InterviewStatus::Pending), &slot(60), Some(UserId(7)));
        let taken = taken.expect("a pending one takes a slot");
        assert_eq!(taken.time, Some(slot(60).details.time));
        assert_eq!((taken.ai, taken.sequence), (Some(AiKind::Coding), 5));
        assert_eq!((taken.status, taken.scheduled_by), (InterviewStatus::Scheduled, Some(UserId(7))));
        let left = leave_slot(&taken).expect("a scheduled one leaves its slot");
        assert_eq!((left.time, left.ai, left.sequence), (None, None, 6));
        assert_eq!((left.status, left.room_id), (InterviewStatus::Pending, None));
    }

    #[test]
    fn ninety_days_to_the_second() {
        assert!(check_reach(&slot(FARTHEST), at(0)).is_ok());
        assert_eq!(check_reach(&slot(FARTHEST + 1), at(0)).map_err(|no| no.slug()), Err("too-far"));
    }
}
