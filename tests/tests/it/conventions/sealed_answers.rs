//! Answers with a secret in them: given again under one `Idempotency-Key` as others are, and stored sealed.

use super::idempotency::{DAY, KEY, at_once, check_again, check_alike, post};
use crate::appointments::start::{BOOK, NOON, REQUESTS, TEN, asking, booking};
use crate::directory::erasure::{everything, shown};
use crate::picking::start::{LINKS, body as link, ready};
use crate::shop::start::{STAFF, Shop};
use e2e::{Answer, App, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

const KEYS: &str = "/api/v1/api-keys";
const SEALED: &str = "SELECT sealed AS text FROM idempotency_keys WHERE sealed IS NOT NULL";

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        each_is_given_again_and_no_secret_is_stored_in_the_clear,
        of_many_at_once_one_makes_the_key,
        what_is_sealed_for_one_request_answers_no_other,
        they_go_after_a_day,
        they_tell_nothing_of_who_was_erased,
    ]
}

/// A request whose answer shows a secret.
struct Request {
    path: String,
    body: Value,
    /// Where the secret is.
    secret: &'static str,
    company: i64,
}

/// One for each kind of secret.
async fn requests(app: &App) -> Vec<Request> {
    let shop = Shop::open(app, "UTC").await;
    let (company, user) = (shop.company, shop.user);
    let webhook = json!({"company_id": company, "url": "https://hooks.example.com/in"});
    let rotated = app.make("/api/v1/webhooks", webhook.clone()).await.header("location").to_owned();
    let calendar = json!({
        "user_id": user, "kind": "ics_url", "name": "Work", "url": "https://cal.example.com/private-0123/basic.ics",
    });
    let of = |path: &str, body: Value, secret| Request { path: path.to_owned(), body, secret, company };
    vec![
        of(KEYS, json!({"company_id": company, "name": "Shop", "role": "owner"}), "key"),
        of("/api/v1/webhooks", webhook, "secret"),
        of(&format!("{rotated}/rotate-secret"), Value::Null, "secret"),
        of(&format!("{STAFF}/{}/feed-token", shop.staff), Value::Null, "url"),
        of(&format!("/api/v1/users/{user}/password-reset-token"), Value::Null, "token"),
        of(REQUESTS, asking(&shop, TEN), "id_request"),
        of(BOOK, booking(&shop, NOON, "Ana"), "manage_url"),
        Request { path: LINKS.to_owned(), body: link(), secret: "url", company: 1 },
        // The last one: whose calendar was never read is offered no more.
        of("/api/v1/calendars", calendar, "url"),
    ]
}

async fn each_is_given_again_and_no_secret_is_stored_in_the_clear(db: TestDb) {
    let app = ready(db).await;
    let all = requests(&app).await;
    let mut secrets = Vec::new();
    for Request { path, body, secret, company } in &all {
        let first = post(&app, path, "once", body.clone()).await;
        assert!(first.status < 300, "{path}: {}", first.text);
        let shown = first[*secret].as_str().unwrap_or_else(|| panic!("{path} shows no {secret}"));
        secrets.push(shown.to_owned());
        check_again(path, &first, &post(&app, path, "once", body.clone()).await);
        let other = post(&app, &format!("{path}?company_id={company}"), "once", body.clone()).await;
        check_problem(path, &other, 422, "idempotency-key-reused", &[]);
    }
    let sealed = app.db.raw().texts(SEALED);
    assert_eq!(sealed.len(), all.len());
    assert!(sealed.iter().all(|text| text.starts_with("v1:")), "{sealed:?}");
    let stored = everything(&app);
    for secret in secrets {
        assert!(shown(&secret).iter().all(|text| !stored.contains(text)), "{secret} is stored");
    }
}

fn key_of(company: i64, name: &str) -> Value {
    json!({"company_id": company, "name": name, "role": "owner"})
}

async fn of_many_at_once_one_makes_the_key(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    check_alike(&at_once(&app, KEYS, &key_of(company, "Shop")).await, 201);
    assert_eq!(app.get(KEYS).await["items"].as_array().map(Vec::len), Some(1));
}

async fn what_is_sealed_for_one_request_answers_no_other(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let first = post(&app, KEYS, "a", key_of(company, "Shop")).await;
    let owner = first["key"].as_str().expect("a key");
    // Another caller with the same key and body has a key of their own.
    let request = app.request_by(owner, Method::POST, KEYS).header(KEY, "a");
    let others = app.send(request.json(&key_of(company, "Shop"))).await;
    assert_eq!((others.status, others.header("idempotent-replayed")), (201, ""), "{}", others.text);
    assert_ne!(others["key"], first["key"]);
    // Nor does a row open what was put into it.
    app.db.raw().execute("UPDATE idempotency_keys SET sealed = (SELECT max(sealed) FROM idempotency_keys)");
    let request = app.request_by(owner, Method::POST, KEYS).header(KEY, "a");
    let again = [
        post(&app, KEYS, "a", key_of(company, "Shop")).await,
        app.send(request.json(&key_of(company, "Shop"))).await,
    ];
    let mut states = again.each_ref().map(|answer| answer.status);
    states.sort_unstable();
    assert_eq!(states, [201, 500]);
}

async fn they_go_after_a_day(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let first = post(&app, KEYS, "k", key_of(company, "Shop")).await;
    app.clock.advance(DAY);
    let anew = post(&app, KEYS, "k", key_of(company, "Shop")).await;
    assert_eq!((anew.status, anew.header("idempotent-replayed")), (201, ""), "{}", anew.text);
    assert_ne!(anew["key"], first["key"]);
    check_again("the new one", &anew, &post(&app, KEYS, "k", key_of(company, "Shop")).await);
    app.clock.advance(DAY);
    app.worker().run_once().await;
    assert_eq!(app.db.raw().texts(SEALED), Vec::<String>::new());
}

async fn they_tell_nothing_of_who_was_erased(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let ask = async |name: &str, start: &str| post(&app, BOOK, name, booking(&shop, start, name)).await;
    let (first, other): (Answer, Answer) = (ask("Zenobia", TEN).await, ask("Bob", NOON).await);
    assert!(first.text.contains("Zenobia"), "{}", first.text);
    let gone = app.post(&format!("{}/erase-client", first.header("location")), json!({})).await;
    assert_eq!(gone.status, 200, "{}", gone.text);
    assert!(gone["erased"]["kept_answers"].as_u64() >= Some(1), "{}", gone.text);
    let again = ask("Zenobia", TEN).await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (201, "true"), "{}", again.text);
    assert!(!again.text.to_lowercase().contains("zenobia"), "{}", again.text);
    assert_eq!(again["manage_url"], first["manage_url"]);
    check_again("another client's", &other, &ask("Bob", NOON).await);
}
