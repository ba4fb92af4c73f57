//! The pages of a customer who is logged in: their own appointments, and nobody else's.

use super::visit::{Browser, token, value};
use crate::appointments::start::{act, actions, book, messages};
use crate::shop::start::Shop;
use domain::access::Role;
use e2e::{App, PASSWORD};
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

const TEN: &str = "2025-01-23T10:00:00Z";

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_log_in_leads_to_the_pages_of_the_role,
        a_customer_sees_what_is_their_own,
        what_was_cancelled_hides_nothing,
        a_customer_moves_and_cancels,
        forms_without_a_token_are_refused,
        a_form_waits_for_the_log_in,
        without_a_session_the_pages_lead_to_the_log_in,
    ]
}

/// A customer who is logged in by the page.
async fn customer<'a>(app: &'a App, shop: &Shop, name: &str) -> Browser<'a> {
    app.account(Some(shop.company), name, "customer").await;
    let mut browser = Browser::new(app);
    let entered = browser.enter(&format!("{name}@example.com"), PASSWORD, "").await;
    assert_eq!((entered.status, entered.header("location")), (303, "/me"), "{}", entered.text);
    browser
}

/// The page of an appointment.
fn page_of(path: &str) -> String {
    format!("/me/appointments/{}", path.rsplit('/').next().unwrap_or_default())
}

async fn a_log_in_leads_to_the_pages_of_the_role(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Admin) {
        app.account(Some(company), role.name(), role.name()).await;
        let (home, other) = if role == Role::Customer { ("/me", "") } else { ("/app", "/app") };
        let mut browser = Browser::new(&app);
        let entered = browser.enter(&format!("{}@example.com", role.name()), PASSWORD, "").await;
        assert_eq!((entered.status, entered.header("location")), (303, home), "{role:?}");
        for path in ["/", "/login"] {
            assert_eq!(browser.get(path).await.header("location"), home, "{role:?} {path}");
        }
        for path in ["/me", "/me/appointments"] {
            let page = browser.get(path).await;
            let seen = (page.status, page.header("location"));
            assert_eq!(seen, if other.is_empty() { (200, "") } else { (303, other) }, "{role:?} {path}");
        }
    }
    let mut browser = Browser::new(&app);
    let entered = browser.enter("customer@example.com", PASSWORD, "/me/appointments?when=past").await;
    assert_eq!(entered.header("location"), "/me/appointments?when=past");
    let refused = browser.get("/app").await;
    assert_eq!(refused.status, 403);
    assert!(refused.text.contains("href=\"/me\""), "{}", refused.text);
}

async fn a_customer_sees_what_is_their_own(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "Europe/Berlin").await;
    let own = book(&app, &shop, TEN, "Ana").await;
    let other = book(&app, &shop, "2025-01-23T12:00:00Z", "Bob").await;
    let browser = customer(&app, &shop, "ana").await;
    for path in ["/me", "/me/appointments"] {
        let page = browser.get(path).await.text;
        assert!(page.contains(&page_of(&own)) && !page.contains(&page_of(&other)), "{path}: {page}");
        assert!(page.contains("11:00") && !page.contains("13:00"), "{path}: {page}");
    }
    let page = browser.get(&page_of(&own)).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("You are booked") && page.text.contains("Log out"), "{}", page.text);
    for tail in ["", "/move", "/appointment.ics"] {
        assert_eq!(browser.get(&format!("{}{tail}", page_of(&other))).await.status, 404, "{tail}");
        assert_eq!(browser.get(&format!("{}{tail}", page_of(&own))).await.status, 200, "{tail}");
    }
    let sent = browser.submit(&page_of(&own), &page_of(&other), &[("do", "cancel")]).await;
    assert_eq!(sent.status, 404, "{}", sent.text);
    assert_eq!(app.get(&other).await["status"], "confirmed");
    let past = browser.get("/me/appointments?when=past").await.text;
    assert!(past.contains("no appointments behind you"), "{past}");
    app.clock.set(testkit::at("2025-01-23T11:30:00Z"));
    let mut browser = Browser::new(&app);
    browser.enter("ana@example.com", PASSWORD, "").await;
    let (past, ahead) =
        (browser.get("/me/appointments?when=past").await.text, browser.get("/me/appointments").await.text);
    assert!(past.contains(&page_of(&own)) && !ahead.contains(&page_of(&own)), "{past} {ahead}");
    app.clock.set(testkit::at("2025-06-01T08:00:00Z"));
    let mut browser = Browser::new(&app);
    browser.enter("ana@example.com", PASSWORD, "").await;
    assert_eq!(browser.get(&page_of(&own)).await.status, 200, "own appointments are there for good");
}

