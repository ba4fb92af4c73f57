//! Password resets.

use super::sessions::me;
use e2e::{Answer, App, PASSWORD, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_forgotten_password_is_replaced,
        a_page_replaces_it_without_scripts,
        a_token_is_good_for_an_hour_and_for_one_use,
        a_newer_token_takes_the_place_of_the_older,
        a_token_dies_with_what_it_was_made_for,
        asking_tells_nothing,
        asking_is_the_same_work_whoever_is_asked_for,
        nobody_asks_without_end,
        only_owners_and_admins_hand_out_tokens,
    ]
}

const NEW: &str = "a better password";

async fn token(app: &App, user: i64) -> Answer {
    let made = app.post(&format!("/api/v1/users/{user}/password-reset-token"), json!(null)).await;
    assert_eq!(made.status, 201, "{}", made.text);
    made
}

async fn ask(app: &App, path: &str, body: Value) -> Answer {
    app.send(app.anonymous(Method::POST, &format!("/api/v1/auth/password-reset{path}")).json(&body)).await
}

async fn confirm(app: &App, token: &Value, password: &str) -> Answer {
    ask(app, "/confirm", json!({"token": token, "password": password})).await
}

async fn a_forgotten_password_is_replaced(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let ann = app.account(Some(company), "ann", "staff").await;
    let session = app.session("ann").await;
    assert_eq!(ask(&app, "", json!({"email": "ANN@example.com"})).await.status, 202);
    app.clock.advance(60);
    let made = token(&app, ann).await;
    assert_eq!(made["requested_at"], "2025-01-20T08:00:00Z");
    assert_eq!(made["expires_at"], "2025-01-20T09:01:00Z");
    let done = confirm(&app, &made["token"], NEW).await;
    assert_eq!((done.status, done.text.as_str()), (204, ""));
    check_problem("the old session", &me(&app, &session).await, 401, "unauthenticated", &[]);
    assert_eq!(app.log_in("ann@example.com", PASSWORD).await.status, 401);
    assert_eq!(app.log_in("ann@example.com", NEW).await.status, 200);
    assert_eq!(token(&app, ann).await["requested_at"], Value::Null, "the wish was granted");
}

async fn a_page_replaces_it_without_scripts(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let ann = app.account(Some(company), "ann", "staff").await;
    let made = token(&app, ann).await;
    let pasted = format!(
        "https://book.example.com/password-reset#token={}",
        made["token"].as_str().unwrap_or_default()
    );
    let send = async |pasted: &str, password: &str, again: &str| {
        let fields = [("token", pasted), ("password", password), ("again", again)];
        crate::pages::visit::Browser::new(&app).post("/password-reset", &fields).await
    };
    let differ = send(&pasted, NEW, "another password").await;
    assert_eq!(differ.status, 422, "{}", differ.text);
    assert!(differ.text.contains("The two passwords differ."), "{}", differ.text);
    let nothing_is_kept = [NEW, made["token"].as_str().unwrap_or(NEW)];
    assert!(nothing_is_kept.iter().all(|secret| !differ.text.contains(secret)), "{}", differ.text);
    assert_eq!(send(&pasted, "short", "short").await.status, 422);
    let done = send(&pasted, NEW, NEW).await;
    assert_eq!(done.status, 200, "{}", done.text);
    assert!(done.text.contains("The new password is good from now on."), "{}", done.text);
    assert_eq!(app.log_in("ann@example.com", NEW).await.status, 200);
    let used = send(&pasted, NEW, NEW).await;
    assert!(used.status == 422 && used.text.contains("This link is too old"), "{}", used.text);
}

async fn a_token_is_good_for_an_hour_and_for_one_use(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let ann = app.account(Some(company), "ann", "staff").await;
    let made = token(&app, ann).await;
    check_problem("short", &confirm(&app, &made["token"], "short").await, 422, "invalid", &["/password"]);
    app.clock.advance(3599);
    assert_eq!(confirm(&app, &made["token"], NEW).await.status, 204);
    check_problem("used", &confirm(&app, &made["token"], NEW).await, 422, "invalid", &["/token"]);
    let late = token(&app, ann).await;
    app.clock.advance(3600);
    check_problem("late", &confirm(&app, &late["token"], NEW).await, 422, "invalid", &["/token"]);
    for nonsense in ["", "nonsense", &format!("mr_{}", "a".repeat(43))] {
        check_problem(nonsense, &confirm(&app, &json!(nonsense), NEW).await, 422, "invalid", &["/token"]);
    }
    let last = token(&app, ann).await;
    app.patch(&format!("/api/v1/users/{ann}"), json!({"active": false})).await;
    check_problem("inactive", &confirm(&app, &last["token"], NEW).await, 422, "invalid", &["/token"]);
}

