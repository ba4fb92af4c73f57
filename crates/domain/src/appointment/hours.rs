//! When staff work: weekly hours with breaks, and other hours on single dates.

use super::{SpecialHoursId, StaffId, WorkTerms, WorkingHoursId};
use crate::{FieldProblem, Record};
use scheduling_core::calendar::{DatedHours, DayHours, DaysOff, WallSpan};
use scheduling_core::time::{Date, TimeZone, Weekday};
use std::collections::BTreeMap;

/// Stored hours of one weekday.
pub type WorkingHours = Record<WorkingHoursId, WorkingHoursDetails>;
/// Stored hours of one date.
pub type SpecialHours = Record<SpecialHoursId, SpecialHoursDetails>;

/// Breaks of one day, and intervals of one date, at most.
pub const MAX_SPANS: usize = 20;

/// When somebody works on one weekday, on the clock of their own zone; nobody has two for one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingHoursDetails {
    /// Never changes.
    pub staff: StaffId,
    pub day_of_week: Weekday,
    pub hours: DayHours,
}

/// Other hours on one date, in place of the weekly ones and of their breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecialHoursDetails {
    /// Everybody's where it is `None`. Never changes.
    pub staff: Option<StaffId>,
    pub date: Date,
    /// None at all: nobody works on that date.
    pub intervals: Vec<WallSpan>,
}

impl WorkingHoursDetails {
    /// What is wrong with values that are good by themselves.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = span_problems("/breaks", &self.hours.breaks);
        for (at, pause) in self.hours.breaks.iter().enumerate() {
            if !self.hours.span.holds(*pause) {
                problems.push(FieldProblem::new(format!("/breaks/{at}"), "must lie within the hours"));
            }
        }
        problems
    }
}

impl SpecialHoursDetails {
    /// What is wrong with values that are good by themselves.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldProblem> {
        span_problems("/intervals", &self.intervals)
    }
}

fn span_problems(pointer: &str, spans: &[WallSpan]) -> Vec<FieldProblem> {
    if spans.len() > MAX_SPANS {
        return vec![FieldProblem::new(pointer, format!("must be at most {MAX_SPANS}"))];
    }
    let overlaps = |at: usize, span: &WallSpan| spans.iter().take(at).any(|other| other.overlaps(*span));
    let wrong = spans.iter().enumerate().filter(|(at, span)| overlaps(*at, span));
    wrong.map(|(at, _)| FieldProblem::new(format!("{pointer}/{at}"), "overlaps an earlier one")).collect()
}

/// Everything that is said of when somebody works.
#[derive(Debug, Clone)]
pub struct Work<'a> {
    /// The clock that hours and dates are read from.
    pub zone: &'a TimeZone,
    pub terms: WorkTerms,
    /// Their own, in any order.
    pub weekly: Vec<&'a WorkingHoursDetails>,
    /// Their own, and everybody's.
    pub special: Vec<&'a SpecialHoursDetails>,
    /// Their own, and those of the whole company.
    pub days_off: Vec<DaysOff>,
}

impl Work<'_> {
    /// The hours of each date without the days off, which win over all of them.
    ///
    /// Who has weekly hours works on those days alone; who has none works from the lead time to the finish time, on weekdays
    /// and the days of the weekend that are switched on. A person's own special hours come before everybody's.
    #[must_use]
    pub fn hours(&self) -> DatedHours {
        let mut hours = DatedHours::new(self.zone.clone());
        for (day, of_day) in self.week() {
            hours = hours.day(day, of_day);
        }
        let mut dates: BTreeMap<Date, &SpecialHoursDetails> = BTreeMap::new();
        for special in &self.special {
            let known = dates.entry(special.date).or_insert(special);
            if special.staff.is_some() {
                *known = special;
            }
        }
        for (date, special) in dates {
            hours = hours.date(date, special.intervals.clone());
        }
        hours
    }

    /// The same less the days off: when they work.
    #[must_use]
    pub fn worked(&self) -> DatedHours {
        self.hours().off(self.days_off.iter().copied())
    }

    fn week(&self) -> Vec<(Weekday, DayHours)> {
        if !self.weekly.is_empty() {
            return self.weekly.iter().map(|one| (one.day_of_week, one.hours.clone())).collect();
        }
        self.terms.usual_week()
    }
}

impl WorkTerms {
    /// The hours of who has no weekly ones.
    #[must_use]
    pub fn usual_week(&self) -> Vec<(Weekday, DayHours)> {
        // The same time twice is no time: what one of the two comes from may have been changed alone.
        let Ok(span) = WallSpan::new(self.lead_time, self.finish_time) else { return Vec::new() };
        let works = |day: &Weekday| match *day {
            Weekday::SATURDAY => self.work_on_saturday,
            Weekday::SUNDAY => self.work_on_sunday,
            _ => true,
        };
        let days = Weekday::ALL.into_iter().filter(works);
        days.map(|day| (day, DayHours { span, breaks: Vec::new() })).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ShopSettings, StaffDetails};
    use super::*;
    use crate::UserId;
    use scheduling_core::time::{Interval, TimeOfDay, Timestamp};

    fn span(text: &str) -> WallSpan {
        let (start, end) = text.split_once('-').expect("two times");
        let time = |text| TimeOfDay::parse(text).expect("a time");
        WallSpan::new(time(start), time(end)).expect("a span")
    }

