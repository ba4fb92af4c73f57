//! Calendars that nobody would write, until one costs too much (see the crate `fuzz`).

use fuzz::Fuzz;
use ical::{Limits, busy, parse, times_only};
use scheduling_core::time::{Interval, TimeZone, Timestamp};
use std::path::Path;
use std::time::Duration;

const WORDS: &[&str] = &[
    "BEGIN:VEVENT",
    "END:VEVENT",
    "BEGIN:VTIMEZONE",
    "BEGIN:STANDARD",
    "TZID=Europe/Berlin",
    "TZID=",
    "UID:1",
    "RRULE:FREQ=DAILY",
    "RRULE:FREQ=SECONDLY;COUNT=1000000",
    "FREQ=YEARLY;BYDAY=MO",
    "BYDAY=",
    "MO",
    "-53SU",
    "BYSETPOS=-1",
    "BYMONTHDAY=31",
    "BYYEARDAY=366",
    "BYHOUR=0",
    "BYSECOND=60",
    "EXDATE:",
    "RDATE;VALUE=PERIOD:",
    "20250120T100000Z",
    "20250120T100000",
    "99991231",
    "00010101",
    "DURATION:P1D",
    "DURATION:-P99999W",
    "DTSTART;VALUE=DATE:",
    "\r\n ",
    "\n",
    ";a",
    "=\"",
    ",",
    ":",
    "RECURRENCE-ID;RANGE=THISANDFUTURE:",
    "FREEBUSY:",
    "STATUS:CANCELLED",
    "\u{feff}",
    "PT1H",
];

#[test]
fn fuzz_calendars() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/calendars"));
    let mut samples = Vec::new();
    for folder in [folder.to_path_buf(), folder.join("reports")] {
        let files =
            std::fs::read_dir(folder).expect("the calendars").map(|file| file.expect("a file").path());
        let calendars = files.filter(|file| file.extension().is_some_and(|ending| ending == "ics"));
        samples.extend(calendars.map(|file| std::fs::read(file).expect("a calendar")));
    }
    assert!(samples.len() > 20, "{} samples", samples.len());
    let at = |text| Timestamp::parse(text).expect("an instant");
    let window = Interval::new(at("2025-01-01T00:00:00Z"), at("2026-02-01T00:00:00Z")).expect("a window");
    let zone = TimeZone::named("Europe/Berlin").expect("a zone");
    let limits = Limits::default();
    let (time, memory) = (Duration::from_secs(20), 400);
    Fuzz { name: "calendars", samples, words: WORDS, longest: 256 << 10, time, memory }.run(|input| {
        if let Ok(parsed) = parse(input, &limits) {
            let found = busy(&parsed.document, &zone, window, &limits);
            assert!(found.times.iter().all(|time| time.overlaps(window)));
        }
        let _ = times_only(input, str::to_owned, limits.list_bytes);
    });
}
