//! What may happen to an interview, one function each. Booking it to a slot is beside it.

use super::{
    Interview, InterviewCancellation, InterviewDetails, InterviewStatus, InterviewType, Interviewee,
    MatchResult, rules,
};
use crate::Metadata;
use crate::{CandidateId, CompanyId, FieldProblem, InterviewId, JobId, Refusal, TemplateId, UserId};
use scheduling_core::time::{Interval, Timestamp};

/// Who joins an interview.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    Candidate,
    Interviewer,
}

impl Part {
    /// The name that the log knows.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Candidate => "candidate",
            Self::Interviewer => "interviewer",
        }
    }
}

/// Whose interview it is, and for what: what never changes about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    pub id: InterviewId,
    pub company: CompanyId,
    pub candidate: CandidateId,
    pub interviewee: Interviewee,
    pub job: JobId,
    /// The template that chooses the panel, where one does.
    pub template: Option<TemplateId>,
}

/// A new interview, which waits for a time.
///
/// # Errors
/// `Rule` where the candidate may not be interviewed, `Invalid` for a panel that names a user twice.
pub fn create(
    of: Subject,
    details: InterviewDetails,
    gates: &MatchResult,
    now: Timestamp,
) -> Result<Interview, Refusal> {
    rules::check_gates(gates, "/candidate_id")?;
    rules::check_interviewee(of.interviewee)?;
    check_panel(&details.interviewers, of.interviewee)?;
    Ok(Interview {
        id: of.id,
        company: of.company,
        candidate: of.candidate,
        interviewee: of.interviewee,
        job: of.job,
        template: of.template,
        status: InterviewStatus::Pending,
        time: None,
        details,
        ai: None,
        room_id: None,
        candidate_joined_at: None,
        interviewer_joined_at: None,
        scheduled_by: None,
        cancelled: None,
        sequence: 0,
        // It is not stored yet.
        metadata: Metadata { version: 0, created_at: now, updated_at: now },
    })
}

/// Each of a panel is named once, and nobody interviews themselves.
///
/// # Errors
/// `Invalid`, pointing at each second mention and at the candidate.
pub fn check_panel(panel: &[UserId], interviewee: Interviewee) -> Result<(), Refusal> {
    let wrong = |(index, user): (usize, &UserId)| {
        let detail = if panel.iter().take(index).any(|other| other == user) {
            "is named twice"
        } else if interviewee.user == Some(*user) {
            "is the candidate: they have the same e-mail address"
        } else {
            return None;
        };
        Some(FieldProblem::new(format!("/interviewer_ids/{index}"), detail))
    };
    let problems: Vec<FieldProblem> = panel.iter().enumerate().filter_map(wrong).collect();
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems)) }
}

