//! The samples of RFC 5545, and what real calendars add.

mod random;

use super::*;
use crate::time::Date;

/// `2025-01-22T09:00` or `2025-01-22`.
fn local(text: &str) -> LocalDateTime {
    let (date, time) = text.split_once('T').unwrap_or((text, "00:00"));
    let minutes = crate::time::TimeOfDay::parse(time).expect("a time");
    LocalDateTime::new(Date::parse(date).expect("a date"), minutes.seconds()).expect("a local time")
}

fn expansion(rule: &str, start: &str, from: &str, to: &str) -> Expansion {
    let rule = Rule::parse(rule).expect(rule);
    let span = Span { start: local(start), from: local(from), to: local(to) };
    rule.expand(span, rule.last(|at| LocalDateTime::from_local_seconds(at.unix())), Limits::default())
}

/// The starts in `[from, to)`, shown as `MM-DD`, with `THH:MM` where that is not nine o'clock.
fn check(rule: &str, start: &str, window: (&str, &str), expected: &str) {
    let found = expansion(rule, start, window.0, window.1);
    assert!(!found.cut, "{rule}");
    let show = |at: &LocalDateTime| {
        let text = at.to_string();
        let (day, time) = (&text[5..10], &text[10..16]);
        if time == "T09:00" { day.to_owned() } else { format!("{day}{time}") }
    };
    let shown: Vec<String> = found.starts.iter().map(show).collect();
    assert_eq!(shown.join(" "), expected, "{rule} from {start} in {window:?}");
}

const LABOR_DAY: &str = "1997-09-02T09:00";

