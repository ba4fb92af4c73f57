//! Cancellation policies on the wire.

use domain::appointment::policy::{MAX_TIERS, Until};
use domain::appointment::{CancellationPolicy, Tier};
use http_kit::{Checks, UpTo, WholeNumber};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One line of a policy: until when, and what part of the money comes back. Either `hours_before`, or `local_days_before` with
/// `at`.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CancellationTierIn, example = json!({"hours_before": 24, "refund_percent": 100}))]
pub(crate) struct TierIn {
    /// At least so many hours are left: 0 to 8784.
    #[schema(value_type = Option<i64>)]
    hours_before: Option<WholeNumber>,
    /// So many days before the local date of the start, in the company's zone: 0 to 366.
    #[schema(value_type = Option<i64>)]
    local_days_before: Option<WholeNumber>,
    /// Before this time of day on that date, `HH:MM`.
    at: Option<String>,
    /// 0 to 100.
    #[schema(value_type = i64)]
    refund_percent: WholeNumber,
}

impl TierIn {
    fn check(&self, checks: &mut Checks, pointer: &str) -> Option<Tier> {
        let until = match (self.hours_before, self.local_days_before, &self.at) {
            (Some(hours), None, None) => Some(Until::Hours(hours.0)),
            (None, Some(days), Some(at)) => {
                let at = checks.time_of_day(&format!("{pointer}/at"), at, false);
                at.map(|at| Until::LocalDays { days: days.0, at })
            }
            _ => {
                checks.note(pointer, "must have either hours_before, or local_days_before with at");
                None
            }
        };
        Some(Tier { until: until?, refund_percent: self.refund_percent.0 })
    }
}

/// The lines of a policy; an answer of 422 names the first that is too many.
pub(crate) type PolicyIn = UpTo<TierIn, MAX_TIERS>;

/// The policy, where all of its lines are good.
pub(crate) fn policy(checks: &mut Checks, pointer: &str, given: &PolicyIn) -> Option<CancellationPolicy> {
    let tiers: Vec<Option<Tier>> =
        given.iter().enumerate().map(|(at, tier)| tier.check(checks, &format!("{pointer}/{at}"))).collect();
    let policy = CancellationPolicy(tiers.into_iter().collect::<Option<_>>()?);
    let problems = policy.problems(pointer);
    let good = problems.is_empty();
    for problem in problems {
        checks.note(problem.pointer, problem.detail);
    }
    good.then_some(policy)
}

/// One line of a policy.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CancellationTier)]
pub(crate) struct TierOut {
    /// At least so many hours are left.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    hours_before: Option<i64>,
    /// So many days before the local date of the start, in the company's zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    local_days_before: Option<i64>,
    /// Before this time of day on that date.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    at: Option<String>,
    refund_percent: i64,
}

/// The lines of a policy.
pub(crate) fn policy_out(policy: &CancellationPolicy) -> Vec<TierOut> {
    let one = |tier: &Tier| {
        let (hours_before, days, at) = match tier.until {
            Until::Hours(hours) => (Some(hours), None, None),
            Until::LocalDays { days, at } => (None, Some(days), Some(format!("{at}:00"))),
        };
        TierOut { hours_before, local_days_before: days, at, refund_percent: tier.refund_percent }
    };
    policy.0.iter().map(one).collect()
}
