use super::*;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("an instant")
}

fn span(start: &str, end: &str) -> WallSpan {
    let time = |text| TimeOfDay::parse(text).expect("a time");
    WallSpan::new(time(start), time(end)).expect("a span")
}

fn date(text: &str) -> Date {
    Date::parse(text).expect("a date")
}

fn off(first: &str, last: &str) -> DaysOff {
    DaysOff::new(date(first), date(last)).expect("days")
}

/// The same hours on each weekday.
fn daily(zone: &str, hours: WallSpan, breaks: &[WallSpan]) -> DatedHours {
    let zone = TimeZone::named(zone).expect("a zone");
    Weekday::ALL.into_iter().fold(DatedHours::new(zone), |all, day| {
        all.day(day, DayHours { span: hours, breaks: breaks.to_vec() })
    })
}

/// What is worked of shifts that begin within the window.
fn check(hours: &DatedHours, window: (&str, &str), expected: &[(&str, &str)]) {
    let window = Interval::new(at(window.0), at(window.1)).expect("a window");
    let begun = hours.shifts(window).into_iter().filter(|shift| window.contains(shift.begins));
    let seen: Vec<Interval> = begun.flat_map(|shift| shift.time.as_slice().to_vec()).collect();
    let expected: Vec<Interval> =
        expected.iter().map(|(from, to)| Interval::new(at(from), at(to)).expect("an interval")).collect();
    assert_eq!(seen, expected);
}

fn starts(hours: &DatedHours, window: (&str, &str), step: i64) -> Vec<String> {
    let window = Interval::new(at(window.0), at(window.1)).expect("a window");
    let shifts = hours.shifts(window);
    let starts = shifts.iter().flat_map(|shift| shift.starts(step)).filter(|at| window.contains(*at));
    starts.map(|at| at.to_string()).collect()
}

const MONDAY: (&str, &str) = ("2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z");

#[test]
fn breaks_are_not_worked_and_do_not_move_the_starts() {
    let hours = daily("UTC", span("09:00", "11:00"), &[span("09:30", "09:40")]);
    let worked =
        [("2026-03-02T09:00:00Z", "2026-03-02T09:30:00Z"), ("2026-03-02T09:40:00Z", "2026-03-02T11:00:00Z")];
    check(&hours, MONDAY, &worked);
    let expected = ["2026-03-02T09:00:00Z", "2026-03-02T09:45:00Z", "2026-03-02T10:30:00Z"];
    assert_eq!(starts(&hours, MONDAY, 45), expected);
}

#[test]
fn breaks_of_a_night_may_lie_after_midnight_or_over_it() {
    let hours = daily("UTC", span("22:00", "06:00"), &[span("23:45", "00:15"), span("02:00", "02:30")]);
    let worked = [
        ("2026-03-02T22:00:00Z", "2026-03-02T23:45:00Z"),
        ("2026-03-03T00:15:00Z", "2026-03-03T02:00:00Z"),
        ("2026-03-03T02:30:00Z", "2026-03-03T06:00:00Z"),
    ];
    check(&hours, MONDAY, &worked);
}

#[test]
fn a_date_with_hours_of_its_own_has_neither_the_weekly_ones_nor_their_breaks() {
    let weekly = daily("UTC", span("09:00", "17:00"), &[span("12:00", "13:00")]);
    let other = weekly.clone().date(date("2026-03-02"), vec![span("11:00", "14:00"), span("22:00", "02:00")]);
    let worked =
        [("2026-03-02T11:00:00Z", "2026-03-02T14:00:00Z"), ("2026-03-02T22:00:00Z", "2026-03-03T02:00:00Z")];
    check(&other, MONDAY, &worked);
    check(&weekly.date(date("2026-03-02"), Vec::new()), MONDAY, &[]);
}

#[test]
fn a_night_belongs_to_the_date_on_which_it_starts() {
    // Monday is closed; the night of Sunday goes on into it.
    let hours = daily("UTC", span("22:00", "06:00"), &[]).date(date("2026-03-02"), Vec::new());
    let sunday = ("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z");
    check(&hours, sunday, &[("2026-03-01T22:00:00Z", "2026-03-02T06:00:00Z")]);
    check(&hours, MONDAY, &[]);
}

