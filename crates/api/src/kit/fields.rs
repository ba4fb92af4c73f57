//! Fields that several collections have, and how they are checked.

use app::accounts::PASSWORD_LENGTH;
use domain::FieldProblem;
use http_kit::{Checks, Patch, WholeNumber};
use integrations::mail::{Address, BadAddress};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// Characters of a name, at most.
pub(crate) const NAME: usize = 200;
/// Characters of a title, at most.
pub(crate) const TITLE: usize = 500;
/// Characters of a URL, at most.
pub(crate) const URL: usize = 2000;
/// Characters of an e-mail address, at most (RFC 5321, section 4.5.3.1, less the angle brackets).
const EMAIL: usize = 254;
/// Characters of notes, at most.
const NOTES: usize = 5000;

/// Reads a field of a `PATCH` body that can be left out but not cleared: `null` is the wrong type.
///
/// Needs `#[serde(default, deserialize_with = "given")]`.
pub(crate) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Checks the new value of a field that can be cleared; `None` leaves it as it is.
pub(crate) fn patched<T, U>(patch: Patch<T>, check: impl FnOnce(T) -> Option<U>) -> Option<Option<U>> {
    match patch {
        Patch::Keep => None,
        Patch::Clear => Some(None),
        Patch::Set(value) => check(value).map(Some),
    }
}

/// Checks the new value of a field that goes back to a default when it is cleared; `None` leaves it as it is.
pub(crate) fn patched_or<T, U>(
    patch: Patch<T>,
    default: impl FnOnce() -> U,
    check: impl FnOnce(T) -> Option<U>,
) -> Option<U> {
    match patch {
        Patch::Keep => None,
        Patch::Clear => Some(default()),
        Patch::Set(value) => check(value),
    }
}

/// Notes what a rule found.
pub(crate) fn note_all(checks: &mut Checks, problems: impl IntoIterator<Item = FieldProblem>) {
    for problem in problems {
        checks.note(problem.pointer, problem.detail);
    }
}

/// A text of one line, not empty, spaces around it removed. It may go into the head of a mail one day, where a line
/// end would begin another header.
pub(crate) fn line(checks: &mut Checks, pointer: &str, given: &str, longest: usize) -> Option<String> {
    if given.chars().any(char::is_control) {
        checks.note(pointer, "must not hold control characters or line ends");
        return None;
    }
    checks.text(pointer, given, 1..=longest)
}

/// An e-mail address that mail can be sent to: one mailbox at a full domain name, without a display name.
pub(crate) fn email(checks: &mut Checks, pointer: &str, given: &str) -> Option<String> {
    let text = line(checks, pointer, given, EMAIL)?;
    match Address::of_person(&text) {
        Ok(_) => Some(text),
        Err(BadAddress(why)) => {
            checks.note(pointer, format!("must be an e-mail address such as ann@example.com: {why}"));
            None
        }
    }
}

/// A new password. It is taken as it is, spaces and all, and never repeated in an answer.
pub(crate) fn password(checks: &mut Checks, pointer: &str, given: String) -> Option<String> {
    if PASSWORD_LENGTH.contains(&given.chars().count()) {
        return Some(given);
    }
    let (shortest, longest) = (PASSWORD_LENGTH.start(), PASSWORD_LENGTH.end());
    checks.note(pointer, format!("must have {shortest} to {longest} characters"));
    None
}

/// The name of a time zone.
pub(crate) fn zone(checks: &mut Checks, pointer: &str, given: &str) -> Option<String> {
    checks.zone(pointer, given).map(|zone| zone.name().to_owned())
}

/// A number of minutes up to a day, from `least`.
pub(crate) fn minutes(checks: &mut Checks, pointer: &str, given: WholeNumber, least: i64) -> Option<i64> {
    checks.in_range(pointer, given, least..=24 * 60)
}

/// Notes of several lines; empty ones are none.
pub(crate) fn notes(checks: &mut Checks, pointer: &str, given: &str) -> Option<String> {
    checks.text(pointer, given, 0..=NOTES).filter(|text| !text.is_empty())
}

/// A JSON object as text. PostgreSQL can't keep the character U+0000.
pub(crate) fn settings(checks: &mut Checks, pointer: &str, given: Map<String, Value>) -> Option<String> {
    let value = Value::Object(given);
    if has_nul(&value) {
        checks.note(pointer, "must not hold the character U+0000");
        return None;
    }
    Some(value.to_string())
}

fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(fields) => fields.iter().any(|(name, value)| name.contains('\0') || has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(run: impl FnOnce(&mut Checks) -> Option<String>, expected: Option<&str>) {
        let mut checks = Checks::new();
        let read = run(&mut checks);
        assert_eq!(read.as_deref(), expected);
        assert_eq!(checks.is_clean(), expected.is_some());
    }

    #[test]
    fn lines_have_one_line() {
        check(|c| line(c, "/name", " Ann ", 3), Some("Ann"));
        check(|c| line(c, "/name", "Zoë", 3), Some("Zoë"));
        check(|c| line(c, "/name", "Anna", 3), None);
        check(|c| line(c, "/name", "  ", 3), None);
        check(|c| line(c, "/name", "", 3), None);
        check(|c| line(c, "/name", "A\nB", 9), None);
        check(|c| line(c, "/name", "Ann\r\n", 9), None);
        check(|c| line(c, "/name", "A\0", 9), None);
        check(|c| line(c, "/name", "A\u{85}B", 9), None);
    }

    fn check_email(given: &str, good: bool) {
        let trimmed = given.trim();
        check(|c| email(c, "/email", given), good.then_some(trimmed));
    }

    #[test]
    fn passwords_are_long_enough_and_kept_as_they_are() {
        let check_password = |given: String, good: bool| {
            check(|c| password(c, "/password", given.clone()), good.then_some(given.as_str()));
        };
        check_password("12 letters..".into(), true);
        check_password(" 12 letters ".into(), true);
        check_password("ÄÖÜ äöü ÄÖÜ.".into(), true);
        check_password("11 letters.".into(), false);
        check_password("x".repeat(200), true);
        check_password("x".repeat(201), false);
    }

    #[test]
    fn emails_are_addresses() {
        check_email("ann@example.com", true);
        check_email(" Ann.O'Neil+work@mail.example.co.uk ", true);
        check_email("ann@bücher.example", true);
        check_email("jürgen@example.com", false);
        check_email("\"ann bob\"@example.com", false);
        check_email("ann", false);
        check_email("ann@", false);
        check_email("@example.com", false);
        check_email("ann@example", false);
        check_email("ann@@example.com", false);
        check_email("ann bob@example.com", false);
        check_email("Ann <ann@example.com>", false);
        check_email("ann@[192.0.2.1]", false);
        check_email("ann@example.com\nbcc: bob@example.com", false);
        check_email(&format!("{}@example.com", "a".repeat(65)), false);
        check_email(&format!("ann@{}.com", "a.".repeat(130)), false);
    }

    fn check_settings(value: &Value, good: bool) {
        let Value::Object(fields) = value.clone() else { panic!("an object: {value}") };
        assert_eq!(settings(&mut Checks::new(), "/s", fields).is_some(), good, "{value}");
    }

    #[test]
    fn settings_are_what_every_database_can_keep() {
        check_settings(&json!({}), true);
        check_settings(&json!({"depth": [1, {"a": null}], "text": "\\u0000 written out"}), true);
        check_settings(&json!({"a": [{"b": "\0"}]}), false);
        check_settings(&json!({"\0": 1}), false);
    }
}
