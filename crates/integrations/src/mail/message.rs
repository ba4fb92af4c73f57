//! A message, and how it is written down (RFC 5322, MIME, RFC 6047).

use super::line::one_line;
use super::{Address, Delivery, Mailbox};
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, MultiPart, SinglePart};
use scheduling_core::time::Timestamp;
use std::time::{Duration, SystemTime};

/// The most characters of a subject.
const MAX_SUBJECT: usize = 250;
/// The most characters of a Message-ID, so that its header fits on one line.
const MAX_ID: usize = 200;

/// A message to one or several people, all of whom see whom it goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The same for every attempt at the same message, so that a mailbox can recognise a resend.
    pub id: MessageId,
    /// The `Date` header: when the message came to be, not when it is sent.
    pub date: Timestamp,
    /// The `From` header; the mailer's own sender where it is absent. The envelope's sender is always the mailer's.
    pub from: Option<Mailbox>,
    /// The name before the mailer's own address in `From`, where the message names no other mailbox.
    pub from_name: Option<String>,
    /// Who gets the answers, if not the sender.
    pub reply_to: Option<Mailbox>,
    /// The recipients.
    pub to: Vec<Mailbox>,
    /// Who of them gets it now; everybody where it is absent. The headers stay those of the first attempt.
    pub only: Option<Vec<Address>>,
    /// Any text; it is made a single line.
    pub subject: String,
    /// The body for programs that show no HTML.
    pub text: String,
    /// The body as HTML.
    pub html: String,
    /// What calendars read.
    pub invitation: Option<Invitation>,
}

/// An appointment within a message, as [`super::imip`] makes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// What is done to the appointment; the same as in the text.
    pub method: Method,
    /// The iCalendar text.
    pub ics: String,
}

/// What an invitation does (RFC 5546, 3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Invites, or changes an earlier invitation.
    Request,
    /// Calls it off.
    Cancel,
}

impl Method {
    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// The identity of a message (RFC 5322, 3.6.4).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MessageId(String);

impl MessageId {
    /// Reads `left@right`, without the angle brackets: letters, digits and `!#$%&'*+-/=?^_{|}~.` on both sides.
    ///
    /// # Errors
    /// It has another form, or more than 200 characters.
    pub fn parse(text: &str) -> Result<Self, BadMessageId> {
        let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_{|}~.".contains(c);
        let side = |side: &str| {
            !side.is_empty()
                && side.chars().all(atom)
                && !side.starts_with('.')
                && !side.ends_with('.')
                && !side.contains("..")
        };
        let good = text.split_once('@').is_some_and(|(left, right)| side(left) && side(right));
        if good && text.len() <= MAX_ID { Ok(Self(text.to_owned())) } else { Err(BadMessageId) }
    }

    /// The text without the angle brackets.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that identifies no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a Message-ID has the form left@right, of at most 200 plain characters")]
pub struct BadMessageId;

impl Message {
    /// The same message for those alone to whom an attempt should be repeated; none if there is nobody.
    #[must_use]
    pub fn retry(&self, delivery: &Delivery) -> Option<Self> {
        let only = delivery.to_retry();
        (!only.is_empty()).then(|| Self { only: Some(only), ..self.clone() })
    }

    /// Who gets it now, each once.
    pub(super) fn recipients(&self) -> Vec<Address> {
        let mut seen: Vec<Address> = Vec::new();
        let all = self.to.iter().map(|mailbox| &mailbox.address);
        for address in all.filter(|address| self.only.as_ref().is_none_or(|only| only.contains(address))) {
            if !seen.contains(address) {
                seen.push(address.clone());
            }
        }
        seen
    }

    /// The message as it goes over the wire: ASCII, CRLF, lines within the limits of RFC 5322. `sender` stands in
    /// `From` where the message names nobody.
    pub(super) fn wire(&self, sender: &Mailbox) -> Result<Vec<u8>, lettre::error::Error> {
        let mut builder = lettre::Message::builder()
            .message_id(Some(format!("<{}>", self.id.0)))
            .date(system_time(self.date))
            .from(self.sender(sender).wire())
            .subject(one_line(&self.subject, MAX_SUBJECT))
            .raw_header(auto_submitted());
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(reply_to.wire());
        }
        for mailbox in &self.to {
            builder = builder.to(mailbox.wire());
        }
        Ok(builder.multipart(self.body()?)?.formatted())
    }

    fn sender(&self, mailer: &Mailbox) -> Mailbox {
        let named = || self.from_name.as_ref().map(|name| Mailbox::new(name, mailer.address.clone()));
        self.from.clone().or_else(named).unwrap_or_else(|| mailer.clone())
    }

    /// The bodies as alternatives, the calendar's last since it is the richest (RFC 6047, 2.4), and once more as
    /// a file for programs that do not know what to do with it.
    fn body(&self) -> Result<MultiPart, lettre::error::Error> {
        let mut bodies = MultiPart::alternative_plain_html(plain(&self.text), plain(&self.html));
        let Some(invitation) = &self.invitation else { return Ok(bodies) };
        let kind = format!("text/calendar; method={}; charset=UTF-8", invitation.method.as_str());
        let calendar = SinglePart::builder()
            .header(content_type(&kind)?)
            // The octets arrive as they are, line ends and folds included.
            .header(ContentTransferEncoding::Base64)
            .body(invitation.ics.clone());
        bodies = bodies.singlepart(calendar);
        let file = Attachment::new("invite.ics".to_owned());
        let file = file.body(invitation.ics.clone().into_bytes(), content_type("application/ics")?);
        Ok(MultiPart::mixed().multipart(bodies).singlepart(file))
    }
}

fn content_type(text: &str) -> Result<ContentType, lettre::error::Error> {
    ContentType::parse(text).map_err(|_| lettre::error::Error::CannotParseFilename)
}

/// Says that no person wrote this, so that no absence notice answers it (RFC 3834, 5).
fn auto_submitted() -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned())
}

/// A body with line feeds alone, and without characters that no mail may hold.
fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|&c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// Mail knows no date before 1970; ours are of this century.
fn system_time(instant: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(instant.unix()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_have_one_form() {
        let check =
            |text: &str, expected: bool| assert_eq!(MessageId::parse(text).is_ok(), expected, "{text:?}");
        check("0190.invite.2@meridian.example", true);
        check("a@b", true);
        for bad in
            ["", "a", "@b", "a@", "a@b@c", "<a@b>", "a b@c", "a@b\r\nBcc: x@y", ".a@b", "a..b@c", "é@b"]
        {
            check(bad, false);
        }
        check(&format!("{}@b", "a".repeat(198)), true);
        check(&format!("{}@b", "a".repeat(199)), false);
    }
}
