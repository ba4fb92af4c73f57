//! What was offered and what was booked stays as it was, whatever becomes of the service.

use super::links::{press, question};
use super::start::{ELEVEN, NOON, REQUESTS, TEN, act, asking, bare, book, client, refused, with};
use crate::pages::held::{self, TUESDAY_TEN};
use crate::shop::start::{SERVICES, STAFF, Shop};
use e2e::{Answer, App};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::{Engine, TestDb};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_hold_is_booked_for_what_was_offered,
        a_visitor_pays_what_the_page_showed,
        a_hold_of_a_service_that_closed_is_not_confirmed,
        a_move_keeps_the_length_that_was_booked,
        a_client_is_offered_times_of_the_length_that_was_booked,
        a_client_can_not_agree_to_a_service_that_closed,
    ]
}

fn euros(amount: i64) -> Value {
    json!({"amount": amount, "currency": "EUR"})
}

/// Says something else of the shop's service.
async fn say(app: &App, shop: &Shop, fields: Value) {
    let said = app.patch(&format!("{SERVICES}/{}", shop.service), fields).await;
    assert_eq!(said.status, 200, "{}", said.text);
}

/// Says what the service costs, and all that a booking is made for, before and after.
async fn cheap(app: &App, shop: &Shop) {
    let policy = json!([{"hours_before": 48, "refund_percent": 50}]);
    let fields = json!({
        "price": euros(5_000), "down_payment": euros(1_000), "cancellation_policy": policy,
        "location_type": "in_person", "location": "Room 1",
    });
    say(app, shop, fields).await;
}

async fn dear(app: &App, shop: &Shop) {
    let fields = json!({
        "name": "Trim", "price": euros(8_000), "down_payment": null, "cancellation_policy": [],
        "location_type": "online", "location": null, "duration_minutes": 90,
    });
    say(app, shop, fields).await;
}

/// What appointments were made for, as it is stored.
fn terms(app: &App) -> Vec<Value> {
    let text = match app.db.engine() {
        Engine::Sqlite => "json(terms)",
        Engine::Postgres => "CAST(terms AS TEXT)",
    };
    let all = app.db.raw().texts(&format!("SELECT {text} AS text FROM appointments"));
    all.iter().map(|text| serde_json::from_str(text).expect("JSON")).collect()
}

async fn hold(app: &App, shop: &Shop, start: &str, payment_type: &str, name: &str) -> String {
    let body = with(asking(shop, start), &json!({"payment_type": payment_type, "client": client(name)}));
    app.make(REQUESTS, body).await.header("location").to_owned()
}

async fn confirmed(app: &App, request: &str) -> Answer {
    let done = bare(app, request, "confirm").await;
    assert_eq!(done.status, 201, "{}", done.text);
    done
}

async fn a_hold_is_booked_for_what_was_offered(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    for (start, payment_type, name, asked) in
        [(TEN, "full", "Ana", 5_000), (ELEVEN, "down", "Bob", 1_000), (NOON, "none", "Cleo", 0)]
    {
        cheap(&app, &shop).await;
        say(&app, &shop, json!({"name": "Cut", "duration_minutes": 60})).await;
        let request = hold(&app, &shop, start, payment_type, name).await;
        dear(&app, &shop).await;
        assert_eq!(bare(&app, &request, "extend").await.status, 200, "held longer on the same terms");
        let made = confirmed(&app, &request).await;
        assert_eq!(made["amount_to_pay"], euros(asked), "{}", made.text);
        let policy = json!([{"hours_before": 48, "refund_percent": 50}]);
        assert_eq!((&made["cancellation_policy"], &made["meeting_link"]), (&policy, &Value::Null));
        let times = app.get(&request).await;
        assert_eq!((&made["start"], &made["end"]), (&times["start"], &times["end"]), "{}", made.text);
        let terms = terms(&app);
        let were = |terms: &Value| terms["service_name"] == "Cut" && terms["location"] == "Room 1";
        assert!(!terms.is_empty() && terms.iter().all(were), "{terms:?}");
        let logged = made.header("location").to_owned();
        assert_eq!(app.post(&format!("{logged}/cancel"), json!({"reason": "ill"})).await.status, 200);
    }
    // A hold of before terms were kept takes those of today.
    let request = hold(&app, &shop, TEN, "full", "Dan").await;
    app.db.raw().execute("UPDATE appointment_requests SET terms = NULL");
    say(&app, &shop, json!({"price": euros(9_000)})).await;
    assert_eq!(confirmed(&app, &request).await["amount_to_pay"], euros(9_000));
    // Who holds the service anew is offered what it is now.
    let request = hold(&app, &shop, NOON, "full", "Eve").await;
    say(&app, &shop, json!({"price": euros(7_000)})).await;
    let request = match hold(&app, &shop, NOON, "full", "Eve").await {
        again if again != request => again,
        same => panic!("the same request: {same}"),
    };
    assert_eq!(confirmed(&app, &request).await["amount_to_pay"], euros(7_000));
}

