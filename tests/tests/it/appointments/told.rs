//! What the people of an appointment are told, and the events of webhooks.

use super::start::{ELEVEN, NOON, TEN, act, bare, book, clock, kinds, messages, newest};
use crate::shop::start::{CONFIG, SERVICES, Shop};
use e2e::App;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        each_step_is_told,
        a_new_address_of_the_staff_is_told,
        reminders_go_out_once,
        online_ones_have_a_room,
        every_step_is_an_event
    ]
}

/// A line of the calendar file of a message.
fn line(message: &Value, name: &str) -> String {
    let ics = message["ics"].as_str().unwrap_or_default();
    let found = ics.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    found.trim_end().to_owned()
}

async fn each_step_is_told(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = book(&app, &shop, TEN, "Ana").await;
    let staff = format!("user{}@example.com", shop.company);
    let sent = kinds(&messages(&app, &shop).await);
    assert_eq!(sent, ["invitation ana@example.com".to_owned(), format!("invitation {staff}")]);
    let invitation = newest(&app, &shop, "invitation").await;
    let id = app.get(&path).await["id"].as_str().unwrap_or_default().to_owned();
    let (uid, first) = (line(&invitation, "UID:"), line(&invitation, "SEQUENCE:"));
    assert_eq!((uid.as_str(), first.as_str()), (format!("UID:{id}@meridian").as_str(), "SEQUENCE:0"));
    act(&app, &path, "reschedule", json!({"start": ELEVEN})).await;
    let moved = newest(&app, &shop, "time_changed").await;
    assert_eq!((line(&moved, "UID:"), line(&moved, "SEQUENCE:")), (uid.clone(), "SEQUENCE:1".to_owned()));
    act(&app, &path, "cancel", json!({"reason": "the salon is closed"})).await;
    let cancelled = newest(&app, &shop, "cancelled").await;
    assert_eq!((line(&cancelled, "UID:"), line(&cancelled, "SEQUENCE:")), (uid, "SEQUENCE:2".to_owned()));
    let all = messages(&app, &shop).await;
    assert_eq!(all.len(), 6, "{:?}", kinds(&all));
    let to_client: Vec<_> = all.iter().filter(|one| one["to_address"] == "ana@example.com").collect();
    assert_eq!(to_client.len(), 3);
    for message in to_client {
        assert_eq!(message["appointment_id"], json!(id));
        let path = format!("/api/v1/messages/{}", message["id"].as_str().unwrap_or_default());
        let whole = app.get(&path).await;
        let text = whole["text"].as_str().unwrap_or_default();
        assert!(text.contains("/booked/v1."), "{text}");
        assert!(!text.contains(&staff), "the staff's address stays within the company: {text}");
    }
    let listed = app.get(&format!("/api/v1/messages?company_id={}&appointment_id={id}", shop.company)).await;
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(6), "{}", listed.text);
}

async fn a_new_address_of_the_staff_is_told(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    book(&app, &shop, TEN, "Ana").await;
    messages(&app, &shop).await;
    let change = async |fields: Value| {
        let changed = app.patch(&format!("/api/v1/users/{}", shop.user), fields).await;
        assert_eq!(changed.status, 200, "{}", changed.text);
        kinds(&messages(&app, &shop).await)
    };
    let to_client = |sent: &[String]| sent.iter().filter(|one| one.ends_with(" ana@example.com")).count();
    let sent = change(json!({"email": "kim@example.com"})).await;
    let old = format!("cancelled user{}@example.com", shop.company);
    assert!(sent.contains(&old) && sent.contains(&"invitation kim@example.com".to_owned()), "{sent:?}");
    assert_eq!(to_client(&sent), 1, "an address is nothing to the client: {sent:?}");
    let sent = change(json!({"name": "Kim"})).await;
    assert_eq!(to_client(&sent), 2, "{sent:?}");
}

async fn reminders_go_out_once(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let put = app
        .put(&format!("{CONFIG}?company_id={}", shop.company), json!({"reminder_hours_before": [3]}))
        .await;
    assert_eq!(put.status, 200, "{}", put.text);
    book(&app, &shop, TEN, "Ana").await;
    let quiet = book(&app, &shop, NOON, "Bob").await;
    app.patch(&quiet, json!({"want_reminder": false})).await;
    messages(&app, &shop).await;
    let reminded = |all: &[Value]| {
        let kinds = kinds(all).into_iter().filter(|kind| kind.starts_with("reminder"));
        kinds.filter(|kind| !kind.contains("user")).collect::<Vec<_>>()
    };
    clock(&app, "2025-01-21T06:59:59Z");
    assert_eq!(reminded(&messages(&app, &shop).await), [""; 0]);
    clock(&app, "2025-01-21T09:00:00Z");
    for _ in 0..2 {
        assert_eq!(reminded(&messages(&app, &shop).await), ["reminder ana@example.com"]);
    }
}

async fn online_ones_have_a_room(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = book(&app, &shop, TEN, "Ana").await;
    assert_eq!(app.get(&path).await["meeting_link"], Value::Null);
    app.patch(&format!("{SERVICES}/{}", shop.service), json!({"location_type": "online"})).await;
    let path = book(&app, &shop, NOON, "Bob").await;
    let link = app.get(&path).await["meeting_link"].clone();
    assert!(link.as_str().is_some_and(|link| link.contains("/rooms/")), "{link}");
}

async fn every_step_is_an_event(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let hook = json!({"company_id": shop.company, "url": "https://hooks.example.com"});
    let hook = app.make("/api/v1/webhooks", hook).await.id();
    let path = book(&app, &shop, TEN, "Ana").await;
    act(&app, &path, "reschedule", json!({"start": ELEVEN})).await;
    clock(&app, ELEVEN);
    bare(&app, &path, "mark-arrived").await;
    act(&app, &path, "cancel", json!({"reason": "ill"})).await;
    messages(&app, &shop).await;
    let kept = app.get(&format!("/api/v1/webhooks/{hook}/deliveries")).await;
    let mut kinds: Vec<&str> = kept["items"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| one["type"].as_str().or(one["event"].as_str()).or(one["event_type"].as_str()))
        .collect();
    kinds.sort_unstable();
    let expected =
        ["appointment.arrived", "appointment.booked", "appointment.cancelled", "appointment.rescheduled"];
    assert_eq!(kinds, expected, "{}", kept.text);
}
