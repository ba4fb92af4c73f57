//! Dates, lengths and rules that are written otherwise than RFC 5545 asks and can be understood all the same.
#![expect(clippy::expect_used, reason = "a test stops where its own set-up fails")]

mod shown;

use shown::{event, shown_to};

fn shown(lines: &str) -> String {
    shown_to("Europe/Berlin", lines)
}

const HOUR: &str = "02-08 08:00-09:00";

fn check(lines: &[&str], expected: &str) {
    assert_eq!(shown(&event(lines)), expected, "{lines:?}");
}

#[test]
fn times_are_read_in_the_notations_of_programs() {
    for start in [
        "20270208T090000+0100",
        "20270208T030000-0500",
        "2027-02-08T08:00:00Z",
        "2027-02-08T09:00:00+01:00",
        "20270208T080000.000Z",
        "20270208T0800Z",
        "2027-02-08 08:00Z",
    ] {
        check(&[&format!("DTSTART:{start}"), "DURATION:PT1H"], HOUR);
    }
    for start in ["2027-02-08T09:00:00", "20270208T0900", "2027/02/08 09:00", "2027-02-08T9:00"] {
        check(&[&format!("DTSTART;TZID=Europe/Berlin:{start}"), "DURATION:PT1H"], HOUR);
        check(&[&format!("DTSTART:{start}"), "DURATION:PT1H"], HOUR);
    }
    check(&["DTSTART:2027-02-08"], "02-07 23:00-02-08 23:00");
    check(&["DTSTART:20270208T220000Z", "DTEND:20270208T240000Z"], "02-08 22:00-02-09 00:00");
    check(
        &[
            "DTSTART:20270208T080000Z",
            "DURATION:PT1H",
            "RRULE:FREQ=DAILY;COUNT=3",
            "EXDATE:2027-02-09T08:00:00Z,20270210T0800Z",
        ],
        HOUR,
    );
}

#[test]
fn lengths_are_read_in_the_notations_of_programs() {
    for length in
        ["PT1H", "-PT1H", "P1H", "PT1.0H", "PT60M", "PT0.5H\nDURATION:PT1H", "PT1H\nDURATION:PT0.5H"]
    {
        check(&["DTSTART:20270208T080000Z", &format!("DURATION:{length}")], HOUR);
    }
    check(&["DTSTART:20270208T080000Z", "DURATION:PT1.5H"], "02-08 08:00-09:30");
    for ends in [["20270208T090000Z", "20270208T083000Z"], ["20270208T083000Z", "20270208T090000Z"]] {
        let [one, other] = ends.map(|end| format!("DTEND:{end}"));
        check(&["DTSTART:20270208T080000Z", &one, &other], HOUR);
    }
    // On two clocks nobody compares them.
    let ends = ["DTEND:20270208T090000Z", "DTEND;TZID=Europe/Berlin:20270208T093000"];
    check(&["DTSTART:20270208T080000Z", ends[0], ends[1]], "02-08 08:00-09:00, incomplete");
}

#[test]
fn a_bad_end_of_an_event_at_an_hour_takes_a_day() {
    let day = "02-08 08:00-02-09 08:00";
    for end in ["DTEND:", "DTEND:NaN", "DURATION:60", "DURATION:PT", "DURATION:"] {
        check(&["DTSTART:20270208T080000Z", end], day);
    }
    // Where the day of the end can be read, it counts to its end, on any clock.
    check(&["DTSTART:20270208T080000Z", "DTEND:20270210T9am"], "02-08 08:00-02-12 00:00");
    check(&["DTSTART;VALUE=DATE:20270208", "DTEND:20270210T9am"], "02-07 23:00-02-11 23:00");
    // Days may be many.
    check(&["DTSTART;VALUE=DATE:20270208", "DTEND:NaN"], "02-07 23:00-02-08 23:00, incomplete");
}

#[test]
fn a_start_of_which_the_day_can_be_read_takes_that_day_on_every_clock() {
    let day = "02-06 21:00-02-11 01:00";
    for start in ["20270208PDT130000", "20270208T9am", "2027-02-08T25:00:00", "20270208T09000Z"] {
        check(&[&format!("DTSTART:{start}")], day);
    }
    let series = ["DTSTART:20270208T9am", "DURATION:PT1H", "RRULE:FREQ=MONTHLY;COUNT=1"];
    assert!(!shown(&event(&series)).contains("incomplete"));
    // Another line says when.
    for lines in [
        ["DTSTART:20270208T9am", "DTSTART:20270208T080000Z"],
        ["DTSTART:20270208T080000Z", "DTSTART:20270209T9am"],
    ] {
        check(&[lines[0], lines[1], "DURATION:PT1H"], HOUR);
    }
    for start in ["NaN", "Invalid date", "tomorrow", "99999999T9am", ""] {
        check(&[&format!("DTSTART:{start}"), "DURATION:PT1H"], "incomplete");
    }
}

