//! A calendar reads the same without its words.

use ical::{Limits, busy, parse_of, times_only};
use scheduling_core::time::{Interval, TimeZone, Timestamp};
use std::path::Path;

#[test]
fn every_calendar_of_the_tests_reads_the_same_without_its_words() {
    let calendars = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/calendars");
    let (zone, limits) = (TimeZone::named("Europe/Berlin").expect("a zone"), Limits::default());
    let at = |text| Timestamp::parse(text).expect(text);
    let window = Interval::new(at("2020-01-01T00:00:00Z"), at("2030-01-01T00:00:00Z")).expect("a window");
    let mut seen = 0;
    let folders = [calendars.clone(), calendars.join("reports")];
    let entries =
        folders.iter().flat_map(|folder| std::fs::read_dir(folder).expect("the calendars").flatten());
    for entry in entries {
        if entry.path().extension().is_none_or(|extension| extension != "ics") {
            continue;
        }
        let file = std::fs::read(entry.path()).expect("a file");
        let owner = ["{OWNER}@example.org".to_owned()];
        let file = String::from_utf8_lossy(&file).replace("{OWNER}", &owner[0]).into_bytes();
        let Ok(whole) = parse_of(&owner, str::to_owned, &file, &limits) else { continue };
        let short = times_only(&file, str::to_owned, limits.list_bytes);
        let short = parse_of(&owner, str::to_owned, short.as_bytes(), &limits).expect("a calendar");
        let times = |document| busy(document, &zone, window, &limits).times;
        assert_eq!(times(&short.document), times(&whole.document), "{:?}", entry.path());
        assert_eq!(short.skipped.len(), whole.skipped.len(), "{:?}", entry.path());
        assert_eq!(short.complete, whole.complete, "{:?}", entry.path());
        seen += 1;
    }
    assert!(seen > 0);
}
