//! Telling people of what concerns them (requirements F2, D12).
//!
//! [`tell`], [`remind`], [`tell_of_conflict`] and [`tell_of_webhook`] write one message per person in the transaction that
//! does the effect, in the person's language and on their wall clock, together with the effect that sends it. What was
//! told is known from the messages themselves, so that the same news are told once, whoever does an effect twice.
//! [`attempt`] hands one message to the mail server, outside of any transaction, and [`note_attempt`] writes what it said.

mod alerts;
mod letters;
mod outbox;
mod people;
mod preferences;
mod reminders;
mod resets;
mod sending;
mod story;
mod telling;

pub use alerts::{DisabledWebhook, tell_of_conflict, tell_of_webhook};
pub use outbox::{get, list, send_again};
pub use preferences::{
    Said, preferences_of_candidate, preferences_of_user, put_candidate, put_settings, put_user, settings,
};
pub use reminders::{remind, set_reminders, set_reminders_of_company};
pub use sending::{Attempted, SENDING_SECONDS, Sending, attempt, note_attempt};
pub use telling::tell;

pub(crate) use people::House;
pub(crate) use resets::mail_reset;
pub(crate) use story::Story;

use integrations::mail::Mailbox;

/// Who writes: the sender of all mail, and the address of the server for links.
#[derive(Debug, Clone)]
pub struct Office {
    /// Without a slash at its end.
    pub public_url: String,
    /// The sender's address; companies put their own name before it.
    pub sender: Mailbox,
}
