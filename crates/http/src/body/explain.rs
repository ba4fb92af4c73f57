//! Why a JSON body can't be read, in words for people who have never seen Rust.
//!
//! `serde` names Rust's types in its errors and says where only by line and column. Here its messages are
//! taken apart and said again in the words of JSON, with a pointer to the field.

use super::repair;
use super::strict::Strict;
use super::wording::{as_pointer, shape};
use crate::fields::TOO_LONG;
use crate::pointer;
use crate::problem::{Problem, catalogue};
use domain::FieldProblem;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

/// Characters of a pointer and of a detail, at most: both may name fields of the client's own.
const MAX_POINTER: usize = 200;
const MAX_DETAIL: usize = 1000;

/// The problem behind `error`, which reading `bytes` as `T` gave.
pub(super) fn problem<T: DeserializeOwned>(bytes: &[u8], error: &serde_json::Error) -> Problem {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return empty();
    }
    let message = without_place(&error.to_string());
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        Category::Data if message.starts_with(TOO_LONG) => {
            Problem::invalid(vec![FieldProblem::new(path::<T>(bytes), message)])
        }
        Category::Data => {
            let (pointer, detail) = shape(&path::<T>(bytes), &message);
            let first = FieldProblem { pointer, detail };
            let mut all = repair::problems::<T>(bytes);
            match all.iter().position(|problem| *problem == first) {
                Some(at) => all.swap(0, at),
                None => all = vec![first],
            }
            Problem::malformed_all(all.iter().map(cut).collect())
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

/// The first bytes that are no UTF-8 stand there.
pub(super) fn not_utf8(bytes: &[u8], at: usize) -> Problem {
    let before = bytes.get(..at).unwrap_or_default();
    let line = before.split(|byte| *byte == b'\n').count();
    let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
    let detail = format!("this is not JSON: it is not in UTF-8, in line {line}, column {column}");
    Problem::new(&catalogue::MALFORMED_JSON, detail)
}

/// There is nothing to read.
pub(super) fn empty() -> Problem {
    Problem::new(&catalogue::MALFORMED_JSON, "the body is empty; this path needs a JSON body")
}

/// Where reading stops: a second reading that keeps track of the path.
fn path<T: DeserializeOwned>(bytes: &[u8]) -> String {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    match serde_path_to_error::deserialize::<_, T>(Strict(&mut reader)) {
        Ok(_) => String::new(),
        Err(error) => as_pointer(error.path()),
    }
}

/// A mistake that repeats no more of the body than people read.
fn cut(problem: &FieldProblem) -> FieldProblem {
    FieldProblem::new(
        pointer::cut(&problem.pointer, MAX_POINTER).into_owned(),
        pointer::cut(&problem.detail, MAX_DETAIL).into_owned(),
    )
}

fn without_place(message: &str) -> String {
    message.rsplit_once(" at line ").map_or(message, |(head, _)| head).to_owned()
}

#[cfg(test)]
mod tests;
