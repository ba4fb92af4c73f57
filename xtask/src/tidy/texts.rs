//! That every language of a crate says the same: the Fluent files of each have the same keys, with the same values.

use super::docs::texts_of;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};

/// Folders of texts; each holds a folder for each language.
const FOLDERS: &[&str] = &["crates/web/texts", "crates/integrations/texts"];
/// The language that others are compared with.
const FIRST: &str = "en";

/// Files that the first language lacks: the API and the use cases themselves say problems and refusals in it.
const OTHERS_ALONE: &[&str] = &["problems.ftl", "refusals.ftl"];

/// The values that a text takes, by its key.
type Keys = BTreeMap<String, BTreeSet<String>>;

pub(crate) fn check(faults: &mut Vec<String>) -> Result<()> {
    for folder in FOLDERS {
        let mut languages: BTreeMap<String, Keys> = BTreeMap::new();
        for (path, text) in texts_of(&[&format!("{folder}/*.ftl")])? {
            if path.rsplit('/').next().is_some_and(|name| OTHERS_ALONE.contains(&name)) {
                continue;
            }
            let language = path.trim_start_matches(folder).trim_start_matches('/').split('/').next();
            let keys = languages.entry(language.unwrap_or_default().to_owned()).or_default();
            for (key, values) in keys_of(&text) {
                if keys.insert(key.clone(), values).is_some() {
                    faults.push(format!("{path}: {key} is there twice"));
                }
            }
        }
        let Some(first) = languages.remove(FIRST) else {
            faults.push(format!("{folder}: there is no language {FIRST}"));
            continue;
        };
        for (language, keys) in &languages {
            faults.extend(differences(&first, keys).map(|fault| format!("{folder}/{language}: {fault}")));
        }
    }
    Ok(())
}

/// The keys of a file.
fn keys_of(text: &str) -> Vec<(String, BTreeSet<String>)> {
    let mut found: Vec<(String, BTreeSet<String>)> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        // What goes on is indented.
        if let Some((key, _)) = line.split_once(" =").filter(|(key, _)| !key.contains([' ', '[', '{'])) {
            found.push((key.to_owned(), BTreeSet::new()));
        }
        let values = line.split('$').skip(1);
        let names = values.filter_map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next());
        if let Some((_, last)) = found.last_mut() {
            last.extend(names.map(str::to_owned));
        }
    }
    found
}

fn differences<'k>(first: &'k Keys, other: &'k Keys) -> impl Iterator<Item = String> + 'k {
    let lacking = first.keys().filter(|key| !other.contains_key(*key)).map(|key| format!("{key} is missing"));
    let more = other.keys().filter(|key| !first.contains_key(*key));
    let more = more.map(|key| format!("{key} is not there in {FIRST}"));
    let unlike = other.iter().filter_map(|(key, values)| {
        let wanted = first.get(key).filter(|wanted| *wanted != values)?;
        Some(format!("{key} takes {values:?}, and in {FIRST} {wanted:?}"))
    });
    lacking.chain(more).chain(unlike)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_that_do_not_say_the_same_are_found() {
        let first: Keys =
            keys_of("# Words.\na = A\nb = { $name } and { $time }\nc = { $count ->\n    [one] one\n   *[other] { $count }\n}\n")
                .into_iter()
                .collect();
        assert_eq!(first.keys().collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(first["b"], BTreeSet::from(["name".to_owned(), "time".to_owned()]));
        assert_eq!(first["c"], BTreeSet::from(["count".to_owned()]));
        let other: Keys = keys_of("b = { $time }\nc = { $count }\nd = D\n").into_iter().collect();
        let seen: Vec<String> = differences(&first, &other).collect();
        let expected =
            ["a is missing", "d is not there in en", "b takes {\"time\"}, and in en {\"name\", \"time\"}"];
        assert_eq!(seen, expected);
        assert_eq!(differences(&first, &first).count(), 0);
    }
}
