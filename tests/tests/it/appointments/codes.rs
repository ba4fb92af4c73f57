//! Clients who are known show that the address is theirs.

use super::start::{
    ELEVEN, NOON, REQUESTS, TEN, act, asking, bare, book, client, clock, digits, hold, kinds, messages,
    newest, refused, work,
};
use crate::shop::start::{STAFF, Shop};
use e2e::App;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::{Engine, TestDb};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_client_who_is_known_shows_a_code,
        another_address_needs_another_code,
        known_and_unknown_look_alike,
        whether_a_client_has_time_is_told_to_nobody_else,
        six_guesses_lock,
        codes_age_and_are_sent_again,
        owners_alone_read_codes,
    ]
}

/// A request of a client of that name at eleven; with `known`, they have booked at ten.
async fn asked(app: &App, shop: &Shop, known: bool) -> String {
    if known {
        book(app, shop, TEN, "Ana").await;
    }
    let path = hold(app, shop, ELEVEN).await;
    let named = app.patch(&path, json!({"client": client("Ana")})).await;
    assert_eq!((named.status, &named["status"]), (200, &json!("verifying")), "{}", named.text);
    path
}

async fn a_client_who_is_known_shows_a_code(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = asked(&app, &shop, true).await;
    refused(&bare(&app, &path, "confirm").await, 409, "not-verified");
    let mail = newest(&app, &shop, "code").await;
    assert_eq!(mail["to_address"], "ana@example.com");
    let code = digits(mail["text"].as_str().unwrap_or_default());
    let right = act(&app, &path, "verify", json!({"code": code})).await;
    assert_eq!((right.status, &right["status"]), (200, &json!("held")), "{}", right.text);
    assert_eq!(bare(&app, &path, "confirm").await.status, 201);
    let payload = match app.db.engine() {
        Engine::Postgres => "payload::text",
        Engine::Sqlite => "json(payload)",
    };
    let kept = app.db.raw().texts(&format!("SELECT {payload} AS text FROM effects"));
    assert!(kept.iter().all(|payload| !payload.contains(&code)), "{kept:?}");
}

/// A code shows that one address is the client's, and nothing of another one.
async fn another_address_needs_another_code(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    book(&app, &shop, NOON, "Bob").await;
    let path = asked(&app, &shop, true).await;
    let mail = newest(&app, &shop, "code").await;
    let code = digits(mail["text"].as_str().unwrap_or_default());
    let right = act(&app, &path, "verify", json!({"code": code})).await;
    assert_eq!((right.status, &right["status"]), (200, &json!("held")), "{}", right.text);
    let named = app.patch(&path, json!({"client": client("Bob")})).await;
    assert_eq!((named.status, &named["status"]), (200, &json!("verifying")), "{}", named.text);
    refused(&bare(&app, &path, "confirm").await, 409, "not-verified");
    let code = code_of(&app, &shop, "bob@example.com").await;
    assert_eq!(act(&app, &path, "verify", json!({"code": code})).await.status, 200);
    assert_eq!(bare(&app, &path, "confirm").await.status, 201);
}

/// The code that was mailed to an address.
async fn code_of(app: &App, shop: &Shop, address: &str) -> String {
    let all = messages(app, shop).await;
    let one = all.iter().find(|one| one["kind"] == "code" && one["to_address"] == address);
    let one = one.unwrap_or_else(|| panic!("no code for {address}: {all:?}"));
    let mail = app.get(&format!("/api/v1/messages/{}", one["id"].as_str().unwrap_or_default())).await;
    digits(mail["text"].as_str().unwrap_or_default())
}

async fn known_and_unknown_look_alike(db: TestDb) {
    let app = App::start(db).await;
    let mut seen: Vec<Vec<Value>> = Vec::new();
    for (known, zone) in [(true, "UTC"), (false, "UTC")] {
        let shop = Shop::open(&app, zone).await;
        let path = asked(&app, &shop, known).await;
        work(&app).await;
        let mut answers = Vec::new();
        for answer in [
            act(&app, &path, "verify", json!({"code": "000000"})).await,
            bare(&app, &path, "resend-code").await,
            act(&app, &path, "verify", json!({"code": "000001"})).await,
        ] {
            let left = answer["attempts_left"].clone();
            answers.push(json!([answer.status, answer["type"], answer["status"], left]));
        }
        seen.push(answers);
        let confirmed = bare(&app, &path, "confirm").await;
        assert_eq!(confirmed.status, if known { 409 } else { 201 }, "{}", confirmed.text);
    }
    assert_eq!(seen[0], seen[1]);
}

