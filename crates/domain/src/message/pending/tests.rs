//! Tests of what has to be sent.

use super::*;
use crate::{CandidateId, UserId};
use scheduling_core::time::Timestamp;
use uuid::Uuid;

const BOB: Person = Person::Candidate(CandidateId(1));
const ANN: Person = Person::User(UserId(1));
const EVE: Person = Person::User(UserId(2));

fn hour(number: i64) -> Interval {
    let start = Timestamp::saturating_from_unix(1_800_000_000).plus_minutes(number * 60);
    Interval::new(start, start.plus_minutes(60)).expect("an hour")
}

fn facts(number: i64) -> Facts {
    Facts {
        time: hour(number),
        title: "Welder".into(),
        place: None,
        link: None,
        online: false,
        people: Vec::new(),
    }
}

fn sent(invited: bool, sequence: i64, number: i64) -> SentNotice {
    let facts = invited.then(|| facts(number));
    SentNotice {
        message: MessageId(Uuid::from_u128(sequence.unsigned_abs().into())),
        invited,
        sequence,
        time: hour(number),
        facts,
        organizer: Some("hr@example.org".into()),
        uncertain: false,
    }
}

fn address(person: Person) -> String {
    format!("{person}@example.org").replace(':', "")
}

fn delivered(person: Person, invited: bool, sequence: i64, number: i64) -> KnownCalendar {
    let unknown = KnownCalendar::unknown(&address(person), person);
    KnownCalendar { delivered: Some(sent(invited, sequence, number)), highest: sequence, ..unknown }
}

fn at(person: Person, number: i64) -> Attendance {
    Attendance { person, address: address(person), facts: facts(number) }
}

