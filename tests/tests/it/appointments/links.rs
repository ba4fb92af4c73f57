//! Links in mail: what they open without an account, and when they are dead.

use super::start::{
    BOOK, NOON, TEN, act, actions, book, booking, clock, kinds, ledger, messages, newest, refused, with,
};
use crate::shop::start::Shop;
use e2e::{Answer, App};
use reqwest::Method;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        opening_a_link_changes_nothing,
        a_link_with_another_character_opens_nothing,
        a_client_cancels_by_link,
        a_link_lives_thirty_days,
        a_client_agrees_by_link,
        a_client_declines_by_link,
        a_question_is_answered_on_the_clients_own_page,
    ]
}

/// Opens a page as somebody without an account.
async fn open(app: &App, method: Method, path: &str) -> Answer {
    app.send(app.anonymous(method, path)).await
}

/// Presses a button of a page.
pub(super) async fn press(app: &App, path: &str, button: &str) -> Answer {
    let request = app.anonymous(Method::POST, path);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    app.send(request.body(format!("do={button}"))).await
}

/// The path of the page of a new appointment, and of the appointment.
async fn booked(app: &App, shop: &Shop) -> (String, String) {
    let made = app.make(BOOK, booking(shop, "2025-01-23T10:00:00Z", "Ana")).await;
    let url = made["manage_url"].as_str().unwrap_or_default();
    let page = url.strip_prefix(e2e::PUBLIC_URL).unwrap_or_else(|| panic!("another server: {}", made.text));
    (page.to_owned(), made.header("location").to_owned())
}

async fn opening_a_link_changes_nothing(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let (page, path) = booked(&app, &shop).await;
    let before = app.get(&path).await;
    for method in [Method::HEAD, Method::GET, Method::GET] {
        assert_eq!(open(&app, method, &page).await.status, 200);
    }
    let text = open(&app, Method::GET, &page).await.text;
    assert!(text.contains("2025-01-23") || text.contains("23 January"), "{text}");
    assert!(text.contains("It is booked."), "{text}");
    assert!(!text.contains("ana@example.com"), "addresses are nobody's business: {text}");
    let after = app.get(&path).await;
    assert_eq!((after["status"].as_str(), &after["version"]), (Some("confirmed"), &before["version"]));
    assert_eq!(press(&app, &page, "agree").await.status, 409, "there is nothing to agree to");
    assert_eq!(press(&app, &page, "").await.status, 409);
    assert_eq!(app.get(&path).await["version"], before["version"]);
    assert_eq!(actions(&app, &path).await, ["booked"]);
}

async fn a_link_with_another_character_opens_nothing(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let (page, path) = booked(&app, &shop).await;
    let start = "/booked/".len();
    for at in start..page.len() {
        let mut bytes = page.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let wrong = String::from_utf8(bytes).expect("text");
        if at % 7 == 0 {
            assert_eq!(press(&app, &wrong, "cancel").await.status, 404, "{wrong}");
        }
        assert_eq!(open(&app, Method::GET, &wrong).await.status, 404, "{wrong}");
    }
    assert_eq!(open(&app, Method::GET, &page[..page.len() - 1]).await.status, 404);
    assert_eq!(open(&app, Method::GET, &format!("{page}A")).await.status, 404);
    assert_eq!(app.get(&path).await["status"], "confirmed");
}

async fn a_client_cancels_by_link(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let (page, path) = booked(&app, &shop).await;
    // Nobody is told that something is cancelled who was never told that it is booked.
    messages(&app, &shop).await;
    let done = press(&app, &page, "cancel").await;
    let seen = (done.status, done.header("location"));
    assert_eq!(seen, (303, format!("{page}?done=booked-cancelled").as_str()), "{}", done.text);
    let done = open(&app, Method::GET, &page).await;
    assert!(done.text.contains("It was cancelled."), "{}", done.text);
    let read = app.get(&path).await;
    let seen = (read["status"].as_str(), read["cancellation_reason"].as_str());
    assert_eq!(seen, (Some("cancelled"), Some("cancelled by the client")));
    assert_eq!(ledger(&app), [""; 0]);
    let kinds = kinds(&messages(&app, &shop).await);
    assert!(kinds.contains(&"cancelled ana@example.com".to_owned()), "{kinds:?}");
    let again = press(&app, &page, "cancel").await;
    assert_eq!(again.status, 409, "{}", again.text);
    assert!(again.text.contains("That can no longer be done."), "{}", again.text);
    assert_eq!(open(&app, Method::GET, &page).await.status, 200);
    assert_eq!(actions(&app, &path).await, ["booked", "cancelled"]);
}

