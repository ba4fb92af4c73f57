//! What servers say, made fit to be stored and shown.

use super::super::line::one_line;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::response::Response;
use std::error::Error as _;

/// The most characters of what a server said.
const MOST: usize = 300;

/// Makes words of answers and errors, without the credentials, which a server may well repeat.
pub(super) struct Words {
    secrets: Vec<String>,
}

impl Words {
    /// Leaves out the password, plain and in the forms in which it is sent (RFC 4616, `AUTH LOGIN`).
    pub(super) fn without(credentials: Option<(&str, &str)>) -> Self {
        let secrets = credentials.map_or_else(Vec::new, |(user, password)| {
            let plain = format!("\0{user}\0{password}");
            vec![STANDARD.encode(plain), STANDARD.encode(password), password.to_owned()]
        });
        Self { secrets: secrets.into_iter().filter(|secret| !secret.is_empty()).collect() }
    }

    /// The text on one bounded line.
    pub(super) fn line(&self, text: &str) -> String {
        let hidden = self.secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret, "***"));
        one_line(&hidden, MOST)
    }

    /// What a server said to an accepted message.
    pub(super) fn of_response(&self, response: &Response) -> String {
        let lines: Vec<&str> = response.message().collect();
        self.line(&format!("{} {}", response.code(), lines.join(" ")))
    }

    /// What a server said to a refusal, or the innermost cause of a failure.
    pub(super) fn of_error(&self, error: &Error) -> String {
        if let Some(code) = error.status() {
            let said = error.source().map(ToString::to_string).unwrap_or_default();
            return self.line(&format!("{code} {said}"));
        }
        let causes = std::iter::successors(error.source(), |&cause| cause.source());
        self.line(&causes.last().map_or_else(|| error.to_string(), ToString::to_string))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_short_and_keep_secrets() {
        let words = Words::without(Some(("me", "s3cr3t")));
        let check = |text: &str, expected: &str| assert_eq!(words.line(text), expected, "{text:?}");
        check("535 no s3cr3t here", "535 no *** here");
        check("535 AG1lAHMzY3IzdA== and czNjcjN0", "535 *** and ***");
        check("550 a\r\n550 b", "550 a 550 b");
        assert_eq!(words.line(&"x".repeat(1000)).chars().count(), MOST);
        assert_eq!(Words::without(Some(("me", ""))).line("abc"), "abc");
    }
}
