//! What notices are about.

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An interview was arranged.
    Invitation,
    /// It takes place at another time; [`TemplateData::previous`](super::TemplateData::previous) tells which it was.
    TimeChanged,
    /// Something else of it is another: the place, the room, the people.
    Changed,
    /// It does not take place.
    Cancelled,
    /// It does not take place at this time, and waits for another.
    Postponed,
    /// It takes place without the recipient.
    Released,
    /// The recipient is invited at another address.
    Readdressed,
    /// It is soon.
    Reminder,
    /// The online room is there; [`TemplateData::link`](super::TemplateData::link) leads to it.
    RoomReady,
    /// The online room is another one.
    RoomChanged,
    /// To recruiters: an interview no longer fits the time of those who take part.
    ConflictFound,
    /// To administrators: a webhook failed for so long that it was turned off.
    WebhookDisabled,
    /// To recruiters: an AI interview could not be handed to its provider.
    HandOffFailed,
    /// A link to set a new password.
    PasswordReset,
    /// An appointment was booked.
    Booked,
    /// It takes place at another time.
    AppointmentMoved,
    /// Something else of it is another.
    AppointmentChanged,
    /// It does not take place.
    AppointmentCancelled,
    /// It is soon.
    AppointmentReminder,
    /// It takes place without the recipient.
    AppointmentReleased,
    /// The recipient has it at another address.
    AppointmentReaddressed,
    /// To those who manage it: it no longer fits the time of the staff.
    AppointmentConflict,
    /// Whether another time suits the client.
    MoveAsked,
    /// Money came too late, and goes back.
    MoneyReturned,
    /// More money is there than is kept, and goes back.
    ExcessReturned,
    /// A candidate is asked to choose the time of an interview; [`TemplateData::link`](super::TemplateData::link) leads to where.
    ChooseTime,
    /// Digits that show that an address is somebody's.
    Code,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 27] = [
        Self::Invitation,
        Self::TimeChanged,
        Self::Changed,
        Self::Cancelled,
        Self::Postponed,
        Self::Released,
        Self::Readdressed,
        Self::Reminder,
        Self::RoomReady,
        Self::RoomChanged,
        Self::ConflictFound,
        Self::WebhookDisabled,
        Self::HandOffFailed,
        Self::PasswordReset,
        Self::Booked,
        Self::AppointmentMoved,
        Self::AppointmentChanged,
        Self::AppointmentCancelled,
        Self::AppointmentReminder,
        Self::AppointmentReleased,
        Self::AppointmentReaddressed,
        Self::AppointmentConflict,
        Self::MoveAsked,
        Self::MoneyReturned,
        Self::ExcessReturned,
        Self::ChooseTime,
        Self::Code,
    ];

    /// What the keys of its words begin with.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::TimeChanged => "time-changed",
            Self::Changed => "changed",
            Self::Cancelled => "cancelled",
            Self::Postponed => "postponed",
            Self::Released => "released",
            Self::Readdressed => "readdressed",
            Self::Reminder => "reminder",
            Self::RoomReady => "room-ready",
            Self::RoomChanged => "room-changed",
            Self::ConflictFound => "conflict-found",
            Self::WebhookDisabled => "webhook-disabled",
            Self::HandOffFailed => "hand-off-failed",
            Self::PasswordReset => "password-reset",
            Self::Booked => "booked",
            Self::AppointmentMoved => "appointment-moved",
            Self::AppointmentChanged => "appointment-changed",
            Self::AppointmentCancelled => "appointment-cancelled",
            Self::AppointmentReminder => "appointment-reminder",
            Self::AppointmentReleased => "appointment-released",
            Self::AppointmentReaddressed => "appointment-readdressed",
            Self::AppointmentConflict => "appointment-conflict",
            Self::MoneyReturned => "money-returned",
            Self::ExcessReturned => "excess-returned",
            Self::MoveAsked => "move-asked",
            Self::ChooseTime => "choose-time",
            Self::Code => "code",
        }
    }

    /// Whether it is about an appointment, in whose words people and titles are called then.
    pub(super) fn is_of_appointment(self) -> bool {
        matches!(
            self,
            Self::Booked
                | Self::AppointmentMoved
                | Self::AppointmentChanged
                | Self::AppointmentCancelled
                | Self::AppointmentReminder
                | Self::AppointmentReleased
                | Self::AppointmentReaddressed
                | Self::AppointmentConflict
                | Self::MoveAsked
                | Self::MoneyReturned
                | Self::ExcessReturned
        )
    }
}
