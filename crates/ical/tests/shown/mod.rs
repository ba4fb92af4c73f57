//! What a calendar is read as, as short text.

use ical::{Limits, busy, parse, times_only};
use scheduling_core::time::{Interval, TimeZone, Timestamp};

/// The busy time of February, and of July, 2027 of somebody in `owner` as `month-day hour-hour` in UTC, and whether it is
/// all. It is the same without the words of the calendar.
pub(crate) fn shown_to(owner: &str, lines: &str) -> String {
    let file = format!("BEGIN:VCALENDAR\n{lines}\nEND:VCALENDAR\n");
    let limits = Limits::default();
    let whole = shown_file(owner, file.as_bytes());
    let short = times_only(file.as_bytes(), str::to_owned, limits.list_bytes);
    assert_eq!(shown_file(owner, short.as_bytes()), whole, "{lines}");
    whole
}

fn shown_file(owner: &str, file: &[u8]) -> String {
    let at = |text| Timestamp::parse(text).expect("an instant");
    let limits = Limits::default();
    let parsed = parse(file, &limits).expect("a calendar");
    let zone = TimeZone::named(owner).expect("a zone");
    let mut shown = Vec::new();
    for (from, to) in
        [("2027-01-20T00:00:00Z", "2027-03-10T00:00:00Z"), ("2027-07-01T00:00:00Z", "2027-08-01T00:00:00Z")]
    {
        let window = Interval::new(at(from), at(to)).expect("a window");
        let found = busy(&parsed.document, &zone, window, &limits);
        shown.extend(found.times.iter().map(|time| {
            let (start, end) = (time.start().to_string(), time.end().to_string());
            match start[..10] == end[..10] {
                true => format!("{} {}-{}", &start[5..10], &start[11..16], &end[11..16]),
                false => format!("{} {}-{} {}", &start[5..10], &start[11..16], &end[5..10], &end[11..16]),
            }
        }));
    }
    shown.extend((!parsed.complete).then(|| "incomplete".to_owned()));
    shown.join(", ")
}

/// An event of these lines.
pub(crate) fn event(lines: &[&str]) -> String {
    format!("BEGIN:VEVENT\nUID:a\nDTSTAMP:20261101T000000Z\n{}\nEND:VEVENT\n", lines.join("\n"))
}
