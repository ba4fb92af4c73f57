//! The messages of `serde` in the words of JSON, with pointers to the fields.

use crate::pointer;
use serde_path_to_error::{Path, Segment};

pub(super) fn as_pointer(path: &Path) -> String {
    let mut text = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => text.push_str(&format!("/{index}")),
            Segment::Map { key } => {
                text.push('/');
                text.push_str(&pointer::escape(key));
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    text
}

/// Pointer and detail of a mistake of shape.
pub(super) fn shape(at: &str, message: &str) -> (String, String) {
    if let Some(field) = quoted(message, "missing field ") {
        return (child(at, field), format!("the field \"{field}\" is missing"));
    }
    if let Some(field) = quoted(message, "unknown field ") {
        let known = names_after(message, ", expected ");
        let known = if known.is_empty() { String::new() } else { format!("; known: {}", known.join(", ")) };
        return (child(at, field), format!("there is no field \"{field}\"{known}"));
    }
    if let Some(field) = quoted(message, "duplicate field ") {
        return (child(at, field), format!("the field \"{field}\" is given twice"));
    }
    if quoted(message, "unknown variant ").is_some() {
        return (
            at.to_owned(),
            format!("expected one of: {}", names_after(message, ", expected ").join(", ")),
        );
    }
    (at.to_owned(), words(message))
}

/// The pointer of a field, whether the tracked path ends at its parent or at the field itself.
fn child(at: &str, field: &str) -> String {
    let end = format!("/{}", pointer::escape(field));
    if at.ends_with(&end) { at.to_owned() } else { format!("{at}{end}") }
}

/// The name in backticks after `start`.
pub(super) fn quoted<'a>(message: &'a str, start: &str) -> Option<&'a str> {
    message.strip_prefix(start)?.strip_prefix('`')?.split('`').next()
}

/// All names in backticks after `mark`.
pub(super) fn names_after<'a>(message: &'a str, mark: &str) -> Vec<&'a str> {
    message.rsplit_once(mark).map_or_else(Vec::new, |(_, tail)| tail.split('`').skip(1).step_by(2).collect())
}

/// A message of serde in plain words; messages of our own types are plain already.
pub(crate) fn words(message: &str) -> String {
    if message.starts_with("data did not match any variant") {
        return "has a shape that is not known here".to_owned();
    }
    for start in ["invalid type: ", "invalid value: ", "invalid length "] {
        if let Some(rest) = message.strip_prefix(start) {
            let Some((given, wanted)) = rest.rsplit_once(", expected ") else { break };
            let wanted = wanted_in_words(wanted);
            return match given_in_words(given) {
                Some(given) if given != wanted => format!("expected {wanted}, not {given}"),
                _ => format!("expected {wanted} within this field's limits"),
            };
        }
    }
    message.to_owned()
}

/// What was given, by kind only: the value itself may be long, or nobody's business.
fn given_in_words(given: &str) -> Option<&'static str> {
    let kinds = [
        ("string", "a text"),
        ("integer", "a whole number"),
        ("floating point", "a number with a fraction"),
        ("boolean", "true or false"),
        ("null", "null"),
        ("unit", "null"),
        ("map", "an object"),
        ("sequence", "a list"),
        ("character", "a text"),
    ];
    kinds.into_iter().find(|(start, _)| given.starts_with(start)).map(|(_, words)| words)
}

fn wanted_in_words(wanted: &str) -> &str {
    match wanted {
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" | "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => {
            "a whole number"
        }
        "f32" | "f64" => "a number",
        "a boolean" => "true or false",
        "a string" | "a borrowed string" | "str" => "a text",
        "a sequence" => "a list",
        "a map" => "an object",
        "unit" => "null",
        other if other.starts_with("struct ") => "an object",
        other if other.starts_with("enum ") || other.starts_with("variant ") => "one of the known names",
        other if other.starts_with("tuple ") || other.starts_with("an array ") => "a list of another length",
        plain => plain,
    }
}
