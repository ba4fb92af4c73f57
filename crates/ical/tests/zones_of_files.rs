//! Zones that files name and define in ways of their own.
#![expect(clippy::expect_used, reason = "a test stops where its own set-up fails")]

mod shown;

use shown::{event, shown_to};

fn shown(lines: &str) -> String {
    shown_to("Europe/Berlin", lines)
}

/// An hour at nine in February and in July, in a zone.
fn hours(zone: &str) -> String {
    ["0208", "0708"]
        .map(|day| {
            let start = format!("DTSTART;TZID={zone}:2027{day}T090000");
            event(&[&start, "DURATION:PT1H"]).replace("UID:a", &format!("UID:{day}"))
        })
        .join("")
}

/// A part of a zone.
fn part(kind: &str, start: &str, from: &str, to: &str, rest: &str) -> String {
    format!(
        "BEGIN:{kind}\nDTSTART:{start}\nTZOFFSETFROM:{from}\nTZOFFSETTO:{to}\n{rest}{}END:{kind}\n",
        if rest.is_empty() { "" } else { "\n" }
    )
}

fn zone(name: &str, parts: &[String]) -> String {
    format!("BEGIN:VTIMEZONE\nTZID:{name}\n{}END:VTIMEZONE\n", parts.join(""))
}

/// The parts of a zone whose clocks change as those of New York.
fn american(standard: &str, daylight: &str) -> Vec<String> {
    vec![
        part("STANDARD", "20071104T020000", daylight, standard, "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU"),
        part("DAYLIGHT", "20070311T020000", standard, daylight, "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU"),
    ]
}

#[test]
fn an_abbreviation_with_two_offsets_is_the_files_own_zone() {
    for (name, standard, daylight, expected) in [
        ("EST", "-0500", "-0400", "02-08 14:00-15:00, 07-08 13:00-14:00"),
        ("MST", "-0700", "-0600", "02-08 16:00-17:00, 07-08 15:00-16:00"),
        ("UTC", "+0000", "+0100", "02-08 09:00-10:00, 07-08 08:00-09:00"),
        ("GMT", "+0000", "+0100", "02-08 09:00-10:00, 07-08 08:00-09:00"),
        ("Greenwich Standard Time", "+0000", "+0100", "02-08 09:00-10:00, 07-08 08:00-09:00"),
        ("Etc/GMT-1", "+0100", "+0200", "02-08 08:00-09:00, 07-08 07:00-08:00"),
        // A place is where it is, whatever the file says: our data is newer.
        ("Asia/Tokyo", "+0100", "+0200", "02-08 00:00-01:00, 07-08 00:00-01:00"),
        // And so is a zone that has changed its clocks since 1970.
        ("Russian Standard Time", "+0300", "+0400", "02-08 06:00-07:00, 07-08 06:00-07:00"),
        // One offset says no more than the name.
        ("MST", "-0600", "-0600", "02-08 16:00-17:00, 07-08 16:00-17:00"),
    ] {
        let lines = zone(name, &american(standard, daylight)) + &hours(name);
        assert_eq!(shown(&lines), expected, "{name} {standard}");
    }
    assert_eq!(shown(&hours("EST")), "02-08 14:00-15:00, 07-08 14:00-15:00");
}

#[test]
fn names_say_what_they_are() {
    let new_york = "02-08 14:00-15:00, 07-08 13:00-14:00";
    let berlin = "02-08 08:00-09:00, 07-08 07:00-08:00";
    for (name, expected) in [
        ("Eastern Standard Time 1", new_york),
        ("America/New York", new_york),
        ("US-Eastern", new_york),
        ("\"(UTC-05:00) Eastern Time (US & Canada)\"", new_york),
        ("'Europe/Berlin'", berlin),
        ("Europe%2FBerlin", berlin),
        ("\"Europe/Berlin;VALUE=DATE-TIME\"", berlin),
        ("\"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna\"", berlin),
        ("UTC+01:00", "02-08 08:00-09:00, 07-08 08:00-09:00"),
        ("+0100", "02-08 08:00-09:00, 07-08 08:00-09:00"),
        // Nobody knows whether clocks change there.
        ("(UTC+01:00) Somewhere", "02-08 07:00-09:00, 07-08 07:00-09:00"),
        ("PDT", "02-08 16:00-18:00, 07-08 16:00-17:00"),
        ("CST", "02-07 19:00-02-08 22:00, 07-07 19:00-07-08 22:00"),
    ] {
        assert_eq!(shown(&hours(name)), expected, "{name}");
    }
    // What the file says of such a name goes before it.
    let lines = zone("(UTC+01:00) Somewhere", &american("-0500", "-0400"));
    assert_eq!(shown(&(lines.clone() + &hours("(UTC+01:00) Somewhere"))), new_york);
    let elsewhere = lines + "END:VCALENDAR\nBEGIN:VCALENDAR\n" + &hours("(UTC+01:00) Somewhere");
    assert_eq!(shown(&elsewhere), new_york);
}

