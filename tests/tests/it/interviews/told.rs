//! That the people of an interview hear of what is done over the API, through the worker.

use super::start::{INTERVIEWS, START, body, path, ready};
use e2e::App;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![another_panel_is_told, rows_of_the_outbox_settle]
}

/// Kind and receiver of every message, in order.
async fn messages(app: &App) -> Vec<(String, String)> {
    for _ in 0..3 {
        app.worker().run_once().await;
    }
    let page = app.get("/api/v1/messages?company_id=1").await;
    assert_eq!(page.status, 200, "{}", page.text);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let items = page["items"].as_array().cloned().unwrap_or_default();
    items.iter().map(|message| (text(&message["kind"]), text(&message["to_name"]))).collect()
}

async fn another_panel_is_told(db: TestDb) {
    let app = ready(db).await;
    let other = app.user(1, "uma").await;
    let interview = path(&app.make(INTERVIEWS, body(Some(START))).await);
    let invited = messages(&app).await;
    assert_eq!(invited.len(), 2, "the candidate and the panel: {invited:?}");
    let changed = app.patch(&interview, json!({"interviewer_ids": [other]})).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let mut news = messages(&app).await.split_off(2);
    news.sort();
    let kinds: Vec<&str> = news.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["cancelled", "changed", "invitation"], "who left, who stays and who joined: {news:?}");
    let noted = app.patch(&interview, json!({"notes": "Bring a pen"})).await;
    assert_eq!(noted.status, 200, "{}", noted.text);
    assert_eq!(messages(&app).await.len(), 5, "notes are no news");
}

async fn rows_of_the_outbox_settle(db: TestDb) {
    let app = ready(db).await;
    let _ = path(&app.make(INTERVIEWS, body(Some(START))).await);
    messages(&app).await;
    let left = app.get("/api/v1/effects?company_id=1").await;
    let items = left["items"].as_array().cloned().unwrap_or_default();
    assert!(items.iter().all(|effect| effect["kind"] == "remind"), "reminders alone wait: {}", left.text);
    assert_eq!(items.len(), 2, "{}", left.text);
}
