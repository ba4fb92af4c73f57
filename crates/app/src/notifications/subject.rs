//! What messages say that they are about.

use domain::message::MessageKind;
use integrations::mail::notices::Kind;

/// What a message says it is about: its kind, and the words for that, which may be more particular.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject {
    pub(super) kind: MessageKind,
    pub(super) words: Kind,
}

impl From<MessageKind> for Subject {
    fn from(kind: MessageKind) -> Self {
        Self { kind, words: words(kind) }
    }
}

/// The words of a kind of message.
fn words(kind: MessageKind) -> Kind {
    match kind {
        MessageKind::Invitation => Kind::Invitation,
        MessageKind::TimeChanged => Kind::TimeChanged,
        MessageKind::Changed => Kind::Changed,
        MessageKind::Cancelled => Kind::Cancelled,
        MessageKind::Reminder => Kind::Reminder,
        MessageKind::Conflict => Kind::ConflictFound,
        MessageKind::WebhookDisabled => Kind::WebhookDisabled,
        MessageKind::PasswordReset => Kind::PasswordReset,
        MessageKind::Code => Kind::Code,
        MessageKind::MoveAsked => Kind::MoveAsked,
        MessageKind::MoneyReturned => Kind::MoneyReturned,
        MessageKind::SchedulingLink => Kind::ChooseTime,
    }
}
