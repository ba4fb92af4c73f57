//! Times of which nobody knows on which clock they are: whatever the clock is, what is busy on it counts as busy.
#![expect(clippy::expect_used, reason = "a test stops where its own set-up fails")]

use ical::{Limits, busy, parse};
use scheduling_core::time::{Interval, IntervalSet, TimeZone, Timestamp};

/// What was read of a calendar.
struct Reading {
    times: IntervalSet,
    complete: bool,
    reasons: Vec<String>,
}

/// February 2027 of somebody in Berlin, which is an hour ahead of UTC then, and the days around it.
fn read(lines: &str) -> Reading {
    let at = |text| Timestamp::parse(text).expect("an instant");
    let file = format!("BEGIN:VCALENDAR\n{lines}\nEND:VCALENDAR\n");
    let limits = Limits::default();
    let parsed = parse(file.as_bytes(), &limits).expect("a calendar");
    let window = Interval::new(at("2027-01-20T00:00:00Z"), at("2027-03-10T00:00:00Z")).expect("a window");
    let found = busy(&parsed.document, &TimeZone::named("Europe/Berlin").expect("a zone"), window, &limits);
    let skipped = parsed.skipped.iter().chain(&found.problems);
    let reasons = skipped.map(|one| format!("{}: {}", one.line, one.reason)).collect();
    Reading { times: found.times, complete: parsed.complete, reasons }
}

/// The busy time as `day hour-hour` in UTC, and whether it is all.
fn shown(lines: &str) -> String {
    let reading = read(lines);
    let show = |time: Interval| {
        let (start, end) = (time.start().to_string(), time.end().to_string());
        match start[..10] == end[..10] {
            true => format!("{} {}-{}", &start[8..10], &start[11..16], &end[11..16]),
            false => format!("{} {}-{} {}", &start[8..10], &start[11..16], &end[8..10], &end[11..16]),
        }
    };
    let mut shown: Vec<String> = reading.times.iter().map(show).collect();
    shown.extend((!reading.complete).then(|| "incomplete".to_owned()));
    shown.join(", ")
}

fn event(lines: &[&str]) -> String {
    format!("BEGIN:VEVENT\nUID:a\nDTSTAMP:20261101T000000Z\n{}\nEND:VEVENT\n", lines.join("\n"))
}

