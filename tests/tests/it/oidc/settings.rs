//! What a company's owners say about their provider.

use e2e::{App, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_provider_is_set_read_and_deleted,
        secrets_are_kept_sealed_and_shown_to_nobody,
        what_is_wrong_is_named,
        nobody_begins_where_there_is_no_provider,
    ]
}

const ISSUER: &str = "https://login.example.com/realms/acme";

async fn set(app: &App) -> String {
    let company = app.company("Acme").await;
    format!("/api/v1/companies/{company}/identity-provider")
}

async fn a_provider_is_set_read_and_deleted(db: TestDb) {
    let app = App::start(db).await;
    let path = set(&app).await;
    check_problem("none yet", &app.get(&path).await, 404, "not-found", &[]);
    let made = app.put(&path, json!({"issuer": ISSUER, "client_id": "meridian"})).await;
    assert_eq!((made.status, made.header("location"), made.header("etag")), (201, path.as_str(), "\"1\""));
    let defaults =
        [("group_claim", json!("groups")), ("group_roles", json!({})), ("default_role", Value::Null)];
    for (field, value) in
        defaults.into_iter().chain([("active", json!(true)), ("has_client_secret", json!(false))])
    {
        assert_eq!(made[field], value, "{field}: {}", made.text);
    }
    let body = json!({
        "issuer": ISSUER, "client_id": "other", "client_secret": "hunter2", "group_claim": "roles",
        "group_roles": {"hr/people": "HR_MANAGER", "all": "viewer"}, "default_role": "customer", "active": false,
    });
    let stale = app.with_header(Method::PUT, &path, ("if-match", "\"7\""), Some(body.clone())).await;
    check_problem("a version nobody saw", &stale, 412, "version-mismatch", &[]);
    let changed = app.with_header(Method::PUT, &path, ("if-match", "\"1\""), Some(body)).await;
    assert_eq!((changed.status, changed.header("etag")), (200, "\"2\""), "{}", changed.text);
    assert_eq!(changed["group_roles"], json!({"hr/people": "hr_manager", "all": "viewer"}));
    let read = app.get(&path).await;
    assert_eq!((read.header("etag"), &read.body), ("\"2\"", &changed.body));
    assert_eq!(app.delete(&path).await.status, 204);
    check_problem("gone", &app.delete(&path).await, 404, "not-found", &[]);
    let nowhere =
        app.put("/api/v1/companies/999999/identity-provider", json!({"issuer": ISSUER, "client_id": "a"}));
    check_problem("no company", &nowhere.await, 404, "not-found", &[]);
}

async fn secrets_are_kept_sealed_and_shown_to_nobody(db: TestDb) {
    let app = App::start(db).await;
    let path = set(&app).await;
    let stored = || app.db.raw().texts("SELECT client_secret AS text FROM identity_providers").concat();
    let body = |issuer: &str, client: &str, secret: Option<&str>| json!({"issuer": issuer, "client_id": client, "client_secret": secret});
    let made = app.put(&path, body(ISSUER, "meridian", Some("hunter2 hunter2"))).await;
    assert!(made["has_client_secret"] == true && !made.text.contains("hunter2"), "{}", made.text);
    let first = stored();
    assert!(first.len() > 20 && !first.contains("hunter2"), "{first}");
    assert_eq!(app.put(&path, body(ISSUER, "meridian", None)).await["has_client_secret"], true);
    assert_eq!(stored(), first, "it stays");
    for (issuer, client) in [("https://evil.example.com", "meridian"), (ISSUER, "another")] {
        let refused = app.put(&path, body(issuer, client, None)).await;
        check_problem(issuer, &refused, 422, "invalid", &["/client_secret"]);
    }
    assert_eq!(
        app.put(&path, body("https://new.example.com", "meridian", Some("hunter3"))).await.status,
        200
    );
    assert_ne!(stored(), first);
}

async fn what_is_wrong_is_named(db: TestDb) {
    let app = App::start(db).await;
    let path = set(&app).await;
    let check = async |change: Value, status: u16, slug: &str, pointers: &[&str]| {
        let mut body = json!({"issuer": ISSUER, "client_id": "meridian"});
        for (name, value) in change.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        check_problem(&change.to_string(), &app.put(&path, body).await, status, slug, pointers);
    };
    for issuer in [
        "",
        "login.example.com",
        "ftp://login.example.com",
        "https://a.example.com?b",
        "https://a@b.example.com",
    ] {
        check(json!({"issuer": issuer}), 422, "invalid", &["/issuer"]).await;
    }
    check(json!({"group_roles": {"a/b": "admin"}}), 422, "invalid", &["/group_roles/a~1b"]).await;
    check(json!({"group_roles": {"": "staff"}}), 422, "invalid", &["/group_roles/"]).await;
    check(json!({"group_roles": {"a\u{0}": "staff"}}), 422, "invalid", &["/group_roles/a\u{0}"]).await;
    check(json!({"default_role": "admin"}), 422, "invalid", &["/default_role"]).await;
    check(json!({"client_secret": ""}), 422, "invalid", &["/client_secret"]).await;
    check(json!({"client_id": " ", "group_claim": "\n"}), 422, "invalid", &["/client_id", "/group_claim"])
        .await;
    check(json!({"default_role": "king"}), 400, "malformed-request", &["/default_role"]).await;
    check(json!({"secret": "a"}), 400, "malformed-request", &["/secret"]).await;
}

async fn nobody_begins_where_there_is_no_provider(db: TestDb) {
    let app = App::start(db).await;
    let (company, path) = (app.company("None").await, set(&app).await);
    let inactive = json!({"issuer": ISSUER, "client_id": "meridian", "active": false});
    assert_eq!(app.put(&path, inactive).await.status, 201);
    for company in [company, company + 1, 999_999] {
        let request = app.anonymous(Method::POST, "/api/v1/auth/oidc/start");
        let answer = app.send(request.json(&json!({"company_id": company}))).await;
        check_problem("a program", &answer, 404, "not-found", &[]);
        let answer = app.send(app.anonymous(Method::GET, &format!("/auth/oidc/{company}"))).await;
        check_problem("a browser", &answer, 404, "not-found", &[]);
    }
    let request = app.anonymous(Method::POST, "/api/v1/auth/oidc/start");
    let body = json!({"company_id": company, "redirect_uri": "http://evil.example.com/"});
    check_problem("a bad address", &app.send(request.json(&body)).await, 422, "invalid", &["/redirect_uri"]);
    let callback = async |query: &str| {
        app.send(app.anonymous(Method::GET, &format!("/auth/oidc/callback{query}"))).await
    };
    check_problem("no state", &callback("?code=1").await, 400, "malformed-query", &["/state"]);
    check_problem("no code", &callback("?state=1").await, 400, "malformed-query", &["/code"]);
    check_problem("made up", &callback("?state=1&code=1").await, 400, "login-not-begun", &[]);
}
