//! Rooms of online interviews, and the links that lead to them.

use crate::rooms::hex;
use domain::Refusal;
use domain::interview::{Interview, rules};
use scheduling_core::time::Timestamp;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The page that leads to where the people of an interview meet: invitations name it, for rooms of this server and of providers. None without a
/// room, and none any more a day after the end.
#[must_use]
pub fn link(interview: &Interview, public_url: &str, now: Timestamp) -> Option<String> {
    let (room, time) = interview.room_id.as_deref().zip(interview.time)?;
    rules::link_is_good(time, now).then(|| page_of(room, public_url))
}

/// The address of a room's page.
pub(crate) fn page_of(room_id: &str, public_url: &str) -> String {
    format!("{}/rooms/{room_id}", public_url.trim_end_matches('/'))
}

/// Digits by which a room is looked for: 64 of its 256 bits. The other ones are compared.
const BEGINNING: usize = 16;

/// What to look for a room by: its own beginning, or for what is no room at all that of something else, so that looking is
/// the same work for both.
pub(super) fn beginning(room_id: &str) -> String {
    let digest = hex(&Sha256::digest(room_id));
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let like_one = room_id.len() == digest.len() && room_id.bytes().all(is_digit);
    let from = if like_one { room_id } else { &digest };
    from.chars().take(BEGINNING).collect()
}

/// Whether a room that somebody names is the one that is there. It takes as long for a wrong one as for none at all:
/// digests are compared, in constant time.
pub(super) fn check(named: &str, there: Option<&str>) -> Result<(), Refusal> {
    let right = Sha256::digest(there.unwrap_or_default()).ct_eq(&Sha256::digest(named));
    if bool::from(right) && there.is_some() {
        return Ok(());
    }
    Err(wrong())
}

/// What everybody is told who shows no room, or not the right one.
pub(super) fn wrong() -> Refusal {
    Refusal::Closed { slug: "wrong-room", detail: "there is no interview of this id with this room" }
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
        assert!(check("", None).is_err());
        assert!(check("a", Some("b")).is_err());
        assert!(check("a", Some("a")).is_ok());
    }
}
