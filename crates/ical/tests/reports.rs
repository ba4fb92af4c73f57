//! Situations in which a calendar made its owner free by accident, and their siblings.
#![expect(clippy::expect_used, reason = "a test stops where its own set-up fails")]

use ical::{Limits, busy, parse_of};
use scheduling_core::time::{Interval, IntervalSet, TimeZone, Timestamp};
use serde_json::Value;
use std::path::Path;

const OWNER: &str = "ann@example.org";

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect(text)
}

/// The busy time of a file in a window, and whether the file is complete.
fn read(file: &str, zone: &str, window: Interval) -> (IntervalSet, bool, Vec<String>) {
    let limits = Limits::default();
    let parsed = parse_of(&[OWNER.to_owned()], str::to_owned, file.as_bytes(), &limits).expect("a calendar");
    let zone = TimeZone::named(zone).expect("a zone");
    let found = busy(&parsed.document, &zone, window, &limits);
    let problems =
        parsed.skipped.iter().chain(&found.problems).map(|one| format!("{}: {}", one.line, one.reason));
    (found.times, parsed.complete, problems.collect())
}

#[test]
fn what_was_reported_is_right() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/calendars/reports");
    let cases = std::fs::read(folder.join("cases.json")).expect("the cases");
    let cases: Vec<Value> = serde_json::from_slice(&cases).expect("a list");
    let interval = |value: &Value| {
        let text = |index: usize| value[index].as_str().expect("an instant");
        Interval::new(at(text(0)), at(text(1))).expect("an interval")
    };
    for case in &cases {
        let name = case["file"].as_str().expect("a file");
        let file = std::fs::read_to_string(folder.join(name)).expect(name).replace("{OWNER}", OWNER);
        let window = interval(&serde_json::json!([case["start"], case["end"]]));
        let (times, complete, problems) =
            read(&file, case["owner_time_zone"].as_str().expect("a zone"), window);
        assert_eq!(complete, case["complete"], "{name}: {problems:?}");
        let set =
            |key: &str| case[key].as_array().expect("a list").iter().map(interval).collect::<IntervalSet>();
        let (busy, free) = (set("must_be_busy"), set("must_be_free"));
        assert_eq!(times.intersect(&free), IntervalSet::default(), "{name} must be free: {problems:?}");
        assert!(!complete || busy.subtract(&times).is_empty(), "{name}: {times:?} {problems:?}");
    }
    assert!(cases.len() >= 20);
}

/// February 2027 of somebody: their busy time as `day hour-hour` in UTC, and whether it is complete.
fn february(lines: &str, zone: &str) -> String {
    let file = format!("BEGIN:VCALENDAR\n{lines}\nEND:VCALENDAR\n");
    let window = Interval::new(at("2027-02-01T00:00:00Z"), at("2027-03-01T00:00:00Z")).expect("a month");
    let (times, complete, _) = read(&file, zone, window);
    let show = |time: Interval| {
        let (start, end) = (time.start().to_string(), time.end().to_string());
        match start[..10] == end[..10] {
            true => format!("{} {}-{}", &start[8..10], &start[11..16], &end[11..16]),
            false => format!("{} {}-{} {}", &start[8..10], &start[11..16], &end[8..10], &end[11..16]),
        }
    };
    let mut shown: Vec<String> = times.iter().map(show).collect();
    shown.extend((!complete).then(|| "incomplete".to_owned()));
    shown.join(", ")
}

fn event(lines: &[&str]) -> String {
    format!("BEGIN:VEVENT\nUID:a\nDTSTAMP:20261101T000000Z\n{}\nEND:VEVENT", lines.join("\n"))
}

fn check(lines: &[&str], zone: &str, expected: &str) {
    assert_eq!(february(&event(lines), zone), expected, "{zone}: {lines:?}");
}

#[test]
fn a_rule_that_cannot_be_read_is_never_a_single_event() {
    let rule = |rule: &str, expected: &str| {
        let line = format!("RRULE:{rule}");
        check(&["DTSTART:20270208T090000Z", "DURATION:PT1H", &line], "UTC", expected);
    };
    let weekly = "08 09:00-10:00, 15 09:00-10:00, 22 09:00-10:00";
    rule("FREQ=WEEKLY;INTERVAL=0", weekly);
    rule("FREQ=WEEKLY;INTERVAL=00;COUNT=2", "08 09:00-10:00, 15 09:00-10:00");
    rule("FREQ=WEEKLY;BYDAY=0MO", weekly);
    rule("FREQ=WEEKLY;BYDAY=+0MO,-0MO", weekly);
    rule("FREQ=WEEKLY;INTERVAL=-1", weekly);
    rule("FREQ=WEEKLY;INTERVAL=", weekly);
    // A count of other starts says nothing.
    rule("FREQ=WEEKLY;INTERVAL=x;COUNT=1", weekly);
    rule("FREQ=WEEKLY;COUNT=0", weekly);
    rule("FREQ=WEEKLY;UNTIL=never", weekly);
    rule("FREQ=WEEKLY;UNTIL=20270217T0000;COUNT=9", "08 09:00-10:00, 15 09:00-10:00");
    // The days can't be read: every day until the end.
    let daily = "08 09:00-10:00, 09 09:00-10:00, 10 09:00-10:00";
    for days in
        ["BYDAY=MO,XX", "BYDAY=54MO", "BYMONTHDAY=0", "BYMONTHDAY=8,32", "BYMONTH=2,13", "BYYEARDAY=0"]
    {
        rule(&format!("FREQ=WEEKLY;{days};UNTIL=20270210T090000Z"), daily);
    }
    // Nothing can be read but its end, or not even that.
    let lost = "08 09:00-12 10:00";
    rule("FREQ=FORTNIGHTLY;UNTIL=20270210T090000Z", lost);
    rule("UNTIL=20270210T090000Z", lost);
    rule("FREQ=HOURLY;BYDAY=XX;UNTIL=20270210T090000Z", lost);
    rule("RSCALE=HEBREW;FREQ=YEARLY;UNTIL=20270210T090000Z", lost);
    for rest in ["", "every week", "FREQ=WEEKLY,BYDAY=MO", "FREQ=WEEKLY;BYHOUR=25", "FREQ=WEEKLY;BYEASTER=0"]
    {
        rule(rest, "08 09:00-01 00:00");
    }
    // Exceptions that can't be read take nothing out.
    check(
        &[
            "DTSTART:20270208T090000Z",
            "DURATION:PT1H",
            "RRULE:FREQ=WEEKLY",
            "EXRULE:FREQ=X",
            "EXDATE:2027,20270215T090000Z",
        ],
        "UTC",
        "08 09:00-10:00, 22 09:00-10:00",
    );
}

