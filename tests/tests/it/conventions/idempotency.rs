//! Requests that are sent again under one `Idempotency-Key`.

use super::second::{Second, TOKEN};
use e2e::samples::{SAMPLES, World};
use e2e::{Answer, App, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;
use tokio::task::JoinSet;

pub(super) const KEY: &str = "idempotency-key";
const COMPANIES: &str = "/api/v1/companies";
pub(super) const DAY: i64 = 24 * 3600;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        every_collection_gives_the_first_answer_again,
        another_request_under_a_key_is_refused,
        a_key_belongs_to_its_path,
        a_key_belongs_to_its_caller,
        keys_that_are_none_are_refused_by_every_post,
        a_refusal_is_kept,
        what_never_reached_the_change_is_not_kept,
        a_failure_of_ours_is_not_kept,
        a_key_is_good_for_a_day,
        the_worker_removes_expired_keys,
        of_many_at_once_one_does_the_work,
        of_many_at_once_all_are_refused_alike,
    ]
}

pub(super) async fn post(app: &App, path: &str, key: &str, body: Value) -> Answer {
    app.with_header(Method::POST, path, (KEY, key), Some(body)).await
}

/// Checks that `again` is the answer `first`, given again.
pub(super) fn check_again(case: &str, first: &Answer, again: &Answer) {
    assert_eq!(first.header("idempotent-replayed"), "", "{case}");
    assert_eq!(again.header("idempotent-replayed"), "true", "{case}: {}", again.text);
    assert_eq!((again.status, &again.text), (first.status, &first.text), "{case}");
    for name in ["location", "etag", "content-type", "cache-control"] {
        assert_eq!(again.header(name), first.header(name), "{case}: {name}");
    }
}

async fn count(app: &App, path: &str) -> usize {
    app.get(path).await["items"].as_array().map_or(0, Vec::len)
}

async fn every_collection_gives_the_first_answer_again(db: TestDb) {
    let app = App::start(db).await;
    let world = World::new(&app).await;
    for sample in SAMPLES {
        let (path, body, before) = (sample.path, (sample.body)(&world, 1), count(&app, sample.path).await);
        let first = post(&app, path, "once", body.clone()).await;
        assert_eq!(first.status, 201, "{path}: {}", first.text);
        assert!(first.header("location").starts_with(path), "{path}: {:?}", first.headers);
        assert_eq!(first.header("etag"), "\"1\"", "{path}");
        check_again(path, &first, &post(&app, path, "once", body.clone()).await);
        check_again(path, &first, &post(&app, &format!("{path}/"), "once", body).await);
        assert_eq!(count(&app, path).await, before + 1, "{path}");
    }
}

async fn another_request_under_a_key_is_refused(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let path = "/api/v1/users";
    let user = |email: &str| json!({"name": "A", "email": email, "role": "staff", "company_id": company});
    let first = post(&app, path, "k", user("a@example.com")).await;
    assert_eq!(first.status, 201, "{}", first.text);
    let other = post(&app, path, "k", user("b@example.com")).await;
    check_problem("another body", &other, 422, "idempotency-key-reused", &[]);
    let query = format!("{path}?company_id={company}");
    let other = post(&app, &query, "k", user("a@example.com")).await;
    check_problem("another query", &other, 422, "idempotency-key-reused", &[]);
    assert_eq!(post(&app, path, "l", user("b@example.com")).await.status, 201, "another key");
    check_again("still the first", &first, &post(&app, path, "k", user("a@example.com")).await);
    assert_eq!(count(&app, path).await, 2);
}

async fn a_key_belongs_to_its_path(db: TestDb) {
    let app = App::start(db).await;
    assert_eq!(post(&app, COMPANIES, "k", json!({"name": "A"})).await.status, 201);
    let company = app.get(COMPANIES).await["items"][0]["id"].clone();
    let user = json!({"name": "A", "email": "a@example.com", "role": "staff", "company_id": company});
    let made = post(&app, "/api/v1/users", "k", user).await;
    assert_eq!((made.status, made.header("idempotent-replayed")), (201, ""), "{}", made.text);
}

