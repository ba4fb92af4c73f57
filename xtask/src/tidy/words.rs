//! Words that sources and documents do not use: each has a better one, of the field or of `docs/glossary.md`.

use super::docs::texts_of;
use anyhow::Result;

/// Words and phrases with what to say in their place; in any case, and not as a part of a longer name.
const WORDS: &[(&str, &str)] = &[
    ("abreast", "at once, or `max_concurrent`"),
    ("bury", "dead-letter"),
    ("buried", "dead-lettered, or given up"),
    ("call off", "cancel"),
    ("called off", "cancelled"),
    ("called_off", "`cancelled`"),
    ("combiner", "batch executor"),
    ("crowd", "what it is: callers, locked bookings"),
    ("errand", "provisioning task"),
    ("foregone", "settled without trying"),
    ("happenings", "history, or events"),
    ("hurry", "make due now"),
    ("let_go", "`release_lease`"),
    ("liar", "untrusted provider"),
    ("mightier", "higher, of a role"),
    ("mightiest", "highest, of a role"),
    ("moods", "failures"),
    ("obstacle", "rejection"),
    ("taken by hand", "a manual booking"),
    ("tend", "synchronise, of rooms"),
    ("tended", "synchronised, of rooms"),
    ("tending", "synchronising, of rooms"),
    ("tends", "synchronises, of rooms"),
    ("whoever", "the actor: the worker, the client, an administrator"),
    ("whomever", "the actor: the worker, the client, an administrator"),
    // Documents that are not in this repository.
    ("the contract", "the rule, or a document of this repository"),
    ("the contract's", "the rule, or a document of this repository"),
    ("the contracts", "the rule, or a document of this repository"),
    ("the seed's", "what is meant: the example company, the default"),
    ("seeds", "what is meant: the example company, the defaults"),
];

/// Names of types that have better ones; in this case alone.
const NAMES: &[(&str, &str)] = &[
    ("Crowd", "what it is"),
    ("Desk", "`AvailabilityCheck`"),
    ("Letter", "`Message`, `OutboxEntry` or `Envelope`"),
    ("Parties", "`LockedInterview`"),
    ("fn tell", "`record`, `notify`, `log` or `preview`"),
];

/// Words before the id of a row in a document that is not in this repository: "requirement A4".
const BEFORE_IDS: &[&str] = &["requirement", "requirements", "row", "rows"];

pub(crate) fn check(faults: &mut Vec<String>) -> Result<()> {
    let texts = texts_of(&["*.rs", "*.md", "*.html", "*.toml", "*.py"])?;
    // The vectors are taken in as they are.
    let ours = |path: &str| path != "xtask/src/tidy/words.rs" && !path.starts_with("tests/vectors/");
    let texts = texts.iter().filter(|(path, _)| ours(path));
    for (path, text) in texts {
        for (at, line) in text.lines().enumerate() {
            faults.extend(faults_of(line).map(|fault| format!("{path}:{}: {fault}", at + 1)));
        }
    }
    Ok(())
}

/// What is wrong with the words of a line.
fn faults_of(line: &str) -> impl Iterator<Item = String> {
    let lower = line.to_lowercase();
    let words = WORDS.iter().filter(move |(word, _)| holds(&lower, word));
    let names = NAMES.iter().filter(move |(name, _)| holds(line, name));
    let better = words.chain(names).map(|(word, better)| format!("\"{word}\": say {better}"));
    better.chain(row_named(line).map(|id| format!("\"{id}\": name the rule, not a row of another document")))
}

/// Whether the word stands there by itself: not within a longer word or name.
fn holds(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let (before, after) = (line.get(..at), line.get(at + word.len()..));
        let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !joins(before.and_then(|text| text.chars().next_back()))
            && !joins(after.and_then(|text| text.chars().next()))
    })
}

/// The id of a row that the line refers to.
fn row_named(line: &str) -> Option<&str> {
    let words: Vec<&str> =
        line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_id = |word: &str| {
        let digits = word.strip_prefix(|c: char| c.is_ascii_uppercase());
        digits.is_some_and(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()))
    };
    words.windows(2).find_map(|pair| match pair {
        [before, id] if BEFORE_IDS.contains(&before.to_lowercase().as_str()) && is_id(id) => Some(*id),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: usize) {
        let found: Vec<String> = faults_of(line).collect();
        assert_eq!(found.len(), expected, "{line}: {found:?}");
    }

    #[test]
    fn words_stand_by_themselves() {
        check("//! Whoever asks", 1);
        check("the slot is called off, whoever asks", 2);
        check("let called_off = 1;", 1);
        check("\"tend_room\" => tendency", 0);
        check("pub(super) struct Crowd;", 2);
        check("fn tell(scope: u8)", 1);
        check("fn tells_apart()", 0);
        check("a RoomSeed, and seed(7)", 0);
        check("as the contract promises; a contract", 1);
    }

    #[test]
    fn rows_of_other_documents_are_named_by_their_ids() {
        check("(Requirements C2, C4)", 1);
        check("see row A7.", 1);
        check("row 7 of A4; the rows AB1", 0);
    }
}
