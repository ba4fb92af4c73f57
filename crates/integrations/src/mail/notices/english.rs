//! Notices in English.

use super::Kind;
use super::labels::{Labels, with};

pub(super) const LABELS: Labels = Labels {
    when: "When",
    previously: "Previously",
    place: "Where",
    job: "Position",
    candidate: "Candidate",
    interviewers: "Interviewers",
    service: "Service",
    client: "Client",
    staff: "With",
    code: "Code",
    webhook: "Webhook",
    reason: "Reason",
    returned: "Money back",
    offered: "Free times",
    valid_until: "Valid until",
    contact: "Contact",
    conflict: "Conflict",
    join: "Join",
    reschedule: "Move",
    cancel: "Cancel",
    accept: "Accept",
    decline: "Decline",
    link_hint: "If the button does not work, copy this address into your browser:",
    own_room: "You talk on that page, with sound and picture. Nothing has to be installed; a browser with a microphone is enough.",
    automatic: "This message was sent automatically.",
};

/// What the subject begins with.
pub(super) fn subject(kind: Kind) -> &'static str {
    match kind {
        Kind::Invitation => "Interview invitation",
        Kind::TimeChanged => "New interview time",
        Kind::Changed => "Interview details changed",
        Kind::Cancelled => "Interview cancelled",
        Kind::Postponed => "Interview postponed",
        Kind::Released => "Interview without you",
        Kind::Readdressed => "Interview invitation sent to another address",
        Kind::Reminder => "Interview reminder",
        Kind::RoomReady => "Link to your online interview",
        Kind::RoomChanged => "New link to your online interview",
        Kind::ConflictFound => "Scheduling conflict",
        Kind::WebhookDisabled => "A webhook has been disabled",
        Kind::HandOffFailed => "AI interview could not be started",
        Kind::PasswordReset => "Reset your password",
        Kind::Booked => "Appointment confirmed",
        Kind::AppointmentMoved => "New appointment time",
        Kind::AppointmentChanged => "Appointment details changed",
        Kind::AppointmentCancelled => "Appointment cancelled",
        Kind::AppointmentReminder => "Appointment reminder",
        Kind::AppointmentReleased => "Appointment without you",
        Kind::AppointmentConflict => "Appointment conflict",
        Kind::MoneyReturned => "Your money goes back",
        Kind::ExcessReturned => "Money goes back to you",
        Kind::MoveAsked => "Does another time suit you?",
        Kind::ChooseTime => "Choose a time for your interview",
        Kind::Code => "Your code",
    }
}

/// The heading of the page.
pub(super) fn heading(kind: Kind) -> &'static str {
    match kind {
        Kind::Invitation => "You are invited to an interview",
        Kind::TimeChanged => "The interview has been moved",
        Kind::Changed => "The interview has changed",
        Kind::Cancelled => "The interview has been cancelled",
        Kind::Postponed => "The interview waits for another time",
        Kind::Released => "The interview takes place without you",
        Kind::Readdressed => "You are invited at another address",
        Kind::Reminder => "Your interview is coming up",
        Kind::RoomReady => "The online room is ready",
        Kind::RoomChanged => "The online room has changed",
        Kind::ConflictFound => "An interview needs your attention",
        Kind::WebhookDisabled => "A webhook has been disabled",
        Kind::HandOffFailed => "An AI interview needs your attention",
        Kind::PasswordReset => "Set a new password",
        Kind::Booked => "Your appointment is booked",
        Kind::AppointmentMoved => "The appointment has been moved",
        Kind::AppointmentChanged => "The appointment has changed",
        Kind::AppointmentCancelled => "The appointment has been cancelled",
        Kind::AppointmentReminder => "Your appointment is coming up",
        Kind::AppointmentReleased => "The appointment takes place without you",
        Kind::AppointmentConflict => "An appointment needs your attention",
        Kind::MoneyReturned => "Your payment came too late",
        Kind::ExcessReturned => "More was paid than is kept",
        Kind::MoveAsked => "Another time is proposed",
        Kind::ChooseTime => "Choose a time for your interview",
        Kind::Code => "Show that this address is yours",
    }
}

