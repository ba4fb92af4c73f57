//! Slots: what the tables refuse by themselves.

use domain::access::Permit;
use domain::slot::{AiKind, Holder, Slot, SlotDetails, SlotStatus, SlotType};
use domain::{CompanyId, Refusal, SlotId, UserId};
use persistence::StoreError;
use persistence::store::collection::{Part, Position, Sort, SortKey};
use persistence::store::slots::{self, Filter, Lengths};
use scheduling_core::time::Interval;
use testkit::db::{Engine, TestDb};
use testkit::{Case, at, between, seed};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        two_live_slots_of_a_subject_are_refused,
        more_bookings_than_places_are_refused,
        lists_are_what_their_filters_say,
        a_month_is_read_at_once,
        lengths_are_told_apart
    ]
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

const HOUR: i64 = 3600;
/// The slots that [`spread`] makes.
const SPREAD: i64 = 96;

/// Slots of an hour, an hour and a half and two hours over twelve days around the tests' day, made in no order of time; some
/// are booked, some cancelled.
async fn spread(db: &TestDb, company: CompanyId, permit: &Permit) -> Vec<Slot> {
    let user = seed::user(db, permit, "ann").await;
    let midnight = at(seed::NOW).plus_seconds(-at(seed::NOW).unix().rem_euclid(24 * HOUR));
    let details = |number: i64| {
        let place = number * 37 % SPREAD;
        let start = midnight.plus_seconds((place - SPREAD / 2) * 3 * HOUR);
        let time = Interval::new(start, start.plus_seconds(HOUR + number % 3 * HOUR / 2)).expect("a time");
        (SlotDetails { time, max_candidates: 1, ..slot(Holder::Interviewer(user), "10:00", "11:00") }, 0)
    };
    let mut made = Vec::new();
    for number in 0..SPREAD {
        let (permit, new) = (permit.clone(), [details(number)]);
        let now = at(seed::NOW).plus_seconds(number);
        let slot = db.write(move |tx| slots::insert(&mut tx.scope(&permit), company, &new, now)).await;
        made.extend(slot.expect("a slot"));
    }
    for cancelled in made.iter().step_by(11) {
        let (permit, cancelled) = (permit.clone(), cancelled.clone());
        let done =
            db.write(move |tx| slots::cancel(&mut tx.scope(&permit), &cancelled, "ill", at(seed::NOW))).await;
        done.expect("cancelled");
    }
    db.raw().execute("UPDATE slots SET current_bookings = 1 WHERE cancelled_at IS NULL AND ends_at - starts_at = (SELECT MAX(ends_at - starts_at) FROM slots)");
    let (permit, ids) = (permit.clone(), made.iter().map(|slot| slot.id).collect::<Vec<_>>());
    db.read(move |tx| slots::by_ids(&mut tx.scope(&permit), &ids)).await.expect("all slots")
}

fn meets(slot: &Slot, filter: &Filter) -> bool {
    let time = slot.details.time;
    filter.status.is_none_or(|(status, now)| slot.status(now) == status)
        && filter.from.is_none_or(|from| time.end() > from)
        && filter.to.is_none_or(|to| time.start() < to)
}

/// All pages of a list, put together.
async fn pages(db: &TestDb, permit: &Permit, filter: Filter, sort: Sort) -> Vec<SlotId> {
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let (permit, part) = (permit.clone(), Part { sort, after, limit: 7 });
        let page =
            db.read(move |tx| slots::list(&mut tx.scope(&permit), &filter, &part)).await.expect("a page");
        let Some(last) = page.last() else { return ids };
        after = Some::<Position<SlotId>>(Part::position(sort, last.id, Some(last.details.time.start())));
        ids.extend(page.iter().map(|slot| slot.id));
    }
}

