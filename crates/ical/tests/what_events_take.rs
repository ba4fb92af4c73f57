//! What events take that say so in ways of their own.
#![expect(clippy::expect_used, reason = "a test stops where its own set-up fails")]

mod february;

use february::{between, event, february};

const BERLIN: &str = "TZID=Europe/Berlin";

/// Somebody's time around the change of clocks in Berlin on 28 March 2027.
fn march(lines: &[&str]) -> String {
    between(&event(lines), "UTC", "2027-03-20T00:00:00Z", "2027-04-01T00:00:00Z").times
}

/// The same around the change on 31 October 2027.
fn october(lines: &[&str]) -> String {
    between(&event(lines), "UTC", "2027-10-25T00:00:00Z", "2027-11-04T00:00:00Z").times
}

#[test]
fn an_end_before_the_start_may_be_that_of_a_night() {
    let check =
        |lines: &[&str], expected: &str| assert_eq!(february(&event(lines), "UTC"), expected, "{lines:?}");
    let [start, end] = ["DTSTART:20270208T220000Z", "DTEND:20270208T020000Z"];
    check(&[start, end], "08 02:00-09 02:00");
    check(&[start, end, "RRULE:FREQ=WEEKLY;COUNT=2"], "08 02:00-09 02:00, 15 02:00-16 02:00");
    check(&["DTSTART:20270208T220000", "DTEND:20270208T020000"], "08 02:00-09 02:00");
    check(
        &["DTSTART;TZID=Europe/Berlin:20270208T220000", "DTEND;TZID=Europe/Berlin:20270208T020000"],
        "08 01:00-09 01:00",
    );
    check(
        &[
            "RDATE;VALUE=PERIOD:20270210T220000Z/20270210T020000Z",
            "DTSTART:20270208T080000Z",
            "DURATION:PT1H",
        ],
        "08 08:00-09:00, 10 02:00-11 02:00",
    );
    // Further apart no night was meant, and no 23 hours.
    check(&[start, "DTEND:20270208T210000Z"], "08 21:00-22:00");
    check(&[start, "DTEND:20270207T220000Z"], "07 22:00-08 22:00");
    check(&[start, "DTEND:20270206T220000Z"], "06 22:00-08 22:00");
    let reading = between(&event(&[start, end]), "UTC", "2027-02-01T00:00:00Z", "2027-03-01T00:00:00Z");
    let reason =
        "2: DTEND is before DTSTART; the time between counts, and the time up to the next day's DTEND";
    assert_eq!(reading.reasons, [reason]);
}

#[test]
fn a_night_over_a_change_of_clocks_ends_by_the_clock() {
    let night =
        |start: &str, end: &str| [format!("DTSTART;{BERLIN}:{start}"), format!("DTEND;{BERLIN}:{end}")];
    let [start, end] = night("20271030T220000", "20271030T040000");
    assert_eq!(october(&[&start, &end]), "30 02:00-31 03:00");
    let [start, end] = night("20270327T220000", "20270327T040000");
    assert_eq!(march(&[&start, &end]), "27 03:00-28 03:00");
}

#[test]
fn a_start_that_no_clock_shows_takes_its_time_all_the_same() {
    let check = |start: &str, end: &str, more: &[&str], expected: &str| {
        let (start, end) = (format!("DTSTART;{BERLIN}:{start}"), format!("DTEND;{BERLIN}:{end}"));
        assert_eq!(march(&[&[start.as_str(), &end], more].concat()), expected, "{start} {end} {more:?}");
    };
    check("20270328T023000", "20270328T033000", &[], "28 01:30-02:30");
    check("20270328T020000", "20270328T030000", &[], "28 01:00-02:00");
    check("20270328T023000", "20270328T040000", &[], "28 01:30-03:00");
    check("20270328T023000", "20270328T031500", &[], "28 01:30-02:15");
    // Its other occurrences are as long as their times say.
    check(
        "20270328T023000",
        "20270328T033000",
        &["RRULE:FREQ=DAILY;COUNT=3"],
        "28 01:30-02:30, 29 00:30-01:30, 30 00:30-01:30",
    );
    check("20270328T023000", "20270328T023000", &[], "");
    let floating = event(&["DTSTART:20270328T023000", "DTEND:20270328T033000"]);
    let floating = between(&floating, "Europe/Berlin", "2027-03-20T00:00:00Z", "2027-04-01T00:00:00Z");
    assert_eq!(floating.times, "28 01:30-02:30");
}

