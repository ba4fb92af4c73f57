//! Messages and preferences on the wire.

use crate::kit::fields::note_all;
use domain::Meeting;
use domain::message::{About, LANGUAGES, Message, MessageKind, MessageState, Preferences, reminders_problem};
use http_kit::{Checks, InstantOut, Problem, UpTo, WholeNumber, wire_enum};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

wire_enum! {
    /// What a message tells.
    pub(super) enum MessageKindName {
        Invitation = "invitation",
        TimeChanged = "time_changed",
        Changed = "changed",
        Cancelled = "cancelled",
        Reminder = "reminder",
        Conflict = "conflict",
        WebhookDisabled = "webhook_disabled",
        PasswordReset = "password_reset",
        Code = "code",
        MoveAsked = "move_asked",
        MoneyReturned = "money_returned",
        SchedulingLink = "scheduling_link",
    }
}

wire_enum! {
    /// What became of a message: `waiting` to be sent, `sent`, `refused` for good by the mail server, `failed` after two
    /// days of trying, `kept` where there is no mail server, `superseded` by a newer one before it was sent.
    pub(super) enum MessageStateName {
        Waiting = "waiting",
        Sent = "sent",
        Refused = "refused",
        Failed = "failed",
        Kept = "kept",
        Superseded = "superseded",
    }
}

impl From<MessageKindName> for MessageKind {
    fn from(name: MessageKindName) -> Self {
        match name {
            MessageKindName::Invitation => Self::Invitation,
            MessageKindName::TimeChanged => Self::TimeChanged,
            MessageKindName::Changed => Self::Changed,
            MessageKindName::Cancelled => Self::Cancelled,
            MessageKindName::Reminder => Self::Reminder,
            MessageKindName::Conflict => Self::Conflict,
            MessageKindName::WebhookDisabled => Self::WebhookDisabled,
            MessageKindName::PasswordReset => Self::PasswordReset,
            MessageKindName::Code => Self::Code,
            MessageKindName::MoveAsked => Self::MoveAsked,
            MessageKindName::MoneyReturned => Self::MoneyReturned,
            MessageKindName::SchedulingLink => Self::SchedulingLink,
        }
    }
}

impl From<MessageKind> for MessageKindName {
    fn from(kind: MessageKind) -> Self {
        match kind {
            MessageKind::Invitation => Self::Invitation,
            MessageKind::TimeChanged => Self::TimeChanged,
            MessageKind::Changed => Self::Changed,
            MessageKind::Cancelled => Self::Cancelled,
            MessageKind::Reminder => Self::Reminder,
            MessageKind::Conflict => Self::Conflict,
            MessageKind::WebhookDisabled => Self::WebhookDisabled,
            MessageKind::PasswordReset => Self::PasswordReset,
            MessageKind::Code => Self::Code,
            MessageKind::MoveAsked => Self::MoveAsked,
            MessageKind::MoneyReturned => Self::MoneyReturned,
            MessageKind::SchedulingLink => Self::SchedulingLink,
        }
    }
}

impl From<MessageStateName> for MessageState {
    fn from(name: MessageStateName) -> Self {
        match name {
            MessageStateName::Waiting => Self::Waiting,
            MessageStateName::Sent => Self::Sent,
            MessageStateName::Refused => Self::Refused,
            MessageStateName::Failed => Self::Failed,
            MessageStateName::Kept => Self::Kept,
            MessageStateName::Superseded => Self::Superseded,
        }
    }
}

impl From<MessageState> for MessageStateName {
    fn from(state: MessageState) -> Self {
        match state {
            MessageState::Waiting => Self::Waiting,
            MessageState::Sent => Self::Sent,
            MessageState::Refused => Self::Refused,
            MessageState::Failed => Self::Failed,
            MessageState::Kept => Self::Kept,
            MessageState::Superseded => Self::Superseded,
        }
    }
}

/// A message, without its texts.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessageSummary)]
pub(super) struct MessageOut {
    id: Uuid,
    company_id: i64,
    kind: MessageKindName,
    state: MessageStateName,
    /// Null where it went to a user.
    candidate_id: Option<i64>,
    /// Null where it went to a candidate.
    user_id: Option<i64>,
    to_name: String,
    to_address: String,
    /// `en`, `de` or `fr`.
    language: String,
    subject: String,
    /// The interview that it is about.
    interview_id: Option<Uuid>,
    /// The appointment that it is about.
    appointment_id: Option<Uuid>,
    /// The conflict that it is about.
    conflict_id: Option<Uuid>,
    /// The webhook that it is about.
    webhook_id: Option<i64>,
    /// How often the mail server was asked to take it.
    attempts: i64,
    /// What the mail server said last.
    server_said: Option<String>,
    created_at: InstantOut,
    sent_at: Option<InstantOut>,
}