/// Person, kind and sequence of what is sent, and how many messages are replaced.
fn seen(known: &[KnownCalendar], truth: &[Attendance]) -> (Vec<(Person, &'static str, i64)>, usize) {
    let changes = changes(known, truth, 2);
    let notices = changes.iter().filter_map(|change| change.notice.as_ref());
    let told = notices.map(|notice| (notice.person, notice.kind.name(), notice.sequence)).collect();
    (told, changes.iter().filter(|change| change.replaces.is_some()).count())
}

#[test]
fn calendars_hear_what_they_do_not_say_yet() {
    let check = |case: &str, known: &[KnownCalendar], truth: &[Attendance], expected: &[_]| {
        assert_eq!(seen(known, truth), (expected.to_vec(), 0), "{case}");
    };
    check("new", &[], &[at(BOB, 2), at(ANN, 2)], &[(BOB, "invitation", 2), (ANN, "invitation", 2)]);
    check("moved", &[delivered(BOB, true, 1, 1)], &[at(BOB, 2)], &[(BOB, "time_changed", 2)]);
    check("known", &[delivered(BOB, true, 2, 2)], &[at(BOB, 2)], &[]);
    check("cancelled before", &[delivered(BOB, false, 1, 1)], &[at(BOB, 2)], &[(BOB, "invitation", 2)]);
    check("off", &[delivered(BOB, true, 1, 1)], &[], &[(BOB, "cancelled", 2)]);
    check("off and known", &[delivered(BOB, false, 1, 1)], &[], &[]);
    let before = [delivered(BOB, true, 1, 1), delivered(EVE, true, 1, 1)];
    let after = [(BOB, "time_changed", 2), (ANN, "invitation", 2), (EVE, "cancelled", 2)];
    check("another panel", &before, &[at(BOB, 2), at(ANN, 2)], &after);
}

#[test]
fn whatever_a_calendar_shows_is_news() {
    let check = |case: &str, change: fn(&mut Facts), expected: &[_]| {
        let mut now = at(BOB, 2);
        change(&mut now.facts);
        assert_eq!(seen(&[delivered(BOB, true, 5, 2)], &[now]).0, expected, "{case}");
    };
    let changed = [(BOB, "changed", 6)];
    check("nothing", |_| (), &[]);
    check("title", |facts| facts.title.push('s'), &changed);
    check("place", |facts| facts.place = Some("Room 1".into()), &changed);
    check("link", |facts| facts.link = Some("https://example.org".into()), &changed);
    check("type", |facts| facts.online = true, &changed);
    check("people", |facts| facts.people.push("Eve".into()), &changed);
    check("time", |facts| facts.time = hour(3), &[(BOB, "time_changed", 6)]);
}

#[test]
fn what_earlier_versions_told_is_compared_by_time() {
    let mut old = delivered(BOB, true, 2, 2);
    old.delivered = old.delivered.map(|sent| SentNotice { facts: None, ..sent });
    assert_eq!(seen(std::slice::from_ref(&old), &[at(BOB, 2)]).0, []);
    assert_eq!(seen(&[old], &[at(BOB, 3)]).0, [(BOB, "time_changed", 3)]);
}

#[test]
fn what_waits_is_replaced_where_it_is_not_right_any_more() {
    let waits = |notice: SentNotice, over: KnownCalendar| KnownCalendar {
        highest: notice.sequence,
        waiting: Some(notice),
        ..over
    };
    let new = KnownCalendar::unknown(&address(BOB), BOB);
    let check = |case: &str, known: KnownCalendar, truth: &[Attendance], expected: (Vec<_>, usize)| {
        assert_eq!(seen(&[known], truth), expected, "{case}");
    };
    check("right", waits(sent(true, 1, 2), new.clone()), &[at(BOB, 2)], (vec![], 0));
    let replaced = (vec![(BOB, "invitation", 2)], 1);
    check("another time", waits(sent(true, 1, 1), new.clone()), &[at(BOB, 2)], replaced);
    check("off before it was sent", waits(sent(true, 1, 1), new), &[], (vec![], 1));
    let invited = delivered(BOB, true, 3, 2);
    check("back again", waits(sent(false, 4, 2), invited.clone()), &[at(BOB, 2)], (vec![], 1));
    check("off", waits(sent(true, 4, 3), invited), &[], (vec![(BOB, "cancelled", 5)], 1));
}

#[test]
fn what_was_refused_is_not_said_again_until_there_is_something_else_to_say() {
    let unknown = KnownCalendar::unknown(&address(BOB), BOB);
    let refused = KnownCalendar { failed: Some(sent(true, 4, 2)), highest: 4, ..unknown };
    assert_eq!(seen(std::slice::from_ref(&refused), &[at(BOB, 2)]).0, []);
    assert_eq!(seen(std::slice::from_ref(&refused), &[at(BOB, 3)]).0, [(BOB, "invitation", 5)]);
    assert_eq!(seen(std::slice::from_ref(&refused), &[]).0, []);
    let moved = Attendance { address: "bob.new@example.org".into(), ..at(BOB, 2) };
    assert_eq!(seen(&[refused], &[moved]).0, [(BOB, "invitation", 2)], "the right address");
}

#[test]
fn what_may_have_arrived_is_put_right() {
    let maybe = |number| SentNotice { uncertain: true, ..sent(true, 4, number) };
    let new = KnownCalendar { highest: 4, ..KnownCalendar::unknown(&address(BOB), BOB) };
    let check = |case: &str, known: KnownCalendar, truth: &[Attendance], expected: (Vec<_>, usize)| {
        assert_eq!(seen(&[known], truth), expected, "{case}");
    };
    let waits = |number| KnownCalendar { waiting: Some(maybe(number)), ..new.clone() };
    check("it is tried again", waits(2), &[at(BOB, 2)], (vec![], 0));
    check("off while it waits", waits(2), &[], (vec![(BOB, "cancelled", 5)], 1));
    let gone = KnownCalendar { doubtful: Some(maybe(2)), ..new.clone() };
    check("off", gone.clone(), &[], (vec![(BOB, "cancelled", 5)], 0));
    check("on", gone, &[at(BOB, 2)], (vec![(BOB, "invitation", 5)], 0));
    let known = KnownCalendar { doubtful: Some(maybe(3)), highest: 4, ..delivered(BOB, true, 3, 2) };
    check("back to what was known", known, &[at(BOB, 2)], (vec![(BOB, "changed", 5)], 0));
}

#[test]
fn another_address_is_another_calendar_and_another_case_is_not() {
    let known = [delivered(BOB, true, 1, 2)];
    let moved = Attendance { address: "bob.new@example.org".into(), ..at(BOB, 2) };
    assert_eq!(seen(&known, &[moved]).0, [(BOB, "invitation", 2), (BOB, "cancelled", 2)]);
    let same = Attendance { address: address(BOB).to_uppercase(), ..at(BOB, 2) };
    assert_eq!(seen(&known, &[same]).0, []);
    let shared = Attendance { address: address(BOB), ..at(ANN, 2) };
    assert_eq!(seen(&known, &[at(BOB, 2), shared]).0, [], "an address that two share has one calendar");
}

#[test]
fn answers_go_where_the_calendar_says_as_long_as_it_has_the_appointment() {
    let organizer = |known: &[KnownCalendar]| {
        let changes = changes(known, &[at(BOB, 3)], 2);
        changes.first().and_then(|change| change.notice.clone()).and_then(|notice| notice.organizer)
    };
    assert_eq!(organizer(&[delivered(BOB, true, 1, 2)]).as_deref(), Some("hr@example.org"));
    assert_eq!(organizer(&[delivered(BOB, false, 1, 2)]), None);
}
