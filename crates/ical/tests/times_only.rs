//! A calendar reads the same without its words.

use ical::{Limits, busy, parse, times_only};
use scheduling_core::time::{Interval, TimeZone, Timestamp};
use std::path::Path;

#[test]
fn every_calendar_of_the_tests_reads_the_same_without_its_words() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/calendars");
    let (zone, limits) = (TimeZone::named("Europe/Berlin").expect("a zone"), Limits::default());
    let at = |text| Timestamp::parse(text).expect(text);
    let window = Interval::new(at("2020-01-01T00:00:00Z"), at("2030-01-01T00:00:00Z")).expect("a window");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).expect("the calendars").flatten() {
        if entry.path().extension().is_none_or(|extension| extension != "ics") {
            continue;
        }
        let file = std::fs::read(entry.path()).expect("a file");
        let Ok(whole) = parse(&file, &limits) else { continue };
        let short = parse(times_only(&file, limits.line_bytes).as_bytes(), &limits).expect("a calendar");
        let times = |document| busy(document, &zone, window, &limits).times;
        assert_eq!(times(&short.document), times(&whole.document), "{:?}", entry.path());
        assert_eq!(short.skipped.len(), whole.skipped.len(), "{:?}", entry.path());
        seen += 1;
    }
    assert!(seen > 0);
}