/// Gives an interview its time, or another one; it lasts as long as its details say.
///
/// # Errors
/// `WrongState` (`not-changeable`) for one that somebody has joined, or that is finished; `Rule` where the gates are shut
/// or the start is too near or too far.
pub fn give_time(
    interview: &Interview,
    start: Timestamp,
    gates: &MatchResult,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<Interview, Refusal> {
    if !matches!(interview.status, InterviewStatus::Pending | InterviewStatus::Scheduled) {
        return Err(not_changeable(interview));
    }
    rules::check_gates(gates, "/scheduled_at")?;
    rules::check_interviewee(interview.interviewee)?;
    rules::check_start(start, now)?;
    let time = Interval::new(start, start.plus_minutes(interview.details.duration_minutes));
    let time = time.map_err(|_| Refusal::invalid("/scheduled_at", "leaves no room for the interview"))?;
    Ok(Interview {
        status: InterviewStatus::Scheduled,
        time: Some(time),
        scheduled_by: by,
        sequence: interview.sequence + 1,
        ..interview.clone()
    })
}

/// Leaves the start as it is; where the interview was made longer or shorter, its end moves.
///
/// # Errors
/// `WrongState` (`not-changeable`) where it would be over already.
pub fn keep_start(interview: &Interview, now: Timestamp) -> Result<Interview, Refusal> {
    let Some(time) = interview.time else { return Ok(interview.clone()) };
    let end = time.start().plus_minutes(interview.details.duration_minutes);
    if end == time.end() {
        return Ok(interview.clone());
    }
    let time = Interval::new(time.start(), end).ok().filter(|time| time.end() > now);
    let time = time.ok_or_else(|| not_changeable(interview))?;
    Ok(Interview { time: Some(time), sequence: interview.sequence + 1, ..interview.clone() })
}

/// Takes the time away: the interview waits for another. Its room was for that time, and goes too.
///
/// # Errors
/// `WrongState` (`not-changeable`) for one that somebody has joined, or that is finished.
pub fn take_time(interview: &Interview) -> Result<Interview, Refusal> {
    match interview.status {
        InterviewStatus::Pending => Ok(interview.clone()),
        InterviewStatus::Scheduled => Ok(Interview {
            status: InterviewStatus::Pending,
            time: None,
            ai: None,
            room_id: None,
            scheduled_by: None,
            sequence: interview.sequence + 1,
            ..interview.clone()
        }),
        _ => Err(not_changeable(interview)),
    }
}

/// Changes what is said about an interview. Once somebody has joined, only notes, round and place may change.
///
/// # Errors
/// `WrongState` (`not-changeable`), `Invalid` for a panel that names a user twice.
pub fn change(interview: &Interview, details: InterviewDetails) -> Result<Interview, Refusal> {
    let old = &interview.details;
    let same_meeting = old.interviewers == details.interviewers
        && old.duration_minutes == details.duration_minutes
        && old.interview_type == details.interview_type;
    let begun = interview.status == InterviewStatus::InProgress;
    if !interview.status.is_open() || (begun && !same_meeting) {
        return Err(not_changeable(interview));
    }
    check_panel(&details.interviewers, interview.interviewee)?;
    Ok(Interview { details, ..interview.clone() })
}

/// Calls an interview off. It keeps the time that it had.
///
/// # Errors
/// `WrongState` (`not-changeable`) for one that was cancelled already or is over.
pub fn cancel(
    interview: &Interview,
    reason: &str,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<Interview, Refusal> {
    if !interview.status.is_open() || rules::ended(interview, now).is_some() {
        return Err(not_changeable(interview));
    }
    Ok(Interview {
        status: InterviewStatus::Cancelled,
        cancelled: Some(InterviewCancellation { at: now, reason: reason.into(), by }),
        sequence: interview.sequence + 1,
        ..interview.clone()
    })
}

/// Somebody joins, whose room was found to be right. The first one begins the interview; joining again changes nothing.
///
/// An interview whose status was set because its end had come can be joined for as long as any other
///: people overrun, and lines drop. A candidate who comes then did come, so it was no no-show.
///
/// # Errors
/// `WrongState`: `not-joinable` by its status, kind or gates, then `outside-join-window`.
pub fn join(
    interview: &Interview,
    part: Part,
    gates: &MatchResult,
    now: Timestamp,
) -> Result<Interview, Refusal> {
    let by_status = |time: &Interval| match interview.status {
        InterviewStatus::Scheduled | InterviewStatus::InProgress => true,
        InterviewStatus::Completed | InterviewStatus::NoShow => rules::can_be_joined(*time, now),
        InterviewStatus::Pending | InterviewStatus::Cancelled => false,
    };
    let Some(time) = interview.time.filter(by_status).filter(|_| is_online(interview, gates)) else {
        let status = interview.status.name().replace('_', " ");
        let detail = format!("the interview is {status}, or not held online");
        return Err(Refusal::WrongState { slug: "not-joinable", detail });
    };
    if !rules::can_be_joined(time, now) {
        let detail = "it can be joined from 15 minutes before its start to 15 minutes after its end".into();
        return Err(Refusal::WrongState { slug: "outside-join-window", detail });
    }
    let status = match (interview.status, part) {
        (InterviewStatus::NoShow, Part::Candidate) => InterviewStatus::Completed,
        (InterviewStatus::NoShow | InterviewStatus::Completed, _) => interview.status,
        _ => InterviewStatus::InProgress,
    };
    let mut joined = Interview { status, ..interview.clone() };
    let came = match part {
        Part::Candidate => &mut joined.candidate_joined_at,
        Part::Interviewer => &mut joined.interviewer_joined_at,
    };
    came.get_or_insert(now);
    Ok(joined)
}

/// Ends an interview that is over; `None` where it is not, or its status says so already.
#[must_use]
pub fn end(interview: &Interview, now: Timestamp) -> Option<Interview> {
    let status = rules::ended(interview, now)?;
    Some(Interview { status, ..interview.clone() })
}

/// Whether an interview is to have a room: it is online, has a time, and online interviews are enabled.
#[must_use]
pub fn has_room(interview: &Interview, gates: &MatchResult) -> bool {
    is_online(interview, gates) && interview.time.is_some() && interview.status.is_open()
}

fn is_online(interview: &Interview, gates: &MatchResult) -> bool {
    interview.details.interview_type == InterviewType::Online && gates.allows_online()
}

/// Gives the interview `fresh` for a room where it is to have one and has none, and takes it where it is not.
#[must_use]
pub fn with_room(interview: Interview, gates: &MatchResult, fresh: &str) -> Interview {
    if !interview.status.is_open() {
        return interview;
    }
    let room_id = match has_room(&interview, gates) {
        true => Some(interview.room_id.clone().unwrap_or_else(|| fresh.to_owned())),
        false => None,
    };
    Interview { room_id, ..interview }
}

fn not_changeable(interview: &Interview) -> Refusal {
    let detail = match interview.status {
        InterviewStatus::InProgress => "a participant has joined the interview already".into(),
        InterviewStatus::Pending | InterviewStatus::Scheduled => "the interview is over".into(),
        status => format!("the interview is {}", status.name().replace('_', " ")),
    };
    Refusal::WrongState { slug: "not-changeable", detail }
}

#[cfg(test)]
mod tests {
    use super::super::samples::interview;
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::saturating_from_unix(1_800_000_000 + seconds)
    }

    fn hour() -> Option<Interval> {
        Interval::new(at(0), at(3_600)).ok()
    }

    fn gates(flags: [bool; 3]) -> MatchResult {
        MatchResult::new(CompanyId(1), CandidateId(1), JobId(1)).with_flags(flags)
    }

    /// An interview of that status, with a time where the status needs one.
    fn seen(status: InterviewStatus) -> Interview {
        interview(status, hour().filter(|_| status != InterviewStatus::Pending))
    }

    fn slug<T>(done: Result<T, Refusal>) -> &'static str {
        done.map_or_else(|refusal| refusal.slug(), |_| "good")
    }

    #[test]
    fn which_status_allows_what() {
        use InterviewStatus as S;
        let open = gates([true; 3]);
        for status in S::ALL {
            let seen = seen(status);
            let mut other_panel = seen.details.clone();
            other_panel.interviewers.push(UserId(9));
            let done = [
                slug(give_time(&seen, at(0), &open, None, at(-86_400))),
                slug(take_time(&seen)),
                slug(change(&seen, seen.details.clone())),
                slug(change(&seen, other_panel)),
                slug(cancel(&seen, "ill", None, at(0))),
                slug(join(&seen, Part::Candidate, &open, at(0))),
            ];
            let (yes, no, shut) = ("good", "not-changeable", "not-joinable");
            let expected = match status {
                S::Pending => [yes, yes, yes, yes, yes, shut],
                S::Scheduled => [yes; 6],
                S::InProgress => [no, no, yes, no, yes, yes],
                S::Completed | S::NoShow => [no, no, no, no, no, yes],
                S::Cancelled => [no, no, no, no, no, shut],
            };
            assert_eq!(done, expected, "{status:?}");
        }
    }

    #[test]
    fn what_is_over_is_not_cancelled() {
        assert_eq!(slug(cancel(&seen(InterviewStatus::Scheduled), "ill", None, at(3_599))), "good");
        assert_eq!(slug(cancel(&seen(InterviewStatus::Scheduled), "ill", None, at(3_600))), "not-changeable");
    }

    #[test]
    fn panels_name_each_once() {
        let check = |panel: &[i64], expected: &[&str]| {
            let panel: Vec<UserId> = panel.iter().copied().map(UserId).collect();
            let problems =
                match check_panel(&panel, Interviewee { user: Some(UserId(9)), ..Interviewee::GUEST }) {
                    Err(Refusal::Invalid(problems)) => problems,
                    _ => Vec::new(),
                };
            let pointers: Vec<&str> = problems.iter().map(|problem| problem.pointer.as_str()).collect();
            assert_eq!(pointers, expected, "{panel:?}");
        };
        check(&[], &[]);
        check(&[1, 2, 3], &[]);
        check(&[1, 2, 1, 1], &["/interviewer_ids/2", "/interviewer_ids/3"]);
        check(&[1, 9], &["/interviewer_ids/1"]);
    }

    #[test]
    fn the_order_of_what_stands_against_joining() {
        let late = at(4_501);
        let check = |status, flags, now, expected| {
            let seen = seen(status);
            assert_eq!(
                slug(join(&seen, Part::Candidate, &gates(flags), now)),
                expected,
                "{status:?} {flags:?}"
            );
        };
        check(InterviewStatus::Cancelled, [true; 3], late, "not-joinable");
        check(InterviewStatus::Completed, [true; 3], late, "not-joinable");
        check(InterviewStatus::NoShow, [true; 3], at(4_500), "good");
        check(InterviewStatus::NoShow, [true, true, false], at(4_500), "not-joinable");
        check(InterviewStatus::Scheduled, [true, true, false], at(0), "not-joinable");
        check(InterviewStatus::Scheduled, [true; 3], late, "outside-join-window");
        check(InterviewStatus::Scheduled, [true; 3], at(-901), "outside-join-window");
        check(InterviewStatus::Scheduled, [true; 3], at(-900), "good");
    }

    #[test]
    fn whoever_comes_after_the_end_has_come() {
        let check = |status, part, expected| {
            let ended = seen(status);
            let joined = join(&ended, part, &gates([true; 3]), at(3_700)).expect("joins");
            assert_eq!(joined.status, expected, "{status:?} {part:?}");
            let came = [joined.candidate_joined_at, joined.interviewer_joined_at];
            assert_eq!(came.into_iter().flatten().collect::<Vec<_>>(), [at(3_700)]);
        };
        check(InterviewStatus::NoShow, Part::Candidate, InterviewStatus::Completed);
        check(InterviewStatus::NoShow, Part::Interviewer, InterviewStatus::NoShow);
        check(InterviewStatus::Completed, Part::Interviewer, InterviewStatus::Completed);
        // Nobody has set its status yet: the worker will find that somebody came.
        check(InterviewStatus::Scheduled, Part::Candidate, InterviewStatus::InProgress);
    }

    #[test]
    fn joining_again_changes_nothing() {
        let open = gates([true; 3]);
        let first = join(&seen(InterviewStatus::Scheduled), Part::Interviewer, &open, at(1)).expect("joins");
        assert_eq!((first.status, first.interviewer_joined_at), (InterviewStatus::InProgress, Some(at(1))));
        assert_eq!(join(&first, Part::Interviewer, &open, at(2)).as_ref(), Ok(&first));
        let both = join(&first, Part::Candidate, &open, at(3)).expect("joins");
        assert_eq!((both.candidate_joined_at, both.interviewer_joined_at), (Some(at(3)), Some(at(1))));
    }

    #[test]
    fn rooms_come_and_go_with_what_they_are_for() {
        let check = |status, flags, online: bool, had: Option<&str>, expected: Option<&str>| {
            let mut seen = seen(status);
            seen.room_id = had.map(Into::into);
            if !online {
                seen.details.interview_type = InterviewType::Offline;
            }
            let room = with_room(seen, &gates(flags), "fresh").room_id;
            assert_eq!(room.as_deref(), expected, "{status:?} {flags:?} {online} {had:?}");
        };
        use InterviewStatus as S;
        check(S::Scheduled, [true; 3], true, None, Some("fresh"));
        check(S::Scheduled, [true; 3], true, Some("old"), Some("old"));
        check(S::Scheduled, [true, true, false], true, Some("old"), None);
        check(S::Scheduled, [true; 3], false, Some("old"), None);
        check(S::Pending, [true; 3], true, None, None);
        check(S::Completed, [false; 3], true, Some("old"), Some("old"));
    }

    #[test]
    fn each_change_of_time_counts_for_invitations() {
        let open = gates([true; 3]);
        let given = give_time(&seen(InterviewStatus::Pending), at(0), &open, Some(UserId(7)), at(-86_400));
        let given = given.expect("gets a time");
        assert_eq!((given.time, given.sequence, given.scheduled_by), (hour(), 1, Some(UserId(7))));
        let taken = take_time(&given).expect("loses it");
        assert_eq!((taken.time, taken.sequence, taken.status), (None, 2, InterviewStatus::Pending));
        let cancelled = cancel(&given, "ill", None, at(-5)).expect("is cancelled");
        assert_eq!((cancelled.time, cancelled.sequence), (hour(), 2));
    }
}
