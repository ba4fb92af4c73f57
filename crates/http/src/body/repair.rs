//! All that is wrong with the shape of a body, as far as it can be told: each mistake is put right in a copy, so that reading
//! gets to the next one.
//!
//! Nobody knows here what a field should have been, so that some values are tried until reading gets past it. That is only done
//! with small bodies, and so often: a body must not cost much because it is wrong.

use super::strict::Strict;
use super::wording::{as_pointer, names_after, quoted, shape};
use crate::pointer;
use crate::problem::MAX_PROBLEMS;
use domain::FieldProblem;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::HashSet;

/// Bytes of a body of which more than the first mistake is looked for.
const LARGEST: usize = 8 << 10;
/// How often a body is read.
const READINGS: usize = 200;

/// A mistake, as the reader told it.
struct Mistake {
    problem: FieldProblem,
    message: String,
}

impl Mistake {
    fn is_at_or_below(&self, pointer: &str) -> bool {
        let below = self.problem.pointer.strip_prefix(pointer);
        below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// A body that is put right bit by bit.
struct Repair {
    value: Value,
    readings: usize,
}

/// The mistakes of a body; none where the body is too large.
pub(super) fn problems<T: DeserializeOwned>(bytes: &[u8]) -> Vec<FieldProblem> {
    if bytes.len() > LARGEST {
        return Vec::new();
    }
    let Ok(value) = serde_json::from_slice(bytes) else { return Vec::new() };
    let mut repair = Repair { value, readings: 0 };
    let mut found: Vec<FieldProblem> = Vec::new();
    let mut put_in: HashSet<String> = HashSet::new();
    let mut next = repair.read::<T>();
    while let Some(mistake) = next {
        // What was taken out because it was wrong may be missing now: it is told once, and put in again once.
        if !found.iter().any(|known| known.pointer == mistake.problem.pointer) {
            found.push(mistake.problem.clone());
        } else if !put_in.insert(mistake.problem.pointer.clone()) {
            break;
        }
        if found.len() > MAX_PROBLEMS {
            break;
        }
        match repair.past::<T>(&mistake) {
            Some(after) => next = after,
            None => break,
        }
    }
    found
}

impl Repair {
    /// The first mistake that is left.
    fn read<T: DeserializeOwned>(&mut self) -> Option<Mistake> {
        self.readings += 1;
        let error = serde_path_to_error::deserialize::<_, T>(Strict(&self.value)).err()?;
        let message = error.inner().to_string();
        let (pointer, detail) = shape(&as_pointer(error.path()), &message);
        Some(Mistake { problem: FieldProblem { pointer, detail }, message })
    }

    /// Gets reading past a mistake: what is wrong next, `Some(None)` where that is nothing, `None` where nothing helps.
    fn past<T: DeserializeOwned>(&mut self, mistake: &Mistake) -> Option<Option<Mistake>> {
        let pointer = &mistake.problem.pointer;
        let missing = quoted(&mistake.message, "missing field ").is_some();
        let before = self.value.clone();
        if !missing && remove(&mut self.value, pointer) {
            let next = self.read::<T>();
            if next.as_ref().is_none_or(|next| !next.is_at_or_below(pointer)) {
                return Some(next);
            }
            self.value.clone_from(&before);
        }
        let names = names_after(&mistake.message, ", expected ").into_iter().map(Value::from);
        for candidate in names.chain(candidates()) {
            if self.readings >= READINGS || !set(&mut self.value, pointer, candidate) {
                return None;
            }
            let next = self.read::<T>();
            if next.as_ref().is_none_or(|next| !next.is_at_or_below(pointer)) {
                return Some(next);
            }
            self.value.clone_from(&before);
        }
        None
    }
}

/// Values of every kind that fields of ours have.
fn candidates() -> impl Iterator<Item = Value> {
    let uuid = "00000000-0000-7000-8000-000000000000";
    let all = [json!(1), json!("a"), json!([]), json!(true), json!({}), json!("2000-01-01T00:00:00Z")];
    all.into_iter().chain([json!("2000-01-01"), json!(uuid), json!([1]), json!(["a"])])
}

/// Takes a field of an object out; elements of lists stay, because those behind them would get other pointers.
fn remove(value: &mut Value, at: &str) -> bool {
    let Some((parent, field)) = at.rsplit_once('/') else { return false };
    let Some(Value::Object(fields)) = value.pointer_mut(parent) else { return false };
    fields.remove(&pointer::unescape(field)).is_some()
}

/// Puts a value into the place of another, or into an object that lacks it.
fn set(value: &mut Value, at: &str, new: Value) -> bool {
    if let Some(old) = value.pointer_mut(at) {
        *old = new;
        return true;
    }
    let Some((parent, field)) = at.rsplit_once('/') else { return false };
    let Some(Value::Object(fields)) = value.pointer_mut(parent) else { return false };
    fields.insert(pointer::unescape(field), new);
    true
}
