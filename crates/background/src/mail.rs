//! The sender of mail, and the mail server.

use crate::mail_health::MailHealth;
use app::notifications::MailIdentity;
use integrations::mail::{BadAddress, BadSmtpSettings, Mailbox, Mailer, SmtpMailer, SmtpSettings};
use std::fmt;
use std::sync::Arc;

/// Everything that mail needs.
#[derive(Clone)]
pub struct MailConfig {
    /// Without one, mail is kept in the database.
    pub mailer: Option<Arc<dyn Mailer>>,
    pub identity: MailIdentity,
    /// Whether the mail server takes mail.
    pub health: MailHealth,
}

impl fmt::Debug for MailConfig {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("MailConfig").field("identity", &self.identity).finish_non_exhaustive()
    }
}

/// The settings of mail.
#[derive(Clone)]
pub struct MailSettings<'a> {
    /// May hold a password.
    pub smtp_url: Option<&'a str>,
    /// The sender, unless the URL names another: `address` or `Name <address>`.
    pub from: &'a str,
    /// Additional root certificates (PEM) to trust for the mail server.
    pub roots: Option<Vec<u8>>,
    /// The server's public address, without a slash at its end.
    pub public_url: &'a str,
}

/// Why the settings are refused. Contains no password.
#[derive(Debug, thiserror::Error)]
pub enum MailConfigError {
    /// The sender is not an address.
    #[error("MAIL_FROM can't be used")]
    From(#[from] BadAddress),
    /// The URL of the mail server is not valid.
    #[error("SMTP_URL can't be used")]
    Smtp(#[from] BadSmtpSettings),
}

impl MailConfig {
    /// Sets mail up without connecting. Logs whether there is a mail server.
    ///
    /// # Errors
    /// [`MailConfigError`].
    pub fn new(settings: MailSettings<'_>) -> Result<Self, MailConfigError> {
        let mut sender = Mailbox::parse(settings.from)?;
        let mut mailer: Option<Arc<dyn Mailer>> = None;
        match settings.smtp_url {
            None => tracing::info!("SMTP_URL is not set: mail is kept, and shown at /admin/outbox"),
            Some(url) => {
                let mut smtp = SmtpSettings::parse(url, Some(&sender))?;
                smtp.extra_roots = settings.roots;
                sender = smtp.from.clone();
                tracing::info!(host = smtp.host, port = smtp.port, "mail is sent");
                mailer = Some(Arc::new(SmtpMailer::new(smtp)?));
            }
        }
        let identity = MailIdentity { public_url: settings.public_url.to_owned(), sender };
        Ok(Self { mailer, identity, health: MailHealth::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_without_the_password() {
        let check = |url: Option<&str>, from: &str, expected: &str| {
            let settings =
                MailSettings { smtp_url: url, from, roots: None, public_url: "https://book.example" };
            let said = MailConfig::new(settings).map_or_else(
                |error| error.to_string(),
                |mail| format!("{} {}", mail.mailer.is_some(), mail.identity.sender.address),
            );
            assert!(said.starts_with(expected) && !said.contains("hunter2"), "{said}");
        };
        check(None, "Meridian <noreply@book.example>", "false noreply@book.example");
        check(Some("smtp://h"), "a@b.example", "true a@b.example");
        check(Some("smtp://h?from=c%40d.example"), "a@b.example", "true c@d.example");
        check(Some("http://u:hunter2@h"), "a@b.example", "SMTP_URL");
        check(None, "nobody", "MAIL_FROM");
    }
}