#[test]
fn days_off_win_over_everything_and_cut_the_night_before() {
    let hours = daily("Asia/Kathmandu", span("22:00", "06:00"), &[])
        .date(date("2026-03-03"), vec![span("08:00", "09:00")])
        .off([off("2026-03-03", "2026-03-03")]);
    // Monday's night ends when the day off begins: at 18:15 in UTC.
    let monday = ("2026-03-01T18:15:00Z", "2026-03-02T18:15:00Z");
    check(&hours, monday, &[("2026-03-02T16:15:00Z", "2026-03-02T18:15:00Z")]);
    check(&hours, ("2026-03-02T18:15:00Z", "2026-03-03T18:15:00Z"), &[]);
}

#[test]
fn what_is_left_of_a_shift_keeps_the_starts_of_the_whole() {
    let hours = daily("UTC", span("22:10", "02:10"), &[]).off([off("2026-03-02", "2026-03-02")]);
    let tail = ("2026-03-03T00:00:00Z", "2026-03-03T12:00:00Z");
    let expected = ["2026-03-03T00:10:00Z", "2026-03-03T01:10:00Z"];
    assert_eq!(starts(&hours, tail, 60), expected);
}

#[test]
fn clocks_that_go_forward_skip_starts() {
    let hours = daily("Europe/Berlin", span("00:00", "04:00"), &[]);
    let sunday = ("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z");
    check(&hours, sunday, &[("2026-03-28T23:00:00Z", "2026-03-29T02:00:00Z")]);
    // Midnight, one o'clock, and three o'clock.
    let expected = ["2026-03-28T23:00:00Z", "2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z"];
    assert_eq!(starts(&hours, sunday, 60), expected);
    // Hours that begin inside the gap begin when it ends.
    let gap = daily("Europe/Berlin", span("02:30", "04:00"), &[]);
    check(&gap, sunday, &[("2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z")]);
    let none = daily("Europe/Berlin", span("02:00", "03:00"), &[]);
    check(&none, sunday, &[]);
}

#[test]
fn clocks_that_go_back_show_starts_twice() {
    let hours = daily("Europe/Berlin", span("01:00", "04:00"), &[]);
    let sunday = ("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z");
    check(&hours, sunday, &[("2026-10-24T23:00:00Z", "2026-10-25T03:00:00Z")]);
    // One o'clock, two o'clock twice, and three o'clock.
    let expected =
        ["2026-10-24T23:00:00Z", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z"];
    assert_eq!(starts(&hours, sunday, 60), expected);
    // The night over the change is an hour longer.
    let night = daily("Europe/Berlin", span("22:00", "06:00"), &[]);
    let saturday = ("2026-10-23T22:00:00Z", "2026-10-24T22:00:00Z");
    check(&night, saturday, &[("2026-10-24T20:00:00Z", "2026-10-25T05:00:00Z")]);
}

#[test]
fn midnight_is_the_end_of_the_day_by_both_of_its_names() {
    for end in ["24:00", "00:00"] {
        let hours = daily("UTC", span("22:00", end), &[]);
        check(&hours, MONDAY, &[("2026-03-02T22:00:00Z", "2026-03-03T00:00:00Z")]);
    }
    check(
        &daily("UTC", span("00:00", "24:00"), &[]),
        MONDAY,
        &[("2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z")],
    );
}

#[test]
fn a_whole_year_has_each_of_its_shifts() {
    let hours = daily("America/Los_Angeles", span("09:00", "17:00"), &[]);
    let year =
        Interval::new(at("2026-01-01T08:00:00Z"), at("2027-01-01T08:00:00Z")).expect("a year in Los Angeles");
    let shifts = hours.shifts(year);
    assert_eq!(shifts.len(), 365);
    assert!(shifts.iter().all(|shift| shift.time.seconds() == 8 * 3600));
}
