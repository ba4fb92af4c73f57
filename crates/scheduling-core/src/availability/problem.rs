//! What is wrong with a question, and where.

use std::fmt;

/// One value that can't be accepted.
///
/// ```
/// use scheduling_core::availability::{UncheckedInterval, UncheckedParticipant, UncheckedQuery};
/// use scheduling_core::time::{PreciseTimestamp, Timestamp};
/// let at = PreciseTimestamp::parse;
/// let ada = UncheckedParticipant {
///     id: "Ada".into(),
///     time_zone: Some("Europe/Berlin".into()),
///     working_hours: None,
///     days_off: None,
///     available: None,
///     busy: None,
/// };
/// let asked = UncheckedQuery {
///     now: None,
///     window: UncheckedInterval { start: at("2026-03-29T00:00:00Z")?, end: at("2026-03-29T02:00:00Z")? },
///     duration_minutes: 0,
///     step_minutes: None,
///     time_zone: None,
///     minimum_notice_minutes: None,
///     maximum_notice_minutes: None,
///     buffer_before_minutes: None,
///     buffer_after_minutes: None,
///     limit: None,
///     participants: vec![ada],
///     groups: None,
/// };
/// let problems = asked.check(Timestamp::MIN).unwrap_err();
/// assert_eq!(problems[0].to_string(), "duration_minutes: must be from 1 to 1440");
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where it stands in the question.
    pub path: FieldPath,
    /// What is wrong with it, for people.
    pub detail: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.path, self.detail)
    }
}

/// The way to a value of an unchecked question, by the names of its fields and the numbers of its entries; it is
/// shown as in Rust, for example `participants[0].busy[2].end`.
///
/// ```
/// use scheduling_core::availability::{UncheckedInterval, UncheckedParticipant, UncheckedQuery};
/// use scheduling_core::time::{PreciseTimestamp, Timestamp};
/// let at = PreciseTimestamp::parse;
/// let ada = UncheckedParticipant {
///     id: "Ada".into(),
///     time_zone: Some("Berlin".into()),
///     working_hours: None,
///     days_off: None,
///     available: None,
///     busy: None,
/// };
/// let asked = UncheckedQuery {
///     now: None,
///     window: UncheckedInterval { start: at("2026-03-29T00:00:00Z")?, end: at("2026-03-29T02:00:00Z")? },
///     duration_minutes: 60,
///     step_minutes: None,
///     time_zone: None,
///     minimum_notice_minutes: None,
///     maximum_notice_minutes: None,
///     buffer_before_minutes: None,
///     buffer_after_minutes: None,
///     limit: None,
///     participants: vec![ada],
///     groups: None,
/// };
/// let problems = asked.check(Timestamp::MIN).unwrap_err();
/// assert_eq!(problems[0].path.to_string(), "participants[0].time_zone");
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FieldPath(Vec<PathStep>);

/// One step into a question.
///
/// ```
/// use scheduling_core::availability::PathStep;
/// // The steps of `participants[0].busy`.
/// let path = [PathStep::Field("participants"), PathStep::Index(0), PathStep::Field("busy")];
/// assert_eq!(path.len(), 3);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PathStep {
    /// Into the field of that name.
    Field(&'static str),
    /// To the entry of that number, counted from 0.
    Index(usize),
}

