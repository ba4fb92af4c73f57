//! Forms of this server alone are taken: each holds a token that no other site can know.
//!
//! The token is made from a secret of the browser, the session's where there is one and a cookie of its own where there is
//! none, and from the time, so that it differs from page to page.

use scheduling_core::time::Timestamp;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// Seconds for which a form can be sent.
const GOOD_FOR: i64 = 24 * 3600;

/// What a browser's forms are made with and checked by.
#[derive(Debug, Clone)]
pub(crate) struct Guard {
    secret: String,
    /// Whether the browser does not have the cookie yet.
    pub(crate) is_fresh: bool,
}

impl Guard {
    pub(crate) fn new(secret: String, is_fresh: bool) -> Self {
        Self { secret, is_fresh }
    }

    /// What a fresh cookie is to hold.
    pub(crate) fn secret(&self) -> &str {
        &self.secret
    }

    /// The token of the forms of a page that is shown at that time; no other page has it.
    pub(crate) fn token(&self, now: Timestamp) -> String {
        let shown = format!("{}.{}", now.unix(), Uuid::new_v4().simple());
        format!("{shown}.{}", self.digest(&shown))
    }

    /// Whether a form shows a token of this browser that is not too old.
    pub(crate) fn admits(&self, token: &str, now: Timestamp) -> bool {
        let Some((shown, digest)) = token.rsplit_once('.') else { return false };
        let at = shown.split_once('.').and_then(|(at, _)| at.parse::<i64>().ok());
        let is_current = at.is_some_and(|at| (at..=at.saturating_add(GOOD_FOR)).contains(&now.unix()));
        is_current && bool::from(self.digest(shown).as_bytes().ct_eq(digest.as_bytes()))
    }

    /// What shows that this browser's server has written a text for this use.
    pub(crate) fn signature(&self, used: &str, text: &str) -> String {
        hex(&format!("{used}\n{}\n{text}", self.secret))
    }

    /// Whether it has.
    pub(crate) fn has_signed(&self, used: &str, text: &str, signature: &str) -> bool {
        bool::from(self.signature(used, text).as_bytes().ct_eq(signature.as_bytes()))
    }

    fn digest(&self, shown: &str) -> String {
        hex(&format!("form\n{}\n{shown}", self.secret))
    }
}

fn hex(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_signed_for_one_browser_and_one_use() {
        let (one, other) = (Guard::new("a".into(), false), Guard::new("b".into(), false));
        let signature = one.signature("undo", "text");
        assert!(one.has_signed("undo", "text", &signature));
        assert!(!one.has_signed("undo", "texts", &signature) && !one.has_signed("form", "text", &signature));
        assert!(!other.has_signed("undo", "text", &signature) && !one.has_signed("undo", "text", ""));
    }

    #[test]
    fn a_form_is_of_one_browser_and_one_day() {
        let now = Timestamp::saturating_from_unix(1_800_000_000);
        let (one, other) = (Guard::new("a".into(), false), Guard::new("b".into(), false));
        let token = one.token(now);
        assert!(one.admits(&token, now) && one.admits(&token, now.plus_seconds(GOOD_FOR)));
        assert!(!other.admits(&token, now));
        assert!(!one.admits(&token, now.plus_seconds(GOOD_FOR + 1)));
        assert!(!one.admits(&token, now.plus_seconds(-1)));
        for wrong in ["", ".", "1", "1800000000.", "x.y", &token.replace('.', ".0")] {
            assert!(!one.admits(wrong, now), "{wrong}");
        }
        assert_ne!(token, one.token(now));
    }
}