/// A zone of one offset, in minutes.
fn zone(name: &str, offset: i32) -> String {
    let (sign, size) = (if offset < 0 { '-' } else { '+' }, offset.abs());
    let offset = format!("{sign}{:02}{:02}", size / 60, size % 60);
    format!(
        "BEGIN:VTIMEZONE\nTZID:{name}\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:{offset}\n\
         TZOFFSETTO:{offset}\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
}

const OFFICE: &str = "TZID=Nowhere/Office";
const OTHER: &str = "TZID=Nowhere/Other";
const BERLIN: &str = "TZID=Europe/Berlin";

/// Starts and ends of an event on the 8th, at least one of them in an unknown zone; the end in Berlin is at `hour`.
fn pairs(hour: u32) -> Vec<[String; 2]> {
    let utc = hour - 1;
    let start = |zone: &str| format!("DTSTART;{zone}:20270208T100000");
    let end = |zone: &str| format!("DTEND;{zone}:20270208T{hour:02}0000");
    vec![
        [start(OFFICE), end(BERLIN)],
        [start(OFFICE), format!("DTEND:20270208T{utc:02}0000Z")],
        [start(OFFICE), format!("DTEND:20270208T{hour:02}0000")],
        [start(OFFICE), "DTEND;VALUE=DATE:20270209".into()],
        [start(OFFICE), end(OFFICE)],
        [start(OFFICE), end(OTHER)],
        [start(OFFICE), format!("DURATION:PT{hour}H")],
        [start(BERLIN), end(OFFICE)],
        [format!("DTSTART:20270208T{utc:02}0000Z"), end(OFFICE)],
        [format!("DTSTART:20270208T{utc:02}0000"), end(OFFICE)],
        ["DTSTART;VALUE=DATE:20270207".into(), end(OFFICE)],
    ]
}

/// Calendars with these times.
fn calendars(hour: u32) -> Vec<String> {
    let mut calendars = Vec::new();
    let daily = "RRULE:FREQ=DAILY;COUNT=5";
    for [start, end] in pairs(hour) {
        let with = |more: &[&str]| event(&[&[start.as_str(), end.as_str()][..], more].concat());
        calendars.push(with(&[]));
        calendars.push(with(&[daily]));
        calendars.push(with(&["RRULE:FREQ=WEEKLY;BYDAY=MO,TH;COUNT=4"]));
        calendars.push(with(&["RRULE:FREQ=DAILY;UNTIL=20270210T093000Z"]));
        calendars.push(with(&[daily, "EXDATE;TZID=Europe/Berlin:20270209T100000"]));
        calendars.push(with(&[daily, "EXDATE;TZID=Nowhere/Office:20270209T100000"]));
        calendars.push(with(&[daily, "EXRULE:FREQ=DAILY;UNTIL=20270209T100000Z"]));
        calendars.push(with(&["RDATE;TZID=Nowhere/Office:20270212T100000,20270213T090000"]));
        calendars.push(with(&["RDATE;TZID=Nowhere/Other:20270212T100000"]));
        calendars.push(with(&["RDATE:20270212T100000Z"]));
        for master in [BERLIN, OFFICE] {
            let first = format!("DTSTART;{master}:20270206T100000");
            let series = event(&[&first, "DURATION:PT1H", daily]);
            for id in [BERLIN, OFFICE, OTHER] {
                for range in ["", ";RANGE=THISANDFUTURE"] {
                    let id = format!("RECURRENCE-ID{range};{id}:20270208T100000");
                    calendars.push(format!("{series}{}", with(&[&id])));
                    let added = format!("{series}{}", with(&[&id]));
                    let date = format!("{daily}\nRDATE;{OFFICE}:20270212T100000\n");
                    calendars.push(added.replace(&format!("{daily}\n"), &date));
                }
            }
        }
    }
    for first in [
        "DTSTART;TZID=Europe/Berlin:20270201T100000",
        "DTSTART;TZID=Nowhere/Office:20270201T100000",
        "DTSTART:20270201T090000Z",
        "DTSTART;VALUE=DATE:20270201",
    ] {
        let utc = hour - 1;
        for period in [
            format!("20270212T100000/20270212T{utc:02}0000Z"),
            format!("20270212T{utc:02}0000Z/20270212T{hour:02}0000"),
            format!("20270212T100000/20270212T{hour:02}0000"),
            format!("20270212T100000/PT{hour}H"),
        ] {
            let period = format!("RDATE;VALUE=PERIOD;TZID=Nowhere/Office:{period}");
            for more in ["EXDATE;TZID=Europe/Berlin:20270212T100000", "EXDATE:20270212T100000Z", daily] {
                let length = if first.contains("DATE:") { "DURATION:P1D" } else { "DURATION:PT1H" };
                calendars.push(event(&[first, length, &period, more]));
            }
        }
    }
    calendars
}

#[test]
fn whatever_a_zone_is_that_nobody_knows_what_is_busy_in_it_counts() {
    let mut wrong = Vec::new();
    // Before the start in UTC, at it, and after it.
    for calendar in [10, 11, 12].into_iter().flat_map(calendars) {
        let counted = read(&calendar);
        assert!(counted.complete && !counted.reasons.is_empty(), "{calendar} {:?}", counted.reasons);
        for offset in (-12 * 60..=14 * 60).step_by(60) {
            let other = if offset % 120 == 0 { -12 * 60 } else { 14 * 60 };
            let zones = format!("{}{}", zone("Nowhere/Office", offset), zone("Nowhere/Other", other));
            let known = read(&format!("{zones}{calendar}"));
            assert_eq!(known.reasons, [""; 0], "{calendar}");
            let free = known.times.subtract(&counted.times);
            if !free.is_empty() {
                wrong.push(format!("{offset} minutes: {free:?} in {calendar}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} times: {:#?}", wrong.len(), &wrong[..wrong.len().min(10)]);
}

#[test]
fn only_what_certainly_takes_no_time_takes_none() {
    let check = |lines: &[&str], expected: &str| assert_eq!(shown(&event(lines)), expected, "{lines:?}");
    let unknown = "DTSTART;TZID=Nowhere/Office:20270208T100000";
    let everywhere = "07 08:00-09 12:00";
    check(&[unknown, "DTEND;TZID=Europe/Berlin:20270208T110000"], everywhere);
    check(&[unknown, "DTEND:20270208T100000Z"], everywhere);
    check(&["DTSTART:20270208T100000Z", "DTEND;TZID=Nowhere/Office:20270208T100000"], everywhere);
    check(&[unknown, "DTEND;TZID=Nowhere/Other:20270208T100000"], "07 20:00-08 22:00");
    // One of the two has lost its zone, and the other reading takes an hour.
    check(&["DTSTART:20270208T110000", "DTEND:20270208T100000Z"], "08 10:00-11:00");
    check(&["DTSTART:20270208T100000Z", "DTEND:20270208T110000"], "08 10:00-11:00");
    for certain in [
        &[unknown, "DTEND;TZID=Nowhere/Office:20270208T100000"][..],
        &[unknown, "DURATION:PT0S"],
        &[unknown],
        &["DTSTART:20270208T100000Z", "DTEND;TZID=Europe/Berlin:20270208T110000"],
    ] {
        check(certain, "");
    }
    // A period is mixed up as an event is.
    check(
        &[
            "DTSTART:20270208T100000Z",
            "DURATION:PT1H",
            "RDATE;VALUE=PERIOD:20270210T100000Z/20270210T090000Z",
        ],
        "08 10:00-11:00, 10 09:00-10:00",
    );
    let series =
        event(&["DTSTART;TZID=Europe/Berlin:20270208T110000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=6"]);
    let moved = event(&[
        "RECURRENCE-ID;TZID=Europe/Berlin:20270211T110000",
        "DTSTART;TZID=Nowhere/Office:20270211T100000",
        "DTEND:20270211T100000Z",
    ]);
    assert_eq!(
        shown(&format!("{series}{moved}")),
        "08 10:00-11:00, 09 10:00-11:00, 10 08:00-12 12:00, 13 10:00-11:00"
    );
}

#[test]
fn an_exception_means_one_occurrence_in_every_notation() {
    let check = |start: &str, more: &[&str], change: Option<&[&str]>, expected: &str| {
        let lines = [&[start, "DURATION:PT1H"][..], more].concat();
        let changed = change.map(event).unwrap_or_default();
        assert_eq!(shown(&format!("{}{changed}", event(&lines))), expected, "{lines:?} {change:?}");
    };
    let daily = "RRULE:FREQ=DAILY;COUNT=3";
    let utc = "DTSTART:20270208T100000Z";
    let zoned = "DTSTART;TZID=America/New_York:20270208T050000";
    let floating = "DTSTART:20270208T110000";
    let of_any = [
        ";VALUE=DATE:20270209",
        ":20270209T100000Z",
        ";TZID=Europe/Berlin:20270209T110000",
        ";TZID=Asia/Tokyo:20270209T190000",
    ];
    // On the owner's clock and on the series' own.
    let of_utc = [":20270209T110000", ":20270209T100000"];
    for (start, without_zone) in
        [(utc, &of_utc[..]), (zoned, &[":20270209T050000"][..]), (floating, &[":20270209T110000"][..])]
    {
        for which in of_any.iter().chain(without_zone) {
            let excluded = format!("EXDATE{which}");
            check(start, &[daily, &excluded], None, "08 10:00-11:00, 10 10:00-11:00");
            let moved = |range: &str, expected: &str| {
                let id = format!("RECURRENCE-ID{range}{which}");
                let change = [id.as_str(), "DTSTART:20270209T150000Z", "DURATION:PT1H"];
                check(start, &[daily], Some(&change[..]), expected);
            };
            moved("", "08 10:00-11:00, 09 15:00-16:00, 10 10:00-11:00");
            moved(";RANGE=THISANDFUTURE", "08 10:00-11:00, 09 15:00-16:00, 10 15:00-16:00");
        }
    }
    // No occurrence is at either time.
    check(utc, &[daily, "EXDATE:20270209T073000"], None, "08 10:00-11:00, 09 10:00-11:00, 10 10:00-11:00");
    let change = ["RECURRENCE-ID:20270209T073000", "DTSTART:20270209T150000Z", "DURATION:PT1H"];
    check(utc, &[daily], Some(&change[..]), "08 10:00-11:00, 09 10:00-11:00, 09 15:00-16:00, 10 10:00-11:00");
    // One is at each: nobody knows which is meant.
    let twice = "RRULE:FREQ=DAILY;COUNT=6;BYHOUR=10,11";
    check(utc, &[twice, "EXDATE:20270209T110000"], None, "08 10:00-12:00, 09 10:00-12:00, 10 10:00-12:00");
    let change = ["RECURRENCE-ID:20270209T110000", "DTSTART:20270209T150000Z", "DURATION:PT1H"];
    check(utc, &[twice], Some(&change[..]), "08 10:00-12:00, 09 10:00-12:00, 09 15:00-16:00, 10 10:00-12:00");
}

#[test]
fn what_comes_after_a_change_moves_as_far_as_the_change() {
    let check = |id: &str, start: &str, expected: &str| {
        let series = event(&["DTSTART:20270208T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3"]);
        let id = format!("RECURRENCE-ID;RANGE=THISANDFUTURE:{id}");
        let start = format!("DTSTART:{start}");
        let change = event(&[&id, &start, "DURATION:PT1H"]);
        assert_eq!(shown(&format!("{series}{change}")), expected, "{id} {start}");
    };
    // Both on the owner's clock.
    check("20270209T110000", "20270209T160000", "08 10:00-11:00, 09 15:00-16:00, 10 15:00-16:00");
    // The first is in UTC and does not say so. The second may be.
    check("20270209T100000", "20270209T160000", "08 10:00-11:00, 09 15:00-17:00, 10 15:00-17:00");
}

#[test]
fn changes_of_different_occurrences_are_no_versions_of_one() {
    let series = event(&["DTSTART:20270208T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3"]);
    let change = |id: &str, hour: u32, sequence: u32| {
        let (id, start) = (format!("RECURRENCE-ID{id}"), format!("DTSTART:20270209T{hour}0000Z"));
        event(&[&id, &start, "DURATION:PT1H", &format!("SEQUENCE:{sequence}")])
    };
    for other in [";TZID=Nowhere/Office:20270209T100000", ":20270209T110000"] {
        let file = format!("{series}{}{}", change(other, 13, 0), change(":20270209T100000Z", 15, 1));
        assert_eq!(shown(&file), "08 10:00-11:00, 09 13:00-14:00, 09 15:00-16:00, 10 10:00-11:00", "{other}");
    }
    let file = format!(
        "{series}{}{}",
        change(";TZID=Europe/Berlin:20270209T110000", 13, 0),
        change(":20270209T100000Z", 15, 1)
    );
    assert_eq!(shown(&file), "08 10:00-11:00, 09 15:00-16:00, 10 10:00-11:00");
}

#[test]
fn availability_makes_busy_from_its_start_to_its_end_or_is_lost() {
    let available = "BEGIN:AVAILABLE\nUID:q\nDTSTART:20270208T090000Z\nDTEND:20270208T100000Z\nEND:AVAILABLE";
    let availability = |lines: &str| {
        format!(
            "BEGIN:VAVAILABILITY\nUID:z\nDTSTAMP:20260101T000000Z\n{lines}\n{available}\nEND:VAVAILABILITY\n"
        )
    };
    let day = "DTSTART:20270208T000000Z\nDTEND:20270209T000000Z";
    let check = |lines: &str, expected: &str| {
        let file = availability(lines);
        let reasons = read(&file).reasons;
        assert_eq!(shown(&file), expected, "{lines}: {reasons:?}");
        assert!(reasons.iter().any(|reason| reason.starts_with("2: VAVAILABILITY")), "{reasons:?}");
    };
    for kind in ["BUSYTYPE:BUSY", "BUSYTYPE:BUSY-UNAVAILABLE", "BUSYTYPE:BUSY-TENTATIVE", "PRIORITY:1"] {
        check(&format!("{kind}\n{day}"), "08 00:00-09 00:00");
        check(&format!("{kind}\nDTSTART:20270208T000000Z"), "incomplete");
    }
    check("DTSTART:20270208T100000\nDURATION:PT2H", "08 09:00-11:00");
    check("DTSTART:20270208T000000Z\nDTEND:never", "incomplete");
    check("SUMMARY:Office hours", "incomplete");
    // It has the zone and the method of its calendar, and takes no event along.
    let hour = event(&["DTSTART:20270210T100000Z", "DURATION:PT1H"]);
    let floating = availability("DTSTART:20270208T100000\nDURATION:PT2H");
    assert_eq!(shown(&format!("{floating}{hour}X-WR-TIMEZONE:Asia/Tokyo")), "08 01:00-03:00, 10 10:00-11:00");
    assert_eq!(shown(&format!("METHOD:CANCEL\n{floating}")), "");
    let unended = availability(day).replace("END:VAVAILABILITY\n", "");
    assert_eq!(shown(&format!("{unended}{hour}")), "08 00:00-09 00:00, 10 10:00-11:00");
}

#[test]
fn components_say_something_of_busy_time_or_are_known_not_to() {
    let check = |name: &str, expected: &str| {
        let file = format!("BEGIN:{name}\nDTSTART:20270208T100000Z\nDURATION:PT1H\nEND:{name}\n");
        assert_eq!(shown(&file), expected, "{name}");
        assert_eq!(read(&file).reasons.is_empty(), expected.is_empty(), "{name}");
    };
    for known in ["VTODO", "VJOURNAL", "X-THING"] {
        check(known, "");
    }
    for lost in ["VTHING", "AVAILABLE"] {
        check(lost, "incomplete");
    }
}
