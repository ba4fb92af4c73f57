//! Secrets that have to be used again, and so can't be stored as digests: sealed with a key that is not where they are.
//!
//! ChaCha20-Poly1305 (RFC 8439) with a random nonce, under a key made from `SECRET_KEY`. Without that setting a random
//! key is made once and kept in the database, which protects copies of single tables, not of the whole database.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use persistence::store::settings;
use persistence::{Database, StoreError};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;
use scheduling_core::time::Timestamp;
use std::fmt;
use std::sync::Arc;

/// The setting with the key that the installation made for itself.
const OWN_KEY: &str = "secret_key";
/// Which form of sealing; another one would begin otherwise.
const VERSION: &str = "v1:";
/// What the sealing key is made for, so that other keys made from the same secret are others.
const DERIVATION: &[u8] = b"meridian: sealed secrets, version 1";

/// Why a secret could not be sealed or opened.
#[derive(Debug, Clone, thiserror::Error)]
pub enum VaultError {
    /// The operating system gave no random bytes, or the key can't be made.
    #[error("secrets can't be sealed on this machine: {0}")]
    Machine(String),
    /// It was sealed under another key, for something else, or not at all.
    #[error("a stored secret can't be opened: it was sealed under another SECRET_KEY, or was changed")]
    Sealed,
    /// The database could not be asked for the installation's own key.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Seals and opens secrets. Cheap to clone; `Debug` shows nothing.
#[derive(Clone)]
pub struct Vault(Arc<LessSafeKey>);

impl fmt::Debug for Vault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Vault(***)")
    }
}

impl Vault {
    /// The vault of this secret.
    ///
    /// # Errors
    /// [`VaultError::Machine`]
    pub fn new(secret: &str) -> Result<Self, VaultError> {
        let key = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), DERIVATION);
        let key = UnboundKey::new(&CHACHA20_POLY1305, key.as_ref())
            .map_err(|error| VaultError::Machine(error.to_string()))?;
        Ok(Self(Arc::new(LessSafeKey::new(key))))
    }

    /// The vault of the secret that was configured, or else of the one that the installation made for itself.
    ///
    /// # Errors
    /// [`VaultError`]
    pub async fn of(db: &Database, configured: Option<&str>, now: Timestamp) -> Result<Self, VaultError> {
        if let Some(secret) = configured {
            return Self::new(secret);
        }
        let fresh = STANDARD_NO_PAD.encode(random::<32>()?);
        let own = db.write(move |tx| settings::get_or_put(tx, OWN_KEY, &fresh, now)).await;
        Self::new(&own.map_err(VaultError::Store)?)
    }

    /// Seals a secret. `purpose` says what it is, and has to be said again when it is opened.
    ///
    /// # Errors
    /// [`VaultError::Machine`]
    pub fn seal(&self, purpose: &str, secret: &str) -> Result<String, VaultError> {
        let nonce = random::<NONCE_LEN>()?;
        let mut sealed = secret.as_bytes().to_vec();
        let under = Nonce::assume_unique_for_key(nonce);
        self.0
            .seal_in_place_append_tag(under, Aad::from(purpose), &mut sealed)
            .map_err(|error| VaultError::Machine(error.to_string()))?;
        Ok(format!("{VERSION}{}", STANDARD_NO_PAD.encode([nonce.as_slice(), &sealed].concat())))
    }

    /// Opens what was sealed for this purpose.
    ///
    /// # Errors
    /// [`VaultError::Sealed`]
    pub fn open(&self, purpose: &str, sealed: &str) -> Result<String, VaultError> {
        let text = sealed.strip_prefix(VERSION).ok_or(VaultError::Sealed)?;
        let bytes = STANDARD_NO_PAD.decode(text).map_err(|_| VaultError::Sealed)?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_LEN).ok_or(VaultError::Sealed)?;
        let under = Nonce::try_assume_unique_for_key(nonce).map_err(|_| VaultError::Sealed)?;
        let mut sealed = sealed.to_vec();
        let opened = self.0.open_in_place(under, Aad::from(purpose), &mut sealed);
        let opened = opened.map_err(|_| VaultError::Sealed)?;
        String::from_utf8(opened.to_vec()).map_err(|_| VaultError::Sealed)
    }
}

/// Random bytes from the operating system.
///
/// # Errors
/// [`VaultError::Machine`]
pub fn random<const BYTES: usize>() -> Result<[u8; BYTES], VaultError> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|error| VaultError::Machine(error.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_is_opened_by_the_same_key_for_the_same_purpose_alone() {
        let vault = Vault::new("a key").expect("a vault");
        let sealed = vault.seal("webhook", "whsec_x").expect("sealed");
        assert!(!sealed.contains("whsec"));
        assert_ne!(sealed, vault.seal("webhook", "whsec_x").expect("sealed"), "the nonce is another");
        assert_eq!(vault.open("webhook", &sealed).ok().as_deref(), Some("whsec_x"));
        let refused = |vault: &Vault, purpose: &str, sealed: &str| {
            assert!(matches!(vault.open(purpose, sealed), Err(VaultError::Sealed)), "{purpose} {sealed}");
        };
        refused(&vault, "token", &sealed);
        refused(&Vault::new("another key").expect("a vault"), "webhook", &sealed);
        let other = if sealed.as_bytes()[20] == b'A' { "B" } else { "A" };
        refused(&vault, "webhook", &format!("{}{other}{}", &sealed[..20], &sealed[21..]));
        for text in ["", "v1:", "v1:AAAA", "v2:AAAA", "whsec_x"] {
            refused(&vault, "webhook", text);
        }
    }
}
