//! From an empty installation to a link that can be booked, in three forms at the most.

use super::shop::{has, led};
use super::visit::{Browser, token, value};
use e2e::App;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        two_forms_lead_to_a_service_that_strangers_book,
        three_forms_lead_to_a_link_for_a_candidate,
        the_forms_say_what_is_wrong_and_keep_what_was_typed,
        an_empty_company_is_led_to_its_first_thing,
    ]
}

/// An owner who has sent the first form.
async fn started(app: &App) -> Browser<'_> {
    let mut browser = Browser::new(app);
    let page = browser.start().await;
    let csrf = token(&page.text);
    let fields = [
        ("csrf", csrf.as_str()),
        ("name", "Ann"),
        ("email", "ann@example.com"),
        ("password", e2e::PASSWORD),
        ("company", "Acme"),
        ("zone", "UTC"),
    ];
    let made = browser.send("/start", &fields).await;
    led(&made, "/app/first?done=started");
    browser
}

async fn two_forms_lead_to_a_service_that_strangers_book(db: TestDb) {
    let app = App::start(db).await;
    let browser = started(&app).await;
    let page = browser.get("/app/first?done=started").await;
    has(&page, 200, "name=\"name\" value=\"Consultation\"");
    let (name, minutes) = (value(&page.text, "name"), value(&page.text, "duration_minutes"));
    let typed = [
        ("kind", "service"),
        ("name", name.as_deref().unwrap_or_default()),
        ("duration_minutes", minutes.as_deref().unwrap_or_default()),
    ];
    let made = browser.submit("/app/first", "/app/first", &typed).await;
    led(&made, "/app/first/service/1");
    let done = browser.get("/app/first/service/1").await;
    has(&done, 200, "See it as a visitor");
    has(&done, 200, "/book/acme/consultation");
    // A stranger sees times at once, of the owner.
    let stranger = Browser::new(&app).get("/book/acme/consultation").await;
    has(&stranger, 200, "name=\"start\"");
    // Another service has the same profile.
    let again = [("kind", "service"), ("name", "Second"), ("duration_minutes", "30")];
    led(&browser.submit("/app/first", "/app/first", &again).await, "/app/first/service/2");
    let staff = app.get("/api/v1/appointments/staff?company_id=1").await;
    assert_eq!(staff["items"].as_array().map(Vec::len), Some(1), "{}", staff.text);
    // Whose profile is not active gets it back with the next one.
    let path = format!("/api/v1/appointments/staff/{}", staff["items"][0]["id"]);
    assert_eq!(app.patch(&path, json!({"active": false})).await.status, 200);
    let third = [("kind", "service"), ("name", "Third"), ("duration_minutes", "30")];
    led(&browser.submit("/app/first", "/app/first", &third).await, "/app/first/service/3");
    assert_eq!(app.get(&path).await["active"], true);
    let stranger = Browser::new(&app).get("/book/acme/third").await;
    has(&stranger, 200, "name=\"start\"");
}

async fn three_forms_lead_to_a_link_for_a_candidate(db: TestDb) {
    let app = App::start(db).await;
    let browser = started(&app).await;
    has(&browser.get("/app/first?kind=job").await, 200, "value=\"Software engineer\"");
    let made =
        browser.submit("/app/first?kind=job", "/app/first", &[("kind", "job"), ("name", "Engineer")]).await;
    led(&made, "/app/first/candidate?job=1");
    let typed = [("job", "1"), ("name", "Bob"), ("email", "bob@example.com")];
    let made = browser.submit("/app/first/candidate?job=1", "/app/first/candidate", &typed).await;
    let place = made.header("location").to_owned();
    assert!(made.status == 303 && place.starts_with("/app/first/link/"), "{place} {}", made.text);
    let done = browser.get(&place).await;
    has(&done, 200, "Bob chooses a time by it.");
    let link = done.text.split("/pick/").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    let pick = Browser::new(&app).get(&format!("/pick/{link}")).await;
    has(&pick, 200, "name=\"start\"");
    // Nothing was sent.
    let sent = app.get("/api/v1/messages?company_id=1").await;
    assert_eq!(sent["items"].as_array().map(Vec::len), Some(0), "{}", sent.text);
}

async fn the_forms_say_what_is_wrong_and_keep_what_was_typed(db: TestDb) {
    let app = App::start(db).await;
    let browser = started(&app).await;
    let typed = [("kind", "service"), ("name", ""), ("duration_minutes", "x")];
    let page = browser.submit("/app/first", "/app/first", &typed).await;
    for wanted in ["href=\"#f-name\"", "href=\"#f-duration_minutes\"", "value=\"x\""] {
        has(&page, 422, wanted);
    }
    let page =
        browser.submit("/app/first?kind=job", "/app/first", &[("kind", "job"), ("name", "Engineer")]).await;
    assert_eq!(page.status, 303, "{}", page.text);
    let typed = [("job", "1"), ("name", "Bob"), ("email", "nowhere")];
    let page = browser.submit("/app/first/candidate?job=1", "/app/first/candidate", &typed).await;
    has(&page, 422, "value=\"nowhere\"");
    has(&page, 422, "name=\"job\" value=\"1\"");
    let none = app.get("/api/v1/candidates?company_id=1").await;
    assert_eq!(none["items"].as_array().map(Vec::len), Some(0), "{}", none.text);
}

async fn an_empty_company_is_led_to_its_first_thing(db: TestDb) {
    let app = App::start(db).await;
    let browser = started(&app).await;
    has(&browser.get("/app").await, 200, "href=\"/app/first\"");
    app.make("/api/v1/jobs", json!({"title": "Engineer", "company_id": 1})).await;
    let page = browser.get("/app").await;
    assert!(page.status == 200 && !page.text.contains("href=\"/app/first\""), "{}", page.text);
}
