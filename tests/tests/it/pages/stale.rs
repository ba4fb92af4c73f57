//! Forms that are older than what they act on are refused with a look at how it stands; those that are sent twice are done once.

use super::calendar::{ann, ready, scheduled, slot};
use super::shop::{ann as ann_of_shop, booked, has, led, paid, ready as shop_ready, stored};
use super::visit::{Browser, token, value};
use crate::appointments::start::{TEN, clock};
use crate::shop::start::{SERVICES, service};
use e2e::{Answer, App};
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        an_old_form_cancels_no_interview_that_was_moved,
        an_old_form_cancels_no_slot_that_was_booked,
        an_old_page_books_no_slot_for_an_interview_that_was_changed,
        an_old_button_confirms_no_other_slot,
        what_is_marked_twice_is_marked_once,
        what_is_paid_twice_is_paid_once,
        an_appointment_that_is_cancelled_twice_is_cancelled_once,
        a_conflict_that_is_settled_twice_is_settled_once,
        an_old_form_deletes_nothing_that_was_changed,
    ]
}

/// A form of a page as it was shown, to be sent later.
struct Old {
    csrf: String,
    version: String,
}

impl Old {
    async fn of(browser: &Browser<'_>, path: &str) -> Self {
        let page = browser.get(path).await;
        assert_eq!(page.status, 200, "{}", page.text);
        Self::shown(&page)
    }

    fn shown(page: &Answer) -> Self {
        let version = value(&page.text, "version");
        let version = version.unwrap_or_else(|| panic!("no version: {}", page.text));
        Self { csrf: token(&page.text), version }
    }

    async fn send(&self, browser: &Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("csrf", self.csrf.as_str()), ("version", self.version.as_str())];
        all.extend(fields);
        browser.post(path, &all).await
    }
}

const CHANGED: &str = "Somebody else changed this meanwhile";

async fn an_old_form_cancels_no_interview_that_was_moved(db: TestDb) {
    let app = ready(db).await;
    let bob = app.user(1, "bob").await;
    let interview = scheduled(&app, "2025-01-22T10:00:00Z", &[bob]).await;
    let (page, api) = (format!("/app/interviews/{interview}"), format!("/api/v1/interviews/{interview}"));
    let (browser, cancel) = (ann(&app).await, format!("{page}/cancel"));
    let old = Old::of(&browser, &cancel).await;
    app.patch(&api, json!({"scheduled_at": "2025-01-23T10:00:00Z"})).await;
    let refused = old.send(&browser, &cancel, &[("reason", "ill")]).await;
    has(&refused, 412, CHANGED);
    has(&refused, 412, "Thursday 23 January 2025, 10:00 to 11:00");
    assert!(refused.text.contains(">ill</textarea>"), "what was typed stays: {}", refused.text);
    assert_eq!(app.get(&api).await["status"], "scheduled");
    let now = Old::shown(&refused);
    let gone = format!("{page}?done=cancelled");
    led(&now.send(&browser, &cancel, &[("reason", "ill")]).await, &gone);
    led(&now.send(&browser, &cancel, &[("reason", "late")]).await, &gone);
    let seen = app.get(&api).await;
    assert!(seen["status"] == "cancelled" && seen.text.contains("ill"), "{}", seen.text);
}

/// Books an interview of candidate 1 to a slot.
async fn on_slot(app: &App, slot: &str) -> String {
    let interview = app.interview(1, 1, 1, &[]).await;
    let body = json!({"interview_id": interview, "slot_id": slot});
    app.make("/api/interviews/schedules/book_interview/", body).await;
    interview
}

async fn an_old_form_cancels_no_slot_that_was_booked(db: TestDb) {
    let app = ready(db).await;
    let bob = app.user(1, "bob").await;
    let slot = slot(&app, bob, "2025-01-22T10:00:00Z", "2025-01-22T11:00:00Z").await;
    let (browser, cancel) = (ann(&app).await, format!("/app/slots/{slot}/cancel"));
    let old = Old::of(&browser, &cancel).await;
    on_slot(&app, &slot).await;
    let refused = old.send(&browser, &cancel, &[("reason", "ill")]).await;
    has(&refused, 412, CHANGED);
    let status = async || app.get(&format!("/api/interviews/slots/{slot}")).await["status"].clone();
    assert_eq!(status().await, "booked");
    let now = Old::shown(&refused);
    for _ in 0..2 {
        led(&now.send(&browser, &cancel, &[("reason", "ill")]).await, "/app/slots?done=cancelled");
    }
    assert_eq!(status().await, "cancelled");
}