async fn a_link_lives_thirty_days(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let (page, _) = booked(&app, &shop).await;
    clock(&app, "2025-02-22T10:29:59Z");
    assert_eq!(open(&app, Method::GET, &page).await.status, 200);
    clock(&app, "2025-02-22T11:00:00Z");
    assert_eq!(open(&app, Method::GET, &page).await.status, 404);
    assert_eq!(press(&app, &page, "cancel").await.status, 404);
}

/// Asks a client for another time, and answers the path of the page in that mail.
async fn asked(app: &App, shop: &Shop, path: &str) -> String {
    let body = json!({"start": "2025-01-23T14:00:00Z", "ask": true});
    let done = act(app, path, "reschedule", body).await;
    assert_eq!(done.status, 202, "{}", done.text);
    question(app, shop).await
}

/// The path of the page on which a client answers the newest question.
pub(super) async fn question(app: &App, shop: &Shop) -> String {
    let mail = newest(app, shop, "move_asked").await;
    let text = mail["text"].as_str().unwrap_or_default();
    let at = text.find("/booked/").unwrap_or_else(|| panic!("no link: {text}"));
    text[at..].split_whitespace().next().unwrap_or_default().trim_end_matches('.').to_owned()
}

async fn a_client_agrees_by_link(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let (_, path) = booked(&app, &shop).await;
    let page = asked(&app, &shop, &path).await;
    let shown = open(&app, Method::GET, &page).await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    assert!(shown.text.contains("Does another time suit you?"), "{}", shown.text);
    assert_eq!(app.get(&path).await["start"], "2025-01-23T10:00:00Z");
    assert_eq!(press(&app, &page, "cancel").await.status, 409, "this link is for answers alone");
    let done = press(&app, &page, "agree").await;
    assert_eq!(done.status, 303, "{}", done.text);
    let read = app.get(&path).await;
    let one = &read["reschedule_history"][0];
    let seen = (read["start"].as_str(), one["status"].as_str(), one["counted"].as_bool());
    assert_eq!(seen, (Some("2025-01-23T14:00:00Z"), Some("confirmed"), Some(true)), "{}", read.text);
    assert_eq!(ledger(&app).len(), 2);
    assert_eq!(press(&app, &page, "agree").await.status, 409, "answered once");
    assert_eq!(press(&app, &page, "decline").await.status, 409);
    let kinds = kinds(&messages(&app, &shop).await);
    assert!(kinds.contains(&"time_changed ana@example.com".to_owned()), "{kinds:?}");
}

async fn a_client_declines_by_link(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let (_, path) = booked(&app, &shop).await;
    let page = asked(&app, &shop, &path).await;
    let taken = app.post(BOOK, booking(&shop, "2025-01-23T14:00:00Z", "Bob")).await;
    refused(&taken, 409, "slot-not-available");
    assert_eq!(press(&app, &page, "decline").await.status, 303);
    let read = app.get(&path).await;
    let one = &read["reschedule_history"][0];
    let seen = (read["start"].as_str(), one["status"].as_str(), one["counted"].as_bool());
    assert_eq!(seen, (Some("2025-01-23T10:00:00Z"), Some("refused"), Some(false)), "{}", read.text);
    book(&app, &shop, "2025-01-23T14:00:00Z", "Bob").await;
    book(&app, &shop, TEN, "Cleo").await;
    let other = app.post(BOOK, with(booking(&shop, NOON, "Ana"), &json!({}))).await;
    assert_eq!(other.status, 201, "{}", other.text);
    assert_eq!(press(&app, &page, "agree").await.status, 409);
}

async fn a_question_is_answered_on_the_clients_own_page(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let (page, path) = booked(&app, &shop).await;
    asked(&app, &shop, &path).await;
    let shown = open(&app, Method::GET, &page).await;
    assert!(shown.text.contains("Does another time suit you?"), "{}", shown.text);
    let name = "name=\"question\" value=\"";
    let at = shown.text.find(name).expect("the question") + name.len();
    let question = shown.text[at..].split('"').next().unwrap_or_default().to_owned();
    // Another question came meanwhile, and what was not seen is not agreed to.
    let body = json!({"start": "2025-01-23T15:00:00Z", "ask": true});
    assert_eq!(act(&app, &path, "reschedule", body).await.status, 202);
    let old = press(&app, &page, &format!("agree&question={question}")).await;
    assert_eq!(old.status, 409, "{}", old.text);
    assert_eq!(press(&app, &page, "agree").await.status, 409);
    let shown = open(&app, Method::GET, &page).await;
    let at = shown.text.find(name).expect("the question") + name.len();
    let question = shown.text[at..].split('"').next().unwrap_or_default().to_owned();
    let done = press(&app, &page, &format!("agree&question={question}")).await;
    assert_eq!(done.status, 303, "{}", done.text);
    assert_eq!(app.get(&path).await["start"], "2025-01-23T15:00:00Z");
    let shown = open(&app, Method::GET, &page).await;
    assert!(!shown.text.contains("Does another time suit you?"), "it is answered");
}
