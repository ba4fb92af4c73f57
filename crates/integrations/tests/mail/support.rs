//! Messages, mailers and outcomes, in few words.

use integrations::mail::{
    Address, Delivery, Mailbox, Mailer, Message, MessageId, Outcome, SmtpLimits, SmtpMailer, SmtpSettings,
};
use scheduling_core::time::Timestamp;
use std::time::Duration;

pub(crate) fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("an instant")
}

pub(crate) fn mailbox(text: &str) -> Mailbox {
    Mailbox::parse(text).expect("a mailbox")
}

/// A message to these local parts at `example.org`.
pub(crate) fn message(to: &[&str]) -> Message {
    Message {
        id: MessageId::parse("0190.1@meridian.example").expect("an id"),
        date: at("2026-11-20T08:00:00Z"),
        from: None,
        from_name: None,
        reply_to: None,
        to: to.iter().map(|local| mailbox(&format!("{local}@example.org"))).collect(),
        only: None,
        subject: "Hello".to_owned(),
        text: "Hello\n".to_owned(),
        html: "<p>Hello</p>\n".to_owned(),
        invitation: None,
    }
}

pub(crate) fn settings(url: &str) -> SmtpSettings {
    let sender = Mailbox::new("Acme", Address::parse("no-reply@acme.example").expect("an address"));
    let mut settings = SmtpSettings::parse(url, Some(&sender)).expect("settings");
    settings.limits = SmtpLimits { connect: Duration::from_secs(5), whole: Duration::from_secs(8) };
    settings
}

pub(crate) fn mailer(settings: SmtpSettings) -> SmtpMailer {
    SmtpMailer::new(settings).expect("a mailer")
}

pub(crate) fn plain_mailer(port: u16) -> SmtpMailer {
    mailer(settings(&format!("smtp://localhost:{port}")))
}

/// Sends the messages one after the other.
pub(crate) fn send(mailer: &SmtpMailer, messages: &[Message]) -> Vec<Delivery> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut deliveries = Vec::new();
        for message in messages {
            deliveries.push(mailer.send(message).await);
        }
        deliveries
    })
}

pub(crate) fn send_one(mailer: &SmtpMailer, message: &Message) -> Delivery {
    send(mailer, std::slice::from_ref(message)).remove(0)
}

/// Each recipient's outcome as a word and the server's words.
pub(crate) fn outcomes(delivery: &Delivery) -> Vec<(&'static str, &str)> {
    delivery.recipients.iter().map(|recipient| outcome(&recipient.outcome)).collect()
}

fn outcome(outcome: &Outcome) -> (&'static str, &str) {
    match outcome {
        Outcome::Accepted { words } => ("accepted", words),
        Outcome::Refused { words } => ("refused", words),
        Outcome::NotFromUs { words } => ("not from us", words),
        Outcome::Later { words } | Outcome::Unknown { words } => ("later", words),
    }
}
