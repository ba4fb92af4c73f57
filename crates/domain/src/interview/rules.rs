//! What an interview must keep to: who may have one, how far ahead it is, when it can be joined, and what has become of
//! it once it is over.

use super::{Interview, InterviewStatus, InterviewType, Interviewee, MatchResult};
use crate::Refusal;
use scheduling_core::time::{Interval, Timestamp};

/// How far ahead an interview is given its time, at the least, in seconds.
pub const SOONEST: i64 = 2 * 3_600;
/// How far ahead at the most, in seconds.
pub const FARTHEST: i64 = 90 * 86_400;
/// How long before its start and after its end it can be joined, in seconds.
pub const JOIN_MARGIN: i64 = 15 * 60;
/// How long after the end the link stays good, in seconds.
pub const LINK_LIFE: i64 = 24 * 3_600;

/// Whether the candidate may be interviewed for the job. `pointer` is the field that asks for it.
///
/// # Errors
/// `Rule`: `not-shortlisted`, `interview-not-enabled`.
pub fn check_gates(gates: &MatchResult, pointer: &'static str) -> Result<(), Refusal> {
    let refuse = |slug, detail: &str| Err(Refusal::Rule { slug, pointer, detail: detail.into() });
    match gates.flags() {
        [false, ..] => refuse("not-shortlisted", "the candidate is not on the shortlist for this job"),
        [_, false, _] => {
            refuse("interview-not-enabled", "interviews are not enabled for the candidate and this job")
        }
        _ => Ok(()),
    }
}

/// Whether the candidate may be booked anew, and for this job.
///
/// # Errors
/// `WrongState`: `candidate-inactive`, `job-inactive`.
pub fn check_interviewee(interviewee: Interviewee) -> Result<(), Refusal> {
    let refuse = |slug, detail: &str| Err(Refusal::WrongState { slug, detail: detail.into() });
    match (interviewee.active, interviewee.job_open) {
        (false, _) => refuse("candidate-inactive", "the candidate is not active"),
        (true, false) => refuse("job-inactive", "the job is not active"),
        (true, true) => Ok(()),
    }
}

/// Whether an interview may be given a start at `now`: 2 hours to 90 days ahead, both ends included.
///
/// # Errors
/// `Rule` at `/scheduled_at`: `too-soon` (also for the past), `too-far`.
pub fn check_start(start: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    let (slug, detail) = if start <= now {
        ("too-soon", "must be in the future")
    } else if start < now.plus_seconds(SOONEST) {
        ("too-soon", "must be at least 2 hours from now")
    } else if start > now.plus_seconds(FARTHEST) {
        ("too-far", "must be at most 90 days from now")
    } else {
        return Ok(());
    };
    Err(Refusal::Rule { slug, pointer: "/scheduled_at", detail: detail.into() })
}

/// Whether an interview of that time can be joined at `now`: both ends of the window included.
#[must_use]
pub fn can_be_joined(time: Interval, now: Timestamp) -> bool {
    joined_from(time) <= now && now <= time.end().plus_seconds(JOIN_MARGIN)
}

/// From when an interview of that time can be joined.
#[must_use]
pub fn joined_from(time: Interval) -> Timestamp {
    time.start().plus_seconds(-JOIN_MARGIN)
}

/// Whether the link to the room of an interview of that time is still shown at `now`.
#[must_use]
pub fn link_is_good(time: Interval, now: Timestamp) -> bool {
    now <= time.end().plus_seconds(LINK_LIFE)
}

/// How a visitor who follows the link of an invitation finds the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// It opens at that time.
    Early(Timestamp),
    Open,
    Over,
    Cancelled,
}

/// How an interview's room is found at `now`; `None` where its link opens nothing, for one that has no room, and from a day
/// after the end.
#[must_use]
pub fn door(interview: &Interview, now: Timestamp) -> Option<Door> {
    let time = interview.time.filter(|time| interview.room_id.is_some() && link_is_good(*time, now))?;
    let opens_at = joined_from(time);
    Some(match interview.status {
        InterviewStatus::Cancelled => Door::Cancelled,
        _ if now < opens_at => Door::Early(opens_at),
        _ if can_be_joined(time, now) => Door::Open,
        _ => Door::Over,
    })
}

/// What has become of an interview by `now`, where it is over and its status does not say so yet.
///
/// An online interview that the candidate never joined did not take place, although others may have come. Nobody joins one that is
/// held elsewhere, so that one took place as far as anybody knows.
#[must_use]
pub fn ended(interview: &Interview, now: Timestamp) -> Option<InterviewStatus> {
    let running = matches!(interview.status, InterviewStatus::Scheduled | InterviewStatus::InProgress);
    let over = interview.time.is_some_and(|time| time.end() <= now);
    let online = interview.details.interview_type == InterviewType::Online;
    let came = !online || interview.candidate_joined_at.is_some();
    (running && over).then_some(if came { InterviewStatus::Completed } else { InterviewStatus::NoShow })
}

