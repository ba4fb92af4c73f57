//! Calendars that are broken, huge, or meant to do harm: all of them end at once, and say what they lost.
#![expect(clippy::expect_used, reason = "a test stops where its own set-up fails")]

use ical::{Busy, Limits, NotACalendar, Parsed, busy, parse};
use proptest::prelude::*;
use scheduling_core::time::{Interval, TimeZone, Timestamp};

fn window() -> Interval {
    let at = |text| Timestamp::parse(text).expect("an instant");
    Interval::new(at("2025-01-01T00:00:00Z"), at("2025-03-01T00:00:00Z")).expect("a window")
}

fn calendar(lines: &str) -> String {
    format!("BEGIN:VCALENDAR\n{lines}\nEND:VCALENDAR\n")
}

fn event(lines: &str) -> String {
    format!("BEGIN:VEVENT\n{lines}\nEND:VEVENT\n")
}

fn read(text: &str, limits: &Limits) -> (Parsed, Busy) {
    let parsed = parse(text.as_bytes(), limits).expect("a calendar");
    let zone = TimeZone::named("Europe/Berlin").expect("a zone");
    let busy = busy(&parsed.document, &zone, window(), limits);
    (parsed, busy)
}

#[test]
fn other_files_are_no_calendars() {
    for file in [
        "",
        "\n\n",
        "<html>BEGIN:VCALENDAR</html>",
        "BEGIN:VCARD\nEND:VCARD\n",
        "BEGIN:VEVENT\nEND:VEVENT\n",
        "{\"kind\": \"calendar\"}",
    ] {
        assert_eq!(parse(file.as_bytes(), &Limits::default()).err(), Some(NotACalendar), "{file}");
    }
    let utf16: Vec<u8> = calendar("").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(parse(&utf16, &Limits::default()).err(), Some(NotACalendar));
}

#[test]
fn what_never_ends_is_cut_and_counts_as_busy() {
    let check = |lines: &str, cut: bool, busy_seconds: i64| {
        let (_, busy) = read(&calendar(&event(lines)), &Limits::default());
        assert_eq!((busy.cut, busy.times.seconds()), (cut, busy_seconds), "{lines}: {:?}", busy.problems);
        assert_eq!(
            busy.problems.iter().map(|problem| problem.line).collect::<Vec<_>>(),
            if cut { vec![2] } else { vec![] }
        );
    };
    let all = window().seconds();
    let start = "DTSTART:20240101T000000Z\nDTEND:20240101T000001Z\n";
    check(&format!("{start}RRULE:FREQ=SECONDLY"), true, all);
    check(&format!("{start}RRULE:FREQ=SECONDLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;COUNT=2000000000"), true, all);
    check(&format!("{start}RRULE:FREQ=MINUTELY;INTERVAL=60"), false, 59 * 24);
    // A century of one meeting is no work, and is busy all the same.
    check("DTSTART:19700101T000000Z\nDTEND:20700101T000000Z\nRRULE:FREQ=DAILY", true, all);
}

#[test]
fn limits_are_kept_and_reported() {
    let day = |day: usize| {
        event(&format!("UID:{day}\nDTSTART:202501{day:02}T090000Z\nDTEND:202501{day:02}T100000Z"))
    };
    let ten: String = (1..=10).map(day).collect();

    let (parsed, busy) = read(&calendar(&ten), &Limits { components: 3, ..Limits::default() });
    assert_eq!((parsed.document.events.len(), busy.cut), (3, true));
    assert_eq!(busy.times.seconds(), window().seconds(), "what was left out counts as busy");
    assert_eq!(
        parsed.skipped.iter().map(|skipped| skipped.line).collect::<Vec<_>>(),
        [17],
        "{:?}",
        parsed.skipped
    );

    let (parsed, busy) = read(
        &calendar(&format!(
            "X-LONG:{}\n{}",
            "x".repeat(200),
            ten.replace("UID:3", &format!("UID:{}", "x".repeat(200)))
        )),
        &Limits { line_bytes: 100, ..Limits::default() },
    );
    assert_eq!((parsed.document.events.len(), parsed.skipped.len()), (10, 1), "{:?}", parsed.skipped);
    assert_eq!(busy.times.seconds(), window().seconds(), "nobody knows what stood in the line");
    assert!(!parsed.complete);

    let dates = "20250106T090000Z,".repeat(100);
    let list = event(&format!("DTSTART:20250106T090000Z\nEXDATE:{dates}"));
    let (parsed, busy) = read(&calendar(&list), &Limits { entries: 50, ..Limits::default() });
    assert_eq!((parsed.complete, busy.cut), (false, true), "{:?}", parsed.skipped);

    let (parsed, _) = read(&calendar(&"nothing\n".repeat(500)), &Limits { skipped: 20, ..Limits::default() });
    assert_eq!(parsed.skipped.len(), 20);

    let daily = event("DTSTART:20250101T090000Z\nDTEND:20250101T100000Z\nRRULE:FREQ=DAILY");
    let (_, busy) = read(&calendar(&daily.repeat(10)), &Limits { occurrences: 100, ..Limits::default() });
    assert!(busy.cut);
    assert_eq!(busy.times.seconds(), window().seconds(), "what was not looked at counts as busy");
}

