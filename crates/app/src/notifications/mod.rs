//! Notifies people of what concerns them.
//!
//! [`notify`], [`remind`], [`notify_of_conflict`] and [`notify_of_webhook`] write one message per person in the transaction that
//! does the effect, in the person's language and on their wall clock, together with the effect that sends it. What was
//! sent is known from the messages themselves, so that a repeated effect sends nothing twice.
//! [`attempt`] hands one message to the mail server, outside of any transaction, and [`note_attempt`] writes what it said.

mod alerts;
mod codes;
mod compose;
mod context;
mod messages;
mod notify;
mod preferences;
mod recipients;
mod reminders;
mod resets;
mod retell;
mod returned;
mod scheduling_link;
mod sending;
mod still_so;
mod subject;

pub use alerts::{DisabledWebhook, notify_of_conflict, notify_of_webhook};
pub use codes::{ask_client, mail_code};
pub use messages::{get, list, send_again};
pub use notify::notify;
pub use preferences::{
    Versioned, preferences_of_candidate, preferences_of_user, put_candidate, put_settings, put_user, settings,
};
pub use reminders::{DueReminder, remind, set_reminders, set_reminders_of_company};
pub use retell::retell;
pub use returned::money_returned;
pub use scheduling_link::mail_scheduling_link;
pub use sending::{Attempted, SENDING_SECONDS, Sending, attempt, note_attempt};

pub(crate) use context::MeetingContext;
pub(crate) use recipients::CompanyProfile;
pub(crate) use resets::{PasswordReset, mail_reset};

use integrations::mail::Mailbox;

/// The sender of all mail, and the address of the server for links.
#[derive(Debug, Clone)]
pub struct MailIdentity {
    /// Without a slash at its end.
    pub public_url: String,
    /// The sender's address; companies put their own name before it.
    pub sender: Mailbox,
}
