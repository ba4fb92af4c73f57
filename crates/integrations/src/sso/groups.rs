//! Somebody's groups, as a provider states them.

use serde_json::Value;

/// The groups that somebody is in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Groups {
    /// The provider does not state them.
    #[default]
    Unstated,
    /// It states something that is no list of names.
    Unreadable,
    /// In the order given.
    Listed(Vec<String>),
}

impl Groups {
    /// A list of names, or one name alone, as some providers write a list of one. A list none of whose entries is a name is not
    /// read as an empty one: it says of nobody that they are in no group.
    pub(super) fn read(claim: &Value) -> Self {
        match claim {
            Value::Null => Self::Unstated,
            Value::Array(all) => {
                let names: Vec<String> = all.iter().filter_map(name).collect();
                if names.is_empty() && !all.is_empty() { Self::Unreadable } else { Self::Listed(names) }
            }
            one => name(one).map_or(Self::Unreadable, |name| Self::Listed(vec![name])),
        }
    }

    /// Whether there is nothing more to ask for.
    pub(super) fn are_listed(&self) -> bool {
        matches!(self, Self::Listed(_))
    }

    /// These, and those of another source where these say less.
    pub(super) fn or(self, other: Self) -> Self {
        match (&self, &other) {
            (Self::Listed(_), _) | (_, Self::Unstated) => self,
            _ => other,
        }
    }

    /// The names; `None` where none can be read.
    #[must_use]
    pub fn listed(self) -> Option<Vec<String>> {
        match self {
            Self::Listed(names) => Some(names),
            Self::Unstated | Self::Unreadable => None,
        }
    }
}

/// A group's name: a text that is not itself a list or an object, written in JSON.
fn name(entry: &Value) -> Option<String> {
    let text = entry.as_str()?;
    let is_json = text.trim_start().starts_with(['[', '{']) && serde_json::from_str::<Value>(text).is_ok();
    (!is_json).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn listed(names: &[&str]) -> Groups {
        Groups::Listed(names.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn what_names_no_group_is_not_an_empty_list() {
        let check = |claim: &Value, expected: Groups| assert_eq!(Groups::read(claim), expected, "{claim}");
        check(&json!([]), listed(&[]));
        check(&json!("hr"), listed(&["hr"]));
        check(&json!("[hr]"), listed(&["[hr]"]));
        check(&json!(["hr", 1, null]), listed(&["hr"]));
        check(&json!(null), Groups::Unstated);
        for unreadable in [
            json!([{"name": "hr"}]),
            json!([["hr"]]),
            json!([1]),
            json!([null]),
            json!("[\"hr\"]"),
            json!(["[\"hr\"]"]),
            json!("{\"hr\": 1}"),
            json!({"hr": {}}),
            json!(5),
            json!(true),
        ] {
            check(&unreadable, Groups::Unreadable);
        }
    }

    #[test]
    fn of_two_sources_the_one_that_lists_groups_counts() {
        let check = |one: Groups, two: Groups, expected: Groups| assert_eq!(one.or(two), expected);
        check(listed(&["a"]), listed(&["b"]), listed(&["a"]));
        check(Groups::Unreadable, listed(&["b"]), listed(&["b"]));
        check(Groups::Unreadable, Groups::Unstated, Groups::Unreadable);
        check(Groups::Unstated, Groups::Unreadable, Groups::Unreadable);
    }
}
