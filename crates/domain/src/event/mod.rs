//! What happened, as the outside is told: the types of events that webhooks carry.
//!
//! Events come from state changes: each transition of `app` says which one it was, and to what.

mod milliseconds;

pub use milliseconds::milliseconds_since;

use crate::appointment::{ServiceId, StaffId};
use crate::{AppointmentId, CandidateId, ConflictId, InterviewId, JobId, ScheduleId, SlotId, UserId};
use scheduling_core::time::Timestamp;

macro_rules! event_kinds {
    ($($name:ident = $text:literal),* $(,)?) => {
        /// The type of an event.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum EventKind {
            $(#[doc = $text] $name,)*
        }

        impl EventKind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The name that is stored and sent.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }

            /// The kind of that name.
            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.name() == name)
            }
        }
    };
}

event_kinds! {
    InterviewCreated = "interview.created",
    InterviewScheduled = "interview.scheduled",
    InterviewRescheduled = "interview.rescheduled",
    InterviewChanged = "interview.changed",
    InterviewUnscheduled = "interview.unscheduled",
    InterviewCancelled = "interview.cancelled",
    InterviewAnswered = "interview.answered",
    InterviewJoined = "interview.joined",
    InterviewStarted = "interview.started",
    InterviewCompleted = "interview.completed",
    InterviewNoShow = "interview.no_show",
    ScheduleBooked = "schedule.booked",
    ScheduleConfirmed = "schedule.confirmed",
    ScheduleCancelled = "schedule.cancelled",
    ScheduleRescheduled = "schedule.rescheduled",
    SlotCancelled = "slot.cancelled",
    ConflictDetected = "conflict.detected",
    ConflictResolved = "conflict.resolved",
    AiInterviewBegins = "ai_interview.begins",
    AiInterviewFinished = "ai_interview.finished",
    AppointmentBooked = "appointment.booked",
    AppointmentConfirmed = "appointment.confirmed",
    AppointmentRescheduled = "appointment.rescheduled",
    AppointmentChanged = "appointment.changed",
    AppointmentCancelled = "appointment.cancelled",
    AppointmentJoined = "appointment.joined",
    AppointmentArrived = "appointment.arrived",
    AppointmentNoShow = "appointment.no_show",
    AppointmentUnmarked = "appointment.unmarked",
    AppointmentCompleted = "appointment.completed",
    AppointmentMoveAsked = "appointment.move_asked",
    AppointmentMoveRefused = "appointment.move_refused",
    AppointmentMoveExpired = "appointment.move_expired",
}

impl EventKind {
    /// Whether a meeting has another time or other people after it, or none any more, or needs none: reminders follow.
    #[must_use]
    pub fn moves_reminders(self) -> bool {
        matches!(
            self,
            Self::InterviewScheduled
                | Self::InterviewRescheduled
                | Self::InterviewChanged
                | Self::InterviewUnscheduled
                | Self::InterviewCancelled
                | Self::InterviewStarted
                | Self::InterviewCompleted
                | Self::InterviewNoShow
                | Self::AppointmentBooked
                | Self::AppointmentConfirmed
                | Self::AppointmentRescheduled
                | Self::AppointmentChanged
                | Self::AppointmentCancelled
                | Self::AppointmentArrived
                | Self::AppointmentNoShow
                | Self::AppointmentCompleted
        )
    }
}

impl EventKind {
    /// Whether an interview is over by it.
    #[must_use]
    pub fn ends_interview(self) -> bool {
        matches!(self, Self::InterviewCompleted | Self::InterviewNoShow)
    }
}

/// Something that happened, with what those who hear of it need to look it up. What is `None` has no part in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub kind: EventKind,
    pub at: Timestamp,
    /// Who did it, where that was a user.
    pub by: Option<UserId>,
    pub interview: Option<InterviewId>,
    pub candidate: Option<CandidateId>,
    pub job: Option<JobId>,
    pub schedule: Option<ScheduleId>,
    pub slot: Option<SlotId>,
    pub conflict: Option<ConflictId>,
    pub appointment: Option<AppointmentId>,
    pub service: Option<ServiceId>,
    pub staff: Option<StaffId>,
    /// Who holds the interview; nobody where it is an AI interviewer.
    pub interviewers: Vec<UserId>,
    /// The status after it, by its name.
    pub status: Option<String>,
    pub start: Option<Timestamp>,
    pub end: Option<Timestamp>,
    pub reason: Option<String>,
    /// Who answered an invitation: `candidate:7`, `user:12`.
    pub answered_by: Option<String>,
    /// What they answered, by its name.
    pub answer: Option<String>,
    /// Rises with every change of what the event is about.
    pub sequence: Option<i64>,
    /// What was so before, as a JSON object: of what changed.
    pub previous: Option<String>,
    /// Of the second of `at`.
    pub millisecond: i64,
}

impl Event {
    /// An event about nothing yet.
    #[must_use]
    pub fn new(kind: EventKind, at: Timestamp, by: Option<UserId>) -> Self {
        Self {
            kind,
            at,
            by,
            interview: None,
            candidate: None,
            job: None,
            schedule: None,
            slot: None,
            conflict: None,
            appointment: None,
            service: None,
            staff: None,
            interviewers: Vec::new(),
            status: None,
            start: None,
            end: None,
            reason: None,
            answered_by: None,
            answer: None,
            sequence: None,
            previous: None,
            millisecond: 0,
        }
    }

    /// The same, about this interview as it stands after the event.
    #[must_use]
    pub fn about(mut self, interview: &crate::interview::Interview) -> Self {
        self.interview = Some(interview.id);
        self.candidate = Some(interview.candidate);
        self.job = Some(interview.job);
        self.interviewers.clone_from(&interview.details.interviewers);
        self.status = Some(interview.status.name().into());
        self.start = interview.time.map(scheduling_core::time::Interval::start);
        self.end = interview.time.map(scheduling_core::time::Interval::end);
        self.sequence = Some(interview.metadata.version);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::named(kind.name()), Some(*kind));
        }
    }
}
