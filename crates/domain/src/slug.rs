//! Slugs: the names of companies and services as addresses of pages have them.

/// The longest slug, in characters.
pub const LONGEST: usize = 60;
/// How many numbers are tried where a slug is taken, before the id is.
const NUMBERS: u32 = 9;

/// The slug of a name: small letters of the Latin alphabet, digits and single hyphens. Empty where the name has no such letters.
#[must_use]
pub fn slug_of(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        match plain(c) {
            // Apostrophes join what is on both sides: Ann's is anns.
            Some("'") => {}
            Some(letters) => slug.push_str(letters),
            None if c.is_ascii_alphanumeric() => slug.push(c),
            None if slug.ends_with('-') || slug.is_empty() || is_mark(c) => {}
            None => slug.push('-'),
        }
        if slug.len() > LONGEST {
            break;
        }
    }
    shortened(&slug, LONGEST)
}

/// Cut at the end of a word, where there is one.
fn shortened(slug: &str, most: usize) -> String {
    let cut = slug.get(..most).unwrap_or(slug);
    let cut = match (slug.len() > most, slug.as_bytes().get(most), cut.rfind('-')) {
        (true, Some(next), Some(end)) if *next != b'-' && end > most / 2 => cut.get(..end).unwrap_or(cut),
        _ => cut,
    };
    cut.trim_matches('-').to_owned()
}

/// Accents that stand by themselves.
fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// How a letter beyond the Latin alphabet is written with letters of it.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ä' | 'æ' => "ae",
        'ö' | 'œ' => "oe",
        'ü' => "ue",
        'ß' => "ss",
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'č' | 'ĉ' | 'ċ' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' | 'ĝ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ł' | 'ľ' | 'ĺ' | 'ļ' => "l",
        'ñ' | 'ń' | 'ň' | 'ņ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ō' | 'ő' => "o",
        'ř' | 'ŕ' => "r",
        'ś' | 'š' | 'ş' | 'ș' | 'ŝ' => "s",
        'ť' | 'ţ' | 'ț' | 'ŧ' => "t",
        'þ' => "th",
        'ù' | 'ú' | 'û' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        '&' => "and",
        '\'' | '’' | '‘' => "'",
        _ => return None,
    })
}

/// Whether this could be a slug: what an address or a form names is asked before anything is looked up.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty()
        && text.len() <= LONGEST
        && text.chars().all(allowed)
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--")
}

/// The slug that an address names, in whatever case it was typed; `None` where it could be none.
#[must_use]
pub fn slug_typed(text: &str) -> Option<String> {
    Some(text.to_ascii_lowercase()).filter(|slug| is_slug(slug))
}

/// The slugs that a name may get, the best first: the name's own, then with a number, then with the id. `kind` stands for a name
/// that has no letters.
#[must_use]
pub fn candidates(name: &str, kind: &str, id: i64) -> Vec<String> {
    let own = match slug_of(name) {
        slug if slug.is_empty() => kind.to_owned(),
        slug => slug,
    };
    let with = |tail: String| format!("{}-{tail}", shortened(&own, LONGEST - tail.len() - 1));
    let numbered = (2..=NUMBERS).map(|number| with(number.to_string()));
    let by_id = (1..=NUMBERS).map(|number| match number {
        1 => with(id.to_string()),
        _ => with(format!("{id}-{number}")),
    });
    std::iter::once(own.clone()).chain(numbered).chain(by_id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_the_name_in_letters_that_need_no_escape() {
        let check = |name: &str, expected: &str| {
            let slug = slug_of(name);
            assert_eq!(slug, expected, "{name}");
            assert!(slug.is_empty() || is_slug(&slug), "{name}: {slug}");
        };
        check("Haircut", "haircut");
        check("Müller & Söhne GmbH", "mueller-and-soehne-gmbh");
        check("Fußpflege  (60 min.)", "fusspflege-60-min");
        check("ÄÖÜ", "aeoeue");
        check("Café Zoë – Çelik", "cafe-zoe-celik");
        check("Zoe\u{308}", "zoe");
        check("Ann's Salon", "anns-salon");
        check("--a--b--", "a-b");
        check("💇✨", "");
        check("💇 Cut ✨", "cut");
        check("Парикмахерская", "");
        check("", "");
        check("   ", "");
    }

    #[test]
    fn a_long_name_is_cut_at_the_end_of_a_word() {
        let words = "word ".repeat(40);
        let slug = slug_of(&words);
        assert_eq!((slug.len(), slug.ends_with("word")), (59, true));
        assert_eq!(slug_of(&"a".repeat(200)), "a".repeat(LONGEST));
        let cut = slug_of(&format!("{} second", "a".repeat(55)));
        assert_eq!(cut, "a".repeat(55));
        assert_eq!(slug_of(&"ß".repeat(200)).len(), LONGEST);
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number_and_then_its_id() {
        let all = candidates("Cut", "service", 1234);
        assert_eq!(all.first().map(String::as_str), Some("cut"));
        assert_eq!(all.get(1).map(String::as_str), Some("cut-2"));
        assert_eq!(all.get(9).map(String::as_str), Some("cut-1234"));
        assert_eq!(all.last().map(String::as_str), Some("cut-1234-9"));
        assert_eq!(candidates("💇", "service", 7).first().map(String::as_str), Some("service"));
        for name in ["a".repeat(200), "💇".into(), "ö ".repeat(100)] {
            let all = candidates(&name, "company", i64::MAX);
            assert!(all.iter().all(|slug| is_slug(slug)), "{all:?}");
            let different: std::collections::BTreeSet<&String> = all.iter().collect();
            assert_eq!(different.len(), all.len(), "{all:?}");
        }
    }

    #[test]
    fn what_is_no_slug_is_known() {
        for slug in ["a", "0", "a-b", &"a".repeat(LONGEST)] {
            assert!(is_slug(slug), "{slug}");
        }
        for no in ["", "-", "-a", "a-", "a--b", "A", "ä", "a b", "a/b", "a.b", &"a".repeat(LONGEST + 1)] {
            assert!(!is_slug(no), "{no}");
        }
    }

    #[test]
    fn a_typed_slug_is_known_in_any_case() {
        assert_eq!(slug_typed("SHOP-Berlin-2").as_deref(), Some("shop-berlin-2"));
        for wrong in ["", "a b", "A--B", "-A", "Ä"] {
            assert_eq!(slug_typed(wrong), None, "{wrong}");
        }
    }
}
