//! Secrets that have to be used again, and so can't be stored as digests: sealed with a key that is not where they are.
//!
//! ChaCha20-Poly1305 (RFC 8439) with a random nonce, under a key made from `SECRET_KEY`. Without that setting a random
//! key is made once and kept in the database, which protects copies of single tables, not of the whole database.

pub(crate) mod places;
mod rotation;

pub use rotation::{Sealing, inspect};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use persistence::store::settings;
use persistence::{Cipher, Database, DbError, StoreError};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;
use scheduling_core::time::Timestamp;
use std::fmt;
use std::sync::Arc;

/// The setting with the key that the installation made for itself.
const OWN_KEY: &str = "secret_key";
/// Which form of sealing; another one would begin otherwise.
const VERSION: &str = "v1:";
/// The same in the path of an address.
const PATH_VERSION: &str = "v1.";
/// What the sealing key is made for, so that other keys made from the same secret are others.
const DERIVATION: &[u8] = b"meridian: sealed secrets, version 1";
/// The same of the key that makes tags.
const TAGS: &[u8] = b"meridian: tags, version 1";

/// Why a secret could not be sealed or opened.
#[derive(Debug, Clone, thiserror::Error)]
pub enum VaultError {
    /// The operating system gave no random bytes, or the key can't be made.
    #[error("secrets can't be sealed on this machine: {0}")]
    Machine(String),
    /// It was sealed under another key, for something else, or not at all.
    #[error("a stored secret can't be opened: it was sealed under another SECRET_KEY, or was changed")]
    Sealed,
    /// The database was sealed under a key that is neither the one of today nor the one before.
    #[error(
        "the secrets in this database were sealed under another SECRET_KEY: start with that one, or, to change it, give the \
         new one as SECRET_KEY and the old one as SECRET_KEY_PREVIOUS"
    )]
    OtherKey,
    /// The database could not be asked for the installation's own key.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Seals and opens secrets. Cheap to clone; `Debug` shows nothing.
#[derive(Clone)]
pub struct Vault(Arc<Keys>);

struct Keys {
    /// Seals, and opens.
    current: LessSafeKey,
    /// Open only: those before it.
    previous: Vec<LessSafeKey>,
    /// Makes tags.
    tags: hmac::Key,
}

/// The secrets that keys are made from, as an operator gives them.
#[derive(Clone, Copy, Default)]
pub struct KeySettings<'s> {
    pub current: Option<&'s str>,
    /// The one before it.
    pub previous: Option<&'s str>,
}

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
        Self::with_previous(secret, &[])
    }

    fn with_previous(secret: &str, previous: &[&str]) -> Result<Self, VaultError> {
        let previous = previous.iter().map(|secret| key(secret)).collect::<Result<_, _>>()?;
        let tags = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), TAGS);
        let tags = hmac::Key::new(hmac::HMAC_SHA256, tags.as_ref());
        Ok(Self(Arc::new(Keys { current: key(secret)?, previous, tags })))
    }

    /// The vault of the secret that was configured, or else of the one that the installation made for itself. All that
    /// this database holds is under its key afterwards, and calendars are sealed and opened with it.
    ///
    /// # Errors
    /// [`VaultError::OtherKey`] where the database was sealed under a key that is not given, and other [`VaultError`]s.
    pub async fn of(
        db: &Database,
        keys: KeySettings<'_>,
        now: Timestamp,
    ) -> Result<(Self, Sealing), VaultError> {
        let own = match keys.current {
            Some(_) => db.read(|tx| settings::get(tx, OWN_KEY)).await,
            None => {
                let fresh = STANDARD_NO_PAD.encode(random::<32>()?);
                db.write(move |tx| settings::get_or_put(tx, OWN_KEY, &fresh, now)).await.map(Some)
            }
        };
        let own = own.map_err(VaultError::Store)?;
        let vault = Self::of_keys(keys, own.as_deref())?;
        let sealing = rotation::check(db, &vault, now).await?;
        if keys.current.is_some() && own.is_some() {
            // Nothing is sealed with it any more, and a key that lies beside what it opens protects little.
            db.write(|tx| settings::remove(tx, OWN_KEY)).await.map_err(VaultError::Store)?;
        }
        db.seal_with(Arc::new(vault.clone()));
        Ok((vault, sealing))
    }

    /// The vault of the keys that are given, and of the one that the installation made for itself.
    fn of_keys(keys: KeySettings<'_>, own: Option<&str>) -> Result<Self, VaultError> {
        let Some(current) = keys.current else { return Self::new(own.unwrap_or_default()) };
        let previous: Vec<&str> = keys.previous.into_iter().chain(own).collect();
        Self::with_previous(current, &previous)
    }

    /// Whether it opens what was sealed with other keys, too.
    fn has_previous(&self) -> bool {
        !self.0.previous.is_empty()
    }

    /// Whether this was sealed with the key of today.
    fn is_current(&self, purpose: &str, sealed: &str) -> bool {
        opened(&self.0.current, purpose, sealed).is_some()
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
            .current
            .seal_in_place_append_tag(under, Aad::from(purpose), &mut sealed)
            .map_err(|error| VaultError::Machine(error.to_string()))?;
        Ok(format!("{VERSION}{}", STANDARD_NO_PAD.encode([nonce.as_slice(), &sealed].concat())))
    }

    /// A text that nobody can guess who has not the key: always the same for the same text and purpose, in base64url.
    #[must_use]
    pub fn tag(&self, purpose: &str, text: &str) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.0.tags, format!("{purpose}\0{text}").as_bytes()))
    }

    /// Opens what was sealed for this purpose.
    ///
    /// # Errors
    /// [`VaultError::Sealed`]
    pub fn open(&self, purpose: &str, sealed: &str) -> Result<String, VaultError> {
        let keys = std::iter::once(&self.0.current).chain(&self.0.previous);
        keys.into_iter().find_map(|key| opened(key, purpose, sealed)).ok_or(VaultError::Sealed)
    }

    /// Seals a text for the path of an address: in letters that need no escape there.
    ///
    /// # Errors
    /// [`VaultError::Machine`]
    pub(crate) fn seal_for_path(&self, purpose: &str, text: &str) -> Result<String, VaultError> {
        let sealed = self.seal(purpose, text)?;
        let letters = sealed.strip_prefix(VERSION).unwrap_or(&sealed);
        Ok(format!("{PATH_VERSION}{}", letters.replace('+', "-").replace('/', "_")))
    }

    /// Opens what was sealed for this purpose and the path of an address; `None` for everything else. No link has two spellings.
    pub(crate) fn open_from_path(&self, purpose: &str, token: &str) -> Option<String> {
        let letters = token.strip_prefix(PATH_VERSION)?;
        if letters.contains(['+', '/']) {
            return None;
        }
        let letters = letters.replace('-', "+").replace('_', "/");
        self.open(purpose, &format!("{VERSION}{letters}")).ok()
    }
}