#[test]
fn one_bad_line_takes_no_other_along() {
    let good = ["DTSTART:20270208T090000Z", "DTEND:20270208T100000Z"];
    let hour = "08 09:00-10:00";
    let with = |more: &[&str], expected: &str| check(&[&good[..], more].concat(), "UTC", expected);
    with(&["DESCRIPTION:Agenda", "Duration: 1 hour", "Room 3", "Start: nine", "Date: 8 February"], hour);
    with(&["DTSTART:nine o'clock", "DTEND:later", "DURATION:1 hour"], hour);
    with(&["SUMMARY:x", "Status: cancelled", "Transp: transparent"], hour);
    with(&["STATUS:CONFIRMED", "STATUS:CANCELLED", "TRANSP:OPAQUE", "TRANSP:TRANSPARENT"], hour);
    with(&["RDATE:20270210T090000Z,soon"], "08 09:00-10:00, 10 09:00-10:00, incomplete");
    with(
        &["RDATE;VALUE=PERIOD:20270210T090000Z/PT2H,20270211T090000Z/later"],
        "08 09:00-10:00, 10 09:00-11:00, incomplete",
    );
    // Lines that may have been a rule, or a time.
    with(&["RRU"], "08 09:00-10:00, incomplete");
    with(&["RRULE\u{fffd}FREQ=WEEKLY"], "08 09:00-10:00, incomplete");
    with(&["SUMMARY:x", "RRULF:FREQ=WEEKLY"], "08 09:00-10:00, incomplete");
    with(&["no property and no words"], "08 09:00-10:00, incomplete");
    with(&["DTSTART:20270209T090000Z"], "08 09:00-10:00, incomplete");
    check(&["DTSTART:20270208T090000Z", "DTEND:later"], "UTC", "08 09:00-09 09:00");
    check(&["DTSTART;VALUE=DATE:20270208", "DTEND:later"], "UTC", "08 00:00-09 00:00, incomplete");
    check(&["DTEND:20270208T090000Z"], "UTC", "incomplete");
    check(&["DTSTART:20270208T090000Z", "DURATION:PT1H", "RECURRENCE-ID:then"], "UTC", hour);
    let busy = |line: &str| february(&format!("BEGIN:VFREEBUSY\n{line}\nEND:VFREEBUSY"), "UTC");
    assert_eq!(
        busy("FREEBUSY:20270208T090000Z/PT1H,soon,20270209T090000Z/PT1H"),
        "08 09:00-10:00, 09 09:00-10:00, incomplete"
    );
    let lost = format!(
        "{}\nDTSTART:20270209T090000Z\nBEGIN:VEVNT\nDTSTART:20270209T090000Z\nEND:VEVNT",
        event(&good)
    );
    assert_eq!(february(&lost, "UTC"), "08 09:00-10:00, incomplete");
}

#[test]
fn dates_and_times_meet_by_the_day() {
    let days = |exception: &str, zone: &str| {
        february(&event(&["DTSTART;VALUE=DATE:20270208", "RRULE:FREQ=DAILY;COUNT=3", exception]), zone)
    };
    for zone in ["UTC", "America/Los_Angeles", "Pacific/Auckland"] {
        let without = days("EXDATE;VALUE=DATE:20270209", zone);
        for exception in [
            "EXDATE:20270209T000000",
            "EXDATE:20270209T000000Z",
            "EXDATE;TZID=W. Europe Standard Time:20270209T000000",
            "EXDATE;TZID=Asia/Tokyo:20270209T090000",
            "EXDATE;TZID=Moon/Sea:20270209T000000",
        ] {
            assert_eq!(days(exception, zone), without, "{zone} {exception}");
        }
    }
    // Midnight of the owner, written in UTC.
    let west = days("EXDATE;VALUE=DATE:20270209", "America/New_York");
    assert_eq!(days("EXDATE:20270209T050000Z", "America/New_York"), west);
    let east = days("EXDATE;VALUE=DATE:20270209", "Europe/Berlin");
    assert_eq!(days("EXDATE:20270208T230000Z", "Europe/Berlin"), east);

    let times = |start: &str, exception: &str, zone: &str, expected: &str| {
        check(&[start, "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3", exception], zone, expected);
    };
    let two = "08 09:00-10:00, 10 09:00-10:00";
    for exception in [
        "EXDATE;VALUE=DATE:20270209",
        "EXDATE:20270209T090000Z",
        "EXDATE;TZID=Europe/Berlin:20270209T100000",
        "EXDATE:20270209T090000",
    ] {
        times("DTSTART:20270208T090000Z", exception, "UTC", two);
    }
    times("DTSTART:20270208T090000Z", "EXDATE:20270209T100000", "Europe/Berlin", two);
    times("DTSTART;TZID=Europe/Berlin:20270208T100000", "EXDATE:20270209T100000", "America/New_York", two);
    // An hour before midnight in UTC is the next day in Berlin, and so is the date.
    times(
        "DTSTART:20270208T233000Z",
        "EXDATE;VALUE=DATE:20270209",
        "Europe/Berlin",
        "09 23:30-10 00:30, 10 23:30-11 00:30",
    );
    // A clock that nobody knows takes nothing out, unless it is the clock of the series.
    times(
        "DTSTART:20270208T090000Z",
        "EXDATE;TZID=Moon/Sea:20270209T090000",
        "UTC",
        "08 09:00-10:00, 09 09:00-10:00, 10 09:00-10:00",
    );

    let until = |start: &str, until: &str, zone: &str, expected: &str| {
        let rule = format!("RRULE:FREQ=DAILY;UNTIL={until}");
        check(&[start, "DURATION:PT1H", &rule], zone, expected);
    };
    until("DTSTART:20270208T233000Z", "20270209", "America/New_York", "08 23:30-09 00:30, 09 23:30-10 00:30");
    until(
        "DTSTART:20270208T140000Z",
        "20270209T090000",
        "America/New_York",
        "08 14:00-15:00, 09 14:00-15:00",
    );

    let moved = |id: &str, expected: &str| {
        let series = event(&["DTSTART:20270208T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3"]);
        let change = event(&[id, "DTSTART:20270209T110000Z", "DURATION:PT1H"]);
        assert_eq!(february(&format!("{series}\n{change}"), "UTC"), expected, "{id}");
    };
    let single = "08 09:00-10:00, 09 11:00-12:00, 10 09:00-10:00";
    for id in [
        "RECURRENCE-ID:20270209T090000Z",
        "RECURRENCE-ID;VALUE=DATE:20270209",
        "RECURRENCE-ID;TZID=Europe/Berlin:20270209T100000",
    ] {
        moved(id, single);
    }
    let all = "08 09:00-10:00, 09 11:00-12:00, 10 11:00-12:00";
    for id in [
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20270209T090000Z",
        "RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20270209",
    ] {
        moved(id, all);
    }
    moved("RECURRENCE-ID;RANGE=THISANDPRIOR:20270209T090000Z", &format!("{single}, incomplete"));
    moved("RECURRENCE-ID:then", "08 09:00-10:00, 09 09:00-10:00, 09 11:00-12:00, 10 09:00-10:00");
    check(
        &["DTSTART;VALUE=DATE:20270208", "RDATE:20270210T140000Z"],
        "UTC",
        "08 00:00-09 00:00, 10 00:00-11 00:00",
    );
    check(
        &["DTSTART:20270208T090000Z", "DURATION:PT1H", "RDATE;VALUE=DATE:20270210"],
        "UTC",
        "08 09:00-10:00, 10 00:00-11 00:00",
    );
}