#[cfg(test)]
mod tests {
    use super::super::samples::interview;
    use super::*;
    use crate::{CandidateId, CompanyId, JobId};

    fn at(seconds: i64) -> Timestamp {
        Timestamp::saturating_from_unix(1_800_000_000 + seconds)
    }

    fn slug(done: Result<(), Refusal>) -> &'static str {
        done.map_or_else(|refusal| refusal.slug(), |()| "good")
    }

    #[test]
    fn doors_open_when_interviews_can_be_joined() {
        let check = |status, now: i64, expected: Option<Door>| {
            let mut seen = interview(status, Interval::new(at(0), at(3_600)).ok());
            assert_eq!(door(&seen, at(now)), None, "without a room");
            seen.room_id = Some("r".into());
            assert_eq!(door(&seen, at(now)), expected, "{status:?} {now}");
        };
        use InterviewStatus as S;
        check(S::Scheduled, -901, Some(Door::Early(at(-900))));
        check(S::Scheduled, -900, Some(Door::Open));
        check(S::InProgress, 4_500, Some(Door::Open));
        check(S::InProgress, 4_501, Some(Door::Over));
        check(S::Completed, 4_500, Some(Door::Open));
        check(S::Completed, 4_501, Some(Door::Over));
        check(S::NoShow, 90_000, Some(Door::Over));
        check(S::NoShow, 90_001, None);
        check(S::Cancelled, -901, Some(Door::Cancelled));
    }

    #[test]
    fn gates_are_asked_in_their_order() {
        let check = |flags, expected| {
            let gates = MatchResult::new(CompanyId(1), CandidateId(1), JobId(1)).with_flags(flags);
            assert_eq!(slug(check_gates(&gates, "/job_id")), expected, "{flags:?}");
        };
        check([false, false, false], "not-shortlisted");
        check([true, false, false], "interview-not-enabled");
        check([true, true, false], "good");
        check([true, true, true], "good");
    }

    #[test]
    fn only_active_candidates_are_booked() {
        assert_eq!(slug(check_interviewee(Interviewee::GUEST)), "good");
        let left = Interviewee { active: false, ..Interviewee::GUEST };
        assert_eq!(slug(check_interviewee(left)), "candidate-inactive");
        let closed = Interviewee { job_open: false, ..Interviewee::GUEST };
        assert_eq!(slug(check_interviewee(closed)), "job-inactive");
    }

    #[test]
    fn two_hours_to_ninety_days_to_the_second() {
        let check = |ahead, expected| assert_eq!(slug(check_start(at(ahead), at(0))), expected, "{ahead}");
        check(-1, "too-soon");
        check(0, "too-soon");
        check(SOONEST - 1, "too-soon");
        check(SOONEST, "good");
        check(FARTHEST, "good");
        check(FARTHEST + 1, "too-far");
    }

    #[test]
    fn windows_to_the_second() {
        let time = Interval::new(at(0), at(3_600)).expect("an hour");
        let join = |now, expected| assert_eq!(can_be_joined(time, at(now)), expected, "{now}");
        join(-901, false);
        join(-900, true);
        join(4_500, true);
        join(4_501, false);
        let link = |now, expected| assert_eq!(link_is_good(time, at(now)), expected, "{now}");
        link(-90 * 86_400, true);
        link(3_600 + 86_400, true);
        link(3_600 + 86_401, false);
    }

    #[test]
    fn what_has_become_of_it() {
        use InterviewStatus as S;
        let time = Interval::new(at(0), at(3_600)).ok();
        let check = |status, kind, candidate_came: bool, now, expected| {
            let mut seen = interview(status, time);
            seen.details.interview_type = kind;
            seen.candidate_joined_at = candidate_came.then_some(at(5));
            seen.interviewer_joined_at = Some(at(5));
            assert_eq!(ended(&seen, at(now)), expected, "{status:?} {kind:?} {candidate_came} {now}");
        };
        check(S::Scheduled, InterviewType::Online, false, 3_599, None);
        check(S::Scheduled, InterviewType::Online, false, 3_600, Some(S::NoShow));
        check(S::InProgress, InterviewType::Online, false, 3_600, Some(S::NoShow));
        check(S::InProgress, InterviewType::Online, true, 3_600, Some(S::Completed));
        check(S::Scheduled, InterviewType::Offline, false, 3_600, Some(S::Completed));
        for done in [S::Completed, S::Cancelled, S::NoShow] {
            check(done, InterviewType::Online, false, 9_999, None);
        }
        assert_eq!(ended(&interview(S::Pending, None), at(9_999)), None);
    }
}
