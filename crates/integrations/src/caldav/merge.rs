//! Our event into what its owner has made of it: what is ours is overwritten, what is theirs stays.

use super::event::Event;
use ical::{Property, Writer, content_lines};

/// What our event says; whatever else an event has is its owner's: reminders, colours, categories, notes of programs.
const OURS: &[&str] = &[
    "UID",
    "DTSTAMP",
    "SEQUENCE",
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "EXRULE",
    "RDATE",
    "EXDATE",
    "STATUS",
    "SUMMARY",
    "DESCRIPTION",
    "LOCATION",
    "URL",
    "LAST-MODIFIED",
];

impl Event {
    /// The object that is to replace `current`: the same calendar with our event as it should be. Where `current` does
    /// not hold the event, or can't be read, it is our event alone.
    #[must_use]
    pub fn merged_into(&self, current: &str) -> String {
        let Some(theirs) = Theirs::read(current, &self.uid) else { return self.text() };
        // Clients ignore a version that is older than the one they have.
        let event = Self { sequence: self.sequence.max(theirs.sequence), ..self.clone() };
        let mut writer = Writer::default();
        theirs.before.iter().for_each(|line| writer.line(line));
        writer.begin("VEVENT");
        event.lines().iter().chain(&theirs.kept).for_each(|line| writer.line(line));
        writer.end("VEVENT");
        writer.end("VCALENDAR");
        writer.into_text()
    }

    /// Whether `current` says of the booking what it should, so that nothing need be written. What is theirs does not
    /// matter, nor do sequence and stamp, which follow from changes.
    #[must_use]
    pub fn is_said_by(&self, current: &str) -> bool {
        let Some(theirs) = Theirs::read(current, &self.uid) else { return false };
        let follows = |line: &&String| !line.starts_with("DTSTAMP") && !line.starts_with("SEQUENCE");
        let mut wanted: Vec<String> = self.lines().iter().filter(follows).cloned().collect();
        let mut said: Vec<String> = theirs.ours.iter().filter(follows).cloned().collect();
        said.retain(|line| !line.starts_with("LAST-MODIFIED"));
        wanted.sort_unstable();
        said.sort_unstable();
        wanted == said
    }
}

/// The parts of an object that the owner may have changed. Lines are unfolded.
#[derive(Default)]
struct Theirs {
    /// The calendar's own lines and its time zones, which reminders may need.
    before: Vec<String>,
    /// The lines of the event that are the owner's, and its reminders.
    kept: Vec<String>,
    /// The lines of the event that should be ours.
    ours: Vec<String>,
    sequence: u32,
}

/// A line of an object, its folds undone.
struct Line {
    /// How many components are open around it.
    depth: usize,
    /// Its name in capital letters, and its value; empty where it is no property.
    name: String,
    value: String,
    text: String,
}

impl Line {
    fn read(text: String) -> Self {
        let property = Property::parse(0, &text);
        let (name, value) = property.map(|property| (property.name, property.value)).unwrap_or_default();
        Self { depth: 0, name, value, text }
    }

    fn component(&self) -> String {
        self.value.to_ascii_uppercase()
    }
}

impl Theirs {
    /// Reads an object that has exactly the event of that `UID`; exceptions of a series, which the owner may have made of
    /// it, are left out, since a booking is no series.
    fn read(text: &str, uid: &str) -> Option<Self> {
        let mut theirs = Self::default();
        let mut open: Vec<String> = Vec::new();
        let mut event: Vec<Line> = Vec::new();
        let mut found = None;
        for line in content_lines(text.as_bytes(), 1 << 20) {
            let mut line = Line::read(line.text?);
            if line.name == "END" {
                let closed = open.pop()?;
                let inside = closed == "VEVENT" && open.len() == 1;
                if closed != line.component() {
                    return None;
                }
                if inside {
                    let whole = std::mem::take(&mut event);
                    found = found.or_else(|| is_main(&whole, uid).then_some(whole));
                    continue;
                }
            }
            let in_event = open.get(1).is_some_and(|component| component == "VEVENT");
            if line.name == "BEGIN" {
                open.push(line.component());
            }
            line.depth = open.len();
            match (in_event, line.depth) {
                (true, _) => event.push(line),
                // The event's own BEGIN, and the calendar's END, are written anew.
                (false, 2) if line.name == "BEGIN" && line.component() == "VEVENT" => {}
                (false, 0) => {}
                (false, _) => theirs.before.push(line.text),
            }
        }
        for line in found.filter(|_| open.is_empty())? {
            theirs.sort(line);
        }
        Some(theirs)
    }

