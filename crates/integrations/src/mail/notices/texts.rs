//! The words of a language: a Fluent file that is part of the program.

use super::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use std::sync::LazyLock;

static ENGLISH: LazyLock<FluentBundle<FluentResource>> =
    LazyLock::new(|| bundle(Language::English, include_str!("../../../texts/en/mail.ftl")));
static GERMAN: LazyLock<FluentBundle<FluentResource>> =
    LazyLock::new(|| bundle(Language::German, include_str!("../../../texts/de/mail.ftl")));
static FRENCH: LazyLock<FluentBundle<FluentResource>> =
    LazyLock::new(|| bundle(Language::French, include_str!("../../../texts/fr/mail.ftl")));

fn bundle(language: Language, file: &'static str) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![language.tag().parse().unwrap_or_default()]);
    // Mail programs show the marks that would stand around each value.
    bundle.set_use_isolating(false);
    // What can't be read of a file is left out; a test reads all of them.
    let resource = FluentResource::try_new(file.to_owned()).unwrap_or_else(|(resource, _)| resource);
    bundle.add_resource_overriding(resource);
    bundle
}

/// Says texts in one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Texts(pub(super) Language);

impl Texts {
    fn bundle(self) -> &'static FluentBundle<FluentResource> {
        match self.0 {
            Language::English => &ENGLISH,
            Language::German => &GERMAN,
            Language::French => &FRENCH,
        }
    }

    /// The text of a key.
    pub(super) fn say(self, key: &str) -> String {
        self.values(key, &[])
    }

    /// The same with values in it.
    pub(super) fn values(self, key: &str, values: &[(&'static str, &str)]) -> String {
        let text = self.told(key, values);
        text.unwrap_or_else(|| key.to_owned())
    }

    /// The text of a key, where there is one.
    pub(super) fn known(self, key: &str) -> Option<String> {
        self.told(key, &[])
    }

    fn told(self, key: &str, values: &[(&'static str, &str)]) -> Option<String> {
        let bundle = self.bundle();
        let pattern = bundle.get_message(key)?.value()?;
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            args.set(*name, (*value).to_owned());
        }
        Some(bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::*;

    #[test]
    fn every_kind_has_its_words() {
        for language in Language::ALL {
            let texts = Texts(language);
            for kind in Kind::ALL {
                for part in ["subject", "heading", "lead", "button"] {
                    let key = format!("{}-{part}", kind.key());
                    assert!(texts.known(&key).is_some(), "{language:?}: {key}");
                }
            }
        }
    }

    #[test]
    fn every_file_can_be_read() {
        for file in [
            include_str!("../../../texts/en/mail.ftl"),
            include_str!("../../../texts/de/mail.ftl"),
            include_str!("../../../texts/fr/mail.ftl"),
        ] {
            let read = FluentResource::try_new(file.to_owned());
            assert!(read.is_ok(), "{:?}", read.err().map(|(_, errors)| errors));
        }
    }

    #[test]
    fn values_stand_as_they_are() {
        let told = Texts(Language::English).values("greeting-name", &[("name", "{ $name } -x = 1")]);
        assert_eq!(told, "Hello { $name } -x = 1,");
        assert_eq!(Texts(Language::French).say("no-such-key"), "no-such-key");
    }
}
