//! How a cancellation policy is written down:
//! `[{"hours_before": 24, "refund_percent": 100}, {"local_days_before": 1, "at": 1080, "refund_percent": 50}]`, the time of
//! day in minutes.

use super::parts::time;
use crate::db::DbError;
use crate::store::Result;
use domain::appointment::policy::Until;
use domain::appointment::{CancellationPolicy, Tier};
use serde_json::{Value, json};

/// The document of this policy.
#[must_use]
pub fn encode(policy: &CancellationPolicy) -> Value {
    let one = |tier: &Tier| match tier.until {
        Until::Hours(hours) => json!({"hours_before": hours, "refund_percent": tier.refund_percent}),
        Until::LocalDays { days, at } => {
            json!({"local_days_before": days, "at": at.minutes(), "refund_percent": tier.refund_percent})
        }
    };
    policy.0.iter().map(one).collect()
}

/// The policy of a document. `column` is where it was read.
///
/// # Errors
/// [`DbError`] for what was not written here.
pub fn decode(column: &str, stored: &Value) -> Result<CancellationPolicy> {
    let corrupt = || DbError::corrupt(column, stored);
    let tier = |one: &Value| {
        let number = |name: &str| one.get(name).and_then(Value::as_i64);
        let until = match (number("hours_before"), number("local_days_before"), number("at")) {
            (Some(hours), None, None) => Until::Hours(hours),
            (None, Some(days), Some(at)) => Until::LocalDays { days, at: time(column, at)? },
            _ => return Err(corrupt().into()),
        };
        Ok(Tier { until, refund_percent: number("refund_percent").ok_or_else(corrupt)? })
    };
    let tiers = stored.as_array().ok_or_else(corrupt)?;
    Ok(CancellationPolicy(tiers.iter().map(tier).collect::<Result<_>>()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use scheduling_core::time::TimeOfDay;

    #[test]
    fn policies_round_trip() {
        let at = TimeOfDay::from_minutes(1080).expect("a time");
        let evening = Tier { until: Until::LocalDays { days: 1, at }, refund_percent: 50 };
        let mut policy = CancellationPolicy::default();
        policy.0.push(evening);
        assert_eq!(decode("x", &encode(&policy)).expect("what was written"), policy);
        let none = CancellationPolicy(Vec::new());
        assert_eq!(decode("x", &encode(&none)).expect("what was written"), none);
        for text in
            ["{}", "[{}]", r#"[{"hours_before": 1}]"#, r#"[{"local_days_before": 1, "refund_percent": 1}]"#]
        {
            let stored = serde_json::from_str(text).expect("JSON");
            assert!(decode("x", &stored).is_err(), "{text}");
        }
    }
}
