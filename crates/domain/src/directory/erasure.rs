//! Taking what tells who a candidate is out of what was written about them.

use super::CandidateDetails;

/// What stands where a name or an address was.
pub const ERASED: &str = "[erased]";
/// Shorter texts stand for too much else to be looked for.
const SHORTEST: usize = 3;

/// A text, and what comes in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    pub text: String,
    pub instead: String,
}

/// The texts by which a candidate is known.
#[derive(Debug, Clone)]
pub struct Traces(Vec<String>);

impl Traces {
    /// Name, address and phone, as people write them and as HTML and JSON do; the longest first. With them go `more` by which
    /// the same person is known, where they are clients.
    #[must_use]
    pub fn of<'t>(candidate: &'t CandidateDetails, more: impl IntoIterator<Item = &'t str>) -> Self {
        let known = [Some(&candidate.email), Some(&candidate.name), candidate.phone.as_ref()];
        let known = known.into_iter().flatten().map(String::as_str);
        let mut texts = Vec::new();
        for text in known.chain(more).map(str::trim) {
            if text.chars().count() >= SHORTEST {
                texts.extend([
                    text.to_owned(),
                    text.to_lowercase(),
                    html(text, true),
                    html(text, false),
                    json(text),
                ]);
            }
        }
        texts.sort_by(|one, other| other.len().cmp(&one.len()).then(one.cmp(other)));
        texts.dedup();
        Self(texts)
    }

    /// All of them.
    #[must_use]
    pub fn texts(&self) -> &[String] {
        &self.0
    }

    /// The same for documents in JSON that are about many people: where one of them is a value by itself. So nobody takes a field
    /// out of them by a name that fields have.
    pub fn values(&self) -> impl Iterator<Item = Replacement> {
        let value = |text: &str| format!(":\"{text}\"");
        self.0.iter().map(move |text| Replacement { text: value(text), instead: value(ERASED) })
    }

    /// A text without them.
    #[must_use]
    pub fn wiped(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, trace| text.replace(trace, ERASED))
    }
}

/// As in HTML: by number, or by name.
fn html(text: &str, by_name: bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        let entity = match (character, by_name) {
            ('&', true) => "&amp;",
            ('<', true) => "&lt;",
            ('>', true) => "&gt;",
            ('"', true) => "&quot;",
            ('\'', true) => "&#x27;",
            ('&', false) => "&#38;",
            ('<', false) => "&#60;",
            ('>', false) => "&#62;",
            ('"', false) => "&#34;",
            ('\'', false) => "&#39;",
            (other, _) => {
                escaped.push(other);
                continue;
            }
        };
        escaped.push_str(entity);
    }
    escaped
}

/// As in a JSON string.
fn json(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

impl CandidateDetails {
    /// What is left of a candidate who was erased. The address reaches nobody (RFC 2606), and no two share it.
    #[must_use]
    pub fn erased(number: i64) -> Self {
        Self {
            name: "Erased candidate".into(),
            email: format!("erased-{number}@erased.invalid"),
            phone: None,
            time_zone: None,
            active: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_tells_who_they_are_is_left() {
        let ann = CandidateDetails {
            name: "Ann O'Hara \"Jr\"".into(),
            email: "Ann@Example.com".into(),
            phone: Some("12".into()),
            time_zone: None,
            active: true,
        };
        let traces = Traces::of(&ann, ["+49 30 5", "7 ", "Here 1\nThere"]);
        let check = |text: &str, expected: &str| assert_eq!(traces.wiped(text), expected, "{text}");
        check("Ann O'Hara \"Jr\" <Ann@Example.com>", "[erased] <[erased]>");
        check("mailto:ann@example.com", "mailto:[erased]");
        check("Hello Ann O&#39;Hara &#34;Jr&#34;!", "Hello [erased]!");
        check("{\"name\": \"Ann O'Hara \\\"Jr\\\"\"}", "{\"name\": \"[erased]\"}");
        check("call +49 30 5", "call [erased]");
        check("{\"address\":\"Here 1\\nThere\"}", "{\"address\":\"[erased]\"}");
        let mut document = r#"{"name":"Ann@Example.com","Ann@Example.com":1}"#.to_owned();
        for Replacement { text, instead } in traces.values() {
            document = document.replace(&text, &instead);
        }
        assert_eq!(document, r#"{"name":"[erased]","Ann@Example.com":1}"#);
        // One or two digits stand for anything.
        check("at 12:00, 7 o'clock", "at 12:00, 7 o'clock");
    }
}
