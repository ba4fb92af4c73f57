//! What is wrong with a question, and where.

/// One value that can't be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where it stands in the request: a JSON pointer (RFC 6901), for example `/participants/0/busy/2`.
    pub pointer: String,
    /// What is wrong with it, for people.
    pub detail: String,
}

/// Collects problems, so that all are reported and not only the first.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<Problem>);

impl Problems {
    pub(super) fn push(&mut self, pointer: impl Into<String>, detail: impl Into<String>) {
        self.0.push(Problem { pointer: pointer.into(), detail: detail.into() });
    }

    /// The value, if it lies in `least..=most`; otherwise a problem is noted.
    pub(super) fn in_range(&mut self, pointer: &str, value: i64, least: i64, most: i64) -> Option<i64> {
        let inside = (least..=most).contains(&value);
        if !inside {
            self.push(pointer, format!("must be from {least} to {most}"));
        }
        inside.then_some(value)
    }

    pub(super) fn into_result<T>(self, value: Option<T>) -> Result<T, Vec<Problem>> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self.0),
        }
    }
}
