//! Interviews, from the shortlist to the record.

pub mod booking;
mod gates;
mod link;
mod pair;
mod panel;
pub mod rules;
#[cfg(test)]
pub(crate) mod samples;
mod status;
pub mod transitions;

pub use gates::{MatchChange, MatchResult, Toggle};
pub use link::{
    LINK_CHANGE_MINUTES, LINK_DAYS, LINK_FARTHEST_DAYS, LINK_HOLD_SECONDS, LINK_MOVES, LinkFacts, LinkHold,
    LinkPanel, LinkStanding, LinkState, LinkStatus, SchedulingLink, SchedulingLinkDetails, link_may_cancel,
    link_may_move, link_problems, link_standing, link_status,
};
pub use pair::Pair;
pub use panel::{Free, MAX_PANEL, Need, choose};
pub use status::InterviewStatus;

use crate::Metadata;
use crate::commitment::Subject;
use crate::slot::AiKind;
use crate::{CandidateId, CompanyId, InterviewId, JobId, TemplateId, UserId};
use scheduling_core::time::{Interval, Timestamp};

/// A stored interview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interview {
    pub id: InterviewId,
    pub company: CompanyId,
    pub candidate: CandidateId,
    pub interviewee: Interviewee,
    pub job: JobId,
    /// The template that chose the panel, where one did.
    pub template: Option<TemplateId>,
    pub status: InterviewStatus,
    /// None while it is pending; a cancelled one keeps the time that it had.
    pub time: Option<Interval>,
    pub details: InterviewDetails,
    /// What the AI interviewer asks about, where it is booked to a slot of one.
    pub ai: Option<AiKind>,
    /// Unguessable: it is the credential to join with. Only where the interview is online and online was enabled.
    pub room_id: Option<String>,
    pub candidate_joined_at: Option<Timestamp>,
    pub interviewer_joined_at: Option<Timestamp>,
    /// Who gave it its time, where that was a user.
    pub scheduled_by: Option<UserId>,
    pub cancelled: Option<InterviewCancellation>,
    /// Of its invitations (RFC 5546, 3.2.2): rises with every change of the time, and with its cancellation.
    pub sequence: i64,
    pub metadata: Metadata,
}

impl Interview {
    /// Whose time the candidate's part takes.
    #[must_use]
    pub fn candidate_subject(&self) -> Subject {
        Subject::of_candidate(self.candidate, self.interviewee.user)
    }

    /// Whose locks a change needs: the candidate, the user who is the same person, and the panel.
    pub fn subjects(&self) -> impl Iterator<Item = Subject> + '_ {
        let panel = self.details.interviewers.iter().copied();
        let users = self.interviewee.user.into_iter().chain(panel).map(Subject::User);
        std::iter::once(Subject::Candidate(self.candidate)).chain(users)
    }

    /// Who interviews, each once: the panel, and the holder of the slot that it is booked to.
    #[must_use]
    pub fn interviewers(&self, holder: Option<UserId>) -> Vec<UserId> {
        let panel = &self.details.interviewers;
        panel.iter().copied().chain(holder.filter(|holder| !panel.contains(holder))).collect()
    }

    /// How many minutes it lasts: its time's where it has one, else those that it is to have.
    #[must_use]
    pub fn minutes(&self) -> i64 {
        self.time.map_or(self.details.duration_minutes, |time| time.seconds() / 60)
    }
}

/// What booking has to know of the candidate of an interview, and of what they are interviewed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interviewee {
    /// The user who is the same person.
    pub user: Option<UserId>,
    /// An inactive candidate is not booked anew.
    pub active: bool,
    /// For a job that is closed nobody is booked anew.
    pub job_open: bool,
}

impl Interviewee {
    /// Somebody who is no user, for an open job.
    pub const GUEST: Self = Self { user: None, active: true, job_open: true };
}

/// What is said about an interview, and may be changed while it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterviewDetails {
    pub interview_type: InterviewType,
    /// How long it is to be: 1 to 1440. An interview that is booked to a slot lasts as long as the slot.
    pub duration_minutes: i64,
    /// The panel, in the order given, each once; empty where an AI interviewer or a slot's holder does it alone.
    pub interviewers: Vec<UserId>,
    /// A number or a text, as JSON.
    pub round: Option<String>,
    pub location: Option<String>,
    pub notes: Option<String>,
}

/// When, why and by whom an interview was cancelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterviewCancellation {
    pub at: Timestamp,
    pub reason: String,
    pub by: Option<UserId>,
}

/// Where an interview is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InterviewType {
    Online,
    Offline,
}

impl InterviewType {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Online, Self::Offline];

    /// The name that is stored and sent.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Offline => "offline",
        }
    }

    /// The type of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
