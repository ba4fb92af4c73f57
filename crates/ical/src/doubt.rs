//! Whether a line that can't be read is words that lost their line, or may have said when somebody is busy.
//!
//! Programs that forget to escape line ends leave the second line of a description behind as a line of its own. Such lines
//! are no reason to distrust a calendar. A line that may have been a rule or a time is.

/// The properties without which an event is at another time, or is lost.
pub(crate) const OF_EVENTS: &[&str] =
    &["DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "RECURRENCE-ID", "SEQUENCE", "DTSTAMP", "BEGIN"];
/// Those without which a zone has other times.
pub(crate) const OF_ZONES: &[&str] =
    &["DTSTART", "RRULE", "RDATE", "TZOFFSETFROM", "TZOFFSETTO", "TZID", "BEGIN"];

/// By what programs say that an event is of whole days although it has times.
pub(crate) const OF_DAYS: &[&str] =
    &["X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT", "X-FUNAMBOL-ALLDAY"];

/// By what programs of Microsoft say whether an event takes its owner's time.
pub(crate) const BUSY_STATUSES: &[&str] =
    &["X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-MSNCALENDAR-BUSYSTATUS"];

/// By what Apple's calendar says how long somebody travels to an event.
pub(crate) const TRAVEL: &str = "X-APPLE-TRAVEL-DURATION";

/// What stands in rules and times, and in no words.
const PARTS: &[&str] =
    &["FREQ=", "INTERVAL=", "COUNT=", "UNTIL=", "BYDAY=", "BYMONTH", "WKST=", "TZID=", "VALUE=DATE"];

/// Whether a line that is no property may have been one of these: it begins like one, with one letter wrong at most, or is
/// the beginning of one, or has parts of one.
pub(crate) fn begins_like(line: &str, names: &[&str]) -> bool {
    let line = line.trim();
    PARTS.iter().any(|part| line.contains(part))
        || names.iter().any(|name| name.starts_with(line) || starts_with_nearly(line, name))
}

fn starts_with_nearly(line: &str, name: &str) -> bool {
    let mut wrong = 0;
    let mut letters = line.chars();
    for letter in name.chars() {
        match letters.next() {
            Some(found) if found == letter => {}
            Some(_) => wrong += 1,
            None => return false,
        }
    }
    wrong <= 1
}

/// Properties that say nothing of when somebody is busy, or would only free somebody.
const OF_NO_TIME: &[&str] = &[
    "ATTENDEE",
    "ORGANIZER",
    "SUMMARY",
    "LOCATION",
    "DESCRIPTION",
    "COMMENT",
    "CONTACT",
    "CREATED",
    "LAST-MODIFIED",
    "CLASS",
    "PRIORITY",
    "CATEGORIES",
    "URL",
    "GEO",
    "ATTACH",
    "RESOURCES",
    "RELATED-TO",
    "REQUEST-STATUS",
    "STATUS",
    "TRANSP",
    "EXDATE",
    "EXRULE",
    "UID",
    "COLOR",
    "CONFERENCE",
    "IMAGE",
    "NAME",
    "PRODID",
    "VERSION",
    "CALSCALE",
    "METHOD",
];

/// The name with which a line begins that is no property, in capital letters.
pub(crate) fn name_in(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    text.trim_start().chars().take_while(|c| plain(*c)).take(64).collect::<String>().to_ascii_uppercase()
}

/// Whether a line that can't be read says nothing of when somebody is busy all the same: that it does not is in its name.
pub(crate) fn says_no_time(name: &str, text: &str) -> bool {
    const RULES: &[&str] = &["FREQ=", "INTERVAL=", "COUNT=", "UNTIL=", "BYDAY=", "BYMONTH"];
    let is_other = OF_NO_TIME.contains(&name) || (name.starts_with("X-") && name != "X-WR-TIMEZONE");
    is_other && !RULES.iter().any(|part| text.contains(part))
}

/// Whether a line has swallowed the next one, because the end between them was broken.
pub(crate) fn has_another_line(text: &str) -> bool {
    let behind = |part: &str| {
        let line = part.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        begins_like(line, OF_EVENTS) || begins_like(line, OF_ZONES) || begins_like(line, &["FREEBUSY"])
    };
    text.trim_end().split('\r').skip(1).any(behind)
}

/// Whether a property that nobody knows is most likely a misspelt one of these; `rest` is what follows its name. Words are
/// none.
pub(crate) fn is_misspelt(name: &str, rest: &str, names: &[&str]) -> bool {
    let value = rest.trim_start_matches(':');
    !is_words(name, value)
        && (value.starts_with("FREQ=") || names.iter().any(|known| is_one_letter_off(name, known)))
}

/// Whether a line that looks like a property is words: they have spaces after their colons, or are not in capital letters
/// throughout.
pub(crate) fn is_words(written: &str, value: &str) -> bool {
    let lower = written.chars().any(|c| c.is_ascii_lowercase());
    let upper = written.chars().any(|c| c.is_ascii_uppercase());
    (lower && upper) || value.starts_with(' ')
}

/// Whether one letter more, less or other makes one word of the other.
fn is_one_letter_off(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let rest = |text: &[u8], from: usize| text.get(from..).unwrap_or_default().to_vec();
    let skipped = if short.len() == long.len() { same + 1 } else { same };
    rest(short, skipped) == rest(long, same + 1)
}

/// The properties of an event that say when its owner is busy.
pub(crate) fn is_of_events(name: &str) -> bool {
    const NAMES: &[&str] = &[
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
        "ATTENDEE",
        "SUBCALENDAR-TZ-ID",
    ];
    NAMES.contains(&name) || name == TRAVEL || OF_DAYS.contains(&name) || BUSY_STATUSES.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_have_been_a_time_is_told_from_words() {
        let check = |line: &str, expected| assert_eq!(begins_like(line, OF_EVENTS), expected, "{line}");
        check("DTSTART;TZID=Europe/Berl", true);
        check("R\u{fffd}ULE:FREQ=DAILY", true);
        check("RRULE\u{fffd}FREQ=DAILY", true);
        check("RRU", true);
        check("Agenda of the review", false);
        check("Duration one hour", false);
        check("Zoom 3", false);
    }

    #[test]
    fn some_lines_say_no_time_although_they_cannot_be_read() {
        let check = |text: &str, expected| assert_eq!(says_no_time(&name_in(text), text), expected, "{text}");
        check("ATTENDEE;CN=\"Jane:mailto:j@example.org", true);
        check("summary", true);
        check("LOCATION;X", true);
        check("X-ALT-DESC", true);
        check("X-WR-TIMEZONE", false);
        check("SUMMARYRRULE:FREQ=DAILY", false);
        check("SUMMARY\u{fffd}RRULE:FREQ=DAILY", false);
        check("DTSTART;TZID=\"x", false);
        check("RRU", false);
        check("Room 3", false);
    }

    #[test]
    fn misspelt_names_are_known() {
        let check = |name: &str, value: &str, expected| {
            assert_eq!(is_misspelt(name, value, OF_EVENTS), expected, "{name}:{value}");
        };
        check("DTSTAR", "20270208", true);
        check("DTSTARTT", "20270208", true);
        check("DTSTERT", "20270208", true);
        check("ULE", "FREQ=DAILY", true);
        check("DATE", "20270208", true);
        check("Date", "8 February", false);
        check("DATE", " 8 February", false);
        check("LOCATION", "Room 3", false);
        check("SUMMARY", "x", false);
    }
}