    fn sort(&mut self, line: Line) {
        // The END of a reminder is noted after it was closed, at the depth of the event.
        let nested = line.depth > 2 || line.name == "END";
        if nested || !OURS.contains(&line.name.as_str()) {
            return self.kept.push(line.text);
        }
        if line.name == "SEQUENCE" {
            self.sequence = line.value.parse().unwrap_or_default();
        }
        self.ours.push(line.text);
    }
}

/// Whether these are the lines of the event itself, not of an exception.
fn is_main(lines: &[Line], uid: &str) -> bool {
    let own = || lines.iter().filter(|line| line.depth == 2);
    own().any(|line| line.name == "UID" && line.value == uid)
        && own().all(|line| line.name != "RECURRENCE-ID")
}

#[cfg(test)]
mod tests {
    use super::*;
    use scheduling_core::time::{Interval, Timestamp};

    const UID: &str = "0192d6d8-6f4b-7c63-a62b-0f1e2d3c4b5a@meridian";

    fn event() -> Event {
        let at = |text| Timestamp::parse(text).expect(text);
        Event {
            uid: UID.into(),
            sequence: 3,
            time: Interval::new(at("2025-01-22T10:00:00Z"), at("2025-01-22T11:00:00Z")).expect("an hour"),
            summary: "Interview".into(),
            description: String::new(),
            location: String::new(),
            url: String::new(),
            stamp: at("2025-01-20T08:00:00Z"),
        }
    }

    fn calendar(events: &str) -> String {
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:theirs\r\n{events}END:VCALENDAR\r\n")
    }

    #[test]
    fn the_owners_part_stays_and_ours_is_put_right() {
        let current = calendar(&format!(
            "BEGIN:VTIMEZONE\r\nTZID:X\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:{UID}\r\nSEQUENCE:7\r\n\
             DTSTART;TZID=X:20250122T150000\r\nDURATION:PT2H\r\nRRULE:FREQ=DAILY\r\nSUMMARY;LANGUAGE=de:Moved\r\n\
             COLOR:red\r\nX-NOTE:a very long note of the owner's program that has to be folded when it is wri\r\n tten\r\n\
             BEGIN:VALARM\r\nTRIGGER:-PT10M\r\nDESCRIPTION:Reminder\r\nEND:VALARM\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n\
             BEGIN:VEVENT\r\nUID:{UID}\r\nRECURRENCE-ID:20250123T150000Z\r\nDTSTART:20250124T150000Z\r\nEND:VEVENT\r\n"
        ));
        let expected = calendar(&format!(
            "BEGIN:VTIMEZONE\r\nTZID:X\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:{UID}\r\nDTSTAMP:20250120T080000Z\r\n\
             SEQUENCE:7\r\nDTSTART:20250122T100000Z\r\nDTEND:20250122T110000Z\r\nSTATUS:CONFIRMED\r\n\
             SUMMARY:Interview\r\nCOLOR:red\r\n\
             X-NOTE:a very long note of the owner's program that has to be folded when i\r\n t is written\r\n\
             BEGIN:VALARM\r\nTRIGGER:-PT10M\r\nDESCRIPTION:Reminder\r\nEND:VALARM\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n"
        ));
        assert_eq!(event().merged_into(&current), expected);
        assert!(!event().is_said_by(&current));
        assert!(event().is_said_by(&expected));
        assert!(event().is_said_by(&event().text()));
        assert_eq!(
            event().merged_into(&event().text()).replace("-//Meridian//Calendar//EN", ""),
            event().text().replace("-//Meridian//Calendar//EN", "")
        );
    }

    #[test]
    fn what_does_not_hold_the_event_is_replaced() {
        let check = |current: &str| {
            assert_eq!(event().merged_into(current), event().text(), "{current}");
            assert!(!event().is_said_by(current), "{current}");
        };
        check("");
        check("hello");
        check(&calendar(""));
        check(&calendar("BEGIN:VEVENT\r\nUID:other\r\nEND:VEVENT\r\n"));
        check(&calendar(&format!("BEGIN:VEVENT\r\nUID:{UID}\r\nRECURRENCE-ID:20250101\r\nEND:VEVENT\r\n")));
        check(&format!("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:{UID}\r\n"));
        check(&calendar(&format!("BEGIN:VEVENT\r\nUID:{UID}\r\nEND:VALARM\r\n")));
    }
}
