//! What of a calendar's text says when somebody is busy, and nothing else.

use super::lines::content_lines;
use super::property::Property;

/// The properties that [`parse`](super::parse) reads, and those that frame them.
const KEPT: &[&str] = &[
    "BEGIN",
    "END",
    "VERSION",
    "PRODID",
    "X-WR-TIMEZONE",
    "UID",
    "RECURRENCE-ID",
    "SEQUENCE",
    "DTSTAMP",
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "EXRULE",
    "RDATE",
    "EXDATE",
    "STATUS",
    "TRANSP",
    "FREEBUSY",
    "TZID",
    "TZOFFSETFROM",
    "TZOFFSETTO",
    "X-LIC-LOCATION",
];

/// The text without summaries, descriptions, attendees and whatever else has no part in busy time: it reads the same,
/// takes a fraction of the room, and what people write into their calendars is not kept. Lines that can't be read stay,
/// so that they are still reported.
#[must_use]
pub fn times_only(file: &[u8], longest_line: usize) -> String {
    let mut kept = String::new();
    for line in content_lines(file, longest_line) {
        // A line that is too long takes the calendar's trust with it, whatever it says: it stays too long.
        let Some(text) = line.text else { return String::from_utf8_lossy(file).replace('\0', "\u{fffd}") };
        let property = Property::parse(line.number, &text);
        if property.is_ok_and(|property| !KEPT.contains(&property.name.as_str())) {
            continue;
        }
        kept.push_str(&text.replace('\0', "\u{fffd}"));
        kept.push_str("\r\n");
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_go_and_times_stay() {
        let file = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:A secret\r\n  that is long\r\nDTSTART;TZID=Europe\r\n \
                    /Berlin:20250101T100000\r\nATTENDEE;CN=\"x:y\":mailto:a@example.org\r\nno property\r\n\
                    DURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let expected = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;TZID=Europe/Berlin:20250101T100000\r\nno property\r\n\
                        DURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        assert_eq!(times_only(file.as_bytes(), 1000), expected);
    }
}
