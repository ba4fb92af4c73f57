//! Commitments: the one way in which the product takes somebody's time.
//!
//! Every booking of any kind writes one commitment per person concerned into one ledger, so that no two
//! parts of the product can book the same person twice. The rule of what may lie beside what is here; the
//! ledger itself is in `persistence::ledger`.

use crate::because::{Because, BookedBy};
use crate::{CandidateId, CommitmentId, UserId};
use scheduling_core::time::{Interval, IntervalSet, Timestamp};
use std::fmt;

/// Somebody (or something) whose time can be taken once.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// A user of the company.
    User(UserId),
    /// A candidate of the company.
    Candidate(CandidateId),
    /// Somebody who books appointments, by lower-case e-mail.
    Customer(String),
    /// One of the company's AI interviewers of one type; `unit` counts from 0 to one less than `ai_parallel`.
    Ai { kind: String, unit: u32 },
}

impl Subject {
    /// Reads what [`Display`](fmt::Display) wrote, for example `user:12` or `ai:technical:0`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once(':')?;
        match kind {
            "user" => rest.parse().ok().map(|id| Self::User(UserId(id))),
            "candidate" => rest.parse().ok().map(|id| Self::Candidate(CandidateId(id))),
            "customer" => (!rest.is_empty()).then(|| Self::Customer(rest.to_owned())),
            "ai" => {
                let (kind, unit) = rest.rsplit_once(':')?;
                (!kind.is_empty()).then_some(())?;
                Some(Self::Ai { kind: kind.to_owned(), unit: unit.parse().ok()? })
            }
            _ => None,
        }
    }

    /// Whose time a candidate's interviews take: their own, or that of the user who is the same person.
    #[must_use]
    pub fn of_candidate(candidate: CandidateId, user: Option<UserId>) -> Self {
        user.map_or(Self::Candidate(candidate), Self::User)
    }

    /// The user, where the subject is one.
    #[must_use]
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::User(id) => Some(*id),
            _ => None,
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(out, "user:{id}"),
            Self::Candidate(id) => write!(out, "candidate:{id}"),
            Self::Customer(key) => write!(out, "customer:{key}"),
            Self::Ai { kind, unit } => write!(out, "ai:{kind}:{unit}"),
        }
    }
}

/// What a commitment was made for. All commitments of one source are made, confirmed and released together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Source {
    pub kind: SourceKind,
    pub id: uuid::Uuid,
}

/// The kinds of things that take time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SourceKind {
    Slot,
    Schedule,
    Interview,
    Request,
    Appointment,
}

impl SourceKind {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Slot, Self::Schedule, Self::Interview, Self::Request, Self::Appointment];

    /// The name that is stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Slot => "slot",
            Self::Schedule => "schedule",
            Self::Interview => "interview",
            Self::Request => "request",
            Self::Appointment => "appointment",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// How firmly a time is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// Until somebody releases it.
    Booked,
    /// Until then; from that instant on it counts for nothing.
    Until(Timestamp),
}

/// A meeting and the free time that it needs around itself, for one subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub meeting: Interval,
    /// Seconds of the buffer before the meeting, 0 to 86,400.
    pub buffer_before: i64,
    /// Seconds of the buffer after the meeting, 0 to 86,400.
    pub buffer_after: i64,
}

impl Span {
    /// A meeting without buffers.
    #[must_use]
    pub fn bare(meeting: Interval) -> Self {
        Self { meeting, buffer_before: 0, buffer_after: 0 }
    }

    /// The meeting with its buffers.
    #[must_use]
    pub fn buffered(&self) -> Interval {
        let start = self.meeting.start().plus_seconds(-self.buffer_before);
        let end = self.meeting.end().plus_seconds(self.buffer_after);
        Interval::new(start, end).unwrap_or(self.meeting)
    }

    /// Whether both can't be taken by one subject: one's meeting reaches into the other's meeting or buffer.
    ///
    /// Two buffers may overlap (rule 6 of the availability contract): each asks for free time, none is given away.
    #[must_use]
    pub fn conflicts(&self, other: &Self) -> bool {
        self.buffered().overlaps(other.meeting) || self.meeting.overlaps(other.buffered())
    }
}

/// The longest buffer, in seconds.
pub const MAX_BUFFER: i64 = 86_400;

