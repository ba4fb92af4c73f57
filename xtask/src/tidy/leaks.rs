//! Nothing in the tree speaks of the machine that it was written on.

use anyhow::{Context, Result};
use std::fs;
use std::process::Command;

/// Beginnings of paths that belong to one machine.
const PATHS: &[&str] = &["/root/", "/home/", "/work/", "/Users/"];

pub(crate) fn check(faults: &mut Vec<String>) -> Result<()> {
    let listed = Command::new("git").args(["ls-files"]).output().context("git")?;
    for path in String::from_utf8(listed.stdout)?.lines() {
        let Ok(text) = fs::read_to_string(path) else { continue };
        if path == "Cargo.lock" || path == "xtask/src/tidy/leaks.rs" {
            continue;
        }
        let lines = text.lines().enumerate();
        let leaking = lines.filter(|(_, line)| PATHS.iter().any(|word| names_a_path(line, word)));
        faults.extend(leaking.map(|(at, _)| format!("{path}:{}: a path of one machine", at + 1)));
    }
    Ok(())
}

/// Whether the word begins a path there, and is not the middle of an address or a longer path.
fn names_a_path(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | '-' | '_' | '}' | '/'))
    })
}
