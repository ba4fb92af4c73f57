//! The pages of what a company offers: services with their prices and pictures, hours, payments, feeds and settings.

use super::shop::{ann, booked, count, has, led, paid, ready, stored};
use super::visit::{Browser, token, value};
use crate::appointments::start::{ELEVEN, TEN};
use crate::shop::start::{DAYS_OFF, SERVICES};
use image::{DynamicImage, ImageFormat, RgbImage};
use serde_json::json;
use std::io::Cursor;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_price_is_what_stands_on_the_tag,
        what_a_change_would_break_is_shown_first,
        payments_are_noted_as_paid,
        pictures_are_sent_by_forms_of_this_server,
        feeds_are_made_and_ended,
        settings_are_what_the_api_reads,
    ]
}

async fn a_price_is_what_stands_on_the_tag(db: TestDb) {
    let (app, shop) = ready(db).await;
    let (browser, staff) = (ann(&app).await, shop.staff.to_string());
    let new = "/app/services/new";
    let form = |price: &'static str, currency: &'static str| {
        [
            ("name", "Massage"),
            ("duration_minutes", "45"),
            ("price", price),
            ("currency", currency),
            ("location_type", "in_person"),
            ("cancellation_policy", "24 h: 100 %\n1 d 18:00: 50 %"),
            ("active", "yes"),
        ]
    };
    for (price, currency, minor) in [("8000", "JPY", 8_000), ("80,5", "eur", 8_050), ("1.234", "KWD", 1_234)]
    {
        let mut fields = form(price, currency).to_vec();
        fields.push(("staff", &staff));
        let made = browser.submit(new, new, &fields).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let service = made
            .header("location")
            .trim_end_matches("?done=created")
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned();
        let seen = app.get(&format!("{SERVICES}/{service}")).await;
        let expected = json!({"amount": minor, "currency": currency.to_uppercase()});
        assert_eq!((&seen["price"], &seen["staff"]), (&expected, &json!([shop.staff])), "{}", seen.text);
        assert_eq!(seen["cancellation_policy"][1]["local_days_before"], 1, "{}", seen.text);
        // What nobody touches stays.
        let edit = format!("/app/services/{service}/edit");
        let page = browser.get(&edit).await;
        let (shown, code) = (value_of(&page.text, "price"), value_of(&page.text, "currency"));
        let mut fields = form("", "").to_vec();
        fields.retain(|(name, _)| !matches!(*name, "price" | "currency"));
        fields.extend([("price", shown.as_str()), ("currency", code.as_str()), ("staff", staff.as_str())]);
        assert_eq!(browser.submit(&edit, &edit, &fields).await.status, 303);
        assert_eq!(app.get(&format!("{SERVICES}/{service}")).await["price"], expected);
    }
    for (price, currency, wrong) in [
        ("80.00", "JPY", "no such fraction"),
        ("1.250", "EUR", "Enter an amount"),
        ("80", "", "code of a currency"),
    ] {
        has(&browser.submit(new, new, &form(price, currency)).await, 422, wrong);
    }
}

/// The value of an input.
fn value_of(page: &str, name: &str) -> String {
    let rest = page.split(&format!("name=\"{name}\"")).nth(1).unwrap_or_default();
    let rest = rest.split("value=\"").nth(1).unwrap_or_default();
    rest.split('"').next().unwrap_or_default().to_owned()
}

