//! Short forms that the tests share.

use domain::effect::{Due, Effect};
use domain::event::{Event, EventKind};
use domain::{CompanyId, UserId};
use e2e::{Answer, App, Receiver};
use persistence::outbox;
use scheduling_core::time::Timestamp;
use serde_json::json;
use testkit::seed::platform;

/// Writes effects of a company, as a use case would.
pub(crate) async fn put(app: &App, company: i64, effects: Vec<Effect>, at: Timestamp) {
    let now = app.clock.now();
    let due: Vec<Due> = effects.into_iter().map(|effect| Due { effect, at }).collect();
    let put =
        app.db.write(move |tx| outbox::enqueue(&mut tx.scope(&platform()), CompanyId(company), &due, now));
    put.await.expect("effects are written");
}

/// An effect that touches nothing.
pub(crate) fn nothing() -> Effect {
    Effect::Recheck { user: UserId(1) }
}

/// Tells the company's webhooks of something.
pub(crate) async fn publish(app: &App, company: i64, kind: EventKind) {
    let event = Event { reason: Some("ill".into()), ..Event::new(kind, app.clock.now(), None) };
    put(app, company, vec![Effect::Publish(Box::new(event))], app.clock.now()).await;
}

/// Lets a worker do all that is due.
pub(crate) async fn work(app: &App) {
    let worker = app.worker();
    // What is published is delivered in the next turn.
    while worker.run_once().await || due(app).await > 0 {}
}

/// How many effects are due.
pub(crate) async fn due(app: &App) -> i64 {
    let now = app.clock.now();
    let standing = app.db.read(move |tx| outbox::stats(tx, now)).await.expect("the standing");
    standing.due_since.map_or(0, |_| 1)
}

/// A webhook at this path of the receiver.
pub(crate) async fn webhook(app: &App, company: i64, receiver: &Receiver, path: &str) -> Answer {
    app.make("/api/v1/webhooks", json!({"company_id": company, "url": receiver.url(path)})).await
}

/// The deliveries of a webhook, the newest first.
pub(crate) async fn deliveries(app: &App, webhook: i64) -> Vec<serde_json::Value> {
    let page = app.get(&format!("/api/v1/webhooks/{webhook}/deliveries")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    page["items"].as_array().cloned().unwrap_or_default()
}

/// The text as JSON of the database.
pub(crate) fn document(app: &App, text: &str) -> String {
    if app.db.kind() == "postgres" { format!("'{text}'::jsonb") } else { format!("jsonb('{text}')") }
}