#[test]
fn a_definition_is_found_by_its_name_in_other_letters() {
    let lines = zone("my zone", &american("-0500", "-0400"));
    for name in ["My Zone", "/My Zone", "my  zone"] {
        assert_eq!(shown(&(lines.clone() + &hours(name))), "02-08 14:00-15:00, 07-08 13:00-14:00", "{name}");
    }
    // Two of them, and nobody knows which is meant.
    let both = lines + &zone("MY ZONE", &american("+0100", "+0200"));
    assert_eq!(shown(&(both + &hours("My Zone"))), "02-07 19:00-02-08 22:00, 07-07 19:00-07-08 22:00");
}

#[test]
fn a_broken_part_of_long_ago_breaks_nothing() {
    let new_york = "02-08 14:00-15:00, 07-08 13:00-14:00";
    let with = |part: String| {
        let mut parts = american("-0500", "-0400");
        parts.push(part);
        shown(&(zone("Own", &parts) + &hours("Own")))
    };
    let unknown = "02-07 19:00-02-08 22:00, 07-07 19:00-07-08 22:00";
    assert_eq!(with(part("STANDARD", "18931301T000000", "-0456", "-0500", "")), new_york);
    assert_eq!(with(part("STANDARD", "18930401T000000", "x", "-0500", "")), new_york);
    assert_eq!(with(part("STANDARD", "00000101T000000", "-0456", "-0500", "")), new_york);
    assert_eq!(with(part("STANDARD", "18930401T000000", "+5328", "+0100", "")), new_york);
    assert_eq!(
        with(part(
            "STANDARD",
            "18930401T000000",
            "-0456",
            "-0500",
            "RDATE;VALUE=PERIOD:19000101T000000/PT1H"
        )),
        new_york
    );
    // It may be what holds today.
    assert_eq!(with(part("STANDARD", "19930401T000000", "x", "-0500", "")), unknown);
    assert_eq!(with(part("STANDARD", "18930401T000000", "x", "-0500", "RRULE:FREQ=YEARLY")), unknown);
    assert_eq!(with(part("STANDARD", "18930401T000000", "-0400", "-0500", "RRULE:FREQ=SOMETIMES")), unknown);
    let alone = zone("Own", &[part("STANDARD", "18930401T000000", "x", "-0500", "")]) + &hours("Own");
    assert_eq!(shown(&alone), unknown);
    // A program's own part is none.
    assert_eq!(with("BEGIN:X-FOO\nX-BAR:1\nEND:X-FOO\n".to_owned()), new_york);
    assert_eq!(with("BEGIN:FOO\nX-BAR:1\nEND:FOO\n".to_owned()), unknown);
}

#[test]
fn a_zone_is_where_it_says_also_where_the_rest_of_it_is_broken() {
    let broken = "BEGIN:STANDARD\nTZOFFSETFROM:+0200\nEND:STANDARD\n";
    let lines = zone("Own", &["X-LIC-LOCATION:Europe/Amsterdam\n".to_owned(), broken.to_owned()]);
    assert_eq!(shown(&(lines + &hours("Own"))), "02-08 08:00-09:00, 07-08 07:00-08:00");
}

#[test]
fn offsets_are_read_without_some_of_their_digits() {
    for (standard, daylight) in [("+01", "+02"), ("0100", "0200"), ("+1:00", "+200")] {
        let lines = zone("Own", &american(standard, daylight)) + &hours("Own");
        assert_eq!(shown(&lines), "02-08 08:00-09:00, 07-08 07:00-08:00", "{standard}");
    }
}

