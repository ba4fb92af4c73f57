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

/// Where the people of an interview meet: at its provider's address where it has one, else in the room of this server.
/// Nowhere without a room, and nowhere any more a day after the end.
#[must_use]
pub fn link(
    interview: &Interview,
    public_url: &str,
    provider_url: Option<&str>,
    now: Instant,
) -> Option<String> {
    let (room, time) = interview.room_id.as_deref().zip(interview.time)?;
    let own = || format!("{}/rooms/{room}", public_url.trim_end_matches('/'));
    rules::link_is_good(time, now).then(|| provider_url.map_or_else(own, str::to_owned))
}

/// Whether a room that somebody names is the one that is there. It takes as long for a wrong one as for none at all:
/// digests are compared, in constant time.
pub(super) fn check(named: &str, there: Option<&str>) -> Result<(), Refusal> {
    let right = Sha256::digest(there.unwrap_or_default()).ct_eq(&Sha256::digest(named));
    if bool::from(right) && there.is_some() {
        return Ok(());
    }
    Err(Refusal::Closed { slug: "wrong-room", detail: "there is no interview of this id with this room" })
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
    fn no_room_is_not_the_empty_room() {
        assert!(check("", None).is_err());
        assert!(check("a", Some("b")).is_err());
        assert!(check("a", Some("a")).is_ok());
    }
}
