//! Slots: what the tables refuse by themselves.

use domain::slot::{AiKind, Holder, SlotDetails, SlotType};
use domain::{Refusal, UserId};
use persistence::StoreError;
use persistence::store::slots;
use testkit::db::TestDb;
use testkit::{Case, at, between, seed};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![two_live_slots_of_a_subject_are_refused, more_bookings_than_places_are_refused]
}

fn slot(holder: Holder, start: &str, end: &str) -> SlotDetails {
    let time = between(&format!("2025-02-03T{start}:00Z"), &format!("2025-02-03T{end}:00Z"));
    SlotDetails {
        slot_type: SlotType::Fixed,
        time,
        holder,
        ai_configuration: Some("{}".into()),
        job: None,
        notes: None,
        max_candidates: 2,
    }
}

fn refused_as(error: &StoreError, expected: &str) {
    match error {
        StoreError::Refused(Refusal::WrongState { slug, .. }) => assert_eq!(*slug, expected),
        other => panic!("{other:?}"),
    }
}

async fn two_live_slots_of_a_subject_are_refused(db: TestDb) {
    let (company, permit) = seed::company(&db, "Acme").await;
    let user = seed::user(&db, &permit, "ann").await;
    let (person, machine) = (Holder::Interviewer(user), Holder::Ai(AiKind::Coding));
    let insert = async |holder: Holder, unit: u32, start: &str, end: &str| {
        let (details, permit) = (slot(holder, start, end), permit.clone());
        let new = [(details, unit)];
        db.write(move |tx| slots::insert(&mut tx.scope(&permit), company, &new, at(seed::NOW))).await
    };
    for holder in [person, machine] {
        let first = insert(holder, 0, "10:00", "11:00").await.expect("the first").remove(0);
        for (start, end) in [("10:00", "11:00"), ("09:30", "10:01"), ("10:59", "12:00"), ("10:15", "10:30")] {
            refused_as(&insert(holder, 0, start, end).await.expect_err("an overlap"), "slot-overlap");
        }
        insert(holder, 0, "11:00", "12:00").await.expect("one that touches");
        // Cancelled, it is in nobody's way; nor can it come back over what took its place.
        let (permit, id) = (permit.clone(), first.clone());
        let cancelled =
            db.write(move |tx| slots::cancel(&mut tx.scope(&permit), &id, "ill", at(seed::NOW))).await;
        cancelled.expect("cancelled");
        insert(holder, 0, "10:00", "11:00").await.expect("in its place");
    }
    insert(machine, 1, "10:00", "11:00").await.expect("another machine");
    let stray = insert(Holder::Interviewer(UserId(4711)), 0, "10:00", "11:00").await;
    assert!(stray.is_err(), "nobody");
}

async fn more_bookings_than_places_are_refused(db: TestDb) {
    let (company, permit) = seed::company(&db, "Acme").await;
    let new = [(slot(Holder::Ai(AiKind::Coding), "10:00", "11:00"), 0)];
    let asked = permit.clone();
    let made = db.write(move |tx| slots::insert(&mut tx.scope(&asked), company, &new, at(seed::NOW))).await;
    let slot = made.expect("a slot").remove(0);
    let take = async |by: i64| {
        let (slot, permit) = (slot.clone(), permit.clone());
        db.write(move |tx| slots::take(&mut tx.scope(&permit), &slot, by, at(seed::NOW))).await
    };
    assert_eq!(take(2).await.expect("two places").current_bookings, 2);
    refused_as(&take(1).await.expect_err("a third"), "slot-not-bookable");
    refused_as(&take(-3).await.expect_err("less than none"), "slot-not-bookable");
    assert_eq!(take(-2).await.expect("given back").current_bookings, 0);
}
