//! By what our own events are known again in other people's calendars.

use uuid::Uuid;

/// What follows the id in a `UID` of ours.
const SUFFIX: &str = "@meridian";

/// The `UID` (RFC 5545, 3.8.4.7) of the event that stands for one of our bookings, for as long as the booking lives:
/// every version of it, in every calendar and every invitation, has this one.
#[must_use]
pub fn own_uid(booking: Uuid) -> String {
    format!("{}{SUFFIX}", booking.as_hyphenated())
}

/// Whether a `UID` is one that [`own_uid`] made. Such an event says nothing new of its owner: the booking that it stands
/// for is known already.
#[must_use]
pub fn is_own_uid(uid: &str) -> bool {
    uid.strip_suffix(SUFFIX).is_some_and(|id| id.len() == 36 && Uuid::try_parse(id).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_are_known_and_no_others() {
        let check = |uid: &str, expected| assert_eq!(is_own_uid(uid), expected, "{uid}");
        check(&own_uid(Uuid::from_u128(0x1234)), true);
        check("0192d6d8-6f4b-7c63-a62b-0f1e2d3c4b5a@meridian", true);
        check("0192d6d86f4b7c63a62b0f1e2d3c4b5a@meridian", false);
        check("0192d6d8-6f4b-7c63-a62b-0f1e2d3c4b5a@example.org", false);
        check("someone@meridian", false);
        check("@meridian", false);
        check("", false);
    }
}
