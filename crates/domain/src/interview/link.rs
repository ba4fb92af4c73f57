//! Scheduling links: a candidate chooses the time of their interview, moves it and cancels it, as far as the link allows.

use super::{Interview, InterviewStatus, InterviewType, MatchResult, rules};
use crate::ids::SchedulingLinkId;
use crate::{CandidateId, FieldProblem, InterviewId, JobId, Record, TemplateId, UserId};
use scheduling_core::time::{Date, Timestamp};
use std::ops::RangeInclusive;

/// Seconds for which a time is held while the candidate confirms it.
pub const LINK_HOLD_SECONDS: i64 = 10 * 60;
/// Days that a link offers, at most.
pub const LINK_DAYS: i64 = 62;
/// How far ahead a link may end, in days.
pub const LINK_FARTHEST_DAYS: i64 = 90;
/// How often a candidate may move an interview, at most.
pub const LINK_MOVES: RangeInclusive<i64> = 0..=10;
/// Minutes before the start until which an interview can be moved and cancelled: up to 30 days.
pub const LINK_CHANGE_MINUTES: RangeInclusive<i64> = 0..=43_200;

/// A stored scheduling link.
pub type SchedulingLink = Record<SchedulingLinkId, SchedulingLinkDetails, LinkState>;

/// Who interviews, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkPanel {
    /// A template chooses from who is free; its rules hold.
    Template(TemplateId),
    /// All of them.
    People { interviewers: Vec<UserId>, minutes: i64 },
}

/// What is said of a link. Candidate, job and panel never change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchedulingLinkDetails {
    pub candidate: CandidateId,
    pub job: JobId,
    pub panel: LinkPanel,
    pub interview_type: InterviewType,
    pub location: Option<String>,
    /// The days that are offered, on the company's calendar.
    pub first_day: Date,
    pub last_day: Date,
    /// Until when a time can be chosen.
    pub expires_at: Timestamp,
    /// How often the candidate may still move the interview.
    pub moves_left: i64,
    /// How many minutes before its start it can be moved and cancelled, at the latest.
    pub change_minutes: i64,
}

/// What the product notes of a link.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LinkState {
    pub revoked_at: Option<Timestamp>,
    /// The one that came of it.
    pub interview: Option<InterviewId>,
    pub hold: Option<LinkHold>,
}

/// A time that is held for the candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkHold {
    pub start: Timestamp,
    pub until: Timestamp,
}

impl LinkState {
    /// What is held at `now`.
    #[must_use]
    pub fn held(&self, now: Timestamp) -> Option<LinkHold> {
        self.hold.filter(|hold| now < hold.until)
    }
}

/// What is wrong with the values of a link; of a change, with those that are others now. `today` is on the company's calendar.
#[must_use]
pub fn link_problems(
    details: &SchedulingLinkDetails,
    before: Option<&SchedulingLinkDetails>,
    today: Date,
    now: Timestamp,
) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let mut note = |pointer: &str, detail: String| problems.push(FieldProblem::new(pointer, detail));
    let days = |details: &SchedulingLinkDetails| (details.first_day, details.last_day);
    if before.map(days) != Some(days(details)) {
        let (first, last) = days(details);
        if last < first {
            note("/last_day", "must not be before `first_day`".into());
        } else if last > first.plus_days(LINK_DAYS - 1) {
            note("/last_day", format!("must be within {LINK_DAYS} days of `first_day`"));
        } else if last < today {
            note("/last_day", "is over".into());
        } else if last > today.plus_days(LINK_FARTHEST_DAYS) {
            note("/last_day", format!("must be at most {LINK_FARTHEST_DAYS} days from now"));
        }
    }
    if before.map(|before| before.expires_at) != Some(details.expires_at) {
        if details.expires_at <= now {
            note("/expires_at", "must be in the future".into());
        } else if details.expires_at > now.plus_seconds(LINK_FARTHEST_DAYS * 86_400) {
            note("/expires_at", format!("must be at most {LINK_FARTHEST_DAYS} days from now"));
        }
    }
    problems
}

