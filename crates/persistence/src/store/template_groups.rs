//! How a template's groups are written down: `[{"members": [1, 2], "required": "all" | 1}]`.

use crate::db::DbError;
use domain::UserId;
use domain::directory::{Group, Required};
use serde_json::{Value, json};

/// The document for these groups.
pub(crate) fn encode(groups: &[Group]) -> Value {
    let one = |group: &Group| {
        let members: Vec<i64> = group.members.iter().map(|member| member.0).collect();
        match group.required {
            Required::All => json!({"members": members, "required": "all"}),
            Required::AtLeast(count) => json!({"members": members, "required": count}),
        }
    };
    groups.iter().map(one).collect()
}

/// The groups in the document.
pub(crate) fn decode(document: &Value) -> Result<Vec<Group>, DbError> {
    let groups = document.as_array().and_then(|groups| groups.iter().map(group).collect());
    groups.ok_or_else(|| DbError::corrupt("interview_templates.groups", document))
}

fn group(value: &Value) -> Option<Group> {
    let members: Option<Vec<UserId>> =
        value.get("members")?.as_array()?.iter().map(|member| member.as_i64().map(UserId)).collect();
    let required = match value.get("required")? {
        Value::String(all) if all == "all" => Required::All,
        count => Required::AtLeast(count.as_i64()?),
    };
    Some(Group { members: members?, required })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_round_trip() {
        let groups = vec![
            Group { members: vec![UserId(1), UserId(2)], required: Required::All },
            Group { members: vec![UserId(3)], required: Required::AtLeast(1) },
        ];
        assert_eq!(decode(&encode(&groups)).expect("what was written"), groups);
        assert_eq!(decode(&encode(&[])).expect("what was written"), vec![]);
    }

    #[test]
    fn what_was_not_written_here_is_an_error() {
        for text in [
            r#"{}"#,
            r#"[{}]"#,
            r#"[{"members":["a"],"required":"all"}]"#,
            r#"[{"members":[1],"required":"some"}]"#,
        ] {
            let document = serde_json::from_str(text).expect("JSON");
            assert!(decode(&document).is_err(), "{text}");
        }
    }
}
