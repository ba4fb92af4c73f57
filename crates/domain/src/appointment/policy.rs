//! Cancellation policies: what part of the money comes back, by when somebody cancels.

use crate::FieldProblem;
use scheduling_core::time::{LocalDateTime, TimeOfDay, TimeZone, Timestamp};

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
            Until::Hours(hours) => start.unix() - now.unix() >= hours * 3_600,
            Until::LocalDays { days, at } => {
                let date = zone.local(start).date().plus_days(-days);
                let local = date.midnight().local_seconds() + at.seconds();
                now < zone.resolve(LocalDateTime::from_local_seconds(local)).compatible()
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
