//! Checks of values, which collect what is wrong rather than stopping at the first.

use super::{InstantIn, WholeNumber};
use crate::problem::{MAX_PROBLEMS, Problem};
use domain::FieldProblem;
use scheduling_core::time::{Interval, TimeOfDay, TimeZone, Timestamp};
use std::ops::RangeInclusive;

/// What is wrong with the values of a request, so far.
///
/// Each check returns the good value, or notes a problem and returns `None`:
/// ```
/// use http_kit::{Checks, Problem, WholeNumber};
/// # fn handler(minutes: WholeNumber, step: WholeNumber) -> Result<(i64, i64), Problem> {
/// let mut checks = Checks::new();
/// let minutes = checks.in_range("/duration_minutes", minutes, 1..=1440);
/// let step = checks.in_range("/step_minutes", step, 1..=1440);
/// let (Some(minutes), Some(step)) = (minutes, step) else { return Err(checks.refuse()) };
/// # Ok((minutes, step))
/// # }
/// # assert_eq!(handler(WholeNumber(0), WholeNumber(1441)).unwrap_err().errors().len(), 2);
/// ```
#[derive(Debug, Default)]
pub struct Checks {
    problems: Vec<FieldProblem>,
}

impl Checks {
    /// Nothing is wrong yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes a problem at `pointer` (RFC 6901). Beyond the first 100 nobody reads them: of the others it is only known
    /// that there are more.
    pub fn note(&mut self, pointer: impl Into<String>, detail: impl Into<String>) {
        if self.problems.len() <= MAX_PROBLEMS {
            self.problems.push(FieldProblem::new(pointer, detail));
        }
    }

