//! Webhooks over the API: made, changed, tried, their secrets and signatures.

use super::support::{deliveries, publish, webhook, work};
use domain::event::EventKind;
use e2e::{App, Receiver, check_problem};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_webhook_is_made_changed_and_deleted,
        bad_values_are_named,
        an_event_reaches_those_who_want_it,
        signatures_are_those_of_the_official_library,
        an_old_secret_signs_for_another_day,
        a_test_can_be_sent_and_replayed,
    ]
}

async fn a_webhook_is_made_changed_and_deleted(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("A").await;
    let body = json!({
        "company_id": company, "url": "https://hooks.example.com/x", "events": ["Slot.Cancelled", "slot.cancelled"],
        "description": "D",
    });
    let made = app.make("/api/v1/webhooks", body).await;
    let path = format!("/api/v1/webhooks/{}", made.id());
    assert_eq!(made.header("location"), path);
    let secret = made["secret"].as_str().unwrap_or_default();
    assert!(secret.starts_with("whsec_") && secret.len() == 50, "{secret}");
    let stored = app.db.raw().texts("SELECT secret AS text FROM webhooks");
    assert!(!stored[0].contains(&secret[6..]) && stored[0].starts_with("v1:"), "{stored:?}");

    let read = app.get(&path).await;
    assert_eq!(read["events"], json!(["slot.cancelled"]));
    assert_eq!((&read["active"], &read["secret"]), (&json!(true), &Value::Null), "{}", read.text);
    let change = json!({"events": null, "description": null, "active": false});
    let changed = app.patch(&path, change).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!((&changed["events"], &changed["description"]), (&Value::Null, &Value::Null));
    let stale = ("If-Match", "\"1\"");
    let refused = app.with_header(reqwest::Method::DELETE, &path, stale, None).await;
    check_problem("stale", &refused, 412, "version-mismatch", &[]);
    assert_eq!(app.delete(&path).await.status, 204);
    assert_eq!(app.get(&path).await.status, 404);
}

async fn bad_values_are_named(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("A").await;
    let check = async |body: Value, pointers: &[&str]| {
        let answer = app.post(&format!("/api/v1/webhooks?company_id={company}"), body.clone()).await;
        check_problem(&body.to_string(), &answer, 422, "invalid", pointers);
    };
    check(json!({"url": "ftp://example.com"}), &["/url"]).await;
    check(json!({"url": "https://me:secret@example.com"}), &["/url"]).await;
    check(json!({"url": "example.com", "events": []}), &["/url", "/events"]).await;
    check(json!({"url": "https://a.example", "events": ["slot.cancelled", "x"]}), &["/events/1"]).await;
    check(json!({"url": "https://a.example", "description": "a\nb"}), &["/description"]).await;
    let nowhere = app.post("/api/v1/webhooks", json!({"url": "https://a.example"})).await;
    check_problem("no company", &nowhere, 422, "invalid", &["/company_id"]);
}

async fn an_event_reaches_those_who_want_it(db: TestDb) {
    let app = App::start(db).await;
    let (company, other, receiver) =
        (app.company("A").await, app.company("B").await, Receiver::start().await);
    let all = webhook(&app, company, &receiver, "/ok").await.id();
    webhook(&app, other, &receiver, "/other").await;
    for (path, events) in
        [("/slots", json!(["slot.cancelled"])), ("/interviews", json!(["interview.created"]))]
    {
        let body = json!({"company_id": company, "url": receiver.url(path), "events": events});
        app.make("/api/v1/webhooks", body).await;
    }
    publish(&app, company, EventKind::SlotCancelled).await;
    work(&app).await;
    let received = receiver.received();
    let mut paths: Vec<&str> = received.iter().map(|received| received.path.as_str()).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["/ok", "/slots"]);
    let now = app.clock.now().to_string().replace('Z', ".000Z");
    let data = json!({"company_id": company, "reason": "ill"});
    assert_eq!(received[0].body, json!({"type": "slot.cancelled", "timestamp": now, "data": data}));
    assert_eq!(received[0].timestamp, app.clock.now().unix().to_string());

    let log = deliveries(&app, all).await;
    assert_eq!(log.len(), 1);
    assert_eq!((&log[0]["status"], &log[0]["attempts"]), (&json!("delivered"), &json!(1)));
    assert_eq!((&log[0]["response_status"], &log[0]["response"]), (&json!(200), &json!("really")));
    assert_eq!((&log[0]["body"], &log[0]["event_id"]), (&received[0].body, &json!(received[0].id)));
}

#[expect(clippy::disallowed_methods, reason = "tests have no configuration but this")]
fn peers() -> (std::path::PathBuf, bool) {
    let named = std::env::var("MERIDIAN_PEERS").ok();
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/peers");
    (named.clone().unwrap_or_else(|| default.into()).into(), named.is_some())
}

