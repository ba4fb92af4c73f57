//! What a slot must keep to: the future, the company's hours, the interviewer's patterns.
//!
//! A slot that is made alone is refused with all rules that it breaks, and one of a series skipped with the first of them:
//! both ask [`Judgement::broken`], and [`DailyLimit`] for how many a day may have.

use super::{Holder, SlotDetails, WeekdayHours};
use crate::FieldProblem;
use crate::directory::BusinessHours;
use scheduling_core::calendar::{Weekdays, WeeklyHours, WeeklyRule};
use scheduling_core::slots::{self, open_time};
use scheduling_core::time::{Date, Interval, TimeZone, Timestamp};
use std::collections::HashMap;

/// Why an occurrence of a series was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SkipReason {
    /// Another live slot of the same holder is in the way.
    Overlap,
    /// It would not start in the future.
    Past,
    OutsideBusinessHours,
    OutsideAvailability,
    /// The interviewer's day is full.
    DailyLimit,
}

impl SkipReason {
    /// What a single slot is told that breaks this rule.
    #[must_use]
    pub fn problem(self) -> FieldProblem {
        let detail = match self {
            Self::Overlap => "overlaps another slot of the same holder",
            Self::Past => "must be in the future",
            Self::OutsideBusinessHours => "the slot lies outside the company's business hours",
            Self::OutsideAvailability => "the slot lies outside the interviewer's availability",
            Self::DailyLimit => "the interviewer has as many slots on this day as a pattern allows",
        };
        FieldProblem::new("/start_time", detail)
    }
}

/// Whether the time lies wholly within the company's hours, on the wall clock of its zone.
#[must_use]
pub fn within_business_hours(hours: BusinessHours, zone: &TimeZone, time: Interval) -> bool {
    let rule = WeeklyRule { days: Weekdays::ALL, start: hours.start, end: hours.end };
    WeeklyHours::new([rule]).working_time(zone, time).as_slice() == [time]
}

/// What slots of one holder are judged by.
#[derive(Debug, Clone)]
pub struct Judgement {
    pub now: Timestamp,
    pub hours: BusinessHours,
    pub company_zone: TimeZone,
    /// The interviewer's patterns; none for an AI interviewer.
    pub patterns: Vec<slots::Pattern>,
    /// The zone of the patterns.
    pub zone: TimeZone,
}

impl Judgement {
    /// The first rule that the slot breaks.
    #[must_use]
    pub fn of(&self, details: &SlotDetails) -> Option<SkipReason> {
        self.broken(details).next()
    }

    /// Every rule that the slot breaks.
    pub fn broken(&self, details: &SlotDetails) -> impl Iterator<Item = SkipReason> + '_ {
        let time = details.time;
        let rules = [SkipReason::Past, SkipReason::OutsideBusinessHours, SkipReason::OutsideAvailability];
        rules.into_iter().filter(move |rule| match rule {
            SkipReason::Past => time.start() <= self.now,
            SkipReason::OutsideBusinessHours => !within_business_hours(self.hours, &self.company_zone, time),
            _ => !self.is_open(time),
        })
    }

    /// Whether the patterns, where there are any, leave all of this time open.
    #[must_use]
    pub fn is_open(&self, time: Interval) -> bool {
        self.patterns.is_empty() || open_time(&self.patterns, &self.zone, time).as_slice() == [time]
    }
}

/// How many slots a holder may have on each day, by the patterns or configurations that open it.
#[derive(Debug, Clone)]
pub struct DailyLimit {
    weeks: Vec<(slots::Pattern, i64)>,
    /// Whether limits add up, as those of AI interviewers do, who work side by side.
    add_up: bool,
    zone: TimeZone,
    counted: HashMap<Date, i64>,
}

