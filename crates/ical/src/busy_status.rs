//! The status by which programs of Microsoft say whether an event takes its owner's time.

use super::property::Property;

/// Whether a status says that its owner is free; `None` where it says nothing of that, or may be words.
pub(super) fn says_free(status: &Property) -> Option<bool> {
    match status.value.to_ascii_uppercase().as_str() {
        "FREE" => (!status.is_words).then_some(true),
        "BUSY" | "OOF" | "TENTATIVE" => Some(false),
        _ => None,
    }
}