#[test]
fn a_name_is_one_name_in_every_notation_and_of_one_object_in_every_scope() {
    let zone = |name: &str, offset: &str| {
        format!(
            "BEGIN:VTIMEZONE\nTZID:{name}\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:{offset}\nTZOFFSETTO:{offset}\nEND:STANDARD\nEND:VTIMEZONE"
        )
    };
    let at_nine = |written: &str, defined: &str| {
        let start = format!("DTSTART;TZID={written}:20270208T090000");
        february(&format!("{}\n{}", event(&[&start, "DURATION:PT1H"]), zone(defined, "+0530")), "UTC")
    };
    for (written, defined) in [
        ("GMT+05:30", "GMT+05:30"),
        ("\"GMT+05:30\"", "GMT+05\\:30"),
        ("\"a, b; c\"", "a\\, b\\; c"),
        ("a\\, b", "a, b"),
        ("a; b", "a; b"),
        ("\"say ^'x^'\"", "say \"x\""),
        ("Office ", " Office"),
        ("\"open: quote", "open: quote"),
    ] {
        assert_eq!(at_nine(written, defined), "08 03:30-04:30", "{written} {defined}");
    }
    // A name that means nothing counts on every clock, and not for other days.
    assert_eq!(at_nine("Moon", "Sun"), "07 19:00-08 22:00");
    assert_eq!(
        february(&event(&["DTSTART;TZIE=Asia/Tokyo:20270208T090000", "DURATION:PT1H"]), "UTC"),
        "07 19:00-08 22:00"
    );
    let broken = zone("Office", "+0530").replace("TZOFFSETTO:+0530", "TZOFFSETTO:half past five");
    let office = event(&["DTSTART;TZID=Office:20270208T090000", "DURATION:PT1H"]);
    assert_eq!(february(&format!("{broken}\n{office}"), "UTC"), "07 19:00-08 22:00");
    let twice = format!("{}\n{}\n{office}", zone("Office", "+0100"), zone("Office", "+0200"));
    assert_eq!(february(&twice, "UTC"), "07 19:00-08 22:00", "it contradicts itself");
    // The second object has no definition of its own, and only one there is.
    let apart = format!("{}\nEND:VCALENDAR\nBEGIN:VCALENDAR\n{office}", zone("Office", "+0100"));
    assert_eq!(february(&apart, "UTC"), "08 08:00-09:00");
    let floating = |name: &str| {
        format!("X-WR-TIMEZONE:{name}\n{}", event(&["DTSTART:20270208T090000", "DURATION:PT1H"]))
    };
    let two =
        format!("{}\nEND:VCALENDAR\nBEGIN:VCALENDAR\n{}", floating("Asia/Tokyo"), floating("Europe/Berlin"));
    assert_eq!(february(&two, "UTC"), "08 00:00-01:00, 08 08:00-09:00");
    // Of two times one has lost its zone: either reading counts.
    check(
        &["DTSTART;TZID=Asia/Tokyo:20270208T090000", "DTEND:20270208T100000"],
        "Asia/Kolkata",
        "08 00:00-04:30",
    );
    check(&["DTSTART:20270208T090000", "DTEND:20270208T100000Z"], "America/New_York", "08 05:00-14:00");
}

