//! What a later change breaks about bookings that were made.
//!
//! One function compares what is booked with what is known of a person's time. It judges what comes from outside the
//! ledger alone: within the ledger nothing can be booked twice.

use super::ConflictType;
use crate::UserId;
use scheduling_core::slots::{Pattern, open_time};
use scheduling_core::time::{Interval, IntervalSet, TimeZone};

/// A live booking, as far as one person has a part in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meeting {
    pub time: Interval,
    /// Whether the person's availability patterns have to leave its time open. They do where it was booked to a slot;
    /// an interview that was given its time directly need not keep to them.
    pub keeps_to_patterns: bool,
}

/// What is known of a person's time, bookings aside.
#[derive(Debug, Clone)]
pub struct Knowledge {
    pub user: UserId,
    /// Whether they have an active account of a role that holds interviews.
    pub interviews: bool,
    /// Whether their company takes bookings.
    pub company_active: bool,
    /// From calendars and busy periods.
    pub busy: IntervalSet,
    pub patterns: Vec<Pattern>,
    /// The zone of the patterns.
    pub zone: TimeZone,
}

/// One thing that breaks a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breach {
    pub conflict_type: ConflictType,
    /// For people to read.
    pub why: &'static str,
}

impl Breach {
    /// What breaks all meetings of a company, those of AI interviewers too, when it takes no bookings any more.
    pub const BY_COMPANY: Self =
        Self { conflict_type: ConflictType::SlotUnavailable, why: "the company takes no bookings any more" };
}

/// What breaks this meeting for this person: at most one breach, the weightiest.
#[must_use]
pub fn breaches(meeting: Meeting, known: &Knowledge) -> Option<Breach> {
    let breach = |conflict_type, why| Some(Breach { conflict_type, why });
    if !known.company_active {
        return Some(Breach::BY_COMPANY);
    }
    if !known.interviews {
        return breach(ConflictType::InterviewerUnavailable, "the interviewer holds no interviews any more");
    }
    if !known.busy.clip(meeting.time).is_empty() {
        return breach(ConflictType::InterviewerUnavailable, "the interviewer is busy at that time");
    }
    let open = || open_time(&known.patterns, &known.zone, meeting.time).as_slice() == [meeting.time];
    if meeting.keeps_to_patterns && !known.patterns.is_empty() && !open() {
        let why = "the interviewer's patterns do not leave that time open";
        return breach(ConflictType::InterviewerUnavailable, why);
    }
    None
}

/// What breaks a meeting for the candidate, where they are a user of the company too: being interviewed asks nothing of their role
/// and their patterns.
#[must_use]
pub fn breaches_of_candidate(time: Interval, known: &Knowledge) -> Option<Breach> {
    let busy = !known.busy.clip(time).is_empty();
    let why = "the candidate is busy at that time";
    busy.then_some(Breach { conflict_type: ConflictType::CandidateUnavailable, why })
}

#[cfg(test)]
mod tests {
    use super::*;
    use scheduling_core::time::Timestamp;

    fn hours(from: i64, to: i64) -> Interval {
        let at = |hour: i64| Timestamp::saturating_from_unix(1_800_000_000 + hour * 3_600);
        Interval::new(at(from), at(to)).expect("start before end")
    }

    fn known() -> Knowledge {
        Knowledge {
            user: UserId(1),
            interviews: true,
            company_active: true,
            busy: IntervalSet::default(),
            patterns: Vec::new(),
            zone: TimeZone::utc(),
        }
    }

    fn check(case: &str, known: &Knowledge, expected: Option<ConflictType>) {
        let meeting = Meeting { time: hours(10, 11), keeps_to_patterns: true };
        assert_eq!(breaches(meeting, known).map(|breach| breach.conflict_type), expected, "{case}");
    }

    #[test]
    fn what_breaks_a_meeting() {
        use ConflictType as C;
        check("nothing", &known(), None);
        check("left", &Knowledge { interviews: false, ..known() }, Some(C::InterviewerUnavailable));
        check("closed", &Knowledge { company_active: false, ..known() }, Some(C::SlotUnavailable));
        let busy = |time: Interval| Knowledge { busy: IntervalSet::from(time), ..known() };
        check("busy within", &busy(hours(10, 11)), Some(C::InterviewerUnavailable));
        check("busy into it", &busy(hours(8, 12)), Some(C::InterviewerUnavailable));
        check("busy until it", &busy(hours(8, 10)), None);
        check("busy after it", &busy(hours(11, 12)), None);
    }

    #[test]
    fn a_candidate_is_kept_away_by_their_calendar_alone() {
        let of = |known: &Knowledge| {
            breaches_of_candidate(hours(10, 11), known).map(|breach| breach.conflict_type)
        };
        let busy = |time| Knowledge { busy: IntervalSet::from(time), ..known() };
        assert_eq!(of(&Knowledge { interviews: false, ..known() }), None);
        assert_eq!(of(&busy(hours(8, 10))), None);
        assert_eq!(of(&busy(hours(8, 11))), Some(ConflictType::CandidateUnavailable));
    }
}