impl From<Message> for MessageOut {
    fn from(message: Message) -> Self {
        let letter = message.content;
        let meeting = letter.about.meeting();
        let (conflict, webhook) = match letter.about {
            About::Conflict { id, .. } => (Some(id.0), None),
            About::Webhook(id) => (None, Some(id.0)),
            About::Meeting { .. } | About::Account | About::Address | About::SchedulingLink => (None, None),
        };
        Self {
            id: message.id.0,
            company_id: message.company.0,
            kind: letter.kind.into(),
            state: message.state.into(),
            candidate_id: letter.person.candidate().map(|candidate| candidate.0),
            user_id: letter.person.user().map(|user| user.0),
            to_name: letter.to_name,
            to_address: letter.to_address,
            language: letter.language,
            subject: letter.subject,
            interview_id: meeting.and_then(Meeting::interview).map(|id| id.0),
            appointment_id: meeting.and_then(Meeting::appointment).map(|id| id.0),
            conflict_id: conflict,
            webhook_id: webhook,
            attempts: message.attempts,
            server_said: message.words,
            created_at: message.created_at.into(),
            sent_at: message.sent_at.map(InstantOut::from),
        }
    }
}

/// A message with its texts.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Message)]
pub(super) struct WholeMessageOut {
    #[serde(flatten)]
    about: MessageOut,
    /// The name of the sender; the address is the server's.
    from_name: String,
    reply_to: Option<String>,
    /// The `Message-ID` header, the same for every attempt.
    message_id: String,
    text: String,
    html: String,
    /// `REQUEST` or `CANCEL` where there is an invitation.
    method: Option<String>,
    /// The invitation as iCalendar.
    ics: Option<String>,
}

impl From<Message> for WholeMessageOut {
    fn from(message: Message) -> Self {
        let letter = message.content.clone();
        let (method, ics) = letter.appointment.map(|it| (it.method, it.ics)).unzip();
        Self {
            from_name: letter.from_name,
            reply_to: letter.reply_to,
            message_id: message.header_id.clone(),
            text: letter.text,
            html: letter.html,
            method,
            ics,
            about: message.into(),
        }
    }
}

/// How somebody wants to be told; what is left out is the default.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewNotificationPreferences)]
#[serde(deny_unknown_fields)]
pub(super) struct PreferencesIn {
    /// `en`, `de` or `fr`; null is the company's.
    language: Option<String>,
    /// Whether to be invited to interviews by e-mail (true). Candidates always are.
    invitations: Option<bool>,
    /// Whether to be reminded of interviews (true).
    reminders: Option<bool>,
    /// Whether to hear of conflicts and of webhooks that were turned off (true).
    alerts: Option<bool>,
    /// Minutes before the start: up to five different numbers from 5 to 43200; null is the company's.
    #[schema(value_type = Option<Vec<i64>>)]
    reminder_minutes_before: Option<UpTo<WholeNumber, 100>>,
}

impl PreferencesIn {
    pub(super) fn preferences(self) -> Result<Preferences, Problem> {
        let mut checks = Checks::new();
        let language = self.language.and_then(|tag| language(&mut checks, &tag));
        let minutes = self.reminder_minutes_before.map(|minutes| minutes_before(&mut checks, &minutes));
        checks.finish()?;
        Ok(Preferences {
            language,
            invitations: self.invitations.unwrap_or(true),
            reminders: self.reminders.unwrap_or(true),
            alerts: self.alerts.unwrap_or(true),
            reminder_minutes_before: minutes,
        })
    }
}

/// How somebody wants to be told.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotificationPreferences)]
pub(super) struct PreferencesOut {
    /// Null where it is the company's.
    language: Option<String>,
    invitations: bool,
    reminders: bool,
    alerts: bool,
    /// Null where they are the company's.
    reminder_minutes_before: Option<Vec<i64>>,
}

impl From<Preferences> for PreferencesOut {
    fn from(said: Preferences) -> Self {
        Self {
            language: said.language,
            invitations: said.invitations,
            reminders: said.reminders,
            alerts: said.alerts,
            reminder_minutes_before: said.reminder_minutes_before,
        }
    }
}

/// The tag of a language that mail is written in.
pub(super) fn language(checks: &mut Checks, tag: &str) -> Option<String> {
    let known = LANGUAGES.into_iter().find(|known| known.eq_ignore_ascii_case(tag));
    if known.is_none() {
        checks.note("/language", format!("must be one of: {}", LANGUAGES.join(", ")));
    }
    known.map(str::to_owned)
}

/// Minutes before the start, the longest time first.
pub(super) fn minutes_before(checks: &mut Checks, given: &[WholeNumber]) -> Vec<i64> {
    let mut minutes: Vec<i64> = given.iter().map(|minute| minute.0).collect();
    note_all(checks, reminders_problem(&minutes));
    minutes.sort_unstable_by(|one, other| other.cmp(one));
    minutes
}
