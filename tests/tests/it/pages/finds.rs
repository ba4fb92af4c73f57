//! Finding by a part of a name: people, bookings, services and pages; and the keys that can be switched off.

use super::shop::{ann, booked, has, ready};
use super::visit::Browser;
use crate::appointments::start::TEN;
use crate::picking::start::ready as with_candidate;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        clients_appointments_and_services_are_found,
        candidates_come_with_their_interviews,
        pages_are_found_in_the_language_of_the_page,
        staff_find_their_own_appointments_alone,
        a_text_that_is_too_long_is_said,
        what_no_database_can_be_asked_for_is_not_found,
        keys_are_switched_off_and_stay_so,
    ]
}

async fn clients_appointments_and_services_are_found(db: TestDb) {
    let (app, shop) = ready(db).await;
    let appointment = booked(&app, &shop, TEN, "Ana").await;
    let browser = ann(&app).await;
    let page = browser.get("/app/search?q=ana").await;
    has(&page, 200, &format!("href=\"/app/appointments/{appointment}\">Ana · Cut</a>"));
    has(&page, 200, &format!("href=\"/app/clients/{appointment}\">Ana</a>"));
    let page = browser.get("/app/search?q=CUT").await;
    has(&page, 200, &format!("href=\"/app/services/{}\">Cut</a>", shop.service));
    has(&browser.get("/app/search?q=nobody").await, 200, "Nothing was found");
}

async fn candidates_come_with_their_interviews(db: TestDb) {
    let app = with_candidate(db).await;
    app.account(Some(1), "owen", "owner").await;
    let made = app
        .make("/api/v1/interviews", json!({"candidate_id": 1, "job_id": 1, "interview_type": "online"}))
        .await;
    let id = made["id"].as_str().unwrap_or_default().to_owned();
    let name = app.get("/api/v1/candidates/1").await["name"].as_str().unwrap_or_default().to_owned();
    let browser = Browser::of(&app, "owen@example.com").await;
    let page = browser.get(&format!("/app/search?q={}", name.get(..3).unwrap_or(&name))).await;
    has(&page, 200, "href=\"/app/candidates/1\"");
    has(&page, 200, &format!("href=\"/app/interviews/{id}\""));
}

/// The page of candidates, as it is found; the navigation has it too.
const CANDIDATES: &str = "<a class=\"strong\" href=\"/app/candidates\">";

async fn pages_are_found_in_the_language_of_the_page(db: TestDb) {
    let (app, _) = ready(db).await;
    let mut browser = ann(&app).await;
    has(&browser.get("/app/search?q=webhook").await, 200, "href=\"/app/settings/webhooks\"");
    assert!(!browser.get("/app/search?q=bewerb").await.text.contains(CANDIDATES));
    browser.visit("/language/de?next=/app").await;
    has(&browser.get("/app/search?q=bewerb").await, 200, CANDIDATES);
    // Nobody finds a page that they may not see.
    app.account(Some(1), "sam", "staff").await;
    let staff = Browser::of(&app, "sam@example.com").await.get("/app/search?q=webhook").await;
    assert!(staff.status == 200 && !staff.text.contains("/app/settings/webhooks"), "{}", staff.text);
}

async fn staff_find_their_own_appointments_alone(db: TestDb) {
    let (app, shop) = ready(db).await;
    let appointment = booked(&app, &shop, TEN, "Ana").await;
    app.account(Some(shop.company), "sam", "staff").await;
    let page = Browser::of(&app, "sam@example.com").await.get("/app/search?q=ana").await;
    assert!(page.status == 200 && !page.text.contains(&appointment), "{}", page.text);
}

async fn a_text_that_is_too_long_is_said(db: TestDb) {
    let (app, shop) = ready(db).await;
    booked(&app, &shop, TEN, "Ana").await;
    let browser = ann(&app).await;
    let long = "a".repeat(201);
    for path in ["/app/search", "/app/services", "/app/clients", "/app/appointments", "/app/jobs"] {
        let page = browser.get(&format!("{path}?q={long}")).await;
        has(&page, 200, "At most 200 characters fit.");
        assert!(!page.text.contains("Ana") && !page.text.contains(">Cut</a>"), "{path}: {}", page.text);
        has(&browser.get(&format!("{path}?q=a%01b")).await, 200, "Leave out control characters");
    }
    let file = browser.get(&format!("/app/clients?q={long}&format=csv")).await;
    assert_eq!(file.text.lines().count(), 1, "{}", file.text);
}

async fn keys_are_switched_off_and_stay_so(db: TestDb) {
    let (app, _) = ready(db).await;
    let mut browser = ann(&app).await;
    has(&browser.get("/app").await, 200, "data-keys=\"on\"");
    let off = browser.visit("/keys/off?next=/app/jobs").await;
    assert_eq!((off.status, off.header("location")), (303, "/app/jobs"));
    has(&browser.get("/app").await, 200, "data-keys=\"off\"");
    browser.visit("/keys/on?next=//other.example").await;
    has(&browser.get("/app").await, 200, "data-keys=\"on\"");
}

async fn what_no_database_can_be_asked_for_is_not_found(db: TestDb) {
    let (app, shop) = ready(db).await;
    booked(&app, &shop, TEN, "Ana").await;
    let browser = ann(&app).await;
    has(&browser.get("/app/search?q=a%00").await, 200, "Nothing was found");
    for path in [
        "/app/search?q=a%00%FF",
        "/app/candidates?q=%00",
        "/app/clients?q=%00",
        "/app/appointments?q=%00",
        "/app/services?q=%00",
        "/app/settings/people?q=%00",
        "/app/candidates?sort=name&after=sa%00.1",
        "/app/jobs?sort=name&after=s%00.1",
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text);
    }
}
