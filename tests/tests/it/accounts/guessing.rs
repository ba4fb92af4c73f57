//! Guessing passwords: how many guesses there are, and how long one waits.

use app::accounts::LoginLimit;
use e2e::{Answer, App, PASSWORD, check_problem};
use reqwest::Method;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;
use tokio::task::JoinSet;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        an_account_is_locked_after_ten_failures,
        an_address_is_locked_after_ten_failures,
        two_servers_count_together,
        off_is_off,
        guesses_at_once_do_not_pass_the_count,
    ]
}

const ANN: &str = "ann@example.com";

async fn with_ann(db: TestDb, limit: u32) -> App {
    let app = App::with_login_limit(db, LoginLimit(Some(limit))).await;
    let company = app.company("Acme").await;
    app.account(Some(company), "ann", "staff").await;
    app
}

fn check_locked(answer: &Answer, seconds: &str) {
    check_problem("locked", answer, 429, "too-many-requests", &[]);
    assert_eq!(answer.header("retry-after"), seconds);
}

/// What is told of the account is told in its own rows, so the address is taken out of the count here.
async fn an_account_is_locked_after_ten_failures(db: TestDb) {
    let app = with_ann(db, 10).await;
    for _ in 0..10 {
        assert_eq!(app.log_in(ANN, "a wrong password").await.status, 401);
        app.db.raw().execute("DELETE FROM login_failures WHERE subject LIKE 'address:%'");
        app.clock.advance(10);
    }
    check_locked(&app.log_in(ANN, PASSWORD).await, "800");
    check_locked(&app.log_in(" Ann@Example.com", "a wrong password").await, "800");
    assert_eq!(app.log_in("bob@example.com", PASSWORD).await.status, 401, "others are not locked");
    app.db.raw().execute("DELETE FROM login_failures WHERE subject LIKE 'address:%'");
    app.clock.advance(799);
    check_locked(&app.log_in(ANN, PASSWORD).await, "1");
    app.clock.advance(1);
    assert_eq!(app.log_in(ANN, "a wrong password").await.status, 401, "one more guess");
    check_locked(&app.log_in(ANN, PASSWORD).await, "10");
    app.clock.advance(10);
    assert_eq!(app.log_in(ANN, PASSWORD).await.status, 200);
    app.clock.advance(900);
    assert_eq!(app.log_in(ANN, "a wrong password").await.status, 401);
    let kept = app.db.raw().texts("SELECT subject AS text FROM login_failures");
    assert_eq!(kept.len(), 2, "what no longer counts is forgotten: {kept:?}");
}

/// Nobody has these accounts, and it is all the same.
async fn an_address_is_locked_after_ten_failures(db: TestDb) {
    let app = with_ann(db, 10).await;
    for number in 0..10 {
        assert_eq!(app.log_in(&format!("{number}@example.com"), PASSWORD).await.status, 401);
    }
    check_locked(&app.log_in(ANN, PASSWORD).await, "900");
    app.clock.advance(900);
    assert_eq!(app.log_in(ANN, PASSWORD).await.status, 200);
}

async fn two_servers_count_together(db: TestDb) {
    let settings = db.settings();
    let app = with_ann(db, 3).await;
    for _ in 0..3 {
        assert_eq!(app.log_in(ANN, "a wrong password").await.status, 401);
    }
    let other = persistence::Database::open(settings).await.expect("the same database");
    let accounts = app::accounts::Accounts::new(LoginLimit(Some(3)));
    let attempt = app::accounts::LoginAttempt { email: ANN.into(), password: PASSWORD.into(), address: None };
    let refused = accounts.log_in(&other, attempt, app.clock.now()).await;
    assert!(matches!(refused, Err(app::accounts::LoginError::TooMany { .. })), "{refused:?}");
}

async fn off_is_off(db: TestDb) {
    let app = App::with_login_limit(db, LoginLimit(None)).await;
    for _ in 0..12 {
        assert_eq!(app.log_in(ANN, "a wrong password").await.status, 401);
    }
    assert_eq!(app.db.raw().texts("SELECT subject AS text FROM login_failures").len(), 0);
}

/// Attempts have their turns, four at a time: no more than those can slip past the count together.
async fn guesses_at_once_do_not_pass_the_count(db: TestDb) {
    let app = with_ann(db, 10).await;
    let mut sent = JoinSet::new();
    for _ in 0..32 {
        let request = app.anonymous(Method::POST, "/api/v1/auth/login");
        let request = request.json(&json!({"email": ANN, "password": "a wrong password"}));
        sent.spawn(async move { request.send().await.expect("an answer").status().as_u16() });
    }
    let answers = sent.join_all().await;
    let guesses = answers.iter().filter(|status| **status == 401).count();
    assert!((10..=13).contains(&guesses), "{guesses} guesses: {answers:?}");
    assert!(answers.iter().all(|status| [401, 429].contains(status)), "{answers:?}");
    assert_eq!(app.log_in(ANN, PASSWORD).await.status, 429);
}
