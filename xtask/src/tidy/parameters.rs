//! Parameters of functions: a tuple that is taken apart counts as its parts.

use super::source::tokens::{closed, tokens, without_tests};
use super::source::uses::split;
use crate::workspace::Package;
use anyhow::Result;
use std::fs;

/// Parameters that a function has at most (clippy's `too_many_arguments`, which takes a tuple for one).
const MOST: usize = 7;
/// How many parameters are tuples that are taken apart, and how many functions have more than [`MOST`] for that. Both
/// may only shrink: a struct has names for what travels together.
const TUPLES: usize = 3;
const LONG: usize = 0;

/// A function with tuples among its parameters.
#[derive(Debug, PartialEq, Eq)]
struct Function {
    name: String,
    tuples: usize,
    parameters: usize,
}

pub(crate) fn check(packages: &[Package], faults: &mut Vec<String>) -> Result<()> {
    let (mut tuples, mut long) = (Vec::new(), Vec::new());
    for package in packages.iter().filter(|package| package.name != "e2e" && package.name != "testkit") {
        for file in package.sources()? {
            let path = file.to_string_lossy().replace("./", "");
            if ["/tests", "/benches", "_tests.rs"].iter().any(|part| path.contains(part)) {
                continue;
            }
            for one in with_tuples(&fs::read_to_string(&file)?) {
                let told = format!("{path}: {} ({} parameters)", one.name, one.parameters);
                long.extend((one.parameters > MOST).then(|| told.clone()));
                tuples.extend(std::iter::repeat_n(told, one.tuples));
            }
        }
    }
    faults.extend(off("parameters that are tuples taken apart", TUPLES, &tuples));
    faults.extend(off("functions with more than 7 parameters, parts of tuples counted", LONG, &long));
    Ok(())
}

/// What is said where there are more than there may be.
fn off(what: &str, most: usize, found: &[String]) -> Option<String> {
    let count = found.len();
    (count > most).then(|| format!("{count} {what}, more than {most}:\n  {}", found.join("\n  ")))
}

/// The functions of a source that take tuples apart.
fn with_tuples(text: &str) -> Vec<Function> {
    let tokens = without_tests(&tokens(text));
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Some(name) = tokens.get(at + 1).filter(|_| *token == "fn") else { continue };
        let Some(open) = parameters_of(&tokens, at + 2) else { continue };
        let inside = tokens.get(open + 1..closed(&tokens, open).saturating_sub(1)).unwrap_or_default();
        let parameters = split(inside);
        let tuples = parameters.iter().filter(|one| is_tuple(one)).count();
        let parts = parameters.iter().map(|one| if is_tuple(one) { parts(one) } else { 1 }).sum();
        if tuples > 0 {
            found.push(Function { name: (*name).to_owned(), tuples, parameters: parts });
        }
    }
    found
}

/// Where the parameters begin that follow a function's name and its generics; `None` for a type of functions.
fn parameters_of(tokens: &[&str], from: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(from) {
        match *token {
            "<" => depth += 1,
            ">" => depth = depth.saturating_sub(1),
            "(" if depth == 0 => return Some(at),
            _ if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Whether a parameter's pattern is a tuple.
fn is_tuple(parameter: &[&str]) -> bool {
    parameter.first() == Some(&"(") && parameter.get(closed(parameter, 0)) == Some(&":")
}

fn parts(tuple: &[&str]) -> usize {
    let inside = tuple.get(1..closed(tuple, 0).saturating_sub(1)).unwrap_or_default();
    split(inside).iter().map(|part| if part.first() == Some(&"(") { parts(part) } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, usize, usize)]) {
        let found = with_tuples(text);
        let told: Vec<_> = found.iter().map(|one| (one.name.as_str(), one.tuples, one.parameters)).collect();
        assert_eq!(told, expected, "{text}");
    }

    #[test]
    fn a_tuple_counts_as_its_parts() {
        check("fn f(a: u8, b: (u8, u8)) {}", &[]);
        check("fn f(a: u8, (b, c): (u8, u8)) {}", &[("f", 1, 3)]);
        check("fn f((a, (b, c)): (u8, (u8, u8)), (d, _): (u8, u8)) {}", &[("f", 2, 5)]);
        check("fn f<T: Fn(u8) -> Vec<u8>>(&self, (a, b): (T, Map<u8, u8>)) -> (u8, u8) {}", &[("f", 1, 3)]);
        check("fn f(Query(a): Query<u8>, g: fn((u8, u8)) -> u8, [a, b]: [u8; 2]) {}", &[]);
        check("impl A { fn f(self, (a, b,): (u8, u8),); } let g = |(a, b)| a;", &[("f", 1, 3)]);
        check("#[cfg(test)] mod tests { fn f((a, b): (u8, u8)) {} }", &[]);
    }

    #[test]
    fn more_than_there_may_be_are_named() {
        let found = |count: usize| vec!["a.rs: f".to_owned(); count];
        assert_eq!(off("x", 2, &found(2)), None);
        assert_eq!(off("x", 1, &found(2)), Some("2 x, more than 1:\n  a.rs: f\n  a.rs: f".to_owned()));
    }
}
