//! Random rules against another implementation, and against the slow and obvious way.

use super::local;
use crate::calendar::recurrence::{Limits, Rule, Span};
use crate::time::{Date, LocalDateTime};
use proptest::prelude::*;

#[test]
fn weeks_at_the_turn_of_a_year() {
    // Of all days of 1990 to 2030, for every first day of the week: a day is in a week of the year that has the
    // fourth day of its week, and weeks are counted from 1, or back from -1, in that year.
    let days = || (7_305..22_280).map(Date::from_epoch_day);
    for (week_start, name) in ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].into_iter().enumerate() {
        let fourth = |date: Date| {
            let into_week = (usize::from(date.weekday().number()) + 6 - week_start) % 7;
            date.plus_days(3 - i64::try_from(into_week).expect("a weekday"))
        };
        for number in [1, 2, 51, 52, 53, -1, -2, -52, -53_i64] {
            let has = |date: &Date| {
                let fourth = fourth(*date);
                let (year, day) = (fourth.year(), fourth.epoch_day() - year_start(fourth.year()));
                let left = year_start(year + 1) - 1 - fourth.epoch_day();
                number == day / 7 + 1 || number == -(left / 7 + 1)
            };
            let rule = format!("FREQ=YEARLY;WKST={name};BYWEEKNO={number};BYDAY=MO,TU,WE,TH,FR,SA,SU");
            let [start, to] = [7_305, 22_280].map(|day| Date::from_epoch_day(day).midnight());
            let found = Rule::parse(&rule).expect("a rule").expand(
                Span { start, from: start, to },
                None,
                Limits::default(),
            );
            let found: Vec<Date> = found.starts.into_iter().map(LocalDateTime::date).collect();
            assert_eq!(found, days().filter(has).collect::<Vec<_>>(), "{rule}");
        }
    }
}

fn year_start(year: i64) -> i64 {
    Date::new(year, 1, 1).expect("a date").epoch_day()
}

/// The same question to the crate `rrule`, and whether it came to the end; `None` where it refuses the rule.
fn by_rrule(rule: &str, start: LocalDateTime, to: LocalDateTime) -> Option<(Vec<String>, bool)> {
    let compact = |at: LocalDateTime| at.to_string().replace(['-', ':'], "");
    let set: rrule::RRuleSet = format!("DTSTART:{}Z\nRRULE:{rule}", compact(start)).parse().ok()?;
    let before = chrono::DateTime::from_timestamp(to.local_seconds() - 1, 0)?.with_timezone(&rrule::Tz::UTC);
    let found = set.before(before).all(1_000);
    Some((found.dates.iter().map(|at| at.format("%Y-%m-%dT%H:%M:%S").to_string()).collect(), !found.limited))
}

/// Zero to `most` of the numbers in a range, the negative ones too where `signed`.
fn some(name: &'static str, range: std::ops::Range<i64>, signed: bool) -> impl Strategy<Value = String> {
    let number = (range, any::<bool>()).prop_map(move |(n, minus)| if signed && minus { -n } else { n });
    prop::option::weighted(0.3, prop::collection::vec(number, 1..4)).prop_map(move |list| match list {
        Some(list) => format!(";{name}={}", list.iter().map(i64::to_string).collect::<Vec<_>>().join(",")),
        None => String::new(),
    })
}