/// Calendars were stored as they are before they were sealed; their addresses and credentials never look sealed.
impl Cipher for Vault {
    fn seal(&self, purpose: &str, text: &str) -> Result<String, DbError> {
        Self::seal(self, purpose, text).map_err(|error| DbError::defect(error.to_string()))
    }

    fn open(&self, purpose: &str, stored: &str) -> Result<String, DbError> {
        if !looks_sealed(stored) {
            return Ok(stored.to_owned());
        }
        Self::open(self, purpose, stored).map_err(|error| DbError::defect(error.to_string()))
    }
}

fn looks_sealed(text: &str) -> bool {
    text.starts_with(VERSION)
}

fn key(secret: &str) -> Result<LessSafeKey, VaultError> {
    let key = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), DERIVATION);
    let key = UnboundKey::new(&CHACHA20_POLY1305, key.as_ref());
    Ok(LessSafeKey::new(key.map_err(|error| VaultError::Machine(error.to_string()))?))
}

fn opened(key: &LessSafeKey, purpose: &str, sealed: &str) -> Option<String> {
    let bytes = STANDARD_NO_PAD.decode(sealed.strip_prefix(VERSION)?).ok()?;
    let (nonce, sealed) = bytes.split_at_checked(NONCE_LEN)?;
    let under = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut sealed = sealed.to_vec();
    let opened = key.open_in_place(under, Aad::from(purpose), &mut sealed).ok()?;
    String::from_utf8(opened.to_vec()).ok()
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
    fn what_is_sealed_for_a_path_needs_no_escape_and_has_one_spelling() {
        let vault = Vault::new("a key").expect("a vault");
        for number in 0..50 {
            let text = format!("7 {number}");
            let token = vault.seal_for_path("a link", &text).expect("sealed");
            assert!(token.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)), "{token}");
            assert_eq!(vault.open_from_path("a link", &token), Some(text));
            assert_eq!(vault.open_from_path("another link", &token), None);
            let other = token.replace('-', "+").replace('_', "/");
            assert!(other == token || vault.open_from_path("a link", &other).is_none(), "{other}");
            assert_eq!(vault.open_from_path("a link", &token.replace("v1.", "v1:")), None);
        }
    }

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

    #[test]
    fn tags_are_of_one_key_one_purpose_and_one_text() {
        let vault = Vault::new("a key").expect("a vault");
        let tag = vault.tag("request", "1");
        assert_eq!((tag.len(), &vault.tag("request", "1")), (43, &tag));
        let other = Vault::new("another key").expect("a vault");
        for unlike in [vault.tag("request", "2"), vault.tag("code", "1"), other.tag("request", "1")] {
            assert_ne!(unlike, tag);
        }
    }

    #[test]
    fn the_key_before_opens_and_does_not_seal() {
        let old = Vault::new("the old key").expect("a vault");
        let both = Vault::with_previous("the new key", &["the old key"]).expect("a vault");
        let sealed = old.seal("webhook", "whsec_x").expect("sealed");
        assert_eq!(both.open("webhook", &sealed).ok().as_deref(), Some("whsec_x"));
        assert!(!both.is_current("webhook", &sealed) && both.has_previous());
        let anew = both.seal("webhook", "whsec_x").expect("sealed");
        assert!(both.is_current("webhook", &anew));
        assert!(old.open("webhook", &anew).is_err());
    }

    #[test]
    fn calendars_that_were_not_sealed_are_read_as_they_are() {
        let vault = Vault::new("a key").expect("a vault");
        let open = |stored: &str| Cipher::open(&vault, "calendar", stored).ok();
        assert_eq!(open("https://example.org/a.ics").as_deref(), Some("https://example.org/a.ics"));
        let sealed = Cipher::seal(&vault, "calendar", "me\nsecret").expect("sealed");
        assert!(looks_sealed(&sealed) && !sealed.contains("secret"));
        assert_eq!(open(&sealed).as_deref(), Some("me\nsecret"));
        assert_eq!(open("v1:AAAA"), None);
    }
}
