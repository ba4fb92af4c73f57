//! Secrets that have to be used again, kept so that whoever reads the database alone can't.
//!
//! They are encrypted with ChaCha20-Poly1305 (RFC 8439) under a key that is derived from the installation's
//! secret key (`SECRET_KEY`) by HKDF (RFC 5869). What a secret is for is authenticated with it: a sealed text that is
//! moved to another place, or another company, can't be opened there.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::access::Sealed;
use persistence::store::settings;
use persistence::{Database, StoreError};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Salt};
use scheduling_core::time::Instant;
use std::fmt;
use std::sync::Arc;

/// The name of the setting that holds the key of an installation that was given none.
const SETTING: &str = "secret_key";
/// Parts keys of one installation from those of other uses of the same secret.
const SALT: &[u8] = b"meridian sealed 1";
/// How sealed texts begin; another way of sealing gets another one.
const VERSION: &str = "1.";

/// A secret could not be sealed or opened. Says nothing of the secret.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SealError {
    /// It was sealed under another key, for something else, or was changed.
    #[error("a stored secret can't be opened: was SECRET_KEY changed?")]
    Closed,
    /// The machine gives no random bytes, or the cipher failed.
    #[error("a secret can't be sealed: {0}")]
    Machine(String),
    /// The installation's key could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Seals secrets and opens them. Clones have the same key.
#[derive(Clone)]
pub struct Sealer(Arc<LessSafeKey>);

impl Sealer {
    /// With the key that was configured, or else the one that the installation made at its first start.
    ///
    /// # Errors
    /// [`SealError`].
    pub async fn of(db: &Database, configured: Option<&str>, now: Instant) -> Result<Self, SealError> {
        if let Some(secret) = configured {
            return Self::new(secret);
        }
        let mut random = [0; 32];
        getrandom::fill(&mut random).map_err(|error| SealError::Machine(error.to_string()))?;
        let made = URL_SAFE_NO_PAD.encode(random);
        let kept = db.write(move |tx| settings::get_or_put(tx, SETTING, &made, now)).await?;
        Self::new(&kept)
    }

    /// With a key derived from this secret.
    ///
    /// # Errors
    /// [`SealError::Machine`].
    pub fn new(secret: &str) -> Result<Self, SealError> {
        let derived = Salt::new(HKDF_SHA256, SALT).extract(secret.as_bytes());
        let purpose = [b"chacha20-poly1305".as_slice()];
        let key = derived.expand(&purpose, &CHACHA20_POLY1305).map_err(machine)?;
        Ok(Self(Arc::new(LessSafeKey::new(UnboundKey::from(key)))))
    }

    /// Seals a secret. `place` says what it is for, and of whom: `identity_providers.client_secret:7`.
    ///
    /// # Errors
    /// [`SealError::Machine`].
    pub fn seal(&self, place: &str, secret: &str) -> Result<Sealed, SealError> {
        // Random nonces of 96 bits are good for billions of secrets under one key; there will be thousands.
        let mut nonce = [0; NONCE_LEN];
        getrandom::fill(&mut nonce).map_err(|error| SealError::Machine(error.to_string()))?;
        let mut text = secret.as_bytes().to_vec();
        let sealed = Nonce::assume_unique_for_key(nonce);
        self.0.seal_in_place_append_tag(sealed, Aad::from(place), &mut text).map_err(machine)?;
        let whole = [nonce.as_slice(), &text].concat();
        Ok(Sealed(format!("{VERSION}{}", URL_SAFE_NO_PAD.encode(whole))))
    }

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// [`SealError::Closed`].
    pub fn open(&self, place: &str, sealed: &Sealed) -> Result<String, SealError> {
        self.opened(place, sealed).ok_or(SealError::Closed)
    }

    fn opened(&self, place: &str, sealed: &Sealed) -> Option<String> {
        let whole = URL_SAFE_NO_PAD.decode(sealed.0.strip_prefix(VERSION)?).ok()?;
        let (nonce, text) = whole.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut text = text.to_vec();
        let text = self.0.open_in_place(nonce, Aad::from(place), &mut text).ok()?;
        String::from_utf8(text.to_vec()).ok()
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Sealer(***)")
    }
}

fn machine(error: ring::error::Unspecified) -> SealError {
    SealError::Machine(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealer(secret: &str) -> Sealer {
        Sealer::new(secret).expect("a key")
    }

    #[test]
    fn a_secret_is_opened_with_its_key_in_its_place_alone() {
        let sealed = sealer("key").seal("webhooks:1", "hunter2").expect("sealed");
        let check = |key: &str, place: &str, sealed: &Sealed, opened: Option<&str>| {
            let seen = sealer(key).open(place, sealed).ok();
            assert_eq!(seen.as_deref(), opened, "{key} {place} {sealed:?}");
        };
        check("key", "webhooks:1", &sealed, Some("hunter2"));
        check("other key", "webhooks:1", &sealed, None);
        check("key", "webhooks:2", &sealed, None);
        check("key", "webhooks:1", &Sealed("1.".into()), None);
        check("key", "webhooks:1", &Sealed("hunter2".into()), None);
        let cut = Sealed(sealed.0.get(..sealed.0.len() - 2).expect("longer").into());
        check("key", "webhooks:1", &cut, None);
    }

    #[test]
    fn the_same_secret_looks_different_each_time_and_never_like_itself() {
        let sealer = sealer("key");
        let [one, two] = [0, 1].map(|_| sealer.seal("here", "hunter2").expect("sealed"));
        assert_ne!(one, two);
        assert!(!one.0.contains("hunter2"));
        assert_eq!(format!("{sealer:?}"), "Sealer(***)");
    }
}
