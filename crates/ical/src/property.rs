//! One content line that was read: name, parameters, value (RFC 5545, 3.1 and 3.2).

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
}

impl Property {
    /// Reads a content line, its folds undone.
    ///
    /// # Errors
    /// Says what is wrong with it, as the end of a sentence that begins with "the line".
    pub fn parse(line: usize, text: &str) -> Result<Self, &'static str> {
        let stop = text.find([':', ';']).ok_or("is no property: there is no colon in it")?;
        let (name, mut rest) = text.split_at(stop);
        let name = name.trim().to_ascii_uppercase();
        if name.is_empty()
            || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        {
            return Err("does not begin with the name of a property");
        }
        let mut parameters = Vec::new();
        while let Some(parameter) = rest.strip_prefix(';') {
            let end = end_of_parameter(parameter).ok_or("has a parameter with no end")?;
            let (parameter, behind) = parameter.split_at(end);
            let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            parameters.push((key.trim().to_ascii_uppercase(), value.replace('"', "").trim().to_owned()));
            rest = behind;
        }
        let value = rest.strip_prefix(':').ok_or("is no property: there is no colon in it")?;
        Ok(Self { line, name, parameters, value: value.trim().to_owned() })
    }

    /// The value of a parameter; where it stands twice, of the first one.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether a parameter has this value, in any case of letters.
    pub(crate) fn has(&self, name: &str, value: &str) -> bool {
        self.parameter(name).is_some_and(|found| found.eq_ignore_ascii_case(value))
    }

    /// Whether the value is this text, in any case of letters.
    pub(crate) fn is(&self, value: &str) -> bool {
        self.value.eq_ignore_ascii_case(value)
    }
}

/// Where a parameter ends: at a semicolon or colon outside quotation marks.
fn end_of_parameter(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.find(|c| {
        if c == '"' {
            quoted = !quoted;
        }
        !quoted && (c == ':' || c == ';')
    })
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
        check(
            "DTSTART;VALUE=DATE-TIME;TZID=\"(UTC+01:00) Berlin; Rome\":2025",
            "DTSTART",
            Some("(UTC+01:00) Berlin; Rome"),
            "2025",
        );
        check("X-A;B:http://example.org:80/", "X-A", None, "http://example.org:80/");
        check("SUMMARY:", "SUMMARY", None, "");
    }

    #[test]
    fn other_lines_are_no_properties() {
        for text in
            ["", "no colon", ":value", "A B:1", "DTSTART;TZID=Europe/Berlin", "DTSTART;TZID=\"open:2025"]
        {
            assert!(Property::parse(1, text).is_err(), "{text}");
        }
    }
}
