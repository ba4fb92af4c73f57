//! The words of pages, in two languages: Fluent files that are part of the program.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

/// A language of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Language {
    #[default]
    English,
    German,
}

impl Language {
    pub(crate) const ALL: [Self; 2] = [Self::English, Self::German];

    /// Its tag (BCP 47).
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// Its name in itself.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
        }
    }

    pub(crate) fn named(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The first language of `Accept-Language` that there are words in, by weight.
    pub(crate) fn accepted(header: &str) -> Option<Self> {
        let mut best: Option<(u32, Self)> = None;
        for one in header.split(',').take(20) {
            let mut parts = one.split(';').map(str::trim);
            let tag = parts.next().unwrap_or_default().to_ascii_lowercase();
            let Some(language) = Self::named(tag.split('-').next().unwrap_or_default()) else { continue };
            let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(1000, thousandths);
            if weight > 0 && best.is_none_or(|(most, _)| weight > most) {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }

    fn bundle(self) -> &'static FluentBundle<FluentResource> {
        match self {
            Self::English => &ENGLISH,
            Self::German => &GERMAN,
        }
    }
}

/// A weight of `Accept-Language`: `0.7` is 700.
fn thousandths(text: &str) -> u32 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    whole.parse::<u32>().unwrap_or(0).min(1) * 1000 + part.parse::<u32>().unwrap_or(0)
}

macro_rules! files {
    ($language:literal) => {
        [
            include_str!(concat!("../../texts/", $language, "/common.ftl")),
            include_str!(concat!("../../texts/", $language, "/time.ftl")),
            include_str!(concat!("../../texts/", $language, "/access.ftl")),
            include_str!(concat!("../../texts/", $language, "/hiring.ftl")),
            include_str!(concat!("../../texts/", $language, "/calendar.ftl")),
            include_str!(concat!("../../texts/", $language, "/settings.ftl")),
            include_str!(concat!("../../texts/", $language, "/room.ftl")),
            include_str!(concat!("../../texts/", $language, "/booked.ftl")),
            include_str!(concat!("../../texts/", $language, "/book.ftl")),
            include_str!(concat!("../../texts/", $language, "/pick.ftl")),
            include_str!(concat!("../../texts/", $language, "/shop.ftl")),
            include_str!(concat!("../../texts/", $language, "/why.ftl")),
            include_str!(concat!("../../texts/", $language, "/stored.ftl")),
        ]
    };
}

/// What kinds of problems mean, in German: in English the catalogue says it, of which answers are made.
const GERMAN_PROBLEMS: &str = include_str!("../../texts/de/problems.ftl");

/// What rules refuse, in German: in English the refusal says it itself.
const GERMAN_REFUSALS: &str = include_str!("../../texts/de/refusals.ftl");

/// How many files each language has.
const FILES: usize = 13;
const ENGLISH_FILES: [&str; FILES] = files!("en");
const GERMAN_FILES: [&str; FILES] = files!("de");

static ENGLISH: LazyLock<FluentBundle<FluentResource>> =
    LazyLock::new(|| bundle(Language::English, &ENGLISH_FILES));
static GERMAN: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| {
    bundle(Language::German, &[&GERMAN_FILES[..], &[GERMAN_PROBLEMS, GERMAN_REFUSALS][..]].concat())
});