/// Rule, start, end of the window that begins at the start, and the starts in it: the samples of RFC 5545,
/// 3.8.5.3 and 3.3.10.
#[rustfmt::skip]
const SAMPLES: &[(&str, &str, &str, &str)] = &[
    ("FREQ=DAILY;COUNT=3", LABOR_DAY, "1998-01-01", "09-02 09-03 09-04"),
    ("FREQ=DAILY;INTERVAL=10;COUNT=5", LABOR_DAY, "1998-01-01", "09-02 09-12 09-22 10-02 10-12"),
    ("FREQ=WEEKLY;INTERVAL=2;WKST=SU", LABOR_DAY, "1997-10-20", "09-02 09-16 09-30 10-14"),
    ("FREQ=WEEKLY;COUNT=4;WKST=SU;BYDAY=TU,TH", LABOR_DAY, "1998-01-01", "09-02 09-04 09-09 09-11"),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", LABOR_DAY, "1998-01-01", "09-02 09-04 09-16 09-18 09-30 10-02 10-14 10-16"),
    ("FREQ=MONTHLY;COUNT=4;BYDAY=1FR", "1997-09-05T09:00", "1999-01-01", "09-05 10-03 11-07 12-05"),
    ("FREQ=MONTHLY;INTERVAL=2;COUNT=5;BYDAY=1SU,-1SU", "1997-09-07T09:00", "1999-01-01", "09-07 09-28 11-02 11-30 01-04"),
    ("FREQ=MONTHLY;COUNT=4;BYDAY=-2MO", "1997-09-22T09:00", "1999-01-01", "09-22 10-20 11-17 12-22"),
    ("FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28T09:00", "1998-01-01", "09-28 10-29 11-28 12-29"),
    ("FREQ=MONTHLY;COUNT=5;BYMONTHDAY=1,-1", "1997-09-30T09:00", "1999-01-01", "09-30 10-01 10-31 11-01 11-30"),
    ("FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15", "1997-09-10T09:00", "2000-01-01", "09-10 09-11 09-12 09-13 09-14 09-15 03-10 03-11 03-12 03-13"),
    ("FREQ=YEARLY;COUNT=6;BYMONTH=6,7", "1997-06-10T09:00", "2010-01-01", "06-10 07-10 06-10 07-10 06-10 07-10"),
    ("FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200", "1997-01-01T09:00", "2010-01-01", "01-01 04-10 07-19 01-01"),
    ("FREQ=YEARLY;BYDAY=20MO", "1997-05-19T09:00", "2000-01-01", "05-19 05-18 05-17"),
    ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05-12T09:00", "2000-01-01", "05-12 05-11 05-17"),
    ("FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "1997-03-13T09:00", "1998-01-01", "03-13 03-20 03-27"),
    ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", LABOR_DAY, "2000-11-01", "02-13 03-13 11-13 08-13 10-13"),
    ("FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "1997-09-13T09:00", "1998-01-01", "09-13 10-11 11-08 12-13"),
    ("FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "1996-11-05T09:00", "2005-01-01", "11-05 11-07 11-02"),
    ("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04T09:00", "1998-01-01", "09-04 10-07 11-06"),
    ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1997-09-29T09:00", "1998-02-01", "09-29 10-30 11-27 12-30 01-29"),
    ("FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z", LABOR_DAY, "1998-01-01", "09-02 09-02T12:00 09-02T15:00"),
    ("FREQ=MINUTELY;INTERVAL=90;COUNT=4", LABOR_DAY, "1998-01-01", "09-02 09-02T10:30 09-02T12:00 09-02T13:30"),
    ("FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,20;COUNT=5", LABOR_DAY, "1998-01-01", "09-02 09-02T09:20 09-02T10:00 09-02T10:20 09-03"),
    ("FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10;COUNT=7", LABOR_DAY, "1998-01-01", "09-02 09-02T09:20 09-02T09:40 09-02T10:00 09-02T10:20 09-02T10:40 09-03"),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05T09:00", "1998-01-01", "08-05 08-10 08-19 08-24"),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05T09:00", "1998-01-01", "08-05 08-17 08-19 08-31"),
    ("FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01-15T09:00", "2008-01-01", "01-15 01-30 02-15 03-15 03-30"),
    ("FREQ=DAILY;UNTIL=19970905T090000", LABOR_DAY, "1998-01-01", "09-02 09-03 09-04 09-05"),
    ("FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU", "1998-01-01T09:00", "1999-01-01", "01-04 01-11 01-18 01-25"),
    // What the rule leaves open comes from the start: the weekday of a numbered week too.
    ("FREQ=YEARLY;BYWEEKNO=20", "1997-05-13T09:00", "1999-06-01", "05-13 05-12 05-18"),
];

#[test]
fn samples_of_the_rfc() {
    for (rule, start, to, expected) in SAMPLES {
        check(rule, start, (start, to), expected);
    }
}

#[test]
fn far_from_the_start_the_work_is_the_same() {
    for (rule, start, window, expected) in [
        ("FREQ=DAILY;INTERVAL=3", "0001-01-01T09:00", ("2025-01-20", "2025-01-25"), "01-22"),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=MO",
            "1900-01-01T09:00",
            ("2025-01-06", "2025-02-01"),
            "01-13 01-19 01-27",
        ),
        (
            "FREQ=HOURLY;INTERVAL=5",
            "1900-01-01T09:00",
            ("2025-01-20", "2025-01-21"),
            "01-20T04:00 01-20 01-20T14:00 01-20T19:00",
        ),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "1900-01-31T09:00", ("2025-02-01", "2025-06-01"), "03-31 05-31"),
        ("FREQ=YEARLY;INTERVAL=4", "1904-02-29T09:00", ("2024-01-01", "2030-01-01"), "02-29 02-29"),
        (
            "FREQ=SECONDLY;BYHOUR=9;BYMINUTE=0;BYSECOND=0;BYDAY=WE",
            "1900-01-01",
            ("2025-01-20", "2025-02-01"),
            "01-22 01-29",
        ),
        ("FREQ=DAILY;COUNT=45680", "1900-01-01T09:00", ("2025-01-24", "2026-01-01"), "01-24"),
    ] {
        check(rule, start, window, expected);
        let steps = expansion(rule, start, window.0, window.1).steps;
        assert!(steps < 5_000, "{rule} took {steps} steps");
    }
}

