//! Foreign text made fit for one line.

/// The text on one line: white space of any kind and control characters become single spaces, and what turns
/// the direction of writing around is left out, for it makes a text look like another. At most `most`
/// characters; a longer text ends with an ellipsis.
pub(super) fn one_line(text: &str, most: usize) -> String {
    let spaced: String =
        text.chars().filter(|&c| !turns(c)).map(|c| if breaks(c) { ' ' } else { c }).collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let mut cut: String = line.chars().take(most.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

/// Characters at which some program breaks a line, or shows nothing.
fn breaks(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Embeddings, overrides and isolates of the Unicode bidirectional algorithm (UAX 9).
fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_line_is_a_line() {
        let check = |text: &str, expected: &str| assert_eq!(one_line(text, 12), expected, "{text:?}");
        check("plain", "plain");
        check("  a\r\nBcc: b\t\u{0}", "a Bcc: b");
        check("a\u{2028}b\u{85}c\u{7f}", "a b c");
        check("gpj\u{202e}exe", "gpjexe");
        check("twelve chars", "twelve chars");
        check("thirteen chars", "thirteen ch…");
        check("ünï 🎉🎉🎉🎉🎉🎉🎉🎉🎉", "ünï 🎉🎉🎉🎉🎉🎉🎉…");
    }
}