fn bundle(language: Language, files: &[&'static str]) -> FluentBundle<FluentResource> {
    let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Values stand in elements of their own where their direction matters.
    bundle.set_use_isolating(false);
    for file in files {
        // What can't be read of a file is left out; a test reads all of them.
        let resource = FluentResource::try_new((*file).to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// Says texts in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Texts(pub(crate) Language);

impl Texts {
    /// The text of a key.
    pub(crate) fn say(self, key: &str) -> String {
        self.told(key, None)
    }

    /// The same with a value in it.
    pub(crate) fn with(self, key: &str, name: &str, value: &str) -> String {
        self.values(key, &[(name, value)])
    }

    /// The same with values in it.
    pub(crate) fn values(self, key: &str, values: &[(&str, &str)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set((*name).to_owned(), (*value).to_owned());
        }
        self.told(key, Some(&args))
    }

    /// The same with a number in it, by which the words may differ.
    pub(crate) fn count(self, key: &str, count: usize) -> String {
        let mut args = FluentArgs::new();
        args.set("count", u32::try_from(count).unwrap_or(u32::MAX));
        self.told(key, Some(&args))
    }

    /// The text of a key, where there is one.
    pub(crate) fn known(self, key: &str) -> Option<String> {
        self.0.bundle().has_message(key).then(|| self.say(key))
    }

    fn told(self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let bundle = self.0.bundle();
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        bundle.format_pattern(pattern, args, &mut Vec::new()).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::path::Path;

    /// The keys of a language, each with the values that its text takes.
    fn keys(files: [&str; FILES]) -> BTreeMap<String, BTreeSet<String>> {
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut last = String::new();
        for line in files.iter().flat_map(|file| file.lines()) {
            let key = line.split_once(" =").map(|(key, _)| key).filter(|key| !key.contains([' ', '#', '[']));
            if let Some(key) = key {
                key.clone_into(&mut last);
                assert!(found.insert(last.clone(), BTreeSet::new()).is_none(), "{key} is there twice");
            }
            let values = line.split('$').skip(1);
            let names = values.map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next());
            found.entry(last.clone()).or_default().extend(names.flatten().map(str::to_owned));
        }
        found.remove("");
        found
    }

    #[test]
    fn both_languages_have_the_same_keys_with_the_same_values() {
        let (english, german) = (keys(ENGLISH_FILES), keys(GERMAN_FILES));
        let missing: Vec<_> = english.keys().filter(|key| !german.contains_key(*key)).collect();
        let more: Vec<_> = german.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(missing.is_empty() && more.is_empty(), "German lacks {missing:?} and has {more:?}");
        for (key, values) in &english {
            assert_eq!(german.get(key), Some(values), "{key}");
        }
    }

    #[test]
    fn every_kind_of_problem_has_german_words() {
        let texts = Texts(Language::German);
        let mut known: BTreeSet<String> = GERMAN_PROBLEMS
            .lines()
            .filter_map(|line| Some(line.split_once(" =")?.0.to_owned()).filter(|key| !key.contains(' ')))
            .collect();
        for kind in http_kit::problem::catalogue::ALL {
            for key in [format!("problem-{}", kind.slug), format!("problem-{}-words", kind.slug)] {
                assert!(known.remove(&key) && texts.known(&key).is_some(), "{key}");
            }
        }
        assert_eq!(known, BTreeSet::new(), "words of no kind");
        let words = texts.say(&format!("problem-{}-words", "no-session"));
        assert!(words.contains("`DELETE /api/v1/api-keys/{id}`"), "{words}");
    }

    #[test]
    fn every_refusal_has_german_words() {
        let texts = Texts(Language::German);
        // Pages of their own say these two.
        let others = ["not-found", "forbidden"];
        // These answer requests that no page sends.
        let of_the_api = [
            "bad-signature",
            "unauthenticated",
            "login-not-begun",
            "method-not-allowed",
            "idempotency-key-reused",
        ];
        // What the server could not do has a page of its own too.
        let failures = ["internal", "unavailable"];
        let slugs = http_kit::problem::catalogue::ALL.iter().map(|kind| kind.slug);
        let is_missing = |slug: &&str| texts.known(&format!("refusal-{slug}")).is_none();
        let missing: Vec<&str> = slugs
            .filter(is_missing)
            .filter(|slug| ![&others[..], &of_the_api, &failures].iter().any(|known| known.contains(slug)))
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
        let again = GERMAN_REFUSALS.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key);
        let again: Vec<&str> = again
            .filter(|key| GERMAN_FILES.iter().any(|file| file.contains(&format!("\n{key} ="))))
            .collect();
        assert!(again.is_empty(), "said twice: {again:?}");
    }

    /// The glossary has one German word for each thing: these are others for the same.
    #[test]
    fn german_has_one_word_for_each_thing() {
        let stems = [
            "firm",
            "kandidat",
            "kundin",
            "bewerberin",
            "verleg",
            "umbuch",
            "umgebucht",
            "storn",
            "reserv",
            "bearbeit",
            "fehlgeschlag",
            "beschäftigt",
            "frist",
        ];
        let is_other = |word: &str| {
            let word = word.to_lowercase();
            stems.iter().any(|stem| word.starts_with(stem))
                || matches!(word.as_str(), "interview" | "interviews")
        };
        let mut others = Vec::new();
        for line in
            GERMAN_FILES.iter().chain([&GERMAN_PROBLEMS, &GERMAN_REFUSALS]).flat_map(|file| file.lines())
        {
            // The key of a text, and commands within it, are no German words.
            let said = line.split_once(" = ").map_or(line, |(_, said)| said);
            let plain: String = said.split('`').step_by(2).collect();
            let words = plain.split(|one: char| !one.is_alphabetic() && one != '$');
            others.extend(words.filter(|word| is_other(word)).map(str::to_owned));
        }
        assert!(others.is_empty(), "{others:?}");
    }

    #[test]
    fn every_file_can_be_read() {
        for file in ENGLISH_FILES.into_iter().chain(GERMAN_FILES).chain([GERMAN_PROBLEMS, GERMAN_REFUSALS]) {
            let read = FluentResource::try_new(file.to_owned());
            assert!(read.is_ok(), "{:?}", read.err().map(|(_, errors)| errors));
        }
    }

    /// The keys that a source names: the first text of each call that says one.
    fn named(text: &str) -> Vec<String> {
        let calls = [".say(\"", ".with(\"", ".values(\"", ".count(\""];
        let found = calls.iter().flat_map(|call| text.split(call).skip(1));
        found.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    }

    fn files(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                files(&path, found);
            } else {
                found.push(fs::read_to_string(path).expect("a text"));
            }
        }
    }

    #[test]
    fn every_text_that_is_said_is_there() {
        let known = keys(ENGLISH_FILES);
        let mut sources = Vec::new();
        for folder in ["src", "templates"] {
            files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut sources);
        }
        let said = sources.iter().flat_map(|source| named(source));
        let missing: BTreeSet<String> =
            said.filter(|key| !key.contains('{') && !known.contains_key(key)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn the_language_follows_weights() {
        let check = |header: &str, expected: Option<Language>| {
            assert_eq!(Language::accepted(header), expected, "{header}");
        };
        check("de-AT,de;q=0.9,en;q=0.5", Some(Language::German));
        check("fr, en;q=0.3, de;q=0.7", Some(Language::German));
        check("en-GB", Some(Language::English));
        check("de;q=0, en;q=0.1", Some(Language::English));
        check("fr", None);
        check("", None);
    }
}
