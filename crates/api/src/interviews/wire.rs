//! Fields that several bodies of this section have.

use domain::slot::AiKind;
use http_kit::{Checks, wire_enum};
use serde_json::{Map, Value};

/// Characters of notes, at most.
const NOTES: usize = 5000;

wire_enum! {
    /// What an AI interviewer asks about.
    pub(crate) enum AiInterviewType {
        Technical = "technical",
        Behavioral = "behavioral",
        Coding = "coding",
        SystemDesign = "system_design",
        General = "general",
    }
}

impl From<AiInterviewType> for AiKind {
    fn from(name: AiInterviewType) -> Self {
        match name {
            AiInterviewType::Technical => Self::Technical,
            AiInterviewType::Behavioral => Self::Behavioral,
            AiInterviewType::Coding => Self::Coding,
            AiInterviewType::SystemDesign => Self::SystemDesign,
            AiInterviewType::General => Self::General,
        }
    }
}

impl From<AiKind> for AiInterviewType {
    fn from(kind: AiKind) -> Self {
        match kind {
            AiKind::Technical => Self::Technical,
            AiKind::Behavioral => Self::Behavioral,
            AiKind::Coding => Self::Coding,
            AiKind::SystemDesign => Self::SystemDesign,
            AiKind::General => Self::General,
        }
    }
}

/// Notes of several lines; empty ones are none.
pub(crate) fn notes(checks: &mut Checks, pointer: &str, given: &str) -> Option<String> {
    checks.text(pointer, given, 0..=NOTES).filter(|text| !text.is_empty())
}

/// A JSON object as text. PostgreSQL can't keep the character U+0000.
pub(super) fn settings(checks: &mut Checks, pointer: &str, given: Map<String, Value>) -> Option<String> {
    let value = Value::Object(given);
    if has_nul(&value) {
        checks.note(pointer, "must not hold the character U+0000");
        return None;
    }
    Some(value.to_string())
}

fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(fields) => fields.iter().any(|(name, value)| name.contains('\0') || has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(value: &Value, good: bool) {
        let Value::Object(fields) = value.clone() else { panic!("an object: {value}") };
        assert_eq!(settings(&mut Checks::new(), "/s", fields).is_some(), good, "{value}");
    }

    #[test]
    fn settings_are_what_every_database_can_keep() {
        check(&json!({}), true);
        check(&json!({"depth": [1, {"a": null}], "text": "\\u0000 written out"}), true);
        check(&json!({"a": [{"b": "\0"}]}), false);
        check(&json!({"\0": 1}), false);
    }
}
