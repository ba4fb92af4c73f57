//! Receivers that fail, hang, redirect, are gone, or answer without end.

use super::support::{deliveries, publish, webhook, work};
use domain::event::EventKind;
use e2e::{App, Receiver};
use integrations::webhooks::{self, WebhookClient};
use serde_json::{Value, json};
use std::collections::HashSet;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_failing_receiver_is_tried_ten_times_in_three_days,
        a_receiver_that_is_gone_is_not_asked_again,
        what_comes_of_each_answer,
        a_receiver_that_hangs_holds_up_no_other,
        private_addresses_are_not_sent_to,
    ]
}

async fn publish_event(app: &App, company: i64) {
    publish(app, company, EventKind::SlotCancelled).await;
    work(app).await;
}

async fn read(app: &App, webhook: i64) -> Value {
    app.get(&format!("/api/v1/webhooks/{webhook}")).await.body
}

/// The kinds of effects that wait.
async fn waiting(app: &App) -> Vec<String> {
    let page = app.get("/api/v1/effects").await;
    let items = page["items"].as_array().cloned().unwrap_or_default();
    items.iter().map(|item| item["kind"].as_str().unwrap_or_default().to_owned()).collect()
}

async fn a_failing_receiver_is_tried_ten_times_in_three_days(db: TestDb) {
    let app = App::start(db).await;
    let (company, receiver) = (app.company("A").await, Receiver::start().await);
    let id = webhook(&app, company, &receiver, "/error").await.id();
    let start = app.clock.now();
    publish_event(&app, company).await;
    assert_eq!(read(&app, id).await["failing_since"], start.to_string());
    let mut attempts = 1;
    while let Some(next) = deliveries(&app, id).await[0]["next_attempt_at"].as_str().map(testkit::at) {
        app.clock.set(next.plus_seconds(-1));
        work(&app).await;
        assert_eq!(receiver.received().len(), attempts, "not before its time");
        app.clock.set(next);
        work(&app).await;
        attempts += 1;
        assert_eq!(receiver.received().len(), attempts);
    }
    assert_eq!(attempts, 10);
    let days = (app.clock.now().unix() - start.unix()) / 86_400;
    assert_eq!(days, 3);
    let ids: HashSet<String> = receiver.received().into_iter().map(|received| received.id).collect();
    assert_eq!(ids.len(), 1, "one event, one id");
    let log = deliveries(&app, id).await;
    assert_eq!((&log[0]["status"], &log[0]["error"]), (&json!("failed"), &json!("status 500")));
    let disabled = read(&app, id).await;
    assert_eq!(
        (&disabled["active"], &disabled["disabled_at"]),
        (&json!(false), &json!(app.clock.now().to_string()))
    );
    assert!(disabled["disabled_reason"].as_str().is_some_and(|reason| reason.contains("three days")));

    // Nothing more is sent, until somebody says so.
    publish_event(&app, company).await;
    assert_eq!(receiver.received().len(), 10);
    let body = json!({"active": true, "url": receiver.url("/ok")});
    let revived = app.patch(&format!("/api/v1/webhooks/{id}"), body).await;
    assert_eq!((&revived["failing_since"], &revived["disabled_at"]), (&Value::Null, &Value::Null));
    publish_event(&app, company).await;
    assert_eq!(receiver.received().len(), 11);
}

async fn a_receiver_that_is_gone_is_not_asked_again(db: TestDb) {
    let app = App::start(db).await;
    let (company, receiver) = (app.company("A").await, Receiver::start().await);
    let id = webhook(&app, company, &receiver, "/gone").await.id();
    publish(&app, company, EventKind::SlotCancelled).await;
    app.worker().run_once().await;
    assert_eq!(waiting(&app).await, ["tell_of_webhook"], "those who manage it are to be told");
    let gone = read(&app, id).await;
    assert_eq!(gone["active"], false);
    assert!(gone["disabled_reason"].as_str().is_some_and(|reason| reason.contains("410")));
    app.clock.advance(86_400);
    publish_event(&app, company).await;
    assert_eq!(receiver.received().len(), 1);
}

async fn what_comes_of_each_answer(db: TestDb) {
    let app = App::start(db).await;
    let (company, receiver) = (app.company("A").await, Receiver::start().await);
    let check = async |url: String, status: &str, response: Option<u16>, error: &str| {
        let body = json!({"company_id": company, "url": url, "events": ["slot.cancelled"]});
        let id = app.make("/api/v1/webhooks", body).await.id();
        publish_event(&app, company).await;
        let log = deliveries(&app, id).await;
        assert_eq!(
            (&log[0]["status"], &log[0]["response_status"]),
            (&json!(status), &json!(response)),
            "{url}"
        );
        assert!(log[0]["error"].as_str().unwrap_or_default().contains(error), "{url}: {}", log[0]);
        assert!(log[0]["response"].as_str().unwrap_or_default().len() <= 1000, "{url}");
        app.delete(&format!("/api/v1/webhooks/{id}")).await;
    };
    check(receiver.url("/ok"), "delivered", Some(200), "").await;
    check(receiver.url("/error"), "waiting", Some(500), "status 500").await;
    check(receiver.url("/elsewhere"), "waiting", Some(302), "redirects are not followed").await;
    check(receiver.url("/hang"), "waiting", None, "within 1 seconds").await;
    check(receiver.url("/huge"), "delivered", Some(200), "").await;
    // A port that is given to nobody who asks for any.
    check("http://127.0.0.1:1/".to_owned(), "waiting", None, "can't be reached").await;
    let paths: Vec<String> = receiver.received().into_iter().map(|received| received.path).collect();
    assert_eq!(paths, ["/ok", "/error", "/elsewhere", "/hang", "/huge"], "the redirect was not followed");
}

async fn a_receiver_that_hangs_holds_up_no_other(db: TestDb) {
    let app = App::start(db).await;
    let (one, other, receiver) = (app.company("A").await, app.company("B").await, Receiver::start().await);
    webhook(&app, one, &receiver, "/hang").await;
    webhook(&app, other, &receiver, "/ok").await;
    for _ in 0..80 {
        publish(&app, one, EventKind::SlotCancelled).await;
    }
    publish(&app, other, EventKind::SlotCancelled).await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(app.worker().run(async move {
        let _ = stopped.await;
    }));
    let begun = std::time::Instant::now();
    while !receiver.received().iter().any(|received| received.path == "/ok") {
        assert!(begun.elapsed().as_secs() < 5, "it waits for one that hangs");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let hanging = receiver.received().iter().filter(|received| received.path == "/hang").count();
    assert!(hanging <= 24, "few at once: {hanging}");
    drop(stop);
    running.await.expect("the worker ends");
}

async fn private_addresses_are_not_sent_to(db: TestDb) {
    let app = App::start(db).await;
    let (company, receiver) = (app.company("A").await, Receiver::start().await);
    let port = receiver.url("").rsplit(':').next().unwrap_or_default().to_owned();
    // The name could not be judged when it was made; what it means now is.
    let body = json!({"company_id": company, "url": format!("http://localhost:{port}/ok")});
    let id = app.make("/api/v1/webhooks", body).await.id();
    publish(&app, company, EventKind::SlotCancelled).await;
    let mut worker = app.worker();
    worker.webhooks = WebhookClient::new(webhooks::LIMITS).expect("a client");
    worker.run_once().await;
    let log = deliveries(&app, id).await;
    assert_eq!(log[0]["error"], "the receiver can't be reached: the name has no address that may be asked");
    assert_eq!(receiver.received().len(), 0);
}
