//! Changing what somebody else may change at the same time.

use domain::Refusal;
use persistence::{DbError, StoreError};

/// How often a change is worked out again because others were faster, where the caller takes any version.
const ATTEMPTS: usize = 8;

/// Which versions of an object the caller is ready to change or delete; any by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Precondition(Option<Vec<i64>>);

impl Precondition {
    /// One of these; `None` is any. An empty list is met by no version.
    #[must_use]
    pub fn new(versions: Option<Vec<i64>>) -> Self {
        Self(versions)
    }

    /// Refuses a version that the caller has not seen.
    pub(crate) fn check(&self, what: &'static str, stored: i64) -> Result<(), Refusal> {
        match &self.0 {
            Some(versions) if !versions.contains(&stored) => Err(Refusal::VersionMismatch { what }),
            _ => Ok(()),
        }
    }

    /// Runs `change`, which reads an object and writes it on condition that its version is still the one read.
    ///
    /// A caller who takes any version asked for a change of some fields, not for the others as they were: so where
    /// somebody else was faster, the change is applied to what they wrote instead of undoing it.
    pub(crate) fn retry<T>(
        &self,
        mut change: impl FnMut() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        for _ in 0..ATTEMPTS {
            match change() {
                Err(StoreError::Refused(Refusal::VersionMismatch { .. })) if self.0.is_none() => {}
                done => return done,
            }
        }
        Err(DbError::Conflict.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How a change ends that loses against others so many times, and how often it was tried.
    fn check(expected: &Precondition, losses: usize, ends: &str, tries: usize) {
        let mut tried = 0;
        let done = expected.retry(|| {
            tried += 1;
            match tried > losses {
                true => Ok("done"),
                false => Err(Refusal::VersionMismatch { what: "user" }.into()),
            }
        });
        let seen = match done {
            Ok(done) => done,
            Err(StoreError::Refused(refusal)) => refusal.slug(),
            Err(StoreError::Db(_)) => "conflict",
        };
        assert_eq!((seen, tried), (ends, tries), "{expected:?}, {losses} losses");
    }

    #[test]
    fn whoever_takes_any_version_is_not_told_of_others() {
        check(&Precondition::default(), 0, "done", 1);
        check(&Precondition::default(), 3, "done", 4);
        check(&Precondition::default(), 100, "conflict", 8);
        check(&Precondition::new(Some(vec![1])), 0, "done", 1);
        check(&Precondition::new(Some(vec![1])), 3, "version-mismatch", 1);
    }

    #[test]
    fn versions_are_met_by_one_of_them() {
        let check = |versions: Option<Vec<i64>>, stored, good: bool| {
            let expected = Precondition::new(versions);
            assert_eq!(expected.check("user", stored).is_ok(), good, "{expected:?} and {stored}");
        };
        check(None, 7, true);
        check(Some(vec![6, 7]), 7, true);
        check(Some(vec![6]), 7, false);
        check(Some(vec![]), 7, false);
    }
}
