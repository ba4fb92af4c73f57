//! Guessing passwords: how many guesses there are, and how long one waits.

use app::accounts::LoginLimit;
use e2e::{Answer, App, PASSWORD, check_problem};
use reqwest::Method;
use serde_json::json;
use testkit::Case;
use testkit::db::{Engine, TestDb};
use tokio::task::JoinSet;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        an_account_is_locked_after_ten_failures_from_one_network,
        strangers_do_not_lock_the_owner_out,
        a_redeemed_reset_ends_the_wait,
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

async fn an_account_is_locked_after_ten_failures_from_one_network(db: TestDb) {
    let app = with_ann(db, 10).await;
    for _ in 0..10 {
        assert_eq!(app.log_in(ANN, "a wrong password").await.status, 401);
        app.clock.advance(10);
    }
    check_locked(&app.log_in(ANN, PASSWORD).await, "800");
    check_locked(&app.log_in(" Ann@Example.com", "a wrong password").await, "800");
    app.clock.advance(799);
    check_locked(&app.log_in(ANN, PASSWORD).await, "1");
    app.clock.advance(1);
    assert_eq!(app.log_in(ANN, "a wrong password").await.status, 401, "one more guess");
    check_locked(&app.log_in(ANN, PASSWORD).await, "10");
    app.clock.advance(10);
    assert_eq!(app.log_in(ANN, PASSWORD).await.status, 200);
    app.clock.advance(900);
    assert_eq!(app.log_in(ANN, "a wrong password").await.status, 401);
    let kept = app.db.raw().texts("SELECT network AS text FROM login_failures");
    assert_eq!(kept, ["127.0.0.1"], "what no longer counts is forgotten");
}

/// Guesses from elsewhere, as another server would note them: each network has as many as it may.
fn guessed_from(app: &App, networks: usize, each: usize) {
    let id = match app.db.engine() {
        Engine::Sqlite => "randomblob(16)",
        Engine::Postgres => "gen_random_uuid()",
    };
    for network in 0..networks {
        for _ in 0..each {
            app.db.raw().execute(&format!(
                "INSERT INTO login_failures (kind, account, network, failed_at, id)
                 SELECT kind, account, '198.51.100.{network}', failed_at, {id} FROM login_failures
                 WHERE network = '127.0.0.1' LIMIT 1"
            ));
        }
    }
}

/// Strangers who guess close an account to strangers, and to nobody who came in from where they are before.
async fn strangers_do_not_lock_the_owner_out(db: TestDb) {
    let app = with_ann(db, 3).await;
    assert_eq!(app.log_in(ANN, PASSWORD).await.status, 200);
    assert_eq!(app.log_in(ANN, "a wrong password").await.status, 401);
    guessed_from(&app, 10, 3);
    assert_eq!(app.log_in(ANN, PASSWORD).await.status, 200, "from where she was before");
    app.db.raw().execute("DELETE FROM login_networks");
    check_locked(&app.log_in(ANN, PASSWORD).await, "900");
}

/// A person who redeems a reset reads the account's mail: no guess counts against them any more.
async fn a_redeemed_reset_ends_the_wait(db: TestDb) {
    let app = App::with_login_limit(db, LoginLimit(Some(10))).await;
    let company = app.company("Acme").await;
    let ann = app.account(Some(company), "ann", "staff").await;
    for _ in 0..10 {
        assert_eq!(app.log_in(ANN, "a wrong password").await.status, 401);
    }
    check_locked(&app.log_in(ANN, PASSWORD).await, "900");
    let made = app.post(&format!("/api/v1/users/{ann}/password-reset-token"), json!(null)).await;
    let body = json!({"token": made["token"], "password": "a better password"});
    let confirm = app.anonymous(Method::POST, "/api/v1/auth/password-reset/confirm").json(&body);
    assert_eq!(app.send(confirm).await.status, 204);
    assert_eq!(app.log_in(ANN, "a better password").await.status, 200);
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
    let address = "127.0.0.1".parse().ok();
    let attempt = app::accounts::LoginAttempt { email: ANN.into(), password: PASSWORD.into(), address };
    let refused = accounts.log_in(&other, attempt, app.clock.now()).await;
    assert!(matches!(refused, Err(app::accounts::LoginError::TooMany { .. })), "{refused:?}");
}

async fn off_is_off(db: TestDb) {
    let app = App::with_login_limit(db, LoginLimit(None)).await;
    for _ in 0..12 {
        assert_eq!(app.log_in(ANN, "a wrong password").await.status, 401);
    }
    assert_eq!(app.db.raw().texts("SELECT network AS text FROM login_failures").len(), 0);
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
