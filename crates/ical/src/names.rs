//! One name in several notations: of zones, and of people.

use percent_encoding::percent_decode_str;

/// The longest name of a zone. No program writes one as long.
const LONGEST_ZONE: usize = 255;

/// The name of a zone, as `TZID` the property has it and as `TZID` the parameter has it: the first escapes with
/// backslashes (RFC 5545, 3.3.11), the second quotes and escapes with carets (RFC 6868), and programs mix them up. `None`
/// for what is no name.
pub(crate) fn zone_name(text: &str) -> Option<String> {
    if text.len() > 2 * LONGEST_ZONE {
        return None;
    }
    let mut name = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        match (c, letters.peek()) {
            ('\\', Some(',' | ';' | ':' | '\\' | '"')) => {
                name.extend(letters.next());
            }
            ('^', Some('^')) => name.extend(letters.next()),
            // A quotation mark, which is left out like those that are written.
            ('^', Some('\'')) => drop(letters.next()),
            ('"', _) => {}
            _ => name.push(c),
        }
    }
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    (!name.is_empty() && name.len() <= LONGEST_ZONE).then_some(name)
}

/// A text without its escapes (RFC 5545, 3.3.11). Programs forget them, so one text has several notations.
pub(crate) fn plain_text(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        match (c, letters.peek()) {
            ('\\', Some(',' | ';' | '\\')) => plain.extend(letters.next()),
            ('\\', Some('n' | 'N')) => {
                plain.push('\n');
                letters.next();
            }
            _ => plain.push(c),
        }
    }
    plain
}

/// The form in which e-mail addresses are compared: two with the same form are one person's. The rule is the caller's.
pub type AddressKey = fn(&str) -> String;

/// The e-mail address of a calendar address (`mailto:ann@example.org`), in small letters; `None` where it is none.
pub(crate) fn address(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(['"', '<', '>']);
    let bare = match text.split_at_checked("mailto:".len()) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("mailto:") => rest,
        _ => text,
    };
    let bare = bare.split_once('?').map_or(bare, |(address, _)| address);
    let bare = bare.trim().trim_matches(['<', '>']);
    let address = percent_decode_str(bare).decode_utf8_lossy().trim().to_lowercase();
    let plain = address.len() <= 320 && !address.contains(char::is_whitespace) && !address.contains('/');
    (plain && address.contains('@')).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_has_one_name_in_every_notation() {
        let check =
            |text: &str, expected: Option<&str>| assert_eq!(zone_name(text).as_deref(), expected, "{text}");
        let office = Some("(UTC-05:00) Eastern, Office; Test");
        check("(UTC-05:00) Eastern\\, Office\\; Test", office);
        check("(UTC-05\\:00) Eastern, Office; Test", office);
        check("\"(UTC-05:00) Eastern, Office; Test\"", office);
        check("(UTC-05:00)  Eastern, Office; ^'Test^' ", office);
        check("a^^b\\\\c", Some("a^b\\c"));
        check("", None);
        check(" ", None);
        check(&"z".repeat(256), None);
        check(&"z".repeat(1000), None);
    }

    #[test]
    fn a_text_has_one_value_in_every_notation() {
        let check = |text: &str, expected: &str| assert_eq!(plain_text(text), expected, "{text}");
        check("team\\,a\\;b@x", "team,a;b@x");
        check("team,a;b@x", "team,a;b@x");
        check("a\\\\b", "a\\b");
        check("a\\b", "a\\b");
        check("a\\nb\\N", "a\nb\n");
        check("a\\", "a\\");
    }

    #[test]
    fn a_person_has_one_address_in_every_notation() {
        let check =
            |text: &str, expected: Option<&str>| assert_eq!(address(text).as_deref(), expected, "{text}");
        for text in [
            "mailto:Ann@Example.org",
            "MAILTO:ann@example.org",
            "ann%40example.org",
            " mailto:<ann@example.org>",
        ] {
            check(text, Some("ann@example.org"));
        }
        check("mailto:ann+work@example.org?subject=x", Some("ann+work@example.org"));
        check("ann%+1@example.org", Some("ann%+1@example.org"));
        check("/principals/ann/", None);
        check("invalid:nomail", None);
        check("Ann (ann@example.org)", None);
        check("100%", None);
    }
}
