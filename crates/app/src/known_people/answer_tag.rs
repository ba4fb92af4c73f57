//! The name of an answer: what stands in `ETag`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Bytes of a digest that are told: 128 bits.
const LENGTH: usize = 16;

/// The entity tag of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AnswerTag([u8; LENGTH]);

impl AnswerTag {
    /// Of the digest of all that the answer is made of.
    pub(super) fn of(digest: &[u8]) -> Self {
        let mut tag = [0; LENGTH];
        tag.iter_mut().zip(digest).for_each(|(byte, digested)| *byte = *digested);
        Self(tag)
    }

    /// As it stands in `ETag`, between the quotes.
    #[must_use]
    pub fn text(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}
