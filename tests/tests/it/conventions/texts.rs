//! Texts that come in addresses: bytes that are no text, and what PostgreSQL can't be asked for.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use e2e::{App, check_problem};
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![what_no_database_can_be_asked_for_is_refused, bytes_that_are_no_text_are_refused]
}

/// Lists with a parameter that is a text.
const TEXTS: &[(&str, &str)] = &[
    ("/api/v1/companies", "q"),
    ("/api/v1/users", "q"),
    ("/api/v1/jobs", "q"),
    ("/api/v1/candidates", "q"),
    ("/api/v1/candidates", "email"),
    ("/api/v1/interview-templates", "q"),
    ("/api/v1/calendars", "q"),
    ("/api/v1/locations", "q"),
    ("/api/v1/appointments/services", "q"),
    ("/api/v1/appointments/appointments", "q"),
    ("/api/v1/appointments/appointments", "client_email"),
    ("/api/v1/appointments/requests", "client_email"),
    ("/api/v1/effects", "kind"),
];

async fn what_no_database_can_be_asked_for_is_refused(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    app.candidate(company, "Ann").await;
    for (path, name) in TEXTS {
        for value in ["%00", "a%00b"] {
            let path = format!("{path}?{name}={value}");
            check_problem(&path, &app.get(&path).await, 422, "invalid", &[&format!("/{name}")]);
        }
    }
    // A cursor says where a page begins: its client may have made it up.
    let from = |name: &str| {
        let cursor = URL_SAFE_NO_PAD.encode(json!(["candidate sort=name", [name, 0]]).to_string());
        format!("/api/v1/candidates?sort=name&cursor={cursor}")
    };
    let page = app.get(&from("a")).await;
    assert_eq!((page.status, page["items"].as_array().map(Vec::len)), (200, Some(1)), "{}", page.text);
    check_problem("a cursor", &app.get(&from("a\0")).await, 400, "malformed-query", &["/cursor"]);
    let picture = app.get("/api/v1/appointments/images/%00").await;
    check_problem("a picture", &picture, 404, "not-found", &[]);
    let feed = app.get("/api/v1/appointments/staff/1/feed.ics?token=%00").await;
    check_problem("a feed", &feed, 422, "invalid", &["/token"]);
}

async fn bytes_that_are_no_text_are_refused(db: TestDb) {
    let app = App::start(db).await;
    for (path, name) in TEXTS {
        for value in ["%FF", "a%C3"] {
            let path = format!("{path}?{name}={value}");
            check_problem(&path, &app.get(&path).await, 400, "malformed-query", &[&format!("/{name}")]);
        }
    }
}
