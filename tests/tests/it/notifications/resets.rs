//! Forgotten passwords, by a real mail server.

use super::peers::MailServer;
use background::{MailConfig, MailSettings, Worker};
use e2e::{Answer, App, PASSWORD, SENDER, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_link_comes_by_mail_and_is_worth_one_password,
        the_token_is_nowhere_but_in_the_mail,
        it_is_written_in_the_readers_language,
        a_newer_mail_takes_the_place_of_an_older_one,
        a_mail_that_could_not_be_sent_in_time_is_given_up,
        who_is_not_there_gets_none,
    ]
}

const NEW: &str = "a better password";

struct World {
    app: App,
    server: MailServer,
    company: i64,
    ann: i64,
}

impl World {
    async fn start(db: TestDb) -> Self {
        let (server, app) = (MailServer::start(), App::start(db).await);
        let company = app.company("Acme").await;
        let ann = app.account(Some(company), "ann", "staff").await;
        Self { app, server, company, ann }
    }

    /// A worker that sends mail, by the server at this address.
    fn worker(&self, url: &str) -> Worker {
        let settings =
            MailSettings { smtp_url: Some(url), from: SENDER, roots: None, public_url: "https://m.test" };
        let mail = MailConfig::new(settings).expect("mail can be set up");
        Worker { mail, ..self.app.worker() }
    }

    async fn work(&self) {
        let worker = self.worker(&self.server.url());
        while worker.run_once().await {}
        while worker.run_once().await {}
    }

    async fn ask(&self, path: &str, body: Value) -> Answer {
        let request = self.app.anonymous(Method::POST, &format!("/api/v1/auth/password-reset{path}"));
        self.app.send(request.json(&body)).await
    }

    async fn forgot(&self, name: &str) {
        let answer = self.ask("", json!({"email": format!("{name}@example.com")})).await;
        assert_eq!((answer.status, answer.text.as_str()), (202, ""));
    }

    async fn confirm(&self, token: &str, password: &str) -> Answer {
        self.ask("/confirm", json!({"token": token, "password": password})).await
    }

    async fn messages(&self) -> Vec<Value> {
        let listed = self.app.get("/api/v1/messages?kind=password_reset").await;
        listed["items"].as_array().cloned().unwrap_or_default()
    }

    async fn states(&self) -> Vec<Value> {
        self.messages().await.iter().map(|message| message["state"].clone()).collect()
    }
}

/// The token in a part of a mail.
fn token(mail: &Value, part: usize) -> String {
    let text = mail["parts"][part]["content"].as_str().expect("a text");
    let (_, rest) = text.split_once("https://m.test/password-reset#token=").expect("a link");
    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
}

async fn a_link_comes_by_mail_and_is_worth_one_password(db: TestDb) {
    let world = World::start(db).await;
    world.forgot("ANN").await;
    world.work().await;
    let mail = world.server.received();
    assert_eq!(mail["rcpt_tos"], json!(["ann@example.com"]));
    assert_eq!(mail["headers"]["subject"], "Reset your password – Acme");
    let (text, html) = (token(&mail, 0), token(&mail, 1));
    assert_eq!(text, html);
    check_problem("short", &world.confirm(&text, "short").await, 422, "invalid", &["/password"]);
    assert_eq!(world.confirm(&text, NEW).await.status, 204);
    assert_eq!(world.app.log_in("ann@example.com", PASSWORD).await.status, 401);
    assert_eq!(world.app.log_in("ann@example.com", NEW).await.status, 200);
    check_problem("used", &world.confirm(&text, NEW).await, 422, "invalid", &["/token"]);
    world.work().await;
    world.server.nothing_more();
}