async fn an_old_page_books_no_slot_for_an_interview_that_was_changed(db: TestDb) {
    let app = ready(db).await;
    let bob = app.user(1, "bob").await;
    let first = slot(&app, bob, "2025-01-22T10:00:00Z", "2025-01-22T11:00:00Z").await;
    let second = slot(&app, bob, "2025-01-23T10:00:00Z", "2025-01-23T11:00:00Z").await;
    let interview = app.interview(1, 1, 1, &[]).await;
    let (browser, page) = (ann(&app).await, format!("/app/interviews/{interview}"));
    let book = format!("{page}/book");
    let old = Old::of(&browser, &format!("{page}/move")).await;
    app.patch(&format!("/api/v1/interviews/{interview}"), json!({"notes": "on site after all"})).await;
    has(&old.send(&browser, &book, &[("slot", &first)]).await, 412, CHANGED);
    let now = Old::of(&browser, &format!("{page}/move")).await;
    for _ in 0..2 {
        led(&now.send(&browser, &book, &[("slot", &first)]).await, &format!("{page}?done=booked"));
    }
    let held = app.get("/api/interviews/schedules").await;
    assert_eq!(held["items"].as_array().map(Vec::len), Some(1), "{}", held.text);
    assert_eq!(app.get(&format!("/api/interviews/slots/{second}")).await["current_bookings"], 0);
}

async fn an_old_button_confirms_no_other_slot(db: TestDb) {
    let app = ready(db).await;
    let bob = app.user(1, "bob").await;
    let first = slot(&app, bob, "2025-01-22T10:00:00Z", "2025-01-22T11:00:00Z").await;
    let second = slot(&app, bob, "2025-01-23T10:00:00Z", "2025-01-23T11:00:00Z").await;
    let interview = on_slot(&app, &first).await;
    let (browser, page) = (ann(&app).await, format!("/app/interviews/{interview}"));
    let button = async || {
        let shown = browser.get(&page).await.text;
        (token(&shown), value(&shown, "schedule").unwrap_or_else(|| panic!("nothing waits: {shown}")))
    };
    let press = async |(csrf, schedule): &(String, String)| {
        browser.post(&format!("{page}/confirm"), &[("csrf", csrf), ("schedule", schedule)]).await
    };
    let old = button().await;
    let moved = browser.submit(&format!("{page}/move"), &format!("{page}/book"), &[("slot", &second)]).await;
    led(&moved, &format!("{page}?done=moved"));
    has(&press(&old).await, 412, CHANGED);
    let status = async || app.get(&format!("/api/v1/interviews/{interview}")).await["scheduled_at"].clone();
    assert_eq!(status().await, json!(null));
    let now = button().await;
    for _ in 0..2 {
        led(&press(&now).await, &format!("{page}?done=booked"));
    }
    assert_eq!(status().await, "2025-01-23T10:00:00Z");
}

async fn what_is_marked_twice_is_marked_once(db: TestDb) {
    let (app, shop) = shop_ready(db).await;
    let appointment = booked(&app, &shop, TEN, "Ana").await;
    clock(&app, "2025-01-21T10:05:00Z");
    let (browser, path) = (ann_of_shop(&app).await, format!("/app/appointments/{appointment}"));
    let csrf = token(&browser.get(&path).await.text);
    for _ in 0..2 {
        let marked = browser.post(&format!("{path}/mark"), &[("csrf", &csrf), ("kind", "no_show")]).await;
        led(&marked, &format!("{path}?undo={appointment}&done=no-show"));
    }
    assert_eq!(stored(&app, &appointment).await["status"], "no_show");
    // The other mark is another wish.
    let other = browser.post(&format!("{path}/mark"), &[("csrf", &csrf), ("kind", "arrived")]).await;
    assert_eq!(other.status, 409, "{}", other.text);
    for _ in 0..2 {
        let undone = browser.post(&format!("{path}/unmark"), &[("csrf", &csrf)]).await;
        led(&undone, &format!("{path}?done=undone"));
    }
    assert_eq!(stored(&app, &appointment).await["status"], "confirmed");
}