async fn a_visitor_pays_what_the_page_showed(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    cheap(&app, &shop).await;
    let browser = held::by_a_visitor(&app).await;
    say(
        &app,
        &shop,
        json!({"price": euros(8_000), "down_payment": euros(7_000), "duration_minutes": 90, "name": "Trim"}),
    )
    .await;
    let form = browser.get(TUESDAY_TEN).await;
    assert_eq!(form.status, 200, "{}", form.text);
    for shown in ["50.00", "10.00", "10:00 to 11:00"] {
        assert!(form.text.contains(shown), "no {shown}: {}", form.text);
    }
    assert!(!form.text.contains("80.00") && !form.text.contains("70.00"), "{}", form.text);
    held::booked_by(&app, &browser, "full").await;
    assert_eq!(terms(&app)[0]["amount_to_pay"], euros(5_000));
    let done = browser.get(TUESDAY_TEN).await;
    assert!(done.text.contains("<dd>Cut</dd>"), "{}", done.text);
}

async fn a_hold_of_a_service_that_closed_is_not_confirmed(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let request = hold(&app, &shop, TEN, "none", "Ana").await;
    let staff = format!("{STAFF}/{}", shop.staff);
    say(&app, &shop, json!({"active": false})).await;
    let closed = bare(&app, &request, "confirm").await;
    refused(&closed, 409, "slot-not-available");
    assert!(closed.text.contains("can't be booked any more"), "{}", closed.text);
    say(&app, &shop, json!({"active": true})).await;
    app.patch(&staff, json!({"services": []})).await;
    let left = bare(&app, &request, "confirm").await;
    refused(&left, 409, "slot-not-available");
    assert!(left.text.contains("does not offer the service"), "{}", left.text);
    app.patch(&staff, json!({"services": [shop.service]})).await;
    confirmed(&app, &request).await;
}

async fn a_move_keeps_the_length_that_was_booked(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = book(&app, &shop, TEN, "Ana").await;
    // Between noon and half past one an hour has room, and an hour and a half has none.
    let body = json!({"user_id": shop.user, "start": "2025-01-21T13:00:00Z", "end": "2025-01-21T14:00:00Z"});
    app.make("/api/v1/busy-periods", body).await;
    say(&app, &shop, json!({"duration_minutes": 90})).await;
    let moved = act(&app, &path, "reschedule", json!({"start": NOON})).await;
    assert_eq!((moved.status, &moved["end"]), (200, &json!("2025-01-21T13:00:00Z")), "{}", moved.text);
    say(&app, &shop, json!({"duration_minutes": 30})).await;
    let late = act(&app, &path, "reschedule", json!({"start": "2025-01-21T12:30:00Z"})).await;
    refused(&late, 409, "slot-not-available");
    let asked = act(&app, &path, "reschedule", json!({"start": TEN, "ask": true})).await;
    assert_eq!(asked.status, 202, "{}", asked.text);
    let page = question(&app, &shop).await;
    assert_eq!(press(&app, &page, "agree").await.status, 303);
    let read = app.get(&path).await;
    assert_eq!((&read["start"], &read["end"]), (&json!(TEN), &json!(ELEVEN)), "{}", read.text);
    let starts = app.db.raw().texts("SELECT CAST(count(*) AS TEXT) AS text FROM commitments");
    assert_eq!(starts, ["2"], "its member of staff and its client");
}

async fn a_client_is_offered_times_of_the_length_that_was_booked(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let made = app.make(super::start::BOOK, super::start::booking(&shop, TEN, "Ana")).await;
    let page = made["manage_url"].as_str().and_then(|url| url.strip_prefix(e2e::PUBLIC_URL)).expect("a page");
    let body = json!({"user_id": shop.user, "start": "2025-01-21T13:00:00Z", "end": "2025-01-21T14:00:00Z"});
    app.make("/api/v1/busy-periods", body).await;
    let choices = async || {
        let path = format!("{page}/move?from=2025-01-21");
        app.send(app.anonymous(reqwest::Method::GET, &path)).await.text
    };
    let (noon, later) = ("start=2025-01-21T12%3A00%3A00Z", "start=2025-01-21T12%3A30%3A00Z");
    for minutes in [60, 90, 30] {
        say(&app, &shop, json!({"duration_minutes": minutes})).await;
        let text = choices().await;
        assert!(text.contains(noon) && !text.contains(later), "{minutes}: {text}");
    }
    // What the client has beside it is not offered.
    let other = app.user(shop.company, "other").await;
    let staff = app.make(STAFF, json!({"user_id": other, "services": [shop.service]})).await.id();
    let body = with(super::start::booking(&shop, NOON, "Ana"), &json!({"staff_id": staff}));
    app.make(super::start::BOOK, body).await;
    let text = choices().await;
    assert!(!text.contains(noon), "{text}");
}

async fn a_client_can_not_agree_to_a_service_that_closed(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = book(&app, &shop, TEN, "Ana").await;
    assert_eq!(act(&app, &path, "reschedule", json!({"start": NOON, "ask": true})).await.status, 202);
    let page = question(&app, &shop).await;
    say(&app, &shop, json!({"active": false})).await;
    assert_eq!(press(&app, &page, "agree").await.status, 409);
    assert_eq!(app.get(&path).await["start"], TEN);
    say(&app, &shop, json!({"active": true})).await;
    assert_eq!(press(&app, &page, "agree").await.status, 303);
    assert_eq!(app.get(&path).await["start"], NOON);
}