/// Rules that RFC 5545 allows (but for numbered weeks at the turn of a year, which have a test of their own), of frequencies from 0 (yearly) to 6 (secondly): parts that it forbids at a frequency are taken out again.
fn any_rule(frequency: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let frequencies = ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"];
    let weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let head = (frequency, 1..4_i64, prop::option::of(1..60_u32), 0..7_usize);
    let by_day = prop::option::weighted(0.4, prop::collection::vec((0..7_usize, -4..5_i64), 1..4));
    let parts = (
        some("BYMONTH", 1..13, false),
        some("BYMONTHDAY", 1..32, true),
        some("BYYEARDAY", 1..367, true),
        some("BYWEEKNO", 2..52, false),
        some("BYHOUR", 0..24, false),
        some("BYMINUTE", 0..60, false),
        some("BYSECOND", 0..60, false),
        some("BYSETPOS", 1..5, true),
    );
    (head, by_day, parts).prop_map(move |((frequency, interval, count, week_start), by_day, parts)| {
        let mut rule =
            format!("FREQ={};INTERVAL={interval};WKST={}", frequencies[frequency], weekdays[week_start]);
        if let Some(count) = count {
            rule += &format!(";COUNT={count}");
        }
        rule += &parts.0;
        rule += if frequency == 2 { "" } else { &parts.1 };
        rule += if matches!(frequency, 1..=3) { "" } else { &parts.2 };
        let weeks = if frequency == 0 { parts.3.as_str() } else { "" };
        rule += weeks;
        if let Some(by_day) = by_day {
            let ordinals = frequency < 2 && weeks.is_empty();
            let show = |(day, ordinal): (usize, i64)| match ordinal {
                n if n != 0 && ordinals => format!("{n}{}", weekdays[day]),
                _ => weekdays[day].to_owned(),
            };
            rule += &format!(";BYDAY={}", by_day.into_iter().map(show).collect::<Vec<_>>().join(","));
        }
        let others = rule.contains(";BY");
        rule += &parts.4;
        rule += &parts.5;
        rule += &parts.6;
        rule + if others { &parts.7 } else { "" }
    })
}

/// Where the crate departs from RFC 5545, so that the two can't agree. It is asked about daily and coarser rules
/// only: hourly and finer ones that leave a day or an hour out go on in the middle of the next, or end after
/// 100,000 steps without a start.
fn rrule_departs(rule: &str) -> bool {
    let has = |part: &str| rule.contains(part);
    // `BYWEEKNO` alone: it lists all days of the week, not the start's weekday.
    let week = has("BYWEEKNO") && !has("BYDAY") && !has("BYMONTHDAY") && !has("BYYEARDAY");
    // `BYDAY=MO,-2FR`: it lists neither, where each entry of a list adds its days.
    let days = rule.split("BYDAY=").nth(1).and_then(|rest| rest.split(';').next()).unwrap_or("");
    let mixed = days.split(',').any(|day| day.len() == 2) && days.split(',').any(|day| day.len() > 2);
    // A set "starts at the beginning of the interval defined by the FREQ rule part": it lets the first week's
    // set begin at the start of the event.
    let first_week = has("FREQ=WEEKLY") && has("BYSETPOS");
    week || mixed || first_week
}