#[test]
fn versions_are_told_from_different_events() {
    let hour = |day: &str, more: &str| {
        format!("BEGIN:VEVENT\nUID:a\nDTSTART:202702{day}T090000Z\nDURATION:PT1H\n{more}\nEND:VEVENT")
    };
    let check = |events: &[String], expected: &str| {
        assert_eq!(february(&events.join("\n"), "UTC"), expected, "{events:?}");
    };
    let (both, second) = ("08 09:00-10:00, 09 09:00-10:00", "09 09:00-10:00");
    check(&[hour("08", "SEQUENCE:1"), hour("09", "SEQUENCE:1")], both);
    check(&[hour("08", "SEQUENCE:1"), hour("09", "SEQUENCE:2")], both);
    check(&[hour("09", "SEQUENCE:2"), hour("08", "SEQUENCE:1")], both);
    // Messages follow each other.
    let (first, message) = ([hour("08", "SEQUENCE:1")], "METHOD:REQUEST".to_owned());
    let next = ["END:VCALENDAR\nBEGIN:VCALENDAR".to_owned(), hour("09", "SEQUENCE:2")];
    check(&[&first[..], &next[..], std::slice::from_ref(&message)].concat(), second);
    check(&[&[message], &first[..], &next[..]].concat(), second);
    // Nothing says that one is the other's newer version: programs stamp events with the time of writing.
    check(&[hour("08", "DTSTAMP:20261101T000000Z"), hour("09", "DTSTAMP:20261102T000000Z")], both);
    let stamped = |day: &str, second: u32, more: &str| {
        hour(day, &format!("SEQUENCE:3\nDTSTAMP:20261101T00000{second}Z\n{more}"))
    };
    check(&[stamped("08", 0, ""), stamped("09", 1, "")], both);
    check(&[stamped("09", 1, ""), stamped("08", 0, "")], both);
    let rule = "RRULE:FREQ=WEEKLY;UNTIL=20270216T235959Z";
    let (weekly, more) = ([stamped("08", 0, rule), stamped("08", 1, "")], "08 09:00-10:00, 15 09:00-10:00");
    check(&weekly, more);
    let change = "RECURRENCE-ID:20270208T090000Z";
    check(&[stamped("08", 0, change), stamped("09", 1, change)], both);
    // At the same times it is the same event, and the newer one counts.
    check(&[stamped("08", 0, ""), stamped("08", 1, "TRANSP:TRANSPARENT")], "");
    check(&[stamped("08", 1, ""), stamped("08", 0, "TRANSP:TRANSPARENT")], "08 09:00-10:00");
    check(&[stamped("08", 0, rule), stamped("08", 1, &format!("{rule}\nSTATUS:CANCELLED"))], "");
    check(&[stamped("08", 0, ""), stamped("09", 1, "STATUS:CANCELLED")], "08 09:00-10:00");
    // Nobody knows which is newer.
    check(&[hour("08", "DTSTAMP:long ago"), hour("09", "DTSTAMP:20261102T000000Z")], both);
    check(&[hour("08", "SEQUENCE:one"), hour("09", "SEQUENCE:2")], both);
    check(&[hour("08", ""), hour("09", "DTSTAMP:20261102T000000Z")], both);
}

#[test]
fn times_that_no_clock_shows_are_not_counted() {
    let march = |lines: &[&str], zone: &str| {
        let file = format!("BEGIN:VCALENDAR\n{}\nEND:VCALENDAR\n", event(lines));
        let window = Interval::new(at("2027-03-26T00:00:00Z"), at("2027-04-05T00:00:00Z")).expect("days");
        let (times, _, problems) = read(&file, zone, window);
        assert_eq!(problems, [""; 0]);
        times.iter().map(|time| time.start().to_string()[5..16].to_owned()).collect::<Vec<_>>().join(" ")
    };
    let berlin = |start: &str, rule: &str| {
        let (start, rule) = (format!("DTSTART;TZID=Europe/Berlin:{start}"), format!("RRULE:{rule}"));
        march(&[&start, "DURATION:PT10M", &rule], "UTC")
    };
    assert_eq!(berlin("20270327T023000", "FREQ=DAILY;COUNT=3"), "03-27T01:30 03-29T00:30 03-30T00:30");
    assert_eq!(berlin("20270327T023000", "FREQ=DAILY;UNTIL=20270329T003000Z"), "03-27T01:30 03-29T00:30");
    // Long before the window, so that the missing hour is counted and not listed.
    assert_eq!(berlin("20260328T023000", "FREQ=DAILY;COUNT=365"), "03-26T01:30 03-27T01:30 03-29T00:30");
    assert_eq!(
        berlin("20260328T023000", "FREQ=DAILY;COUNT=365;BYDAY=MO,TU,WE,TH,FR,SA,SU"),
        "03-26T01:30 03-27T01:30 03-29T00:30"
    );
    assert_eq!(
        berlin("20260329T033000", "FREQ=YEARLY;COUNT=2;BYMONTH=3;BYDAY=-1SU;BYHOUR=2,3;BYSETPOS=1"),
        "03-28T01:30"
    );
    // The first one is there by itself: it has the offset of before (RFC 5545, 3.3.5).
    assert_eq!(berlin("20270328T023000", "FREQ=DAILY;COUNT=2"), "03-28T01:30 03-29T00:30");
    // Of the owner's clock, too, and no clock in UTC has gaps.
    assert_eq!(
        march(&["DTSTART:20270327T023000", "DURATION:PT10M", "RRULE:FREQ=DAILY;COUNT=3"], "Europe/Berlin"),
        "03-27T01:30 03-29T00:30 03-30T00:30"
    );
    assert_eq!(
        march(&["DTSTART:20270327T023000Z", "DURATION:PT10M", "RRULE:FREQ=DAILY;COUNT=3"], "Europe/Berlin"),
        "03-27T02:30 03-28T02:30 03-29T02:30"
    );
}

