//! Calls whose meetings are moved or cancelled meanwhile, and who is noted to have come to an appointment.

use super::calls::{Guest, come, open};
use super::world::World;
use crate::appointments::start::{TEN, act, actions, book};
use crate::shop::start::{CONFIG, SERVICES, Shop};
use e2e::{App, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_call_closes_when_its_meeting_now_says,
        nobody_stays_where_the_call_was_removed,
        nothing_is_said_in_the_room_of_what_was_cancelled,
        who_comes_to_an_appointment_is_noted_once,
    ]
}

/// A shop whose service is online and starts every ten minutes.
async fn online(app: &App) -> Shop {
    let shop = Shop::open(app, "UTC").await;
    app.patch(&format!("{SERVICES}/{}", shop.service), json!({"location_type": "online"})).await;
    let config = json!({"slot_duration_minutes": 10});
    let put = app.put(&format!("{CONFIG}?company_id={}", shop.company), config).await;
    assert_eq!(put.status, 200, "{}", put.text);
    shop
}

/// An appointment at ten, and the page of its room.
async fn booked(app: &App, shop: &Shop) -> (String, String) {
    let path = book(app, shop, TEN, "Ana").await;
    let link = app.get(&path).await["meeting_link"].as_str().unwrap_or_default().to_owned();
    let page = format!("/rooms/{}", link.rsplit('/').next().unwrap_or_default());
    (path, page)
}

async fn a_call_closes_when_its_meeting_now_says(db: TestDb) {
    let app = App::start(db).await;
    let shop = online(&app).await;
    let (path, page) = booked(&app, &shop).await;
    app.clock.set(testkit::at("2025-01-21T09:56:00Z"));
    let ana = Guest::of(&app, &page, "client", "Ana").await;
    let mut events = ana.listen(|path| app.anonymous(Method::GET, path)).await;
    let closing = || app.db.raw().texts("SELECT CAST(closes_at AS TEXT) AS text FROM room_calls");
    let before = closing();
    let later = json!({"start": "2025-01-21T10:10:00Z", "reason": "late"});
    let moved = act(&app, &path, "reschedule", later).await;
    assert_eq!((moved.status, &moved["client_joined_at"]), (200, &Value::Null), "{}", moved.text);
    // People who listen need not do anything.
    for _ in 0..600 {
        if closing() != before {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_ne!(closing(), before, "the call closes later");
    app.clock.set(testkit::at("2025-01-21T11:20:00Z"));
    assert_eq!(ana.send("chat", None, "still here").await.status, 204);
    events.next("chat").await;
    app.clock.set(testkit::at("2025-01-21T11:25:01Z"));
    events.next("over").await;
    check_problem("closed", &ana.send("chat", None, "hello?").await, 403, "wrong-room", &[]);
}

/// Its company is gone, or it was removed before this server looked.
async fn nobody_stays_where_the_call_was_removed(db: TestDb) {
    let app = App::start(db).await;
    let shop = online(&app).await;
    let (_, page) = booked(&app, &shop).await;
    app.clock.set(testkit::at("2025-01-21T09:56:00Z"));
    let ana = Guest::of(&app, &page, "client", "Ana").await;
    let mut events = ana.listen(|path| app.anonymous(Method::GET, path)).await;
    app.db.raw().execute("DELETE FROM room_calls");
    // Servers look after their rooms every few seconds.
    loop {
        let heard = events.within(Duration::from_secs(60)).await.expect("that it is over");
        if heard.name == "over" {
            break;
        }
    }
}

async fn nothing_is_said_in_the_room_of_what_was_cancelled(db: TestDb) {
    let world = World::new(db).await;
    let (page, path) = open(&world).await;
    let ivy = Guest::of(&world.app, &page, "interviewer", "Ivy").await;
    assert_eq!(ivy.send("chat", None, "hello").await.status, 204);
    world.cancel(&path).await;
    check_problem("cancelled", &ivy.send("chat", None, "hello?").await, 403, "wrong-room", &[]);
    let events = ivy.listening(|path| world.app.anonymous(Method::GET, path)).await;
    check_problem("listening", &events, 403, "wrong-room", &[]);
}

async fn who_comes_to_an_appointment_is_noted_once(db: TestDb) {
    let app = App::start(db).await;
    let shop = online(&app).await;
    let (path, page) = booked(&app, &shop).await;
    app.clock.set(testkit::at("2025-01-21T09:44:59Z"));
    let ana = json!({"part": "client", "name": "Ana Lee"});
    check_problem("early", &come(&app, &page, ana.clone()).await, 409, "outside-join-window", &[]);
    let came = async |part: &str| app.get(&path).await[format!("{part}_joined_at").as_str()].clone();
    assert_eq!((came("client").await, came("staff").await), (Value::Null, Value::Null));
    app.clock.set(testkit::at("2025-01-21T09:50:00Z"));
    assert_eq!(come(&app, &page, ana.clone()).await.status, 200);
    app.clock.set(testkit::at("2025-01-21T09:55:00Z"));
    assert_eq!(come(&app, &page, ana).await.status, 200);
    // The form of the page, which needs no script, notes it too.
    let enter =
        app.anonymous(Method::POST, &page).header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(app.send(enter.body("role=staff&name=Host")).await.status, 303);
    assert_eq!(came("client").await, "2025-01-21T09:50:00Z");
    assert_eq!(came("staff").await, "2025-01-21T09:55:00Z");
    assert_eq!(actions(&app, &path).await, ["booked", "joined", "joined"]);
    let log = app.get(&format!("{path}/logs")).await;
    let line = &log["items"][1];
    assert_eq!(
        (&line["actor"], &line["new"]["joined_as"], &line["new"]["client_joined_at"]),
        (&json!("client"), &json!("Ana Lee"), &json!("2025-01-21T09:50:00Z")),
        "{}",
        log.text
    );
    // It is no mark: whether the client came is for the staff to say.
    let seen = app.get(&path).await;
    assert_eq!((&seen["status"], &seen["arrived_at"]), (&json!("confirmed"), &Value::Null));
}
