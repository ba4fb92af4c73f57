//! Providers that do not do what they are asked, and workers that get in one another's way.

use super::world::{START, World, google, teams, zoom};
use domain::CompanyId;
use domain::InterviewId;
use domain::access::Permit;
use domain::effect::{Due, Effect};
use e2e::Mood;
use persistence::outbox;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        down_then_up,
        every_mood_has_its_meaning,
        asked_to_wait_it_waits,
        what_was_made_and_not_heard_of_is_found_again,
        what_was_made_and_not_heard_of_is_ended,
        rescheduled_while_it_is_made,
        cancelled_while_it_is_made,
        done_twice_and_by_two_at_once,
        a_worker_that_died_is_waited_for,
    ]
}

async fn down_then_up(db: TestDb) {
    let world = World::with(db, zoom("a")).await;
    world.server.is(Mood::Down);
    let path = world.interview().await;
    world.work_for(30).await;
    assert_eq!((world.status(&path).await, world.dead().await), (json!("pending"), vec![]));
    assert!(world.server.asked().len() >= 5, "{:?}", world.server.asked());
    world.server.is(Mood::Good);
    world.work_for(60).await;
    assert_eq!((world.status(&path).await, world.server.made()), (json!("ready"), 1));
}

/// What becomes of an interview whose provider is in that mood, and that people can meet once it is not.
async fn check(world: &World, mood: Mood, expected: &str) {
    world.server.is(mood);
    let path = world.interview().await;
    world.work().await;
    assert_eq!(world.status(&path).await, expected, "{mood:?}: {:?}", world.dead().await);
    let at = world.app.clock.now();
    world.app.clock.set(testkit::at(START));
    let joined = world.join(&path).await;
    assert_eq!((joined.status, &joined["room_status"]), (200, &json!(expected)), "{mood:?}: {}", joined.text);
    assert_eq!(joined["meeting_link"], Value::Null, "{mood:?}");
    world.app.clock.set(at);
    world.server.is(Mood::Good);
    for (effect, why) in world.dead().await {
        assert!(!why.contains("hunter") && !why.contains("127.0.0.1"), "{mood:?}: {why}");
        let replayed = world.app.post(&format!("/api/v1/effects/{effect}/replay"), json!(null)).await;
        assert_eq!(replayed.status, 200, "{}", replayed.text);
    }
    world.app.clock.advance(120);
    world.work().await;
    assert_eq!(world.status(&path).await, "ready", "{mood:?}: {:?}", world.dead().await);
    world.cancel(&path).await;
    world.work().await;
    assert_eq!((world.server.rooms(), world.stored().0), (vec![], 0), "{mood:?}");
}

async fn every_mood_has_its_meaning(db: TestDb) {
    let world = World::new(db).await;
    for provider in [zoom("a"), teams(), google()] {
        world.choose(provider).await;
        for mood in [Mood::Down, Mood::Busy, Mood::Garbage, Mood::Hangs, Mood::Huge] {
            check(&world, mood, "pending").await;
        }
        check(&world, Mood::Revoked, "failed").await;
    }
    // Tokens are kept, so only new credentials are asked about.
    world.choose(zoom("b")).await;
    check(&world, Mood::Stranger, "failed").await;
}

async fn asked_to_wait_it_waits(db: TestDb) {
    let world = World::with(db, zoom("a")).await;
    world.server.is(Mood::Busy);
    let path = world.interview().await;
    world.work().await;
    let asked = world.server.asked().len();
    world.app.clock.advance(59);
    world.work().await;
    assert_eq!(world.server.asked().len(), asked, "a minute was asked for");
    world.server.is(Mood::Good);
    world.app.clock.advance(2);
    world.work().await;
    assert_eq!(world.status(&path).await, "ready");
}

async fn what_was_made_and_not_heard_of_is_found_again(db: TestDb) {
    let world = World::new(db).await;
    for (number, provider) in [zoom("a"), teams(), google()].into_iter().enumerate() {
        world.choose(provider).await;
        world.server.is(Mood::Forgetful);
        let path = world.interview().await;
        world.work().await;
        assert_eq!((world.status(&path).await, world.server.made()), (json!("pending"), number + 1));
        world.server.is(Mood::Good);
        world.work_for(3).await;
        assert_eq!(
            (world.status(&path).await, world.server.made()),
            (json!("ready"), number + 1),
            "one room"
        );
        world.cancel(&path).await;
        world.work().await;
        assert_eq!(world.server.rooms(), vec![]);
    }
}