/// The starts of an hourly or finer rule, found the slow and obvious way: every second is asked.
fn by_every_second(rule: &Rule, start: i64, to: i64) -> Vec<i64> {
    let unit = [1, 60, 3_600][rule.frequency as usize];
    let first = start - start % unit;
    let has = |list: &[i64], value: i64, otherwise: bool| {
        if list.is_empty() { otherwise } else { list.contains(&value) }
    };
    let is_in = |at: i64| {
        let date = Date::from_epoch_day(at / 86_400);
        let next_month =
            Date::new(date.year() + date.month() / 12, date.month() % 12 + 1, 1).expect("a date");
        let month_end = date.day() - 1 - (next_month.epoch_day() - (date.epoch_day() - date.day() + 1));
        let (day, day_end) =
            (date.epoch_day() - year_start(date.year()) + 1, date.epoch_day() - year_start(date.year() + 1));
        let weekday = i64::from(date.weekday().number()) - 1;
        (rule.months == 0 || rule.months >> date.month() & 1 == 1)
            && (has(&rule.month_days, date.day(), true) || has(&rule.month_days, month_end, false))
            && (has(&rule.year_days, day, true) || has(&rule.year_days, day_end, false))
            && (rule.week_days.is_empty() || rule.week_days.iter().any(|day| day.weekday == weekday))
            && has(&rule.hours, at / 3_600 % 24, true)
            && has(&rule.minutes, at / 60 % 60, unit < 3_600 || at / 60 % 60 == start / 60 % 60)
            && has(&rule.seconds, at % 60, unit == 1 || at % 60 == start % 60)
    };
    let mut starts = Vec::new();
    for period in (first..to).step_by(usize::try_from(unit * rule.interval).expect("positive")) {
        let set: Vec<i64> = (period..period + unit).filter(|&at| is_in(at)).collect();
        let length = i64::try_from(set.len()).expect("a short list");
        let chosen = |(position, _): &(i64, &i64)| {
            let from_the_back = position - length - 1;
            rule.positions.is_empty()
                || rule.positions.contains(position)
                || rule.positions.contains(&from_the_back)
        };
        starts.extend((1..).zip(&set).filter(chosen).map(|(_, at)| *at).filter(|&at| at >= start));
    }
    let most = rule.count.and_then(|count| usize::try_from(count).ok()).unwrap_or(usize::MAX);
    starts.into_iter().take(most).filter(|&at| at < to).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_another_implementation(rule in any_rule(0..4), day in 0..20_000_i64, second in 0..86_400_i64) {
        prop_assume!(!rrule_departs(&rule));
        let start = LocalDateTime::from_local_seconds(day * 86_400 + second);
        let length = 3 * 366 * 86_400;
        let to = LocalDateTime::from_local_seconds(start.local_seconds() + length);
        let limits = Limits { starts: 1_000, steps: 2_000_000 };
        let found = Rule::parse(&rule).expect("a rule").expand(Span { start, from: start, to }, None, limits);
        if let Some((mut expected, complete)) = by_rrule(&rule, start, to) {
            let mut shown: Vec<String> = found.starts.iter().map(LocalDateTime::to_string).collect();
            if found.cut || !complete {
                let both = shown.len().min(expected.len());
                shown.truncate(both);
                expected.truncate(both);
            }
            prop_assert_eq!(shown, expected, "{} from {}", rule, start);
        }
    }

    #[test]
    fn a_window_shows_what_the_whole_shows_there(rule in any_rule(0..7), day in 0..20_000_i64, after in 0..900_i64, long in 1..60_i64) {
        let start = LocalDateTime::from_local_seconds(day * 86_400 + 34_200);
        // Rules by the second go on for minutes, so that nothing is cut.
        let unit = if rule.contains("SECONDLY") { 60 } else { 3_600 };
        let from = LocalDateTime::from_local_seconds(start.local_seconds() + after * unit);
        let to = LocalDateTime::from_local_seconds(from.local_seconds() + long * unit);
        let rule = Rule::parse(&rule).expect("a rule");
        let limits = Limits { starts: 1_000_000, steps: 10_000_000 };
        let whole = rule.expand(Span { start, from: start, to }, None, limits);
        let part = rule.expand(Span { start, from, to }, None, limits);
        prop_assert!(!whole.cut && !part.cut);
        let expected: Vec<_> = whole.starts.into_iter().filter(|&at| at >= from).collect();
        prop_assert_eq!(part.starts, expected);
    }

    #[test]
    fn no_text_makes_it_panic(text in "(FREQ=(YEARLY|MONTHLY|WEEKLY|DAILY|SECONDLY);?)?[A-Z0-9=;,+-]{0,40}|.{0,40}") {
        if let Ok(rule) = Rule::parse(&text) {
            for (start, to) in [("0001-01-01", "0003-01-01"), ("9998-06-01", "9999-12-31")] {
                let span = Span { start: local(start), from: local(start), to: local(to) };
                let found = rule.expand(span, None, Limits { starts: 100, steps: 10_000 });
                prop_assert!(found.starts.len() <= 100);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn short_periods_have_what_every_second_says(rule in any_rule(4..7), day in 0..20_000_i64, second in 0..86_400_i64) {
        let rule = Rule::parse(&rule).expect("a rule");
        let start = day * 86_400 + second;
        let length = [4_000, 40_000, 100_000][rule.frequency as usize];
        let [from, to] = [start, start + length].map(LocalDateTime::from_local_seconds);
        let found = rule.expand(Span { start: from, from, to }, None, Limits { starts: 200_000, steps: 2_000_000 });
        let shown: Vec<i64> = found.starts.into_iter().map(LocalDateTime::local_seconds).collect();
        prop_assert!(!found.cut);
        prop_assert_eq!(shown, by_every_second(&rule, start, start + length));
    }
}
