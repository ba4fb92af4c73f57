//! A calendar that is kept by mail alone: what a program has in it that follows RFC 5546, and knows of nothing else.
//!
//! It shares no code with the product.

use std::collections::{BTreeMap, HashMap};

/// An appointment in the calendar.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    pub sequence: i64,
    pub stamp: String,
    pub cancelled: bool,
    /// `DTSTART`, as it was written.
    pub start: String,
    pub end: String,
    pub summary: String,
    pub location: Option<String>,
    pub url: Option<String>,
    /// Without the links to answer, which are others each time.
    pub description: String,
    /// Of `ORGANIZER`, without `mailto:`.
    pub organizer: String,
}

/// The calendar behind one address.
#[derive(Debug, Default)]
pub struct MailCalendar {
    /// By `UID`.
    pub entries: BTreeMap<String, Entry>,
    /// Whether its mail server kept to itself whether it took something: then it may be told the same again.
    pub doubtful: bool,
    /// By `Message-ID`: what comes twice is looked at once.
    seen: HashMap<String, String>,
    /// What came that no program should send, in words.
    pub faults: Vec<String>,
}

impl MailCalendar {
    /// Takes a message. Of two about one appointment the one with the higher `SEQUENCE` counts, then the later `DTSTAMP`.
    pub fn take(&mut self, message_id: &str, ics: &str) {
        if let Some(before) = self.seen.insert(message_id.to_owned(), ics.to_owned()) {
            if before != ics {
                self.faults.push(format!("{message_id} came twice and differs"));
            }
            return;
        }
        let properties = properties(ics);
        let text = |name: &str| properties.get(name).cloned();
        let uid = text("UID").unwrap_or_default();
        let new = Entry {
            sequence: text("SEQUENCE").and_then(|number| number.parse().ok()).unwrap_or_default(),
            stamp: text("DTSTAMP").unwrap_or_default(),
            cancelled: text("METHOD").as_deref() == Some("CANCEL"),
            start: text("DTSTART").unwrap_or_default(),
            end: text("DTEND").unwrap_or_default(),
            summary: text("SUMMARY").unwrap_or_default(),
            location: text("LOCATION"),
            url: text("URL"),
            description: text("DESCRIPTION").map(|text| without_links(&text)).unwrap_or_default(),
            organizer: text("ORGANIZER").unwrap_or_default().replace("mailto:", ""),
        };
        let Some(old) = self.entries.get(&uid) else {
            if new.cancelled && !self.doubtful {
                self.faults.push(format!("{uid} is cancelled and was never invited to"));
            }
            self.entries.insert(uid, new);
            return;
        };
        if new.sequence <= old.sequence {
            self.faults.push(format!("{uid}: sequence {} after {}", new.sequence, old.sequence));
        }
        let same = Entry { sequence: old.sequence, stamp: old.stamp.clone(), ..new.clone() } == *old;
        if same && !self.doubtful {
            self.faults.push(format!("{uid}: nothing new in sequence {}", new.sequence));
        }
        if new.sequence > old.sequence || (new.sequence == old.sequence && new.stamp >= old.stamp) {
            self.entries.insert(uid, new);
        }
    }
}

fn without_links(text: &str) -> String {
    text.lines().filter(|line| !line.contains("/answers/")).collect::<Vec<_>>().join("\n")
}

/// The first value of each property, unfolded and without escapes.
fn properties(ics: &str) -> HashMap<String, String> {
    let unfolded = ics.replace("\r\n ", "").replace("\r\n\t", "");
    let mut found = HashMap::new();
    for line in unfolded.lines() {
        let mut quoted = false;
        let colon = line.find(|c| {
            quoted ^= c == '"';
            c == ':' && !quoted
        });
        let Some((name, value)) = colon.map(|at| (&line[..at], &line[at + 1..])) else { continue };
        let name = name.split(';').next().unwrap_or_default().to_ascii_uppercase();
        let value = value.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\");
        found.entry(name).or_insert(value);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(method: &str, sequence: i64, start: &str) -> String {
        format!(
            "METHOD:{method}\r\nUID:a\r\nSEQUENCE:{sequence}\r\nDTSTAMP:20250101T000000Z\r\nDTSTART:{start}\r\n\
             SUMMARY:A\\, \r\n b\r\nORGANIZER;CN=\"x: y\":mailto:hr@example.org\r\n"
        )
    }

    #[test]
    fn the_higher_sequence_counts_in_whatever_order() {
        let mut calendar = MailCalendar::default();
        calendar.take("1", &message("REQUEST", 3, "b"));
        calendar.take("2", &message("REQUEST", 2, "a"));
        calendar.take("1", &message("REQUEST", 3, "b"));
        let entry = &calendar.entries["a"];
        assert_eq!((entry.start.as_str(), entry.summary.as_str()), ("b", "A, b"));
        assert_eq!(entry.organizer, "hr@example.org");
        assert_eq!(calendar.faults, ["a: sequence 2 after 3"]);
        calendar.take("3", &message("CANCEL", 4, "b"));
        assert!(calendar.entries["a"].cancelled);
    }
}