#[test]
fn a_zone_that_never_ends_is_bounded() {
    let zone = "BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:19000101T000000\nRRULE:FREQ=SECONDLY\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE\n";
    let meeting = event("DTSTART;TZID=Ours:20250106T090000\nDTEND;TZID=Ours:20250106T100000");
    let (_, busy) = read(&calendar(&format!("{zone}{meeting}")), &Limits::default());
    assert_eq!(busy.times.seconds(), 27 * 3600, "the hour on any clock");
    assert_eq!(
        busy.problems.iter().map(|problem| problem.line).collect::<Vec<_>>(),
        [2],
        "{:?}",
        busy.problems
    );
}

#[test]
fn a_cut_off_file_is_incomplete_and_what_was_read_counts() {
    let whole = calendar(&format!(
        "{}{}",
        event("DTSTART:20250106T090000Z\nDURATION:PT1H"),
        event("DTSTART:20250107T090000Z\nDURATION:PT1H\nSTATUS:CANCELLED")
    ));
    let cut = whole.split("STATUS").next().expect("a part");
    let (parsed, busy) = read(cut, &Limits::default());
    assert_eq!((parsed.document.events.len(), busy.times.seconds()), (2, 7200));
    assert!(!parsed.complete);
    assert_eq!(parsed.skipped.iter().map(|skipped| skipped.line).collect::<Vec<_>>(), [1, 6]);
    assert!(read(&whole, &Limits::default()).0.complete);
}

#[test]
fn work_does_not_grow_with_the_square_of_the_file() {
    let skipped = |text: &str| read(text, &Limits::default()).0.skipped.len();
    let nested = format!("{}{}", "BEGIN:X\n".repeat(200_000), "END:Y\n".repeat(200_000));
    assert!(skipped(&calendar(&nested)) > 0);
    let zones: String = (0..50_000).map(|n| format!("EXDATE;TZID=Zone {n}:20250106T090000\n")).collect();
    assert!(skipped(&calendar(&event(&format!("DTSTART:20250106T090000Z\n{zones}")))) > 0);
    // Every one of these asks whether the series still has the occurrence that it changes.
    let dates: String = (0..50_000).map(|_| "RDATE:20200106T090000Z\n").collect();
    let changes: String = (0..10_000)
        .map(|n| {
            format!(
                "UID:a\nRECURRENCE-ID:2024{:02}{:02}T{:02}{:02}00Z\nDTSTART:20250106T090000Z",
                n / 5_000 + 1,
                n % 28 + 1,
                n / 28 % 24,
                n / 700 % 60
            )
        })
        .map(|lines| event(&lines))
        .collect();
    let master = event(&format!("UID:a\nSEQUENCE:9\nDTSTART:20200106T090000Z\nDURATION:PT1H\n{dates}"));
    let (_, busy) = read(&calendar(&format!("{master}{changes}")), &Limits::default());
    assert_eq!((busy.cut, busy.times.seconds()), (false, 0));
    // A thousand series of one name, and as many changes of any of them.
    let masters: String = (0..5_000)
        .map(|_| event("UID:a\nDTSTART:20200106T090000Z\nRRULE:FREQ=DAILY;COUNT=2\nDURATION:PT1H"))
        .collect();
    let changes: String = (0..5_000)
        .map(|n| {
            event(&format!(
                "UID:a\nRECURRENCE-ID:{}0106T090000Z\nDTSTART:20200106T090000Z\nDURATION:PT1H",
                2030 + n % 5_000
            ))
        })
        .collect();
    let (_, busy) = read(&calendar(&format!("{masters}{changes}")), &Limits::default());
    assert!(busy.cut || busy.times.seconds() == 0, "{:?}", busy.problems);
    // A long name of a zone is no name, and one is kept once however often it is used.
    let named = format!("EXDATE;TZID={}:{}", "z".repeat(200), vec!["20270101T100000"; 100_000].join(","));
    let long = format!("EXDATE;TZID={}:20270101T100000", "z".repeat(60_000));
    for line in [named, long] {
        assert!(
            skipped(&calendar(&event(&format!("DTSTART:20250106T090000Z\nRRULE:FREQ=DAILY\n{line}")))) > 0
        );
    }
    let days = vec!["MO"; 30_000].join(",");
    let (_, busy) = read(
        &calendar(&event(&format!(
            "DTSTART:10000101T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=1000000;BYDAY={days}"
        ))),
        &Limits::default(),
    );
    assert!(busy.cut || busy.times.seconds() > 0);
    let parameters = format!("DTSTAMP;{}:20250106T090000Z", "a;".repeat(30_000));
    assert!(skipped(&calendar(&event(&format!("DTSTART:20250106T090000Z\n{parameters}")))) > 0);
}

