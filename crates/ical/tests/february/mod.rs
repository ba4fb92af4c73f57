//! What was read of a calendar, in words that are easy to compare.

use ical::{Limits, busy, parse_of, times_only};
use scheduling_core::time::{Interval, TimeZone, Timestamp};

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("an instant")
}

/// What is known of somebody's time.
pub(crate) struct Reading {
    /// `day hour-hour` in UTC, and whether it is all.
    pub(crate) times: String,
    /// What was left out or widened, with its line.
    pub(crate) reasons: Vec<String>,
}

/// What the lines of a calendar say of somebody in a zone, from one instant to another. The text that is kept says the same.
pub(crate) fn between(lines: &str, zone: &str, start: &str, end: &str) -> Reading {
    let file = format!("BEGIN:VCALENDAR\n{lines}\nEND:VCALENDAR\n");
    let window = Interval::new(at(start), at(end)).expect("a window");
    let reading = read(file.as_bytes(), zone, window);
    let kept = times_only(file.as_bytes(), str::to_owned, Limits::default().list_bytes);
    assert_eq!(read(kept.as_bytes(), zone, window).times, reading.times, "{kept}");
    reading
}

/// February 2027.
pub(crate) fn february(lines: &str, zone: &str) -> String {
    between(lines, zone, "2027-02-01T00:00:00Z", "2027-03-01T00:00:00Z").times
}

fn read(file: &[u8], zone: &str, window: Interval) -> Reading {
    let limits = Limits::default();
    let parsed = parse_of(&[], str::to_owned, file, &limits).expect("a calendar");
    let found = busy(&parsed.document, &TimeZone::named(zone).expect("a zone"), window, &limits);
    let reasons = parsed.skipped.iter().chain(&found.problems);
    let reasons = reasons.map(|one| format!("{}: {}", one.line, one.reason)).collect();
    let mut times: Vec<String> = found.times.iter().map(shown).collect();
    times.extend((!parsed.complete).then(|| "incomplete".to_owned()));
    Reading { times: times.join(", "), reasons }
}

fn shown(time: Interval) -> String {
    let (start, end) = (time.start().to_string(), time.end().to_string());
    match start[..10] == end[..10] {
        true => format!("{} {}-{}", &start[8..10], &start[11..16], &end[11..16]),
        false => format!("{} {}-{} {}", &start[8..10], &start[11..16], &end[8..10], &end[11..16]),
    }
}

/// One event of the `UID` that all share.
pub(crate) fn event(lines: &[&str]) -> String {
    format!("BEGIN:VEVENT\nUID:a\n{}\nEND:VEVENT\n", lines.join("\n"))
}
