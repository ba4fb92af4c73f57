//! Cancellation policies: what part of the money comes back, by when somebody cancels.

use crate::FieldProblem;
use scheduling_core::time::{LocalDateTime, TimeOfDay, TimeZone, Timestamp};
use std::collections::BTreeSet;

/// The most tiers of one policy.
pub const MAX_TIERS: usize = 20;
/// The most hours before the start that a tier may name: a year.
pub const MAX_HOURS: i64 = 8_784;
/// The most days before the date of the start that a tier may name.
pub const MAX_DAYS: i64 = 366;

/// Until when a tier holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// So many elapsed hours before the start: at least as many are left.
    Hours(i64),
    /// Before this time of day on the local date of the start less so many days.
    LocalDays { days: i64, at: TimeOfDay },
}

/// One line of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tier {
    pub until: Until,
    /// 0 to 100.
    pub refund_percent: i64,
}

impl Tier {
    /// Whether it holds at `now` for something that starts then; days and times of day are those of `zone`.
    #[must_use]
    pub fn holds(&self, start: Timestamp, zone: &TimeZone, now: Timestamp) -> bool {
        match self.until {
            Until::Hours(_) => now <= self.end(start, zone),
            Until::LocalDays { .. } => now < self.end(start, zone),
        }
    }

    /// When it ends for something that starts then. The hours of [`Until::Hours`] hold at their end still, a time of day does not.
    fn end(&self, start: Timestamp, zone: &TimeZone) -> Timestamp {
        match self.until {
            Until::Hours(hours) => start.plus_seconds(-hours * 3_600),
            Until::LocalDays { days, at } => {
                let date = zone.local(start).date().plus_days(-days);
                let local = date.midnight().local_seconds() + at.seconds();
                zone.resolve(LocalDateTime::from_local_seconds(local)).compatible()
            }
        }
    }

    fn problem(&self) -> Option<TierProblem> {
        let at = |field, most| Some(TierProblem { field, most });
        match self.until {
            _ if !(0..=100).contains(&self.refund_percent) => at("refund_percent", 100),
            Until::Hours(hours) if !(0..=MAX_HOURS).contains(&hours) => at("hours_before", MAX_HOURS),
            Until::LocalDays { days, .. } if !(0..=MAX_DAYS).contains(&days) => {
                at("local_days_before", MAX_DAYS)
            }
            _ => None,
        }
    }
}

/// A number of a tier that is out of range.
struct TierProblem {
    field: &'static str,
    most: i64,
}

/// A part of the money that comes back to somebody who cancels by then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefundStep {
    pub percent: i64,
    pub until: Timestamp,
}

/// What part of the money comes back: the first tier that holds, from the top. None holds: nothing comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CancellationPolicy(pub Vec<Tier>);

impl Default for CancellationPolicy {
    /// Everything until 24 hours before the start, nothing after.
    fn default() -> Self {
        let tier = |hours, refund_percent| Tier { until: Until::Hours(hours), refund_percent };
        Self(vec![tier(24, 100), tier(0, 0)])
    }
}

impl CancellationPolicy {
    /// The percentage of what was paid that comes back to somebody who cancels at `now`.
    #[must_use]
    pub fn refund_percent(&self, start: Timestamp, zone: &TimeZone, now: Timestamp) -> i64 {
        let holds = |tier: &&Tier| tier.holds(start, zone, now);
        self.0.iter().find(holds).map_or(0, |tier| tier.refund_percent)
    }

    /// What comes back until when for something that starts then, the earliest end first. After the last one nothing does.
    #[must_use]
    pub fn steps(&self, start: Timestamp, zone: &TimeZone) -> Vec<RefundStep> {
        let ends: BTreeSet<Timestamp> = self.0.iter().map(|tier| tier.end(start, zone)).collect();
        let mut steps: Vec<RefundStep> = Vec::new();
        for until in ends {
            // A second earlier every tier holds that ends then.
            let percent = self.refund_percent(start, zone, until.plus_seconds(-1));
            match steps.last_mut().filter(|last| last.percent == percent) {
                Some(last) => last.until = until,
                None => steps.push(RefundStep { percent, until }),
            }
        }
        while steps.last().is_some_and(|last| last.percent == 0) {
            steps.pop();
        }
        steps
    }

    /// What is wrong with it, each value at its place under `pointer`.
    #[must_use]
    pub fn problems(&self, pointer: &str) -> Vec<FieldProblem> {
        if self.0.len() > MAX_TIERS {
            return vec![FieldProblem::new(pointer, format!("must have at most {MAX_TIERS} tiers"))];
        }
        let problem = |(index, tier): (usize, &Tier)| {
            let TierProblem { field, most } = tier.problem()?;
            Some(FieldProblem::new(format!("{pointer}/{index}/{field}"), format!("must be from 0 to {most}")))
        };
        self.0.iter().enumerate().filter_map(problem).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a timestamp")
    }

    fn hours(hours: i64, refund_percent: i64) -> Tier {
        Tier { until: Until::Hours(hours), refund_percent }
    }

    fn days(days: i64, time: &str, refund_percent: i64) -> Tier {
        let at = TimeOfDay::parse(time).expect("a time of day");
        Tier { until: Until::LocalDays { days, at }, refund_percent }
    }

    fn check(tiers: &[Tier], zone: &str, start: &str, now: &str, expected: i64) {
        let zone = TimeZone::named(zone).expect("a zone");
        let policy = CancellationPolicy(tiers.to_vec());
        assert_eq!(policy.refund_percent(at(start), &zone, at(now)), expected, "{tiers:?} at {now}");
    }

