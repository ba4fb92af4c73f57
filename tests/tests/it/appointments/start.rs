//! What these tests start from: a shop in UTC, on Monday, 2025-01-20, 08:00. Appointments are on Tuesday.

use crate::shop::start::Shop;
use e2e::{Answer, App};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::at;

pub(crate) const BOOK: &str = "/api/v1/appointments/book";
pub(crate) const APPOINTMENTS: &str = "/api/v1/appointments/appointments";
pub(crate) const REQUESTS: &str = "/api/v1/appointments/requests";
pub(crate) const TEN: &str = "2025-01-21T10:00:00Z";
pub(crate) const ELEVEN: &str = "2025-01-21T11:00:00Z";
pub(crate) const NOON: &str = "2025-01-21T12:00:00Z";

/// A client of that name.
pub(crate) fn client(name: &str) -> Value {
    json!({"name": name, "email": format!("{}@example.com", name.to_lowercase())})
}

/// A booking of the shop's service with its member of staff, for a client of that name.
pub(crate) fn booking(shop: &Shop, start: &str, name: &str) -> Value {
    json!({
        "service_id": shop.service, "staff_id": shop.staff, "start": start, "client": client(name),
        "payment_type": "none", "company_id": shop.company,
    })
}

/// The same with other or more fields.
pub(crate) fn with(mut body: Value, fields: &Value) -> Value {
    for (name, value) in fields.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    body
}

/// Books, and answers the path of the appointment.
pub(crate) async fn book(app: &App, shop: &Shop, start: &str, name: &str) -> String {
    let made = app.make(BOOK, booking(shop, start, name)).await;
    made.header("location").to_owned()
}

/// A request for the shop's service with its member of staff.
pub(crate) fn asking(shop: &Shop, start: &str) -> Value {
    json!({
        "service_id": shop.service, "staff_id": shop.staff, "start": start, "payment_type": "none",
        "company_id": shop.company,
    })
}

/// Holds a time, and answers the path of the request.
pub(crate) async fn hold(app: &App, shop: &Shop, start: &str) -> String {
    app.make(REQUESTS, asking(shop, start)).await.header("location").to_owned()
}

/// Posts to an action of an object.
pub(crate) async fn act(app: &App, path: &str, action: &str, body: Value) -> Answer {
    app.post(&format!("{path}/{action}"), body).await
}

/// Posts without a body.
pub(crate) async fn bare(app: &App, path: &str, action: &str) -> Answer {
    app.send(app.request(Method::POST, &format!("{path}/{action}"))).await
}

/// Checks a problem's status and slug.
pub(crate) fn refused(answer: &Answer, status: u16, slug: &str) {
    let seen = (answer.status, answer["type"].as_str().unwrap_or_default());
    assert_eq!(seen, (status, format!("/problems/{slug}").as_str()), "{}", answer.text);
}

/// Whose time is taken, with its source and its state: `user:1 appointment booked`.
pub(crate) fn ledger(app: &App) -> Vec<String> {
    let sql = "SELECT subject || ' ' || source_kind || ' ' || state AS text FROM commitments ORDER BY 1";
    app.db.raw().texts(sql)
}

/// What the log says was done, oldest first.
pub(crate) async fn actions(app: &App, path: &str) -> Vec<String> {
    let log = app.get(&format!("{path}/logs")).await;
    let items = log["items"].as_array().unwrap_or_else(|| panic!("no log: {}", log.text));
    items.iter().map(|line| line["action"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Sets the clock.
pub(crate) fn clock(app: &App, text: &str) {
    app.clock.set(at(text));
}

/// Does what is due, a few times over.
pub(crate) async fn work(app: &App) {
    for _ in 0..3 {
        app.worker().run_once().await;
    }
}

/// All messages of the company, in order.
pub(crate) async fn messages(app: &App, shop: &Shop) -> Vec<Value> {
    work(app).await;
    let page = app.get(&format!("/api/v1/messages?company_id={}&limit=200", shop.company)).await;
    assert_eq!(page.status, 200, "{}", page.text);
    page["items"].as_array().cloned().unwrap_or_default()
}

/// Kind and receiver of each.
pub(crate) fn kinds(messages: &[Value]) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut kinds: Vec<String> =
        messages.iter().map(|one| format!("{} {}", text(&one["kind"]), text(&one["to_address"]))).collect();
    kinds.sort();
    kinds
}

/// The text of the newest message of a kind.
pub(crate) async fn newest(app: &App, shop: &Shop, kind: &str) -> Value {
    let all = messages(app, shop).await;
    let one =
        all.iter().rev().find(|one| one["kind"] == kind).unwrap_or_else(|| panic!("no {kind}: {all:?}"));
    app.get(&format!("/api/v1/messages/{}", one["id"].as_str().unwrap_or_default())).await.body
}

/// The six digits of a text.
pub(crate) fn digits(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_digit());
    words.into_iter().find(|word| word.len() == 6).unwrap_or_else(|| panic!("no code: {text}")).to_owned()
}
