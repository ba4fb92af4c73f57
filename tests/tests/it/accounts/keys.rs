//! API keys.

use super::sessions::me;
use e2e::{App, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_key_from_first_to_last,
        a_key_expires,
        key_bodies_are_checked,
        nobody_hands_out_more_than_they_have,
        keys_are_their_companys,
    ]
}

const PATH: &str = "/api/v1/api-keys";

async fn a_key_from_first_to_last(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let made = app.make(PATH, json!({"name": " CI ", "role": "Viewer", "company_id": company})).await;
    let path = format!("{PATH}/{}", made.id());
    assert_eq!(made.header("location"), path);
    let key = made["key"].as_str().expect("a key").to_owned();
    assert!(key.starts_with("mk_") && key.len() == 46, "{key}");
    let listed = app.get(PATH).await;
    let expected = json!({
        "id": made.id(), "company_id": company, "name": "CI", "role": "viewer", "expires_at": null,
        "created_at": "2025-01-20T08:00:00Z",
    });
    assert_eq!(listed["items"], json!([expected]));
    assert!(!listed.text.contains(&key[3..]));
    assert_eq!(me(&app, &key).await["role"], "viewer");
    assert_eq!(app.delete(&path).await.status, 204);
    check_problem("revoked", &me(&app, &key).await, 401, "unauthenticated", &[]);
    check_problem("twice", &app.delete(&path).await, 404, "not-found", &[]);
    assert_eq!(app.get(PATH).await["items"], json!([]));
}

async fn a_key_expires(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let body = json!({
        "name": "A", "role": "viewer", "company_id": company, "expires_at": "2025-01-20T10:00:00+01:00",
    });
    let made = app.make(PATH, body).await;
    assert_eq!(made["expires_at"], "2025-01-20T09:00:00Z");
    let key = made["key"].as_str().expect("a key");
    app.clock.advance(3599);
    assert_eq!(me(&app, key).await.status, 200);
    app.clock.advance(1);
    check_problem("expired", &me(&app, key).await, 401, "unauthenticated", &[]);
}

async fn key_bodies_are_checked(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let check = async |changes: Value, status: u16, slug: &str, pointers: &[&str]| {
        let mut body = json!({"name": "A", "role": "viewer", "company_id": company});
        for (field, value) in changes.as_object().into_iter().flatten() {
            body[field] = value.clone();
        }
        check_problem(&changes.to_string(), &app.post(PATH, body).await, status, slug, pointers);
    };
    check(json!({"name": " "}), 422, "invalid", &["/name"]).await;
    check(json!({"name": "a\nb"}), 422, "invalid", &["/name"]).await;
    check(json!({"role": "king"}), 400, "malformed-request", &["/role"]).await;
    check(json!({"role": "admin"}), 422, "invalid", &["/role"]).await;
    check(json!({"company_id": null}), 422, "invalid", &["/company_id"]).await;
    check(json!({"company_id": 999}), 404, "not-found", &["/company_id"]).await;
    check(json!({"expires_at": "2025-01-20T08:00:00Z"}), 422, "invalid", &["/expires_at"]).await;
    check(json!({"expires_at": "2025-01-21T08:00:00.5Z"}), 422, "invalid", &["/expires_at"]).await;
    check(json!({"expires_at": "tomorrow"}), 400, "malformed-request", &["/expires_at"]).await;
    check(json!({"key": "mk_mine"}), 400, "malformed-request", &["/key"]).await;
    check(
        json!({"name": "", "expires_at": "2020-01-01T00:00:00Z"}),
        422,
        "invalid",
        &["/name", "/expires_at"],
    )
    .await;
}

async fn nobody_hands_out_more_than_they_have(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let owner = app.key(Some(company), "owner").await;
    let post = async |token: &str, path: &str, body: Value| {
        app.send(app.request_by(token, Method::POST, path).json(&body)).await
    };
    let key = |role: &str| json!({"name": "A", "role": role});
    assert_eq!(post(&owner, PATH, key("owner")).await.status, 201);
    check_problem("a key", &post(&owner, PATH, key("admin")).await, 422, "invalid", &["/role"]);
    let user = json!({"name": "A", "email": "a@example.com", "role": "admin"});
    check_problem("a user", &post(&owner, "/api/v1/users", user).await, 422, "invalid", &["/role"]);
    let path = format!("/api/v1/users/{}", app.user(company, "bob").await);
    let change = app.request_by(&owner, Method::PATCH, &path).json(&json!({"role": "admin"}));
    check_problem("a change", &app.send(change).await, 422, "invalid", &["/role"]);
    for role in ["hr_manager", "recruiter", "staff", "customer", "viewer"] {
        let token = app.key(Some(company), role).await;
        check_problem(role, &post(&token, PATH, key("viewer")).await, 403, "forbidden", &[]);
    }
    let admin = app.key(None, "admin").await;
    assert_eq!(post(&admin, "/api/v1/companies", json!({"name": "Beta"})).await.status, 201);
}

async fn keys_are_their_companys(db: TestDb) {
    let app = App::start(db).await;
    let (one, two) = (app.company("One").await, app.company("Two").await);
    let owner = app.key(Some(one), "owner").await;
    let theirs = app.make(PATH, json!({"name": "A", "role": "viewer", "company_id": two})).await.id();
    let listed = app.send(app.request_by(&owner, Method::GET, PATH)).await;
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1), "{}", listed.text);
    assert_eq!(listed["items"][0]["company_id"], one);
    let revoke = app.request_by(&owner, Method::DELETE, &format!("{PATH}/{theirs}"));
    check_problem("another's", &app.send(revoke).await, 404, "not-found", &[]);
    let body = json!({"name": "A", "role": "viewer", "company_id": two});
    let make = app.send(app.request_by(&owner, Method::POST, PATH).json(&body)).await;
    check_problem("for another", &make, 404, "not-found", &["/company_id"]);
    assert_eq!(app.delete(&format!("{PATH}/{theirs}?company_id={two}")).await.status, 204);
    assert_eq!(app.delete(&format!("/api/v1/companies/{one}")).await.status, 204);
    check_problem("the company is gone", &me(&app, &owner).await, 401, "unauthenticated", &[]);
}
