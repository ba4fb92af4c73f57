//! What a candidate does with a link: hold a time, book it, move the interview, cancel it.

use super::around::Around;
use super::offers::require_offered;
use super::token::OpenedLink;
use crate::interviews::{self, ByTemplate, InterviewChange, Meeting, NewInterview, panel_at};
use crate::kit::Precondition;
use crate::rooms::RoomSeed;
use domain::access::Permit;
use domain::commitment::{Hold, Span, Subject};
use domain::interview::{
    Interview, InterviewDetails, LINK_HOLD_SECONDS, LinkHold, LinkPanel, LinkStanding, LinkState,
};
use domain::{Refusal, UserId};
use persistence::ledger::{self, Claim};
use persistence::store::scheduling_links as store;
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::{Interval, Timestamp};

/// What logs keep as the reason.
const MOVED: &str = "moved by the candidate";
const CANCELLED: &str = "cancelled by the candidate";

/// What became of something that a candidate asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Done,
    /// The interview is not at the time any more that the candidate saw. Nothing was changed.
    Overtaken,
}

/// Does something with a link whose locks are had: all of it or nothing, and again where somebody else was faster.
fn with_link<T>(
    tx: &mut Tx<'_>,
    opened: OpenedLink,
    now: Timestamp,
    work: impl Fn(&mut Tx<'_>, &Permit, &Around) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let permit = Permit::candidate(opened.company);
    Precondition::default().retry(|| {
        tx.savepoint(|tx| {
            let around = Around::locked(&mut tx.scope(&permit), opened.id, now)?;
            work(tx, &permit, &around)
        })
    })
}

/// Holds a time for the candidate, in place of the one that was held. Once the interview is booked nothing is held any more.
///
/// # Errors
/// `NotFound`; `WrongState` (`wrong-status`) by how the link stands; `Unavailable` for a time that can't be had.
pub fn hold(tx: &mut Tx<'_>, opened: OpenedLink, start: Timestamp, now: Timestamp) -> Result<(), StoreError> {
    with_link(tx, opened, now, |tx, permit, around| {
        if !is_to_choose(around, now)? {
            return Ok(());
        }
        let scope = &mut tx.scope(permit);
        // Where the new time is refused, all is as it was, the hold included.
        ledger::release(scope, around.hold_source())?;
        require_offered(scope, around, start, now)?;
        let time = meeting_at(around, start)?;
        let panel = panel(scope, around, time, now)?;
        take(scope, around, &panel, time, now)
    })
}

/// Holds the time to which a booked interview is to be moved, while the candidate is asked whether it is. The interview keeps the time
/// that it has.
///
/// # Errors
/// `NotFound`; `WrongState` (`wrong-status`) where it can't be moved (any more); `Unavailable` for a time that can't be had.
pub fn hold_move(
    tx: &mut Tx<'_>,
    opened: OpenedLink,
    start: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    with_link(tx, opened, now, |tx, permit, around| {
        let interview = to_move(around, start, now)?;
        let scope = &mut tx.scope(permit);
        ledger::release(scope, around.hold_source())?;
        if interview.time.map(Interval::start) == Some(start) {
            return note(scope, around, LinkState { hold: None, ..around.link.kept }, now);
        }
        require_offered(scope, around, start, now)?;
        let time = meeting_at(around, start)?;
        let panel = panel(scope, around, time, now)?;
        take(scope, around, &panel, time, now)
    })
}

/// The booked interview, where the candidate may move it to that start, or where it is there already.
fn to_move(around: &Around, start: Timestamp, now: Timestamp) -> Result<&Interview, Refusal> {
    let booked = around.interview.as_ref().filter(|_| around.standing(now) == LinkStanding::Booked);
    let interview = booked.ok_or_else(|| not_any_more(around.standing(now)))?;
    let is_there = interview.time.map(Interval::start) == Some(start);
    match is_there || around.may_move(now) {
        true => Ok(interview),
        false => Err(wrong("it can't be moved by the link any more")),
    }
}

/// Gives back what is held.
///
/// # Errors
/// `NotFound`.
pub fn release(tx: &mut Tx<'_>, opened: OpenedLink, now: Timestamp) -> Result<(), StoreError> {
    with_link(tx, opened, now, |tx, permit, around| give_back(&mut tx.scope(permit), around, now))
}

fn give_back(scope: &mut Scope<'_>, around: &Around, now: Timestamp) -> Result<(), StoreError> {
    ledger::release(scope, around.hold_source())?;
    match around.link.kept.hold {
        Some(_) => note(scope, around, LinkState { hold: None, ..around.link.kept }, now),
        None => Ok(()),
    }
}

/// Books the interview for that start, whether it was held or not. Where it is booked for it already nothing changes.
///
/// # Errors
/// `NotFound`; `WrongState` (`wrong-status`) by how the link stands; `Unavailable` for a time that can't be had; what making an
/// interview refuses.
pub fn book(
    tx: &mut Tx<'_>,
    opened: OpenedLink,
    start: Timestamp,
    seed: &RoomSeed,
    now: Timestamp,
) -> Result<Asked, StoreError> {
    with_link(tx, opened, now, |tx, permit, around| {
        if !is_to_choose(around, now)? {
            return Ok(as_seen(around, Some(start)));
        }
        let is_held = around.link.kept.held(now).is_some_and(|hold| hold.start == start);
        let scope = &mut tx.scope(permit);
        if !is_held {
            require_offered(scope, around, start, now)?;
        }
        ledger::release(scope, around.hold_source())?;
        let interview = match &around.interview {
            None => interviews::make(tx, permit, &new_interview(around, start), seed, now)?,
            Some(waiting) => {
                let change = InterviewChange { start: Some(Some(start)), ..InterviewChange::default() };
                interviews::change(tx, permit, waiting.id, &change, &Precondition::default(), seed, now)?
            }
        };
        let state = LinkState { interview: Some(interview.id), hold: None, ..around.link.kept };
        note(&mut tx.scope(permit), around, state, now)?;
        Ok(Asked::Done)
    })
}

/// A move that a candidate asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    pub to: Timestamp,
    /// The start that the candidate saw; `None` takes whatever it has.
    pub from: Option<Timestamp>,
}