#[test]
fn an_occurrence_ends_at_the_later_of_its_length_and_its_hour() {
    let nights = |start: &str, end: &str| {
        let (start, end) = (format!("DTSTART;{BERLIN}:{start}"), format!("DTEND;{BERLIN}:{end}"));
        [start, end, "RRULE:FREQ=DAILY;COUNT=3".to_owned()]
    };
    let lines = |nights: &[String; 3]| nights.iter().map(String::as_str).collect::<Vec<_>>().join("\n");
    // The first night is an hour shorter than it looks.
    let spring = nights("20270327T230000", "20270328T060000");
    assert_eq!(march(&[&lines(&spring)]), "27 22:00-28 04:00, 28 21:00-29 04:00, 29 21:00-30 04:00");
    // A later one is.
    let before = nights("20270326T230000", "20270327T060000");
    assert_eq!(march(&[&lines(&before)]), "26 22:00-27 05:00, 27 22:00-28 05:00, 28 21:00-29 04:00");
    // A later one is an hour longer.
    let autumn = nights("20271029T230000", "20271030T060000");
    assert_eq!(october(&[&lines(&autumn)]), "29 21:00-30 04:00, 30 21:00-31 05:00, 31 22:00-01 05:00");
}

#[test]
fn travel_counts_before_its_event() {
    let check =
        |lines: &[&str], expected: &str| assert_eq!(february(&event(lines), "UTC"), expected, "{lines:?}");
    let hour = ["DTSTART:20270208T090000Z", "DTEND:20270208T100000Z"];
    let travel = "X-APPLE-TRAVEL-DURATION;VALUE=DURATION:PT45M";
    let with = |more: &[&str], expected: &str| check(&[&hour[..], more].concat(), expected);
    with(&[travel], "08 08:15-10:00");
    with(&[travel, "RRULE:FREQ=WEEKLY;COUNT=2"], "08 08:15-10:00, 15 08:15-10:00");
    with(&[travel, "RRULE:FREQ=WEEKLY;UNTIL=20270215T083000Z"], "08 08:15-10:00");
    with(&[travel, "RDATE;VALUE=PERIOD:20270210T090000Z/PT2H"], "08 08:15-10:00, 10 08:15-11:00");
    with(&[travel, "TRANSP:TRANSPARENT"], "");
    with(&["X-APPLE-TRAVEL-DURATION;VALUE=DURATION:-PT45M"], "08 09:00-10:00");
    check(
        &["DTSTART:20270301T000000Z", "DURATION:PT1H", "X-APPLE-TRAVEL-DURATION:P1DT1H"],
        "27 23:00-01 00:00",
    );
    let reading = between(
        &event(&[&hour[..], &["X-APPLE-TRAVEL-DURATION:soon"]].concat()),
        "UTC",
        "2027-02-01T00:00:00Z",
        "2027-03-01T00:00:00Z",
    );
    assert_eq!(reading.times, "08 09:00-10:00");
    assert_eq!(reading.reasons, ["6: X-APPLE-TRAVEL-DURATION: \"soon\" is no duration; no travel counts"]);
}

#[test]
fn a_status_of_microsoft_frees_nobody_whom_transp_keeps_busy() {
    let busy = "08 09:00-10:00";
    let check = |lines: &[&str], expected: &str| {
        let hour = ["DTSTART:20270208T090000Z", "DTEND:20270208T100000Z"];
        assert_eq!(february(&event(&[&hour[..], lines].concat()), "UTC"), expected, "{lines:?}");
    };
    const CDO: &str = "X-MICROSOFT-CDO-BUSYSTATUS";
    for status in ["BUSY", "OOF", "TENTATIVE", "oof"] {
        let status = format!("{CDO}:{status}");
        check(&["TRANSP:TRANSPARENT", &status], busy);
        check(&[&status, "TRANSP:TRANSPARENT"], busy);
        check(&[&status], busy);
    }
    let free = format!("{CDO}:FREE");
    check(&[&free], "");
    check(&[&free, "TRANSP:TRANSPARENT"], "");
    check(&[&free, "TRANSP:OPAQUE"], busy);
    check(&["X-MICROSOFT-MSNCALENDAR-BUSYSTATUS:BUSY", "TRANSP:TRANSPARENT"], busy);
    check(&["X-MICROSOFT-CDO-INTENDEDSTATUS:FREE"], busy);
    // What nobody knows says nothing, and words free nobody.
    check(&["TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE"], "");
    check(&["X-Microsoft-Cdo-Busystatus: free"], busy);
}

