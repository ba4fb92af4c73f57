//! The rows of an explanation: each rule of each person, and when it stands in the way.

use domain::{Because, UserId};
use scheduling_core::time::{Interval, Timestamp};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A start that there could be, and everything that removed it.
#[derive(Debug, Clone)]
pub(crate) struct Start {
    pub(crate) at: Timestamp,
    pub(crate) removed_by: Vec<Because>,
}

/// A rule, whose it is, and from which start until which it removes all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// `None` for the rules of the question itself.
    pub(super) user: Option<UserId>,
    pub(super) rule: &'static str,
    pub(super) spans: Vec<Interval>,
}

/// Rules as rows list them; others come behind.
const ORDER: [&str; 12] = [
    "minimum_notice",
    "maximum_notice",
    "window",
    "cannot_interview",
    "not_offered",
    "working_hours",
    "available",
    "day_off",
    "grid",
    "busy",
    "buffer",
    "untrusted_calendar",
];

fn rank(rule: &str) -> usize {
    ORDER.iter().position(|known| *known == rule).unwrap_or(ORDER.len())
}

/// The rows: first those of the question, then those of each person, in the order of `people`.
pub(super) fn rows(starts: &[Start], people: &[UserId]) -> Vec<Row> {
    let places: HashMap<UserId, usize> =
        people.iter().enumerate().map(|(place, user)| (*user, place)).collect();
    let place = |user: Option<UserId>| {
        user.map_or(0, |user| places.get(&user).map_or(people.len(), |place| *place) + 1)
    };
    let mut found: BTreeMap<Key, BTreeSet<usize>> = BTreeMap::new();
    for (number, start) in starts.iter().enumerate() {
        for because in &start.removed_by {
            let Because { rule, user, .. } = *because;
            let key = Key { place: place(user), user: user.map(|user| user.0), rank: rank(rule), rule };
            found.entry(key).or_default().insert(number);
        }
    }
    let step = step(starts);
    let row = |(key, numbers): (Key, BTreeSet<usize>)| Row {
        user: key.user.map(UserId),
        rule: key.rule,
        spans: spans(starts, step, numbers),
    };
    found.into_iter().map(row).collect()
}

/// Where a row stands.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    place: usize,
    user: Option<i64>,
    rank: usize,
    rule: &'static str,
}

/// When nothing removes a start.
pub(super) fn open(starts: &[Start]) -> Vec<Interval> {
    let numbers = starts.iter().enumerate().filter(|(_, start)| start.removed_by.is_empty());
    spans(starts, step(starts), numbers.map(|(number, _)| number))
}

/// For visitors, who learn no more than one reason for each start, and of nobody: `reason` names it.
pub(crate) fn redacted(starts: &[Start], reason: impl Fn(&[Because]) -> &'static str) -> Vec<Redacted> {
    let mut found: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
    for (number, start) in starts.iter().enumerate().filter(|(_, start)| !start.removed_by.is_empty()) {
        found.entry(reason(&start.removed_by)).or_default().push(number);
    }
    let step = step(starts);
    let row = |(reason, numbers)| Redacted { reason, spans: spans(starts, step, numbers) };
    found.into_iter().map(row).collect()
}

/// A reason, and when it is the one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Redacted {
    pub(crate) reason: &'static str,
    pub(crate) spans: Vec<Interval>,
}

/// Seconds from one start to the next where they are closest; half an hour where there is one alone.
fn step(starts: &[Start]) -> i64 {
    let next = starts.iter().skip(1);
    let gaps = starts.iter().zip(next).map(|(one, next)| next.at.unix() - one.at.unix());
    gaps.filter(|gap| *gap > 0).min().unwrap_or(1800)
}

/// The stretches that these starts fill, each up to the next start. `numbers` rise.
fn spans(starts: &[Start], step: i64, numbers: impl IntoIterator<Item = usize>) -> Vec<Interval> {
    let mut spans: Vec<Interval> = Vec::new();
    for number in numbers {
        let Some(at) = starts.get(number).map(|start| start.at) else { continue };
        let next = starts.get(number + 1).map(|next| next.at);
        let end = next.map_or(at.plus_seconds(step), |next| next.min(at.plus_seconds(step)));
        let from = spans.pop_if(|last| last.end() == at).map_or(at, Interval::start);
        spans.extend(Interval::new(from, end));
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(&format!("2026-12-01T{text}:00Z")).expect("an instant")
    }

    /// Starts of every half hour from nine on, each with the rules and people that remove it.
    fn starts(removed: &[&[(&'static str, Option<i64>)]]) -> Vec<Start> {
        let start = |(number, causes): (usize, &&[(&'static str, Option<i64>)])| Start {
            at: at("09:00").plus_minutes(30 * i64::try_from(number).expect("small")),
            removed_by: causes
                .iter()
                .map(|(rule, user)| Because { user: user.map(UserId), ..Because::of(rule) })
                .collect(),
        };
        removed.iter().enumerate().map(start).collect()
    }

    fn times(spans: &[Interval]) -> Vec<String> {
        let short = |time: Timestamp| time.to_string().get(11..16).unwrap_or_default().to_owned();
        spans.iter().map(|span| format!("{}-{}", short(span.start()), short(span.end()))).collect()
    }

    #[test]
    fn each_rule_of_each_person_has_a_row_with_its_stretches() {
        let starts = starts(&[
            &[("minimum_notice", None), ("busy", Some(2))],
            &[("busy", Some(2)), ("busy", Some(2))],
            &[],
            &[("busy", Some(2)), ("working_hours", Some(1))],
        ]);
        let rows = rows(&starts, &[UserId(2), UserId(1)]);
        let seen: Vec<_> =
            rows.iter().map(|row| (row.user.map(|user| user.0), row.rule, times(&row.spans))).collect();
        let expected = [
            (None, "minimum_notice", vec!["09:00-09:30".to_owned()]),
            (Some(2), "busy", vec!["09:00-10:00".to_owned(), "10:30-11:00".to_owned()]),
            (Some(1), "working_hours", vec!["10:30-11:00".to_owned()]),
        ];
        assert_eq!(seen, expected);
        assert_eq!(times(&open(&starts)), ["10:00-10:30"]);
    }

    #[test]
    fn a_stretch_ends_where_no_start_follows() {
        let mut starts = starts(&[&[("busy", Some(1))], &[("busy", Some(1))], &[("busy", Some(1))]]);
        starts[2].at = at("18:00");
        let rows = rows(&starts, &[]);
        assert_eq!(times(&rows[0].spans), ["09:00-10:00", "18:00-18:30"]);
        assert!(open(&[]).is_empty());
    }

    #[test]
    fn visitors_learn_one_reason_for_each_start_and_nobody() {
        let starts =
            starts(&[&[("busy", Some(1)), ("working_hours", Some(2))], &[], &[("day_off", Some(1))]]);
        let reason = |because: &[Because]| match because.iter().any(|one| one.rule == "busy") {
            true => "taken",
            false => "closed",
        };
        let seen: Vec<_> =
            redacted(&starts, reason).iter().map(|row| (row.reason, times(&row.spans))).collect();
        assert_eq!(
            seen,
            [("closed", vec!["10:00-10:30".to_owned()]), ("taken", vec!["09:00-09:30".to_owned()])]
        );
    }
}
