//! What comes back to clients who cancel, as they are told before they agree to it.

use super::texts::Texts;
use super::when::WallClock;
use domain::appointment::CancellationPolicy;
use scheduling_core::time::{TimeZone, Timestamp};

/// A policy in words, for something that starts then; dates of the policy are those of the company's zone.
pub(crate) fn words(
    texts: Texts,
    clock: &WallClock,
    policy: &CancellationPolicy,
    start: Timestamp,
    zone: &TimeZone,
    now: Timestamp,
) -> String {
    let steps = policy.steps(start, zone);
    let ahead = steps.iter().filter(|step| step.until > now).enumerate();
    let mut parts: Vec<String> = ahead
        .map(|(place, step)| {
            let key = if place == 0 { "refunds-first" } else { "refunds-next" };
            let (when, percent) = (clock.moment(step.until), step.percent.to_string());
            texts.values(key, &[("when", &when), ("percent", &percent)])
        })
        .collect();
    match steps.last() {
        _ if parts.is_empty() => return texts.say("refunds-none"),
        Some(last) if last.until < start => parts.push(texts.say("refunds-after")),
        _ => {}
    }
    texts.with("refunds", "steps", &parts.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::texts::Language;
    use domain::appointment::Tier;
    use domain::appointment::policy::Until;

    #[test]
    fn a_policy_is_told_with_its_dates() {
        let zone = TimeZone::named("Europe/Berlin").expect("a zone");
        let at = |text: &str| Timestamp::parse(text).expect("an instant");
        let start = at("2027-03-10T10:00:00Z");
        let tier = |hours, refund_percent| Tier { until: Until::Hours(hours), refund_percent };
        let told = |tiers: &[Tier], now: &str| {
            let texts = Texts(Language::English);
            let clock = WallClock::new(texts, zone.clone());
            words(texts, &clock, &CancellationPolicy(tiers.to_vec()), start, &zone, at(now))
        };
        let all = told(&[tier(24, 100), tier(2, 50)], "2027-03-01T00:00:00Z");
        for part in ["100 %", "50 %", "9 March", "after that nothing"] {
            assert!(all.contains(part), "{all}");
        }
        let late = told(&[tier(24, 100), tier(2, 50)], "2027-03-10T00:00:00Z");
        assert!(!late.contains("100 %") && late.contains("50 %"), "{late}");
        let none = told(&[tier(24, 100)], "2027-03-10T00:00:00Z");
        assert!(none.contains("nothing comes back"), "{none}");
        assert!(!told(&[tier(0, 100)], "2027-03-01T00:00:00Z").contains("after that"));
    }
}
