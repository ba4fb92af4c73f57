//! E-mail and invitations that calendars understand.
//!
//! - [`notices`]: what people are told: subject, text and HTML in their language and on their wall clock.
//! - [`imip`]: one appointment as iCalendar: an invitation, its cancellation, a download.
//! - [`inbound`]: what calendars answer.
//! - [`Message`]: what is sent, and how it looks on the wire.
//! - [`SmtpMailer`]: the relay that takes it.
//!
//! A send is one attempt and tells the outcome of each recipient; the jobs decide who is tried again, and when.

mod address;
mod delivery;
pub mod imip;
pub mod inbound;
mod line;
mod message;
pub mod notices;
mod smtp;

pub use address::{Address, BadAddress, Mailbox};
pub use delivery::{Delivery, Outcome, Recipient};
pub use message::{BadMessageId, Invitation, Message, MessageId, Method};
pub use smtp::{BadSmtpSettings, Security, SmtpLimits, SmtpMailer, SmtpSettings};

use async_trait::async_trait;

/// A way to get mail to people.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Tries once to hand the message over, within a time limit.
    ///
    /// There is no error of the whole: whatever goes wrong is the outcome of those recipients whom it concerns.
    async fn send(&self, message: &Message) -> Delivery;
}