async fn whether_a_client_has_time_is_told_to_nobody_else(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let other = app.user(shop.company, "other").await;
    let other = app.make(STAFF, json!({"user_id": other, "services": [shop.service]})).await.id();
    book(&app, &shop, TEN, "Ana").await;
    let mut body = asking(&shop, TEN);
    body["staff_id"] = json!(other);
    let path = app.make(REQUESTS, body).await.header("location").to_owned();
    for name in ["Zoe", "Ana"] {
        let named = app.patch(&path, json!({"client": client(name)})).await;
        assert_eq!((named.status, &named["status"]), (200, &json!("verifying")), "{name}: {}", named.text);
    }
    let mail = newest(&app, &shop, "code").await;
    let code = digits(mail["text"].as_str().unwrap_or_default());
    assert_eq!(act(&app, &path, "verify", json!({"code": code})).await.status, 200);
    refused(&bare(&app, &path, "confirm").await, 409, "slot-not-available");
}

async fn six_guesses_lock(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = asked(&app, &shop, true).await;
    let mail = newest(&app, &shop, "code").await;
    let code = digits(mail["text"].as_str().unwrap_or_default());
    let wrong = if code == "000000" { "111111" } else { "000000" };
    for left in [4, 3, 2, 1, 0] {
        let tried = act(&app, &path, "verify", json!({"code": wrong})).await;
        refused(&tried, 422, "wrong-code");
        assert_eq!(tried["attempts_left"], left);
    }
    refused(&act(&app, &path, "verify", json!({"code": wrong})).await, 409, "code-locked");
    refused(&act(&app, &path, "verify", json!({"code": code})).await, 409, "code-locked");
    refused(&bare(&app, &path, "confirm").await, 409, "not-verified");
}

async fn codes_age_and_are_sent_again(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = asked(&app, &shop, true).await;
    let old = digits(newest(&app, &shop, "code").await["text"].as_str().unwrap_or_default());
    clock(&app, "2025-01-20T08:10:00Z");
    refused(&act(&app, &path, "verify", json!({"code": old})).await, 422, "wrong-code");
    for second in 1..=3 {
        clock(&app, &format!("2025-01-20T08:10:0{second}Z"));
        let sent = bare(&app, &path, "resend-code").await;
        assert_eq!(sent.status, 200, "{}", sent.text);
        work(&app).await;
    }
    let fourth = bare(&app, &path, "resend-code").await;
    refused(&fourth, 429, "too-many-requests");
    assert!(fourth.header("retry-after").parse::<i64>().is_ok_and(|wait| wait > 0), "{}", fourth.text);
    let sent = messages(&app, &shop).await;
    let codes = sent.iter().filter(|one| one["kind"] == "code").count();
    assert_eq!(codes, 4, "{:?}", kinds(&sent));
    let new = digits(newest(&app, &shop, "code").await["text"].as_str().unwrap_or_default());
    assert_eq!(act(&app, &path, "verify", json!({"code": new})).await.status, 200);
    let other = hold(&app, &shop, NOON).await;
    refused(&bare(&app, &other, "resend-code").await, 422, "invalid");
}

async fn owners_alone_read_codes(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    asked(&app, &shop, true).await;
    let mail = newest(&app, &shop, "code").await;
    let path = format!("/api/v1/messages/{}", mail["id"].as_str().unwrap_or_default());
    for (role, shows) in [("owner", true), ("hr_manager", false), ("recruiter", false)] {
        let key = app.key(Some(shop.company), role).await;
        let read = app.send(app.request_by(&key, reqwest::Method::GET, &path)).await;
        assert_eq!(read.status, 200, "{}", read.text);
        assert_eq!(read["text"] != "", shows, "{role}");
        assert_eq!(read["html"] != "", shows, "{role}");
    }
}