async fn what_a_change_would_break_is_shown_first(db: TestDb) {
    let (app, shop) = ready(db).await;
    booked(&app, &shop, TEN, "Ana").await;
    let (browser, staff) = (ann(&app).await, shop.staff.to_string());
    let new = "/app/hours/off/new";
    let off = [("staff_id", staff.as_str()), ("start_date", "2025-01-21"), ("end_date", "")];
    let list = format!("{DAYS_OFF}?company_id={}", shop.company);
    let conflicts = format!("/api/interviews/conflicts?company_id={}", shop.company);
    let shown = browser.submit(new, new, &off).await;
    has(&shown, 409, "This breaks bookings");
    has(&shown, 409, "Ana");
    assert_eq!(count(&app, &list).await, 0, "nothing was changed");
    assert_eq!(count(&app, &conflicts).await, 0);
    let agreed = async |seen: &str| {
        let mut fields = off.to_vec();
        fields.push(("agreed", seen));
        browser.submit(new, new, &fields).await
    };
    // Somebody books in between: what nobody has seen is shown before it breaks.
    booked(&app, &shop, ELEVEN, "Bob").await;
    let more = agreed(&value(&shown.text, "agreed").unwrap_or_default()).await;
    has(&more, 409, "Bob");
    has(&agreed("yes").await, 409, "This breaks bookings");
    assert_eq!(count(&app, &list).await, 0, "nothing was changed");
    let done = agreed(&value(&more.text, "agreed").unwrap_or_default()).await;
    led(&done, &format!("/app/hours?staff={staff}&done=created"));
    assert_eq!(count(&app, &list).await, 1);
    assert_eq!(count(&app, &conflicts).await, 2);
    has(&browser.get(&format!("/app/hours?staff={staff}")).await, 200, "Tuesday 21 January 2025");
    // What breaks nothing is done at once.
    let free = [("staff_id", staff.as_str()), ("start_date", "2025-03-03"), ("end_date", "2025-03-04")];
    led(&browser.submit(new, new, &free).await, &format!("/app/hours?staff={staff}&done=created"));
    // Weekly hours with a break, and another date.
    let weekly = "/app/hours/weekly/new";
    let fields = [
        ("staff_id", staff.as_str()),
        ("day_of_week", "1"),
        ("start_time", "09:00"),
        ("end_time", "00:00"),
        ("breaks", "12:00-12:30"),
    ];
    let made = browser.submit(weekly, weekly, &fields).await;
    led(&made, &format!("/app/hours?staff={staff}&done=created"));
    let stored = app.get(&format!("/api/v1/appointments/working-hours?company_id={}", shop.company)).await;
    assert_eq!(stored["items"][0]["end_time"], "24:00:00", "{}", stored.text);
    assert_eq!(stored["items"][0]["breaks"][0]["start"], "12:00:00", "{}", stored.text);
    let special = "/app/hours/special/new";
    let fields = [("staff_id", "everybody"), ("date", "2025-12-24"), ("intervals", "")];
    has(&browser.submit(special, special, &fields).await, 422, "say that nobody works");
    let fields = [("staff_id", "everybody"), ("date", "2025-12-24"), ("intervals", ""), ("closed", "yes")];
    led(&browser.submit(special, special, &fields).await, "/app/hours?done=created");
    has(&browser.get("/app/hours").await, 200, "Closed");
}

async fn payments_are_noted_as_paid(db: TestDb) {
    let (app, shop) = ready(db).await;
    let (appointment, payment) = paid(&app, &shop).await;
    let browser = ann(&app).await;
    has(&browser.get("/app/payments").await, 200, "100.00 EUR");
    let page = format!("/app/payments/{payment}");
    has(&browser.get(&page).await, 200, "Note as paid");
    led(&browser.submit(&page, &format!("{page}/mark-paid"), &[]).await, &format!("{page}?done=paid"));
    assert_eq!(stored(&app, &appointment).await["paid"], true);
    assert!(!browser.get(&page).await.text.contains("Note as paid"));
    // Pressed once more, it is done already.
    led(&browser.submit(&page, &format!("{page}/mark-paid"), &[]).await, &format!("{page}?done=paid"));
    has(&browser.get(&format!("/app/appointments/{appointment}")).await, 200, &page);
    app.account(Some(shop.company), "vic", "viewer").await;
    let vic = Browser::of(&app, "vic@example.com").await;
    assert!(!vic.get(&page).await.text.contains("mark-paid"));
    assert_eq!(vic.submit(&page, &format!("{page}/mark-paid"), &[]).await.status, 403);
}

async fn pictures_are_sent_by_forms_of_this_server(db: TestDb) {
    let (app, shop) = ready(db).await;
    let (browser, path) = (ann(&app).await, format!("/app/services/{}", shop.service));
    let csrf = token(&browser.get(&path).await.text);
    assert_eq!(browser.send_file(&format!("{path}/picture"), "wrong", &picture()).await.status, 403);
    let sent = browser.send_file(&format!("{path}/picture"), &csrf, &picture()).await;
    led(&sent, &format!("{path}?done=saved"));
    let page = browser.get(&path).await;
    let picture = value_in(&page.text, "src=\"/api/v1/appointments/images/");
    let shown = app.anonymous(reqwest::Method::GET, &format!("/api/v1/appointments/images/{picture}"));
    assert_eq!(app.send(shown).await.status, 200, "{picture}");
    let bad = browser.send_file(&format!("{path}/picture"), &csrf, b"no picture").await;
    has(&bad, 422, "no JPEG, PNG or WebP");
    led(&browser.submit(&path, &format!("{path}/picture/remove"), &[]).await, &format!("{path}?done=saved"));
    assert!(app.get(&format!("{SERVICES}/{}", shop.service)).await["image_url"].is_null());
}

