//! Logging in and out, and what ends a session.

use e2e::{ADMIN_TOKEN, Answer, App, PASSWORD, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        somebody_logs_in_and_out,
        a_session_lasts_twelve_hours,
        nobody_is_told_what_was_wrong,
        the_inactive_are_out_at_once,
        a_new_password_ends_the_other_sessions,
        a_role_counts_as_it_is_now,
        passwords_are_checked_and_never_shown,
        me_is_whoever_asks,
        log_in_bodies_are_checked,
        nothing_secret_is_stored,
        a_caller_costs_one_statement_and_no_write,
        a_database_out_of_reach_is_no_bad_credential,
    ]
}

pub(crate) async fn me(app: &App, token: &str) -> Answer {
    app.send(app.request_by(token, Method::GET, "/api/v1/auth/me")).await
}

async fn somebody_logs_in_and_out(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let ann = app.account(Some(company), "ann", "recruiter").await;
    let session = app.log_in(" Ann@EXAMPLE.com ", PASSWORD).await;
    assert_eq!(session.status, 200, "{}", session.text);
    assert_eq!((&session["token_type"], &session["expires_in"]), (&json!("Bearer"), &json!(43200)));
    assert_eq!(session["user"], app.get(&format!("/api/v1/users/{ann}")).await.body);
    let token = session["access_token"].as_str().expect("a token");
    let other = app.session("ann").await;
    assert_ne!(token, other);
    assert_eq!(me(&app, token).await["user"]["id"], ann);
    let out = app.send(app.request_by(token, Method::POST, "/api/v1/auth/logout")).await;
    assert_eq!((out.status, out.text.as_str()), (204, ""));
    check_problem("logged out", &me(&app, token).await, 401, "unauthenticated", &[]);
    assert_eq!(me(&app, &other).await.status, 200);
}

async fn a_session_lasts_twelve_hours(db: TestDb) {
    let app = App::start(db).await;
    app.account(None, "root", "admin").await;
    let token = app.session("root").await;
    app.clock.advance(12 * 3600 - 1);
    assert_eq!(me(&app, &token).await["role"], "admin");
    app.clock.advance(1);
    check_problem("expired", &me(&app, &token).await, 401, "unauthenticated", &[]);
    assert_eq!(me(&app, &app.session("root").await).await.status, 200);
    assert_eq!(
        app.db.raw().texts("SELECT token_hash AS text FROM sessions").len(),
        1,
        "old ones are forgotten"
    );
}

/// All of them get the same words.
async fn nobody_is_told_what_was_wrong(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    app.account(Some(company), "ann", "staff").await;
    app.user(company, "without.password").await;
    let gone = app.account(Some(company), "gone", "staff").await;
    app.patch(&format!("/api/v1/users/{gone}"), json!({"active": false})).await;
    let mut words = Vec::new();
    for (email, password) in [
        ("ann@example.com", "correct horse batterz"),
        ("ann@example.com", ""),
        ("nobody@example.com", PASSWORD),
        ("without.password@example.com", PASSWORD),
        ("gone@example.com", PASSWORD),
        ("", PASSWORD),
        ("a\0b", PASSWORD),
    ] {
        let answer = app.log_in(email, password).await;
        check_problem(email, &answer, 401, "unauthenticated", &[]);
        assert_eq!(answer.header("www-authenticate"), "Bearer");
        words.push(answer["detail"].clone());
    }
    words.dedup();
    assert_eq!(words, [json!("the e-mail or the password is wrong")]);
}

async fn the_inactive_are_out_at_once(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let path = format!("/api/v1/users/{}", app.account(Some(company), "ann", "staff").await);
    let token = app.session("ann").await;
    assert_eq!(me(&app, &token).await.status, 200);
    app.patch(&path, json!({"active": false})).await;
    check_problem("inactive", &me(&app, &token).await, 401, "unauthenticated", &[]);
    app.patch(&path, json!({"active": true})).await;
    check_problem("the session does not come back", &me(&app, &token).await, 401, "unauthenticated", &[]);
    let token = app.session("ann").await;
    app.delete(&path).await;
    check_problem("deleted", &me(&app, &token).await, 401, "unauthenticated", &[]);
}