async fn a_key_belongs_to_its_caller(db: TestDb) {
    let app = App::start(db).await;
    let second = Second::start(&app, None);
    let body = json!({"name": "A"});
    let first = post(&app, COMPANIES, "k", body.clone()).await;
    let request = || second.request(Method::POST, COMPANIES, TOKEN).header(KEY, "k");
    let others = app.send(request().json(&body)).await;
    assert_eq!((others.status, others.header("idempotent-replayed")), (201, ""), "{}", others.text);
    assert_ne!(others.id(), first.id());
    // Nor does a key give away that somebody else used it for something.
    check_again("the other's own", &others, &app.send(request().json(&body)).await);
    check_again("the first one's", &first, &post(&app, COMPANIES, "k", body).await);
    assert_eq!(count(&app, COMPANIES).await, 2);
}

/// An address of the operation, whatever it is about.
fn address(path: &str, operation: &Value) -> String {
    let mut address = path.to_owned();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let uuid = parameter["schema"]["format"] == "uuid";
        let value = if uuid { "0194b0f0-0000-7000-8000-000000000000" } else { "1" };
        let name = parameter["name"].as_str().unwrap_or_default();
        address = address.replace(&format!("{{{name}}}"), value);
    }
    address
}

async fn keys_that_are_none_are_refused_by_every_post(db: TestDb) {
    let app = App::start(db).await;
    let long = "k".repeat(256);
    let document = app.get("/api/openapi.json").await;
    let mut asked = 0;
    for (path, item) in document["paths"].as_object().expect("paths") {
        let Some(operation) = item.get("post") else { continue };
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let listed = "#/components/parameters/Idempotency-Key";
        let told = parameters.filter(|parameter| parameter["$ref"] == listed).count();
        // Who logs in or out is no caller, or will be none; reports of others have ids of their own.
        let takes_none = path.starts_with("/api/v1/auth/") || path.starts_with("/webhooks/");
        assert_eq!(told, usize::from(!takes_none), "{path}");
        if takes_none {
            continue;
        }
        asked += 1;
        for key in ["", "two words", long.as_str()] {
            let answer = post(&app, &address(path, operation), key, json!({})).await;
            check_problem(path, &answer, 400, "malformed-request", &[]);
            let detail = answer["detail"].as_str().unwrap_or_default();
            assert!(detail.contains("Idempotency-Key"), "{path}: {detail}");
        }
    }
    assert!(asked > 60, "{asked}");
}

async fn a_refusal_is_kept(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let taken = app.user(company, "ann").await;
    let body = json!({"name": "A", "email": "ann@example.com", "role": "staff", "company_id": company});
    let refused = post(&app, "/api/v1/users", "k", body.clone()).await;
    check_problem("taken", &refused, 409, "duplicate", refused.pointers().as_slice());
    assert_eq!(app.delete(&format!("/api/v1/users/{taken}")).await.status, 204);
    // The way would be free now; the answer is still the first one, and names the first request.
    let again = post(&app, "/api/v1/users", "k", body.clone()).await;
    check_again("a refusal", &refused, &again);
    assert_ne!(again.header("x-request-id"), refused.header("x-request-id"));
    assert_eq!(again["instance"], refused.header("x-request-id"));
    assert_eq!(count(&app, "/api/v1/users").await, 0);
    assert_eq!(post(&app, "/api/v1/users", "l", body).await.status, 201, "a new key asks anew");
}

/// A request that can't be read can be mended and sent under the same key.
async fn what_never_reached_the_change_is_not_kept(db: TestDb) {
    let app = App::start(db).await;
    for (body, status) in [(json!({"nom": "A"}), 400), (json!({"name": ""}), 422)] {
        assert_eq!(post(&app, COMPANIES, "k", body).await.status, status);
    }
    let anonymous = app.anonymous(Method::POST, COMPANIES).header(KEY, "k").json(&json!({"name": "A"}));
    assert_eq!(app.send(anonymous).await.status, 401);
    let made = post(&app, COMPANIES, "k", json!({"name": "A"})).await;
    assert_eq!((made.status, made.header("idempotent-replayed")), (201, ""), "{}", made.text);
}

