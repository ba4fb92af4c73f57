//! Recurrence rules that nobody would write, until one costs too much (see the crate `fuzz`).

use fuzz::Fuzz;
use scheduling_core::calendar::recurrence::{Limits, Rule, Span};
use scheduling_core::time::{Date, LocalDateTime, TimeZone};
use std::time::Duration;

const WORDS: &[&str] = &[
    "FREQ=SECONDLY",
    "FREQ=MINUTELY",
    "FREQ=HOURLY",
    "FREQ=DAILY",
    "FREQ=WEEKLY",
    "FREQ=MONTHLY",
    "FREQ=YEARLY",
    "INTERVAL=",
    "COUNT=",
    "UNTIL=99991231T235959",
    "UNTIL=20250101",
    "WKST=SU",
    "BYDAY=",
    "MO",
    "-5FR",
    "53SU",
    "BYMONTH=2",
    "BYMONTHDAY=-31",
    "BYYEARDAY=366",
    "BYWEEKNO=53",
    "BYHOUR=23",
    "BYMINUTE=59",
    "BYSECOND=60",
    "BYSETPOS=-1",
    ";",
    ",",
    "-",
];

#[test]
fn fuzz_recurrence() {
    let samples = [
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=MO,WE,FR;INTERVAL=2",
        "FREQ=MONTHLY;BYDAY=-1FR;COUNT=10",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=YEARLY;BYWEEKNO=53;BYDAY=SU",
        "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1,-1",
        "FREQ=SECONDLY;INTERVAL=7;BYHOUR=3;UNTIL=20300101T000000Z",
        "FREQ=HOURLY;BYYEARDAY=-366;COUNT=1000000",
    ];
    let samples = samples.iter().map(|rule| rule.as_bytes().to_vec()).collect();
    let local = |date, half_hours: i64| {
        LocalDateTime::new(Date::parse(date).expect("a date"), half_hours * 1800).expect("a local time")
    };
    let (from, to) = (local("2025-01-01", 0), local("2026-02-01", 0));
    let zone = TimeZone::named("Europe/Berlin").expect("a zone");
    let limits = Limits::default();
    let (time, memory) = (Duration::from_secs(5), 200);
    Fuzz { name: "recurrence", samples, words: WORDS, longest: 64 << 10, time, memory }.run(|input| {
        let Ok(rule) = Rule::parse(&String::from_utf8_lossy(input)) else { return };
        for start in [local("0001-01-01", 5), local("2025-01-20", 20), local("2025-03-30", 5)] {
            let span = Span { start, from, to };
            for found in [rule.expand(span, None, limits), rule.expand_in(&zone, span, None, limits)] {
                assert!(found.starts.len() <= limits.starts && found.starts.is_sorted());
                assert!(found.starts.iter().all(|start| (from..to).contains(start)));
            }
        }
    });
}