#[test]
fn what_the_owner_declined_is_free_and_nothing_else() {
    let with = |attendees: &[&str], expected: bool| {
        let lines = [&["DTSTART:20270208T090000Z", "DURATION:PT1H"][..], attendees].concat();
        assert_eq!(february(&event(&lines), "UTC").is_empty(), expected, "{attendees:?}");
    };
    with(&["ATTENDEE;PARTSTAT=DECLINED:mailto:ann@example.org"], true);
    with(&["ATTENDEE;CN=\"Ann: x\";PARTSTAT=declined:MAILTO:Ann@Example.ORG"], true);
    with(&["ATTENDEE;EMAIL=ann@example.org;PARTSTAT=DECLINED:/principals/ann/"], true);
    with(&["ATTENDEE;PARTSTAT=DECLINED:mailto:bob@example.org"], false);
    with(&["ATTENDEE;PARTSTAT=ACCEPTED:mailto:ann@example.org"], false);
    with(&["ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:ann@example.org"], false);
    with(&["ATTENDEE;PARTSTAT=DECLINED:mailto:ann@example.org", "ATTENDEE:mailto:ann@example.org"], false);
    let declined = event(&[
        "DTSTART:20270208T090000Z",
        "DURATION:PT1H",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:ann@work.example",
    ]);
    assert_eq!(february(&format!("{declined}\nX-WR-CALNAME:ann@work.example"), "UTC"), "");
    assert_eq!(february(&format!("{declined}\nX-WR-CALNAME:Work"), "UTC"), "08 09:00-10:00");
    // One occurrence alone.
    let series = event(&["DTSTART:20270208T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2"]);
    let one = event(&[
        "RECURRENCE-ID:20270209T090000Z",
        "DTSTART:20270209T090000Z",
        "DURATION:PT1H",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:ann@example.org",
    ]);
    assert_eq!(february(&format!("{series}\n{one}"), "UTC"), "08 09:00-10:00");
}

#[test]
fn a_cancellation_is_no_busy_time() {
    let hour = event(&["DTSTART:20270208T090000Z", "DURATION:PT1H"]);
    assert_eq!(february(&format!("METHOD:CANCEL\n{hour}"), "UTC"), "");
    assert_eq!(february(&format!("{hour}\nMETHOD:cancel"), "UTC"), "");
    assert_eq!(february(&format!("METHOD:REQUEST\n{hour}"), "UTC"), "08 09:00-10:00");
    let other = format!(
        "METHOD:CANCEL\n{hour}\nEND:VCALENDAR\nBEGIN:VCALENDAR\n{}",
        hour.replace("UID:a", "UID:b").replace("T09", "T11")
    );
    assert_eq!(february(&other, "UTC"), "08 11:00-12:00");
    let newer = hour.replace("UID:a", "UID:a\nSEQUENCE:1");
    assert_eq!(
        february(
            &format!("METHOD:PUBLISH\n{hour}\nEND:VCALENDAR\nBEGIN:VCALENDAR\nMETHOD:CANCEL\n{newer}"),
            "UTC"
        ),
        ""
    );
}

#[test]
fn a_whole_day_lasts_a_day_at_least() {
    let day = "08 00:00-09 00:00";
    let start = "DTSTART;VALUE=DATE:20270208";
    for end in [
        "DTEND;VALUE=DATE:20270208",
        "DTEND:20270208",
        "DURATION:P0D",
        "DURATION:PT0S",
        "DURATION:P0W",
        "DTEND:20270208T000000Z",
        "DTEND:20270208T000000",
        "DTEND:20270208T110000Z",
        "DURATION:PT1H",
        "SUMMARY:no end",
    ] {
        check(&[start, end], "UTC", day);
        check(&[start, end, "RRULE:FREQ=DAILY;COUNT=2"], "UTC", "08 00:00-10 00:00");
        let series = event(&["DTSTART;VALUE=DATE:20270201", "RRULE:FREQ=DAILY;COUNT=2"]);
        let change = event(&["RECURRENCE-ID;VALUE=DATE:20270202", start, end]);
        assert_eq!(february(&format!("{series}\n{change}"), "UTC"), format!("01 00:00-02 00:00, {day}"));
    }
    check(&[start, "DTEND;VALUE=DATE:20270208"], "Europe/Berlin", "07 23:00-08 23:00");
    check(&[start, "DTEND;VALUE=DATE:20270208"], "America/New_York", "08 05:00-09 05:00");
    // The day before its start, and its start.
    let back = "DTEND;VALUE=DATE:20270207";
    check(&[start, back], "UTC", "07 00:00-09 00:00");
    check(&[start, back], "Europe/Berlin", "06 23:00-08 23:00");
    check(
        &[start, back, "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=2"],
        "UTC",
        "07 00:00-09 00:00, 14 00:00-16 00:00",
    );
    let without = ["RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE;VALUE=DATE:20270208"];
    check(&[start, back, without[0], without[1]], "UTC", "14 00:00-16 00:00");
    check(&[start, "DTEND:20270207T220000Z"], "UTC", "07 22:00-09 00:00");
    check(
        &[start, "RDATE;VALUE=PERIOD:20270210/20270210,20270213/20270212"],
        "UTC",
        "08 00:00-09 00:00, 10 00:00-11 00:00, 12 00:00-14 00:00",
    );
    // It has times, and says that it is of whole days.
    for word in [
        "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
        "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT:true",
        "X-FUNAMBOL-ALLDAY:1",
    ] {
        for end in ["DTEND:20270208T000000", "DURATION:PT0S", "SUMMARY:x", "DTEND:20270209T000000"] {
            check(&["DTSTART:20270208T000000", end, word], "America/New_York", "08 05:00-09 05:00");
        }
    }
    check(
        &["DTSTART:20270208T000000", "DTEND:20270208T000000", "X-MICROSOFT-CDO-ALLDAYEVENT:FALSE"],
        "UTC",
        "",
    );
}

#[test]
fn of_two_lengths_the_longer_one_counts() {
    let start = "DTSTART:20270208T090000Z";
    check(&[start, "DTEND:20270208T090000Z", "DURATION:PT1H"], "UTC", "08 09:00-10:00");
    check(&[start, "DTEND:20270208T100000Z", "DURATION:PT3H"], "UTC", "08 09:00-12:00");
    check(&[start, "DURATION:PT3H", "DTEND:20270208T100000Z"], "UTC", "08 09:00-12:00");
    check(&[start, "DURATION:PT1H", "DTEND:20270208T120000Z"], "UTC", "08 09:00-12:00");
    check(&[start, "DURATION:PT0S", "DTEND:20270208T100000Z"], "UTC", "08 09:00-10:00");
    check(&[start, "DURATION:PT1H", "DTEND:20270208T080000Z"], "UTC", "08 08:00-10:00");
    check(&[start, "DURATION:later", "DTEND:20270208T100000Z"], "UTC", "08 09:00-10:00");
    let days = ["DTSTART;VALUE=DATE:20270208", "DTEND;VALUE=DATE:20270208", "DURATION:P2D"];
    check(&days, "UTC", "08 00:00-10 00:00");
}

