//! Components that begin or end where they should not: what they hold is known, or the calendar is not complete.
#![expect(clippy::expect_used, reason = "a test stops where its own set-up fails")]

use ical::{Limits, busy, parse};
use scheduling_core::time::{Interval, TimeZone, Timestamp};

/// February 2027 in UTC: the days that are busy from nine to ten, then what else is, and whether that is all.
fn read(file: &str) -> (String, Vec<String>) {
    let at = |text| Timestamp::parse(text).expect("an instant");
    let limits = Limits::default();
    let parsed = parse(file.as_bytes(), &limits).expect("a calendar");
    let window = Interval::new(at("2027-02-01T00:00:00Z"), at("2027-03-01T00:00:00Z")).expect("a month");
    let found = busy(&parsed.document, &TimeZone::utc(), window, &limits);
    let show = |time: Interval| {
        let (start, end) = (time.start().to_string(), time.end().to_string());
        format!("{} {}-{}", &start[8..10], &start[11..16], &end[11..16]).replace(" 09:00-10:00", "")
    };
    let mut shown: Vec<String> = found.times.iter().map(show).collect();
    shown.extend((!parsed.complete).then(|| "incomplete".to_owned()));
    (shown.join(" "), parsed.skipped.into_iter().map(|one| one.reason).collect())
}

fn calendar(lines: &str) -> String {
    format!("BEGIN:VCALENDAR\n{lines}\nEND:VCALENDAR\n")
}

fn event(lines: &[&str]) -> String {
    format!("BEGIN:VEVENT\nUID:a\nDTSTAMP:20261101T000000Z\n{}\nEND:VEVENT", lines.join("\n"))
}

const START: &str = "DTSTART:20270208T090000Z";
const END: &str = "DTEND:20270208T100000Z";
const DAILY: &str = "RRULE:FREQ=DAILY;COUNT=3";

/// What stands before the event's last lines, and whether those are known all the same.
const STRAY: &[(&str, bool)] = &[
    ("BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT15M", false),
    ("BEGIN:VALARM\nTRIGGER:-PT15M\nBEGIN:VLOCATION\nNAME:x\nEND:VLOCATION", false),
    ("BEGIN:VALARM\nBEGIN:VALARM\nTRIGGER:-PT15M\nEND:VALARM", false),
    ("BEGIN:X-THING\nBEGIN:VALARM", false),
    ("BEGIN:", false),
    ("BEGIN:9", false),
    ("BEGIN:STANDARD", false),
    ("BEGIN:VTODO", false),
    ("BEGIN:VJOURNAL", false),
    ("BEGIN:VTIMEZONE", false),
    ("BEGIN:VFREEBUSY", false),
    ("BEGIN:VAVAILABILITY", false),
    ("BEGIN:VEVENT", false),
    ("BEGIN:VCALENDAR", false),
    ("END:VCALENDAR", false),
    ("END:VEVENT", false),
    ("END:VALARM", false),
    ("END:", false),
    ("BEGIN:VTODO\nSUMMARY:x\nEND:VTODO", false),
    ("DESCRIPTION:Agenda\nBegin: 9\nRoom: 3", true),
    ("DESCRIPTION:Agenda\nBEGIN:of the meeting\nRoom 3", true),
    ("DESCRIPTION:Agenda\nBEGIN: in the hall", true),
    ("DESCRIPTION:Agenda\nEnd: 10:00\nRoom 3", true),
    ("DESCRIPTION:Agenda\nEND:of the meeting", true),
    ("DESCRIPTION:Agenda\nEND:VEVENT is next", true),
    ("BEGIN:VALARM\nTRIGGER:-PT15M\nDURATION:PT5M\nREPEAT:1\nEND:VALARM", true),
    ("BEGIN:VALARM\nTRIGGER:-PT15M\nBegin: now\nEND:VALARM", true),
];

