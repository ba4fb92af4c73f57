//! What pages tell of the same thing is the same: what is paid, whom one was looking at, what stands against what.

use super::book::visitor;
use super::calendar::{ann, ready, scheduled};
use super::shop::{ann as ann_of_shop, booked, has, led, paid, ready as shop_ready};
use super::undone::{offered, undo};
use super::visit::{token, value};
use crate::appointments::start::{APPOINTMENTS, TEN};
use crate::shop::start::{DAYS_OFF, STAFF};
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        an_appointment_says_what_was_paid_and_is_to_be_paid,
        nothing_is_to_be_paid_for_what_was_cancelled,
        a_move_leads_back_to_whom_one_was_looking_at,
        busy_time_leads_back_to_whom_one_was_looking_at,
        conflicts_say_whose_appointment_and_when,
        who_can_not_be_booked_any_more_is_spoken_of,
    ]
}

/// The facts of an appointment's page.
async fn facts(app: &e2e::App, appointment: &str) -> String {
    let page = ann_of_shop(app).await.get(&format!("/app/appointments/{appointment}")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    page.text.split("</dl>").next().unwrap_or_default().to_owned()
}

fn fact(name: &str, value: &str) -> String {
    format!("<dt>{name}</dt><dd>{value}</dd>")
}

async fn an_appointment_says_what_was_paid_and_is_to_be_paid(db: TestDb) {
    let (app, shop) = shop_ready(db).await;
    let (appointment, payment) = paid(&app, &shop).await;
    let shown = facts(&app, &appointment).await;
    assert!(shown.contains(&fact("To be paid", "100.00 EUR")), "{shown}");
    let page = format!("/app/payments/{payment}");
    let noted = ann_of_shop(&app).await.submit(&page, &format!("{page}/mark-paid"), &[]).await;
    led(&noted, &format!("{page}?done=paid"));
    let shown = facts(&app, &appointment).await;
    assert!(shown.contains(&fact("Paid", "100.00 EUR")) && !shown.contains("To be paid"), "{shown}");
    let gone = app.post(&format!("{APPOINTMENTS}/{appointment}/cancel"), json!({"reason": "ill"})).await;
    assert_eq!(gone.status, 200, "{}", gone.text);
    let shown = facts(&app, &appointment).await;
    for (name, value) in [("Paid", "100.00 EUR"), ("Money back", "50.00 EUR")] {
        assert!(shown.contains(&fact(name, value)), "{name}: {shown}");
    }
    assert!(!shown.contains("To be paid"), "{shown}");
}

async fn nothing_is_to_be_paid_for_what_was_cancelled(db: TestDb) {
    let (app, shop) = shop_ready(db).await;
    let (appointment, _) = paid(&app, &shop).await;
    let gone = app.post(&format!("{APPOINTMENTS}/{appointment}/cancel"), json!({"reason": "ill"})).await;
    assert_eq!(gone.status, 200, "{}", gone.text);
    let shown = facts(&app, &appointment).await;
    assert!(!shown.contains("To be paid") && !shown.contains("<dt>Paid</dt>"), "{shown}");
}

/// The calendar of somebody's day, as a script names where a move comes from.
fn back(user: i64) -> String {
    let own: String =
        url::form_urlencoded::byte_serialize(format!("/app/calendar?view=day&people={user}").as_bytes())
            .collect();
    format!("back={own}")
}

async fn a_move_leads_back_to_whom_one_was_looking_at(db: TestDb) {
    let app = ready(db).await;
    let bob = app.user(1, "bob").await;
    let interview = scheduled(&app, "2025-01-22T10:00:00Z", &[bob]).await;
    let mut browser = ann(&app).await;
    let path = format!("/app/interviews/{interview}/move");
    let asked = browser.get(&format!("{path}?start=2025-01-23T14:00&{}", back(bob))).await.text;
    let on = |day: u8| format!("/app/calendar?date=2025-01-{day}&view=day&people={bob}");
    let shown = asked.replace("&#38;", "&").replace("&amp;", "&");
    assert!(shown.contains(&format!("href=\"{}\"", on(22))), "who moves nothing is back on its day: {asked}");
    let to = value(&shown, "back").unwrap_or_default();
    assert_eq!(to, on(23));
    let (csrf, version) = (token(&asked), value(&asked, "version").unwrap_or_default());
    let fields = [
        ("csrf", csrf.as_str()),
        ("version", &version),
        ("scheduled_at", "2025-01-23T14:00:00Z"),
        ("back", &to),
    ];
    let moved = browser.send(&path, &fields).await;
    led(&moved, &format!("{}&undo=yes&done=moved", on(23)));
    let page = browser.get(moved.header("location")).await;
    assert!(offered(&page).is_some(), "{}", page.text);
    led(&undo(&browser, &page).await, &format!("{}&done=undone", on(22)));
}

async fn busy_time_leads_back_to_whom_one_was_looking_at(db: TestDb) {
    let app = ready(db).await;
    let bob = app.user(1, "bob").await;
    let busy = json!({"user_id": bob, "start": "2025-01-22T10:00:00Z", "end": "2025-01-22T11:00:00Z"});
    let busy = app.make("/api/v1/busy-periods", busy).await["id"].as_str().unwrap_or_default().to_owned();
    let (browser, path) = (ann(&app).await, format!("/app/busy/{busy}"));
    let form = browser.get(&format!("{path}?start=2025-01-23T14:00&{}", back(bob))).await.text;
    let shown = form.replace("&#38;", "&").replace("&amp;", "&");
    let to = value(&shown, "back").unwrap_or_else(|| panic!("nowhere: {form}"));
    let typed = [("start", "2025-01-23T14:00"), ("end", "2025-01-23T15:00"), ("title", ""), ("back", &to)];
    let moved = browser.submit(&path, &path, &typed).await;
    led(&moved, &format!("/app/calendar?date=2025-01-23&view=day&people={bob}&done=saved"));
}

async fn conflicts_say_whose_appointment_and_when(db: TestDb) {
    let (app, shop) = shop_ready(db).await;
    let browser = ann_of_shop(&app).await;
    has(&browser.get("/app/conflicts").await, 200, "Everything that is booked can take place.");
    booked(&app, &shop, TEN, "Ana").await;
    let off = json!({
        "company_id": shop.company, "staff_id": shop.staff, "start_date": "2025-01-21", "end_date": "2025-01-21",
    });
    app.make(DAYS_OFF, off).await;
    let page = browser.get("/app/conflicts").await;
    for words in ["Ana", "Cut · ", "10:00", "Member of staff not available"] {
        has(&page, 200, words);
    }
    let file = browser.get("/app/conflicts?format=csv").await.text;
    let line = file.lines().nth(1).unwrap_or_default();
    assert!(line.trim_end().ends_with(&format!("Ana,Cut,{TEN}")), "{file}");
}

async fn who_can_not_be_booked_any_more_is_spoken_of(db: TestDb) {
    let (app, shop) = shop_ready(db).await;
    let eve = app.user(shop.company, "eve").await;
    let eve = app.make(STAFF, json!({"user_id": eve, "services": [shop.service]})).await.id();
    let browser = visitor(&app).await;
    let (day, asked) = ("/book/salon/cut/2025-01-21", format!("?staff={eve}"));
    assert_eq!(browser.get(&format!("{day}{asked}")).await.status, 200);
    app.patch(&format!("{STAFF}/{eve}"), json!({"active": false})).await;
    for path in [day.to_owned(), format!("/book/salon/cut/{TEN}")] {
        let away = browser.get(&format!("{path}{asked}")).await;
        led(&away, &format!("{path}?gone=staff"));
        let page = browser.get(away.header("location")).await;
        has(&page, 200, "be booked here any more. The times here are with others: ");
    }
    assert!(!browser.get(day).await.text.contains("be booked here any more"));
    // A time that was chosen on a page of hers is nobody else's.
    let csrf = token(&browser.get("/login").await.text);
    let chosen = browser.post(&format!("{day}{asked}"), &[("csrf", &csrf), ("start", TEN)]).await;
    led(&chosen, "/book/salon/cut?gone=staff");
}
