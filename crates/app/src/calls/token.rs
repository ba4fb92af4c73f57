//! Tokens of people in rooms: each is bound to one person and one room, and dies with one character of it.

use crate::sealed::Vault;
use domain::{CompanyId, RoomPersonId};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

const PURPOSE: &str = "somebody in a room";

/// Somebody in a room, as their token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Presence {
    pub company: CompanyId,
    /// A digest of the room's id.
    pub room: Uuid,
    pub person: RoomPersonId,
}

/// What a call is stored under: it says nothing of the room's id.
#[must_use]
pub fn room_key(room_id: &str) -> Uuid {
    let digest = Sha256::new().chain_update("meridian: key of a call\0").chain_update(room_id).finalize();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(byte, from)| *byte = from);
    Uuid::from_bytes(bytes)
}

/// The token of somebody in a room.
#[must_use]
pub fn token(presence: Presence, vault: &Vault) -> String {
    let Presence { company, room, person } = presence;
    let tag = vault.tag(PURPOSE, &format!("{company} {room} {person}"));
    format!("{company}.{}.{tag}", person.0.simple())
}

/// Whom this token names in that room; `None` for one that was not made here, or for another room.
#[must_use]
pub fn opened(given: &str, room_id: &str, vault: &Vault) -> Option<Presence> {
    let mut parts = given.split('.');
    let company = CompanyId(parts.next()?.parse().ok()?);
    let person = RoomPersonId(parts.next()?.parse().ok()?);
    let presence = Presence { company, room: room_key(room_id), person };
    let right = token(presence, vault);
    bool::from(Sha256::digest(&right).ct_eq(&Sha256::digest(given))).then_some(presence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_one_person_in_one_room() {
        let vault = Vault::new("a key").expect("a vault");
        let presence = Presence {
            company: CompanyId(7),
            room: room_key("a room"),
            person: RoomPersonId(Uuid::from_u128(9)),
        };
        let good = token(presence, &vault);
        assert_eq!(opened(&good, "a room", &vault), Some(presence));
        assert_eq!(opened(&good, "another room", &vault), None);
        assert_eq!(opened(&good, "a room", &Vault::new("another key").expect("a vault")), None);
        for at in 0..good.len() {
            let other = if good.as_bytes()[at] == b'1' { "2" } else { "1" };
            let changed = format!("{}{other}{}", &good[..at], &good[at + 1..]);
            assert_eq!(opened(&changed, "a room", &vault), None, "{changed}");
        }
        for text in ["", ".", "..", "7", "7.9.", &format!("{good}.")] {
            assert_eq!(opened(text, "a room", &vault), None, "{text}");
        }
    }
}