/// A small picture.
fn picture() -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let drawn = DynamicImage::ImageRgb8(RgbImage::new(8, 8));
    drawn.write_to(&mut out, ImageFormat::Png).expect("encoded");
    out.into_inner()
}

fn value_in(page: &str, start: &str) -> String {
    let rest = page.split(start).nth(1).unwrap_or_default();
    rest.split('"').next().unwrap_or_default().to_owned()
}

async fn feeds_are_made_and_ended(db: TestDb) {
    let (app, shop) = ready(db).await;
    booked(&app, &shop, TEN, "Ana").await;
    let (browser, path) = (ann(&app).await, format!("/app/staff/{}", shop.staff));
    let made = browser.submit(&path, &format!("{path}/feed"), &[]).await;
    assert_eq!((made.status, made.header("cache-control")), (200, "no-store"), "{}", made.text);
    let feed = format!("/api/v1/appointments/staff/{}/feed.ics?token=", shop.staff);
    let secret = made.text.split(&feed).nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default();
    let ask = async || app.send(app.anonymous(reqwest::Method::GET, &format!("{feed}{secret}"))).await;
    has(&ask().await, 200, "Ana");
    has(&browser.get(&path).await, 200, "End the link");
    assert!(!browser.get(&path).await.text.contains(secret), "it is shown once");
    led(&browser.submit(&path, &format!("{path}/feed/revoke"), &[]).await, &format!("{path}?done=deleted"));
    assert_eq!(ask().await.status, 404);
}

async fn settings_are_what_the_api_reads(db: TestDb) {
    let (app, shop) = ready(db).await;
    let (browser, path) = (ann(&app).await, "/app/settings/booking");
    let fields = [
        ("slot_duration_minutes", "15"),
        ("appointment_buffer_minutes", "5"),
        ("lead_time", "08:00"),
        ("finish_time", "00:00"),
        ("work_on_saturday", "yes"),
        ("minimum_notice_minutes", "60"),
        ("maximum_notice_days", "90"),
        ("default_reschedule_limit", "2"),
        ("cancellation_policy", "48 h: 100 %"),
        ("no_show_refund_percent", "10"),
        ("reminder_hours_before", "24, 2"),
        ("website_name", "Salon"),
        ("thank_you_url", ""),
    ];
    led(&browser.submit(path, path, &fields).await, "/app/settings/booking?done=saved");
    let config = app.get(&format!("/api/v1/appointments/config?company_id={}", shop.company)).await;
    assert_eq!(
        (&config["slot_duration_minutes"], &config["finish_time"], &config["reminder_hours_before"]),
        (&json!(15), &json!("24:00:00"), &json!([24, 2])),
        "{}",
        config.text
    );
    let stale = browser
        .post(
            path,
            &{
                let page = browser.get(path).await;
                let csrf = token(&page.text);
                let mut all: Vec<(&str, String)> = vec![("csrf", csrf), ("version", "0".into())];
                all.extend(fields.iter().map(|(name, value)| (*name, (*value).to_owned())));
                all
            }
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect::<Vec<_>>(),
        )
        .await;
    assert_eq!(stale.status, 412, "{}", stale.text);
    // What would break bookings is shown first.
    booked(&app, &shop, TEN, "Ana").await;
    let mut late = fields.to_vec();
    late[2] = ("lead_time", "12:00");
    has(&browser.submit(path, path, &late).await, 409, "This breaks bookings");
    let provider = "/app/settings/payments";
    let wrong = [("provider", "stripe"), ("secret_key", "nonsense"), ("webhook_secret", "")];
    let refused = browser.submit(provider, provider, &wrong).await;
    has(&refused, 422, "is needed");
    assert!(!refused.text.contains("nonsense"), "secrets are typed again");
    led(
        &browser.submit(provider, provider, &[("provider", "offline")]).await,
        "/app/settings/payments?done=saved",
    );
}