/// What became of a link, for those who made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkStatus {
    /// The candidate can choose a time.
    Open,
    /// Its interview has got its time.
    Booked,
    Expired,
    Revoked,
}

/// What became of a link by `now`; `waits` is whether its interview is there and has no time.
#[must_use]
pub fn link_status(link: &SchedulingLink, waits: bool, now: Timestamp) -> LinkStatus {
    match (link.kept.revoked_at, link.kept.interview.filter(|_| !waits)) {
        (Some(_), _) => LinkStatus::Revoked,
        (None, Some(_)) => LinkStatus::Booked,
        (None, None) if link.details.expires_at <= now => LinkStatus::Expired,
        (None, None) => LinkStatus::Open,
    }
}

/// What is known around a link when it is opened.
#[derive(Debug, Clone, Copy)]
pub struct LinkFacts<'a> {
    /// Whether the company takes bookings.
    pub is_open: bool,
    pub is_erased: bool,
    pub is_active: bool,
    pub job_is_open: bool,
    pub gates: &'a MatchResult,
    /// Whether all who are needed are there and interview.
    pub has_panel: bool,
    pub interview: Option<&'a Interview>,
    /// Whether somebody booked that interview to a slot: it is moved by its schedule alone.
    pub is_on_slot: bool,
    /// When the last day is over.
    pub ends_at: Timestamp,
}

/// How a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkStanding {
    /// A time can be chosen.
    Choosing,
    /// The interview has its time.
    Booked,
    /// It is over, or has begun.
    Over,
    Cancelled,
    Expired,
    Revoked,
    /// The candidate was erased, or is not interviewed any more; the job or the company has ended.
    Ended,
    /// Those who interview are not to be had any more.
    NoPanel,
}

/// How a link stands at `now`.
#[must_use]
pub fn link_standing(link: &SchedulingLink, facts: &LinkFacts<'_>, now: Timestamp) -> LinkStanding {
    use LinkStanding as S;
    if facts.is_erased {
        return S::Ended;
    }
    if link.kept.revoked_at.is_some() {
        return S::Revoked;
    }
    if let Some(interview) = facts.interview {
        match interview.status {
            InterviewStatus::Cancelled => return S::Cancelled,
            InterviewStatus::Completed | InterviewStatus::NoShow => return S::Over,
            InterviewStatus::Scheduled | InterviewStatus::InProgress => {
                return if rules::ended(interview, now).is_some() { S::Over } else { S::Booked };
            }
            // Somebody took its time away: another can be chosen.
            InterviewStatus::Pending => {}
        }
    }
    why_not_chosen(link, facts, now).unwrap_or(S::Choosing)
}

/// What keeps the candidate from choosing a time, the interview itself aside.
fn why_not_chosen(link: &SchedulingLink, facts: &LinkFacts<'_>, now: Timestamp) -> Option<LinkStanding> {
    let may_be_interviewed = rules::check_gates(facts.gates, "").is_ok() && facts.is_active;
    if !facts.is_open || !facts.job_is_open || !may_be_interviewed {
        return Some(LinkStanding::Ended);
    }
    // What is held can be booked, though the link ends meanwhile.
    if (link.details.expires_at <= now && link.kept.held(now).is_none()) || facts.ends_at <= now {
        return Some(LinkStanding::Expired);
    }
    (!facts.has_panel).then_some(LinkStanding::NoPanel)
}

/// Whether the candidate may cancel the interview at `now`: up to the agreed time before its start.
#[must_use]
pub fn link_may_cancel(link: &SchedulingLink, interview: &Interview, now: Timestamp) -> bool {
    let latest =
        |start: Timestamp| now <= start.plus_minutes(-link.details.change_minutes.max(0)) && now < start;
    link.kept.revoked_at.is_none()
        && interview.status == InterviewStatus::Scheduled
        && interview.time.is_some_and(|time| latest(time.start()))
}