async fn the_token_is_nowhere_but_in_the_mail(db: TestDb) {
    let world = World::start(db).await;
    world.forgot("ann").await;
    // The worker writes the message, and can't send it yet.
    let down = world.worker("smtp://127.0.0.1:9?tls=none");
    down.run_once().await;
    down.run_once().await;
    let sealed = "SELECT sealed AS text FROM message_secrets";
    let kept = world.app.db.raw().texts(sealed);
    assert!(kept.len() == 1 && kept[0].starts_with("v1:"), "{kept:?}");
    assert_eq!(world.states().await, ["waiting"]);
    world.app.clock.advance(60);
    world.work().await;
    let token = token(&world.server.received(), 0);
    assert_eq!(world.states().await, ["sent"]);
    assert_eq!(world.app.db.raw().texts(sealed), Vec::<String>::new(), "gone once it was sent");
    let id = world.messages().await[0]["id"].as_str().unwrap_or_default().to_owned();
    let whole = world.app.get(&format!("/api/v1/messages/{id}")).await;
    assert!(whole.text.contains("#token=hidden") && !whole.text.contains(&token), "{}", whole.text);
    let random = token.trim_start_matches("mr_");
    for (table, column) in [
        ("messages", "body_text || body_html || subject || dedupe"),
        ("effects", "CAST(payload AS TEXT)"),
        ("password_resets", "token_hash"),
        ("password_reset_requests", "email_key"),
    ] {
        let texts = world.app.db.raw().texts(&format!("SELECT {column} AS text FROM {table}"));
        assert!(!texts.iter().any(|text| text.contains(random)), "{table}: {texts:?}");
    }
    let again = world.app.post(&format!("/api/v1/messages/{id}/send-again"), Value::Null).await;
    check_problem("sent again", &again, 409, "wrong-status", &[]);
    assert_eq!(world.confirm(&token, NEW).await.status, 204);
}

async fn it_is_written_in_the_readers_language(db: TestDb) {
    let world = World::start(db).await;
    for (language, subject) in [("de", "Acme"), ("fr", "Acme")] {
        let path = format!("/api/v1/users/{}/notification-preferences", world.ann);
        assert_eq!(world.app.put(&path, json!({"language": language})).await.status, 200);
        world.forgot("ann").await;
        world.work().await;
        let mail = world.server.received();
        let seen = mail["headers"]["subject"].as_str().unwrap_or_default().to_owned();
        assert!(seen.ends_with(subject) && !seen.starts_with("Reset"), "{seen}");
        assert!(
            mail["parts"][1]["content"]
                .as_str()
                .is_some_and(|html| { html.contains(&format!("lang=\"{language}\"")) })
        );
    }
}

async fn a_newer_mail_takes_the_place_of_an_older_one(db: TestDb) {
    let world = World::start(db).await;
    let down = world.worker("smtp://127.0.0.1:9?tls=none");
    for _ in 0..2 {
        world.forgot("ann").await;
        down.run_once().await;
        down.run_once().await;
    }
    assert_eq!(world.states().await, ["superseded", "waiting"]);
    world.app.clock.advance(60);
    world.work().await;
    let token = token(&world.server.received(), 0);
    world.server.nothing_more();
    // And an administrator's takes the place of both.
    let path = format!("/api/v1/users/{}/password-reset-token", world.ann);
    let handed = world.app.make(&path, Value::Null).await;
    assert_eq!(handed["requested_at"], "2025-01-20T08:00:00Z");
    check_problem("older", &world.confirm(&token, NEW).await, 422, "invalid", &["/token"]);
    let handed = handed["token"].as_str().unwrap_or_default().to_owned();
    assert_eq!(world.confirm(&handed, NEW).await.status, 204);
}

async fn a_mail_that_could_not_be_sent_in_time_is_given_up(db: TestDb) {
    let world = World::start(db).await;
    world.forgot("ann").await;
    let down = world.worker("smtp://127.0.0.1:9?tls=none");
    down.run_once().await;
    down.run_once().await;
    world.app.clock.advance(3600);
    world.work().await;
    assert_eq!(world.states().await, ["failed"]);
    assert_eq!(world.app.db.raw().texts("SELECT sealed AS text FROM message_secrets"), Vec::<String>::new());
    world.server.nothing_more();
}

async fn who_is_not_there_gets_none(db: TestDb) {
    let world = World::start(db).await;
    let bob = world.app.account(Some(world.company), "bob", "staff").await;
    let left = world.app.patch(&format!("/api/v1/users/{bob}"), json!({"active": false})).await;
    assert_eq!(left.status, 200);
    world.app.account(None, "root", "admin").await;
    for name in ["bob", "nobody", "root"] {
        world.forgot(name).await;
    }
    world.work().await;
    assert_eq!(world.states().await, Vec::<Value>::new());
    // What nobody's is forgotten; an administrator of the platform gets a token from another one.
    let noted = "SELECT email_key AS text FROM password_reset_requests";
    assert_eq!(world.app.db.raw().texts(noted), ["root@example.com"]);
    world.server.nothing_more();
}