#[test]
fn a_start_is_the_first_occurrence_whatever_the_rule_says() {
    let rule = |start: &str, until: &str, zone: &str, expected: &str| {
        let until = format!("RRULE:FREQ=WEEKLY;UNTIL={until}");
        let length = if start.contains("=DATE") { "DURATION:P1D" } else { "DURATION:PT1H" };
        check(&[start, length, &until], zone, expected);
    };
    let utc = "DTSTART:20270208T090000Z";
    for until in ["20270208T000000Z", "20270207T235959Z", "20270207", "20260101T000000"] {
        rule(utc, until, "UTC", "08 09:00-10:00");
    }
    rule("DTSTART;TZID=Europe/Berlin:20270208T090000", "20270208T000000Z", "UTC", "08 08:00-09:00");
    rule("DTSTART;VALUE=DATE:20270208", "20270207", "UTC", "08 00:00-09 00:00");
    // No date at all, as programs write one that have none: nobody knows whether the series ends.
    for until in ["19700101T000000Z", "16010101T000000Z", "00010101T000000", "18991230", "19000101"] {
        rule(utc, until, "UTC", "08 09:00-10:00, 15 09:00-10:00, 22 09:00-10:00");
    }
    check(&[utc, "DURATION:PT1H", "RRULE:FREQ=DAILY;UNTIL=20270101", "EXDATE:20270208T090000Z"], "UTC", "");
    check(
        &[utc, "DURATION:PT1H", "RRULE:FREQ=DAILY;UNTIL=20270101", "RDATE:20270210T090000Z"],
        "UTC",
        "08 09:00-10:00, 10 09:00-10:00",
    );
}

/// Lines of events on the 8th that can't be read.
const UNREADABLE: &[&[&str]] = &[
    &["DTSTART;VALUE=DATE:20270208", "DURATION:P1X"],
    &["DTSTART;VALUE=DATE:20270208", "DTEND:later"],
    &["DTSTART:soon", "DURATION:PT1H"],
    &["DURATION:PT1H"],
    &["DTSTART:20270208T090000Z", "DURATION:PT1H", "RDATE:soon"],
    &["DTSTART:20270208T090000Z", "DURATION:PT1H", "RDATE:"],
    &["DTSTART:20270208T090000Z", "DURATION:PT1H", "RRU"],
    &["DTSTART:20270208T090000Z", "DURATION:PT1H", "RRUL:FREQ=DAILY"],
    &["DTSTART:20270208T090000Z", "DURATION:PT1H", "RECURRENCE-ID;RANGE=THISANDPRIOR:20270208T090000Z"],
    &["DTSTART:20270208T090000Z", "DURATION:PT1H", "RECURRENCE-ID;RANGE=THISANDFUTURE:then"],
    &["DTSTART:20270208T090000Z", "BEGIN:VALARM", "DURATION:PT1H", "RRULE:FREQ=DAILY"],
];

#[test]
fn what_takes_no_time_takes_none_whenever_it_is() {
    let declined = "ATTENDEE;PARTSTAT=DECLINED:mailto:ann@example.org";
    let other = event(&["DTSTART:20270210T090000Z", "DURATION:PT1H"]).replace("UID:a", "UID:b");
    for lines in UNREADABLE {
        let is_busy = february(&event(lines), "UTC");
        assert!(is_busy.ends_with("incomplete"), "{lines:?}: {is_busy}");
        for free in ["STATUS:CANCELLED", "TRANSP:TRANSPARENT", declined] {
            for lines in [[lines, &[free][..]].concat(), [&[free][..], lines].concat()] {
                let file = format!("{}\n{other}", event(&lines).replace("RRULE:FREQ=DAILY\nS", "S"));
                if lines.last().is_some_and(|last| *last == free) && lines.contains(&"BEGIN:VALARM") {
                    // It stands in the alarm.
                    continue;
                }
                assert_eq!(february(&file, "UTC"), "10 09:00-10:00", "{lines:?}");
            }
        }
        let file = format!("METHOD:CANCEL\n{}\nEND:VCALENDAR\nBEGIN:VCALENDAR\n{other}", event(lines));
        assert_eq!(february(&file, "UTC"), "10 09:00-10:00", "{lines:?}");
    }
    let own = event(&["DURATION:PT1H", "ATTENDEE;PARTSTAT=DECLINED:mailto:ann@work.example"]);
    assert_eq!(february(&format!("{own}\nX-WR-CALNAME:ann@work.example"), "UTC"), "");
    assert_eq!(february(&format!("{own}\nX-WR-CALNAME:Work"), "UTC"), "incomplete");
}

#[test]
fn a_cancellation_without_times_cancels_what_it_names() {
    let series = event(&["DTSTART:20270208T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3"]);
    let check = |cancelled: &[&str], expected: &str| {
        let status = event(&[cancelled, &["STATUS:CANCELLED"]].concat());
        assert_eq!(february(&format!("{series}\n{status}"), "UTC"), expected, "{cancelled:?}");
        let object = format!("{series}\nEND:VCALENDAR\nBEGIN:VCALENDAR\nMETHOD:CANCEL\n{}", event(cancelled));
        assert_eq!(february(&object, "UTC"), expected, "{cancelled:?}");
    };
    check(&["RECURRENCE-ID:20270209T090000Z"], "08 09:00-10:00, 10 09:00-10:00");
    check(&["RECURRENCE-ID;VALUE=DATE:20270209", "SEQUENCE:1"], "08 09:00-10:00, 10 09:00-10:00");
    check(&["RECURRENCE-ID;RANGE=THISANDFUTURE:20270209T090000Z"], "08 09:00-10:00");
    check(&["SEQUENCE:1"], "");
    let all = "08 09:00-10:00, 09 09:00-10:00, 10 09:00-10:00";
    // It is not known to be newer, or not which occurrence it is.
    check(&["SUMMARY:x"], all);
    check(&["RECURRENCE-ID:then"], all);
    check(&["RECURRENCE-IE:20270209T090000Z", "SEQUENCE:1"], "incomplete");
    // An occurrence that takes time moves what comes after it, and nobody knows when that is.
    let cancelled = event(&["DURATION:PT1H", "RRULE:FREQ=DAILY", "STATUS:CANCELLED"]);
    let moved = event(&[
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20270209T090000Z",
        "DTSTART:20270209T110000Z",
        "DURATION:PT1H",
    ]);
    assert!(february(&format!("{cancelled}\n{moved}"), "UTC").ends_with("incomplete"));
    // Two events in one, of which one was cancelled.
    let lines = ["DTSTART:20270208T090000Z", "DURATION:PT1H", "DTSTART:20270209T090000Z", "STATUS:CANCELLED"];
    assert_eq!(february(&event(&lines), "UTC"), "incomplete");
}

