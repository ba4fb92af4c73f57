//! Rows as a page draws them: a bar over the asked range, in a colour and a pattern, and the same in words.

use super::rows::{Redacted, Row, Start, open};
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use domain::UserId;
use scheduling_core::time::{Interval, Timestamp};
use std::collections::HashMap;

/// Stretches that a row says at once; the others are behind a button.
const SAID: usize = 2;
/// Stretches that a row lists and draws at the most.
const MOST: usize = 400;
/// A range up to which hours are named, in seconds.
const HOURS: i64 = 36 * 3600;

/// The rows of a page, over one range.
#[derive(Debug, Default)]
pub(crate) struct Drawing {
    pub(crate) ticks: Vec<Tick>,
    pub(crate) rows: Vec<Drawn>,
}

/// A line across all bars, where a day or some hours begin.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Tick {
    pub(crate) x: String,
    pub(crate) text: String,
}

/// A row.
#[derive(Debug)]
pub(crate) struct Drawn {
    pub(crate) who: String,
    pub(crate) rule: String,
    /// The name of its colour and pattern.
    pub(crate) kind: &'static str,
    pub(crate) bars: Vec<Bar>,
    /// When, in words.
    pub(crate) said: String,
    /// The other stretches, and what the button says that shows them.
    pub(crate) others: Vec<String>,
    pub(crate) more: String,
}

/// A part of a bar, in hundredths of the range.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Bar {
    pub(crate) x: String,
    pub(crate) width: String,
}

/// What a row is of, before it is drawn.
struct Line {
    who: String,
    rule: String,
    kind: &'static str,
    spans: Vec<Interval>,
}

/// The colour and pattern of a rule.
fn kind(rule: &str) -> &'static str {
    match rule {
        "busy" | "candidate" => "taken",
        "buffer" => "around",
        "untrusted_calendar" => "unread",
        "day_off" => "off",
        "minimum_notice" | "maximum_notice" | "window" => "edge",
        "grid" => "grid",
        _ => "closed",
    }
}

/// The same of what a visitor is told.
fn kind_told(reason: &str) -> &'static str {
    match reason {
        "taken" => "taken",
        "soon" | "far" => "edge",
        "dayoff" => "off",
        _ => "closed",
    }
}

impl Drawing {
    /// For the company's people.
    pub(super) fn of(
        clock: &WallClock,
        now: Timestamp,
        starts: &[Start],
        rows: Vec<Row>,
        names: &HashMap<UserId, String>,
    ) -> Self {
        let texts = clock.texts;
        let everybody = || texts.say("why-everybody");
        let line = |row: Row| Line {
            who: row.user.map_or_else(everybody, |user| names.get(&user).cloned().unwrap_or_default()),
            rule: texts.known(&format!("why-rule-{}", row.rule)).unwrap_or_else(|| row.rule.to_owned()),
            kind: kind(row.rule),
            spans: row.spans,
        };
        Self::new(clock, now, starts, rows.into_iter().map(line).collect())
    }

    /// For visitors.
    pub(crate) fn told(clock: &WallClock, now: Timestamp, starts: &[Start], rows: Vec<Redacted>) -> Self {
        let texts = clock.texts;
        let line = |row: Redacted| {
            let reason = row.reason.rsplit('-').next().unwrap_or_default();
            let rule = texts.say(&format!("why-told-{reason}"));
            Line { who: texts.say("why-everybody"), rule, kind: kind_told(reason), spans: row.spans }
        };
        Self::new(clock, now, starts, rows.into_iter().map(line).collect())
    }

    fn new(clock: &WallClock, now: Timestamp, starts: &[Start], lines: Vec<Line>) -> Self {
        let texts = clock.texts;
        let open = open(starts);
        let all = lines.iter().flat_map(|line| &line.spans).chain(&open);
        let reach = all.copied().reduce(|one, other| {
            let (start, end) = (one.start().min(other.start()), one.end().max(other.end()));
            Interval::new(start, end).unwrap_or(one)
        });
        let Some(range) = reach else { return Self::default() };
        let free =
            Line { who: texts.say("why-everybody"), rule: texts.say("why-open"), kind: "open", spans: open };
        let rows = std::iter::once(free).chain(lines).map(|line| drawn(clock, now, range, line));
        Self { ticks: ticks(clock, range), rows: rows.collect() }
    }
}

