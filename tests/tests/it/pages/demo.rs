//! The demonstration companies: made once, and something on every page.

use super::visit::Browser;
use app::demo::{self, Demo};
use app::rooms::RoomSeed;
use domain::access::PasswordHash;
use e2e::{App, PASSWORD};
use persistence::{DbError, StoreError};
use serde_json::json;
use std::collections::BTreeSet;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![several_servers_make_it_once_and_every_page_has_something]
}

async fn fill(app: &App) -> Option<Demo> {
    let (hash, seed) = (PasswordHash::new("none".into()), RoomSeed::new().expect("a seed"));
    let now = app.clock.now();
    loop {
        let (hash, seed) = (hash.clone(), seed.clone());
        match app.db.write(move |tx| demo::fill(tx, &hash, &seed, now)).await {
            // The other one takes longer than one waits for a lock.
            Err(StoreError::Db(DbError::Conflict)) => {}
            made => return made.expect("made or not"),
        }
    }
}

/// What these fields of the items of a list say.
async fn said(app: &App, path: &str, field: &str) -> BTreeSet<String> {
    let list = app.get(path).await;
    let items = list["items"].as_array().unwrap_or_else(|| panic!("no items: {}", list.text));
    items.iter().map(|one| one[field].as_str().unwrap_or_default().to_owned()).collect()
}

fn named(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

async fn several_servers_make_it_once_and_every_page_has_something(db: TestDb) {
    let app = App::start(db).await;
    let (one, other) = tokio::join!(fill(&app), fill(&app));
    assert!(one.is_some() != other.is_some(), "one of them made it");
    assert_eq!(fill(&app).await, None);
    let demo = one.or(other).expect("made");
    assert_eq!(demo.owner_email, "lena.vogel@meridian.example");
    assert!(
        demo.others.iter().any(|(email, role)| email == "kiyomi.tanaka@salon.example" && *role == "owner")
    );
    for _ in 0..5 {
        app.worker().run_once().await;
    }
    let companies = app.get("/api/v1/companies").await;
    assert_eq!(companies["items"].as_array().map(Vec::len), Some(2), "{}", companies.text);
    let candidates = app.get("/api/v1/candidates?company_id=1&limit=200").await;
    assert_eq!(candidates["items"].as_array().map(Vec::len), Some(12));
    let interviews = said(&app, "/api/v1/interviews?company_id=1&limit=200", "status").await;
    let expected = named(&["pending", "scheduled", "completed", "no_show", "cancelled"]);
    assert!(interviews.is_superset(&expected), "{interviews:?}");
    let appointments = said(&app, "/api/v1/appointments/appointments?company_id=1&limit=200", "status").await;
    assert_eq!(appointments, named(&["confirmed", "completed", "no_show", "cancelled"]));
    let payments = said(&app, "/api/v1/appointments/payments?company_id=1&limit=200", "status").await;
    assert!(payments.is_superset(&named(&["due", "paid", "refunded"])), "{payments:?}");
    let salon = app.get("/api/v1/appointments/services?company_id=2").await;
    assert_eq!(salon["items"][0]["price"], json!({"amount": 6600, "currency": "JPY"}), "{}", salon.text);
    let conflicts = app.get("/api/interviews/conflicts?company_id=1&resolution=pending").await;
    assert_eq!(conflicts["items"].as_array().map(Vec::is_empty), Some(false), "{}", conflicts.text);
    pages(&app).await;
}

async fn pages(app: &App) {
    let users = app.get("/api/v1/users?company_id=1").await;
    let lena = users["items"].as_array().into_iter().flatten();
    let lena = lena.into_iter().find(|user| user["email"] == "lena.vogel@meridian.example");
    let lena = lena.and_then(|user| user["id"].as_i64()).unwrap_or_else(|| panic!("no Lena: {}", users.text));
    let known = app.patch(&format!("/api/v1/users/{lena}"), json!({"password": PASSWORD})).await;
    assert_eq!(known.status, 200, "{}", known.text);
    let browser = Browser::of(app, "lena.vogel@meridian.example").await;
    for path in [
        "/app/jobs",
        "/app/candidates",
        "/app/interviews",
        "/app/slots",
        "/app/conflicts",
        "/app/calendars",
        "/app/appointments",
        "/app/clients",
        "/app/services",
        "/app/staff",
        "/app/hours",
        "/app/payments",
        "/app/settings/outbox",
        "/app/settings/templates",
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text);
        assert!(!page.text.contains("class=\"empty\""), "{path}: {}", page.text);
    }
}
