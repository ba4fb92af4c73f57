//! Signatures of Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, with secrets as `whsec_` and base64.
//!
//! The crate `standardwebhooks` is what the tests compare with, and not what signs. It signs with one key at a time too, so
//! that rotation would be ours in any case; it takes keys of any length, which the standard does not allow; and it would
//! bring a second base64 and a second HMAC beside ring's into the programs, for one line of code.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use std::fmt;

const PREFIX: &str = "whsec_";
/// Bytes of a secret, as Standard Webhooks allow.
const LENGTH: std::ops::RangeInclusive<usize> = 24..=64;

/// The text is no secret of a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no secret of a webhook")]
pub struct SecretError;

/// A secret, ready to sign. `Debug` masks it.
#[derive(Clone)]
pub struct SigningSecret(hmac::Key);

impl SigningSecret {
    /// Reads `whsec_` and base64.
    ///
    /// # Errors
    /// [`SecretError`]
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let bytes =
            STANDARD.decode(text.strip_prefix(PREFIX).ok_or(SecretError)?).map_err(|_| SecretError)?;
        if !LENGTH.contains(&bytes.len()) {
            return Err(SecretError);
        }
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &bytes)))
    }

    /// The text of a secret of these bytes.
    #[must_use]
    pub fn text(bytes: &[u8; 32]) -> String {
        format!("{PREFIX}{}", STANDARD.encode(bytes))
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("SigningSecret(***)")
    }
}

/// The signature of one message by one secret: `v1,` and base64. `timestamp` is in seconds since 1970.
#[must_use]
pub fn sign(secret: &SigningSecret, id: &str, timestamp: i64, body: &str) -> String {
    let signed = format!("{id}.{timestamp}.{body}");
    format!("v1,{}", STANDARD.encode(hmac::sign(&secret.0, signed.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sample of the specification's reference libraries.
    #[test]
    fn signatures_are_those_of_the_reference() {
        let secret = SigningSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("a secret");
        let signature =
            sign(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn signatures_are_those_of_the_crate() {
        for (length, body) in [(24, ""), (32, r#"{"a": "Zoë 🎉"}"#), (64, "a.b.c\n")] {
            let bytes: Vec<u8> = (1..=length).collect();
            let text = format!("{PREFIX}{}", STANDARD.encode(bytes));
            let theirs = standardwebhooks::Webhook::new(&text).expect("a secret");
            let theirs = theirs.sign("msg_1", 1_700_000_000, body.as_bytes()).expect("a signature");
            let secret = SigningSecret::parse(&text).expect("a secret");
            assert_eq!(sign(&secret, "msg_1", 1_700_000_000, body), theirs, "{length} {body}");
        }
    }

    #[test]
    fn only_secrets_are_secrets() {
        let check = |text: &str, good: bool| assert_eq!(SigningSecret::parse(text).is_ok(), good, "{text}");
        check(&SigningSecret::text(&[7; 32]), true);
        check("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false);
        check("whsec_short", false);
        check("whsec_", false);
        check("whsec_!!!!", false);
        assert_eq!(
            format!("{:?}", SigningSecret::parse(&SigningSecret::text(&[7; 32]))),
            "Ok(SigningSecret(***))"
        );
    }
}