async fn a_new_password_ends_the_other_sessions(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let path = format!("/api/v1/users/{}", app.account(Some(company), "ann", "owner").await);
    app.account(Some(company), "bob", "owner").await;
    let (own, other, bobs) = (app.session("ann").await, app.session("ann").await, app.session("bob").await);
    let change = app.request_by(&own, Method::PATCH, &path).json(&json!({"password": "a better password"}));
    assert_eq!(app.send(change).await.status, 200);
    assert_eq!(me(&app, &own).await.status, 200);
    assert_eq!(me(&app, &bobs).await.status, 200);
    check_problem("the other session", &me(&app, &other).await, 401, "unauthenticated", &[]);
    assert_eq!(app.log_in("ann@example.com", PASSWORD).await.status, 401);
    assert_eq!(app.log_in("ann@example.com", "a better password").await.status, 200);
    let change = app.request_by(&bobs, Method::PATCH, &path).json(&json!({"password": PASSWORD}));
    assert_eq!(app.send(change).await.status, 200);
    check_problem("set by another", &me(&app, &own).await, 401, "unauthenticated", &[]);
    assert_eq!(me(&app, &bobs).await.status, 200);
}

async fn a_role_counts_as_it_is_now(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    app.user_with_role(company, "bob", "owner").await;
    let path = format!("/api/v1/users/{}", app.account(Some(company), "ann", "owner").await);
    let token = app.session("ann").await;
    let list = async || app.send(app.request_by(&token, Method::GET, "/api/v1/api-keys")).await;
    assert_eq!(list().await.status, 200);
    app.patch(&path, json!({"role": "viewer"})).await;
    check_problem("a viewer by now", &list().await, 403, "forbidden", &[]);
}

async fn passwords_are_checked_and_never_shown(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let path = format!("/api/v1/users/{}", app.account(Some(company), "ann", "staff").await);
    let body = |password: Value| json!({"name": "A", "email": "a@example.com", "role": "staff", "company_id": company, "password": password});
    for (password, status, slug) in [
        (json!("elevenchars"), 422, "invalid"),
        (json!("x".repeat(201)), 422, "invalid"),
        (json!(""), 422, "invalid"),
        (json!(123_456_789_012_i64), 400, "malformed-request"),
    ] {
        let made = app.post("/api/v1/users", body(password.clone())).await;
        check_problem("make", &made, status, slug, &["/password"]);
        let changed = app.patch(&path, json!({"password": password})).await;
        check_problem("change", &changed, status, slug, &["/password"]);
        let shown = password.to_string();
        assert!(shown.len() < 4 || !made.text.contains(shown.trim_matches('"')), "{}", made.text);
    }
    let cleared = app.patch(&path, json!({"password": null})).await;
    check_problem("null", &cleared, 400, "malformed-request", &["/password"]);
    let made = app.post("/api/v1/users", body(json!("x".repeat(200)))).await;
    assert_eq!(made.status, 201, "{}", made.text);
    for answer in [made, app.get(&path).await, app.get("/api/v1/users").await] {
        assert!(!answer.text.contains("password") && !answer.text.contains("argon2"), "{}", answer.text);
    }
}