/// Whether the interview still has the start that the candidate saw.
fn as_seen(around: &Around, seen: Option<Timestamp>) -> Asked {
    let start = around.interview.as_ref().and_then(|one| one.time).map(Interval::start);
    match seen.is_none() || seen == start {
        true => Asked::Done,
        false => Asked::Overtaken,
    }
}

/// Moves the interview to another start that the link offers; to the one that it has changes nothing, and does not count.
///
/// # Errors
/// `NotFound`; `WrongState` (`wrong-status`) where it can't be moved (any more); `Unavailable` for a time that can't be had; what
/// changing an interview refuses.
pub fn reschedule(
    tx: &mut Tx<'_>,
    opened: OpenedLink,
    wanted: Move,
    seed: &RoomSeed,
    now: Timestamp,
) -> Result<Asked, StoreError> {
    let start = wanted.to;
    with_link(tx, opened, now, |tx, permit, around| {
        let is_booked = around.standing(now) == LinkStanding::Booked;
        if is_booked && as_seen(around, Some(start)) == Asked::Done {
            return Ok(Asked::Done);
        }
        if is_booked && as_seen(around, wanted.from) == Asked::Overtaken {
            return Ok(Asked::Overtaken);
        }
        let interview = to_move(around, start, now)?;
        let scope = &mut tx.scope(permit);
        if around.link.kept.held(now).is_none_or(|hold| hold.start != start) {
            require_offered(scope, around, start, now)?;
        }
        ledger::release(scope, around.hold_source())?;
        let change = InterviewChange {
            start: Some(Some(start)),
            reason: Some(MOVED.into()),
            ..InterviewChange::default()
        };
        interviews::change(tx, permit, interview.id, &change, &Precondition::default(), seed, now)?;
        let left = around.link.details.moves_left - 1;
        let state = LinkState { hold: None, ..around.link.kept };
        store::note(&mut tx.scope(permit), &around.link, state, left, now)?;
        Ok(Asked::Done)
    })
}

/// Cancels the interview; one that was cancelled stays so. `seen` is the start that the candidate saw; `None` takes whatever it has.
///
/// # Errors
/// `NotFound`; `WrongState` (`wrong-status`) where it can't be cancelled (any more).
pub fn cancel(
    tx: &mut Tx<'_>,
    opened: OpenedLink,
    seen: Option<Timestamp>,
    now: Timestamp,
) -> Result<Asked, StoreError> {
    with_link(tx, opened, now, |tx, permit, around| {
        let standing = around.standing(now);
        if standing == LinkStanding::Cancelled {
            return Ok(Asked::Done);
        }
        if standing == LinkStanding::Booked && as_seen(around, seen) == Asked::Overtaken {
            return Ok(Asked::Overtaken);
        }
        match around.interview.as_ref().filter(|_| around.may_cancel(now)) {
            Some(interview) => {
                give_back(&mut tx.scope(permit), around, now)?;
                let any = Precondition::default();
                interviews::cancel(tx, permit, interview.id, CANCELLED, &any, now)?;
                Ok(Asked::Done)
            }
            None => Err(wrong("it can't be cancelled by the link any more").into()),
        }
    })
}

