//! What people type of money, times of day and cancellation policies, and the same the other way round.

use crate::kit::field::{Field, Kind};
use crate::kit::input::Input;
use crate::kit::steps::PolicyKind;
use crate::kit::texts::Texts;
use domain::appointment::policy::Until;
use domain::appointment::{CancellationPolicy, Tier};
use domain::money::{Currency, Money, written};
use scheduling_core::calendar::WallSpan;
use scheduling_core::time::TimeOfDay;

/// A field for an amount.
pub(super) fn amount_field(name: &'static str, label: String) -> Field {
    Field { inputmode: "decimal", ..Field::line(name, label) }
}

/// An amount of a currency that may be left out; `None` where it is wrong.
pub(super) fn amount(input: &mut Input<'_>, name: &str, currency: Option<Currency>) -> Option<Option<Money>> {
    let text = input.exact(name).trim().to_owned();
    if text.is_empty() {
        return Some(None);
    }
    // Without a currency, that is what is wrong; what is no amount in any is said all the same.
    let read = match currency.or_else(|| Currency::of_code("EUR")) {
        Some(any) => written::read(&text, any),
        None => return None,
    };
    if currency.is_none() && !matches!(read, Err(written::WrittenProblem::Unreadable)) {
        return None;
    }
    match read {
        Ok(money) => Some(Some(money)),
        Err(problem) => {
            let key = match problem {
                written::WrittenProblem::Unreadable => "money-unreadable",
                written::WrittenProblem::Fraction => "money-fraction",
                written::WrittenProblem::TooMuch => "money-too-much",
            };
            input.wrong(name, key);
            None
        }
    }
}

/// A currency by its code; `None` where it is wrong.
pub(super) fn currency(input: &mut Input<'_>, name: &str) -> Option<Currency> {
    let read = Currency::of_code(input.exact(name).trim());
    if read.is_none() {
        input.wrong(name, "money-currency");
    }
    read
}

/// A time of day at which something begins.
pub(super) fn starting(text: &str) -> Option<TimeOfDay> {
    TimeOfDay::parse(text.trim()).ok().filter(|time| *time != TimeOfDay::END_OF_DAY)
}

/// A time of day at which something ends: midnight is the end of the day.
pub(super) fn ending(text: &str) -> Option<TimeOfDay> {
    let time = TimeOfDay::parse(text.trim()).ok()?;
    Some(if time == TimeOfDay::MIDNIGHT { TimeOfDay::END_OF_DAY } else { time })
}

/// The end of something, as fields for times take it.
pub(super) fn ending_text(time: TimeOfDay) -> String {
    if time == TimeOfDay::END_OF_DAY { TimeOfDay::MIDNIGHT.to_string() } else { time.to_string() }
}

/// Spans of a day, with commas or lines between them: `12:00-12:30, 15:00-15:15`. `None` where one can't be read.
pub(super) fn spans(text: &str) -> Option<Vec<WallSpan>> {
    let parts = text.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(span).collect()
}

fn span(text: &str) -> Option<WallSpan> {
    let (start, end) = text.split_once(['-', '–', '—'])?;
    WallSpan::new(starting(&clock(start))?, ending(&clock(end))?).ok()
}

/// `9` and `9:30` as times of day have them.
fn clock(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    let (hour, minute) = text.split_once([':', '.']).unwrap_or((text, "00"));
    format!("{hour:0>2}:{minute}")
}