#[test]
fn a_rule_may_have_the_days_of_another_clock_than_its_start() {
    let hour = |start: &str, end: &str, more: &[&str]| {
        let (start, end) = (format!("DTSTART:{start}"), format!("DTEND:{end}"));
        event(&[&[start.as_str(), &end], more].concat())
    };
    // Mondays at 21:00 in New York. The days in UTC count as well.
    let monday = |more: &[&str]| hour("20270202T020000Z", "20270202T030000Z", more);
    let both = "02 02:00-03:00, 08 02:00-03:00, 09 02:00-03:00, 15 02:00-03:00, 16 02:00-03:00";
    let weekly = monday(&["RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20270216T020000Z"]);
    assert_eq!(february(&weekly, "America/New_York"), both);
    assert_eq!(february(&format!("X-WR-TIMEZONE:America/New_York\n{weekly}"), "Asia/Tokyo"), both);
    // An exception is one in UTC, and means its occurrence on whatever clock that is.
    let out =
        ["RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20270216T020000Z", "EXDATE:20270209T020000Z,20270215T020000Z"];
    let left = "02 02:00-03:00, 08 02:00-03:00, 16 02:00-03:00";
    assert_eq!(february(&monday(&out), "America/New_York"), left);
    let counted = monday(&["RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=2"]);
    assert_eq!(
        february(&counted, "America/New_York"),
        "02 02:00-03:00, 08 02:00-03:00, 09 02:00-03:00, 15 02:00-03:00"
    );
    let sydney = hour("20270131T220000Z", "20270131T230000Z", &["RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3"]);
    assert_eq!(
        february(&sydney, "Australia/Sydney"),
        "01 22:00-23:00, 07 22:00-23:00, 08 22:00-23:00, 14 22:00-23:00, 15 22:00-23:00"
    );
    let monthly = hour("20270201T030000Z", "20270201T040000Z", &["RRULE:FREQ=MONTHLY;BYMONTHDAY=31;COUNT=2"]);
    let monthly = between(&monthly, "America/New_York", "2027-03-30T00:00:00Z", "2027-04-02T00:00:00Z").times;
    assert_eq!(monthly, "31 03:00-04:00, 01 02:00-03:00");
    // The days of the start in UTC, and of no clock at all, are no others.
    let utc = monday(&["RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=2"]);
    assert_eq!(february(&utc, "America/New_York"), "02 02:00-03:00, 09 02:00-03:00");
    let none = monday(&["RRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=2"]);
    assert_eq!(february(&none, "America/New_York"), "02 02:00-03:00, 05 02:00-03:00, 12 02:00-03:00");
    let reading = between(&weekly, "America/New_York", "2027-02-01T00:00:00Z", "2027-03-01T00:00:00Z");
    let reason = "2: RRULE: does not have the start in UTC, but on the clock of the calendar; either counts";
    assert_eq!(reading.reasons, [reason]);
}

#[test]
fn whole_days_at_midnight_of_another_clock_are_days_of_their_owner_too() {
    const DAYS: &str = "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE";
    let check = |lines: &[&str], zone: &str, expected: &str| {
        assert_eq!(february(&event(&[lines, &[DAYS]].concat()), zone), expected, "{zone} {lines:?}");
    };
    let day = ["DTSTART:20270208T000000Z", "DTEND:20270209T000000Z"];
    check(&day, "America/New_York", "08 00:00-09 05:00");
    check(&day, "Asia/Tokyo", "07 15:00-09 00:00");
    check(&day, "UTC", "08 00:00-09 00:00");
    check(&["DTSTART:20270208T000000Z", "DURATION:P2D"], "America/New_York", "08 00:00-10 05:00");
    check(&["DTSTART:20270208T000000Z"], "America/New_York", "08 00:00-09 05:00");
    let berlin = ["DTSTART;TZID=Europe/Berlin:20270208T000000", "DTEND;TZID=Europe/Berlin:20270209T000000"];
    check(&berlin, "America/New_York", "07 23:00-09 05:00");
    let weekly = [day[0], day[1], "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20270215T000000Z"];
    check(&weekly, "America/New_York", "08 00:00-09 05:00, 22 00:00-23 05:00");
    // A change stands for the occurrence in either reading.
    let moved =
        ["RECURRENCE-ID:20270222T000000Z", "DTSTART:20270224T000000Z", "DTEND:20270225T000000Z", DAYS];
    let file = format!("{}{}", event(&[&weekly[..], &[DAYS]].concat()), event(&moved));
    assert_eq!(february(&file, "America/New_York"), "08 00:00-09 05:00, 24 00:00-25 05:00");
    // Times are times, and so is what nobody calls a day.
    let morning = ["DTSTART:20270208T080000Z", "DTEND:20270209T080000Z"];
    check(&morning, "America/New_York", "08 08:00-09 08:00");
    assert_eq!(february(&event(&day), "America/New_York"), "08 00:00-09 00:00");
}
