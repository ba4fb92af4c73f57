//! How texts that are secrets are stored: sealed, with what the program gives the database for it.

use super::DbError;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// Seals and opens texts. `purpose` says what one is, and has to be said again when it is opened.
pub trait Cipher: Send + Sync {
    /// The text as it is stored.
    ///
    /// # Errors
    /// [`DbError::Other`] where the machine can't.
    fn seal(&self, purpose: &str, text: &str) -> Result<String, DbError>;

    /// The text that was stored. One that was stored before there was a cipher is opened as it is.
    ///
    /// # Errors
    /// [`DbError::Other`] where it was sealed with another key.
    fn open(&self, purpose: &str, stored: &str) -> Result<String, DbError>;
}

/// The cipher of a database, once it was given one; without it texts are stored as they are.
#[derive(Clone, Default)]
pub(crate) struct CipherSlot(Arc<OnceLock<Arc<dyn Cipher>>>);

impl CipherSlot {
    pub(crate) fn set(&self, cipher: Arc<dyn Cipher>) {
        // The first one counts: it is made from the settings of the process.
        let _ = self.0.set(cipher);
    }

    pub(crate) fn seal(&self, purpose: &str, text: &str) -> Result<String, DbError> {
        self.0.get().map_or_else(|| Ok(text.to_owned()), |cipher| cipher.seal(purpose, text))
    }

    pub(crate) fn open(&self, purpose: &str, stored: &str) -> Result<String, DbError> {
        self.0.get().map_or_else(|| Ok(stored.to_owned()), |cipher| cipher.open(purpose, stored))
    }
}

impl fmt::Debug for CipherSlot {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(if self.0.get().is_some() { "CipherSlot(***)" } else { "CipherSlot(none)" })
    }
}