async fn a_newer_token_takes_the_place_of_the_older(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let ann = app.account(Some(company), "ann", "staff").await;
    let (old, new) = (token(&app, ann).await, token(&app, ann).await);
    check_problem("older", &confirm(&app, &old["token"], NEW).await, 422, "invalid", &["/token"]);
    assert_eq!(confirm(&app, &new["token"], NEW).await.status, 204);
}

/// A token was made for who somebody was: with a new password, address or role, or as inactive, they are another.
async fn a_token_dies_with_what_it_was_made_for(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let ann = app.account(Some(company), "ann", "staff").await;
    let user = format!("/api/v1/users/{ann}");
    for change in [
        json!({"password": "another good password"}),
        json!({"email": "ann.new@example.com"}),
        json!({"role": "viewer"}),
        json!({"active": false}),
    ] {
        let made = token(&app, ann).await;
        assert_eq!(app.patch(&user, change.clone()).await.status, 200, "{change}");
        app.patch(&user, json!({"active": true})).await;
        check_problem(
            &change.to_string(),
            &confirm(&app, &made["token"], NEW).await,
            422,
            "invalid",
            &["/token"],
        );
    }
    let made = token(&app, ann).await;
    assert_eq!(app.patch(&user, json!({"name": "Ann Lee"})).await.status, 200);
    assert_eq!(confirm(&app, &made["token"], NEW).await.status, 204, "a name is nobody else's");
}

async fn asking_tells_nothing(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    app.account(Some(company), "ann", "staff").await;
    for email in ["ann@example.com", "nobody@example.com"] {
        let answer = ask(&app, "", json!({"email": email})).await;
        assert_eq!((answer.status, answer.text.as_str()), (202, ""), "{email}");
    }
    check_problem("no e-mail", &ask(&app, "", json!({"email": "a\0b"})).await, 422, "invalid", &["/email"]);
    let unknown = ask(&app, "", json!({"email": "a@example.com", "a": 1})).await;
    check_problem("unknown field", &unknown, 400, "malformed-request", &["/a"]);
    let noted =
        app.db.raw().texts("SELECT email_key AS text FROM password_reset_requests ORDER BY email_key");
    assert_eq!(noted, ["ann@example.com", "nobody@example.com"], "who it is, a worker finds out");
    // Without a mail server nothing is written to anybody, and the wish stays for administrators who hand out tokens.
    app.worker().run_once().await;
    let noted = app.db.raw().texts("SELECT email_key AS text FROM password_reset_requests");
    assert_eq!(noted, ["ann@example.com"]);
    assert_eq!(app.get("/api/v1/messages").await["items"], json!([]));
}

async fn asking_is_the_same_work_whoever_is_asked_for(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    app.account(Some(company), "ann", "staff").await;
    let statements = async |email: &str| {
        let before = app.db.metrics().statements;
        assert_eq!(ask(&app, "", json!({"email": email})).await.status, 202);
        app.db.metrics().statements - before
    };
    assert_eq!(statements("ann@example.com").await, statements("nobody@example.com").await);
}

async fn nobody_asks_without_end(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    app.account(Some(company), "ann", "staff").await;
    for email in ["ann@example.com", "nobody@example.com"] {
        for time in 0..3 {
            assert_eq!(ask(&app, "", json!({"email": email})).await.status, 202, "{email} {time}");
        }
        let refused = ask(&app, "", json!({"email": email.to_uppercase()})).await;
        check_problem(email, &refused, 429, "too-many-requests", &[]);
    }
    assert_eq!(app.log_in("ann@example.com", PASSWORD).await.status, 200, "logging in is counted apart");
    for number in 6..10 {
        assert_eq!(ask(&app, "", json!({"email": format!("p{number}@example.com")})).await.status, 202);
    }
    let refused = ask(&app, "", json!({"email": "one.more@example.com"})).await;
    check_problem("ten from one address", &refused, 429, "too-many-requests", &[]);
    app.clock.advance(901);
    assert_eq!(ask(&app, "", json!({"email": "ann@example.com"})).await.status, 202);
}

async fn only_owners_and_admins_hand_out_tokens(db: TestDb) {
    let app = App::start(db).await;
    let (one, two) = (app.company("One").await, app.company("Two").await);
    let ann = app.account(Some(one), "ann", "staff").await;
    let path = format!("/api/v1/users/{ann}/password-reset-token");
    let check = async |company: i64, role: &str, expected: u16| {
        let token = app.key(Some(company), role).await;
        let answer = app.send(app.request_by(&token, Method::POST, &path)).await;
        assert_eq!(answer.status, expected, "{role} of {company}: {}", answer.text);
    };
    check(one, "owner", 201).await;
    check(one, "hr_manager", 403).await;
    check(one, "staff", 403).await;
    check(two, "owner", 404).await;
}
