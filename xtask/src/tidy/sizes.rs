//! Files of one room, functions of one thought.

use crate::workspace::Package;
use anyhow::Result;
use std::fs;

const MAX_FILE: usize = 400;
const MAX_FUNCTION: usize = 60;

pub(crate) fn check(packages: &[Package], faults: &mut Vec<String>) -> Result<()> {
    for package in packages {
        for file in package.sources()? {
            let (path, text) = (file.to_string_lossy().replace("./", ""), fs::read_to_string(&file)?);
            if path.contains("/tests") || path.contains("/benches") {
                continue;
            }
            // Tests beside the code do not count.
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            if code.lines().count() > MAX_FILE {
                faults.push(format!("{path}: {} lines, more than {MAX_FILE}", code.lines().count()));
            }
            if !text.starts_with("//!") && !text.starts_with("#!") {
                faults.push(format!("{path}: does not say what it is for (//!)"));
            }
            faults.extend(
                long_functions(code).map(|(name, lines)| format!("{path}: fn {name} has {lines} lines")),
            );
        }
    }
    Ok(())
}

/// Functions above the limit. The sources are formatted, so a function ends at the first brace of its own indent, and one
/// without a body at the first semicolon.
fn long_functions(code: &str) -> impl Iterator<Item = (String, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let mut long = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some((before, after)) = line.split_once("fn ") else { continue };
        let indent = line.len() - line.trim_start().len();
        let plain = before.trim().split(' ').all(|word| {
            matches!(word, "" | "pub" | "pub(crate)" | "pub(super)" | "async" | "const" | "unsafe" | "extern")
        });
        let own = |line: &str| line.len() - line.trim_start().len() == indent;
        let end =
            lines.iter().skip(at).position(|line| own(line) && (line.trim() == "}" || line.ends_with(';')));
        if let (true, Some(length)) = (plain, end.map(|end| end + 1).filter(|&length| length > MAX_FUNCTION))
        {
            long.push((after.split(['(', '<']).next().unwrap_or_default().to_owned(), length));
        }
    }
    long.into_iter()
}