/// Whether a time is still to be chosen; it is not where the interview is booked.
fn is_to_choose(around: &Around, now: Timestamp) -> Result<bool, Refusal> {
    match around.standing(now) {
        LinkStanding::Choosing => Ok(true),
        LinkStanding::Booked => Ok(false),
        other => Err(not_any_more(other)),
    }
}

fn not_any_more(standing: LinkStanding) -> Refusal {
    wrong(match standing {
        LinkStanding::Revoked => "the link was revoked",
        LinkStanding::Expired => "the link has expired",
        LinkStanding::Cancelled => "the interview was cancelled",
        LinkStanding::Over => "the interview is over",
        LinkStanding::NoPanel => "those who interview are not to be had any more",
        LinkStanding::Ended => "no interview can be booked for the candidate and this job any more",
        LinkStanding::Choosing | LinkStanding::Booked => "no interview is booked yet",
    })
}

fn wrong(detail: &str) -> Refusal {
    Refusal::WrongState { slug: "wrong-status", detail: detail.into() }
}

fn meeting_at(around: &Around, start: Timestamp) -> Result<Interval, Refusal> {
    let minutes = around.meeting.as_ref().map_or(0, |meeting| meeting.details.duration_minutes);
    let time = Interval::new(start, start.plus_minutes(minutes));
    time.map_err(|_| wrong("those who interview are not to be had any more"))
}

/// Who would interview then: all of the panel, or those whom the template chooses.
fn panel(
    scope: &mut Scope<'_>,
    around: &Around,
    time: Interval,
    now: Timestamp,
) -> Result<Vec<UserId>, StoreError> {
    let Some(meeting) = &around.meeting else { return Ok(Vec::new()) };
    match (&around.link.details.panel, &around.interview) {
        (LinkPanel::Template(_), None) => {
            let at = Meeting { time, interviewee: around.candidate.kept.user };
            panel_at(scope, &around.company, meeting, at, now)
        }
        _ => Ok(meeting.details.interviewers.clone()),
    }
}

/// Takes the time of the candidate and the panel for a while, beside that of the interview where it is booked.
fn take(
    scope: &mut Scope<'_>,
    around: &Around,
    panel: &[UserId],
    time: Interval,
    now: Timestamp,
) -> Result<(), StoreError> {
    let until = now.plus_seconds(LINK_HOLD_SECONDS);
    let people = panel.iter().copied().map(Subject::User);
    let subjects: Vec<Subject> = std::iter::once(around.candidate_subject()).chain(people).collect();
    let claim = |subject: &Subject| Claim {
        subject: subject.clone(),
        span: Span::bare(time),
        source: around.hold_source(),
        hold: Hold::Until(until),
    };
    let claims: Vec<Claim> = subjects.iter().map(claim).collect();
    let taken = match around.booked_source() {
        Some(booked) => ledger::claim_beside(scope, now, &claims, booked)?,
        None => ledger::claim(scope, now, &claims)?,
    };
    match taken {
        Ok(_) => {
            let hold = Some(LinkHold { start: time.start(), until });
            note(scope, around, LinkState { hold, ..around.link.kept }, now)
        }
        Err(refused) => {
            let slug = match refused.which {
                0 => "candidate-unavailable",
                _ => "interviewer-unavailable",
            };
            let detail = "somebody has another booking at that time".into();
            Err(Refusal::Unavailable {
                slug,
                pointer: None,
                detail,
                because: Vec::new(),
                names: Box::default(),
            }
            .into())
        }
    }
}

fn new_interview(around: &Around, start: Timestamp) -> NewInterview {
    let details = &around.link.details;
    let (template, interviewers, minutes) = match &details.panel {
        LinkPanel::Template(template) => {
            (Some(ByTemplate { template: *template, minutes: None }), Vec::new(), 60)
        }
        LinkPanel::People { interviewers, minutes } => (None, interviewers.clone(), *minutes),
    };
    NewInterview {
        candidate: details.candidate,
        job: details.job,
        start: Some(start),
        details: InterviewDetails {
            interview_type: details.interview_type,
            duration_minutes: minutes,
            interviewers,
            round: None,
            location: details.location.clone(),
            notes: None,
        },
        template,
    }
}

fn note(scope: &mut Scope<'_>, around: &Around, state: LinkState, now: Timestamp) -> Result<(), StoreError> {
    store::note(scope, &around.link, state, around.link.details.moves_left, now).map(drop)
}
