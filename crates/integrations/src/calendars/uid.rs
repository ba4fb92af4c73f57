//! By what our own events are known again in other people's calendars.

use std::collections::BTreeSet;
use uuid::Uuid;

/// What follows the id in a `UID` of ours.
const SUFFIX: &str = "@meridian";

/// The `UID` (RFC 5545, 3.8.4.7) of the event that stands for one of our bookings, for as long as the booking lives:
/// every version of it, in every calendar and every invitation, has this one.
#[must_use]
pub fn own_uid(booking: Uuid) -> String {
    format!("{}{SUFFIX}", booking.as_hyphenated())
}

/// The booking that an event stands for whose `UID` [`own_uid`] made. Whether it is one of ours, the ledger says: others
/// who run this product make such names too.
#[must_use]
pub fn booking_of(uid: &str) -> Option<Uuid> {
    let id = uid.strip_suffix(SUFFIX).filter(|id| id.len() == 36)?;
    Uuid::try_parse(id).ok()
}

/// The bookings that a calendar's text names in `UID`s, each once, in any order.
#[must_use]
pub fn mentioned(text: &[u8]) -> Vec<Uuid> {
    let ends = text.windows(SUFFIX.len()).enumerate().filter(|(_, part)| *part == SUFFIX.as_bytes());
    let ends = ends.map(|(at, _)| at);
    let uid = |end: usize| std::str::from_utf8(text.get(end.checked_sub(36)?..end + SUFFIX.len())?).ok();
    let bookings: BTreeSet<Uuid> = ends.filter_map(uid).filter_map(booking_of).collect();
    bookings.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_are_known_and_no_others() {
        let check = |uid: &str, expected| {
            assert_eq!(booking_of(uid).is_some(), expected, "{uid}");
            assert_eq!(
                mentioned(format!("UID:{uid}\r\nUID:{uid}\r\n").as_bytes()).len(),
                usize::from(expected)
            );
        };
        check(&own_uid(Uuid::from_u128(0x1234)), true);
        check("0192d6d8-6f4b-7c63-a62b-0f1e2d3c4b5a@meridian", true);
        check("0192d6d86f4b7c63a62b0f1e2d3c4b5a@meridian", false);
        check("0192d6d8-6f4b-7c63-a62b-0f1e2d3c4b5a@example.org", false);
        check("someone@meridian", false);
        check("@meridian", false);
        check("", false);
    }
}
