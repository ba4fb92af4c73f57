//! Servers remember who asks, and let nobody in who is not let in any more: two servers, one database.

use e2e::{Answer, App, Beside, PASSWORD};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        what_ends_a_session_ends_it_on_every_server,
        what_ends_a_key_ends_it_on_every_server,
        a_role_counts_as_it_is_now_on_every_server,
        an_answer_from_memory_is_one_statement_for_whoever_asks,
        what_is_not_good_is_not_remembered,
        what_one_statement_reads_takes_no_transaction,
    ]
}

/// Two servers on one database, a company, and somebody who interviews there.
struct World {
    app: App,
    other: Beside,
    company: i64,
    ann: i64,
    template: i64,
}

impl World {
    async fn start(db: TestDb) -> Self {
        let app = App::start(db).await;
        let other = app.beside();
        let company = app.company("Acme").await;
        app.account(Some(company), "boss", "owner").await;
        let ann = app.account(Some(company), "ann", "owner").await;
        let interviewer = app.user(company, "ivy").await;
        let template = app.template(company, &[interviewer]).await;
        Self { app, other, company, ann, template }
    }

    /// A question that reads the database, and one that is answered from memory.
    fn questions(&self) -> [String; 2] {
        let window = "start=2025-01-21T00:00:00Z&end=2025-01-22T00:00:00Z";
        let template = format!("/api/interviews/{}/availability?{window}", self.template);
        [format!("/api/v1/users/{}", self.ann), template]
    }

    async fn ask_other(&self, token: &str, path: &str) -> Answer {
        self.app.send(self.other.anonymous(Method::GET, path).bearer_auth(token)).await
    }

    async fn ask_here(&self, token: &str, path: &str) -> Answer {
        self.app.send(self.app.request_by(token, Method::GET, path)).await
    }

    /// Asks until both servers remember the caller.
    async fn warm(&self, case: &str, token: &str) {
        for path in self.questions().iter().cycle().take(4) {
            for answer in [self.ask_here(token, path).await, self.ask_other(token, path).await] {
                assert_eq!(answer.status, 200, "{case} {path}: {}", answer.text);
            }
        }
    }

    /// The next requests on both servers are refused; that of the server which did not end it first.
    async fn refused(&self, case: &str, token: &str, expected: u16) {
        for path in self.questions() {
            for answer in [self.ask_other(token, &path).await, self.ask_here(token, &path).await] {
                assert_eq!(answer.status, expected, "{case} {path}: {}", answer.text);
            }
        }
    }

    async fn patch(&self, path: &str, body: Value) {
        let answer = self.app.patch(path, body).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    }

    async fn post(&self, token: &str, path: &str, body: Value) -> Answer {
        let answer = self.app.send(self.app.request_by(token, Method::POST, path).json(&body)).await;
        assert!(answer.status < 300, "{path}: {}", answer.text);
        answer
    }

    fn user(&self) -> String {
        format!("/api/v1/users/{}", self.ann)
    }

    fn sql(&self, statement: &str) {
        self.app.db.raw().execute(statement);
    }
}

/// What ends a session, and what its next request is answered.
const ENDS_OF_SESSIONS: &[(&str, u16)] = &[
    ("logged out", 401),
    ("a new password", 401),
    ("a password reset", 401),
    ("inactive", 401),
    ("the company is suspended", 403),
    ("the role may not", 403),
    ("a row that somebody deleted", 401),
    ("a row that somebody changed", 401),
    ("another company, by hand", 404),
    ("it expires", 401),
    ("the user is deleted", 401),
];

async fn what_ends_a_session_ends_it_on_every_server(db: TestDb) {
    let world = World::start(db).await;
    let other = world.app.company("Other").await;
    for (case, expected) in ENDS_OF_SESSIONS {
        let token = world.app.session("ann").await;
        world.warm(case, &token).await;
        let user = world.user();
        match *case {
            "logged out" => drop(world.post(&token, "/api/v1/auth/logout", Value::Null).await),
            "a new password" => world.patch(&user, json!({"password": PASSWORD})).await,
            "a password reset" => {
                let path = format!("{user}/password-reset-token");
                let made = world.app.post(&path, Value::Null).await;
                let body = json!({"token": made["token"], "password": PASSWORD});
                let confirm = world.app.anonymous(Method::POST, "/api/v1/auth/password-reset/confirm");
                let done = world.app.send(confirm.json(&body)).await;
                assert!(done.status < 300, "{}", done.text);
            }
            "inactive" => world.patch(&user, json!({"active": false})).await,
            "the company is suspended" => {
                let path = format!("/api/v1/companies/{}", world.company);
                world.patch(&path, json!({"suspended": true})).await;
            }
            "the role may not" => world.patch(&user, json!({"role": "customer"})).await,
            "a row that somebody deleted" => world.sql("DELETE FROM sessions"),
            "a row that somebody changed" => {
                world.sql("UPDATE sessions SET user_id = (SELECT id FROM users WHERE name = 'boss')");
                world.sql("UPDATE users SET active = FALSE WHERE name = 'boss'");
            }
            "another company, by hand" => {
                world.sql(&format!("UPDATE users SET company_id = {other} WHERE id = {}", world.ann));
                let [user, template] = world.questions();
                assert_eq!(world.ask_other(&token, &user).await.status, 200, "of that company now");
                assert_eq!(world.ask_other(&token, &template).await.status, *expected);
                world.sql(&format!(
                    "UPDATE users SET company_id = {} WHERE id = {}",
                    world.company, world.ann
                ));
                continue;
            }
            "it expires" => world.app.clock.advance(12 * 3600),
            "the user is deleted" => {
                let gone = world.app.delete(&user).await;
                assert_eq!(gone.status, 204, "{}", gone.text);
            }
            _ => panic!("{case}"),
        }
        world.refused(case, &token, *expected).await;
        match *case {
            "inactive" => world.patch(&user, json!({"active": true})).await,
            "the company is suspended" => {
                let path = format!("/api/v1/companies/{}", world.company);
                world.patch(&path, json!({"suspended": false})).await;
                world.warm("it goes on", &token).await;
            }
            "the role may not" => {
                world.patch(&user, json!({"role": "owner"})).await;
                world.warm("it may again", &token).await;
            }
            "a row that somebody changed" => world.sql("UPDATE users SET active = TRUE WHERE name = 'boss'"),
            _ => {}
        }
    }
}

