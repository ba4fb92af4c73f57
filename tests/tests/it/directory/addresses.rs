//! Addresses that mail can't be sent to are refused at every door, and those that it can be sent to are taken at every door.

use e2e::{Answer, App};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![addresses_are_judged_alike_at_every_door]
}

/// What each door says to an address.
async fn doors(app: &App, company: i64, address: &str) -> Vec<(&'static str, Answer)> {
    let user = app.user(company, "u").await;
    let candidate = app.candidate(company, "c").await;
    let import = format!("/api/v1/candidates/import?company_id={company}");
    let line = json!({"name": "A", "email": address}).to_string();
    let lines = app.request(Method::POST, &import).header("content-type", "application/x-ndjson").body(line);
    let settings = format!("/api/v1/companies/{company}/notification-settings");
    let in_company = |mut body: Value| {
        body["company_id"] = company.into();
        body
    };
    let new_user = in_company(json!({"name": "A", "email": address, "role": "staff"}));
    let answers = vec![
        ("user", app.post("/api/v1/users", new_user).await),
        (
            "candidate",
            app.post("/api/v1/candidates", in_company(json!({"name": "A", "email": address}))).await,
        ),
        ("reply_to", app.put(&settings, json!({"reply_to": address})).await),
        ("import", app.send(lines).await),
        ("forgotten password", app.post("/api/v1/auth/password-reset", json!({"email": address})).await),
    ];
    for path in [format!("/api/v1/users/{user}"), format!("/api/v1/candidates/{candidate}")] {
        assert_eq!(app.delete(&path).await.status, 204);
    }
    answers
}

async fn addresses_are_judged_alike_at_every_door(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("A").await;
    let bad = [
        "ädä@example.org",
        "\"a b\"@example.org",
        "a b@example.org",
        "ada@localhost",
        "ada@[192.0.2.1]",
        "ada@192.0.2.1",
        "Ada <ada@example.org>",
        "ada@example.org\nBcc: eve@example.org",
        "ada@@example.org",
        "ada@exa mple.org",
        "@example.org",
    ];
    for address in bad {
        for (door, answer) in doors(&app, company, address).await {
            assert_eq!(answer.status, 422, "{door} {address:?}: {}", answer.text);
        }
    }
    for address in ["ada@bücher.example", "Ann.O'Neil+work@mail.example.co.uk"] {
        for (door, answer) in doors(&app, company, address).await {
            assert!(answer.status < 300, "{door} {address:?}: {}", answer.text);
        }
    }
}
