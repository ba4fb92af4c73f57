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
        the_zone_is_to_be_chosen,
        hours_are_the_usual_ones_until_others_are_set,
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

async fn the_zone_is_to_be_chosen(db: TestDb) {
    let app = App::start(db).await;
    let mut browser = Browser::new(&app);
    let page = browser.start().await;
    assert_eq!(value(&page.text, "zone").as_deref(), Some("UTC"));
    has(&page, 200, "Choose where your company works");
    // Scripts put the browser's there, and say so.
    has(&page, 200, "data-zone-of-browser=\"This is the zone of your browser.");
    let csrf = token(&page.text);
    let chosen = [("csrf", csrf.as_str()), ("name", ""), ("zone", "Europe/Berlin")];
    let again = browser.send("/start", &chosen).await;
    assert_eq!(value(&again.text, "zone").as_deref(), Some("Europe/Berlin"), "{}", again.text);
    assert!(again.status == 422 && !again.text.contains("data-zone-of-browser"), "{}", again.text);
}

/// What the page of hours says of each weekday, from Monday on.
async fn week(browser: &Browser<'_>) -> Vec<String> {
    let page = browser.get("/app/hours").await;
    let table =
        page.text.split("<caption class=\"unseen\">Weekly hours</caption>").nth(1).unwrap_or_default();
    let table = table.split("</table>").next().unwrap_or_default();
    let cells = table.split("data-label=\"Hours\">").skip(1);
    cells.map(|rest| rest.split('<').next().unwrap_or_default().to_owned()).collect()
}

async fn hours_are_the_usual_ones_until_others_are_set(db: TestDb) {
    let app = App::start(db).await;
    let browser = started(&app).await;
    has(
        &browser.get("/app/first?done=started").await,
        200,
        "The usual weekly hours count until you set others.",
    );
    let typed = [("kind", "service"), ("name", "Talk"), ("duration_minutes", "30")];
    led(&browser.submit("/app/first", "/app/first", &typed).await, "/app/first/service/1");
    has(&browser.get("/app/hours").await, 200, "the usual ones count: Monday to Friday, 09:00 to 17:00");
    let (usual, none) = ("09:00–17:00 (usual hours)", "Does not work");
    assert_eq!(week(&browser).await, [usual, usual, usual, usual, usual, none, none]);
    let staff = app.get("/api/v1/appointments/staff?company_id=1").await["items"][0]["id"].clone();
    let saturday = json!({"work_on_saturday": true, "lead_time": "10:00"});
    assert_eq!(app.patch(&format!("/api/v1/appointments/staff/{staff}"), saturday).await.status, 200);
    let usual = "10:00–17:00 (usual hours)";
    assert_eq!(week(&browser).await, [usual, usual, usual, usual, usual, usual, none]);
    // Who has hours of any weekday works on those days alone.
    let own = json!({
        "company_id": 1, "staff_id": staff, "day_of_week": 1, "start_time": "08:00", "end_time": "12:00",
    });
    app.make("/api/v1/appointments/working-hours", own).await;
    assert_eq!(week(&browser).await, ["08:00–12:00", none, none, none, none, none, none]);
}