/// By whatever way: in order of id and of start, in both directions, before and after it was noted what is over.
async fn lists_are_what_their_filters_say(db: TestDb) {
    let (company, permit) = seed::company(&db, "Acme").await;
    let mut all = spread(&db, company, &permit).await;
    let now = at(seed::NOW);
    let statuses =
        [SlotStatus::Available, SlotStatus::Booked, SlotStatus::Completed, SlotStatus::Cancelled].map(Some);
    // To the second, within a day, and longer than days are walked one by one.
    let windows: [Option<(i64, i64)>; 5] = [
        None,
        Some((0, 3 * 24 * HOUR)),
        Some((-HOUR / 2, HOUR)),
        Some((-30 * HOUR, -2 * HOUR)),
        Some((-900 * HOUR, 900 * HOUR)),
    ];
    for noted in 0..3 {
        for status in statuses.into_iter().chain([None]) {
            for window in windows {
                let filter = Filter {
                    status: status.map(|status| (status, now)),
                    from: window.map(|(from, _)| now.plus_seconds(from)),
                    to: window.map(|(_, to)| now.plus_seconds(to)),
                    ..Filter::default()
                };
                for key in [SortKey::Id, SortKey::Start] {
                    match key {
                        SortKey::Id => all.sort_by_key(|slot| slot.id.0),
                        _ => all.sort_by_key(|slot| (slot.details.time.start(), slot.id.0)),
                    }
                    let mut expected: Vec<SlotId> =
                        all.iter().filter(|slot| meets(slot, &filter)).map(|slot| slot.id).collect();
                    for descending in [false, true] {
                        let found = pages(&db, &permit, filter, Sort { key, descending }).await;
                        assert_eq!(found, expected, "{status:?} {window:?} {key:?} {descending} {noted}");
                        expected.reverse();
                    }
                }
            }
        }
        // A worker notes some of what is over, then the rest, then nothing.
        let over = all.iter().filter(|slot| slot.details.time.end() <= now).count();
        let limit = if noted == 0 { 5 } else { 1000 };
        let done = db.write(move |tx| slots::note_over(tx, now, limit)).await.expect("noted");
        assert_eq!(done, [5, over - 5, 0][noted], "of {over}");
    }
}

/// PostgreSQL is asked once for all days of a month, and SQLite, which is not far away, once for each.
async fn a_month_is_read_at_once(db: TestDb) {
    let (company, permit) = seed::company(&db, "Acme").await;
    let mut all = spread(&db, company, &permit).await;
    let midnight = at("2025-01-20T00:00:00Z");
    let filter = Filter {
        from: Some(midnight.plus_seconds(-15 * 24 * HOUR)),
        to: Some(midnight.plus_seconds(16 * 24 * HOUR)),
        ..Filter::default()
    };
    all.sort_by_key(|slot| slot.id.0);
    for descending in [false, true] {
        let part = Part { sort: Sort { key: SortKey::Id, descending }, after: None, limit: 7 };
        let permit = permit.clone();
        let read = db.read(move |tx| slots::list(&mut tx.scope(&permit), &filter, &part));
        let (statements, page) = db.count_statements(read).await;
        let found: Vec<SlotId> = page.expect("a page").iter().map(|slot| slot.id).collect();
        let first: Vec<SlotId> = all.iter().take(7).map(|slot| slot.id).collect();
        assert_eq!((found, statements), (first, if db.engine() == Engine::Postgres { 1 } else { 32 }));
        all.reverse();
    }
}

async fn lengths_are_told_apart(db: TestDb) {
    let (company, permit) = seed::company(&db, "Acme").await;
    let (other, of_other) = seed::company(&db, "Other").await;
    assert_eq!(lengths(&db, &permit, 1).await, Lengths::None, "there are no slots");
    let all = spread(&db, company, &permit).await;
    for (seconds, expected) in [
        (1, Lengths::Any),
        (HOUR, Lengths::Any),
        (HOUR + 1, Lengths::Few(vec![HOUR * 3 / 2, 2 * HOUR])),
        (2 * HOUR, Lengths::Few(vec![2 * HOUR])),
        (2 * HOUR + 1, Lengths::None),
    ] {
        assert_eq!(lengths(&db, &permit, seconds).await, expected, "{seconds}");
        assert_eq!(lengths(&db, &of_other, seconds).await, Lengths::None, "{other:?} has none");
        let filter = Filter { seconds: Some(seconds), ..Filter::default() };
        let mut longer: Vec<&Slot> =
            all.iter().filter(|slot| slot.details.time.seconds() >= seconds).collect();
        longer.sort_by_key(|slot| (slot.details.time.start(), slot.id.0));
        let (mut place, mut found) = (Some((at("2020-01-01T00:00:00Z"), None)), Vec::new());
        while let Some((start, after)) = place.take() {
            let (permit, known) = (permit.clone(), expected.clone());
            let page = db
                .read(move |tx| {
                    slots::list_by_start(&mut tx.scope(&permit), &filter, &known, start, after, 7)
                })
                .await
                .expect("a page");
            place = page.last().map(|slot| (slot.details.time.start(), Some(slot.id)));
            found.extend(page.into_iter().map(|slot| slot.id));
        }
        assert_eq!(found, longer.iter().map(|slot| slot.id).collect::<Vec<_>>(), "{seconds}");
    }
}

async fn lengths(db: &TestDb, permit: &Permit, at_least: i64) -> Lengths {
    let permit = permit.clone();
    db.read(move |tx| slots::lengths(&mut tx.scope(&permit), at_least)).await.expect("lengths")
}
