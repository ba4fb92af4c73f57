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
    use super::super::{Limits, busy, parse};
    use super::*;
    use scheduling_core::time::{Instant, Interval, Zone};
    use std::path::Path;

    #[test]
    fn words_go_and_times_stay() {
        let file = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:A secret\r\n  that is long\r\nDTSTART;TZID=Europe\r\n \
                    /Berlin:20250101T100000\r\nATTENDEE;CN=\"x:y\":mailto:a@example.org\r\nno property\r\n\
                    DURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let expected = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;TZID=Europe/Berlin:20250101T100000\r\nno property\r\n\
                        DURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        assert_eq!(times_only(file.as_bytes(), 1000), expected);
    }

    #[test]
    fn every_calendar_of_the_tests_reads_the_same_without_its_words() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/calendars");
        let (zone, limits) = (Zone::named("Europe/Berlin").expect("a zone"), Limits::default());
        let at = |text| Instant::parse(text).expect(text);
        let window = Interval::new(at("2020-01-01T00:00:00Z"), at("2030-01-01T00:00:00Z")).expect("a window");
        let mut seen = 0;
        for entry in std::fs::read_dir(folder).expect("the calendars").flatten() {
            if entry.path().extension().is_none_or(|extension| extension != "ics") {
                continue;
            }
            let file = std::fs::read(entry.path()).expect("a file");
            let Ok(whole) = parse(&file, &limits) else { continue };
            let short = parse(times_only(&file, limits.line_bytes).as_bytes(), &limits).expect("a calendar");
            let times = |document| busy(document, &zone, window, &limits).times;
            assert_eq!(times(&short.document), times(&whole.document), "{:?}", entry.path());
            assert_eq!(short.skipped.len(), whole.skipped.len(), "{:?}", entry.path());
            seen += 1;
        }
        assert!(seen > 0);
    }
}