    fn date(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    fn weekly(day: u8, hours: &str, breaks: &[&str]) -> WorkingHoursDetails {
        let breaks = breaks.iter().copied().map(span).collect();
        let day_of_week = Weekday::new(day).expect("a day");
        WorkingHoursDetails { staff: StaffId(1), day_of_week, hours: DayHours { span: span(hours), breaks } }
    }

    fn special(staff: Option<i64>, day: &str, intervals: &[&str]) -> SpecialHoursDetails {
        let intervals = intervals.iter().copied().map(span).collect();
        SpecialHoursDetails { staff: staff.map(StaffId), date: date(day), intervals }
    }

    fn terms(change: impl FnOnce(&mut ShopSettings)) -> WorkTerms {
        let mut settings = ShopSettings::default();
        change(&mut settings);
        let staff = StaffDetails {
            user: UserId(1),
            services: Vec::new(),
            slot_duration_minutes: None,
            lead_time: None,
            finish_time: None,
            appointment_buffer_minutes: None,
            work_on_saturday: None,
            work_on_sunday: None,
            active: true,
        };
        staff.terms(&settings)
    }

    /// What is worked in the week of Monday, 2026-03-02, in UTC.
    fn check(
        terms: WorkTerms,
        weekly: &[WorkingHoursDetails],
        special: &[SpecialHoursDetails],
        off: &[(&str, &str)],
        expected: &[&str],
    ) {
        let days_off = off.iter().map(|(first, last)| DaysOff::new(date(first), date(last)).expect("days"));
        let work = Work {
            zone: &TimeZone::utc(),
            terms,
            weekly: weekly.iter().collect(),
            special: special.iter().collect(),
            days_off: days_off.collect(),
        };
        let at = |text| Timestamp::parse(text).expect("an instant");
        let week = Interval::new(at("2026-03-02T00:00:00Z"), at("2026-03-09T00:00:00Z")).expect("a week");
        let shifts = work.worked().shifts(week);
        let told = shifts.iter().flat_map(|shift| shift.time.iter()).map(|time| {
            let short = |at: Timestamp| at.to_string().get(8..16).unwrap_or_default().to_owned();
            format!("{} {}", short(time.start()), short(time.end()))
        });
        assert_eq!(told.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn without_weekly_hours_lead_and_finish_time_count_on_weekdays() {
        let monday = [special(None, "2026-03-03", &[]), special(None, "2026-03-04", &[])];
        let expected = ["02T09:00 02T17:00", "05T09:00 05T17:00", "06T09:00 06T17:00"];
        check(terms(|_| {}), &[], &monday, &[], &expected);
        let weekend = terms(|settings| settings.work_on_sunday = true);
        let expected = ["08T09:00 08T17:00"];
        check(weekend, &[], &[], &[("2026-03-02", "2026-03-07")], &expected);
        let equal = terms(|settings| settings.finish_time = settings.lead_time);
        check(equal, &[], &[], &[], &[]);
    }

    #[test]
    fn who_has_weekly_hours_works_on_those_days_alone() {
        let tuesday = weekly(2, "10:00-14:00", &["12:00-12:30"]);
        let expected = ["03T10:00 03T12:00", "03T12:30 03T14:00"];
        check(terms(|_| {}), &[tuesday], &[], &[], &expected);
    }

    #[test]
    fn own_special_hours_come_before_everybodys_and_have_no_weekly_breaks() {
        let tuesday = weekly(2, "10:00-14:00", &["12:00-12:30"]);
        let (all, own) = (special(None, "2026-03-03", &[]), special(Some(1), "2026-03-03", &["11:00-13:00"]));
        let expected = ["03T11:00 03T13:00"];
        check(terms(|_| {}), std::slice::from_ref(&tuesday), &[all.clone(), own.clone()], &[], &expected);
        check(terms(|_| {}), std::slice::from_ref(&tuesday), &[own, all.clone()], &[], &expected);
        check(terms(|_| {}), &[tuesday], &[all], &[], &[]);
    }

    #[test]
    fn days_off_win_over_special_hours() {
        let own = special(Some(1), "2026-03-03", &["20:00-02:00"]);
        let wednesday = [("2026-03-04", "2026-03-08")];
        check(
            terms(|_| {}),
            &[weekly(1, "09:00-10:00", &[])],
            &[own],
            &wednesday,
            &["02T09:00 02T10:00", "03T20:00 04T00:00"],
        );
    }

    #[test]
    fn a_night_that_begins_on_a_day_off_keeps_what_lies_on_the_next_date() {
        let nights = [weekly(2, "22:00-06:00", &[]), weekly(3, "22:00-06:00", &[])];
        let off = [("2026-03-04", "2026-03-04")];
        check(terms(|_| {}), &nights, &[], &off, &["03T22:00 04T00:00", "05T00:00 05T06:00"]);
    }

    #[test]
    fn breaks_lie_within_the_hours_and_do_not_overlap() {
        let check = |hours: &WorkingHoursDetails, expected: &[&str]| {
            let pointers: Vec<String> = hours.problems().into_iter().map(|problem| problem.pointer).collect();
            assert_eq!(pointers, expected, "{hours:?}");
        };
        check(&weekly(1, "09:00-17:00", &["12:00-13:00"]), &[]);
        check(&weekly(1, "22:00-06:00", &["23:45-00:15", "02:00-03:00"]), &[]);
        check(&weekly(1, "09:00-17:00", &["08:00-10:00"]), &["/breaks/0"]);
        check(&weekly(1, "09:00-17:00", &["12:00-13:00", "12:30-13:30"]), &["/breaks/1"]);
        let twice = special(None, "2026-03-03", &["09:00-12:00", "11:00-13:00"]).problems();
        assert_eq!(twice, [FieldProblem::new("/intervals/1", "overlaps an earlier one")]);
    }
}
