//! How long what is over is kept.

use super::support::{document, nothing, publish, put, work};
use background::{Retention, Worker};
use domain::event::EventKind;
use e2e::App;
use serde_json::json;
use std::num::NonZeroU32;
use testkit::Case;
use testkit::db::TestDb;

const DAY: i64 = 24 * 3600;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        settled_deliveries_go_after_thirty_days,
        old_messages_and_failed_work_go_when_the_operator_says_so,
    ]
}

async fn settled_deliveries_go_after_thirty_days(db: TestDb) {
    let app = App::start(db).await;
    for name in ["Acme", "Other"] {
        let company = app.company(name).await;
        app.make("/api/v1/webhooks", json!({"company_id": company, "url": "http://127.0.0.1:1/x"})).await;
        publish(&app, company, EventKind::SlotCancelled).await;
        publish(&app, company, EventKind::SlotCancelled).await;
    }
    let worker = app.worker();
    while worker.run_once().await {}
    let left = || app.db.raw().texts("SELECT status AS text FROM webhook_deliveries ORDER BY status");
    assert_eq!(left(), ["waiting"; 4]);
    app.db.raw().execute("UPDATE webhook_deliveries SET status = 'delivered'");
    app.clock.advance(29 * DAY);
    while worker.run_once().await {}
    assert_eq!(left().len(), 4, "not yet");
    app.clock.advance(2 * DAY);
    while worker.run_once().await {}
    assert_eq!(left().len(), 0, "of both companies");
}

async fn old_messages_and_failed_work_go_when_the_operator_says_so(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let (user, candidate) = (app.user(company, "ivy").await, app.candidate(company, "Ann").await);
    let job = app.job(company, "Engineer").await;
    app.gates(company, candidate, job, [true; 3]).await;
    let start = app.clock.now().plus_seconds(20 * DAY).to_string();
    let body = json!({"candidate_id": candidate, "job_id": job, "interview_type": "online",
                      "scheduled_at": start, "interviewer_ids": [user]});
    app.make("/api/v1/interviews", body).await;
    work(&app).await;
    put(&app, company, vec![nothing()], app.clock.now()).await;
    let unreadable = document(&app, "{}");
    app.db.raw().execute(&format!("UPDATE effects SET payload = {unreadable} WHERE kind = 'recheck'"));
    work(&app).await;
    let days = Retention::days(NonZeroU32::new(30));
    let keeping = || Worker { retention: days.clone(), ..app.worker() };
    let invitations = || app.db.raw().texts("SELECT state AS text FROM messages WHERE kind = 'invitation'");
    let dead = async || app.get("/api/v1/effects?state=dead&kind=recheck").await["items"].clone();
    assert_eq!((invitations(), dead().await.as_array().map(Vec::len)), (vec!["kept".to_owned(); 2], Some(1)));

    app.clock.advance(29 * DAY);
    while keeping().run_once().await {}
    assert_eq!(dead().await.as_array().map(Vec::len), Some(1), "not yet");
    app.clock.advance(2 * DAY);
    while keeping().run_once().await {}
    assert_eq!(dead().await, json!([]));
    assert_eq!(invitations().len(), 2, "the interview was over for less than 30 days");

    app.clock.advance(30 * DAY);
    while app.worker().run_once().await {}
    assert_eq!(invitations().len(), 2, "nobody says so");
    while keeping().run_once().await {}
    assert_eq!(invitations().len(), 0);
}