async fn what_was_made_and_not_heard_of_is_ended(db: TestDb) {
    let world = World::new(db).await;
    for provider in [zoom("a"), teams(), google()] {
        world.choose(provider).await;
        world.server.is(Mood::Forgetful);
        let path = world.interview().await;
        world.work().await;
        assert_eq!(world.server.rooms().len(), 1);
        world.server.is(Mood::Good);
        world.cancel(&path).await;
        world.work_for(3).await;
        assert_eq!((world.server.rooms(), world.stored().0), (vec![], 0));
    }
}

/// Lets a worker begin to make the room, and does something meanwhile.
async fn meanwhile(world: &World, work: impl Future<Output = ()>) {
    world.server.is(Mood::Slow);
    let worker = world.app.worker();
    let turn = tokio::spawn(async move {
        worker.run_once().await;
    });
    while world.server.made() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    work.await;
    turn.await.expect("the worker works");
    world.server.is(Mood::Good);
    world.work_for(2).await;
}

async fn rescheduled_while_it_is_made(db: TestDb) {
    let world = World::with(db, zoom("a")).await;
    let path = world.interview().await;
    meanwhile(&world, async {
        world.reschedule(&path, "2025-01-23T10:00:00Z").await;
        world.work().await;
    })
    .await;
    let rooms = world.server.rooms();
    assert_eq!((rooms.len(), world.server.made()), (1, 1), "{rooms:?}");
    assert_eq!(rooms[0].start, "2025-01-23T10:00:00Z");
    assert_eq!(world.status(&path).await, "ready");
}

async fn cancelled_while_it_is_made(db: TestDb) {
    let world = World::with(db, zoom("a")).await;
    let path = world.interview().await;
    meanwhile(&world, async {
        world.cancel(&path).await;
        world.work().await;
    })
    .await;
    assert_eq!((world.server.rooms(), world.server.made(), world.stored().0), (vec![], 1, 0));
}

/// Has the room of an interview synchronised so many times more.
async fn sync_rooms(world: &World, path: &str, times: usize) {
    let id = path.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
    let (now, company) = (world.app.clock.now(), CompanyId(1));
    let due = vec![Due { effect: Effect::SyncRoom { interview: InterviewId(id) }, at: now }; times];
    let permit: Permit = testkit::seed::owner(company);
    let put = world.app.db.write(move |tx| outbox::enqueue(&mut tx.scope(&permit), company, &due, now));
    put.await.expect("effects are written");
}

async fn done_twice_and_by_two_at_once(db: TestDb) {
    let world = World::with(db, zoom("a")).await;
    let path = world.interview().await;
    sync_rooms(&world, &path, 20).await;
    world.server.is(Mood::Slow);
    let (one, other) = (world.app.worker(), world.app.worker());
    for _ in 0..40 {
        tokio::join!(one.run_once(), other.run_once());
        world.app.clock.advance(2);
    }
    assert_eq!((world.server.made(), world.server.rooms().len()), (1, 1), "{:?}", world.server.asked());
    assert_eq!(world.status(&path).await, "ready");
    let asked = world.server.asked().len();
    sync_rooms(&world, &path, 5).await;
    world.work().await;
    assert_eq!(world.server.asked().len(), asked, "what is as it should be is left alone");
}

async fn a_worker_that_died_is_waited_for(db: TestDb) {
    let world = World::with(db, zoom("a")).await;
    let path = world.interview().await;
    world.server.is(Mood::Slow);
    let worker = world.app.worker();
    let turn = tokio::spawn(async move {
        worker.run_once().await;
    });
    while world.server.made() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    turn.abort();
    let _ = turn.await;
    world.server.is(Mood::Good);
    world.work().await;
    assert_eq!(world.status(&path).await, "pending", "nobody knows yet");
    // The effect's lease, then the room's.
    world.app.clock.advance(121);
    world.work().await;
    assert_eq!((world.status(&path).await, world.server.made()), (json!("ready"), 1));
}