/// Verifies what came in with the library of Standard Webhooks; `None` where it is not installed.
fn verified(secret: &str, received: &e2e::Received) -> Option<bool> {
    const PROGRAM: &str = "\
import sys, time
import standardwebhooks.webhooks as webhooks
secret, id, timestamp, signature, body = sys.argv[1:]
class At(webhooks.datetime):
    @classmethod
    def now(cls, tz=None): return cls.fromtimestamp(int(timestamp), tz=tz)
webhooks.datetime = At
headers = {'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature}
try:
    webhooks.Webhook(secret).verify(body, headers)
except webhooks.WebhookVerificationError:
    sys.exit(3)
";
    let (peers, demanded) = peers();
    let python = peers.join("venv/bin/python");
    let asked = [secret, &received.id, &received.timestamp, &received.signature, &received.text];
    let ran = std::process::Command::new(python).args(["-c", PROGRAM]).args(asked).output();
    match ran.as_ref().map(|output| output.status.code()) {
        Ok(Some(0)) => Some(true),
        Ok(Some(3)) => Some(false),
        _ if demanded => panic!("the library of Standard Webhooks is not there: {ran:?}"),
        _ => None,
    }
}

async fn signatures_are_those_of_the_official_library(db: TestDb) {
    let app = App::start(db).await;
    let (company, receiver) = (app.company("A").await, Receiver::start().await);
    let made = webhook(&app, company, &receiver, "/ok").await;
    publish(&app, company, EventKind::SlotCancelled).await;
    work(&app).await;
    let (secret, received) = (made["secret"].as_str().unwrap_or_default(), receiver.last());
    let Some(good) = verified(secret, &received) else { return };
    assert!(good, "{received:?}");
    let other = e2e::Received { text: received.text.replace("ill", "all"), ..received.clone() };
    assert_eq!(verified(secret, &other), Some(false));
    let wrong = webhook(&app, company, &receiver, "/ok").await;
    assert_eq!(verified(wrong["secret"].as_str().unwrap_or_default(), &received), Some(false));
}

async fn an_old_secret_signs_for_another_day(db: TestDb) {
    let app = App::start(db).await;
    let (company, receiver) = (app.company("A").await, Receiver::start().await);
    let made = webhook(&app, company, &receiver, "/ok").await;
    let path = format!("/api/v1/webhooks/{}/rotate-secret", made.id());
    let rotated = app.post(&path, Value::Null).await;
    assert_eq!(rotated.status, 200, "{}", rotated.text);
    assert_ne!(rotated["secret"], made["secret"]);
    let until = app.clock.now().plus_seconds(86_400);
    assert_eq!(rotated["old_secret_until"], until.to_string());

    publish(&app, company, EventKind::SlotCancelled).await;
    work(&app).await;
    let both = receiver.last();
    assert_eq!(both.signature.split(' ').count(), 2, "{both:?}");
    for secret in [&made["secret"], &rotated["secret"]] {
        assert_ne!(verified(secret.as_str().unwrap_or_default(), &both), Some(false));
    }
    app.clock.set(until);
    publish(&app, company, EventKind::SlotCancelled).await;
    work(&app).await;
    let one = receiver.last();
    assert_eq!(one.signature.split(' ').count(), 1, "{one:?}");
    assert_ne!(verified(rotated["secret"].as_str().unwrap_or_default(), &one), Some(false));
}

async fn a_test_can_be_sent_and_replayed(db: TestDb) {
    let app = App::start(db).await;
    let (company, receiver) = (app.company("A").await, Receiver::start().await);
    let id = webhook(&app, company, &receiver, "/ok").await.id();
    let sent = app.make(&format!("/api/v1/webhooks/{id}/test"), Value::Null).await;
    assert_eq!((&sent["type"], &sent["status"]), (&json!("webhook.test"), &json!("waiting")));
    let replay =
        format!("/api/v1/webhooks/{id}/deliveries/{}/replay", sent["id"].as_str().unwrap_or_default());
    assert_eq!(app.post(&replay, Value::Null).await.status, 200, "one on its way is left as it is");
    work(&app).await;
    assert_eq!(receiver.received().len(), 1);
    let again = app.post(&replay, Value::Null).await;
    assert_eq!((again.status, &again["status"]), (200, &json!("waiting")), "{}", again.text);
    work(&app).await;
    let received = receiver.received();
    assert_eq!((received.len(), &received[0].id), (2, &received[1].id), "with the same id");
    assert_eq!(deliveries(&app, id).await.len(), 1);

    let other = webhook(&app, company, &receiver, "/ok").await.id();
    let elsewhere = replay.replace(&format!("webhooks/{id}/"), &format!("webhooks/{other}/"));
    assert_eq!(app.post(&elsewhere, Value::Null).await.status, 404, "it is not that webhook's");
    app.patch(&format!("/api/v1/webhooks/{id}"), json!({"active": false})).await;
    check_problem("not active", &app.post(&replay, Value::Null).await, 409, "wrong-status", &[]);
}