impl DailyLimit {
    /// The limit by these patterns, or configurations, of a holder who has these slots already.
    #[must_use]
    pub fn new<'a>(
        holder: Holder,
        weeks: impl IntoIterator<Item = &'a WeekdayHours>,
        zone: &TimeZone,
        there: impl IntoIterator<Item = Interval>,
    ) -> Self {
        let opening = weeks.into_iter().filter(|week| week.is_available);
        let weeks = opening.map(|week| (week.rule(), week.max_slots_per_day)).collect();
        let add_up = holder.ai().is_some();
        let mut limit = Self { weeks, add_up, zone: zone.clone(), counted: HashMap::new() };
        there.into_iter().for_each(|time| limit.count(time));
        limit
    }

    /// Notes a slot.
    pub fn count(&mut self, time: Interval) {
        *self.counted.entry(self.date(time)).or_default() += 1;
    }

    /// Whether the day of this slot takes one more. The most generous pattern that opens some of the slot decides; of
    /// configurations, all that do together.
    #[must_use]
    pub fn allows(&self, time: Interval) -> bool {
        let touching = self.weeks.iter().filter(|(rule, _)| !rule.time(&self.zone, time).is_empty());
        let limits = touching.map(|(_, most)| *most);
        let most = match self.add_up {
            true => limits.reduce(i64::saturating_add),
            false => limits.max(),
        };
        most.is_none_or(|most| self.counted.get(&self.date(time)).copied().unwrap_or(0) < most)
    }

    fn date(&self, time: Interval) -> Date {
        self.zone.local(time.start()).date()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::UserId;
    use crate::slot::{AiKind, SlotDraft, SlotType};
    use scheduling_core::time::{TimeOfDay, Weekday};

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("an instant")
    }

    fn hour(start: &str) -> Interval {
        Interval::new(at(start), at(start).plus_minutes(60)).expect("an hour")
    }

    /// Wednesdays from nine to five, in Berlin.
    fn wednesdays(most: i64) -> WeekdayHours {
        let time = |text| TimeOfDay::parse(text).expect("a time");
        WeekdayHours {
            day_of_week: Weekday::new(3).expect("Wednesday"),
            start: time("09:00"),
            end: time("17:00"),
            slot_minutes: 60,
            break_minutes: 0,
            is_available: true,
            max_slots_per_day: most,
            valid_from: Date::new(2025, 1, 1).expect("a date"),
            valid_until: None,
        }
    }

    fn berlin() -> TimeZone {
        TimeZone::named("Europe/Berlin").expect("a zone")
    }

    fn check(start: &str, patterns: &[WeekdayHours], expected: Option<SkipReason>) {
        let judgement = Judgement {
            now: at("2025-01-20T08:00:00Z"),
            hours: BusinessHours::default(),
            company_zone: TimeZone::utc(),
            patterns: patterns.iter().map(WeekdayHours::rule).collect(),
            zone: berlin(),
        };
        let time = hour(start);
        let draft = SlotDraft {
            slot_type: SlotType::Fixed,
            start: time.start(),
            end: time.end(),
            duration_minutes: None,
            interviewer: Some(UserId(1)),
            ai: None,
            ai_configuration: None,
            job: None,
            notes: None,
            max_candidates: 1,
        };
        let details = draft.check().expect("a slot");
        assert_eq!(details.holder, Holder::Interviewer(UserId(1)));
        assert_eq!(judgement.of(&details), expected, "{start}");
    }

    #[test]
    fn slots_keep_the_rules() {
        use SkipReason as S;
        check("2025-01-20T08:00:00Z", &[], Some(S::Past));
        check("2025-01-20T08:01:00Z", &[], None);
        check("2025-01-22T07:30:00Z", &[], Some(S::OutsideBusinessHours));
        check("2025-01-22T08:00:00Z", &[], None);
        check("2025-01-22T21:00:00Z", &[], None);
        check("2025-01-22T21:01:00Z", &[], Some(S::OutsideBusinessHours));
        let patterns = [wednesdays(8)];
        check("2025-01-22T08:00:00Z", &patterns, None);
        check("2025-01-22T15:00:00Z", &patterns, None);
        check("2025-01-22T15:01:00Z", &patterns, Some(S::OutsideAvailability));
        check("2025-01-23T10:00:00Z", &patterns, Some(S::OutsideAvailability));
    }

    #[test]
    fn business_hours_may_run_over_midnight_and_follow_the_zone() {
        let time = |text| TimeOfDay::parse(text).expect("a time");
        let nights = BusinessHours { start: time("20:00"), end: time("04:00") };
        for (start, expected) in
            [("22T23:30", true), ("22T18:30", false), ("22T19:00", true), ("23T02:01", false)]
        {
            let inside = within_business_hours(nights, &berlin(), hour(&format!("2025-01-{start}:00Z")));
            assert_eq!(inside, expected, "{start}");
        }
    }

    #[test]
    fn days_are_counted_on_the_interviewers_calendar() {
        let person = Holder::Interviewer(UserId(1));
        let there = [hour("2025-01-22T08:00:00Z")];
        let mut limit = DailyLimit::new(person, &[wednesdays(2), wednesdays(1)], &berlin(), there);
        assert!(limit.allows(hour("2025-01-22T10:00:00Z")));
        limit.count(hour("2025-01-22T10:00:00Z"));
        assert!(!limit.allows(hour("2025-01-22T12:00:00Z")));
        assert!(limit.allows(hour("2025-01-29T12:00:00Z")));
        assert!(DailyLimit::new(person, &[], &berlin(), []).allows(hour("2025-01-22T12:00:00Z")));
    }

    #[test]
    fn limits_of_ai_interviewers_add_up() {
        let machine = Holder::Ai(AiKind::Coding);
        let there = [hour("2025-01-22T08:00:00Z"), hour("2025-01-22T08:00:00Z")];
        let mut limit = DailyLimit::new(machine, &[wednesdays(2), wednesdays(1)], &berlin(), there);
        assert!(limit.allows(hour("2025-01-22T10:00:00Z")));
        limit.count(hour("2025-01-22T10:00:00Z"));
        assert!(!limit.allows(hour("2025-01-22T10:00:00Z")));
    }
}
