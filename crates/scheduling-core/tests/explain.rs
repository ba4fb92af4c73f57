//! Explanations, as people read them.
#![expect(clippy::unwrap_used, reason = "a test's own values")]

use scheduling_core::availability::{Change, Participant, Query, Rule, explain};
use scheduling_core::calendar::{DaysOff, Weekdays, WeeklyHours, WeeklyRule};
use scheduling_core::time::{Date, Interval, TimeOfDay, TimeZone, Timestamp};

fn at(text: &str) -> Timestamp {
    Timestamp::parse(&format!("2025-01-{text}:00Z")).unwrap()
}

fn span(from: &str, to: &str) -> Interval {
    Interval::new(at(from), at(to)).unwrap()
}

/// Wednesday 22 January 2025, nine to noon, meetings of an hour on the half hour.
fn wednesday() -> Query {
    Query::new(span("22T09:00", "22T12:00"), 60).unwrap()
}

fn office_hours() -> WeeklyHours {
    let [start, end] = ["10:00", "18:00"].map(|text| TimeOfDay::parse(text).unwrap());
    WeeklyHours::new([WeeklyRule { days: Weekdays::WORKWEEK, start, end }])
}

/// `rule of participant until time`, joined by commas; `open` where nothing removed it.
fn told(query: &Query, start: &str) -> String {
    let explanation = explain(query, Some(at(start)));
    let removed = explanation.starts.first().unwrap().removed_by.iter().map(|removal| {
        let who = removal.participant.map(|number| format!(" of {number}")).unwrap_or_default();
        let until =
            removal.until.map(|until| format!(" until {}", &until.to_string()[8..16])).unwrap_or_default();
        format!("{}{who}{until}", removal.rule.name())
    });
    let told = removed.collect::<Vec<_>>().join(", ");
    if told.is_empty() { "open".into() } else { told }
}

#[test]
fn each_rule_says_until_when_it_holds() {
    let berlin = TimeZone::named("Europe/Berlin").unwrap();
    let mut query = wednesday().notice(at("21T10:00"), 1440, Some(1500)).unwrap();
    query.add(Participant::always_free().zone(berlin).hours(office_hours()));
    query.add(Participant::always_free().busy([span("22T10:15", "22T10:45")]));
    assert_eq!(told(&query, "22T09:30"), "minimum_notice until 22T10:00, busy of 1 until 22T10:45");
    assert_eq!(
        told(&query, "22T08:30"),
        "window until 22T09:00, minimum_notice until 22T10:00, working_hours of 0 until 22T09:00"
    );
    assert_eq!(told(&query, "22T10:10"), "grid until 22T10:30, busy of 1 until 22T10:45");
    assert_eq!(told(&query, "22T11:00"), "open");
    assert_eq!(told(&query, "22T11:30"), "window, maximum_notice");
    assert_eq!(told(&query, "24T16:30"), "window, maximum_notice, working_hours of 0 until 27T09:00");
}

#[test]
fn buffers_are_told_apart_from_busy_time_and_days_off_from_hours() {
    let mut query = wednesday().buffers(15, 30).unwrap();
    let off = DaysOff::new(Date::parse("2025-01-22").unwrap(), Date::parse("2025-01-23").unwrap()).unwrap();
    query.add(Participant::always_free().busy([span("22T10:00", "22T10:30")]));
    query.add(Participant::always_free().hours(office_hours()).days_off([off]));
    query.add(Participant::always_free().available([span("22T10:45", "22T12:00")].into_iter().collect()));
    let days = "working_hours of 1 until 22T10:00, day_off of 1 until 24T00:00";
    assert_eq!(
        told(&query, "22T09:00"),
        format!("buffer of 0 until 22T10:45, {days}, available of 2 until 22T10:45")
    );
    assert_eq!(
        told(&query, "22T09:30"),
        format!("busy of 0 until 22T10:30, {days}, available of 2 until 22T10:45")
    );
    assert_eq!(
        told(&query, "22T10:30"),
        "buffer of 0 until 22T10:45, day_off of 1 until 24T00:00, available of 2 until 22T10:45"
    );
    assert_eq!(told(&query, "22T11:00"), "day_off of 1 until 24T00:00");
}