#[test]
fn what_stands_behind_a_stray_begin_or_end_is_not_lost_unnoticed() {
    for (stray, is_known) in STRAY {
        let check = |lines: &[&str], expected: &str| {
            let (seen, reasons) = read(&calendar(&event(lines)));
            match is_known {
                true => assert_eq!(seen, expected, "{lines:?} {reasons:?}"),
                false => assert!(seen.ends_with("incomplete"), "{lines:?}: {seen} {reasons:?}"),
            }
        };
        check(&[START, END, stray, DAILY], "08 09 10");
        check(&[START, END, stray, "RDATE:20270210T090000Z"], "08 10");
        check(&[START, stray, END], "08");
        check(&[START, stray, "DURATION:PT1H"], "08");
        check(&[stray, START, END], "08");
        check(&[START, END, stray, "RRUL:FREQ=DAILY"], "08 incomplete");
        check(&[START, END, stray, "RRU"], "08 incomplete");
    }
}

#[test]
fn what_is_not_closed_takes_nothing_else_along() {
    let check = |lines: &str, expected: &str| assert_eq!(read(&calendar(lines)).0, expected, "{lines}");
    // The alarm may have had the duration: the event has an end.
    let alarm = "BEGIN:VALARM\nTRIGGER:-PT15M\nDURATION:PT5M\nREPEAT:1";
    check(&event(&[START, END, DAILY, alarm]), "08 09 10");
    check(&event(&[START, END, DAILY, alarm, "END:VALRM"]), "08 09 10");
    check(
        &event(&[START, END, DAILY, "BEGIN:VALARM\nTRIGGER:-PT15M", "SUMMARY:x\nEXDATE:20270209T090000Z"]),
        "08 09 10",
    );
    // Other components keep what is theirs.
    let todo = "BEGIN:VTODO\nUID:t\nDTSTART:20270209T090000Z\nRRULE:FREQ=DAILY";
    check(&format!("{todo}\n{}", event(&[START, END])), "08");
    check(&format!("{}\n{todo}", event(&[START, END])), "08");
    check(&format!("X-WR-CALDESC:Ours\nBegin: 9\n{}", event(&[START, END])), "08");
    check(&format!("{}\nEND:VEVENT", event(&[START, END])), "08");
    // What says something of the whole calendar, or of busy time, is not lost unnoticed.
    let todo_and_zone = format!("{todo}\nX-WR-TIMEZONE:Asia/Tokyo\n{}", event(&[START, END]));
    check(&todo_and_zone, "08 incomplete");
    check("BEGIN:VFREEBUSY\nBEGIN:X\nFREEBUSY:20270208T090000Z/PT1H\nEND:VFREEBUSY", "incomplete");
    let zone = "BEGIN:VTIMEZONE\nTZID:Z\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0100\nBEGIN:X\nRRULE:FREQ=YEARLY\nEND:STANDARD\nEND:VTIMEZONE";
    let zoned = event(&["DTSTART;TZID=Z:20270208T090000", "DURATION:PT1H"]);
    check(&format!("{zone}\n{zoned}"), "07 19:00-22:00");
}

#[test]
fn nothing_is_lost_unnoticed_behind_the_end_of_a_calendar() {
    let whole = calendar(&event(&[START, END]));
    let other = calendar(&event(&["DTSTART:20270209T090000Z", "DURATION:PT1H"]).replace("UID:a", "UID:b"));
    for ends in ["\n", "\r\n"] {
        let stream = format!("{whole}{other}").replace('\n', ends);
        let first = whole.replace('\n', ends).len();
        for cut in first + 1..stream.len() - ends.len() {
            let (seen, _) = read(&stream[..cut]);
            assert!(seen.ends_with("incomplete"), "{:?}: {seen}", &stream[first..cut]);
        }
        assert_eq!(read(&stream).0, "08 09");
    }
    for behind in ["RRULE:FREQ=DAILY", "DTEND:20270208T110000Z", "BEGIM:VCALENDAR", "BEGIN\u{fffd}VCALENDAR"]
    {
        assert_eq!(read(&format!("{whole}{behind}\n")).0, "08 incomplete", "{behind}");
    }
    for behind in ["\u{1a}", "<!-- 12 ms -->", "Date: now", "END:VCALENDAR", "X-TRACE:1"] {
        assert_eq!(read(&format!("{whole}{behind}\n")).0, "08", "{behind}");
    }
    // Before the first one stands what others have wrapped around it.
    assert_eq!(read(&format!("Date: now\nB\nDURATION:1\n\n{whole}")).0, "08");
}
