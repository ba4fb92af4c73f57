//! Reading content lines (RFC 5545, 3.1): folded physical lines put together again, with the number of the first.
//!
//! This works on bytes, because programs fold in the middle of a character; the text is made of the whole
//! line afterwards, and what is not UTF-8 in it becomes U+FFFD.

/// One content line.
#[derive(Debug, PartialEq, Eq)]
pub struct ContentLine {
    /// The physical line on which it begins, counted from 1.
    pub number: usize,
    /// The text with its folds undone; `None` where it is longer than allowed.
    pub text: Option<String>,
    /// Where it is longer than allowed, how it begins.
    pub beginning: String,
}

/// Bytes of the beginning of a line that is too long.
const BEGINNING: usize = 64;

/// The content lines of a file, whether it is a calendar or not; empty ones are passed over.
pub fn content_lines(file: &[u8], longest: usize) -> impl Iterator<Item = ContentLine> + '_ {
    let file = file.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(file);
    let separator = if file.contains(&b'\n') { b'\n' } else { b'\r' };
    let strip = |line| <[u8]>::strip_suffix(line, b"\r").unwrap_or(line);
    let mut physical = (1..).zip(file.split(move |&byte| byte == separator).map(strip)).peekable();
    std::iter::from_fn(move || {
        let (number, first) = physical.find(|(_, line)| !line.trim_ascii().is_empty())?;
        let mut bytes = first.to_vec();
        let mut too_long = bytes.len() > longest;
        while let Some((_, folded)) =
            physical.next_if(|(_, line)| line.starts_with(b" ") || line.starts_with(b"\t"))
        {
            let more = folded.get(1..).unwrap_or_default();
            too_long = too_long || bytes.len() + more.len() > longest;
            if !too_long {
                bytes.extend_from_slice(more);
            }
        }
        if too_long {
            let beginning =
                String::from_utf8_lossy(bytes.get(..BEGINNING.min(bytes.len())).unwrap_or_default());
            return Some(ContentLine { number, text: None, beginning: beginning.into_owned() });
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Some(ContentLine { number, text: Some(text), beginning: String::new() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(file: &[u8], expected: &[(usize, Option<&str>)]) {
        let seen: Vec<(usize, Option<String>)> =
            content_lines(file, 12).map(|line| (line.number, line.text)).collect();
        let expected: Vec<(usize, Option<String>)> =
            expected.iter().map(|&(number, text)| (number, text.map(str::to_owned))).collect();
        assert_eq!(seen, expected, "{}", String::from_utf8_lossy(file));
    }

    #[test]
    fn folds_are_undone_and_lines_keep_their_numbers() {
        check(b"A:1\r\nB:2\r\n", &[(1, Some("A:1")), (2, Some("B:2"))]);
        check(b"A:1\n 2\n\t3\nB:4", &[(1, Some("A:123")), (4, Some("B:4"))]);
        check(b"\xEF\xBB\xBFA:1\r\n\r\n  \r\nB:2", &[(1, Some("A:1")), (4, Some("B:2"))]);
        check(b"A:1\rB:2\r", &[(1, Some("A:1")), (2, Some("B:2"))]);
        check("A:\u{e9}".as_bytes(), &[(1, Some("A:é"))]);
        check(b"A:\xC3\r\n \xA9", &[(1, Some("A:é"))]);
        check(b"A:\xE9", &[(1, Some("A:\u{FFFD}"))]);
        check(b"A:1234567890\nB:12345678901\nC:1", &[(1, Some("A:1234567890")), (2, None), (3, Some("C:1"))]);
        check(b"A:12345\n 67890\n 12345\n 1\nB:1", &[(1, None), (5, Some("B:1"))]);
        check(b"", &[]);
        let long = content_lines(b"A:1234567890123", 12).next().expect("a line");
        assert_eq!(long.beginning, "A:1234567890123");
    }
}