#[test]
fn every_start_of_the_window_is_listed_those_that_are_open_too() {
    let mut query = wednesday();
    query.add(Participant::always_free().busy([span("22T09:00", "22T10:30")]));
    let explanation = explain(&query, None);
    let rules = |start: &str| {
        let explained = explanation.starts.iter().find(|explained| explained.start == at(start)).unwrap();
        explained.removed_by.iter().map(|removal| removal.rule).collect::<Vec<_>>()
    };
    assert_eq!(explanation.starts.len(), 6);
    assert_eq!(rules("22T10:00"), [Rule::Busy]);
    assert_eq!(rules("22T10:30"), []);
    assert_eq!(rules("22T11:30"), [Rule::Window]);
    assert!(explanation.would_help.is_empty(), "there are slots");
}

#[test]
fn the_smallest_change_comes_first() {
    let mut query = wednesday().notice(at("21T10:00"), 1440, None).unwrap();
    query.add(Participant::always_free().busy([span("22T10:00", "22T12:00")]));
    query.add(Participant::always_free());
    let helps = explain(&query, None).would_help;
    let told: Vec<(Change, usize)> = helps.iter().map(|help| (help.change, help.slots)).collect();
    let period = span("22T10:00", "22T12:00");
    assert_eq!(
        told,
        [
            (Change::MinimumNotice(1380), 1),
            (Change::BusyPeriod { participant: 0, period }, 3),
            (Change::Without { rule: Rule::Busy, participant: 0 }, 3),
            (Change::Required { group: 0, members: 1 }, 3),
        ]
    );
}

#[test]
fn help_for_one_start_speaks_of_that_start() {
    let mut query = wednesday().step_minutes(60).unwrap();
    query.add(Participant::always_free());
    let helps = explain(&query, Some(at("22T09:45"))).would_help;
    assert_eq!(
        helps.iter().map(|help| (help.change, help.slots)).collect::<Vec<_>>(),
        [(Change::Step(45), 1)]
    );
}

#[test]
fn the_ends_of_time_are_no_slots() {
    let mut query = wednesday().notice(at("20T00:00"), 0, Some(60)).unwrap();
    query.add(Participant::always_free().hours(WeeklyHours::default()));
    for (start, expected) in [
        (Timestamp::MAX, [Rule::Grid, Rule::Window, Rule::MaximumNotice, Rule::WorkingHours].as_slice()),
        (
            Timestamp::MAX.plus_seconds(-1),
            &[Rule::Grid, Rule::Window, Rule::MaximumNotice, Rule::WorkingHours],
        ),
        (Timestamp::MIN, &[Rule::Window, Rule::MinimumNotice, Rule::WorkingHours]),
    ] {
        let explanation = explain(&query, Some(start));
        let removed = &explanation.starts.first().unwrap().removed_by;
        assert_eq!(removed.iter().map(|removal| removal.rule).collect::<Vec<_>>(), expected, "{start}");
        assert!(
            removed.iter().all(|removal| removal.until.is_none_or(|until| until < Timestamp::MAX)),
            "{removed:?}"
        );
    }
}

/// Two meetings of one person keep the larger of the two buffers between them, whichever of them came first.
#[test]
fn what_another_meeting_keeps_clear_may_be_touched_by_buffers_alone() {
    let mut query = wednesday().buffers(30, 0).unwrap();
    query.add(
        Participant::always_free()
            .busy([span("22T10:00", "22T10:30")])
            .blocked_margins([span("22T10:00", "22T11:00")]),
    );
    assert_eq!(told(&query, "22T10:30"), "buffer of 0 until 22T11:00");
    assert_eq!(told(&query, "22T11:00"), "open");
}
