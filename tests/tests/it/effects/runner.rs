//! Effects are done in time, once, by several workers, whatever ends one of them.

use super::support::{due, nothing, publish, put, webhook, work};
use domain::effect::EffectQueue;
use domain::event::EventKind;
use domain::seating::Seating;
use e2e::{App, Receiver};
use persistence::outbox::{self, ClaimedEffect, LeaseToken};
use std::collections::HashSet;
use std::time::{Duration, Instant};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        two_workers_share_what_is_due,
        nothing_is_done_before_its_time,
        what_a_dead_worker_held_is_done_by_another,
        a_late_holder_changes_nothing,
        ended_between_sending_and_settling,
        what_was_sent_and_could_not_be_noted_is_not_sent_again,
        a_running_worker_is_in_time_and_stops_in_order,
    ]
}

async fn waiting(app: &App) -> i64 {
    let now = app.clock.now();
    app.db.read(move |tx| outbox::stats(tx, now)).await.expect("the standing").waiting
}

async fn two_workers_share_what_is_due(db: TestDb) {
    let app = App::start(db).await;
    let (company, receiver) = (app.company("A").await, Receiver::start().await);
    webhook(&app, company, &receiver, "/ok").await;
    for _ in 0..150 {
        publish(&app, company, EventKind::InterviewScheduled).await;
    }
    let (one, other) = (app.worker(), app.worker());
    while waiting(&app).await > 0 {
        tokio::join!(one.run_once(), other.run_once());
        // Those that found the webhook busy come again a few seconds later.
        app.clock.advance(1);
    }
    let ids: Vec<String> = receiver.received().into_iter().map(|received| received.id).collect();
    assert_eq!(ids.len(), 150, "each was sent");
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), 150, "and none twice");
}

async fn nothing_is_done_before_its_time(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("A").await;
    let start = app.clock.now();
    put(&app, company, vec![nothing()], start.plus_seconds(3600)).await;
    work(&app).await;
    assert_eq!(waiting(&app).await, 1);
    app.clock.set(start.plus_seconds(3599));
    work(&app).await;
    assert_eq!(waiting(&app).await, 1);
    // A clock that jumps back only delays, and one that jumps ahead only hurries.
    app.clock.set(start.plus_seconds(-86_400));
    work(&app).await;
    assert_eq!(waiting(&app).await, 1);
    app.clock.set(start.plus_seconds(40 * 86_400));
    work(&app).await;
    assert_eq!(waiting(&app).await, 0);
}

async fn claim(app: &App) -> (LeaseToken, Vec<ClaimedEffect>) {
    let now = app.clock.now();
    let held = LeaseToken(outbox::new_id(now).0);
    let until = now.plus_seconds(120);
    let seating = Seating::empty(20);
    let claimed = app
        .db
        .write(move |tx| outbox::claim(tx, EffectQueue::Local, held, now, until, seating.clone()))
        .await;
    (held, claimed.expect("a claim"))
}

async fn what_a_dead_worker_held_is_done_by_another(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("A").await;
    put(&app, company, vec![nothing(), nothing()], app.clock.now()).await;
    let (_, claimed) = claim(&app).await;
    assert_eq!(claimed.len(), 2);
    assert_eq!(claim(&app).await.1, [], "nobody else gets them");
    work(&app).await;
    assert_eq!(waiting(&app).await, 2, "the lease still runs");
    app.clock.advance(121);
    work(&app).await;
    assert_eq!(waiting(&app).await, 0);
}

async fn a_late_holder_changes_nothing(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("A").await;
    put(&app, company, vec![nothing()], app.clock.now()).await;
    let (late, claimed) = claim(&app).await;
    app.clock.advance(121);
    let (held, again) = claim(&app).await;
    assert_eq!((again[0].id, again[0].attempts), (claimed[0].id, 2));
    let (key, now) = (claimed[0].key(), app.clock.now());
    let settled = app.db.write(move |tx| {
        let done = outbox::complete(tx, late, &[key])?;
        let put_off = outbox::retry_at(tx, late, key, now, "late", true)?;
        let dead = outbox::dead_letter(tx, late, key, "late", now)?;
        let still_held = outbox::lock_leased(tx, late, &[key])?.len();
        Ok::<_, persistence::StoreError>((done, put_off, dead, still_held))
    });
    assert_eq!(settled.await.expect("nothing fails"), (0, false, false, 0));
    let done = app.db.write(move |tx| outbox::complete(tx, held, &[key])).await;
    assert_eq!(done.expect("nothing fails"), 1);
}

async fn ended_between_sending_and_settling(db: TestDb) {
    let app = App::start(db).await;
    let (company, receiver) = (app.company("A").await, Receiver::start().await);
    webhook(&app, company, &receiver, "/slow").await;
    publish(&app, company, EventKind::InterviewScheduled).await;
    let worker = app.worker();
    let turn = tokio::spawn(async move {
        worker.run_once().await;
    });
    while receiver.received().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    turn.abort();
    let _ = turn.await;
    assert_eq!(waiting(&app).await, 1, "nobody wrote that it was sent");
    app.clock.advance(121);
    work(&app).await;
    let received = receiver.received();
    assert_eq!((received.len(), waiting(&app).await), (2, 0));
    assert_eq!(received[0].id, received[1].id, "the receiver can tell that it had it");
}

async fn what_was_sent_and_could_not_be_noted_is_not_sent_again(db: TestDb) {
    let app = App::start(db).await;
    let (company, receiver) = (app.company("A").await, Receiver::start().await);
    webhook(&app, company, &receiver, "/slow").await;
    publish(&app, company, EventKind::InterviewScheduled).await;
    let worker = app.worker();
    let turn = tokio::spawn(async move {
        worker.run_once().await;
    });
    while receiver.received().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // As if the database were away when the answer comes.
    app.db.raw().execute("ALTER TABLE effects RENAME TO effects_away");
    tokio::time::sleep(Duration::from_millis(800)).await;
    app.db.raw().execute("ALTER TABLE effects_away RENAME TO effects");
    turn.await.expect("the turn ends");
    assert_eq!(waiting(&app).await, 0, "it was settled without another attempt");
    app.clock.advance(121);
    work(&app).await;
    assert_eq!(receiver.received().len(), 1);
}

async fn a_running_worker_is_in_time_and_stops_in_order(db: TestDb) {
    let app = App::start(db).await;
    let (company, receiver) = (app.company("A").await, Receiver::start().await);
    webhook(&app, company, &receiver, "/slow").await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(app.worker().run(async move {
        let _ = stopped.await;
    }));
    tokio::time::sleep(Duration::from_millis(100)).await;
    let begun = Instant::now();
    publish(&app, company, EventKind::InterviewScheduled).await;
    while receiver.received().is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(5), "an effect leaves within 5 s of its time");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    drop(stop);
    running.await.expect("the worker ends");
    assert_eq!((due(&app).await, waiting(&app).await), (0, 0), "what it began was finished");
}
