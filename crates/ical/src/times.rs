//! What of a calendar's text says when somebody is busy, and nothing else.

use super::doubt;
use super::lines::content_lines;
use super::names::{AddressKey, address};
use super::property::{Property, name_of};
use std::collections::HashSet;

/// The properties that [`parse`](super::parse) reads besides those of events, and those that frame them.
const KEPT: &[&str] = &[
    "BEGIN",
    "END",
    "VERSION",
    "PRODID",
    "METHOD",
    "X-WR-TIMEZONE",
    "TIMEZONE-ID",
    "FREEBUSY",
    "TZID",
    "TZOFFSETFROM",
    "TZOFFSETTO",
    "X-LIC-LOCATION",
];

/// The text without summaries, descriptions and whatever else has no part in busy time: it reads the same,
/// takes a fraction of the room, and what people write into their calendars is not kept. Of attendees those are kept who
/// declined, by their addresses alone, which are compared by `key`. Lines that can't be read stay, so that they are still reported.
#[must_use]
pub fn times_only(file: &[u8], key: AddressKey, longest_line: usize) -> String {
    let declined = declined(file, key, longest_line);
    let mut kept = String::new();
    let mut after_words = false;
    for line in content_lines(file, longest_line) {
        // A line that is too long takes the calendar's trust with it, whatever it says: it stays too long.
        let Some(text) = line.text else { return String::from_utf8_lossy(file).replace('\0', "\u{fffd}") };
        match name_of(&text) {
            Some((name, _)) if name == "ATTENDEE" => {
                let attendee = Property::parse(line.number, &text).ok();
                kept.extend(attendee.into_iter().filter_map(|attendee| short(&attendee, key, &declined)));
                after_words = false;
                continue;
            }
            Some((name, rest)) if !is_kept(&name, rest) => {
                after_words = true;
                continue;
            }
            // What follows words and can't be read is most likely more of them.
            None if after_words => kept.push_str("X-WORDS:\r\n"),
            _ => {}
        }
        after_words = false;
        kept.push_str(&text.replace('\0', "\u{fffd}"));
        kept.push_str("\r\n");
    }
    kept
}

/// Whether a line says something of times, or may have.
fn is_kept(name: &str, rest: &str) -> bool {
    KEPT.contains(&name)
        || doubt::is_of_events(name)
        || (name == "X-WR-CALNAME" && address(rest.trim_start_matches(':')).is_some())
        || doubt::is_misspelt(name, rest, doubt::OF_EVENTS)
        || doubt::is_misspelt(name, rest, doubt::OF_ZONES)
        || doubt::is_misspelt(name, rest, &["FREEBUSY"])
}

/// The addresses of all who declined something, as they are compared.
fn declined(file: &[u8], key: AddressKey, longest_line: usize) -> HashSet<String> {
    let mut declined = HashSet::new();
    for line in content_lines(file, longest_line) {
        let Some(text) = line.text.filter(|text| name_of(text).is_some_and(|(name, _)| name == "ATTENDEE"))
        else {
            continue;
        };
        if let Ok(attendee) = Property::parse(line.number, &text)
            && attendee.has("PARTSTAT", "DECLINED")
        {
            declined.extend(addresses(&attendee).map(|who| key(&who)));
        }
    }
    declined
}

fn addresses(attendee: &Property) -> impl Iterator<Item = String> {
    address(&attendee.value).into_iter().chain(attendee.parameter("EMAIL").and_then(address))
}

/// An attendee without names and roles.
fn short(attendee: &Property, key: AddressKey, declined: &HashSet<String>) -> Option<String> {
    let answer = if attendee.has("PARTSTAT", "DECLINED") { "DECLINED" } else { "ACCEPTED" };
    let lines = addresses(attendee).filter(|who| declined.contains(&key(who)) && !who.contains(['\r', '\n']));
    let lines: String = lines.map(|who| format!("ATTENDEE;PARTSTAT={answer}:mailto:{who}\r\n")).collect();
    (!lines.is_empty()).then_some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_go_and_times_stay() {
        let file = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:A secret\r\n  that is long\r\nDTSTART;TZID=Europe\r\n \
                    /Berlin:20250101T100000\r\nATTENDEE;CN=\"x:y\":mailto:a@example.org\r\n\
                    ATTENDEE;CN=B;PARTSTAT=DECLINED:MAILTO:B@example.org\r\nno property\r\n\
                    DURATION:PT1H\r\nSUMMARY:words\r\nmore words\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let expected = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;TZID=Europe/Berlin:20250101T100000\r\n\
                        ATTENDEE;PARTSTAT=DECLINED:mailto:b@example.org\r\nno property\r\n\
                        DURATION:PT1H\r\nX-WORDS:\r\nmore words\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        assert_eq!(times_only(file.as_bytes(), str::to_owned, 1000), expected);
    }
}
