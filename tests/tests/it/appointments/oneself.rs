//! Nobody has an appointment with themselves.

use super::start::{
    APPOINTMENTS, BOOK, ELEVEN, NOON, REQUESTS, TEN, act, asking, bare, book, booking, digits, hold, newest,
    refused, with,
};
use crate::pages::visit::Browser;
use crate::shop::start::{STAFF, Shop};
use e2e::{App, check_problem};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_member_of_staff_is_not_booked_as_their_own_client,
        who_is_chosen_is_not_the_client,
        a_request_is_refused_when_it_is_confirmed,
        an_appointment_does_not_move_to_its_client,
        the_form_says_it_at_the_address,
    ]
}

/// A shop, and the address of its member of staff in another case.
async fn ready(db: TestDb) -> (App, Shop, Value) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let user = app.get(&format!("/api/v1/users/{}", shop.user)).await;
    let email = user["email"].as_str().unwrap_or_default().to_uppercase();
    (app, shop, json!({"client": {"name": "Me", "email": email}}))
}

/// Somebody else who offers the service.
async fn second(app: &App, shop: &Shop) -> i64 {
    let user = app.user(shop.company, "second").await;
    app.make(STAFF, json!({"user_id": user, "services": [shop.service]})).await.id()
}

async fn a_member_of_staff_is_not_booked_as_their_own_client(db: TestDb) {
    let (app, shop, me) = ready(db).await;
    let named = app.post(BOOK, with(booking(&shop, TEN, "Ana"), &me)).await;
    check_problem("named", &named, 422, "invalid", &["/client/email"]);
    let alone = with(with(booking(&shop, TEN, "Ana"), &me), &json!({"staff_id": null}));
    check_problem("nobody else", &app.post(BOOK, alone).await, 422, "invalid", &["/client/email"]);
    let held = app.post(REQUESTS, with(asking(&shop, TEN), &me)).await;
    check_problem("a request", &held, 422, "invalid", &["/client/email"]);
    // A candidate with the address of a user is that user.
    let candidate = json!({"company_id": shop.company, "name": "Me", "email": me["client"]["email"]});
    app.make("/api/v1/candidates", candidate).await;
    let named = app.post(BOOK, with(booking(&shop, TEN, "Ana"), &me)).await;
    check_problem("a candidate", &named, 422, "invalid", &["/client/email"]);
    book(&app, &shop, TEN, "Ana").await;
}

async fn who_is_chosen_is_not_the_client(db: TestDb) {
    let (app, shop, me) = ready(db).await;
    let other = second(&app, &shop).await;
    // Both are free, and of two who are alike the lower id is chosen.
    let anybody = json!({"staff_id": null});
    let ana = app.make(BOOK, with(booking(&shop, TEN, "Ana"), &anybody)).await;
    assert_eq!(ana["staff"], json!(shop.staff), "{}", ana.text);
    let mine = app.make(BOOK, with(with(booking(&shop, ELEVEN, "Ana"), &me), &anybody)).await;
    assert_eq!(mine["staff"], json!(other), "{}", mine.text);
    let held = app.make(REQUESTS, with(with(asking(&shop, NOON), &me), &anybody)).await;
    assert_eq!(held["staff"], json!(other), "{}", held.text);
    // The others are busy: the client is not chosen for that.
    let full = with(with(booking(&shop, ELEVEN, "Ana"), &me), &anybody);
    refused(&app.post(BOOK, full).await, 409, "slot-not-available");
}

async fn a_request_is_refused_when_it_is_confirmed(db: TestDb) {
    let (app, shop, me) = ready(db).await;
    let path = hold(&app, &shop, TEN).await;
    // As for anybody who is known: whose address it is is told to nobody who has not shown that it is theirs.
    let named = app.patch(&path, me).await;
    assert_eq!((named.status, &named["status"]), (200, &json!("verifying")), "{}", named.text);
    refused(&bare(&app, &path, "confirm").await, 409, "not-verified");
    let code = digits(newest(&app, &shop, "code").await["text"].as_str().unwrap_or_default());
    assert_eq!(act(&app, &path, "verify", json!({"code": code})).await.status, 200);
    let confirmed = bare(&app, &path, "confirm").await;
    check_problem("confirmed", &confirmed, 422, "invalid", &["/client/email"]);
    let list = app.get(&format!("{APPOINTMENTS}?company_id={}", shop.company)).await;
    assert_eq!(list["items"], json!([]), "{}", list.text);
}

async fn an_appointment_does_not_move_to_its_client(db: TestDb) {
    let (app, shop, me) = ready(db).await;
    let other = second(&app, &shop).await;
    let theirs = with(with(booking(&shop, TEN, "Ana"), &me), &json!({"staff_id": other}));
    let path = app.make(BOOK, theirs).await.header("location").to_owned();
    for more in [json!({}), json!({"ask": true})] {
        let to = with(json!({"start": ELEVEN, "staff_id": shop.staff, "reason": "ill"}), &more);
        check_problem("a move", &act(&app, &path, "reschedule", to).await, 422, "invalid", &["/staff_id"]);
    }
    let moved = act(&app, &path, "reschedule", json!({"start": ELEVEN, "reason": "ill"})).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
}

async fn the_form_says_it_at_the_address(db: TestDb) {
    let (app, shop, me) = ready(db).await;
    app.account(Some(shop.company), "ann", "owner").await;
    let browser = Browser::of(&app, "ann@example.com").await;
    let (form, service) = ("/app/appointments/new", shop.service.to_string());
    let typed = [
        ("service", service.as_str()),
        ("staff", ""),
        ("start", TEN),
        ("name", "Me"),
        ("email", me["client"]["email"].as_str().unwrap_or_default()),
    ];
    let page = format!("{form}?service={service}&date=2025-01-21");
    let told = browser.submit(&page, form, &typed).await;
    assert!(told.text.contains("href=\"#f-email\"") && told.text.contains("one person"), "{}", told.text);
    assert_eq!(app.get(&format!("{APPOINTMENTS}?company_id={}", shop.company)).await["items"], json!([]));
}