/// The same of a key.
const ENDS_OF_KEYS: &[(&str, u16)] = &[
    ("revoked", 401),
    ("the company is suspended", 403),
    ("a role that somebody changed", 403),
    ("a row that somebody deleted", 401),
    ("it expires", 401),
    ("the company is deleted", 401),
];

async fn what_ends_a_key_ends_it_on_every_server(db: TestDb) {
    let world = World::start(db).await;
    let company = format!("/api/v1/companies/{}", world.company);
    for (case, expected) in ENDS_OF_KEYS {
        let expires = (*case == "it expires").then_some("2025-01-20T09:00:00Z");
        let body = json!({"name": "A", "role": "viewer", "company_id": world.company, "expires_at": expires});
        let made = world.app.make("/api/v1/api-keys", body).await;
        let token = made["key"].as_str().expect("a key").to_owned();
        world.warm(case, &token).await;
        match *case {
            "revoked" => {
                let gone = world.app.delete(&format!("/api/v1/api-keys/{}", made.id())).await;
                assert_eq!(gone.status, 204, "{}", gone.text);
            }
            "the company is suspended" => world.patch(&company, json!({"suspended": true})).await,
            "a role that somebody changed" => world.sql("UPDATE api_keys SET role = 'customer'"),
            "a row that somebody deleted" => world.sql("DELETE FROM api_keys"),
            "it expires" => world.app.clock.advance(3600),
            "the company is deleted" => {
                let empty = world.app.company("Empty").await;
                let key = world.app.key(Some(empty), "viewer").await;
                for _ in 0..2 {
                    assert_eq!(world.ask_other(&key, "/api/v1/auth/me").await.status, 200);
                }
                let gone = world.app.delete(&format!("/api/v1/companies/{empty}")).await;
                assert_eq!(gone.status, 204, "{}", gone.text);
                assert_eq!(world.ask_other(&key, "/api/v1/auth/me").await.status, *expected, "{case}");
                continue;
            }
            _ => panic!("{case}"),
        }
        world.refused(case, &token, *expected).await;
        if *case == "the company is suspended" {
            world.patch(&company, json!({"suspended": false})).await;
            world.warm("it goes on", &token).await;
        }
    }
}

async fn a_role_counts_as_it_is_now_on_every_server(db: TestDb) {
    let world = World::start(db).await;
    let token = world.app.session("ann").await;
    world.warm("an owner", &token).await;
    let role = async || world.ask_other(&token, "/api/v1/auth/me").await["role"].clone();
    for name in ["viewer", "owner", "staff", "hr_manager"] {
        world.patch(&world.user(), json!({"role": name})).await;
        assert_eq!(role().await, name);
    }
}

async fn an_answer_from_memory_is_one_statement_for_whoever_asks(db: TestDb) {
    let world = World::start(db).await;
    let [_, template] = world.questions();
    let (session, key) = (world.app.session("ann").await, world.app.key(Some(world.company), "viewer").await);
    for token in [&session, &key] {
        world.warm("before", token).await;
        let (statements, answer) = world.app.db.count_statements(world.ask_here(token, &template)).await;
        assert_eq!((statements, answer.status), (1, 200), "who asks, and what is known of the people");
    }
}

async fn what_is_not_good_is_not_remembered(db: TestDb) {
    let world = World::start(db).await;
    let token = format!("mk_{}", "a".repeat(43));
    for path in world.questions().iter().cycle().take(4) {
        let (statements, answer) = world.app.db.count_statements(world.ask_here(&token, path)).await;
        assert_eq!((statements, answer.status), (1, 401), "{path}");
    }
    // Nor is what a platform's caller shows: no company has versions of it.
    let admin = world.app.key(None, "admin").await;
    for _ in 0..2 {
        let me = world.ask_here(&admin, "/api/v1/auth/me");
        let (statements, answer) = world.app.db.count_statements(me).await;
        assert_eq!((statements, answer.status), (1, 200));
    }
}

async fn what_one_statement_reads_takes_no_transaction(db: TestDb) {
    let world = World::start(db).await;
    let token = world.app.session("ann").await;
    let job = world.app.job(world.company, "Welder").await;
    world.warm("before", &token).await;
    let check = async |path: &str| {
        let before = world.app.db.metrics().transactions;
        let (statements, answer) = world.app.db.count_statements(world.ask_here(&token, path)).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        let transactions = world.app.db.metrics().transactions - before;
        assert_eq!((statements, transactions), (2, 0), "{path}: who asks, and what is read");
    };
    check("/api/v1/auth/me").await;
    check(&world.user()).await;
    check(&format!("/api/v1/jobs/{job}")).await;
    check("/api/v1/jobs").await;
    check("/api/v1/users?limit=1").await;
    check(&format!("/api/v1/companies/{}", world.company)).await;
}
