//! What is stored of passwords, tokens and keys: never they themselves.

use super::Role;
use crate::{ApiKeyId, CompanyId};
use scheduling_core::time::Timestamp;
use std::fmt;

/// The SHA-256 of a token, in base64url without padding. Tokens are random, so a plain digest can't be turned back;
/// who reads the database learns nothing that a server would take.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TokenHash(pub String);

/// A password's hash as a PHC string (`$argon2id$v=19$…`). `Debug` masks it, since passwords can be guessed from it.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Wraps a PHC string.
    #[must_use]
    pub fn new(phc: String) -> Self {
        Self(phc)
    }

    /// The PHC string, for the store and for the one place that verifies.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("PasswordHash(***)")
    }
}

/// A secret as it is stored where it has to be used again: encrypted with the installation's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed(pub String);

/// A stored API key. The key itself was shown when it was made, and is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    pub id: ApiKeyId,
    /// `None` for keys of the platform's administrators, and for no others.
    pub company: Option<CompanyId>,
    pub details: ApiKeyDetails,
    pub created_at: Timestamp,
}

/// What is said about a key when it is made; nothing of it changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKeyDetails {
    /// Not empty; for the people who have to know what the key is for.
    pub name: String,
    /// What its bearer may do.
    pub role: Role,
    /// From when on it is no longer good; `None` is never.
    pub expires_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_does_not_hold_the_hash() {
        let printed = format!("{:?}", PasswordHash::new("$argon2id$secret".into()));
        assert!(!printed.contains("secret"), "{printed}");
    }
}
