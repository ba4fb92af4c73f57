//! Rooms of online interviews, and the links that lead to them (requirement E4).

use domain::interview::{Interview, rules};
use domain::{InterviewId, Refusal};
use scheduling_core::time::Instant;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use subtle::ConstantTimeEq;

/// 256 random bits, from which the rooms of one change are made.
#[derive(Clone)]
pub struct RoomSeed([u8; 32]);

impl RoomSeed {
    /// A new seed, from the operating system.
    ///
    /// # Errors
    /// Where it can't give random bytes.
    pub fn new() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// The room of this interview: in hexadecimal, SHA-256 over the seed and the interview's id. Who knows one room
    /// of a seed knows nothing about another.
    pub(crate) fn room(&self, interview: InterviewId) -> String {
        hex(&Sha256::new().chain_update(self.0).chain_update(interview.0.as_bytes()).finalize())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The page that leads to where the people of an interview meet: invitations name it, whoever makes the room. None without a
/// room, and none any more a day after the end.
#[must_use]
pub fn link(interview: &Interview, public_url: &str, now: Instant) -> Option<String> {
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
    use uuid::Uuid;

    #[test]
    fn rooms_are_64_digits_and_each_is_another() {
        let (one, other) = (RoomSeed([1; 32]), RoomSeed([2; 32]));
        let (a, b) = (InterviewId(Uuid::nil()), InterviewId(Uuid::max()));
        let rooms = [one.room(a), one.room(b), other.room(a), other.room(b)];
        for (index, room) in rooms.iter().enumerate() {
            assert!(room.len() == 64 && room.bytes().all(|byte| byte.is_ascii_hexdigit()), "{room}");
            assert!(!rooms.iter().skip(index + 1).any(|other| other == room), "{room} twice");
        }
    }

    #[test]
    fn whatever_is_shown_is_looked_for_by_16_digits() {
        let room = RoomSeed([1; 32]).room(InterviewId(Uuid::nil()));
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
