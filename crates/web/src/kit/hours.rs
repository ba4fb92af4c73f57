//! Whether hours are counted to 12 or to 24: by language, or as the browser was told.

use crate::kit::texts::Language;
use crate::kit::when::Hours;

/// The cookie that holds how hours are counted.
pub(crate) const COOKIE: &str = "meridian_clock";
/// Regions where English is read with hours up to 12.
const TWELVE: [&str; 7] = ["US", "CA", "AU", "NZ", "IN", "PH", "PK"];

/// The name of a choice, as addresses and the cookie have it.
pub(crate) fn name(hours: Hours) -> &'static str {
    match hours {
        Hours::Twelve => "12",
        Hours::TwentyFour => "24",
    }
}

pub(crate) fn named(name: &str) -> Option<Hours> {
    [Hours::Twelve, Hours::TwentyFour].into_iter().find(|hours| self::name(*hours) == name)
}

/// How somebody who reads this language counts hours, by what their browser accepts.
pub(crate) fn of_language(language: Language, accepted: &str) -> Hours {
    let english = accepted.split(',').take(20).filter_map(|one| {
        let mut parts = one.split(';').next()?.trim().split('-');
        parts.next().filter(|tag| tag.eq_ignore_ascii_case("en"))?;
        Some(parts.next_back().unwrap_or_default().to_ascii_uppercase())
    });
    // The first kind of English that says where it is from.
    let region = english.into_iter().find(|region| !region.is_empty());
    match (language, region) {
        (Language::English, Some(region)) if TWELVE.contains(&region.as_str()) => Hours::Twelve,
        _ => Hours::TwentyFour,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_region_of_the_first_english_says_how_hours_are_counted() {
        let check = |language: Language, accepted: &str, expected: Hours| {
            assert_eq!(of_language(language, accepted), expected, "{accepted}");
        };
        check(Language::English, "en-US,en;q=0.9", Hours::Twelve);
        check(Language::English, "en,en-US;q=0.5", Hours::Twelve);
        check(Language::English, "de,en-GB;q=0.9,en-US;q=0.5", Hours::TwentyFour);
        check(Language::English, "en", Hours::TwentyFour);
        check(Language::English, "", Hours::TwentyFour);
        check(Language::German, "de,en-US;q=0.5", Hours::TwentyFour);
        assert_eq!(
            (named("12"), named("24"), named("13")),
            (Some(Hours::Twelve), Some(Hours::TwentyFour), None)
        );
    }
}
