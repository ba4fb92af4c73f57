//! What pages must not hold: the policy of all pages forbids scripts and styles that stand in them, and attributes that run
//! texts as scripts.

use super::docs::texts_of;
use anyhow::Result;

/// Texts that no template and no script holds, with the reason.
const NEVER: &[(&str, &str)] = &[
    ("hx-on", "it runs a text as a script"),
    ("js:", "it runs a text as a script"),
    ("javascript:", "it runs a text as a script"),
    (" style=\"", "styles belong into the style sheet"),
    ("<style", "styles belong into the style sheet"),
    (" onclick", "handlers belong into a script of their own"),
    (" onsubmit", "handlers belong into a script of their own"),
    ("|safe", "values of pages are escaped"),
];

pub(crate) fn check(faults: &mut Vec<String>) -> Result<()> {
    let scripts = ["crates/web/assets/app.js", "crates/web/assets/kept.js", "crates/web/assets/book.js"];
    let texts = texts_of(&[&["crates/web/templates/*.html"][..], &scripts].concat())?;
    for (path, text) in &texts {
        for (at, line) in text.lines().enumerate() {
            faults.extend(faults_of(line).map(|fault| format!("{path}:{}: {fault}", at + 1)));
        }
    }
    Ok(())
}

fn faults_of(line: &str) -> impl Iterator<Item = String> {
    let found = NEVER.iter().filter(move |(word, _)| line.contains(word));
    found.map(|(word, reason)| format!("`{}`: {reason}", word.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_that_run_texts_are_found() {
        let check = |line: &str, count: usize| assert_eq!(faults_of(line).count(), count, "{line}");
        check("<a hx-on:click=\"x()\">", 1);
        check("<a hx-vals=\"js:{a: 1}\">", 1);
        check("<p style=\"color: red\">", 1);
        check("<p class=\"style\">{{ text }}</p>", 0);
    }
}
