//! Takes what people wrote out of the values of a log's line.

use domain::directory::ERASED;
use serde_json::{Value, json};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_goes_and_the_rest_stays() {
        let line = json!({"notes": "shy", "phone": null, "status": "scheduled"});
        let bare = json!({"notes": ERASED, "phone": null, "status": "scheduled"});
        assert_eq!(wordless(Some(&line), &["notes", "phone"]), Some(bare));
        assert_eq!(wordless(None, &["notes"]), None);
    }
}
