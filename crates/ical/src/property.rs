//! One content line that was read: name, parameters, value (RFC 5545, 3.1 and 3.2).

use super::doubt;
use scheduling_core::calendar::recurrence::CalendarTime;

/// The most parameters of a property. Those of RFC 5545 have five at most; what has more is no property.
const MOST_PARAMETERS: usize = 32;

/// Properties whose values hold no colon: where one does, it belongs to the name of a zone (`TZID=GMT+05:30`), or to a time of
/// a program that writes it as others do.
const TIMES: &[&str] = &["DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE", "DTSTAMP"];

/// A property. Names are upper-case, quotation marks are gone.
#[derive(Debug, PartialEq, Eq)]
pub struct Property {
    /// Its line in the file.
    pub line: usize,
    /// Its name.
    pub name: String,
    parameters: Vec<(String, String)>,
    /// Its value as it stands in the file, with whatever is escaped in it.
    pub value: String,
    /// It looks like words that have lost their line (`Status: cancelled`), and frees nobody.
    pub(crate) is_words: bool,
}

/// The name of a content line in capital letters, where it begins with one, and what follows.
pub(crate) fn name_of(text: &str) -> Option<(String, &str)> {
    let (name, rest) = text.split_at(text.find([':', ';'])?);
    let name = name.trim();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (!name.is_empty() && name.bytes().all(plain)).then(|| (name.to_ascii_uppercase(), rest))
}

impl Property {
    /// Reads a content line, its folds undone.
    ///
    /// # Errors
    /// Says what is wrong with it, as the end of a sentence that begins with "the line".
    pub fn parse(line: usize, text: &str) -> Result<Self, &'static str> {
        let Some((name, rest)) = name_of(text) else {
            return Err(match text.contains([':', ';']) {
                true => "does not begin with the name of a property",
                false => "is no property: there is no colon in it",
            });
        };
        let (parameters, value) = match split(rest) {
            Some((parameters, value)) if !(TIMES.contains(&name.as_str()) && value.contains(':')) => {
                (read_parameters(parameters)?, value)
            }
            // The name of a zone has colons, or a quotation mark too few, or the time has colons.
            _ if TIMES.contains(&name.as_str()) => {
                let apart = split_at_date(rest).or_else(|| rest.rsplit_once(':'));
                let (parameters, value) = apart.ok_or(NO_COLON)?;
                (read_parameters(parameters)?, value)
            }
            _ => return Err(if rest.contains(':') { "has a parameter with no end" } else { NO_COLON }),
        };
        let written = text.get(..text.len() - rest.len()).unwrap_or_default();
        let is_words = doubt::is_words(written, value);
        Ok(Self { line, name, parameters, value: value.trim().to_owned(), is_words })
    }

    /// The value of a parameter; where it stands twice, of the first one.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether a parameter has this value, in any case of letters.
    pub(crate) fn has(&self, name: &str, value: &str) -> bool {
        self.parameter(name).is_some_and(|found| found.eq_ignore_ascii_case(value))
    }

    /// Whether a word stands in any parameter.
    pub(crate) fn mentions(&self, word: &str) -> bool {
        self.parameters
            .iter()
            .any(|(key, value)| key.contains(word) || value.to_ascii_uppercase().contains(word))
    }

    /// Whether all parameters are among these, or a program's own.
    pub(crate) fn has_only(&self, names: &[&str]) -> bool {
        self.parameters.iter().all(|(key, _)| names.contains(&key.as_str()) || key.starts_with("X-"))
    }

    /// Whether the value is this text, in any case of letters.
    pub(crate) fn is(&self, value: &str) -> bool {
        self.value.eq_ignore_ascii_case(value)
    }
}

const NO_COLON: &str = "is no property: there is no colon in it";

/// What follows a name, as its parameters and its value: apart at the first colon outside quotation marks.
fn split(rest: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let colon = rest.find(|c| {
        quoted ^= c == '"';
        !quoted && c == ':'
    })?;
    Some((rest.get(..colon)?, rest.get(colon + 1..)?))
}

/// The same at the first colon behind which a date stands.
fn split_at_date(rest: &str) -> Option<(&str, &str)> {
    let mut values =
        rest.match_indices(':').filter_map(|(at, _)| Some((rest.get(..at)?, rest.get(at + 1..)?)));
    values.find(|(_, value)| CalendarTime::leading_date(value).is_some())
}

/// Parameters, each behind a semicolon. What has no equals sign belongs to the value before it, which has a semicolon
/// and ought to have quotation marks.
fn read_parameters(text: &str) -> Result<Vec<(String, String)>, &'static str> {
    let mut parameters: Vec<(String, String)> = Vec::new();
    let mut quoted = false;
    let apart = |c| {
        quoted ^= c == '"';
        !quoted && c == ';'
    };
    for parameter in text.split(apart).skip(1) {
        let (key, value) = match (parameter.split_once('='), parameters.last_mut()) {
            (Some(both), _) => both,
            (None, Some((_, before))) => {
                before.push(';');
                before.push_str(&without_quotes(parameter));
                continue;
            }
            (None, None) => (parameter, ""),
        };
        if parameters.len() == MOST_PARAMETERS {
            return Err("has too many parameters");
        }
        parameters.push((key.trim().to_ascii_uppercase(), without_quotes(value).trim().to_owned()));
    }
    Ok(parameters)
}

fn without_quotes(text: &str) -> String {
    text.replace('"', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_parameters_and_values_come_apart() {
        let check = |text: &str, name: &str, tzid: Option<&str>, value: &str| {
            let seen = Property::parse(7, text).expect(text);
            assert_eq!(
                (seen.name.as_str(), seen.parameter("TZID"), seen.value.as_str()),
                (name, tzid, value),
                "{text}"
            );
        };
        check("DTSTART:20250101", "DTSTART", None, "20250101");
        check("dtstart;tzid=Europe/Berlin:20250101", "DTSTART", Some("Europe/Berlin"), "20250101");
        let berlin = Some("(UTC+01:00) Berlin; Rome");
        check("DTSTART;VALUE=DATE-TIME;TZID=\"(UTC+01:00) Berlin; Rome\":2025", "DTSTART", berlin, "2025");
        // The same without its quotation marks, and with one of them.
        check("DTSTART;TZID=(UTC+01:00) Berlin; Rome:2025", "DTSTART", berlin, "2025");
        check("DTSTART;TZID=\"(UTC+01:00) Berlin; Rome:2025", "DTSTART", berlin, "2025");
        check("DTSTART;TZID=GMT+05:30:20270208T090000", "DTSTART", Some("GMT+05:30"), "20270208T090000");
        check("EXDATE;TZID=GMT+05:30;VALUE=DATE:2027,2028", "EXDATE", Some("GMT+05:30"), "2027,2028");
        check("DTSTART:2027-02-08T09:00:00Z", "DTSTART", None, "2027-02-08T09:00:00Z");
        let zoned = "DTSTART;TZID=GMT+05:30:2027-02-08T09:00:00";
        check(zoned, "DTSTART", Some("GMT+05:30"), "2027-02-08T09:00:00");
        check("X-A;B:http://example.org:80/", "X-A", None, "http://example.org:80/");
        check("SUMMARY:", "SUMMARY", None, "");
    }

    #[test]
    fn other_lines_are_no_properties() {
        let many = format!("X-A{}:1", ";A=1".repeat(40));
        for text in
            ["", "no colon", ":value", "A B:1", "DTSTART;TZID=Europe/Berlin", "X-A;B=\"open:2025", &many]
        {
            assert!(Property::parse(1, text).is_err(), "{text}");
        }
    }
}
