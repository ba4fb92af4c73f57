//! Occurrences that were changed, as programs write them.
#![expect(clippy::expect_used, reason = "a test stops where its own set-up fails")]

mod february;

use february::{between, event, february};

/// An hour on each Monday at nine in Berlin.
const WEEKLY: &[&str] = &[
    "DTSTART;TZID=Europe/Berlin:20270201T090000",
    "DTEND;TZID=Europe/Berlin:20270201T100000",
    "RRULE:FREQ=WEEKLY;COUNT=3",
];
const SECOND: &str = "RECURRENCE-ID;TZID=Europe/Berlin:20270208T090000";
const AFTERNOON: &str = "DTSTART;TZID=Europe/Berlin:20270208T140000";
const MOVED: &str = "01 08:00-09:00, 08 13:00-14:00, 15 08:00-09:00";

/// The series with these lines, and an event of its `UID`.
fn with(series: &[&str], changed: &[&str]) -> String {
    format!("{}{}", event(&[WEEKLY, series].concat()), event(changed))
}

#[test]
fn a_change_without_an_end_lasts_as_long_as_its_series() {
    let check = |changed: &[&str], expected: &str| {
        assert_eq!(february(&with(&[], changed), "UTC"), expected, "{changed:?}");
    };
    check(&[SECOND, AFTERNOON], MOVED);
    check(&[AFTERNOON, "SUMMARY:moved", SECOND], MOVED);
    // Where only its name was changed it is where it was.
    let where_it_was = "01 08:00-09:00, 08 08:00-09:00, 15 08:00-09:00";
    check(&[SECOND, "SUMMARY:Only a title"], where_it_was);
    check(&[SECOND, "DURATION:PT2H"], "01 08:00-09:00, 08 08:00-10:00, 15 08:00-09:00");
    check(
        &[SECOND, "DTEND;TZID=Europe/Berlin:20270208T113000"],
        "01 08:00-09:00, 08 08:00-10:30, 15 08:00-09:00",
    );
    check(&[SECOND, AFTERNOON, "TRANSP:TRANSPARENT"], "01 08:00-09:00, 15 08:00-09:00");
    let from_now_on = SECOND.replace("RECURRENCE-ID", "RECURRENCE-ID;RANGE=THISANDFUTURE");
    check(&[&from_now_on, AFTERNOON], "01 08:00-09:00, 08 13:00-14:00, 15 13:00-14:00");
    // A start that can't be read is not the old one for sure.
    check(&[SECOND, "DTSTART:in the afternoon"], &format!("{where_it_was}, incomplete"));
}

#[test]
fn a_change_without_an_end_lasts_as_long_as_the_longest_of_its_uid() {
    let longer = event(&["DTSTART;TZID=Europe/Berlin:20270210T090000", "DURATION:PT3H"]);
    let file = format!("{}{longer}", with(&[], &[SECOND, AFTERNOON]));
    assert_eq!(february(&file, "UTC"), "01 08:00-09:00, 08 13:00-16:00, 10 08:00-11:00, 15 08:00-09:00");
    let days =
        event(&["DTSTART;VALUE=DATE:20270201", "DTEND;VALUE=DATE:20270203", "RRULE:FREQ=WEEKLY;COUNT=2"]);
    let moved = event(&["RECURRENCE-ID;VALUE=DATE:20270208", "DTSTART;VALUE=DATE:20270210"]);
    assert_eq!(february(&format!("{days}{moved}"), "UTC"), "01 00:00-03 00:00, 10 00:00-12 00:00");
    let period = "RDATE;VALUE=PERIOD:20270210T090000Z/PT3H";
    let periods = event(&["DTSTART:20270201T090000Z", "DURATION:PT1H", period]);
    let moved = event(&["RECURRENCE-ID:20270210T090000Z", "DTSTART:20270211T090000Z"]);
    assert_eq!(february(&format!("{periods}{moved}"), "UTC"), "01 09:00-10:00, 11 09:00-12:00");
    // What takes no time takes none elsewhere.
    let reminder = event(&["DTSTART:20270201T090000Z", "RRULE:FREQ=WEEKLY;COUNT=2"]);
    let moved = event(&["RECURRENCE-ID:20270208T090000Z", "DTSTART:20270208T140000Z"]);
    assert_eq!(february(&format!("{reminder}{moved}"), "UTC"), "");
}

#[test]
fn a_change_without_an_end_and_without_its_series_counts_for_a_day() {
    let reading = between(
        &event(&["RECURRENCE-ID:20270208T090000Z", "DTSTART:20270208T140000Z"]),
        "UTC",
        "2027-02-01T00:00:00Z",
        "2027-03-01T00:00:00Z",
    );
    assert_eq!(reading.times, "08 14:00-09 14:00");
    let reason = "2: the event has no end, and its series is not in the file; it counts for a day";
    assert_eq!(reading.reasons, [reason]);
}

