//! Writing content lines (RFC 5545, 3.1): values, parameters, folding.
//!
//! No text gets out of its line, in programs that are lenient about line ends either: what can't be written is left
//! out, and what could be taken for something else is escaped.

use scheduling_core::time::{TimeZone, Timestamp};
use std::fmt::Display;

/// The most octets of a line, its end not counted.
const LINE: usize = 75;

/// A text of content lines.
#[derive(Debug, Default)]
pub struct Writer(String);

impl Writer {
    /// Opens a component.
    pub fn begin(&mut self, component: &str) {
        self.line(&format!("BEGIN:{component}"));
    }

    /// Closes a component.
    pub fn end(&mut self, component: &str) {
        self.line(&format!("END:{component}"));
    }

    /// Adds a line, folded at 75 octets and never within a character.
    pub fn line(&mut self, line: &str) {
        let mut room = LINE;
        for c in line.chars() {
            if c.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = LINE - 1;
            }
            self.0.push(c);
            room -= c.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// What was written.
    #[must_use]
    pub fn into_text(self) -> String {
        self.0
    }
}

/// Begins a property: its parameters may follow, then its value, which makes the line.
#[must_use]
pub fn property(name: &str) -> PropertyBuilder {
    PropertyBuilder(name.to_owned())
}

/// A property that has no value yet.
#[derive(Debug, Clone)]
pub struct PropertyBuilder(String);

impl PropertyBuilder {
    /// Adds a parameter whose value is a word of the standard, such as `RSVP=TRUE`.
    #[must_use]
    pub fn parameter(mut self, name: &str, word: &str) -> Self {
        self.0.extend([";", name, "=", word]);
        self
    }

    /// Adds a parameter whose value is a text, in quotes.
    #[must_use]
    pub fn quoted(self, name: &str, text: &str) -> Self {
        let text = quoted(text);
        self.parameter(name, &text)
    }

    /// The line with a value of type TEXT (3.3.11).
    #[must_use]
    pub fn text(self, text: &str) -> String {
        self.with(&escaped(text))
    }

    /// The line with a value that is a word of the standard, or a number.
    #[must_use]
    pub fn plain(self, value: impl Display) -> String {
        self.with(&value.to_string())
    }

    /// The line with a time in UTC: `YYYYMMDDTHHMMSSZ` (3.3.5, form 2).
    #[must_use]
    pub fn utc(self, instant: Timestamp) -> String {
        let local = TimeZone::utc().local(instant);
        let (date, second) = (local.date(), local.second_of_day());
        let (hour, minute) = (second / 3600, second / 60 % 60);
        let (year, month, day) = (date.year(), date.month(), date.day());
        self.with(&format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{:02}Z", second % 60))
    }

    /// The line with a URI. Nothing is escaped in one (3.3.13), so what would break the line is left out.
    #[must_use]
    pub fn uri(self, uri: &str) -> String {
        let uri: String = uri.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
        self.with(&uri)
    }

    fn with(mut self, value: &str) -> String {
        self.0.extend([":", value]);
        self.0
    }
}

/// A value of type TEXT (RFC 5545, 3.3.11). Every kind of line end becomes one, those that only some programs take
/// for line ends too; other control characters but the tab can't be written and are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push_str("\\n"),
            '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A parameter's value, in quotes. A parameter can't hold a double quote; the caret begins an escape for programs that
/// know RFC 6868 and stands for itself for those that do not; and the backslash, which is itself here (3.2), begins an
/// escape for some. None of them is written; what looks like it stands in its place.
fn quoted(text: &str) -> String {
    let safe: String = text
        .chars()
        .filter(|c| !c.is_control())
        .map(|c| match c {
            '"' => '\'',
            '^' => 'ˆ',
            '\\' => '/',
            c => c,
        })
        .collect();
    format!("\"{safe}\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_are_escaped() {
        let check = |text: &str, expected: &str| assert_eq!(escaped(text), expected, "{text:?}");
        check("a,b;c\\n", "a\\,b\\;c\\\\n");
        check("a\r\nb\rc\nd\u{2028}e\u{85}f", "a\\nb\\nc\\nd\\ne\\nf");
        check("a\u{0}b\u{7}c\td\u{7f}", "abc\td");
        assert_eq!(quoted("a\"b^nc;d:e,\\n\r\n"), "\"a'bˆnc;d:e,/n\"");
    }

    #[test]
    fn a_property_has_parameters_and_a_value() {
        let check = |seen: String, expected: &str| assert_eq!(seen, expected);
        let attendee = property("ATTENDEE").quoted("CN", "Acme: \"HR\"").parameter("RSVP", "TRUE");
        check(
            attendee.uri("mailto:a@example.org"),
            "ATTENDEE;CN=\"Acme: 'HR'\";RSVP=TRUE:mailto:a@example.org",
        );
        check(property("SUMMARY").text("a, b"), "SUMMARY:a\\, b");
        check(property("SEQUENCE").plain(3), "SEQUENCE:3");
        check(property("URL").uri("https://a.example/x\r\nATTENDEE:b"), "URL:https://a.example/xATTENDEE:b");
        let instant = Timestamp::parse("2025-01-02T03:04:05Z").expect("an instant");
        check(property("DTSTART").utc(instant), "DTSTART:20250102T030405Z");
    }

    proptest! {
        #[test]
        fn folds_are_short_and_lose_nothing(line in "\\PC{0,400}") {
            let mut writer = Writer::default();
            writer.line(&line);
            let text = writer.into_text();
            prop_assert!(text.split("\r\n").all(|line| line.len() <= LINE), "{text:?}");
            prop_assert_eq!(text.strip_suffix("\r\n").unwrap_or_default().replace("\r\n ", ""), line);
        }
    }
}
