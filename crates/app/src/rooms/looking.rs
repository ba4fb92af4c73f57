//! How the room of a link is looked for: a visitor who shows a wrong one learns nothing from how long that takes.

use super::hex;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Digits by which a room is looked for: 64 of its 256 bits. The other ones are compared.
const BEGINNING: usize = 16;

/// What to look for a room by: its own beginning, or for what is no room at all that of something else, so that looking is
/// the same work for both.
pub(crate) fn beginning(room_id: &str) -> String {
    let digest = hex(&Sha256::digest(room_id));
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let like_one = room_id.len() == digest.len() && room_id.bytes().all(is_digit);
    let from = if like_one { room_id } else { &digest };
    from.chars().take(BEGINNING).collect()
}

/// Whether a room that somebody names is the one that is there. It takes as long for a wrong one as for none at all:
/// digests are compared, in constant time.
pub(crate) fn is_the_room(named: &str, there: Option<&str>) -> bool {
    let right = Sha256::digest(there.unwrap_or_default()).ct_eq(&Sha256::digest(named));
    bool::from(right) && there.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_shown_is_looked_for_by_16_digits() {
        let room = hex(&Sha256::digest("a room"));
        assert_eq!(beginning(&room), room[..16]);
        let wrong = [
            String::new(),
            "a".into(),
            room.to_uppercase(),
            format!("{room}0"),
            "ä".repeat(32),
            "g".repeat(64),
        ];
        for text in wrong {
            let digits = beginning(&text);
            assert!(
                digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
                "{text}: {digits}"
            );
            assert!(!text.starts_with(&digits), "{text}");
        }
    }

    #[test]
    fn no_room_is_not_the_empty_room() {
        assert!(!is_the_room("", None));
        assert!(!is_the_room("a", Some("b")));
        assert!(is_the_room("a", Some("a")));
    }
}