/// Lines that mean something, in any order, with odd values.
fn any_line() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "BEGIN:VEVENT",
        "END:VEVENT",
        "BEGIN:VTIMEZONE",
        "END:VTIMEZONE",
        "BEGIN:STANDARD",
        "END:STANDARD",
        "BEGIN:VALARM",
        "END:VALARM",
        "BEGIN:VCALENDAR",
        "END:VCALENDAR",
        "BEGIN:VFREEBUSY",
        "END:VFREEBUSY",
        "END:NOTHING",
        "UID:a",
        "UID:b",
        "TZID:Ours",
        "DTSTART:20250106T090000Z",
        "DTSTART;TZID=Ours:20250106T090000",
        "DTSTART;VALUE=DATE:20250106",
        "DTSTART:00010101T000000",
        "DTSTART:99991231T235959Z",
        "DTEND:20250106T100000Z",
        "DTEND:00010101T000000Z",
        "DTEND;VALUE=DATE:99991231",
        "DURATION:P999999999W",
        "DURATION:-P1D",
        "DURATION:PT1H",
        "RRULE:FREQ=DAILY",
        "RRULE:FREQ=SECONDLY;INTERVAL=7",
        "RRULE:FREQ=YEARLY;BYWEEKNO=-53,1;BYDAY=MO",
        "EXRULE:FREQ=WEEKLY",
        "STATUS:CANCELLED",
        "SEQUENCE:9",
        "RECURRENCE-ID:20250107T090000Z",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20250108T090000Z",
        "RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:00010101",
        "RDATE;VALUE=PERIOD:20250109T090000Z/P999999999D",
        "RDATE:20250110",
        "EXDATE:20250107",
        "TZOFFSETFROM:-2359",
        "TZOFFSETTO:+235959",
        "FREEBUSY:20250101T000000Z/P999999999D",
        " folded",
        "",
    ]);
    let odd = "[A-Z-]{1,12}(;[A-Z]{1,6}=\"?[ -~é]{0,6}\"?)?:[ -~é]{0,20}";
    prop_oneof![8 => fixed.prop_map(str::to_owned), 1 => odd, 1 => ".{0,20}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_makes_it_panic(lines in prop::collection::vec(any_line(), 0..60), zone in prop::sample::select(vec!["UTC", "Pacific/Apia", "America/New_York"])) {
        let limits = Limits { steps: 200_000, occurrences_per_event: 500, ..Limits::default() };
        let text = format!("BEGIN:VCALENDAR\nVERSION:2.0\n{}\n", lines.join("\n"));
        let parsed = parse(text.as_bytes(), &limits).expect("it begins like a calendar");
        let zone = TimeZone::named(zone).expect("a zone");
        let found = busy(&parsed.document, &zone, window(), &limits);
        prop_assert!(found.times.iter().all(|time| window().start() <= time.start() && time.end() <= window().end()));
        let last = text.lines().count();
        prop_assert!(parsed.skipped.iter().chain(&found.problems).all(|skipped| (1..=last).contains(&skipped.line)));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let file = [b"BEGIN:VCALENDAR\nVERSION:2.0\n".as_slice(), &bytes].concat();
        prop_assert!(parse(&file, &Limits::default()).is_ok());
        let _ = parse(&bytes, &Limits::default());
    }
}
