//! A calendar that was damaged on its way never makes an hour free that the whole one has busy, unless it says that it is
//! incomplete.
//!
//! What no reader can notice is left out: a line that is missing as a whole, and a value that is another good one.
#![expect(clippy::expect_used, reason = "a test stops where its own set-up fails")]

use ical::{Limits, busy, parse};
use scheduling_core::time::{Interval, IntervalSet, TimeZone, Timestamp};

const WHOLE: &str = "BEGIN:VCALENDAR\r
VERSION:2.0\r
METHOD:PUBLISH\r
X-WR-TIMEZONE:America/New_York\r
BEGIN:VTIMEZONE\r
TZID:Office\r
BEGIN:STANDARD\r
DTSTART:16010101T000000\r
TZOFFSETFROM:+0530\r
TZOFFSETTO:+0530\r
END:STANDARD\r
END:VTIMEZONE\r
BEGIN:VEVENT\r
UID:office\r
DTSTAMP:20261101T000000Z\r
SUMMARY:In a zone of its own\r
DTSTART;TZID=Office:20270208T090000\r
DTEND;TZID=Office:20270208T100000\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTAMP:20261101T000000Z\r
UID:weekly\r
DTSTART;TZID=Europe/Berlin:20270202T090000\r
SUMMARY:Series\r
RRULE:FREQ=WEEKLY;\r
 BYDAY=TU;INTERVAL=1\r
DURATION:PT1H\r
EXDATE;TZID=Europe/Berlin:20270216T090000\r
BEGIN:VALARM\r
TRIGGER:-PT15M\r
ACTION:DISPLAY\r
END:VALARM\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:weekly\r
DTSTAMP:20261101T000000Z\r
RECURRENCE-ID;TZID=Europe/Berlin;RANGE=THISANDFUTURE:20270209T090000\r
DTSTART;TZID=Europe/Berlin:20270209T150000\r
DURATION:PT2H\r
SEQUENCE:1\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:twice\r
SEQUENCE:1\r
DTSTAMP:20261101T000000Z\r
DTSTART:20270211T090000Z\r
DTEND:20270211T100000Z\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:twice\r
SEQUENCE:2\r
DTSTAMP:20261101T000000Z\r
DTSTART:20270212T090000Z\r
DTEND:20270212T100000Z\r
DESCRIPTION:Words\\n\r
  that are folded\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:days\r
DTSTAMP:20261101T000000Z\r
DTSTART;VALUE=DATE:20270218\r
DTEND;VALUE=DATE:20270220\r
RDATE;VALUE=DATE:20270225\r
TRANSP:OPAQUE\r
END:VEVENT\r
BEGIN:VFREEBUSY\r
FREEBUSY:20270222T090000Z/PT1H,20270223T090000Z/PT1H\r
END:VFREEBUSY\r
END:VCALENDAR\r
";

fn read(file: &[u8]) -> Option<(IntervalSet, bool)> {
    let limits = Limits::default();
    let parsed = parse(file, &limits).ok()?;
    let at = |text| Timestamp::parse(text).expect("an instant");
    let window = Interval::new(at("2027-02-01T00:00:00Z"), at("2027-03-01T00:00:00Z")).expect("a month");
    let owner = TimeZone::named("America/New_York").expect("a zone");
    Some((busy(&parsed.document, &owner, window, &limits).times, parsed.complete))
}

fn check(what: &str, whole: &IntervalSet, damaged: &[u8], wrong: &mut Vec<String>) {
    // What is no calendar at all is refused.
    let Some((times, complete)) = read(damaged) else { return };
    let free = whole.subtract(&times);
    if complete && !free.is_empty() {
        wrong.push(format!("{what}: {free:?}"));
    }
}

#[test]
fn damage_frees_nobody_unnoticed() {
    let (whole, complete) = read(WHOLE.as_bytes()).expect("a calendar");
    assert!(complete);
    let mut wrong = Vec::new();
    for end in 0..WHOLE.len() {
        check(&format!("cut off at byte {end}"), &whole, &WHOLE.as_bytes()[..end], &mut wrong);
    }
    for at in 0..WHOLE.len() {
        for byte in [0xFF, 0, b'\x1b'] {
            let mut damaged = WHOLE.as_bytes().to_vec();
            damaged[at] = byte;
            let around = &WHOLE[at.saturating_sub(12)..(at + 8).min(WHOLE.len())];
            check(&format!("byte {at} in {around:?} is {byte}"), &whole, &damaged, &mut wrong);
        }
    }
    let lines: Vec<&str> = WHOLE.split_inclusive("\r\n").collect();
    for (number, line) in lines.iter().enumerate() {
        let with =
            |new: &[String]| [lines[..number].concat(), new.concat(), lines[number + 1..].concat()].concat();
        let doubled = [lines[..number].concat(), line.repeat(2), lines[number + 1..].concat()].concat();
        check(&format!("doubled {line:?}"), &whole, doubled.as_bytes(), &mut wrong);
        if let Some(next) =
            lines.get(number + 1).filter(|next| !next.starts_with(' ') && !line.starts_with(' '))
        {
            let swapped = [
                lines[..number].concat(),
                (*next).to_owned(),
                (*line).to_owned(),
                lines[number + 2..].concat(),
            ];
            check(&format!("swapped {line:?} {next:?}"), &whole, swapped.concat().as_bytes(), &mut wrong);
        }
        // Cut within its name or its parameters, and before its value. An empty name of an end means what is open.
        let names = line.rfind(':').unwrap_or(0) + 1;
        for end in 1..=names {
            let cut = with(&[format!("{}\r\n", &line[..end])]);
            check(&format!("line cut to {:?}", &line[..end]), &whole, cut.as_bytes(), &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{} times: {:#?}", wrong.len(), &wrong[..wrong.len().min(30)]);
}