#[test]
fn after_the_last_change_that_is_listed_both_offsets_count() {
    let listed = |years: &str| {
        let dates = |date: &str| {
            let dates: Vec<String> = years.split(' ').map(|year| format!("{year}{date}")).collect();
            format!("RDATE:{}", dates.join(","))
        };
        vec![
            part("STANDARD", "20151025T030000", "+0200", "+0100", &dates("1028T030000")),
            part("DAYLIGHT", "20150329T020000", "+0100", "+0200", &dates("0326T020000")),
        ]
    };
    let read = |parts: &[String]| shown(&(zone("Own", parts) + &hours("Own")));
    assert_eq!(read(&listed("2019 2020")), "02-08 07:00-09:00, 07-08 07:00-09:00");
    // Up to the next change the last one holds.
    assert_eq!(read(&listed("2025 2026")), "02-08 08:00-09:00, 07-08 08:00-09:00");
    assert_eq!(read(&listed("2026 2027")), "02-08 08:00-09:00, 07-08 07:00-08:00");
    // Nothing changes where there is one offset.
    let one = [part("STANDARD", "20151025T030000", "+0200", "+0100", "")];
    assert_eq!(read(&one), "02-08 08:00-09:00, 07-08 08:00-09:00");
}

/// An hour at nine in February and in July, on a clock that the event does not name.
fn local_hours(line: &str) -> String {
    ["0208", "0708"]
        .map(|day| {
            let start = format!("DTSTART:2027{day}T090000");
            event(&[line, &start, "DURATION:PT1H"]).replace("UID:a", &format!("UID:{day}"))
        })
        .join("")
}

#[test]
fn a_calendar_names_its_zone_in_several_words() {
    let new_york = "02-08 14:00-15:00, 07-08 13:00-14:00";
    let x = "X-A:b";
    for name in ["X-WR-TIMEZONE", "TIMEZONE-ID", "TZID"] {
        let line = format!("{name}:America/New_York\n");
        assert_eq!(shown(&(line.clone() + &local_hours(x))), new_york, "{name}");
        // Behind the events too, and where another one can't be read.
        assert_eq!(shown(&(local_hours(x) + &line)), new_york, "{name}");
        assert_eq!(shown(&(line + "X-WR-TIMEZONE:Nowhere\n" + &local_hours(x))), new_york, "{name}");
    }
    let same = "TIMEZONE-ID:America/New_York\nX-WR-TIMEZONE:Eastern Standard Time\n";
    assert_eq!(shown(&(same.to_owned() + &local_hours(x))), new_york);
    // Of two that differ, both count; of three, nobody knows which.
    let both = "TIMEZONE-ID:America/New_York\nX-WR-TIMEZONE:Europe/Paris\n";
    let on_both = "02-08 08:00-09:00, 02-08 14:00-15:00, 07-08 07:00-08:00, 07-08 13:00-14:00";
    assert_eq!(shown(&(both.to_owned() + &local_hours(x))), on_both);
    let three = both.to_owned() + "TZID:Asia/Tokyo\n";
    assert_eq!(shown(&(three + &local_hours(x))), "02-07 19:00-02-08 22:00, 07-07 19:00-07-08 22:00");
}

#[test]
fn an_event_names_the_zone_of_its_times_too() {
    let new_york = "02-08 14:00-15:00, 07-08 13:00-14:00";
    let line = "SUBCALENDAR-TZ-ID:America/New_York";
    assert_eq!(shown(&local_hours(line)), new_york);
    assert_eq!(shown(&("X-WR-TIMEZONE:America/New_York\n".to_owned() + &local_hours(line))), new_york);
    let on_both = "02-08 08:00-09:00, 02-08 14:00-15:00, 07-08 07:00-08:00, 07-08 13:00-14:00";
    assert_eq!(shown(&("X-WR-TIMEZONE:Europe/Paris\n".to_owned() + &local_hours(line))), on_both);
}

#[test]
fn the_fifth_of_a_weekday_is_the_last_one_where_clocks_change() {
    let parts = [
        part("STANDARD", "20071025T030000", "+0200", "+0100", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=5SU"),
        part("DAYLIGHT", "20070325T020000", "+0100", "+0200", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=5SU"),
    ];
    // In 2027 the last Sunday of March is the fourth one.
    let lines = zone("Own", &parts) + &hours("Own");
    assert_eq!(shown(&lines), "02-08 08:00-09:00, 07-08 07:00-08:00");
}
