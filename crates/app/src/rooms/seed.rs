//! Which room on this server an interview gets.

use domain::InterviewId;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use uuid::Uuid;

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
        self.room_of(interview.0)
    }

    /// The same of a meeting of any kind, by its id.
    pub(crate) fn room_of(&self, meeting: Uuid) -> String {
        hex(&Sha256::new().chain_update(self.0).chain_update(meeting.as_bytes()).finalize())
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
