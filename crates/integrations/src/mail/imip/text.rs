//! Content lines of iCalendar (RFC 5545, 3.1): escaping, quoting, folding.

/// The most octets of a line, its end not counted.
const LINE: usize = 75;

/// A text of content lines.
#[derive(Default)]
pub(super) struct Lines(String);

impl Lines {
    /// Adds a line, folded at 75 octets and never within a character.
    pub(super) fn push(&mut self, line: &str) {
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

    pub(super) fn into_text(self) -> String {
        self.0
    }
}

/// A value of type TEXT (RFC 5545, 3.3.11). Every kind of line end becomes one, those that only some programs take
/// for line ends too; other control characters but the tab can't be written and are left out.
pub(super) fn value(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => escaped.push_str("\\n"),
            '\t' => escaped.push(c),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// A parameter's value, in quotes. A parameter can't hold a double quote; the caret begins an escape for programs that
/// know RFC 6868 and stands for itself for those that do not; and the backslash, which is itself here (3.2), begins an
/// escape for some. None of them is written; what looks like it stands in its place.
pub(super) fn quoted(text: &str) -> String {
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
        let check = |text: &str, expected: &str| assert_eq!(value(text), expected, "{text:?}");
        check("a,b;c\\n", "a\\,b\\;c\\\\n");
        check("a\r\nb\rc\nd\u{2028}e\u{85}f", "a\\nb\\nc\\nd\\ne\\nf");
        check("a\u{0}b\u{7}c\td\u{7f}", "abc\td");
        assert_eq!(quoted("a\"b^nc;d:e,\\n\r\n"), "\"a'bˆnc;d:e,/n\"");
    }

    proptest! {
        #[test]
        fn folds_are_short_and_lose_nothing(line in "\\PC{0,400}") {
            let mut lines = Lines::default();
            lines.push(&line);
            let text = lines.into_text();
            prop_assert!(text.split("\r\n").all(|line| line.len() <= LINE), "{text:?}");
            prop_assert_eq!(text.strip_suffix("\r\n").unwrap_or_default().replace("\r\n ", ""), line);
        }
    }
}
