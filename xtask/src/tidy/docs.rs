//! Every path and every link in our documents leads somewhere, and sources name documents that are there.
//!
//! Documents name folders and files of this repository in `code`, and link to one another; comments name documents.
//! Files move, and nothing but this check notices.

use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Beginnings of words in `code` that are paths from the top of the repository.
const OURS: &[&str] =
    &["bins/", "crates/", "docs/", "e2e/", "load/", "migrations/", "tests/", "xtask/", ".ci/", ".cargo/"];

/// Documents that name files which their reader is about to make, and a word that these have in their names.
const TO_BE_MADE: &[(&str, &str)] = &[("docs/adding-a-resource.md", "location")];

/// One way in which a document leads elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Reference {
    /// A path in `code`, from the top of the repository.
    Path(String),
    /// A link's target, from the document's own folder, and the heading in it.
    Link { target: String, heading: Option<String> },
}

pub(crate) fn check(faults: &mut Vec<String>) -> Result<()> {
    let there = |path: &str| Path::new(path).exists();
    let texts = texts_of(&["*.md"])?;
    let headings: BTreeMap<&str, BTreeSet<String>> =
        texts.iter().map(|(path, text)| (path.as_str(), headings(text))).collect();
    for (path, text) in &texts {
        for (line, reference) in references(text) {
            if let Some(fault) = fault(path, &reference, &headings, &there) {
                faults.push(format!("{path}:{line}: {fault}"));
            }
        }
    }
    for (path, text) in &texts_of(&["*.rs", "*.sql", "*.toml"])? {
        let missing = documents_named(text).filter(|(_, named)| !there(named));
        faults.extend(missing.map(|(line, named)| format!("{path}:{line}: there is no `{named}`")));
    }
    Ok(())
}

/// All files of the repository that match, with their texts, those that are not committed yet too.
pub(super) fn texts_of(patterns: &[&str]) -> Result<BTreeMap<String, String>> {
    let listing = ["ls-files", "--cached", "--others", "--exclude-standard", "--"];
    let listed = Command::new("git").args(listing).args(patterns).output().context("git")?;
    let listed = String::from_utf8(listed.stdout)?;
    let read = |path: &str| Some((path.to_owned(), fs::read_to_string(path).ok()?));
    Ok(listed.lines().filter_map(read).collect())
}

/// What is wrong with a reference of the document at `path`.
fn fault(
    path: &str,
    reference: &Reference,
    headings: &BTreeMap<&str, BTreeSet<String>>,
    exists: &dyn Fn(&str) -> bool,
) -> Option<String> {
    match reference {
        Reference::Path(named) => {
            let to_be_made =
                TO_BE_MADE.iter().any(|(document, word)| path == *document && named.contains(word));
            (!to_be_made && !exists(named)).then(|| format!("there is no `{named}`"))
        }
        Reference::Link { target, heading } => {
            let Some(target) = resolved(path, target).filter(|target| exists(target)) else {
                return Some(format!("the link to {target} leads nowhere"));
            };
            let heading = heading.as_ref()?;
            let known = headings.get(target.as_str()).is_some_and(|all| all.contains(heading));
            (!known).then(|| format!("{target} has no heading #{heading}"))
        }
    }
}

/// The target of a link of the document at `path`, from the top of the repository; `None` where it leads out of it.
fn resolved(path: &str, target: &str) -> Option<String> {
    if target.is_empty() {
        return Some(path.to_owned());
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// All references of a document, each with its line. Fenced blocks are samples and have none.
fn references(text: &str) -> Vec<(usize, Reference)> {
    let mut found = Vec::new();
    for (at, line) in lines(text) {
        found.extend(links(line).map(|link| (at, link)));
        found.extend(code(line).filter_map(path_in).map(|path| (at, Reference::Path(path))));
    }
    found
}

/// The documents that the comments of a source name, each with its line.
fn documents_named(text: &str) -> impl Iterator<Item = (usize, String)> {
    let comments = lines(text)
        .filter(|(_, line)| ["//", "--", "#"].iter().any(|sign| line.trim_start().starts_with(sign)));
    let named = comments.flat_map(|(at, line)| code(line).filter_map(path_in).map(move |path| (at, path)));
    named.filter(|(_, path)| path.starts_with("docs/"))
}

/// The lines outside of fenced blocks, numbered from 1.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    text.lines().zip(1..).filter_map(move |(line, at)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        (!fenced && !fence).then_some((at, line))
    })
}