fn drawn(clock: &WallClock, now: Timestamp, range: Interval, line: Line) -> Drawn {
    let texts = clock.texts;
    let Line { who, rule, kind, mut spans } = line;
    spans.truncate(MOST);
    let bar = |span: &Interval| Bar {
        x: share(range, span.start()),
        width: hundredths(span.seconds(), range.seconds()),
    };
    let mut words: Vec<String> = spans.iter().map(|span| clock.short_span(*span, now)).collect();
    let others = words.split_off(words.len().min(SAID));
    let said = if words.is_empty() { texts.say("why-never") } else { words.join(" · ") };
    let more = texts.count("why-more", others.len());
    Drawn { who, rule, kind, bars: spans.iter().map(bar).collect(), said, others, more }
}

/// How far into the range an instant is.
fn share(range: Interval, at: Timestamp) -> String {
    hundredths(at.unix() - range.start().unix(), range.seconds())
}

/// A part of a whole in hundredths, to a thousandth of one.
fn hundredths(part: i64, whole: i64) -> String {
    let thousandths = part.saturating_mul(100_000) / whole.max(1);
    format!("{}.{:03}%", thousandths / 1000, thousandths % 1000)
}

/// The days of the range; where it is short, every third hour.
fn ticks(clock: &WallClock, range: Interval) -> Vec<Tick> {
    let first = clock.day_of(range.start());
    let days = (0..).map(|day| first.plus_days(day));
    let days: Vec<_> = days.take_while(|day| clock.zone.start_of_day(*day) < range.end()).take(60).collect();
    let tick = |at: Timestamp, text: String| Tick { x: share(range, at), text };
    if range.seconds() <= HOURS {
        let hours = days.iter().flat_map(|day| (0..8).map(move |part| (*day, part * 3)));
        let at = hours.map(|(day, hour)| clock.at(day, hour * 3600));
        return at.filter(|at| range.contains(*at)).map(|at| tick(at, clock.time(at))).collect();
    }
    let every = if days.len() > 8 { 2 } else { 1 };
    let day = |(number, day): (usize, &scheduling_core::time::Date)| {
        let at = clock.zone.start_of_day(*day).max(range.start());
        // What is left of the first day may have no room for its name.
        let left = clock.zone.start_of_day(day.plus_days(1)).unix() - at.unix();
        let has_room = number > 0 || left * 10 >= range.seconds();
        let text = if has_room && number % every == 0 { weekday(clock.texts, *day) } else { String::new() };
        tick(at, text)
    };
    days.iter().enumerate().map(day).collect()
}

/// `Tue 8`.
fn weekday(texts: Texts, day: scheduling_core::time::Date) -> String {
    format!("{} {}", texts.say(&format!("weekday-short-{}", day.weekday().number())), day.day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use scheduling_core::time::TimeZone;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("an instant")
    }

    fn clock() -> WallClock {
        WallClock::new(Texts::default(), TimeZone::named("Europe/Berlin").expect("a zone"))
    }

    fn range(start: &str, end: &str) -> Interval {
        Interval::new(at(start), at(end)).expect("an interval")
    }

    #[test]
    fn bars_are_parts_of_the_range() {
        let day = range("2026-12-01T08:00:00Z", "2026-12-01T16:00:00Z");
        let line = Line {
            who: "Ann".into(),
            rule: "Busy".into(),
            kind: "taken",
            spans: vec![range("2026-12-01T10:00:00Z", "2026-12-01T11:00:00Z")],
        };
        let seen = drawn(&clock(), at("2026-12-01T00:00:00Z"), day, line);
        assert_eq!(seen.bars, [Bar { x: "25.000%".into(), width: "12.500%".into() }]);
        assert_eq!((seen.said.as_str(), seen.others.len()), ("Tue 1 Dec, 11:00 to 12:00", 0));
    }

    #[test]
    fn a_short_range_names_hours_and_a_long_one_days() {
        let texts = |range: Interval| -> Vec<String> {
            ticks(&clock(), range).into_iter().map(|tick| tick.text).collect()
        };
        let day = range("2026-12-01T07:00:00Z", "2026-12-01T16:00:00Z");
        assert_eq!(texts(day), ["09:00", "12:00", "15:00"]);
        let days = range("2026-12-01T07:00:00Z", "2026-12-03T16:00:00Z");
        assert_eq!(texts(days), ["Tue 1", "Wed 2", "Thu 3"]);
        let late = range("2026-12-01T22:00:00Z", "2026-12-03T16:00:00Z");
        assert_eq!(texts(late), ["", "Wed 2", "Thu 3"]);
    }
}