    /// Whether there is no use in checking on: more is wrong than an answer names.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.problems.len() > MAX_PROBLEMS
    }

    /// Whether nothing was noted.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    /// 422 with everything that was noted.
    #[must_use]
    pub fn refuse(self) -> Problem {
        Problem::invalid(self.problems)
    }

    /// 422 where anything was noted.
    ///
    /// # Errors
    /// The problem, with all that was noted.
    pub fn finish(self) -> Result<(), Problem> {
        if self.is_clean() { Ok(()) } else { Err(self.refuse()) }
    }

    /// A number in a range.
    pub fn in_range(
        &mut self,
        pointer: &str,
        number: WholeNumber,
        range: RangeInclusive<i64>,
    ) -> Option<i64> {
        if range.contains(&number.0) {
            return Some(number.0);
        }
        self.note(pointer, format!("must be from {} to {}", range.start(), range.end()));
        None
    }

    /// An instant of whole seconds, in the years 1 to 9999.
    pub fn instant(&mut self, pointer: &str, given: InstantIn) -> Option<Timestamp> {
        let whole = given.0.whole().ok();
        if whole.is_none() {
            self.note(pointer, "must be in whole seconds, of the years 1 to 9999");
        }
        whole
    }

    /// Two instants as an interval; the pair is compared only if both instants are good. `pointer` is the
    /// pair's: its instants are taken to be `{pointer}/start` and `{pointer}/end`.
    pub fn interval(&mut self, pointer: &str, start: InstantIn, end: InstantIn) -> Option<Interval> {
        // Up to 100,000 pairs come in one request: the pointers are made only when they are needed.
        let (good_start, good_end) = (start.0.whole(), end.0.whole());
        match (good_start, good_end) {
            (Ok(start), Ok(end)) => {
                let interval = Interval::new(start, end).ok();
                if interval.is_none() {
                    self.note(pointer, "must end after it starts");
                }
                interval
            }
            _ => {
                self.instant(&format!("{pointer}/start"), start);
                self.instant(&format!("{pointer}/end"), end);
                None
            }
        }
    }

    /// A text of that many characters, spaces around it removed. Control characters but line ends and tabs are
    /// refused: no field of ours means them, and PostgreSQL can't keep all of them.
    pub fn text(&mut self, pointer: &str, given: &str, length: RangeInclusive<usize>) -> Option<String> {
        let text = given.trim();
        let count = text.chars().count();
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            self.note(pointer, "must not hold control characters");
        } else if length.contains(&count) {
            return Some(text.to_owned());
        } else if count == 0 {
            self.note(pointer, "must not be empty");
        } else {
            self.note(pointer, format!("must have {} to {} characters", length.start(), length.end()));
        }
        None
    }

    /// A text of that many characters, taken as it is; control characters are refused.
    pub fn literal(&mut self, pointer: &str, given: &str, length: RangeInclusive<usize>) -> Option<String> {
        if given.chars().any(char::is_control) {
            self.note(pointer, "must not hold control characters or line ends");
        } else if length.contains(&given.chars().count()) {
            return Some(given.to_owned());
        } else {
            self.note(pointer, format!("must have {} to {} characters", length.start(), length.end()));
        }
        None
    }

    /// A time zone, by its exact IANA name.
    pub fn zone(&mut self, pointer: &str, name: &str) -> Option<TimeZone> {
        let zone = TimeZone::named(name).ok();
        if zone.is_none() {
            self.note(pointer, "is no time zone that is known here; use an IANA name such as Europe/Berlin");
        }
        zone
    }

    /// A time of day, `HH:MM` or `HH:MM:00`, of 00:00 to 23:59; also 24:00 where `end_of_day` is true.
    pub fn time_of_day(&mut self, pointer: &str, given: &str, end_of_day: bool) -> Option<TimeOfDay> {
        let text = if given.len() == 8 { given.strip_suffix(":00").unwrap_or(given) } else { given };
        let time = TimeOfDay::parse(text).ok().filter(|time| end_of_day || time.minutes() < 24 * 60);
        if time.is_none() {
            let latest = if end_of_day { "24:00" } else { "23:59" };
            self.note(pointer, format!("must be a time of day in whole minutes, from 00:00 to {latest}"));
        }
        time
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> InstantIn {
        InstantIn(scheduling_core::time::PreciseTimestamp::parse(text).expect("an instant"))
    }

    fn check(run: impl FnOnce(&mut Checks), expected: &[&str]) {
        let mut checks = Checks::new();
        run(&mut checks);
        let problem = checks.refuse();
        let pointers: Vec<&str> = problem.errors().iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(pointers, expected);
    }

    #[test]
    fn numbers() {
        check(|c| assert_eq!(c.in_range("/n", WholeNumber(1), 1..=3), Some(1)), &[]);
        check(|c| assert_eq!(c.in_range("/n", WholeNumber(4), 1..=3), None), &["/n"]);
        check(|c| assert_eq!(c.in_range("/n", WholeNumber(i64::MAX), 1..=3), None), &["/n"]);
    }

    #[test]
    fn a_pair_is_compared_only_if_both_instants_are_good() {
        let (early, late, fine) = ("2025-01-22T10:00:00Z", "2025-01-22T11:00:00Z", "2025-01-22T09:00:00.5Z");
        check(|c| assert!(c.interval("/p", instant(early), instant(late)).is_some()), &[]);
        check(|c| assert!(c.interval("/p", instant(late), instant(early)).is_none()), &["/p"]);
        check(|c| assert!(c.interval("/p", instant(late), instant(late)).is_none()), &["/p"]);
        check(|c| assert!(c.interval("/p", instant(late), instant(fine)).is_none()), &["/p/end"]);
        check(|c| assert!(c.interval("/p", instant(fine), instant(fine)).is_none()), &["/p/start", "/p/end"]);
    }

    #[test]
    fn of_many_problems_the_first_are_named_and_one_says_that_there_are_more() {
        let mut checks = Checks::new();
        (0..5000).for_each(|place| checks.note(format!("/{place}"), "wrong"));
        assert!(checks.is_full());
        let problem = checks.refuse();
        let named: Vec<(&str, &str)> =
            problem.errors().iter().map(|error| (error.pointer.as_str(), error.detail.as_str())).collect();
        assert_eq!((named.len(), named[99].0), (101, "/99"));
        assert_eq!(named[100], ("", "there are more problems than these 100"));
        assert!(problem.to_string().contains("more than 100 values"), "{problem}");
    }

    #[test]
    fn texts() {
        check(|c| assert_eq!(c.text("/t", "  Ann ", 1..=3).as_deref(), Some("Ann")), &[]);
        check(|c| assert_eq!(c.text("/t", "Zoë", 1..=3).as_deref(), Some("Zoë")), &[]);
        check(|c| assert_eq!(c.text("/t", "   ", 1..=3), None), &["/t"]);
        check(|c| assert_eq!(c.text("/t", "Anna", 1..=3), None), &["/t"]);
        check(|c| assert_eq!(c.text("/t", "A\0", 1..=3), None), &["/t"]);
    }

    #[test]
    fn zones_and_times_of_day() {
        check(|c| assert!(c.zone("/z", "Europe/Berlin").is_some()), &[]);
        check(|c| assert!(c.zone("/z", "europe/berlin").is_none()), &["/z"]);
        check(|c| assert!(c.time_of_day("/t", "09:30", false).is_some()), &[]);
        check(|c| assert!(c.time_of_day("/t", "09:30:00", false).is_some()), &[]);
        check(|c| assert!(c.time_of_day("/t", "09:30:01", false).is_none()), &["/t"]);
        check(|c| assert!(c.time_of_day("/t", "24:00", false).is_none()), &["/t"]);
        check(|c| assert!(c.time_of_day("/t", "24:00", true).is_some()), &[]);
    }
}