/// What stands between backticks.
fn code(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// The path that a piece of code is, without a line number behind it.
fn path_in(code: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_');
    let path = code.split(':').next().unwrap_or(code);
    let ours = OURS.iter().any(|beginning| path.starts_with(beginning));
    (ours && path.chars().all(plain)).then(|| path.trim_end_matches('/').to_owned())
}

/// The links of a line that stay in the repository.
fn links(line: &str) -> impl Iterator<Item = Reference> {
    line.split("](").skip(1).filter_map(|rest| {
        let target = rest.split(')').next()?;
        if target.contains(':') || target.starts_with('/') {
            return None;
        }
        let (target, heading) =
            target.split_once('#').map_or((target, None), |(file, heading)| (file, Some(heading)));
        Some(Reference::Link { target: target.to_owned(), heading: heading.map(str::to_owned) })
    })
}

/// The headings of a document, as links name them.
fn headings(text: &str) -> BTreeSet<String> {
    let titles = lines(text).filter(|(_, line)| line.starts_with('#'));
    titles.map(|(_, title)| anchor(title.trim_start_matches('#').trim())).collect()
}

/// A heading as links name it: lower case, spaces as hyphens, no punctuation.
fn anchor(title: &str) -> String {
    let kept = title.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# One\nSee `crates/app/src/lib.rs:12`, [two](two.md#a-part), `domain::slot` and\n\
                        ```\n`crates/gone` [gone](gone.md)\n```\n[out](https://example.com/x), [up](../README.md).\n";

    fn link(target: &str, heading: Option<&str>) -> Reference {
        Reference::Link { target: target.into(), heading: heading.map(Into::into) }
    }

    #[test]
    fn paths_in_code_and_links_are_found_outside_of_fences() {
        let expected = vec![
            (2, link("two.md", Some("a-part"))),
            (2, Reference::Path("crates/app/src/lib.rs".into())),
            (6, link("../README.md", None)),
        ];
        assert_eq!(references(TEXT), expected);
    }

    #[test]
    fn only_plain_paths_of_ours_count() {
        let path = |code: &str| path_in(code);
        assert_eq!(path("docs/api/"), Some("docs/api".into()));
        assert_eq!(path(".ci/run"), Some(".ci/run".into()));
        for other in ["target/peers", "crates/*/src", "cargo xtask tidy", "xtask/{a,b}", "tests"] {
            assert_eq!(path(other), None, "{other}");
        }
    }

    #[test]
    fn comments_name_documents() {
        let source = "//! See `docs/a.md`, and `crates/app`.\nlet text = \"`docs/b.md`\";\n-- `docs/c.md`\n";
        let expected = vec![(1, "docs/a.md".to_owned()), (3, "docs/c.md".to_owned())];
        assert_eq!(documents_named(source).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn links_start_at_the_documents_own_folder() {
        assert_eq!(resolved("docs/api/a.md", "../b.md"), Some("docs/b.md".into()));
        assert_eq!(resolved("docs/a.md", "api/b.md"), Some("docs/api/b.md".into()));
        assert_eq!(resolved("README.md", ""), Some("README.md".into()));
        assert_eq!(resolved("README.md", "../elsewhere"), None);
    }

    #[test]
    fn what_leads_nowhere_is_a_fault() {
        let two = headings("# Two\n## A part, and more: `code`\n");
        assert!(two.contains("a-part-and-more-code"), "{two:?}");
        let known = BTreeMap::from([("docs/two.md", two)]);
        let check = |reference: &Reference| {
            fault("docs/one.md", reference, &known, &|path| ["docs/two.md", "xtask/src"].contains(&path))
        };
        assert_eq!(check(&link("two.md", None)), None);
        assert_eq!(check(&link("two.md", Some("two"))), None);
        assert_eq!(check(&Reference::Path("xtask/src".into())), None);
        assert!(check(&link("two.md", Some("three"))).is_some());
        assert!(check(&link("three.md", None)).is_some());
        assert!(check(&link("../../two.md", None)).is_some());
        assert!(check(&Reference::Path("xtask/gone".into())).is_some());
        let sample = Reference::Path("crates/domain/src/location.rs".into());
        assert_eq!(fault("docs/adding-a-resource.md", &sample, &known, &|_| false), None);
        assert!(check(&sample).is_some());
    }
}