#[test]
fn what_would_never_end_is_cut_and_says_so() {
    let check = |rule: &str, starts: usize| {
        let found = expansion(rule, "1970-01-01", "2025-01-01", "2026-01-01");
        assert_eq!((found.cut, found.starts.len()), (true, starts), "{rule}");
        assert!(found.steps <= Limits::default().steps + 400, "{rule}: {} steps", found.steps);
    };
    let all = |count: i64| (0..count).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
    let every_second = format!("BYHOUR={};BYMINUTE={};BYSECOND={}", all(24), all(60), all(60));
    check("FREQ=SECONDLY", 10_000);
    check("FREQ=SECONDLY;COUNT=4000000000", 10_000);
    check("FREQ=SECONDLY;BYDAY=MO,TU;COUNT=4000000000", 0);
    check(&format!("FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;{every_second}"), 10_000);
    check(&format!("FREQ=DAILY;COUNT=9000000000000;{every_second}"), 10_000);
    // Nothing is ever found by these, which takes no limit to see.
    for rule in ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"] {
        let found = expansion(rule, "1970-01-01", "2025-01-01", "9999-12-31");
        assert_eq!((found.cut && rule.contains("YEARLY"), found.starts.len()), (false, 0), "{rule}");
    }
}

#[test]
fn until_is_inclusive_in_every_form() {
    let check = |until: &str, expected: usize| {
        let rule = format!("FREQ=DAILY;UNTIL={until}");
        assert_eq!(
            expansion(&rule, "2025-01-01T09:00", "2025-01-01", "2026-01-01").starts.len(),
            expected,
            "{until}"
        );
    };
    check("20250103T090000Z", 3);
    check("20250103T090000", 3);
    check("20250103T085959", 2);
    check("20250103", 3);
    check("20241231", 0);
}

#[test]
fn the_shapes_that_real_calendars_write() {
    let same = |text: &str, as_text: &str| assert_eq!(Rule::parse(text), Rule::parse(as_text), "{text}");
    let plain = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR";
    assert!(Rule::parse(plain).is_ok());
    same("freq=weekly;interval=2;byday=mo,fr", plain);
    same(" FREQ=WEEKLY; INTERVAL=2; BYDAY=MO, FR ;", plain);
    same("INTERVAL=2;BYDAY=MO,FR;FREQ=WEEKLY;X-NOTE=1", plain);
    same("RSCALE=GREGORIAN;FREQ=WEEKLY;INTERVAL=02;BYDAY=MO,FR;SKIP=OMIT", plain);
    same("FREQ=DAILY;BYSECOND=60,59", "FREQ=DAILY;BYSECOND=59");
}

#[test]
fn what_is_no_rule_names_the_part() {
    let check = |text: &str, part: &str| {
        assert_eq!(
            Rule::parse(text)
                .err()
                .and_then(|error| Some(error.to_string().split_once(':')?.0.to_owned()))
                .as_deref(),
            Some(part),
            "{text}"
        );
    };
    check("", "FREQ");
    check("COUNT=3", "FREQ");
    check("FREQ=SOMETIMES", "FREQ");
    check("FREQ=DAILY;INTERVAL=0", "INTERVAL");
    check("FREQ=DAILY;INTERVAL=99999999999999999999", "INTERVAL");
    check("FREQ=DAILY;COUNT=-1", "COUNT");
    check("FREQ=DAILY;COUNT=0", "COUNT");
    check("FREQ=DAILY;UNTIL=2025-01-01", "UNTIL");
    check("FREQ=DAILY;UNTIL=20250229", "UNTIL");
    check("FREQ=DAILY;BYDAY=XX", "BYDAY");
    check("FREQ=DAILY;BYDAY=0MO", "BYDAY");
    check("FREQ=DAILY;BYDAY=54MO", "BYDAY");
    check("FREQ=DAILY;BYDAY=é", "BYDAY");
    check("FREQ=DAILY;BYMONTHDAY=0", "BYMONTHDAY");
    check("FREQ=DAILY;BYMONTH=-1", "BYMONTH");
    check("FREQ=DAILY;BYHOUR=24", "BYHOUR");
    check("FREQ=DAILY;BYHOUR=", "BYHOUR");
    check("FREQ=DAILY;FREQ=WEEKLY", "FREQ");
    check("FREQ=DAILY;RSCALE=HEBREW", "RSCALE");
    check("FREQ=DAILY;BYEASTER=1", "BYEASTER");
    check("FREQ=DAILY;nonsense", "NONSENSE");
}