async fn what_was_cancelled_hides_nothing(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    for _ in 0..7 {
        let path = book(&app, &shop, TEN, "Ana").await;
        let cancelled = act(&app, &path, "cancel", json!({"reason": "Ill"})).await;
        assert_eq!(cancelled.status, 200, "{}", cancelled.text);
    }
    let path = book(&app, &shop, "2025-01-23T12:00:00Z", "Ana").await;
    let page = customer(&app, &shop, "ana").await.get("/me").await.text;
    assert!(page.contains(&page_of(&path)), "{page}");
}

async fn a_customer_moves_and_cancels(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = book(&app, &shop, TEN, "Ana").await;
    messages(&app, &shop).await;
    let browser = customer(&app, &shop, "ana").await;
    let page = page_of(&path);
    let asked = browser.get(&format!("{page}/move?start=2025-01-23T12:00:00Z")).await.text;
    let of = |name: &str| value(&asked, name).unwrap_or_else(|| panic!("no {name}: {asked}"));
    let (csrf, start, staff, version) = (token(&asked), of("start"), of("staff"), of("version"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("do", "move"),
        ("start", &start),
        ("staff", &staff),
        ("version", &version),
    ];
    let moved = browser.post(&page, &fields).await;
    let location = format!("{page}?done=booked-moved");
    assert_eq!((moved.status, moved.header("location")), (303, location.as_str()), "{}", moved.text);
    let read = app.get(&path).await;
    assert_eq!(read["start"], "2025-01-23T12:00:00Z");
    let actor = read["reschedule_history"][0]["actor"].as_str().unwrap_or_default().to_owned();
    assert!(actor.starts_with("user:"), "{actor}");
    let cancelled = browser.submit(&page, &page, &[("do", "cancel")]).await;
    assert_eq!(cancelled.status, 303, "{}", cancelled.text);
    let shown = browser.get(cancelled.header("location")).await.text;
    assert!(shown.contains("Cancelled.") && shown.contains("Book again"), "{shown}");
    assert_eq!(app.get(&path).await["status"], "cancelled");
    assert_eq!(actions(&app, &path).await, ["booked", "rescheduled", "cancelled"]);
    let again = browser.submit(&page, &page, &[("do", "cancel")]).await;
    assert_eq!(again.status, 409, "{}", again.text);
}

async fn forms_without_a_token_are_refused(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = book(&app, &shop, TEN, "Ana").await;
    let browser = customer(&app, &shop, "ana").await;
    assert_eq!(browser.post(&page_of(&path), &[("do", "cancel")]).await.status, 403);
    app.account(Some(shop.company), "vera", "viewer").await;
    let viewer = Browser::of(&app, "vera@example.com").await;
    let csrf = token(&viewer.get("/app").await.text);
    let sent = viewer.post(&page_of(&path), &[("csrf", &csrf), ("do", "cancel")]).await;
    assert_eq!(sent.status, 403, "{}", sent.text);
    assert_eq!(app.get(&path).await["status"], json!("confirmed"));
}

async fn a_form_waits_for_the_log_in(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = book(&app, &shop, TEN, "Ana").await;
    let mut browser = customer(&app, &shop, "ana").await;
    browser.forget();
    let (page, cancel) = (page_of(&path), [("do", "cancel")]);
    let own = Some(("sec-fetch-site", "same-origin"));
    assert_eq!(browser.post_from(own, &page, &cancel).await.status, 401);
    let other = browser.post_from(None, &page, &cancel).await;
    assert_eq!((other.status, other.header("location")), (303, "/login?next=%2Fme"));
    browser.visit("/login").await;
    let kept = [
        ("email", "ana@example.com"),
        ("password", PASSWORD),
        ("kept-action", page.as_str()),
        ("kept", "do=cancel"),
    ];
    let resumed = browser.submit("/login", "/login", &kept).await;
    assert_eq!(resumed.status, 200, "{}", resumed.text);
    assert!(resumed.text.contains(": cancel an appointment</strong>"), "{}", resumed.text);
    assert_eq!(app.get(&path).await["status"], "confirmed");
}

async fn without_a_session_the_pages_lead_to_the_log_in(db: TestDb) {
    let app = App::start(db).await;
    let browser = Browser::new(&app);
    for path in ["/me", "/me/appointments", "/me/appointments/0190a000-0000-7000-8000-000000000000"] {
        let page = browser.get(path).await;
        let next: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
        assert_eq!((page.status, page.header("location")), (303, format!("/login?next={next}").as_str()));
    }
}
