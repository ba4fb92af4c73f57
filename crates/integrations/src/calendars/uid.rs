//! By what our own events are known again in other people's calendars.

use ical::content_lines;
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

/// The booking that an event stands for whose `UID` [`own_uid`] made, in whatever notation a calendar hands it on: in
/// letters of another case, as the rest of a series that Google has split, or inside an identifier of Outlook. Whether it is one
/// of ours, the ledger says: others who run this product make such names too.
#[must_use]
pub fn booking_of(uid: &str) -> Option<Uuid> {
    let uid = uid.trim();
    match inside_global_id(uid) {
        Some(inside) => booking_of_plain(&inside),
        None => booking_of_plain(uid),
    }
}

fn booking_of_plain(uid: &str) -> Option<Uuid> {
    let uid = uid.to_ascii_lowercase();
    let (id, rest) = uid.strip_suffix(SUFFIX)?.split_at_checked(36)?;
    if !rest.is_empty() && !is_split(rest) {
        return None;
    }
    Uuid::try_parse(id).ok()
}

/// Whether this says from when on a series was split off another one: `_R20261206T100000` in small letters.
fn is_split(rest: &str) -> bool {
    let is_of_time = |byte: u8| byte.is_ascii_digit() || matches!(byte, b't' | b'z');
    rest.strip_prefix("_r").is_some_and(|time| !time.is_empty() && time.bytes().all(is_of_time))
}

/// How a global object id begins (MS-OXCICAL, 2.1.3.1.1.20.26), which is written in hexadecimal digits.
const GLOBAL_ID: &str = "040000008200e00074c5b7101a82e008";
/// The bytes of it before its data: what it begins with, a date, a time, and the length of the data.
const HEAD: usize = 40;
/// What the data begins with where it is the `UID` of somebody else's event.
const FOREIGN: &[u8] = b"vCal-Uid\x01\0\0\0";
/// The longest one that is looked at.
const LONGEST_GLOBAL_ID: usize = 1024;

/// The `UID` that stands in a global object id, which Outlook makes for an event that came from elsewhere.
fn inside_global_id(uid: &str) -> Option<String> {
    let beginning = uid.get(..GLOBAL_ID.len())?;
    if uid.len() > LONGEST_GLOBAL_ID || !beginning.eq_ignore_ascii_case(GLOBAL_ID) {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let digits: Vec<u8> = uid.bytes().map(digit).collect::<Option<_>>()?;
    let bytes: Vec<u8> =
        digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, digit| (byte << 4) | digit)).collect();
    let inside = bytes.get(HEAD..)?.strip_prefix(FOREIGN)?.split(|byte| *byte == 0).next()?;
    String::from_utf8(inside.to_vec()).ok()
}

/// The longest line in which a `UID` of ours is looked for.
const LONGEST_LINE: usize = 4096;

/// The bookings that a calendar's text names in `UID`s, each once, in any order.
#[must_use]
pub fn mentioned(text: &[u8]) -> Vec<Uuid> {
    let named = content_lines(text, LONGEST_LINE).filter_map(|line| booking_on(&line.text?));
    let bookings: BTreeSet<Uuid> = named.collect();
    bookings.into_iter().collect()
}

/// The booking that a content line names, where it is a `UID`.
fn booking_on(line: &str) -> Option<Uuid> {
    let (name, value) = line.split_once(':')?;
    let name = name.split(';').next()?.trim();
    name.eq_ignore_ascii_case("UID").then(|| booking_of(value))?
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
    #[test]
    fn our_own_are_known_however_calendars_write_them() {
        let booking = Uuid::from_u128(0x0192_d6d8_6f4b_7c63_a62b_0f1e_2d3c_4b5a);
        let own = own_uid(booking);
        let hex = |text: &[u8]| text.iter().map(|byte| format!("{byte:02X}")).collect::<String>();
        let outlook = |uid: &str, begins: &[u8]| {
            let data = [begins, uid.as_bytes(), b"\0"].concat();
            let length = hex(&[u8::try_from(data.len()).expect("short"), 0, 0, 0]);
            format!("{}{}{length}{}", GLOBAL_ID.to_ascii_uppercase(), "0".repeat(40), hex(&data))
        };
        let check = |uid: &str, expected: bool| {
            let expected = expected.then_some(booking);
            assert_eq!(booking_of(uid), expected, "{uid}");
            // A line is folded where it is long.
            let folded: Vec<&str> =
                uid.as_bytes().chunks(60).map(|part| std::str::from_utf8(part).expect("ASCII")).collect();
            let text = format!("BEGIN:VEVENT\r\nuid:{}\r\nEND:VEVENT\r\n", folded.join("\r\n "));
            assert_eq!(mentioned(text.as_bytes()), expected.into_iter().collect::<Vec<_>>(), "{uid}");
        };
        check(&own, true);
        check(&own.to_ascii_uppercase(), true);
        check(&format!(" {own} "), true);
        check(&own.replace('@', "_R20261206T100000@"), true);
        check(&own.replace('@', "_R20261206@"), true);
        check(&own.replace('@', "_copy@"), false);
        check(&own.replace('@', "_R@"), false);
        check(&outlook(&own, FOREIGN), true);
        check(&outlook(&own, FOREIGN).to_ascii_lowercase(), true);
        check(&outlook(&own.to_ascii_uppercase(), FOREIGN), true);
        check(&outlook(&own, b""), false);
        check(&outlook("somebody@example.org", FOREIGN), false);
        check(GLOBAL_ID, false);
        check(&format!("{GLOBAL_ID}zz"), false);
    }
}
