//! Comparing texts whatever their case.

/// The form of a text in which two spellings that differ in case alone are equal, for characters of any script.
///
/// Each character is taken by itself, so that a part of a text has a form that is a part of the text's form.
#[must_use]
pub fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

/// The form in which e-mail addresses are compared: two that differ in case, or in spaces around them, are the same.
#[must_use]
pub fn email_key(address: &str) -> String {
    address.trim().to_lowercase()
}

/// Whether every database can keep a text and be asked for it: PostgreSQL has no character U+0000.
#[must_use]
pub fn is_storable(text: &str) -> bool {
    !text.contains('\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(one: &str, other: &str) {
        assert_eq!(folded(one), folded(other), "{one} and {other}");
    }

    #[test]
    fn case_does_not_count_in_any_script() {
        check("Ann Lee", "ANN lee");
        check("Zoë Çelik", "ZOË ÇELIK");
        check("Straße", "STRASSE");
        check("ΟΔΟΣ", "οδος");
        check("Иван", "ИВАН");
        assert_ne!(folded("Zoe"), folded("Zoë"));
    }

    #[test]
    fn the_form_of_a_part_is_a_part_of_the_form() {
        let whole = folded("ΟΔΟΣ Straße");
        for part in ["ΟΔΟ", "Σ", "σ", "ς", "ß", "SS", " s"] {
            assert!(whole.contains(&folded(part)), "{part}");
        }
    }
}
