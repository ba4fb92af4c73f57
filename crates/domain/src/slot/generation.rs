//! Slots from somebody's weeks: the patterns of a person, the configurations of AI interviewers.

use super::{Holder, MAX_OCCURRENCES, SeriesPlan, SlotDetails, WeekdayHours};
use crate::FieldProblem;
use scheduling_core::time::{Date, TimeZone};

/// A pattern or configuration to make slots from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    pub details: WeekdayHours,
    /// What the slots take over as `ai_configuration`.
    pub settings: Option<String>,
}

/// The slots that these weeks ask for from the first to the last date, on the wall clock of `zone`: of each that opens
/// time, with its own lengths, as far as it is valid. In order of start, then of the weeks.
///
/// # Errors
/// Where they are too many.
pub fn slots_of_weeks(
    holder: Holder,
    weeks: &[Week],
    first: Date,
    last: Date,
    zone: &TimeZone,
) -> Result<Vec<SlotDetails>, FieldProblem> {
    let mut slots = Vec::new();
    for week in weeks.iter().filter(|week| week.details.is_available) {
        slots.extend(plan(holder, week, first, last).slots(zone)?);
        if slots.len() > MAX_OCCURRENCES {
            let detail = format!("the dates ask for more than {MAX_OCCURRENCES} slots");
            return Err(FieldProblem::new("/end_date", detail));
        }
    }
    slots.sort_by_key(|slot| slot.time.start());
    Ok(slots)
}

fn plan(holder: Holder, week: &Week, first: Date, last: Date) -> SeriesPlan {
    let details = &week.details;
    SeriesPlan {
        holder,
        first: first.max(details.valid_from),
        last: details.valid_until.map_or(last, |until| last.min(until)),
        days: std::iter::once(details.day_of_week).collect(),
        start: details.start,
        end: details.end,
        slot_minutes: details.slot_minutes,
        break_minutes: details.break_minutes,
        max_candidates: 1,
        job: None,
        notes: None,
        ai_configuration: week.settings.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::UserId;
    use scheduling_core::time::{TimeOfDay, Weekday};

    fn date(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    /// Mondays, from 2025-01-06 on.
    fn mondays(times: (&str, &str), minutes: (i64, i64), until: Option<&str>, open: bool) -> Week {
        let time = |text| TimeOfDay::parse(text).expect("a time");
        let details = WeekdayHours {
            day_of_week: Weekday::new(1).expect("Monday"),
            start: time(times.0),
            end: time(times.1),
            slot_minutes: minutes.0,
            break_minutes: minutes.1,
            is_available: open,
            max_slots_per_day: 8,
            valid_from: date("2025-01-06"),
            valid_until: until.map(date),
        };
        Week { details, settings: None }
    }

    fn check(weeks: &[Week], dates: (&str, &str), expected: &[&str]) {
        let holder = Holder::Interviewer(UserId(1));
        let zone = TimeZone::named("Europe/Berlin").expect("a zone");
        let slots = slots_of_weeks(holder, weeks, date(dates.0), date(dates.1), &zone).expect("few");
        let starts: Vec<String> = slots.iter().map(|slot| slot.time.start().to_string()).collect();
        assert_eq!(starts, expected, "{weeks:?}");
    }

    #[test]
    fn each_week_has_its_own_lengths_and_dates() {
        let long = mondays(("09:00", "11:15"), (60, 15), None, true);
        let short = mondays(("09:30", "10:30"), (30, 0), Some("2025-01-12"), true);
        let closed = mondays(("09:00", "17:00"), (60, 0), None, false);
        let weeks = [long, short, closed];
        let first = ["08:00", "08:30", "09:00", "09:15"].map(|at| format!("2025-01-06T{at}:00Z"));
        check(&weeks, ("2025-01-01", "2025-01-12"), &first.each_ref().map(String::as_str));
        check(&weeks, ("2025-01-07", "2025-01-13"), &["2025-01-13T08:00:00Z", "2025-01-13T09:15:00Z"]);
        check(&weeks, ("2024-12-30", "2025-01-05"), &[]);
    }

    #[test]
    fn all_weeks_together_are_bounded() {
        let week = mondays(("00:00", "24:00"), (1, 0), None, true);
        let (first, last, zone) = (date("2025-01-06"), date("2025-01-27"), TimeZone::utc());
        let count = |weeks: &[Week]| {
            let slots = slots_of_weeks(Holder::Interviewer(UserId(1)), weeks, first, last, &zone);
            slots.map(|slots| slots.len()).ok()
        };
        assert_eq!(count(std::slice::from_ref(&week)), Some(4 * 1440));
        assert_eq!(count(&[week.clone(), week]), None);
    }
}
