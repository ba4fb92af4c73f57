//! Takes what people wrote out of the values of a log's line, and out of documents that are about many.

use domain::directory::ERASED;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What people write in their own words, and what tells who somebody is, wherever a document says it of a meeting.
const WORDS: [&str; 12] = [
    "additional_info",
    "address",
    "booking_notes",
    "cancellation_reason",
    "client",
    "internal_notes",
    "joined_as",
    "location",
    "notes",
    "phone",
    "reason",
    "resolution_notes",
];
/// What changed, as events have it: an object, or the text of one.
const PREVIOUS: &str = "previous";

/// Values of a line without these words, which people wrote.
pub(super) fn wordless(values: Option<&Value>, words: &[&str]) -> Option<Value> {
    let mut values = values?.clone();
    if let Value::Object(fields) = &mut values {
        let words =
            fields.iter_mut().filter(|(name, value)| words.contains(&name.as_str()) && !value.is_null());
        words.for_each(|(_, value)| *value = json!(ERASED));
    }
    Some(values)
}

/// Takes what people wrote out of all objects of a document that name one of these ids, and out of what is in them.
pub(super) fn bare(document: &mut Value, about: &BTreeSet<String>) {
    match document {
        Value::Array(items) => items.iter_mut().for_each(|item| bare(item, about)),
        Value::Object(fields) => {
            let is_named = |value: &Value| value.as_str().is_some_and(|text| about.contains(text));
            if fields.values().any(is_named) {
                without_words(document);
            } else {
                fields.values_mut().for_each(|value| bare(value, about));
            }
        }
        _ => {}
    }
}

fn without_words(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(without_words),
        Value::Object(fields) => {
            for (name, value) in fields {
                match name.as_str() {
                    name if WORDS.contains(&name) => blank(value),
                    PREVIOUS => previous(value),
                    _ => without_words(value),
                }
            }
        }
        _ => {}
    }
}

/// What stood there before is an object, or the text of one.
fn previous(value: &mut Value) {
    let Some(mut inner) = value.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok()) else {
        return without_words(value);
    };
    without_words(&mut inner);
    *value = Value::String(inner.to_string());
}

/// Every text in it.
fn blank(value: &mut Value) {
    match value {
        Value::String(text) => ERASED.clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(blank),
        Value::Object(fields) => fields.values_mut().for_each(blank),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_goes_and_the_rest_stays() {
        let line = json!({"notes": "shy", "phone": null, "status": "scheduled"});
        let barely = json!({"notes": ERASED, "phone": null, "status": "scheduled"});
        assert_eq!(wordless(Some(&line), &["notes", "phone"]), Some(barely));
        assert_eq!(wordless(None, &["notes"]), None);
    }

    #[test]
    fn of_a_document_only_what_is_about_somebody_loses_its_words() {
        let about = BTreeSet::from(["a".to_owned()]);
        let check = |mut document: Value, expected: Value| {
            bare(&mut document, &about);
            assert_eq!(document, expected);
        };
        // An answer with two meetings, one of them another's.
        check(
            json!({"items": [{"id": "a", "notes": "shy", "client": {"name": "Ann", "phone": null}},
                             {"id": "b", "notes": "tall"}], "notes": "of all"}),
            json!({"items": [{"id": "a", "notes": ERASED, "client": {"name": ERASED, "phone": null}},
                             {"id": "b", "notes": "tall"}], "notes": "of all"}),
        );
        // An event as it is sent, and as it waits.
        check(
            json!({"data": {"previous": {"phone": "1", "start": "x"}, "reason": "Ann called", "interview": "a"}, "type": "y"}),
            json!({"data": {"previous": {"phone": ERASED, "start": "x"}, "reason": ERASED, "interview": "a"}, "type": "y"}),
        );
        let text = |notes: &str| json!({"notes": notes, "status": "x"}).to_string();
        check(
            json!({"appointment": "a", "previous": text("shy"), "reason": null}),
            json!({"appointment": "a", "previous": text(ERASED), "reason": null}),
        );
        check(json!(["a", "notes"]), json!(["a", "notes"]));
    }
}
