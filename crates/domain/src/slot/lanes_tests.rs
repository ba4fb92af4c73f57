//! Units of AI interviewers, and one person.

use super::*;
use crate::UserId;
use crate::slot::AiKind;

const MACHINE: Holder = Holder::Ai(AiKind::Coding);

/// Half hours from some instant on.
fn time((start, end): (i64, i64)) -> Interval {
    let at = |number: i64| Timestamp::saturating_from_unix(1_800_000_000 + number * 1800);
    Interval::new(at(start), at(end)).expect("start before end")
}

fn slot(unit: u32, span: (i64, i64), booked: bool) -> Occupied {
    Occupied { unit, time: time(span), booked }
}

fn check(holder: Holder, parallel: i64, times: &[(i64, i64)], expected: &[Option<u32>]) {
    let mut lanes = Lanes::new(holder, parallel, []);
    let seen: Vec<Option<usize>> = times.iter().map(|span| lanes.place(time(*span))).collect();
    let seen: Vec<Option<u32>> =
        seen.into_iter().map(|number| number.map(|number| lanes.unit(number))).collect();
    assert_eq!(seen, expected, "{times:?} in {parallel}");
}

#[test]
fn a_person_is_once_and_a_machine_as_often_as_it_may() {
    let times = [(0, 2), (1, 3), (2, 4), (0, 1), (3, 4)];
    let person = Holder::Interviewer(UserId(1));
    check(person, 5, &times, &[Some(0), None, Some(0), None, None]);
    check(MACHINE, 1, &times, &[Some(0), None, Some(0), None, None]);
    check(MACHINE, 2, &times, &[Some(0), Some(1), Some(0), Some(1), Some(1)]);
    check(MACHINE, i64::MAX, &[(0, 1), (0, 1), (0, 1)], &[Some(0), Some(1), Some(2)]);
}

#[test]
fn what_is_there_is_in_the_way() {
    let there = [slot(0, (0, 1), false), slot(2, (0, 1), false)];
    let mut lanes = Lanes::new(MACHINE, 3, there);
    let placed =
        [(0, 1), (0, 1), (1, 2)].map(|span| lanes.place(time(span)).map(|number| lanes.unit(number)));
    assert_eq!(placed, [Some(1), None, Some(0)]);
    assert_eq!(lanes.moved(), []);
}

/// Two units, and the slots of 2 to 4 and 8 to 12 that leave neither free from 4 to 9, though one is at each instant.
fn check_gap(booked: [bool; 4], fits: bool) {
    let [a, b, c, d] = booked;
    let there = [slot(0, (0, 4), a), slot(1, (2, 6), b), slot(0, (8, 12), c), slot(1, (10, 14), d)];
    let mut lanes = Lanes::new(MACHINE, 2, there);
    let placed = lanes.place(time((4, 9)));
    assert_eq!(placed.is_some(), fits, "{booked:?}");
    for (at, unit) in lanes.moved() {
        assert!(!booked[at], "{at} is booked and moved to {unit}");
    }
    assert_no_overlap(&lanes);
}

fn assert_no_overlap(lanes: &Lanes) {
    for (at, one) in lanes.slots.iter().enumerate() {
        assert!(one.unit < lanes.most);
        for other in lanes.slots.iter().skip(at + 1) {
            assert!(one.unit != other.unit || !one.time.overlaps(other.time), "{one:?} and {other:?}");
        }
    }
}

#[test]
fn units_are_given_out_anew_where_that_makes_room() {
    check_gap([false; 4], true);
    check_gap([true, true, false, false], true);
    check_gap([false, false, true, true], true);
    check_gap([true, false, false, true], false);
    check_gap([true; 4], false);
}

/// Whatever comes and goes: while nothing is booked, a slot fits where fewer than all units are taken at each instant.
#[test]
fn nothing_fits_but_what_leaves_no_instant_with_too_many() {
    let mut state: u64 = 7;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((state >> 33) % below).expect("small")
    };
    for parallel in [2, 3, 5] {
        let mut there: Vec<Occupied> = Vec::new();
        for _ in 0..400 {
            let start = random(60);
            let wanted = time((start, start + 1 + random(12)));
            let mut lanes = Lanes::new(MACHINE, parallel, there.iter().copied());
            let deepest = there.iter().map(|slot| slot.time.start()).chain([wanted.start()]);
            let deepest = deepest
                .filter(|at| wanted.contains(*at))
                .map(|at| there.iter().filter(|slot| slot.time.contains(at)).count());
            let fits = deepest.max().is_none_or(|most| i64::try_from(most).expect("few") < parallel);
            assert_eq!(lanes.place(wanted).is_some(), fits, "{wanted:?} beside {there:?}");
            assert_no_overlap(&lanes);
            there = lanes.slots;
            if random(3) == 0 && !there.is_empty() {
                let gone = random(u64::try_from(there.len()).expect("few"));
                there.swap_remove(usize::try_from(gone).expect("few"));
            }
        }
    }
}