/// Spans as [`spans`] reads them.
pub(super) fn spans_text(spans: &[WallSpan]) -> String {
    let one = |span: &WallSpan| format!("{}-{}", span.start(), span.end());
    spans.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// A policy as [`policy`] reads it: a line for each tier.
pub(super) fn policy_text(policy: &CancellationPolicy) -> String {
    if policy.0.is_empty() {
        return "-".into();
    }
    let line = |tier: &Tier| match tier.until {
        Until::Hours(hours) => format!("{hours} h: {} %", tier.refund_percent),
        Until::LocalDays { days, at } => format!("{days} d {at}: {} %", tier.refund_percent),
    };
    policy.0.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A field for a policy; `kinds` beside steps are those that it can be.
pub(super) fn policy_field(texts: Texts, kinds: &[PolicyKind], hint: &str) -> Field {
    let kinds = kinds.iter().chain([&PolicyKind::Nothing, &PolicyKind::Steps]);
    let named =
        kinds.map(|kind| (kind.name().to_owned(), texts.say(&format!("policy-kind-{}", kind.name()))));
    let field = Field::select(POLICY, texts.say("policy"), named).hint(texts.say(hint));
    Field { kind: Kind::Steps, ..field }
}

/// The name of that field.
pub(super) const POLICY: &str = "cancellation_policy";

/// The policy of a form, or none where it says none; `None` where it is wrong: bounds of its numbers are the domain's.
pub(super) fn policy_or_none(input: &mut Input<'_>) -> Option<Option<CancellationPolicy>> {
    match input.steps(POLICY)?.trim() {
        "" if !input.is_steps(POLICY) => Some(None),
        lines => policy_of(input, lines).map(Some),
    }
}

/// The policy of a form that has to say one; `None` where it is wrong.
pub(super) fn policy_required(input: &mut Input<'_>) -> Option<CancellationPolicy> {
    let lines = input.steps(POLICY)?;
    policy_of(input, &lines)
}

fn policy_of(input: &mut Input<'_>, lines: &str) -> Option<CancellationPolicy> {
    let name = POLICY;
    let Some(read) = policy(lines) else {
        input.wrong(name, "policy-wrong");
        return None;
    };
    match read.problems("").into_iter().next() {
        Some(problem) => {
            input.errors.add(name, problem.detail);
            None
        }
        None => Some(read),
    }
}

/// Lines such as `24 h: 100 %` and `1 d 18:00: 50 %`; a dash alone for nothing. `None` where one can't be read.
fn policy(text: &str) -> Option<CancellationPolicy> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<&str> = lines.collect();
    match lines.as_slice() {
        // That nothing comes back is said, and never the end of a typing error.
        [] => return None,
        ["-"] => return Some(CancellationPolicy(Vec::new())),
        _ => {}
    }
    lines.into_iter().map(tier).collect::<Option<Vec<_>>>().map(CancellationPolicy)
}

fn tier(line: &str) -> Option<Tier> {
    let (until, percent) = line.trim_end_matches(['%', ' ']).rsplit_once([':', '='])?;
    let refund_percent = number(percent)?;
    let letter = until.find(|c: char| c.is_alphabetic())?;
    let (count, rest) = until.split_at(letter);
    let (unit, at) = rest.split_at(rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len()));
    let count = number(count)?;
    let until = match unit.to_lowercase().as_str() {
        "h" | "hour" | "hours" | "std" | "stunde" | "stunden" if at.trim().is_empty() => Until::Hours(count),
        "d" | "day" | "days" | "t" | "tag" | "tage" => {
            Until::LocalDays { days: count, at: starting(&clock(at))? }
        }
        _ => return None,
    };
    Some(Tier { until, refund_percent })
}

fn number(text: &str) -> Option<i64> {
    text.trim().parse::<u32>().ok().map(i64::from)
}

/// A policy for people to read.
pub(super) fn policy_words(texts: Texts, policy: &CancellationPolicy) -> Vec<String> {
    if policy.0.is_empty() {
        return vec![texts.say("policy-nothing")];
    }
    let line = |tier: &Tier| {
        let percent = tier.refund_percent.to_string();
        match tier.until {
            Until::Hours(hours) => {
                texts.values("policy-hours", &[("hours", &hours.to_string()), ("percent", &percent)])
            }
            Until::LocalDays { days, at } => texts.values(
                "policy-days",
                &[("days", &days.to_string()), ("time", &at.to_string()), ("percent", &percent)],
            ),
        }
    };
    policy.0.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_as_they_are_shown() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(spans(text).map(|read| spans_text(&read)).as_deref(), expected, "{text}");
        };
        check("", Some(""));
        check("12:00-12:30, 15:00–15:15", Some("12:00-12:30, 15:00-15:15"));
        check("9-12\n13.30 - 17:00", Some("09:00-12:00, 13:30-17:00"));
        check("22:00-06:00", Some("22:00-06:00"));
        check("18:00-0:00", Some("18:00-24:00"));
        check("18:00-24:00", Some("18:00-24:00"));
        check("12:00", None);
        check("12:00-12:00", None);
        check("25:00-26:00", None);
        check("noon-13:00", None);
    }

    #[test]
    fn policies_are_read_as_they_are_shown() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(policy(text).map(|read| policy_text(&read)).as_deref(), expected, "{text}");
        };
        check("24 h: 100 %\n2h=50", Some("24 h: 100 %\n2 h: 50 %"));
        check("1 d 18:00: 80 %", Some("1 d 18:00: 80 %"));
        check("2 Tage 9: 75", Some("2 d 09:00: 75 %"));
        check("-", Some("-"));
        check("", None);
        check("24 h", None);
        check("24: 100 %", None);
        check("x h: 100 %", None);
        check("1 d: 100 %", None);
        check("-1 h: 100 %", None);
        check("24 weeks: 100 %", None);
    }

    #[test]
    fn midnight_is_the_end_of_a_day() {
        assert_eq!(ending("00:00"), Some(TimeOfDay::END_OF_DAY));
        assert_eq!(ending_text(TimeOfDay::END_OF_DAY), "00:00");
        assert_eq!(starting("24:00"), None);
    }
}
