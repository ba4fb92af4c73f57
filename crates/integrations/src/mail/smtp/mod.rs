//! Mail over SMTP (RFC 5321), with TLS and authentication by the crate `lettre`.
//!
//! `lettre` speaks the protocol; the order of the commands is ours, because its own transport gives up the whole
//! message at the first recipient who is refused.

mod blame;
mod pool;
mod session;
mod settings;
mod words;

pub use settings::{BadSmtpSettings, Security, SmtpLimits, SmtpSettings};

use super::{Address, Delivery, Mailer, Message, Outcome, Recipient};
use async_trait::async_trait;
use lettre::transport::smtp::client::{Certificate, CertificateStore, TlsParameters};
use pool::Pool;
use session::{Envelope, Session};
use std::fmt;
use tokio::time::timeout;
use words::Words;

/// Hands messages to a relay. One for a process, so that connections are used again.
pub struct SmtpMailer {
    settings: SmtpSettings,
    tls: TlsParameters,
    words: Words,
    pool: Pool,
}

impl SmtpMailer {
    /// Prepares TLS; connects to nothing yet.
    ///
    /// # Errors
    /// The extra root certificates can't be read.
    pub fn new(settings: SmtpSettings) -> Result<Self, BadSmtpSettings> {
        let mut tls =
            TlsParameters::builder(settings.host.clone()).certificate_store(CertificateStore::WebpkiRoots);
        if let Some(pem) = &settings.extra_roots {
            let roots = Certificate::from_pem(pem).map_err(|_| BadSmtpSettings::Roots)?;
            tls = tls.add_root_certificate(roots);
        }
        let tls = tls.build_rustls().map_err(|_| BadSmtpSettings::Roots)?;
        let words = Words::without(settings.credentials());
        Ok(Self { settings, tls, words, pool: Pool::default() })
    }

    /// Tries, and notes in `outcomes` what is settled while it goes; what stays open failed for the reason that
    /// is returned.
    async fn deliver(&self, envelope: &Envelope, outcomes: &mut [Option<Outcome>]) -> Result<(), String> {
        let mut session = self.session().await?;
        session.transact(envelope, outcomes, &self.words).await?;
        self.pool.put(session).await;
        Ok(())
    }

    /// A connection that is used again, or a new one.
    async fn session(&self) -> Result<Session, String> {
        let connect = self.settings.limits.connect;
        let seconds = connect.as_secs_f64();
        let opening = async {
            match self.pool.take().await {
                Some(session) => Ok(session),
                None => Session::open(&self.settings, &self.tls, &self.words).await,
            }
        };
        let late = |_| format!("{} did not greet us within {seconds} seconds", self.settings.host);
        timeout(connect, opening).await.map_err(late)?
    }

    fn envelope(&self, message: &Message, recipients: &[Address]) -> Result<Envelope, String> {
        let text = message.wire(&self.settings.from).map_err(|error| self.words.line(&error.to_string()))?;
        Ok(Envelope { sender: self.settings.from.address.clone(), recipients: recipients.to_vec(), text })
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, message: &Message) -> Delivery {
        let recipients = message.recipients();
        let mut outcomes: Vec<Option<Outcome>> = vec![None; recipients.len()];
        let envelope = match self.envelope(message, &recipients) {
            Ok(envelope) => envelope,
            Err(words) => return delivery(recipients, outcomes, &Outcome::Refused { words }),
        };
        let whole = self.settings.limits.whole;
        let words = match timeout(whole, self.deliver(&envelope, &mut outcomes)).await {
            Ok(Ok(())) => String::new(),
            Ok(Err(words)) => words,
            Err(_) => {
                format!(
                    "{} did not take the message within {} seconds",
                    self.settings.host,
                    whole.as_secs_f64()
                )
            }
        };
        delivery(recipients, outcomes, &Outcome::Later { words })
    }
}

/// What is settled, and the same outcome for all that is not.
fn delivery(recipients: Vec<Address>, outcomes: Vec<Option<Outcome>>, open: &Outcome) -> Delivery {
    let pairs = recipients.into_iter().zip(outcomes);
    let recipients = pairs.map(|(address, outcome)| {
        let outcome = outcome.unwrap_or_else(|| open.clone());
        Recipient { address, outcome }
    });
    Delivery { recipients: recipients.collect() }
}

impl fmt::Debug for SmtpMailer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("SmtpMailer").field("settings", &self.settings).finish_non_exhaustive()
    }
}
