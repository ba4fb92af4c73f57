//! Tokens: 256 random bits behind a prefix that says what they are.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::access::TokenHash;
use sha2::{Digest, Sha256};
use std::fmt;

/// Characters of 32 bytes in base64url without padding.
const RANDOM_CHARACTERS: usize = 43;

/// How long a reset token is good.
pub const RESET_SECONDS: i64 = 60 * 60;

/// What a token is good for. The prefix tells them apart for people, for scanners of leaked secrets, and for the look-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Of somebody who logged in: `ms_…`.
    Session,
    /// An API key: `mk_…`.
    Key,
    /// For setting a new password: `mr_…`.
    Reset,
    /// For telling the result of one AI interview: `ma_…`.
    HandOff,
    /// For the feed of somebody's appointments: `mf_…`.
    Feed,
}

impl TokenKind {
    const ALL: [Self; 5] = [Self::Session, Self::Key, Self::Reset, Self::HandOff, Self::Feed];

    fn prefix(self) -> &'static str {
        match self {
            Self::Session => "ms_",
            Self::Key => "mk_",
            Self::Reset => "mr_",
            Self::HandOff => "ma_",
            Self::Feed => "mf_",
        }
    }

    /// What this could be by its looks; `None` for what is no token of ours.
    #[must_use]
    pub fn of(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| {
            let random = token.strip_prefix(kind.prefix()).unwrap_or_default();
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
            random.len() == RANDOM_CHARACTERS && random.bytes().all(plain)
        })
    }
}

/// The operating system gave no random bytes.
#[derive(Debug, Clone, thiserror::Error)]
#[error("no random bytes: {0}")]
pub struct NoRandomness(String);

/// A new token: shown once, to the one it was made for. `Debug` masks it.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// Makes one.
    ///
    /// # Errors
    /// `NoRandomness`, where the operating system can't give any.
    pub fn new(kind: TokenKind) -> Result<Self, NoRandomness> {
        Ok(Self(format!("{}{}", kind.prefix(), random_text::<32>()?)))
    }

    /// The token, for the one answer that shows it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored of it.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        hash_of(&self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Token(***)")
    }
}

/// A password that nobody chose: 16 characters, 96 random bits.
///
/// # Errors
/// `NoRandomness`.
pub fn random_password() -> Result<String, NoRandomness> {
    random_text::<12>()
}

/// So many random bytes, in base64url.
pub(crate) fn random_text<const BYTES: usize>() -> Result<String, NoRandomness> {
    let mut random = [0; BYTES];
    getrandom::fill(&mut random).map_err(|error| NoRandomness(error.to_string()))?;
    Ok(URL_SAFE_NO_PAD.encode(random))
}

/// What would be stored of this token.
#[must_use]
pub fn hash_of(token: &str) -> TokenHash {
    TokenHash(URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_known_by_their_looks() {
        let check = |token: &str, kind: Option<TokenKind>| assert_eq!(TokenKind::of(token), kind, "{token}");
        for kind in TokenKind::ALL {
            check(Token::new(kind).expect("random bytes").reveal(), Some(kind));
        }
        let random = "a".repeat(43);
        check(&format!("mk_{random}"), Some(TokenKind::Key));
        check(&format!("mk_{random}a"), None);
        check(&format!("mk_{}", "a".repeat(42)), None);
        check(&format!("mx_{random}"), None);
        check(&format!("mk_{}\0", "a".repeat(42)), None);
        check("", None);
    }

    #[test]
    fn no_two_are_alike_and_none_shows_in_a_log() {
        let token = Token::new(TokenKind::Key).expect("random bytes");
        let other = Token::new(TokenKind::Key).expect("random bytes");
        assert_ne!(token.reveal(), other.reveal());
        assert_eq!(format!("{token:?}"), "Token(***)");
        assert!(!token.hash().0.contains(&token.reveal()[3..]));
    }

    #[test]
    fn the_hash_is_sha_256() {
        // RFC 6234's test vector "abc".
        assert_eq!(hash_of("abc").0, "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
    }
}
