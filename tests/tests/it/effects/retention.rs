//! How long what is over is kept.

use domain::event::EventKind;
use e2e::App;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

const DAY: i64 = 24 * 3600;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![settled_deliveries_go_after_thirty_days]
}

async fn settled_deliveries_go_after_thirty_days(db: TestDb) {
    let app = App::start(db).await;
    for name in ["Acme", "Other"] {
        let company = app.company(name).await;
        app.make("/api/v1/webhooks", json!({"company_id": company, "url": "http://127.0.0.1:1/x"})).await;
        super::support::publish(&app, company, EventKind::SlotCancelled).await;
        super::support::publish(&app, company, EventKind::SlotCancelled).await;
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