#[test]
fn busy_periods_are_read_on_any_clock() {
    let busy = |line: &str| shown(&format!("BEGIN:VFREEBUSY\n{line}\nEND:VFREEBUSY"));
    for line in [
        "FREEBUSY:20270208T080000Z/PT1H",
        "FREEBUSY:20270208T080000Z / 20270208T090000Z",
        "FREEBUSY:20270208T090000Z/20270208T080000Z",
        "FREEBUSY:20270208T080000Z/-PT1H",
        "FREEBUSY:20270208T090000/20270208T100000",
        "FREEBUSY;TZID=Asia/Tokyo:20270208T170000/PT1H",
        "FREEBUSY:20270208T080000Z/PT1H,20270209T080000Z/20270209T080000Z",
        "FREEBUSY;TZID=Nowhere;FBTYPE=FREE:20270207T080000/PT1H\nFREEBUSY:20270208T080000Z/PT1H",
    ] {
        assert_eq!(busy(line), HOUR, "{line}");
    }
    assert_eq!(
        shown("BEGIN:VFREEBUSY\nFREEBUSY:20270208T170000/PT1H\nEND:VFREEBUSY\nX-WR-TIMEZONE:Asia/Tokyo"),
        HOUR
    );
    // A start without its end takes a day.
    for line in ["FREEBUSY:20270208T080000Z", "FREEBUSY:20270208T080000Z/", "FREEBUSY:20270208T080000Z/later"]
    {
        assert_eq!(busy(line), "02-08 08:00-02-09 08:00", "{line}");
    }
    assert_eq!(busy("FREEBUSY:soon/PT1H"), "incomplete");
    assert_eq!(busy("FREEBUSY:20270208T080000Z/PT1H;20270209T080000Z/PT1H"), "incomplete");
}

/// The days of February that a rule has, from the 8th on.
fn days(rule: &str, expected: &[&str]) {
    let hours: Vec<String> = expected.iter().map(|day| format!("02-{day} 08:00-09:00")).collect();
    check(&["DTSTART:20270208T080000Z", "DURATION:PT1H", &format!("RRULE:{rule}")], &hours.join(", "));
}

#[test]
fn rules_are_read_in_the_notations_of_programs() {
    for until in ["2027-02-15T08:00:00Z", "20270215T080000.000Z", "2027-02-15", "20270215T0900+0100"] {
        days(&format!("FREQ=WEEKLY;UNTIL={until}"), &["08", "15"]);
    }
    days("FREQ=WEEKLY;UNTIL=20270214T240000Z", &["08"]);
    // The date can be read: its day is let through, on any clock.
    days("FREQ=WEEKLY;UNTIL=TZID=Europe/Berlin:20270215T090000", &["08", "15"]);
    days("FREQ=WEEKLY;UNTIL=20270215T9am", &["08", "15"]);
    days("FREQ=DAILY;UNTIL=20270209T9am", &["08", "09", "10"]);
    for day in ["\"MO\"", "[MO]", "MON", "MONDAY", "[\"MO\"]", ""] {
        days(&format!("FREQ=WEEKLY;BYDAY={day};COUNT=2"), &["08", "15"]);
    }
    days("FREQ=WEEKLY;BYDAY=\"MO,WE\";COUNT=3", &["08", "10", "15"]);
    days("FREQ=MONTHLY;BYDAY=2MON;COUNT=1", &["08"]);
    days("FREQ=WEEKLY;BYDAY=;BYMONTH=;COUNT=2", &["08", "15"]);
    days("RRULE:FREQ=WEEKLY;COUNT=2", &["08", "15"]);
    days("FREQ=WEEKLY\\;BYDAY=MO\\,WE\\;COUNT=3", &["08", "10", "15"]);
}

#[test]
fn a_bad_beginning_of_weeks_matters_where_weeks_are_counted_alone() {
    for week in ["WKST=0", "WKST1", "WKST=XX", "WKST="] {
        days(&format!("FREQ=WEEKLY;{week};COUNT=2"), &["08", "15"]);
        days(&format!("FREQ=DAILY;INTERVAL=2;COUNT=2;{week}"), &["08", "10"]);
    }
    days("FREQ=WEEKLY;INTERVAL=2;WKST=SUNDAY;COUNT=2;BYDAY=MO,SU", &["08", "21"]);
    // Every week where every other one was meant, and every day where weeks have numbers.
    days("FREQ=WEEKLY;INTERVAL=2;WKST=0;BYDAY=MO,SU;UNTIL=20270216", &["08", "14", "15"]);
    days("FREQ=YEARLY;BYWEEKNO=6;WKST=0;UNTIL=20270210", &["08", "09", "10"]);
    days("FREQ=WEEKLY;BYDAY=MO,SU;BYSETPOS=1;WKST=0;UNTIL=20270210", &["08", "09", "10"]);
}
