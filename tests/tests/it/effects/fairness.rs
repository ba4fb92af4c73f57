//! No company waits for another's servers.

use super::support::{publish, put, webhook};
use domain::effect::{Effect, EffectQueue};
use domain::event::EventKind;
use domain::seating::Seating;
use domain::{CompanyId, UserId};
use e2e::{App, Receiver};
use persistence::outbox::{self, LeaseToken};
use persistence::store::calendars;
use serde_json::json;
use std::collections::BTreeMap;
use testkit::Case;
use testkit::db::TestDb;
use tokio::sync::oneshot;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_claim_leaves_as_much_as_it_takes,
        calendars_are_leased_in_shares,
        hanging_servers_of_one_company_hold_up_no_other,
        a_worker_whose_clock_is_off_takes_nothing,
    ]
}

/// How many each company got of so many seats, of which some are held.
async fn claimed(app: &App, seats: usize, held: &[(i64, usize)]) -> BTreeMap<i64, usize> {
    let now = app.clock.now();
    let lease = LeaseToken(outbox::new_id(now).0);
    let held = held.iter().map(|(company, held)| (CompanyId(*company), *held)).collect();
    let seating = Seating::new(seats, held);
    let claim = app.db.write(move |tx| {
        outbox::claim(tx, EffectQueue::Local, lease, now, now.plus_seconds(60), seating.clone())
    });
    let mut companies = BTreeMap::new();
    for effect in claim.await.expect("a claim") {
        *companies.entry(effect.company.0).or_default() += 1;
    }
    companies
}

async fn a_claim_leaves_as_much_as_it_takes(db: TestDb) {
    let app = App::start(db).await;
    let (a, b, c) = (app.company("A").await, app.company("B").await, app.company("C").await);
    let early = app.clock.now().plus_seconds(-600);
    put(&app, a, vec![Effect::Recheck { user: UserId(1) }; 100], early).await;
    put(&app, b, vec![Effect::Recheck { user: UserId(2) }; 100], app.clock.now()).await;
    put(&app, c, vec![Effect::Recheck { user: UserId(3) }; 2], app.clock.now()).await;
    assert_eq!(claimed(&app, 16, &[]).await, BTreeMap::from([(a, 8), (b, 4), (c, 2)]));
    assert_eq!(claimed(&app, 16, &[(a, 8), (b, 4), (c, 2)]).await, BTreeMap::new());
    assert_eq!(
        claimed(&app, 16, &[(a, 8)]).await,
        BTreeMap::from([(b, 4)]),
        "the company that waits longest has its share"
    );
    assert_eq!(claimed(&app, 16, &[]).await, BTreeMap::from([(a, 8), (b, 4)]));
}

async fn calendars_are_leased_in_shares(db: TestDb) {
    let app = App::start(db).await;
    for (name, count) in [("A", 10), ("B", 3)] {
        let company = app.company(name).await;
        let email = format!("{name}@example.com");
        let user = json!({"company_id": company, "email": email, "name": name, "role": "staff"});
        let user = app.make("/api/v1/users", user).await.id();
        for n in 0..count {
            let url = format!("https://calendar.example.com/{n}.ics");
            let feed =
                json!({"company_id": company, "kind": "ics_url", "name": "x", "user_id": user, "url": url});
            app.make("/api/v1/calendars", feed).await;
        }
    }
    let now = app.clock.now();
    let seating = Seating::empty(8);
    let leased = app.db.write(move |tx| calendars::lease_due(tx, now, now.plus_seconds(60), seating.clone()));
    let mut companies: BTreeMap<i64, usize> = BTreeMap::new();
    for lease in leased.await.expect("leases") {
        *companies.entry(lease.company.0).or_default() += 1;
    }
    assert_eq!(companies.into_values().collect::<Vec<_>>(), [4, 2]);
}

/// With a worker that runs on: turn by turn, it would wait for those that hang.
async fn hanging_servers_of_one_company_hold_up_no_other(db: TestDb) {
    let app = App::start(db).await;
    let (a, b, receiver) = (app.company("A").await, app.company("B").await, Receiver::start().await);
    for _ in 0..12 {
        webhook(&app, a, &receiver, "/hang").await;
    }
    webhook(&app, b, &receiver, "/ok").await;
    let hanging = || receiver.received().iter().filter(|received| received.path == "/hang").count();
    for _ in 0..12 {
        publish(&app, a, EventKind::SlotCancelled).await;
    }
    let (stop, stopped) = oneshot::channel::<()>();
    let mut worker = app.worker();
    worker.webhooks = e2e::patient_webhooks();
    let working = tokio::spawn(worker.run(async move {
        let _ = stopped.await;
    }));
    while hanging() < 32 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    publish(&app, b, EventKind::SlotCancelled).await;
    while !receiver.received().iter().any(|received| received.path == "/ok") {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(hanging(), 32, "no more than half of the seats are one company's");
    drop(stop);
    working.abort();
}

async fn a_worker_whose_clock_is_off_takes_nothing(db: TestDb) {
    let app = App::start(db).await;
    let (company, receiver) = (app.company("A").await, Receiver::start().await);
    webhook(&app, company, &receiver, "/ok").await;
    publish(&app, company, EventKind::SlotCancelled).await;
    let worker = app.worker();
    worker.skew.measured(-31);
    while worker.run_once().await {}
    assert_eq!(receiver.received().len(), 0);
    worker.skew.measured(30);
    while worker.run_once().await {}
    assert_eq!(receiver.received().len(), 1);
}