async fn what_is_paid_twice_is_paid_once(db: TestDb) {
    let (app, shop) = shop_ready(db).await;
    let (_, payment) = paid(&app, &shop).await;
    let (browser, page) = (ann_of_shop(&app).await, format!("/app/payments/{payment}"));
    let csrf = token(&browser.get(&page).await.text);
    for _ in 0..2 {
        let noted = browser.post(&format!("{page}/mark-paid"), &[("csrf", &csrf)]).await;
        led(&noted, &format!("{page}?done=paid"));
    }
    let seen = app.get(&format!("/api/v1/appointments/payments/{payment}")).await;
    assert_eq!(seen["status"], "paid", "{}", seen.text);
    let entries = seen["entries"].as_array().into_iter().flatten();
    let noted = entries.filter(|entry| entry["kind"] == "mark_paid").count();
    assert_eq!(noted, 1, "{}", seen.text);
}

async fn an_appointment_that_is_cancelled_twice_is_cancelled_once(db: TestDb) {
    let (app, shop) = shop_ready(db).await;
    let appointment = booked(&app, &shop, TEN, "Ana").await;
    let (browser, path) = (ann_of_shop(&app).await, format!("/app/appointments/{appointment}"));
    let cancel = format!("{path}/cancel");
    let form = Old::of(&browser, &cancel).await;
    for reason in ["ill", "late"] {
        let gone = form.send(&browser, &cancel, &[("reason", reason), ("refund", "")]).await;
        led(&gone, &format!("{path}?done=cancelled"));
    }
    assert_eq!(stored(&app, &appointment).await["cancellation_reason"], "ill");
}

async fn a_conflict_that_is_settled_twice_is_settled_once(db: TestDb) {
    let app = ready(db).await;
    let bob = app.user(1, "bob").await;
    scheduled(&app, "2025-01-22T10:00:00Z", &[bob]).await;
    let busy = json!({"user_id": bob, "start": "2025-01-22T10:00:00Z", "end": "2025-01-22T11:00:00Z"});
    app.make("/api/v1/busy-periods", busy).await;
    let found = app.get("/api/interviews/conflicts").await;
    let page = format!("/app/conflicts/{}", found["items"][0]["id"].as_str().unwrap_or_default());
    let browser = ann(&app).await;
    let csrf = token(&browser.get(&page).await.text);
    for _ in 0..2 {
        let settled = [("csrf", csrf.as_str()), ("resolution", "resolved"), ("notes", "by phone")];
        led(&browser.post(&page, &settled).await, "/app/conflicts?done=settled");
    }
    let other = [("csrf", csrf.as_str()), ("resolution", "cancelled"), ("notes", "")];
    assert_eq!(browser.post(&page, &other).await.status, 409);
}

async fn an_old_form_deletes_nothing_that_was_changed(db: TestDb) {
    let app = ready(db).await;
    let bob = app.user(1, "bob").await;
    let busy = json!({"user_id": bob, "start": "2025-01-22T10:00:00Z", "end": "2025-01-22T11:00:00Z"});
    let busy = app.make("/api/v1/busy-periods", busy).await["id"].as_str().unwrap_or_default().to_owned();
    let service = service(&app, 1, json!({})).await;
    let browser = ann(&app).await;
    for (page, delete, api, change) in [
        (
            format!("/app/busy/{busy}"),
            format!("/app/busy/{busy}/delete"),
            format!("/api/v1/busy-periods/{busy}"),
            json!({"title": "Dentist"}),
        ),
        (
            format!("/app/services/{service}/edit"),
            format!("/app/services/{service}/delete"),
            format!("{SERVICES}/{service}"),
            json!({"name": "Dentist"}),
        ),
    ] {
        let old = Old::of(&browser, &page).await;
        assert_eq!(app.patch(&api, change).await.status, 200, "{api}");
        let refused = old.send(&browser, &delete, &[]).await;
        has(&refused, 412, CHANGED);
        has(&refused, 412, "Dentist");
        assert_eq!(app.get(&api).await.status, 200);
        assert_eq!(Old::shown(&refused).send(&browser, &delete, &[]).await.status, 303);
        assert_eq!(app.get(&api).await.status, 404);
    }
}