async fn a_failure_of_ours_is_not_kept(db: TestDb) {
    let app = App::start(db).await;
    let body = json!({"name": "A"});
    app.db.raw().execute("ALTER TABLE companies RENAME TO firms");
    check_problem("no table", &post(&app, COMPANIES, "k", body.clone()).await, 500, "internal", &[]);
    app.db.raw().execute("ALTER TABLE firms RENAME TO companies");
    let made = post(&app, COMPANIES, "k", body.clone()).await;
    assert_eq!((made.status, made.header("idempotent-replayed")), (201, ""), "{}", made.text);
    check_again("the good answer", &made, &post(&app, COMPANIES, "k", body).await);
}

async fn a_key_is_good_for_a_day(db: TestDb) {
    let app = App::start(db).await;
    let first = post(&app, COMPANIES, "k", json!({"name": "A"})).await;
    app.clock.advance(DAY - 1);
    check_again("nearly a day later", &first, &post(&app, COMPANIES, "k", json!({"name": "A"})).await);
    app.clock.advance(1);
    let anew = post(&app, COMPANIES, "k", json!({"name": "B"})).await;
    assert_eq!((anew.status, anew.header("idempotent-replayed")), (201, ""), "{}", anew.text);
    check_again("the new one", &anew, &post(&app, COMPANIES, "k", json!({"name": "B"})).await);
    assert_eq!(count(&app, COMPANIES).await, 2);
}

fn keys(app: &App) -> String {
    app.db.raw().texts("SELECT CAST(count(*) AS TEXT) AS text FROM idempotency_keys").concat()
}

async fn the_worker_removes_expired_keys(db: TestDb) {
    let app = App::start(db).await;
    for key in ["a", "b"] {
        assert_eq!(post(&app, COMPANIES, key, json!({"name": key})).await.status, 201);
    }
    app.clock.advance(DAY / 2);
    assert_eq!(post(&app, COMPANIES, "c", json!({"name": "c"})).await.status, 201);
    app.worker().run_once().await;
    assert_eq!(keys(&app), "3", "none has expired");
    app.clock.advance(DAY / 2);
    app.worker().run_once().await;
    assert_eq!(keys(&app), "1");
    let kept = post(&app, COMPANIES, "c", json!({"name": "c"})).await;
    assert_eq!(kept.header("idempotent-replayed"), "true");
}

/// Sends the same request 32 times at once; status, body, and whether it was given again.
pub(super) async fn at_once(app: &App, path: &str, body: &Value) -> Vec<(u16, String, bool)> {
    let mut sent = JoinSet::new();
    for _ in 0..32 {
        let request = app.request(Method::POST, path).header(KEY, "k").json(body);
        sent.spawn(async move {
            let answer = request.send().await.expect("an answer");
            let again = answer.headers().contains_key("idempotent-replayed");
            (answer.status().as_u16(), answer.text().await.expect("a body"), again)
        });
    }
    sent.join_all().await
}

/// Checks that all answers are the same one, of this status, and that one of them was the first.
pub(super) fn check_alike(answers: &[(u16, String, bool)], status: u16) {
    let (_, text, _) = &answers[0];
    for answer in answers {
        assert_eq!((answer.0, &answer.1), (status, text));
    }
    assert_eq!((answers.len(), answers.iter().filter(|(_, _, again)| !again).count()), (32, 1));
}

async fn of_many_at_once_one_does_the_work(db: TestDb) {
    let app = App::start(db).await;
    for round in 1..=4 {
        let answers = at_once(&app, COMPANIES, &json!({"name": "Acme"})).await;
        check_alike(&answers, 201);
        assert_eq!(count(&app, COMPANIES).await, round);
        app.clock.advance(DAY);
    }
}

async fn of_many_at_once_all_are_refused_alike(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    app.user(company, "ann").await;
    let body = json!({"name": "A", "email": "ann@example.com", "role": "staff", "company_id": company});
    check_alike(&at_once(&app, "/api/v1/users", &body).await, 409);
    assert_eq!(count(&app, "/api/v1/users").await, 1);
}
