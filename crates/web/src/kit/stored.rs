//! Reasons that are stored in English, in the page's language: the English text of a key is what is stored, word for word.

use crate::kit::texts::{Language, Texts};

/// A reason that can be told in other languages.
struct Known {
    key: &'static str,
    /// Its values, in the order in which they stand in the English text.
    values: &'static [&'static str],
}

const fn plain(key: &'static str) -> Known {
    Known { key, values: &[] }
}

const fn with(key: &'static str, values: &'static [&'static str]) -> Known {
    Known { key, values }
}

/// Those that say more stand before those that would be read from them too.
const KNOWN: [Known; 47] = [
    plain("stored-slot-cancelled"),
    plain("stored-slot-over"),
    plain("stored-slot-full"),
    plain("stored-slot-begun"),
    plain("stored-closed"),
    plain("stored-closed-now"),
    plain("stored-interviewer-left"),
    plain("stored-interviewer-inactive"),
    plain("stored-interviewer-busy"),
    plain("stored-interviewer-taken"),
    plain("stored-interviewer-unavailable"),
    plain("stored-interviewer-patterns"),
    plain("stored-ai-taken"),
    plain("stored-candidate-busy"),
    plain("stored-candidate-taken"),
    plain("stored-candidate-declined"),
    with("stored-user-declined", &["user"]),
    plain("stored-has-time"),
    plain("stored-booked"),
    plain("stored-booked-meanwhile"),
    plain("stored-staff-busy"),
    plain("stored-staff-not-working"),
    plain("stored-staff-closed"),
    with("stored-feed-private", &["host"]),
    with("stored-feed-plain", &["host"]),
    with("stored-feed-redirects", &["most"]),
    with("stored-feed-unreachable", &["host", "reason"]),
    with("stored-feed-tls", &["host", "reason"]),
    with("stored-feed-timeout", &["seconds"]),
    with("stored-feed-credentials", &["host", "status"]),
    with("stored-feed-gone", &["host", "status"]),
    with("stored-feed-often", &["host", "status"]),
    with("stored-feed-broken", &["host", "status"]),
    with("stored-feed-status", &["host", "status"]),
    with("stored-feed-large", &["most"]),
    with("stored-feed-setup", &["reason"]),
    with("stored-feed-address", &["reason"]),
    plain("stored-feed-no-url"),
    plain("stored-feed-scheme"),
    plain("stored-feed-no-host"),
    plain("stored-feed-nowhere"),
    with("stored-feed-elsewhere", &["host"]),
    with("stored-feed-no-caldav", &["host", "reason"]),
    plain("stored-feed-none"),
    with("stored-feed-several", &["names"]),
    plain("stored-feed-unread"),
    plain("stored-feed-no-file"),
];

/// What stands in place of a value while its text is looked for.
const HOLE: &str = "\u{0}";

impl Known {
    /// The values of a text that says this reason; `None` where it says another.
    fn read<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        let holes: Vec<(&str, &str)> = self.values.iter().map(|name| (*name, HOLE)).collect();
        let pattern = Texts(Language::English).values(self.key, &holes);
        let mut pieces = pattern.split(HOLE);
        let mut rest = text.strip_prefix(pieces.next()?)?;
        let mut found = Vec::new();
        let mut pieces = pieces.peekable();
        while let Some(piece) = pieces.next() {
            let at = match (pieces.peek(), piece) {
                (None, last) => rest.strip_suffix(last)?.len(),
                (Some(_), piece) => rest.find(piece)?,
            };
            let (value, after) = rest.split_at(at);
            found.push(value);
            rest = after.strip_prefix(piece)?;
        }
        rest.is_empty().then_some(found)
    }
}

/// A stored reason as a page tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reason {
    pub(crate) text: String,
    /// Whether it stays in English on a page of another language.
    pub(crate) is_foreign: bool,
}

/// A stored reason in the page's language; in English where it is none of those that are known.
pub(crate) fn told(texts: Texts, stored: &str) -> Reason {
    let same = |is_foreign: bool| Reason { text: stored.to_owned(), is_foreign };
    if texts.0 == Language::English {
        return same(false);
    }
    let known = KNOWN.iter().find_map(|known| Some((known, known.read(stored)?)));
    let Some((known, found)) = known else { return same(true) };
    // What stands in a reason may be one itself.
    let found: Vec<String> = found.into_iter().map(|value| told(texts, value).text).collect();
    let values: Vec<(&str, &str)> =
        known.values.iter().copied().zip(found.iter().map(String::as_str)).collect();
    Reason { text: texts.values(known.key, &values), is_foreign: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GERMAN: Texts = Texts(Language::German);

    #[test]
    fn every_reason_is_read_from_its_own_text_and_told_in_german() {
        for known in &KNOWN {
            let values: Vec<(&str, &str)> = known.values.iter().map(|name| (*name, "x.example")).collect();
            let stored = Texts(Language::English).values(known.key, &values);
            assert_ne!(stored, known.key, "no text");
            let expected = GERMAN.values(known.key, &values);
            assert_eq!(told(GERMAN, &stored), Reason { text: expected, is_foreign: false }, "{stored}");
            assert_eq!(told(Texts::default(), &stored), Reason { text: stored, is_foreign: false });
        }
    }

    #[test]
    fn values_stay_and_unknown_reasons_too() {
        let check = |stored: &str, expected: &str| assert_eq!(told(GERMAN, stored).text, expected);
        check("all places of the slot are taken", "Alle Plätze des Zeitfensters sind vergeben");
        check(
            "127.0.0.1 is not on the public internet; calendars are not fetched from private networks",
            "127.0.0.1 ist nicht im öffentlichen Internet; aus privaten Netzen werden keine Kalender gelesen",
        );
        check(
            "the calendar's address can't be used: it is no URL",
            "Die Adresse des Kalenders ist nicht brauchbar: Sie ist keine URL",
        );
        check(
            "a.example answered with status 404: there is no calendar at this address (any more)",
            "a.example hat mit dem Status 404 geantwortet: Unter dieser Adresse ist kein Kalender (mehr)",
        );
        check("a.example can't be reached: refused", "a.example ist nicht erreichbar: refused");
        let other = "the moon is in the way";
        assert_eq!(told(GERMAN, other), Reason { text: other.into(), is_foreign: true });
    }
}
