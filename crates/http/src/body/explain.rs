//! Why a JSON body can't be read, in words for people who have never seen Rust.
//!
//! `serde` names Rust's types in its errors and says where only by line and column. Here its messages are
//! taken apart and said again in the words of JSON, with a pointer to the field.

use super::strict::Strict;
use crate::pointer;
use crate::problem::{Problem, catalogue};
use domain::FieldProblem;
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use serde_path_to_error::{Path, Segment};

/// The problem behind `error`, which reading `bytes` as `T` gave.
pub(super) fn problem<T: DeserializeOwned>(bytes: &[u8], error: &serde_json::Error) -> Problem {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Problem::new(&catalogue::MALFORMED_JSON, "the body is empty; this path needs a JSON body");
    }
    let message = without_place(&error.to_string());
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        Category::Data => {
            let (pointer, detail) = shape(&path::<T>(bytes), &message);
            Problem::malformed(pointer, detail)
        }
        // A number with hundreds of digits is a whole number out of range, not broken JSON.
        Category::Syntax if message == "number out of range" => {
            Problem::invalid(vec![FieldProblem::new(path::<T>(bytes), "is out of range")])
        }
        Category::Eof => Problem::new(
            &catalogue::MALFORMED_JSON,
            format!("the JSON ends too early, in line {line}, column {column}"),
        ),
        Category::Syntax | Category::Io => Problem::new(
            &catalogue::MALFORMED_JSON,
            format!("this is not JSON: {message}, in line {line}, column {column}"),
        ),
    }
}

/// Where reading stops: a second reading that keeps track of the path.
fn path<T: DeserializeOwned>(bytes: &[u8]) -> String {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    match serde_path_to_error::deserialize::<_, T>(Strict(&mut reader)) {
        Ok(_) => String::new(),
        Err(error) => as_pointer(error.path()),
    }
}

fn as_pointer(path: &Path) -> String {
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

fn without_place(message: &str) -> String {
    message.rsplit_once(" at line ").map_or(message, |(head, _)| head).to_owned()
}

/// Pointer and detail of a mistake of shape.
fn shape(at: &str, message: &str) -> (String, String) {
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
fn quoted<'a>(message: &'a str, start: &str) -> Option<&'a str> {
    message.strip_prefix(start)?.strip_prefix('`')?.split('`').next()
}

/// All names in backticks after `mark`.
fn names_after<'a>(message: &'a str, mark: &str) -> Vec<&'a str> {
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

#[cfg(test)]
mod tests;