/// The first sentence; the job's title may be empty.
pub(super) fn lead(kind: Kind, company: &str, job: &str) -> String {
    let interview = with("interview", " for ", job);
    let appointment = with("appointment", ": ", job);
    match kind {
        Kind::Invitation => format!("{company} invites you to an {interview}."),
        Kind::TimeChanged => format!("The {interview} now takes place at another time."),
        Kind::Changed => format!("Details of the {interview} have changed. This is how it stands now."),
        Kind::Cancelled => format!("The {interview} will not take place."),
        Kind::Postponed => format!("The {interview} is not held at this time, and waits for another one."),
        Kind::Released => format!("You no longer take part in the {interview}."),
        Kind::Readdressed => {
            format!(
                "The invitation to the {interview} has gone to another address. It no longer counts here."
            )
        }
        Kind::Reminder => format!("This is a reminder of the {interview}."),
        Kind::RoomReady => {
            format!("The {interview} takes place online. You can join it by this link when it begins.")
        }
        Kind::RoomChanged => format!(
            "The {interview} has a new online room. Please use this link; the earlier one no longer works."
        ),
        Kind::ConflictFound => {
            format!("Something stands against the {interview}.")
        }
        Kind::WebhookDisabled => {
            format!("A webhook of {company} failed repeatedly and no longer receives events.")
        }
        Kind::HandOffFailed => format!("The AI {interview} could not be handed over to its provider."),
        Kind::PasswordReset => {
            format!("Somebody, probably you, asked for a new password for your account with {company}.")
        }
        Kind::Booked => format!("The {appointment} with {company} is booked."),
        Kind::AppointmentMoved => format!("The {appointment} now takes place at another time."),
        Kind::AppointmentChanged => {
            format!("Details of the {appointment} have changed. This is how it stands now.")
        }
        Kind::AppointmentCancelled => format!("The {appointment} will not take place."),
        Kind::AppointmentReminder => format!("This is a reminder of the {appointment}."),
        Kind::AppointmentReleased => format!("You no longer take part in the {appointment}."),
        Kind::AppointmentConflict => format!("Something stands against the {appointment}."),
        Kind::MoneyReturned => {
            format!(
                "Your payment for the {appointment} with {company} came when that time could not be had any more. All of it goes back to you."
            )
        }
        Kind::ExcessReturned => format!("{company} keeps less than you paid for the {appointment}."),
        Kind::MoveAsked => {
            format!("{company} would like to move the {appointment}. Nothing changes until you agree.")
        }
        Kind::ChooseTime => {
            format!(
                "{company} would like to meet you for the {interview}. Choose the time that suits you best."
            )
        }
        Kind::Code => format!(
            "Somebody, probably you, books with {company} with this address. This code completes the booking."
        ),
    }
}

/// What the button says.
pub(super) fn button(kind: Kind) -> &'static str {
    match kind {
        Kind::Invitation | Kind::TimeChanged | Kind::Changed | Kind::Reminder | Kind::HandOffFailed => {
            "View the interview"
        }
        Kind::Cancelled | Kind::Postponed | Kind::Released | Kind::Readdressed => "View details",
        Kind::RoomReady | Kind::RoomChanged => "Join the interview",
        Kind::ConflictFound => "Resolve the conflict",
        Kind::WebhookDisabled => "Open the webhook",
        Kind::PasswordReset => "Set a new password",
        Kind::Booked => "View the appointment",
        Kind::AppointmentMoved => "View the appointment",
        Kind::AppointmentChanged => "View the appointment",
        Kind::AppointmentCancelled => "View details",
        Kind::AppointmentReminder => "View the appointment",
        Kind::AppointmentReleased => "View details",
        Kind::AppointmentConflict => "Resolve the conflict",
        Kind::MoneyReturned | Kind::ExcessReturned => "View details",
        Kind::MoveAsked => "Answer",
        Kind::ChooseTime => "Choose a time",
        Kind::Code => "View details",
    }
}

/// The last sentence, where there is something left to say.
pub(super) fn closing(kind: Kind) -> Option<&'static str> {
    let text = match kind {
        Kind::Invitation => "If the time does not suit you, please let us know as soon as you can.",
        Kind::TimeChanged => "If the new time does not suit you, please let us know as soon as you can.",
        Kind::Changed => "If this does not suit you, please let us know as soon as you can.",
        Kind::Cancelled => "You need not do anything. Please contact us if you have questions.",
        Kind::Postponed => "You will be invited again once there is a new time.",
        Kind::Released => "Your time is free again; you need not do anything.",
        Kind::Readdressed => "If you do not know of another address, please let us know.",
        Kind::ConflictFound => "The interview stays as it is until somebody changes it.",
        Kind::WebhookDisabled => {
            "Once its receiver works again, enable the webhook; what it missed can be sent again."
        }
        Kind::PasswordReset => "If it was not you, ignore this message; your password stays as it is.",
        Kind::Booked => "You can move or cancel it on its page.",
        Kind::AppointmentMoved => "If the new time does not suit you, move or cancel it on its page.",
        Kind::AppointmentChanged => "If this does not suit you, please let us know as soon as you can.",
        Kind::AppointmentCancelled => "You need not do anything. Please contact us if you have questions.",
        Kind::AppointmentReleased => "Your time is free again; you need not do anything.",
        Kind::AppointmentConflict => "The appointment stays as it is until somebody changes it.",
        Kind::MoneyReturned | Kind::ExcessReturned => {
            "How long it takes until the money is there depends on your bank."
        }
        Kind::MoveAsked => "Without an answer the appointment stays as it is.",
        Kind::ChooseTime => "Until you choose, nothing is booked. You can see all times on that page.",
        Kind::Code => "If it was not you, ignore this message; nothing is booked without the code.",
        Kind::Reminder
        | Kind::RoomReady
        | Kind::RoomChanged
        | Kind::HandOffFailed
        | Kind::AppointmentReminder => {
            return None;
        }
    };
    Some(text)
}
