//! Who writes to people, and by which mail server.

use app::notifications::Office;
use integrations::mail::{BadAddress, BadSmtpSettings, Mailbox, Mailer, SmtpMailer, SmtpSettings};
use std::fmt;
use std::sync::Arc;

/// Everything that mail needs.
#[derive(Clone)]
pub struct Post {
    /// Without one mail is kept.
    pub mailer: Option<Arc<dyn Mailer>>,
    pub office: Office,
}

impl fmt::Debug for Post {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Post").field("office", &self.office).finish_non_exhaustive()
    }
}

/// What mail is set up from.
#[derive(Clone)]
pub struct PostSettings<'a> {
    /// May hold a password.
    pub smtp_url: Option<&'a str>,
    /// The sender, unless the URL names another: `address` or `Name <address>`.
    pub from: &'a str,
    /// More certificates in PEM that the mail server's may be signed by.
    pub roots: Option<Vec<u8>>,
    /// The server's address as people see it, without a slash at its end.
    pub public_url: &'a str,
}

/// Why mail can't be set up. Holds no password.
#[derive(Debug, thiserror::Error)]
pub enum BadPost {
    /// The sender is no address.
    #[error("MAIL_FROM can't be used")]
    From(#[from] BadAddress),
    /// The mail server can't be understood.
    #[error("SMTP_URL can't be used")]
    Smtp(#[from] BadSmtpSettings),
}

impl Post {
    /// Sets mail up; connects to nothing yet. Says so where there is no mail server.
    ///
    /// # Errors
    /// [`BadPost`].
    pub fn new(settings: PostSettings<'_>) -> Result<Self, BadPost> {
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
        let office = Office { public_url: settings.public_url.to_owned(), sender };
        Ok(Self { mailer, office })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_without_the_password() {
        let check = |url: Option<&str>, from: &str, expected: &str| {
            let settings =
                PostSettings { smtp_url: url, from, roots: None, public_url: "https://book.example" };
            let said = Post::new(settings).map_or_else(
                |error| error.to_string(),
                |post| format!("{} {}", post.mailer.is_some(), post.office.sender.address),
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
