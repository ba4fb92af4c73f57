//! Messages to people, and how they want to be told.

pub mod pending;
mod preferences;

pub use pending::SentNotice;
pub use preferences::{
    LANGUAGES, MAX_REMINDERS, NotificationSettings, Preferences, REMINDER_MINUTES, reminders_problem,
};

use crate::commitment::Subject;
use crate::{CandidateId, CompanyId, InterviewId, MessageId, UserId, WebhookId};
use scheduling_core::time::{Interval, Timestamp};
use std::fmt;

macro_rules! names {
    ($(#[$doc:meta])* $type:ident { $($(#[$note:meta])* $name:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $type {
            $($(#[$note])* #[doc = $text] $name,)*
        }

        impl $type {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The name that is stored and sent.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }

            /// The one of that name.
            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.name() == name)
            }
        }
    };
}

names! {
    /// What a message tells.
    MessageKind {
        Invitation = "invitation",
        TimeChanged = "time_changed",
        Cancelled = "cancelled",
        Reminder = "reminder",
        Conflict = "conflict",
        WebhookDisabled = "webhook_disabled",
        PasswordReset = "password_reset",
    }
}

names! {
    /// What became of a message.
    MessageState {
        /// It is still to be handed to the mail server.
        Waiting = "waiting",
        /// The mail server has taken it.
        Sent = "sent",
        /// The mail server will never take it.
        Refused = "refused",
        /// It was given up: the mail server could not take it in time.
        Failed = "failed",
        /// There is no mail server: it is kept, and shown.
        Kept = "kept",
        /// A newer message to the same person took its place before it was sent.
        Superseded = "superseded",
    }
}

impl MessageState {
    /// Whether somebody may have it sent again.
    #[must_use]
    pub fn may_send_again(self) -> bool {
        matches!(self, Self::Refused | Self::Failed | Self::Kept)
    }
}

/// Somebody who is told something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Person {
    User(UserId),
    Candidate(CandidateId),
}

impl fmt::Display for Person {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(user) => Subject::User(*user).fmt(out),
            Self::Candidate(candidate) => Subject::Candidate(*candidate).fmt(out),
        }
    }
}

impl Person {
    /// Reads what [`Display`](fmt::Display) wrote: `user:12` or `candidate:7`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match Subject::parse(text)? {
            Subject::User(user) => Some(Self::User(user)),
            Subject::Candidate(candidate) => Some(Self::Candidate(candidate)),
            Subject::Customer(_) | Subject::Ai { .. } => None,
        }
    }

    /// The user.
    #[must_use]
    pub fn user(self) -> Option<UserId> {
        match self {
            Self::User(user) => Some(user),
            Self::Candidate(_) => None,
        }
    }

    /// The candidate.
    #[must_use]
    pub fn candidate(self) -> Option<CandidateId> {
        match self {
            Self::User(_) => None,
            Self::Candidate(candidate) => Some(candidate),
        }
    }
}

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// An interview as it stood: `sequence` and time are those that were told.
    Interview {
        id: InterviewId,
        sequence: i64,
        time: Interval,
    },
    /// A conflict, and the interview that it stands against.
    Conflict {
        id: crate::ConflictId,
        interview: InterviewId,
    },
    Webhook(WebhookId),
    /// Their own account.
    Account,
}

/// An appointment as calendars read it, within a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// `REQUEST` or `CANCEL` (RFC 5546).
    pub method: String,
    /// The iCalendar text.
    pub ics: String,
}

/// A message, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageContent {
    pub kind: MessageKind,
    pub person: Person,
    pub to_address: String,
    pub to_name: String,
    /// In whose name it goes out; the address is the mail server's sender.
    pub from_name: String,
    pub reply_to: Option<String>,
    /// `en`, `de` or `fr`.
    pub language: String,
    pub about: About,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub appointment: Option<Appointment>,
}

/// A stored message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub id: MessageId,
    pub company: CompanyId,
    pub content: MessageContent,
    /// `Message-ID`, the same for every attempt.
    pub header_id: String,
    pub state: MessageState,
    pub attempts: i64,
    /// What the mail server said last, on one line.
    pub words: Option<String>,
    /// Since when it is to be sent.
    pub queued_at: Timestamp,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for kind in MessageKind::ALL {
            assert_eq!(MessageKind::named(kind.name()), Some(*kind));
        }
        for state in MessageState::ALL {
            assert_eq!(MessageState::named(state.name()), Some(*state));
        }
        for person in [Person::User(UserId(3)), Person::Candidate(CandidateId(4))] {
            assert_eq!(Person::parse(&person.to_string()), Some(person));
        }
        assert_eq!(Person::parse("ai:general:0"), None);
    }
}