impl FieldPath {
    /// The steps, from the question itself to the value.
    ///
    /// ```
    /// use scheduling_core::availability::{PathStep, UncheckedInterval, UncheckedParticipant, UncheckedQuery};
    /// use scheduling_core::time::{PreciseTimestamp, Timestamp};
    /// let at = PreciseTimestamp::parse;
    /// let ada = UncheckedParticipant {
    ///     id: "Ada".into(),
    ///     time_zone: Some("Berlin".into()),
    ///     working_hours: None,
    ///     days_off: None,
    ///     available: None,
    ///     busy: None,
    /// };
    /// let asked = UncheckedQuery {
    ///     now: None,
    ///     window: UncheckedInterval { start: at("2026-03-29T00:00:00Z")?, end: at("2026-03-29T02:00:00Z")? },
    ///     duration_minutes: 60,
    ///     step_minutes: None,
    ///     time_zone: None,
    ///     minimum_notice_minutes: None,
    ///     maximum_notice_minutes: None,
    ///     buffer_before_minutes: None,
    ///     buffer_after_minutes: None,
    ///     limit: None,
    ///     participants: vec![ada],
    ///     groups: None,
    /// };
    /// let problems = asked.check(Timestamp::MIN).unwrap_err();
    /// let pointer: String = problems[0]
    ///     .path
    ///     .steps()
    ///     .iter()
    ///     .map(|step| match step {
    ///         PathStep::Field(name) => format!("/{name}"),
    ///         PathStep::Index(index) => format!("/{index}"),
    ///     })
    ///     .collect();
    /// assert_eq!(pointer, "/participants/0/time_zone", "a JSON pointer (RFC 6901)");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn steps(&self) -> &[PathStep] {
        &self.0
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, step) in self.0.iter().enumerate() {
            match step {
                PathStep::Field(name) if number == 0 => out.write_str(name)?,
                PathStep::Field(name) => write!(out, ".{name}")?,
                PathStep::Index(index) => write!(out, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// A path on the stack: written down only for what is wrong, as a question may have 100,000 values.
#[derive(Clone, Copy)]
pub(super) struct At<'p> {
    before: Option<&'p At<'p>>,
    step: PathStep,
}

impl<'p> At<'p> {
    /// A field of the question itself.
    pub(super) fn field(name: &'static str) -> Self {
        Self { before: None, step: PathStep::Field(name) }
    }

    /// A field of the value at this path.
    pub(super) fn then(&'p self, name: &'static str) -> Self {
        Self { before: Some(self), step: PathStep::Field(name) }
    }

    /// An entry of the list at this path.
    pub(super) fn entry(&'p self, index: usize) -> Self {
        Self { before: Some(self), step: PathStep::Index(index) }
    }

    fn written(&self) -> FieldPath {
        let steps = std::iter::successors(Some(self), |at| at.before).map(|at| at.step);
        let mut steps: Vec<PathStep> = steps.collect();
        steps.reverse();
        FieldPath(steps)
    }
}

/// Problems that are reported at the most; nobody reads more.
const MAX_PROBLEMS: usize = 100;

/// Collects problems, so that all are reported and not only the first. Behind the first 100 stands one, of the question as
/// a whole, which says that there are more.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<Problem>);

impl Problems {
    pub(super) fn push(&mut self, at: At<'_>, detail: impl Into<String>) {
        match self.0.len() {
            ..MAX_PROBLEMS => self.0.push(Problem { path: at.written(), detail: detail.into() }),
            MAX_PROBLEMS => self.0.push(Problem {
                path: FieldPath(Vec::new()),
                detail: format!("there are more problems than these {MAX_PROBLEMS}"),
            }),
            _ => {}
        }
    }

    /// Whether a list has at most so many entries; otherwise a problem is noted, and its entries are not looked at.
    pub(super) fn at_most(&mut self, at: At<'_>, entries: usize, most: usize) -> bool {
        if entries > most {
            self.push(at, format!("must have at most {most} entries"));
        }
        entries <= most
    }

    /// Whether there is no use in looking on.
    pub(super) fn is_full(&self) -> bool {
        self.0.len() > MAX_PROBLEMS
    }

    /// The value, if it lies in `least..=most`; otherwise a problem is noted.
    pub(super) fn in_range(&mut self, at: At<'_>, value: i64, least: i64, most: i64) -> Option<i64> {
        let inside = (least..=most).contains(&value);
        if !inside {
            self.push(at, format!("must be from {least} to {most}"));
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