#[test]
fn an_exdate_of_the_old_time_takes_no_change_out_that_is_not_older() {
    const OUT: &str = "EXDATE;TZID=Europe/Berlin:20270208T090000";
    let check = |series: &[&str], changed: &[&str], expected: &str| {
        let series = [&[OUT], series].concat();
        let changed = [&[SECOND, AFTERNOON, "DURATION:PT1H"], changed].concat();
        assert_eq!(february(&with(&series, &changed), "UTC"), expected, "{series:?} {changed:?}");
    };
    let (early, late) = ("DTSTAMP:20261101T000000Z", "DTSTAMP:20261102T000000Z");
    check(&[], &[], MOVED);
    check(&[], &["SEQUENCE:3"], MOVED);
    check(&["SEQUENCE:2"], &["SEQUENCE:2"], MOVED);
    check(&[early], &[early], MOVED);
    check(&[early], &[late], MOVED);
    check(&["SEQUENCE:1", late], &["SEQUENCE:2", early], MOVED);
    check(&["SEQUENCE:2"], &["SEQUENCE:one"], MOVED);
    // It was changed, and taken out afterwards.
    let gone = "01 08:00-09:00, 15 08:00-09:00";
    check(&["SEQUENCE:2"], &["SEQUENCE:1"], gone);
    check(&["SEQUENCE:2", early], &["SEQUENCE:1", late], gone);
    check(&[late], &[early], gone);
}

#[test]
fn the_rule_of_a_change_counts_where_the_series_does_not_say_it() {
    const RULE: &str = "RRULE:FREQ=WEEKLY;COUNT=3";
    const END: &str = "DURATION:PT1H";
    // Exporters copy the rule of a series into each change.
    assert_eq!(february(&with(&[], &[SECOND, AFTERNOON, END, RULE]), "UTC"), MOVED);
    let alone = event(&[SECOND, AFTERNOON, END, RULE]);
    assert_eq!(february(&alone, "UTC"), "08 13:00-14:00, 15 13:00-14:00, 22 13:00-14:00");
    let from_now_on = SECOND.replace("RECURRENCE-ID", "RECURRENCE-ID;RANGE=THISANDFUTURE");
    let moved = "01 08:00-09:00, 08 13:00-14:00, 15 13:00-14:00";
    assert_eq!(february(&with(&[], &[&from_now_on, AFTERNOON, END, RULE]), "UTC"), moved);
    let fortnightly = "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2";
    let other = february(&with(&[], &[&from_now_on, AFTERNOON, END, fortnightly]), "UTC");
    assert_eq!(other, format!("{moved}, 22 13:00-14:00"));
}

#[test]
fn a_list_of_events_has_no_older_versions_at_other_times() {
    let hour = |day: u32, lines: &[&str]| {
        let start = format!("DTSTART:202702{day:02}T090000Z");
        event(&[&[start.as_str(), "DURATION:PT1H"], lines].concat())
    };
    let check = |events: &[String], expected: &str| {
        assert_eq!(february(&events.concat(), "UTC"), expected, "{events:?}");
        let published = format!("METHOD:PUBLISH\n{}", events.concat());
        assert_eq!(february(&published, "UTC"), expected, "{events:?}");
    };
    // An occurrence that was moved stands there by itself.
    let moved = event(&[AFTERNOON, "DURATION:PT1H", "SEQUENCE:1"]);
    let out = "EXDATE;TZID=Europe/Berlin:20270208T090000";
    check(&[event(&[WEEKLY, &[out, "SEQUENCE:0"]].concat()), moved], MOVED);
    let three = [hour(8, &["SEQUENCE:0"]), hour(9, &["SEQUENCE:1"]), hour(10, &["SEQUENCE:2"])];
    check(&three, "08 09:00-10:00, 09 09:00-10:00, 10 09:00-10:00");
    check(&[hour(8, &["SEQUENCE:0"]), hour(9, &["SEQUENCE:1", "TRANSP:TRANSPARENT"])], "08 09:00-10:00");
    // At the same start it is the same event, and what cancels does so wherever it is.
    check(&[hour(8, &["SEQUENCE:0"]), hour(8, &["SEQUENCE:1", "TRANSP:TRANSPARENT"])], "");
    check(&[hour(8, &["SEQUENCE:0"]), hour(9, &["SEQUENCE:1", "STATUS:CANCELLED"])], "");
    check(&[hour(8, &["SEQUENCE:1"]), hour(9, &["SEQUENCE:0", "STATUS:CANCELLED"])], "08 09:00-10:00");
}
