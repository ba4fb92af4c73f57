//! One connection, and the handing over of one message on it.

use super::blame::{Refused, is_about_us};
use super::settings::{Security, SmtpSettings};
use super::words::Words;
use crate::mail::{Address, Outcome};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;

/// What is said of a message after which no answer came.
const NO_ANSWER: &str = "the server had the message and gave no answer; it may have taken it";

/// A message with its envelope.
pub(super) struct Envelope {
    pub(super) sender: Address,
    pub(super) recipients: Vec<Address>,
    /// As [`crate::mail::Message`] is written down; the dots are doubled by the connection.
    pub(super) text: Vec<u8>,
}

/// A connection that is encrypted and authenticated as far as the settings want it.
pub(super) struct Session {
    connection: AsyncSmtpConnection,
}

impl Session {
    /// Connects, encrypts, authenticates. An error is a matter of server and settings, never of a recipient.
    pub(super) async fn open(
        settings: &SmtpSettings,
        tls: &TlsParameters,
        words: &Words,
    ) -> Result<Self, String> {
        let hello = ClientId::Domain(settings.hello.clone());
        let implicit = (settings.security == Security::Implicit).then(|| tls.clone());
        let failed = |stage: &str, error: &Error| {
            words.line(&format!("{}: {stage}: {}", settings.host, words.of_error(error)))
        };
        let to = (settings.host.as_str(), settings.port);
        let connecting = AsyncSmtpConnection::connect_tokio1(to, None, &hello, implicit, None);
        let mut connection = connecting.await.map_err(|error| failed("no connection", &error))?;
        if wants_starttls(settings.security, &connection) {
            let upgrade = connection.starttls(tls.clone(), &hello).await;
            upgrade.map_err(|error| failed("no TLS", &error))?;
        }
        if let Some((user, password)) = settings.credentials() {
            if settings.security != Security::Plain && !connection.is_encrypted() {
                let host = &settings.host;
                return Err(format!("{host} offers no TLS, and a password is not sent without it"));
            }
            let credentials = Credentials::new(user.to_owned(), password.to_owned());
            let answer = connection.auth(DEFAULT_MECHANISMS, &credentials).await;
            answer.map_err(|error| failed("it does not take our user name and password", &error))?;
        }
        Ok(Self { connection })
    }

    /// Whether the server is still there.
    pub(super) async fn answers(&mut self) -> bool {
        self.connection.test_connected().await
    }

    /// Takes leave.
    pub(super) async fn quit(mut self) {
        let _ = self.connection.quit().await;
    }

    /// Hands over a message: one envelope, each recipient with an answer of its own, and the text once for those
    /// who were accepted.
    ///
    /// # Errors
    /// The connection is of no use any more; recipients without an outcome failed for the reason given.
    pub(super) async fn transact(
        &mut self,
        envelope: &Envelope,
        outcomes: &mut [Option<Outcome>],
        words: &Words,
    ) -> Result<(), String> {
        let mail = Mail::new(Some(envelope.sender.wire()), Vec::new());
        if let Err(error) = self.connection.command(mail).await {
            let all: Vec<usize> = (0..outcomes.len()).collect();
            return self.settle(&error, Refused::Sender, &all, outcomes, words).await;
        }
        let mut taken = Vec::new();
        for (index, recipient) in envelope.recipients.iter().enumerate() {
            match self.connection.command(Rcpt::new(recipient.wire(), Vec::new())).await {
                Ok(_) => taken.push(index),
                Err(error) => note(&error, Refused::Recipient, &[index], outcomes, words)?,
            }
        }
        if taken.is_empty() {
            return self.reset(words).await;
        }
        if let Err(error) = self.connection.command(Data).await {
            return self.settle(&error, Refused::Text, &taken, outcomes, words).await;
        }
        // Whatever ends the connection from here on may come after the server took the message.
        set(&taken, &Outcome::Unknown { words: words.line(NO_ANSWER) }, outcomes);
        match self.connection.message(&envelope.text).await {
            Ok(response) => {
                let accepted = Outcome::Accepted { words: words.of_response(&response) };
                set(&taken, &accepted, outcomes);
                Ok(())
            }
            Err(error) => note(&error, Refused::Text, &taken, outcomes, words),
        }
    }

    /// Notes a refusal of the whole message, and clears the envelope.
    async fn settle(
        &mut self,
        error: &Error,
        refused: Refused,
        whom: &[usize],
        outcomes: &mut [Option<Outcome>],
        words: &Words,
    ) -> Result<(), String> {
        note(error, refused, whom, outcomes, words)?;
        self.reset(words).await
    }

    /// Makes the connection fit for another message.
    async fn reset(&mut self, words: &Words) -> Result<(), String> {
        self.connection.command(Rset).await.map(drop).map_err(|error| words.of_error(&error))
    }
}

fn wants_starttls(security: Security, connection: &AsyncSmtpConnection) -> bool {
    match security {
        Security::Plain | Security::Implicit => false,
        Security::Offered => connection.can_starttls(),
        Security::Required => true,
    }
}

/// Notes what an answer means for some recipients.
///
/// # Errors
/// It was no answer, or the server's last one (421): the connection is lost.
fn note(
    error: &Error,
    refused: Refused,
    whom: &[usize],
    outcomes: &mut [Option<Outcome>],
    words: &Words,
) -> Result<(), String> {
    let said = words.of_error(error);
    let code = error.status().map(u16::from);
    let outcome = match code {
        None | Some(421) => return Err(said),
        Some(code) if error.is_permanent() => {
            let text = said.split_once(' ').map_or("", |(_, text)| text);
            let is_ours = is_about_us(refused, code, text);
            if is_ours { Outcome::NotFromUs { words: said } } else { Outcome::Refused { words: said } }
        }
        Some(_) => Outcome::Later { words: said },
    };
    set(whom, &outcome, outcomes);
    Ok(())
}

fn set(whom: &[usize], outcome: &Outcome, outcomes: &mut [Option<Outcome>]) {
    for &index in whom {
        if let Some(place) = outcomes.get_mut(index) {
            *place = Some(outcome.clone());
        }
    }
}