impl Span {
    /// What of it is missing where the subject has that time already: together with it the whole meeting is taken, and the free
    /// time around it is asked for as it would be for the whole.
    #[must_use]
    pub fn beyond(&self, taken: &IntervalSet) -> Vec<Self> {
        let missing = IntervalSet::from(self.meeting).subtract(taken);
        let last = missing.as_slice().len().saturating_sub(1);
        let part = |(number, meeting): (usize, Interval)| {
            let inner_before = meeting.start().unix() - self.meeting.start().unix();
            let inner_after = self.meeting.end().unix() - meeting.end().unix();
            // Between two parts lies what is taken: only the outer ones have somebody else beside them.
            let before = if number == 0 { self.buffer_before + inner_before } else { 0 };
            let after = if number == last { self.buffer_after + inner_after } else { 0 };
            let bounded = |outer: i64, whole: i64| if whole == 0 { 0 } else { outer.min(MAX_BUFFER) };
            Self {
                meeting,
                buffer_before: bounded(before, self.buffer_before),
                buffer_after: bounded(after, self.buffer_after),
            }
        };
        missing.iter().enumerate().map(part).collect()
    }
}

/// A stored commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    pub id: CommitmentId,
    pub subject: Subject,
    pub span: Span,
    pub source: Source,
    pub hold: Hold,
}

impl Commitment {
    /// Why its time can't be had.
    #[must_use]
    pub fn because(&self) -> Because {
        Because {
            user: self.subject.user(),
            until: Some(self.span.meeting.end()),
            booking: Some(self.source.booked_by()),
            ..Because::of("busy")
        }
    }
}

impl Source {
    /// As reasons name it.
    #[must_use]
    pub fn booked_by(self) -> BookedBy {
        BookedBy { kind: self.kind.name(), id: self.id }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_round_trip_through_their_text() {
        for text in ["user:12", "candidate:5", "customer:ana@example.com", "ai:technical:0", "ai:a:b:3"] {
            assert_eq!(Subject::parse(text).map(|s| s.to_string()).as_deref(), Some(text));
        }
        for no in ["", "user", "user:", "user:x", "customer:", "ai:0", "ai::0", "ai:technical:", "room:5"] {
            assert_eq!(Subject::parse(no), None, "{no}");
        }
    }

    #[test]
    fn a_candidate_who_is_a_user_has_that_users_time() {
        let of = |user| Subject::of_candidate(CandidateId(7), user);
        assert_eq!(of(None), Subject::Candidate(CandidateId(7)));
        assert_eq!(of(Some(UserId(2))), Subject::User(UserId(2)));
    }

    /// Minutes of some hour.
    fn span(start: i64, end: i64, before: i64, after: i64) -> Span {
        let at = |minute: i64| Timestamp::saturating_from_unix(1_800_000_000 + minute * 60);
        let meeting = Interval::new(at(start), at(end)).expect("start before end");
        Span { meeting, buffer_before: before * 60, buffer_after: after * 60 }
    }

    #[test]
    fn what_is_missing_is_asked_for_with_the_buffers_of_the_whole() {
        let taken = |parts: &[(i64, i64)]| -> IntervalSet {
            parts.iter().map(|(start, end)| span(*start, *end, 0, 0).meeting).collect()
        };
        let whole = span(60, 120, 15, 10);
        assert_eq!(whole.beyond(&taken(&[])), [whole]);
        assert_eq!(whole.beyond(&taken(&[(0, 60)])), [whole], "beside it");
        assert_eq!(whole.beyond(&taken(&[(30, 90)])), [span(90, 120, 45, 10)]);
        assert_eq!(whole.beyond(&taken(&[(90, 150)])), [span(60, 90, 15, 40)]);
        assert_eq!(whole.beyond(&taken(&[(80, 100)])), [span(60, 80, 15, 0), span(100, 120, 0, 10)]);
        assert_eq!(whole.beyond(&taken(&[(0, 200)])), []);
        let bare = span(60, 120, 0, 0);
        assert_eq!(bare.beyond(&taken(&[(30, 90)])), [span(90, 120, 0, 0)]);
    }

    fn check(case: &str, one: Span, other: Span, expected: bool) {
        assert_eq!(one.conflicts(&other), expected, "{case}");
        assert_eq!(other.conflicts(&one), expected, "{case}, the other way around");
    }

    #[test]
    fn meetings_keep_out_of_each_other_and_of_buffers_but_buffers_may_share() {
        check("apart", span(0, 10, 0, 0), span(20, 30, 0, 0), false);
        check("touching", span(0, 10, 0, 0), span(10, 20, 0, 0), false);
        check("overlapping", span(0, 11, 0, 0), span(10, 20, 0, 0), true);
        check("one inside the other", span(0, 30, 0, 0), span(10, 20, 0, 0), true);
        check("a buffer reaches the meeting", span(0, 10, 0, 5), span(14, 20, 0, 0), true);
        check("a buffer ends where the meeting starts", span(0, 10, 0, 5), span(15, 20, 0, 0), false);
        check("only the later one has a buffer", span(0, 10, 0, 0), span(14, 20, 5, 0), true);
        check("two buffers overlap", span(0, 10, 0, 5), span(16, 20, 5, 0), false);
    }
}