#[test]
fn one_uid_in_two_notations_is_one() {
    for (one, other) in [("team\\,a@x", "team,a@x"), ("a\\;b", "a;b"), ("a\\\\b", "a\\b"), ("a\\nb", "a\\Nb")]
    {
        let series = event(&["DTSTART:20270208T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2"]);
        let change = event(&["RECURRENCE-ID:20270209T090000Z", "DTSTART:20270209T150000Z", "DURATION:PT1H"]);
        for (one, other) in [(one, other), (other, one)] {
            let file = format!(
                "{}\n{}",
                series.replace("UID:a", &format!("UID:{one}")),
                change.replace("UID:a", &format!("UID:{other}"))
            );
            assert_eq!(february(&file, "UTC"), "08 09:00-10:00, 09 15:00-16:00", "{one} {other}");
        }
    }
}

#[test]
fn zones_of_outlook_are_known() {
    let zone = |name: &str, parts: &str| {
        let start = format!("DTSTART;TZID=\"{name}\":20270208T190000");
        let hour = event(&[&start, "DURATION:PT1H"]);
        february(&format!("BEGIN:VTIMEZONE\nTZID:{name}\n{parts}END:VTIMEZONE\n{hour}"), "UTC")
    };
    let part = |name: &str, lines: &[&str]| format!("BEGIN:{name}\n{}\nEND:{name}\n", lines.join("\n"));
    let unknown = "08 05:00-09 08:00";
    for name in ["tzone://Microsoft/Utc", "TZONE://MICROSOFT/UTC", "Coordinated Universal Time"] {
        let start = format!("DTSTART;TZID={name}:20270208T090000");
        check(&[&start, "DURATION:PT1H"], "UTC", "08 09:00-10:00");
    }
    check(&["DTSTART;TZID=tzone://Microsoft/Custom:20270208T190000", "DURATION:PT1H"], "UTC", unknown);
    // One offset, of which it is not said from which it came.
    let brisbane = "(UTC+10:00) Brisbane";
    let since = "DTSTART:16010101T000000";
    for lines in
        [&["TZOFFSETTO:+1000", since][..], &["TZOFFSETTO:+1000"], &["TZOFFSETFROM:+1000", "TZOFFSETTO:+1000"]]
    {
        assert_eq!(zone(brisbane, &part("STANDARD", lines)), "08 09:00-10:00", "{lines:?}");
    }
    let standard = part("STANDARD", &["TZOFFSETTO:+1000", "DTSTART:20260405T030000"]);
    let daylight = part("DAYLIGHT", &["TZOFFSETTO:+1100", "DTSTART:20261004T020000"]);
    assert_eq!(zone("Sydney", &format!("{standard}{daylight}")), "08 08:00-09:00");
    // Nobody knows from which of two, or since when.
    let more = part("DAYLIGHT", &["TZOFFSETTO:+1200", "DTSTART:20261004T020000"]);
    assert_eq!(zone("Three", &format!("{standard}{daylight}{more}")), unknown);
    for lines in [&["TZOFFSETFROM:+1100", "TZOFFSETTO:+1000"][..], &[since], &["TZOFFSETTO:ten", since]] {
        assert_eq!(zone("Other", &part("STANDARD", lines)), unknown, "{lines:?}");
    }
    assert_eq!(zone("Other", &format!("{standard}{}", part("DAYLIGHT", &["TZOFFSETTO:+1100"]))), unknown);
}

#[test]
fn a_line_about_something_else_loses_no_time() {
    let hour = "08 09:00-10:00";
    let good = ["DTSTART:20270208T090000Z", "DURATION:PT1H"];
    for lines in [
        &["ATTENDEE;CN=\"Jane:mailto:j@example.org"][..],
        &["ATTENDEE;CN=O\"Brien:mailto:j@example.org"],
        &["ATTENDEE;CN=Jane", "Doe;PARTSTAT=ACCEPTED:mailto:j@example.org"],
        &["ATTENDEE;CN=Doe,", "Jane A;PARTSTAT=ACCEPTED:mailto:j@example.org"],
        &["ORGANIZER;CN=\"Jane:mailto:j@example.org"],
        &["SUMMARY"],
        &["LOCATION Room 3"],
        &["CREATED"],
        &["SEQUENCE"],
        &["DTSTAMP"],
        &["UID;X=\"a:b"],
        &["EXDATE"],
        &["STATUS"],
        &["X-ALT-DESC"],
    ] {
        check(&[&good[..], lines].concat(), "UTC", hour);
        check(&[lines, &good[..]].concat(), "UTC", hour);
    }
    for lost in ["DTSTART", "RDATE", "SUMMARY\u{fffd}RRULE:FREQ=DAILY", "RECURRENCE-ID", "X"] {
        check(&[&good[..], &[lost]].concat(), "UTC", &format!("{hour}, incomplete"));
    }
    // Whose version can't be read is older than none.
    let newer = event(&["DTSTART:20270209T090000Z", "DURATION:PT1H", "SEQUENCE:2"]);
    let older = event(&[good[0], good[1], "SEQUENCE"]);
    assert_eq!(february(&format!("{older}\n{newer}"), "UTC"), "08 09:00-10:00, 09 09:00-10:00");
    assert_eq!(february(&format!("X-WR-CALDESC\nPRODID\n{}", event(&good)), "UTC"), hour);
    assert_eq!(february(&format!("X-WR-TIMEZONE\n{}", event(&good)), "UTC"), format!("{hour}, incomplete"));
}