/// Whether the candidate may move it: as long as it can be cancelled, a number of times, within the days of the link.
#[must_use]
pub fn link_may_move(link: &SchedulingLink, facts: &LinkFacts<'_>, now: Timestamp) -> bool {
    let Some(interview) = facts.interview else { return false };
    // The end of the link is that of choosing; for moving there is the agreed time before the start.
    let why_not = why_not_chosen(link, facts, now);
    let over = facts.ends_at <= now;
    let stands = why_not.is_none() || (why_not == Some(LinkStanding::Expired) && !over && facts.has_panel);
    let is_its_own = !facts.is_on_slot && !facts.is_erased;
    link.details.moves_left > 0 && link_may_cancel(link, interview, now) && is_its_own && stands
}

#[cfg(test)]
mod tests {
    use super::super::samples::interview;
    use super::*;
    use crate::{CompanyId, Metadata};
    use scheduling_core::time::Interval;
    use uuid::Uuid;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::saturating_from_unix(1_800_000_000 + seconds)
    }

    fn day(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    fn link() -> SchedulingLink {
        let details = SchedulingLinkDetails {
            candidate: CandidateId(1),
            job: JobId(1),
            panel: LinkPanel::People { interviewers: vec![UserId(2)], minutes: 60 },
            interview_type: InterviewType::Online,
            location: None,
            first_day: day("2027-01-15"),
            last_day: day("2027-01-29"),
            expires_at: at(86_400),
            moves_left: 1,
            change_minutes: 60,
        };
        Record {
            id: SchedulingLinkId(Uuid::nil()),
            company: CompanyId(1),
            details,
            kept: LinkState::default(),
            metadata: Metadata::new(at(0)),
        }
    }

    fn gates(flags: [bool; 3]) -> MatchResult {
        MatchResult::new(CompanyId(1), CandidateId(1), JobId(1)).with_flags(flags)
    }

    fn facts(gates: &MatchResult) -> LinkFacts<'_> {
        LinkFacts {
            is_open: true,
            is_erased: false,
            is_active: true,
            job_is_open: true,
            gates,
            has_panel: true,
            interview: None,
            is_on_slot: false,
            ends_at: at(14 * 86_400),
        }
    }

    #[test]
    fn what_keeps_a_candidate_from_choosing() {
        use LinkStanding as S;
        let open = gates([true, true, false]);
        let good = facts(&open);
        let check = |facts: LinkFacts<'_>, expected| {
            assert_eq!(link_standing(&link(), &facts, at(0)), expected, "{facts:?}");
        };
        check(good, S::Choosing);
        check(LinkFacts { is_open: false, ..good }, S::Ended);
        check(LinkFacts { is_erased: true, ..good }, S::Ended);
        check(LinkFacts { is_active: false, ..good }, S::Ended);
        check(LinkFacts { job_is_open: false, ..good }, S::Ended);
        check(LinkFacts { has_panel: false, ..good }, S::NoPanel);
        check(LinkFacts { ends_at: at(0), ..good }, S::Expired);
        check(facts(&gates([true, false, false])), S::Ended);
        check(facts(&gates([false; 3])), S::Ended);
    }

    #[test]
    fn a_link_ends_to_the_second_and_what_is_held_outlasts_it() {
        use LinkStanding as S;
        let open = gates([true; 3]);
        let check = |kept: LinkState, now: i64, expected| {
            let link = SchedulingLink { kept, ..link() };
            assert_eq!(link_standing(&link, &facts(&open), at(now)), expected, "{kept:?} {now}");
        };
        check(LinkState::default(), 86_399, S::Choosing);
        check(LinkState::default(), 86_400, S::Expired);
        let hold = LinkHold { start: at(200_000), until: at(86_500) };
        check(LinkState { hold: Some(hold), ..LinkState::default() }, 86_499, S::Choosing);
        check(LinkState { hold: Some(hold), ..LinkState::default() }, 86_500, S::Expired);
        check(LinkState { revoked_at: Some(at(5)), hold: Some(hold), interview: None }, 10, S::Revoked);
    }

    #[test]
    fn the_interview_says_how_its_link_stands() {
        use InterviewStatus as I;
        use LinkStanding as S;
        let open = gates([true; 3]);
        let hour = Interval::new(at(7_200), at(10_800)).ok();
        let check = |status: I, now: i64, expected| {
            let seen = interview(status, hour.filter(|_| status != I::Pending));
            let facts = LinkFacts { interview: Some(&seen), ..facts(&open) };
            assert_eq!(link_standing(&link(), &facts, at(now)), expected, "{status:?} {now}");
        };
        check(I::Pending, 0, S::Choosing);
        check(I::Pending, 86_400, S::Expired);
        check(I::Scheduled, 10_799, S::Booked);
        check(I::Scheduled, 10_800, S::Over);
        check(I::InProgress, 7_300, S::Booked);
        check(I::Cancelled, 0, S::Cancelled);
        check(I::NoShow, 0, S::Over);
    }

    #[test]
    fn moving_and_cancelling_keep_to_what_was_agreed() {
        let open = gates([true; 3]);
        let check = |moves_left: i64, minutes: i64, now: i64, expected: [bool; 2]| {
            let mut link = link();
            (link.details.moves_left, link.details.change_minutes) = (moves_left, minutes);
            let seen = interview(InterviewStatus::Scheduled, Interval::new(at(7_200), at(10_800)).ok());
            let facts = LinkFacts { interview: Some(&seen), ..facts(&open) };
            let may = [link_may_cancel(&link, &seen, at(now)), link_may_move(&link, &facts, at(now))];
            assert_eq!(may, expected, "{moves_left} {minutes} {now}");
        };
        check(1, 60, 3_600, [true, true]);
        check(1, 60, 3_601, [false, false]);
        check(0, 60, 3_600, [true, false]);
        check(1, 0, 7_199, [true, true]);
        check(1, 0, 7_200, [false, false]);
        let seen = interview(InterviewStatus::InProgress, Interval::new(at(7_200), at(10_800)).ok());
        assert!(!link_may_cancel(&link(), &seen, at(0)));
        let scheduled = interview(InterviewStatus::Scheduled, Interval::new(at(190_000), at(193_600)).ok());
        let booked = LinkFacts { interview: Some(&scheduled), ..facts(&open) };
        // The link has expired: it ended the choosing alone.
        assert!(link_may_move(&link(), &booked, at(90_000)));
        assert!(!link_may_move(&link(), &LinkFacts { job_is_open: false, ..booked }, at(0)));
        assert!(!link_may_move(&link(), &LinkFacts { is_on_slot: true, ..booked }, at(0)));
        assert!(!link_may_move(&link(), &LinkFacts { has_panel: false, ..booked }, at(90_000)));
        assert!(!link_may_move(&link(), &LinkFacts { ends_at: at(80_000), ..booked }, at(90_000)));
    }

    #[test]
    fn days_and_ends_of_links() {
        let today = day("2027-01-15");
        let check = |change: &dyn Fn(&mut SchedulingLinkDetails), expected: &[&str]| {
            let before = link().details;
            let mut details = before.clone();
            change(&mut details);
            let pointers = |before| {
                let problems = link_problems(&details, before, today, at(0));
                problems.into_iter().map(|problem| problem.pointer).collect::<Vec<_>>()
            };
            assert_eq!(pointers(None), expected, "{details:?}");
            assert_eq!(pointers(Some(&before)), expected, "{details:?}");
        };
        check(&|_| {}, &[]);
        check(&|link| link.last_day = day("2027-01-14"), &["/last_day"]);
        check(&|link| link.last_day = day("2027-03-17"), &[]);
        check(&|link| link.last_day = day("2027-03-18"), &["/last_day"]);
        check(
            &|link| (link.first_day, link.last_day) = (day("2027-01-01"), day("2027-01-14")),
            &["/last_day"],
        );
        check(
            &|link| (link.first_day, link.last_day) = (day("2027-04-10"), day("2027-04-16")),
            &["/last_day"],
        );
        check(&|link| link.expires_at = at(0), &["/expires_at"]);
        check(&|link| link.expires_at = at(90 * 86_400 + 1), &["/expires_at"]);
        // What is over already, and stays as it is, keeps nothing else from being changed.
        let old = link().details;
        assert_eq!(link_problems(&old, Some(&old), day("2028-01-01"), at(90_000_000)), []);
    }
}
