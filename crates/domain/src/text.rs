//! Comparing texts whatever their case.

/// The form of a text in which two spellings that differ in case alone are equal, for characters of any script.
///
/// Each character is taken by itself, so that a part of a text has a form that is a part of the text's form.
#[must_use]
pub fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

/// The form in which e-mail addresses are compared: two that differ in case, in spaces around them, or in the notation of their
/// domain (`münchen.example`, `xn--mnchen-3ya.example`) are the same.
#[must_use]
pub fn email_key(address: &str) -> String {
    let address = address.trim().to_lowercase();
    let in_ascii = address.rsplit_once('@').and_then(|(local, domain)| {
        // Most are written so already.
        let is_plain = domain.is_ascii() && !domain.contains("xn--");
        let domain = (!is_plain).then(|| idna::domain_to_ascii(domain).ok())??;
        Some(format!("{local}@{domain}"))
    });
    in_ascii.unwrap_or(address)
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
    fn an_address_has_one_form_however_its_domain_is_written() {
        let check = |address: &str, key: &str| assert_eq!(email_key(address), key, "{address}");
        let munich = "bob@xn--mnchen-3ya.example";
        for domain in
            ["münchen.example", "MÜNCHEN.example", "mu\u{308}nchen.example", "xn--mnchen-3ya.example"]
        {
            check(&format!(" Bob@{domain}"), munich);
        }
        check("bob@\u{ff25}XAMPLE\u{3002}com", "bob@example.com");
        check("bob@example.com\u{200b}", "bob@example.com");
        check("Bob@Example.com", "bob@example.com");
        // What is no address stays as it is.
        check("Bob", "bob");
    }

    #[test]
    fn the_form_of_a_part_is_a_part_of_the_form() {
        let whole = folded("ΟΔΟΣ Straße");
        for part in ["ΟΔΟ", "Σ", "σ", "ς", "ß", "SS", " s"] {
            assert!(whole.contains(&folded(part)), "{part}");
        }
    }
}
