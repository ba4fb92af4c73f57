//! Messages to people, and how they want to be told.

pub mod pending;
mod preferences;

pub use pending::{Facts, SentNotice};
pub use preferences::{
    LANGUAGES, MAX_REMINDERS, NotificationSettings, Preferences, REMINDER_MINUTES, reminders_problem,
};

use crate::access::Role;
use crate::commitment::Subject;
use crate::names::names;
use crate::{AppointmentId, CandidateId, CompanyId, InterviewId, Meeting, MessageId, UserId, WebhookId};
use scheduling_core::time::{Interval, Timestamp};
use std::collections::BTreeSet;
use std::fmt;

names! {
    /// What a message tells.
    MessageKind {
        Invitation = "invitation",
        TimeChanged = "time_changed",
        Changed = "changed",
        Cancelled = "cancelled",
        Reminder = "reminder",
        Conflict = "conflict",
        WebhookDisabled = "webhook_disabled",
        PasswordReset = "password_reset",
        /// Six digits for somebody who books.
        Code = "code",
        /// Whether another time suits.
        MoveAsked = "move_asked",
        /// Money came too late, and goes back.
        MoneyReturned = "money_returned",
        /// A candidate is asked to choose the time of an interview.
        SchedulingLink = "scheduling_link",
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

names! {
    /// What somebody answered to an invitation (`PARTSTAT`, RFC 5545, 3.2.12).
    Reply {
        Accepted = "accepted",
        Declined = "declined",
        Tentative = "tentative",
    }
}

/// The answer of somebody to an invitation. It counts for the time that the invitation named, and for no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    pub person: Person,
    pub reply: Reply,
    /// Of the invitation.
    pub sequence: i64,
    pub time: Interval,
    pub at: Timestamp,
}

impl Answer {
    /// Whether another answer of the same person takes the place of this one: one to a newer invitation, or a later one.
    #[must_use]
    pub fn is_before(&self, other: &Self) -> bool {
        (self.sequence, self.at) <= (other.sequence, other.at)
    }

    /// Whether this one keeps another one of the same person out, given by an address that got invitations with these sequences.
    /// Each address has sequences of its own, so what was said from an address before keeps nothing out.
    #[must_use]
    pub fn keeps_out(&self, other: &Self, sequences: &BTreeSet<i64>) -> bool {
        sequences.contains(&self.sequence) && !self.is_before(other)
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
    /// The client of an appointment.
    Client(AppointmentId),
}

impl fmt::Display for Person {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(user) => Subject::User(*user).fmt(out),
            Self::Candidate(candidate) => Subject::Candidate(*candidate).fmt(out),
            Self::Client(appointment) => write!(out, "{CLIENT}{appointment}"),
        }
    }
}

/// How the text of a client begins.
const CLIENT: &str = "client:";

impl Person {
    /// Reads what [`Display`](fmt::Display) wrote: `user:12`, `candidate:7` or `client:` with the id of an appointment.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(id) = text.strip_prefix(CLIENT) {
            return uuid::Uuid::parse_str(id).ok().map(AppointmentId).map(Self::Client);
        }
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
            Self::Candidate(_) | Self::Client(_) => None,
        }
    }

    /// The candidate.
    #[must_use]
    pub fn candidate(self) -> Option<CandidateId> {
        match self {
            Self::User(_) | Self::Client(_) => None,
            Self::Candidate(candidate) => Some(candidate),
        }
    }

    /// Whether they meet those who work here, and do not work here themselves.
    #[must_use]
    pub fn is_guest(self) -> bool {
        !matches!(self, Self::User(_))
    }
}

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A meeting as it stood: `sequence` and time are those that were told.
    Meeting {
        of: Meeting,
        sequence: i64,
        time: Interval,
    },
    /// A conflict, and the meeting that it stands against.
    Conflict {
        id: crate::ConflictId,
        of: Meeting,
    },
    /// Showing that an address is theirs.
    Address,
    /// An interview whose time they are asked to choose.
    SchedulingLink,
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
    /// What it says; none for a cancellation.
    pub facts: Option<Facts>,
    /// Who it says answers go to.
    pub organizer: Option<String>,
}

impl About {
    /// The meeting, where it is about one.
    #[must_use]
    pub fn meeting(&self) -> Option<Meeting> {
        match self {
            Self::Meeting { of, .. } | Self::Conflict { of, .. } => Some(*of),
            Self::Webhook(_) | Self::Account | Self::Address | Self::SchedulingLink => None,
        }
    }

    /// The interview, where it is about one.
    #[must_use]
    pub fn interview(&self) -> Option<InterviewId> {
        self.meeting().and_then(Meeting::interview)
    }
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

impl Message {
    /// The message as this role may read it: the code by which somebody shows that an address is theirs is for owners alone.
    #[must_use]
    pub fn shown_to(mut self, role: Role) -> Self {
        if self.content.kind == MessageKind::Code && role > Role::Owner {
            self.content.text.clear();
            self.content.html.clear();
        }
        self
    }
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
        let client = Person::Client(AppointmentId(uuid::Uuid::from_u128(5)));
        for person in [Person::User(UserId(3)), Person::Candidate(CandidateId(4)), client] {
            assert_eq!(Person::parse(&person.to_string()), Some(person));
        }
        for no in ["ai:general:0", "client:7"] {
            assert_eq!(Person::parse(no), None);
        }
        for reply in Reply::ALL {
            assert_eq!(Reply::named(reply.name()), Some(*reply));
        }
    }

    #[test]
    fn an_older_answer_does_not_take_the_place_of_a_newer_one() {
        let start = Timestamp::saturating_from_unix(1_800_000_000);
        let time = Interval::new(start, start.plus_minutes(60)).expect("an hour");
        let answer = |sequence, seconds| Answer {
            person: Person::User(UserId(3)),
            reply: Reply::Declined,
            sequence,
            time,
            at: start.plus_seconds(seconds),
        };
        let check = |new: Answer, expected| assert_eq!(answer(2, 10).is_before(&new), expected, "{new:?}");
        check(answer(3, 0), true);
        check(answer(2, 11), true);
        check(answer(2, 10), true);
        check(answer(2, 9), false);
        check(answer(1, 20), false);
        let keeps_out = |sequences: &[i64], new: Answer, expected| {
            let sequences = sequences.iter().copied().collect();
            assert_eq!(answer(2, 10).keeps_out(&new, &sequences), expected, "{sequences:?} {new:?}");
        };
        keeps_out(&[1, 2], answer(1, 20), true);
        keeps_out(&[1, 2], answer(2, 9), true);
        keeps_out(&[1, 2], answer(2, 10), false);
        keeps_out(&[1, 2, 3], answer(3, 0), false);
        keeps_out(&[1], answer(1, 20), false);
    }
}
