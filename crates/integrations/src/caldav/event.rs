//! One of our bookings as an event in somebody's calendar (RFC 5545).

use ical::{Writer, property};
use scheduling_core::time::{Interval, Timestamp};

/// An event that is to be in a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Stays the same for as long as the booking lives ([`own_uid`](crate::calendars::own_uid)).
    pub uid: String,
    /// Rises with every change of the booking.
    pub sequence: u32,
    /// From its first second to its last.
    pub time: Interval,
    /// One line.
    pub summary: String,
    /// Any text; empty for none, as the next two.
    pub description: String,
    /// Where it is held.
    pub location: String,
    /// Where to join it, or to read more.
    pub url: String,
    /// When this version came to be (`DTSTAMP`).
    pub stamp: Timestamp,
}

impl Event {
    /// A calendar object with nothing but this event. It takes time, which some servers doubt unless it is said; the owner may
    /// say otherwise later.
    #[must_use]
    pub fn text(&self) -> String {
        let mut writer = Writer::default();
        writer.begin("VCALENDAR");
        writer.line(&property("VERSION").plain("2.0"));
        writer.line(&property("PRODID").text("-//Meridian//Calendar//EN"));
        writer.begin("VEVENT");
        self.lines().iter().for_each(|line| writer.line(line));
        writer.line(&property("TRANSP").plain("OPAQUE"));
        writer.end("VEVENT");
        writer.end("VCALENDAR");
        writer.into_text()
    }

    /// What the event says, without when it said so: equal texts need not be written again.
    #[must_use]
    pub fn substance(&self) -> String {
        let lines = self.lines();
        let said: Vec<&str> =
            lines.iter().map(String::as_str).filter(|line| !line.starts_with("DTSTAMP")).collect();
        said.join("\n")
    }

    /// The lines of the event, unfolded.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = vec![
            property("UID").text(&self.uid),
            property("DTSTAMP").utc(self.stamp),
            property("SEQUENCE").plain(self.sequence),
            property("DTSTART").utc(self.time.start()),
            property("DTEND").utc(self.time.end()),
            property("STATUS").plain("CONFIRMED"),
            property("SUMMARY").text(self.summary.trim()),
        ];
        let texts = [("DESCRIPTION", self.description.trim()), ("LOCATION", self.location.trim())];
        let given = texts.into_iter().filter(|(_, text)| !text.is_empty());
        lines.extend(given.map(|(name, text)| property(name).text(text)));
        let url = self.url.trim();
        lines.extend((!url.is_empty()).then(|| property("URL").uri(url)));
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Event {
        let at = |text| Timestamp::parse(text).expect(text);
        Event {
            uid: "0192d6d8-6f4b-7c63-a62b-0f1e2d3c4b5a@meridian".into(),
            sequence: 3,
            time: Interval::new(at("2025-01-22T10:00:00Z"), at("2025-01-22T11:00:00Z")).expect("an hour"),
            summary: "Interview".into(),
            description: String::new(),
            location: String::new(),
            url: String::new(),
            stamp: at("2025-01-20T08:00:00Z"),
        }
    }

    #[test]
    fn an_event_is_written_as_the_rfc_says() {
        let expected = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Meridian//Calendar//EN\r\nBEGIN:VEVENT\r\n\
            UID:0192d6d8-6f4b-7c63-a62b-0f1e2d3c4b5a@meridian\r\nDTSTAMP:20250120T080000Z\r\nSEQUENCE:3\r\n\
            DTSTART:20250122T100000Z\r\nDTEND:20250122T110000Z\r\nSTATUS:CONFIRMED\r\nSUMMARY:Interview\r\n\
            TRANSP:OPAQUE\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        assert_eq!(event().text(), expected);
    }

    #[test]
    fn no_text_gets_out_of_its_line() {
        let check = |given: &str, expected: &str| {
            let event = Event { summary: given.into(), ..event() };
            let line =
                event.lines().into_iter().find(|line| line.starts_with("SUMMARY:")).expect("a summary");
            assert_eq!(line, format!("SUMMARY:{expected}"), "{given:?}");
        };
        check("a,b;c\\d:e", "a\\,b\\;c\\\\d:e");
        check("a\r\nEND:VEVENT\nb\rc\u{2028}d", "a\\nEND:VEVENT\\nb\\nc\\nd");
        check("a\u{0}\u{7}\u{1b}b", "ab");
        check("  Zoë 🎉 ", "Zoë 🎉");
        let odd = Event { url: "https://a.example/x\r\nATTENDEE:mailto:b".into(), ..event() };
        assert!(odd.text().contains("URL:https://a.example/xATTENDEE:mailto:b\r\n"));
    }

    #[test]
    fn lines_are_folded_between_characters() {
        let summary = "é🎉x".repeat(100);
        let text = Event { summary: summary.clone(), ..event() }.text();
        assert!(text.split("\r\n").all(|line| line.len() <= 75));
        assert!(text.replace("\r\n ", "").contains(&format!("SUMMARY:{summary}\r\n")));
    }

    #[test]
    fn the_substance_is_all_but_the_stamp() {
        let later = Event { stamp: event().stamp.plus_seconds(1), ..event() };
        assert_eq!(later.substance(), event().substance());
        assert_ne!(Event { sequence: 4, ..event() }.substance(), event().substance());
    }
}
