//! Why an appointment can't be moved, in words.

use crate::kit::texts::Texts;
use domain::Refusal;

/// Why an appointment can't be moved, in the page's language.
pub(super) fn words(texts: Texts, refusal: &Refusal) -> String {
    let key = match refusal {
        Refusal::VersionMismatch { .. } => "booked-cannot-overtaken".to_owned(),
        other => format!("booked-cannot-{}", other.slug()),
    };
    texts.known(&key).unwrap_or_else(|| texts.say("booked-cannot-other"))
}