#[test]
fn a_refusal_counts_among_many_attendees() {
    let others: Vec<String> = (0..3_000).map(|n| format!("ATTENDEE:mailto:{n}@example.org")).collect();
    let lines = |more: &str| {
        let good = ["DTSTART:20270208T090000Z", "DURATION:PT1H"].map(str::to_owned);
        event(
            &[&good[..], &others, &[more.to_owned()]].concat().iter().map(String::as_str).collect::<Vec<_>>(),
        )
    };
    assert_eq!(february(&lines("ATTENDEE;PARTSTAT=DECLINED:mailto:ann@example.org"), "UTC"), "");
    assert_eq!(
        february(&lines("ATTENDEE;PARTSTAT=DECLINED:mailto:bob@example.org"), "UTC"),
        "08 09:00-10:00"
    );
}

#[test]
fn a_date_means_one_occurrence_and_of_several_none() {
    let check = |rule: &[&str], id: &str, more: &[&str], expected: &str| {
        let series = event(&[&["DTSTART:20270208T090000Z", "DURATION:PT1H"][..], rule].concat());
        let change = event(&[&[id, "DTSTART:20270209T110000Z", "DURATION:PT1H"][..], more].concat());
        assert_eq!(february(&format!("{series}\n{change}"), "UTC"), expected, "{rule:?} {id}");
    };
    let on = "RECURRENCE-ID;VALUE=DATE:20270209";
    let daily = "RRULE:FREQ=DAILY;COUNT=3";
    let twice = ["RRULE:FREQ=DAILY;BYHOUR=9,15;COUNT=4"];
    let all = "08 09:00-10:00, 08 15:00-16:00, 09 09:00-10:00, 09 15:00-16:00";
    check(&twice, on, &["STATUS:CANCELLED"], all);
    check(&twice, on, &[], "08 09:00-10:00, 08 15:00-16:00, 09 09:00-10:00, 09 11:00-12:00, 09 15:00-16:00");
    check(
        &twice,
        "RECURRENCE-ID:20270209T150000Z",
        &[],
        "08 09:00-10:00, 08 15:00-16:00, 09 09:00-10:00, 09 11:00-12:00",
    );
    check(&[daily], on, &[], "08 09:00-10:00, 09 11:00-12:00, 10 09:00-10:00");
    check(
        &[daily, "RDATE:20270209T150000Z"],
        on,
        &[],
        "08 09:00-10:00, 09 09:00-10:00, 09 11:00-12:00, 09 15:00-16:00, 10 09:00-10:00",
    );
    // One of the two is out: the other one is meant.
    check(&[twice[0], "EXDATE:20270209T150000Z"], on, &[], "08 09:00-10:00, 08 15:00-16:00, 09 11:00-12:00");
    let range = "RECURRENCE-ID;VALUE=DATE;RANGE=THISANDFUTURE:20270209";
    check(&[daily], range, &[], "08 09:00-10:00, 09 11:00-12:00, 10 11:00-12:00");
    // Whichever it is, what comes after it is where it moves, and what comes before it where it was.
    let series = event(&["DTSTART:20270208T090000Z", "DURATION:PT1H", twice[0]]);
    for meant in ["090000", "150000"] {
        let change = |id: &str| {
            let change = event(&[id, "DTSTART:20270209T110000Z", "DURATION:PT1H"]);
            read(
                &format!("BEGIN:VCALENDAR\n{series}\n{change}\nEND:VCALENDAR\n"),
                "UTC",
                Interval::new(at("2027-02-01T00:00:00Z"), at("2027-03-01T00:00:00Z")).expect("a month"),
            )
            .0
        };
        let known = change(&format!("RECURRENCE-ID;RANGE=THISANDFUTURE:20270209T{meant}Z"));
        let counted = change(range);
        assert_eq!(known.subtract(&counted), IntervalSet::default(), "{meant}");
        assert!(counted.iter().nth(1).is_some_and(|second| second.start() == at("2027-02-08T15:00:00Z")));
    }
}

#[test]
fn what_is_no_version_of_a_series_leaves_it_alone() {
    let series =
        event(&["DTSTART:20270208T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2", "SEQUENCE:0"]);
    let all = "08 09:00-10:00, 09 09:00-10:00";
    let check = |method: &str, lines: &[&str], expected: &str| {
        let file = format!(
            "METHOD:REQUEST\n{series}\nEND:VCALENDAR\nBEGIN:VCALENDAR\nMETHOD:{method}\n{}",
            event(&[lines, &["SEQUENCE:1"]].concat())
        );
        assert_eq!(february(&file, "UTC"), expected, "{method} {lines:?}");
    };
    let other = ["DTSTART:20270220T090000Z", "DURATION:PT1H"];
    check("REQUEST", &other, "20 09:00-10:00");
    check("ADD", &other, &format!("{all}, 20 09:00-10:00"));
    check("ADD", &[], &format!("{all}, incomplete"));
    for method in ["COUNTER", "DECLINECOUNTER", "REFRESH", "counter"] {
        check(method, &other, all);
        check(method, &["ATTENDEE:mailto:ann@example.org"], all);
        check(method, &["RECURRENCE-ID:20270209T090000Z", "DTSTART:20270209T110000Z", "DURATION:PT1H"], all);
    }
    check("REPLY", &["ATTENDEE;PARTSTAT=ACCEPTED:mailto:ann@example.org"], all);
    check(
        "REPLY",
        &["ATTENDEE;PARTSTAT=DECLINED:mailto:ann@example.org", "RECURRENCE-ID:20270209T090000Z"],
        "08 09:00-10:00",
    );
    check("REQUEST", &["ATTENDEE:mailto:ann@example.org"], &format!("{all}, incomplete"));
}
