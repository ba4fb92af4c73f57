//! What is kept of a candidate: shown whole, and taken out for good.

use e2e::{App, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

const CANDIDATES: &str = "/api/v1/candidates";

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![an_export_has_everything_and_an_erasure_leaves_nothing, only_owners_erase]
}

/// Everything that the database holds, as text.
pub(crate) fn everything(app: &App) -> String {
    let mut raw = app.db.raw();
    let tables = match app.db.engine() {
        testkit::db::Engine::Sqlite => {
            raw.texts("SELECT name AS text FROM sqlite_master WHERE type = 'table'")
        }
        testkit::db::Engine::Postgres => {
            raw.texts("SELECT tablename::text AS text FROM pg_tables WHERE schemaname = 'public'")
        }
    };
    let mut all = String::new();
    for table in tables {
        let columns = match app.db.engine() {
            testkit::db::Engine::Sqlite => {
                raw.texts(&format!("SELECT name AS text FROM pragma_table_info('{table}')"))
            }
            testkit::db::Engine::Postgres => raw.texts(&format!(
                "SELECT column_name::text AS text FROM information_schema.columns WHERE table_name = '{table}'"
            )),
        };
        for column in columns {
            let text = match app.db.engine() {
                testkit::db::Engine::Sqlite => format!("hex(CAST(\"{column}\" AS BLOB))"),
                testkit::db::Engine::Postgres => {
                    format!("encode(convert_to(\"{column}\"::text, 'UTF8'), 'hex')")
                }
            };
            for value in
                raw.texts(&format!("SELECT {text} AS text FROM {table} WHERE \"{column}\" IS NOT NULL"))
            {
                all.push_str(&value.to_lowercase());
                all.push('\n');
            }
        }
    }
    all
}

/// The text as [`everything`] shows it: once as it is, and once as PostgreSQL writes bytes.
pub(crate) fn shown(text: &str) -> [String; 2] {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let once = hex(text.as_bytes());
    [hex(once.as_bytes()), once]
}

async fn an_export_has_everything_and_an_erasure_leaves_nothing(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let (ivy, job) = (app.user(company, "ivy").await, app.job(company, "Welder").await);
    let body = json!({
        "company_id": company, "name": "Zenobia Quux", "email": "Zenobia@Quux.example", "phone": "+49 30 778899",
    });
    let key = ("idempotency-key", "once");
    app.make("/api/v1/webhooks", json!({"company_id": company, "url": "https://hooks.example.com"})).await;
    let made = app.with_header(Method::POST, CANDIDATES, key, Some(body.clone())).await;
    let path = format!("{CANDIDATES}/{}", made.id());
    app.gates(company, made.id(), job, [true, true, true]).await;
    let interview = json!({
        "candidate_id": made.id(), "job_id": job, "interview_type": "online", "interviewer_ids": [ivy],
        "scheduled_at": testkit::at(e2e::NOW).plus_minutes(24 * 60).to_string(),
        "notes": "Zenobia has a dog", "location": "at Zenobia Quux's",
    });
    let interview = app.with_header(Method::POST, "/api/v1/interviews", key, Some(interview)).await;
    let interview = interview.header("location").to_owned();
    let changed = app.patch(&interview, json!({"notes": "Quux is tall", "reason": "Zenobia called"})).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let worker = app.worker();
    while worker.run_once().await {}
    let export = app.get(&format!("{path}/export")).await;
    assert_eq!(export.status, 200, "{}", export.text);
    assert_eq!(export["candidate"]["email"], "Zenobia@Quux.example");
    assert_eq!(export["interviews"][0]["notes"], "Quux is tall");
    assert_eq!(export["match_results"][0]["job_id"], job);
    assert!(export["logs"].as_array().is_some_and(|lines| lines.len() >= 3), "{}", export.text);
    assert_eq!(export["messages"][0]["to_address"], "Zenobia@Quux.example", "{}", export.text);

    // What is to be told of this waits.
    let changed = app.patch(&interview, json!({"notes": "Quux is clever", "reason": "was asked"})).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let claims = "SELECT subject AS text FROM commitments ORDER BY subject";
    let before = app.db.raw().texts(claims);
    let gone = app.post(&format!("{path}/erase"), json!({})).await;
    assert_eq!(gone.status, 200, "{}", gone.text);
    for (what, least) in
        [("interviews", 1), ("log_lines", 1), ("messages", 1), ("deliveries", 2), ("kept_answers", 2)]
    {
        assert!(gone["erased"][what].as_u64().is_some_and(|count| count >= least), "{what}: {}", gone.text);
    }
    assert_eq!(app.db.raw().texts(claims), before, "the ledger stays");
    let all = everything(&app);
    for text in [
        "Zenobia",
        "zenobia",
        "Quux",
        "quux.example",
        "778899",
        "has a dog",
        "is tall",
        "called",
        "is clever",
        "was asked",
    ] {
        for shown in shown(text) {
            assert!(!all.contains(&shown), "{text} is left");
        }
    }
    let left = app.get(&path).await;
    assert_eq!((&left["active"], &left["phone"]), (&json!(false), &Value::Null), "{}", left.text);
    assert_eq!(left["erased_at"], app.clock.now().to_string());
    // Once more erases nothing, nothing can be changed, and the address is free.
    let again = app.post(&format!("{path}/erase"), json!({})).await;
    assert_eq!((again.status, &again["erased"]["interviews"]), (200, &json!(0)), "{}", again.text);
    check_problem("changed", &app.patch(&path, json!({"active": true})).await, 409, "erased", &[]);
    let same = app.with_header(Method::POST, CANDIDATES, key, Some(body.clone())).await;
    assert_eq!(
        (same.header("idempotent-replayed"), &same["email"]),
        ("true", &json!("[erased]")),
        "{}",
        same.text
    );
    app.make(CANDIDATES, body).await;
}

async fn only_owners_erase(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let candidate = app.candidate(company, "ann").await;
    for (role, status) in [("hr_manager", 403), ("recruiter", 403), ("owner", 200)] {
        let key = app.key(Some(company), role).await;
        let erase = app.request_by(&key, Method::POST, &format!("{CANDIDATES}/{candidate}/erase"));
        assert_eq!(app.send(erase).await.status, status, "{role}");
    }
}
