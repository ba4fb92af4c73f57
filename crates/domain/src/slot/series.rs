//! Many slots in one call.

use super::{Holder, SkipReason, SlotDetails, SlotType};
use crate::{FieldProblem, JobId};
use scheduling_core::calendar::{Weekdays, WeeklyRule};
use scheduling_core::slots::Series;
use scheduling_core::time::{Date, Interval, TimeOfDay, TimeZone};

/// Days that a series may span: about two years.
pub const MAX_SERIES_DAYS: i64 = 732;
/// Slots that a series may ask for.
pub const MAX_OCCURRENCES: usize = 10_000;

/// A series as somebody asks for it.
#[derive(Debug, Clone)]
pub struct SeriesPlan {
    pub holder: Holder,
    pub first: Date,
    pub last: Date,
    pub days: Weekdays,
    pub start: TimeOfDay,
    /// Before the start: over midnight.
    pub end: TimeOfDay,
    pub slot_minutes: i64,
    pub break_minutes: i64,
    pub max_candidates: i64,
    pub job: Option<JobId>,
    pub notes: Option<String>,
    pub ai_configuration: Option<String>,
}

/// An occurrence that was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skipped {
    pub time: Interval,
    pub reason: SkipReason,
}

impl SeriesPlan {
    /// The slots that the plan asks for on the wall clock of `zone`.
    ///
    /// # Errors
    /// Where they are too many.
    pub fn slots(&self, zone: &TimeZone) -> Result<Vec<SlotDetails>, FieldProblem> {
        let series = Series {
            first: self.first,
            last: self.last,
            rule: WeeklyRule { days: self.days, start: self.start, end: self.end },
            slot_minutes: self.slot_minutes,
            break_minutes: self.break_minutes,
            zone: zone.clone(),
        };
        let slots: Vec<SlotDetails> =
            series.occurrences().take(MAX_OCCURRENCES + 1).map(|time| self.slot(time)).collect();
        if slots.len() > MAX_OCCURRENCES {
            let detail = format!("the series asks for more than {MAX_OCCURRENCES} slots");
            return Err(FieldProblem::new("/end_date", detail));
        }
        Ok(slots)
    }

    fn slot(&self, time: Interval) -> SlotDetails {
        SlotDetails {
            slot_type: SlotType::Recurring,
            time,
            holder: self.holder,
            ai_configuration: self.ai_configuration.clone(),
            job: self.job,
            notes: self.notes.clone(),
            max_candidates: self.max_candidates,
        }
    }
}

/// What is wrong with the dates of a series.
#[must_use]
pub fn date_problem(first: Date, last: Date) -> Option<FieldProblem> {
    let days = last.epoch_day() - first.epoch_day() + 1;
    let detail = if days < 1 {
        "must not be before the start date".to_owned()
    } else if days > MAX_SERIES_DAYS {
        format!("must be within {MAX_SERIES_DAYS} days from the start date")
    } else {
        return None;
    };
    Some(FieldProblem::new("/end_date", detail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slot::AiKind;

    fn date(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    fn plan(last: &str, slot_minutes: i64) -> SeriesPlan {
        let time = |text| TimeOfDay::parse(text).expect("a time");
        SeriesPlan {
            holder: Holder::Ai(AiKind::General),
            first: date("2025-01-01"),
            last: date(last),
            days: Weekdays::ALL,
            start: time("09:00"),
            end: time("17:00"),
            slot_minutes,
            break_minutes: 0,
            max_candidates: 1,
            job: None,
            notes: None,
            ai_configuration: None,
        }
    }

    #[test]
    fn a_series_is_bounded() {
        let count =
            |last: &str, minutes| plan(last, minutes).slots(&TimeZone::utc()).map(|slots| slots.len()).ok();
        assert_eq!(count("2025-12-31", 60), Some(365 * 8));
        assert_eq!(count("2025-01-20", 1), Some(9600));
        assert_eq!(count("2025-01-21", 1), None);
    }

    #[test]
    fn dates_are_in_order_and_not_too_far_apart() {
        let check = |last: &str, good: bool| {
            assert_eq!(date_problem(date("2025-01-01"), date(last)).is_none(), good, "{last}");
        };
        check("2024-12-31", false);
        check("2025-01-01", true);
        check("2027-01-01", true);
        check("2027-01-03", false);
        check("2035-01-01", false);
    }
}