    #[test]
    fn steps_say_what_comes_back_until_when() {
        let check = |tiers: &[Tier], expected: &[(i64, &str)]| {
            let zone = TimeZone::named("Europe/Berlin").expect("a zone");
            let steps = CancellationPolicy(tiers.to_vec()).steps(at("2027-03-10T10:00:00Z"), &zone);
            let steps: Vec<(i64, String)> =
                steps.iter().map(|step| (step.percent, step.until.to_string())).collect();
            let expected: Vec<(i64, String)> =
                expected.iter().map(|(percent, until)| (*percent, (*until).to_owned())).collect();
            assert_eq!(steps, expected, "{tiers:?}");
        };
        check(&[], &[]);
        check(&[hours(0, 0)], &[]);
        check(&CancellationPolicy::default().0, &[(100, "2027-03-09T10:00:00Z")]);
        check(
            &[days(2, "18:00", 100), hours(24, 50), hours(2, 25)],
            &[(100, "2027-03-08T17:00:00Z"), (50, "2027-03-09T10:00:00Z"), (25, "2027-03-10T08:00:00Z")],
        );
        // A tier that holds no longer than the one before it counts for nothing.
        check(&[hours(2, 50), hours(24, 100)], &[(50, "2027-03-10T08:00:00Z")]);
        check(&[hours(24, 50), hours(2, 50)], &[(50, "2027-03-10T08:00:00Z")]);
        check(&[hours(24, 0), hours(2, 50)], &[(0, "2027-03-09T10:00:00Z"), (50, "2027-03-10T08:00:00Z")]);
    }

    #[test]
    fn hours_count_to_the_second() {
        let tiers = [hours(24, 100), hours(2, 50)];
        let start = "2027-03-10T10:00:00Z";
        check(&tiers, "UTC", start, "2027-03-09T09:59:59Z", 100);
        check(&tiers, "UTC", start, "2027-03-09T10:00:00Z", 100);
        check(&tiers, "UTC", start, "2027-03-09T10:00:01Z", 50);
        check(&tiers, "UTC", start, "2027-03-10T08:00:00Z", 50);
        check(&tiers, "UTC", start, "2027-03-10T08:00:01Z", 0);
        check(&tiers, "UTC", start, "2027-03-10T11:00:00Z", 0);
    }

    #[test]
    fn hours_are_elapsed_also_over_a_change_of_clocks() {
        // Berlin's clocks go forward on 28 March 2027: ten on Sunday is 23 hours after ten on Saturday.
        let start = "2027-03-28T08:00:00Z";
        check(&[hours(24, 100)], "Europe/Berlin", start, "2027-03-27T08:00:00Z", 100);
        check(&[hours(24, 100)], "Europe/Berlin", start, "2027-03-27T08:00:01Z", 0);
        check(&[days(1, "10:00", 100)], "Europe/Berlin", start, "2027-03-27T08:59:59Z", 100);
        check(&[days(1, "10:00", 100)], "Europe/Berlin", start, "2027-03-27T09:00:00Z", 0);
    }

    #[test]
    fn local_days_are_those_of_the_start_and_hold_before_the_time() {
        // Half past midnight in Auckland on the 11th is still the 10th in UTC.
        let start = "2027-03-10T11:30:00Z";
        let tiers = [days(1, "18:00", 80), days(0, "00:00", 20)];
        check(&tiers, "Pacific/Auckland", start, "2027-03-10T04:59:59Z", 80);
        check(&tiers, "Pacific/Auckland", start, "2027-03-10T05:00:00Z", 20);
        check(&tiers, "Pacific/Auckland", start, "2027-03-10T10:59:59Z", 20);
        check(&tiers, "Pacific/Auckland", start, "2027-03-10T11:00:00Z", 0);
    }

    #[test]
    fn the_first_that_holds_counts_from_the_top() {
        let start = "2027-03-10T10:00:00Z";
        check(&[hours(0, 10), hours(24, 100)], "UTC", start, "2027-03-01T00:00:00Z", 10);
        check(&[], "UTC", start, "2027-03-01T00:00:00Z", 0);
    }

    #[test]
    fn the_default_is_everything_a_day_before() {
        let CancellationPolicy(tiers) = CancellationPolicy::default();
        check(&tiers, "UTC", "2027-03-10T10:00:00Z", "2027-03-09T10:00:00Z", 100);
        check(&tiers, "UTC", "2027-03-10T10:00:00Z", "2027-03-09T10:00:01Z", 0);
    }

    #[test]
    fn numbers_have_bounds_and_are_blamed_where_they_stand() {
        let pointers = |tiers: &[Tier]| -> Vec<String> {
            let problems = CancellationPolicy(tiers.to_vec()).problems("/cancellation_policy");
            problems.into_iter().map(|problem| problem.pointer).collect()
        };
        assert!(pointers(&[hours(0, 0), hours(MAX_HOURS, 100), days(MAX_DAYS, "24:00", 1)]).is_empty());
        let wrong = [hours(-1, 0), hours(1, 101), days(MAX_DAYS + 1, "10:00", 0), hours(MAX_HOURS + 1, 0)];
        let named = ["0/hours_before", "1/refund_percent", "2/local_days_before", "3/hours_before"];
        assert_eq!(pointers(&wrong), named.map(|name| format!("/cancellation_policy/{name}")));
        assert_eq!(pointers(&vec![hours(1, 1); MAX_TIERS + 1]), ["/cancellation_policy"]);
        assert!(pointers(&vec![hours(1, 1); MAX_TIERS]).is_empty());
    }
}