async fn me_is_whoever_asks(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let ann = app.account(Some(company), "ann", "customer").await;
    let check = async |token: &str, role: &str, of: Value, user: Value| {
        let answer = me(&app, token).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!((&answer["role"], &answer["company_id"]), (&json!(role), &of));
        assert_eq!(answer["user"]["id"], user);
    };
    check(ADMIN_TOKEN, "admin", json!(null), json!(null)).await;
    check(&app.key(Some(company), "viewer").await, "viewer", json!(company), json!(null)).await;
    check(&app.session("ann").await, "customer", json!(company), json!(ann)).await;
    for token in [ADMIN_TOKEN.to_owned(), app.key(Some(company), "viewer").await] {
        let out = app.send(app.request_by(&token, Method::POST, "/api/v1/auth/logout")).await;
        check_problem("no session", &out, 409, "no-session", &[]);
    }
    for token in ["", "ms_", "nonsense", &format!("ms_{}", "a".repeat(43)), &format!("mr_{}", "a".repeat(43))]
    {
        check_problem(token, &me(&app, token).await, 401, "unauthenticated", &[]);
    }
}

async fn log_in_bodies_are_checked(db: TestDb) {
    let app = App::start(db).await;
    for (body, pointer) in [
        (json!({"email": "a@example.com"}), "/password"),
        (json!({"password": PASSWORD}), "/email"),
        (json!({"email": "a@example.com", "password": PASSWORD, "remember": true}), "/remember"),
        (json!({"email": "a@example.com", "password": 1}), "/password"),
    ] {
        let answer = app.send(app.anonymous(Method::POST, "/api/v1/auth/login").json(&body)).await;
        check_problem(pointer, &answer, 400, "malformed-request", &[pointer]);
        assert!(!answer.text.contains(PASSWORD), "{}", answer.text);
    }
}

/// Who reads the database can log in with nothing of what they find.
async fn nothing_secret_is_stored(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let ann = app.account(Some(company), "ann", "owner").await;
    let (session, key) = (app.session("ann").await, app.key(Some(company), "owner").await);
    let reset = app.post(&format!("/api/v1/users/{ann}/password-reset-token"), json!(null)).await;
    let reset = reset["token"].as_str().expect("a token").to_owned();
    let mut raw = app.db.raw();
    let mut stored = raw.texts("SELECT token_hash AS text FROM sessions");
    stored.extend(raw.texts("SELECT token_hash AS text FROM api_keys"));
    stored.extend(raw.texts("SELECT token_hash AS text FROM password_resets"));
    stored.extend(raw.texts("SELECT password_hash AS text FROM users"));
    assert_eq!(stored.len(), 4);
    for secret in [session.as_str(), &key, &reset, PASSWORD] {
        let random = secret.get(3..).unwrap_or_default();
        assert!(stored.iter().all(|text| !text.contains(random)), "{stored:?}");
    }
    for text in stored {
        check_problem("what is stored", &me(&app, &text).await, 401, "unauthenticated", &[]);
    }
}

async fn a_caller_costs_one_statement_and_no_write(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    app.account(Some(company), "ann", "owner").await;
    let (session, key) = (app.session("ann").await, app.key(Some(company), "owner").await);
    let path = "/api/v1/users";
    let list = async |token: &str| app.send(app.request_by(token, Method::GET, path)).await.status;
    let (plain, _) = app.db.count_statements(list(ADMIN_TOKEN)).await;
    for token in [&session, &key] {
        let commits = app.db.metrics().commits;
        let (statements, status) = app.db.count_statements(list(token)).await;
        assert_eq!((statements, status), (plain + 2, 200), "looked up, with the versions of what can end it");
        let (statements, status) = app.db.count_statements(list(token)).await;
        assert_eq!((statements, status), (plain + 1, 200), "remembered");
        assert_eq!(app.db.metrics().commits, commits);
    }
    let (statements, status) = app.db.count_statements(list("no token of ours")).await;
    assert_eq!((statements, status), (0, 401));
}

async fn a_database_out_of_reach_is_no_bad_credential(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let key = app.key(Some(company), "owner").await;
    app.db.close().await;
    for answer in [me(&app, &key).await, app.log_in("ann@example.com", PASSWORD).await] {
        check_problem("closed", &answer, 503, "unavailable", &[]);
    }
}
