//! The pages of the shop: what staff book, move, cancel and mark, and whom they see.

use super::visit::{Browser, token, value};
use crate::appointments::start::{APPOINTMENTS, BOOK, ELEVEN, TEN, bare, booking, clock, with};
use crate::shop::start::{SERVICES, SPECIAL_HOURS, STAFF, Shop};
use e2e::{Answer, App};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        staff_book_what_is_offered,
        an_appointment_is_moved_at_once_or_asked_about,
        cancelling_shows_the_refund_before,
        marks_take_one_form_and_are_undone,
        notes_that_somebody_else_changed_are_shown_beside,
        staff_see_and_change_what_is_theirs,
        lists_and_files_have_what_is_filtered,
        clients_are_known_from_their_appointments,
        appointments_of_others_are_not_there,
        today_has_the_next_one_on_top,
        the_soonest_of_many_dates_are_listed,
    ]
}

async fn the_soonest_of_many_dates_are_listed(db: TestDb) {
    let (app, shop) = ready(db).await;
    let browser = ann(&app).await;
    let hours = format!("/app/hours?staff={}", shop.staff);
    // The soonest is noted last.
    let (mut ids, mut few) = (Vec::new(), 0);
    for days in (1..=201).rev() {
        let date = testkit::at("2025-01-20T12:00:00Z").plus_seconds(days * 86_400).to_string();
        let closed = json!({
            "company_id": shop.company, "staff_id": shop.staff, "date": date[..10], "intervals": [],
        });
        ids.push(app.make(SPECIAL_HOURS, closed).await.id());
        if few == 0 {
            browser.get(&hours).await;
            few = app.db.count_statements(browser.get(&hours)).await.0;
        }
    }
    let (many, page) = app.db.count_statements(browser.get(&hours)).await;
    assert_eq!(many, few, "they are found in order");
    let has = |id: i64| page.text.contains(&format!("/app/hours/special/{id}/edit"));
    assert!(has(ids[200]) && has(ids[1]), "{}", page.text);
    assert!(!has(ids[0]), "the last of 201 is left out");
}

/// A shop in UTC on Monday, 2025-01-20, 08:00, with its owner Ann.
pub(super) async fn ready(db: TestDb) -> (App, Shop) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    app.account(Some(shop.company), "ann", "owner").await;
    (app, shop)
}

pub(super) async fn ann(app: &App) -> Browser<'_> {
    Browser::of(app, "ann@example.com").await
}

/// Books, and answers the appointment's id.
pub(super) async fn booked(app: &App, shop: &Shop, start: &str, name: &str) -> String {
    id(&app.make(BOOK, booking(shop, start, name)).await)
}

fn id(answer: &Answer) -> String {
    answer["id"].as_str().unwrap_or_else(|| panic!("no id: {}", answer.text)).to_owned()
}

pub(super) async fn stored(app: &App, id: &str) -> Answer {
    let found = app.get(&format!("{APPOINTMENTS}/{id}")).await;
    assert_eq!(found.status, 200, "{}", found.text);
    found
}

/// How many items a list has.
pub(super) async fn count(app: &App, path: &str) -> usize {
    let list = app.get(path).await;
    list["items"].as_array().unwrap_or_else(|| panic!("no items: {}", list.text)).len()
}

pub(super) fn led(answer: &Answer, to: &str) {
    assert_eq!((answer.status, answer.header("location")), (303, to), "{}", answer.text);
}

pub(super) fn has(page: &Answer, status: u16, text: &str) {
    assert!(page.status == status && page.text.contains(text), "{status} {text}: {}", page.text);
}

async fn staff_book_what_is_offered(db: TestDb) {
    let (app, shop) = ready(db).await;
    let browser = ann(&app).await;
    let path = format!("/app/appointments/new?service={}&date=2025-01-21", shop.service);
    let page = browser.get(&path).await;
    has(&page, 200, &format!("value=\"{TEN}\""));
    let service = shop.service.to_string();
    let check = async |start: &str, name: &str, email: &str| {
        let fields = [
            ("service", service.as_str()),
            ("staff", ""),
            ("start", start),
            ("name", name),
            ("email", email),
            ("internal_notes", "likes tea"),
            ("want_reminder", "yes"),
        ];
        browser.submit(&path, "/app/appointments/new", &fields).await
    };
    let made = check(TEN, "Ana", "ana@example.com").await;
    let place = made.header("location").to_owned();
    assert!(made.status == 303 && place.ends_with("?done=booked"), "{place} {}", made.text);
    let appointment = place.trim_start_matches("/app/appointments/").trim_end_matches("?done=booked");
    let seen = stored(&app, appointment).await;
    assert_eq!((&seen["start"], &seen["internal_notes"]), (&json!(TEN), &json!("likes tea")));
    has(&browser.get(&format!("/app/appointments/{appointment}")).await, 200, "likes tea");
    // The same time again: the form comes back with what was typed.
    let taken = check(TEN, "Bob", "bob@example.com").await;
    has(&taken, 409, "This time is not offered any more.");
    assert!(taken.text.contains("value=\"Bob\"") && !taken.text.contains(&format!("value=\"{TEN}\"")));
    let wrong = check(ELEVEN, "", "nobody").await;
    has(&wrong, 422, "Enter an e-mail address");
    assert_eq!(count(&app, &format!("{APPOINTMENTS}?company_id={}", shop.company)).await, 1);
}

async fn an_appointment_is_moved_at_once_or_asked_about(db: TestDb) {
    let (app, shop) = ready(db).await;
    let appointment = booked(&app, &shop, TEN, "Ana").await;
    let (browser, path) = (ann(&app).await, format!("/app/appointments/{appointment}"));
    let page = format!("{path}/move?date=2025-01-21");
    has(&browser.get(&page).await, 200, &format!("value=\"{ELEVEN}\""));
    let staff = shop.staff.to_string();
    let moved = async |more: &[(&str, &str)]| {
        let mut fields = vec![("staff", staff.as_str())];
        fields.extend(more);
        browser.submit(&page, &format!("{path}/move"), &fields).await
    };
    led(&moved(&[("start", ELEVEN), ("reason", "ill")]).await, &format!("{path}?done=moved"));
    assert_eq!(stored(&app, &appointment).await["start"], ELEVEN);
    led(&moved(&[("start", TEN), ("ask", "yes")]).await, &format!("{path}?done=asked"));
    let seen = stored(&app, &appointment).await;
    assert_eq!(
        (&seen["start"], &seen["reschedule_history"][1]["status"]),
        (&json!(ELEVEN), &json!("pending"))
    );
    has(&browser.get(&path).await, 200, "The client is asked");
    has(&moved(&[]).await, 422, "Choose a time.");
    // The limit, and what passes it.
    app.patch(&format!("{SERVICES}/{}", shop.service), json!({"reschedule_limit": 1})).await;
    has(&moved(&[("start", "2025-01-21T13:00:00Z")]).await, 409, "as often as it may be");
    led(
        &moved(&[("start", "2025-01-21T13:00:00Z"), ("override", "yes")]).await,
        &format!("{path}?done=moved"),
    );
    // Who may not pass limits is refused, whatever their form says.
    app.account(Some(shop.company), "rea", "recruiter").await;
    let rea = Browser::of(&app, "rea@example.com").await;
    let fields = [("staff", staff.as_str()), ("start", TEN), ("override", "yes")];
    assert_eq!(rea.submit(&page, &format!("{path}/move"), &fields).await.status, 403);
}

/// A booking of 100 euros that is paid.
pub(super) async fn paid(app: &App, shop: &Shop) -> (String, String) {
    let price = json!({"price": {"amount": 10_000, "currency": "EUR"},
        "cancellation_policy": [{"hours_before": 24, "refund_percent": 50}]});
    app.patch(&format!("{SERVICES}/{}", shop.service), price).await;
    let made = app.make(BOOK, with(booking(shop, TEN, "Ana"), &json!({"payment_type": "full"}))).await;
    let list = app.get(&format!("/api/v1/appointments/payments?company_id={}", shop.company)).await;
    let payment = list["items"][0]["id"].as_str().unwrap_or_else(|| panic!("no payment: {}", list.text));
    (id(&made), payment.to_owned())
}

async fn cancelling_shows_the_refund_before(db: TestDb) {
    let (app, shop) = ready(db).await;
    let (appointment, payment) = paid(&app, &shop).await;
    let browser = ann(&app).await;
    let page = format!("/app/payments/{payment}");
    led(&browser.submit(&page, &format!("{page}/mark-paid"), &[]).await, &format!("{page}?done=paid"));
    let path = format!("/app/appointments/{appointment}");
    let cancel = format!("{path}/cancel");
    let form = browser.get(&cancel).await;
    has(&form, 200, "50.00 EUR go back to the client (50 %).");
    assert_eq!(stored(&app, &appointment).await["status"], "confirmed", "looking changes nothing");
    let shown = value(&form.text, "refund").unwrap_or_default();
    assert_eq!(shown, "50.00 EUR");
    // Meanwhile it is too late for that: what comes back is shown anew.
    clock(&app, "2025-01-20T11:00:00Z");
    let late = browser.submit(&cancel, &cancel, &[("reason", "ill"), ("refund", &shown)]).await;
    has(&late, 412, "No money goes back.");
    assert_eq!(stored(&app, &appointment).await["status"], "confirmed");
    clock(&app, "2025-01-20T09:00:00Z");
    has(&browser.submit(&cancel, &cancel, &[("reason", ""), ("refund", &shown)]).await, 422, "Fill this in.");
    let done = browser.submit(&cancel, &cancel, &[("reason", "ill"), ("refund", &shown)]).await;
    led(&done, &format!("{path}?done=cancelled"));
    assert_eq!(stored(&app, &appointment).await["cancellation_reason"], "ill");
    has(&browser.get(&page).await, 200, "Went back");
    has(&browser.get(&page).await, 200, "50.00 EUR");
}

async fn marks_take_one_form_and_are_undone(db: TestDb) {
    let (app, shop) = ready(db).await;
    let appointment = booked(&app, &shop, TEN, "Ana").await;
    let (browser, path) = (ann(&app).await, format!("/app/appointments/{appointment}"));
    let mark = format!("{path}/mark");
    assert!(!browser.get(&path).await.text.contains(&mark), "it has not begun");
    has(&browser.submit(&path, &mark, &[("kind", "arrived")]).await, 409, "does not allow that");
    clock(&app, "2025-01-21T10:05:00Z");
    let browser = ann(&app).await;
    has(&browser.get("/app").await, 200, &mark);
    for (kind, done, status) in [("arrived", "arrived", "confirmed"), ("no_show", "no-show", "no_show")] {
        let marked = browser.submit("/app", &mark, &[("kind", kind), ("back", "/app")]).await;
        led(&marked, &format!("/app?undo={appointment}&done={done}"));
        let seen = stored(&app, &appointment).await;
        assert_eq!((&seen["status"], seen["arrived_at"].is_null()), (&json!(status), kind == "no_show"));
        let page = browser.get(marked.header("location")).await;
        has(&page, 200, &format!("action=\"{path}/unmark\""));
        let undone = browser.submit("/app", &format!("{path}/unmark"), &[("back", "/app")]).await;
        led(&undone, "/app?done=undone");
        let seen = stored(&app, &appointment).await;
        assert_eq!((&seen["status"], &seen["arrived_at"]), (&json!("confirmed"), &Value::Null), "{kind}");
    }
    // A way back that leads elsewhere is none.
    let marked = browser.submit("/app", &mark, &[("kind", "arrived"), ("back", "//evil.example")]).await;
    led(&marked, &format!("{path}?undo={appointment}&done=arrived"));
    assert_eq!(browser.submit("/app", &mark, &[("kind", "asleep")]).await.status, 404);
}

async fn notes_that_somebody_else_changed_are_shown_beside(db: TestDb) {
    let (app, shop) = ready(db).await;
    let appointment = booked(&app, &shop, TEN, "Ana").await;
    let (browser, path) = (ann(&app).await, format!("/app/appointments/{appointment}"));
    let edit = format!("{path}/edit");
    let page = browser.get(&edit).await;
    let (csrf, version) = (token(&page.text), value(&page.text, "version").unwrap_or_default());
    let theirs =
        app.patch(&format!("{APPOINTMENTS}/{appointment}"), json!({"internal_notes": "theirs"})).await;
    assert_eq!(theirs.status, 200, "{}", theirs.text);
    let mine = [("csrf", csrf.as_str()), ("version", version.as_str()), ("internal_notes", "mine")];
    let both = browser.post(&edit, &mine).await;
    has(&both, 412, "theirs");
    has(&both, 412, "mine");
    led(&browser.submit(&edit, &edit, &[("internal_notes", "mine")]).await, &format!("{path}?done=saved"));
    assert_eq!(stored(&app, &appointment).await["internal_notes"], "mine");
}

async fn staff_see_and_change_what_is_theirs(db: TestDb) {
    let (app, shop) = ready(db).await;
    let sam = app.account(Some(shop.company), "sam", "staff").await;
    let profile = app.make(STAFF, json!({"user_id": sam, "services": [shop.service]})).await.id();
    let own = Shop { user: sam, staff: profile, ..shop };
    let theirs = booked(&app, &shop, TEN, "Ana").await;
    let his = booked(&app, &own, TEN, "Bob").await;
    let browser = Browser::of(&app, "sam@example.com").await;
    for path in [
        "/app/appointments",
        "/app/appointments?format=csv",
        "/app/clients",
        "/app/clients?format=csv",
        "/app",
    ] {
        let page = browser.get(path).await;
        assert!(page.status == 200 && !page.text.contains("Ana"), "{path}: {}", page.text);
    }
    has(&browser.get("/app/appointments").await, 200, "Bob");
    has(&browser.get("/app/clients").await, 200, "Bob");
    for path in [
        format!("/app/appointments/{theirs}"),
        format!("/app/appointments/{theirs}/cancel"),
        format!("/app/clients/{theirs}"),
        format!("/app/hours?staff={}", shop.staff),
    ] {
        assert_eq!(browser.get(&path).await.status, 404, "{path}");
    }
    has(&browser.get(&format!("/app/appointments/{his}")).await, 200, "Bob");
    let hours = browser.get("/app/hours").await;
    has(&hours, 200, "sam");
    let new = "/app/hours/weekly/new";
    let form = |staff: String| {
        [
            ("day_of_week", "2".to_owned()),
            ("start_time", "09:00".into()),
            ("end_time", "12:00".into()),
            ("staff_id", staff),
        ]
    };
    let send = async |staff: i64| {
        let fields = form(staff.to_string());
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.submit(new, new, &fields).await
    };
    led(&send(profile).await, &format!("/app/hours?staff={profile}&done=created"));
    assert_eq!(send(shop.staff).await.status, 422);
    let special = "/app/hours/special/new";
    let fields = [("staff_id", "everybody"), ("date", "2025-12-24"), ("closed", "yes"), ("intervals", "")];
    assert_eq!(browser.submit(special, special, &fields).await.status, 403);
    assert_eq!(browser.get("/app/services/new").await.status, 403);
    // Their feed, and nobody else's.
    let feed = |staff: i64| format!("/app/staff/{staff}/feed");
    assert_eq!(browser.submit("/app", &feed(profile), &[]).await.status, 200);
    assert_eq!(browser.submit("/app", &feed(shop.staff), &[]).await.status, 404);
}

async fn lists_and_files_have_what_is_filtered(db: TestDb) {
    let (app, shop) = ready(db).await;
    let kept = booked(&app, &shop, TEN, "Ana").await;
    let gone = booked(&app, &shop, ELEVEN, "Bob").await;
    let cancelled = app.post(&format!("{APPOINTMENTS}/{gone}/cancel"), json!({"reason": "ill"})).await;
    assert_eq!(cancelled.status, 200, "{}", cancelled.text);
    let browser = ann(&app).await;
    let check = async |query: &str, expected: &[&str]| {
        let page = browser.get(&format!("/app/appointments?{query}")).await;
        let file = browser.get(&format!("/app/appointments?{query}&format=csv")).await;
        for (id, name) in [(&kept, "Ana"), (&gone, "Bob")] {
            let wanted = expected.contains(&name);
            assert_eq!(
                page.text.contains(&format!("/app/appointments/{id}")),
                wanted,
                "{query}: {}",
                page.text
            );
            assert_eq!(file.text.contains(id.as_str()), wanted, "{query}: {}", file.text);
        }
    };
    check("", &["Ana", "Bob"]).await;
    check("status=cancelled", &["Bob"]).await;
    check("q=ana", &["Ana"]).await;
    check(&format!("staff={}&from=2025-01-21&to=2025-01-21", shop.staff), &["Ana", "Bob"]).await;
    check("from=2025-01-22", &[]).await;
    check("from=2025-01-22&to=2025-01-20", &[]).await;
    check(&format!("service={}&status=confirmed", shop.service), &["Ana"]).await;
    check(&format!("client={kept}"), &["Ana"]).await;
    for path in ["/app/payments?format=csv", "/app/staff?format=csv", "/app/services?format=csv"] {
        assert_eq!(browser.get(path).await.status, 200, "{path}");
    }
}

async fn clients_are_known_from_their_appointments(db: TestDb) {
    let (app, shop) = ready(db).await;
    for hour in ["10", "11", "12"] {
        booked(&app, &shop, &format!("2025-01-21T{hour}:00:00Z"), "Ana").await;
    }
    let newest = booked(&app, &shop, "2025-01-21T13:00:00Z", "Bob").await;
    let list =
        app.get(&format!("{APPOINTMENTS}?company_id={}&client_email=ana@example.com", shop.company)).await;
    let first = list["items"][0]["id"].as_str().unwrap_or_default().to_owned();
    let number = json!({"phone": "+49 30 1"});
    assert_eq!(app.patch(&format!("{APPOINTMENTS}/{first}"), number).await.status, 200);
    clock(&app, "2025-01-21T10:05:00Z");
    let marked = bare(&app, &format!("{APPOINTMENTS}/{first}"), "mark-no-show").await;
    assert_eq!(marked.status, 200, "{}", marked.text);
    let browser = ann(&app).await;
    let file = browser.get("/app/clients?format=csv").await;
    let lines: Vec<&str> = file.text.lines().collect();
    assert_eq!(lines.len(), 3, "{}", file.text);
    assert!(lines[1].starts_with("ana@example.com,Ana,") && lines[1].ends_with(",3,1"), "{}", file.text);
    assert!(lines[2].starts_with("bob@example.com,Bob,") && lines[2].ends_with(",1,0"), "{}", file.text);
    let found = browser.get("/app/clients?q=bob").await;
    assert!(
        found.text.contains("bob@example.com") && !found.text.contains("ana@example.com"),
        "{}",
        found.text
    );
    has(&browser.get(&format!("/app/clients/{first}")).await, 200, "3 appointments");
    has(&browser.get(&format!("/app/clients/{newest}")).await, 200, "1 appointment");
    // The page behind a client is named by an appointment of theirs.
    let behind = browser.get(&format!("/app/clients?after={first}")).await;
    has(&behind, 200, "bob@example.com");
    assert!(!behind.text.contains("ana@example.com"), "{}", behind.text);
    // Booked again, with what is known of them.
    let again = browser.get(&format!("/app/appointments/new?client={first}")).await;
    has(&again, 200, "value=\"ana@example.com\"");
}

async fn appointments_of_others_are_not_there(db: TestDb) {
    let (app, shop) = ready(db).await;
    let other = Shop::open(&app, "UTC").await;
    let theirs = booked(&app, &other, TEN, "Zoe").await;
    let browser = ann(&app).await;
    for path in [
        format!("/app/appointments/{theirs}"),
        format!("/app/appointments/{theirs}/edit"),
        format!("/app/appointments/{theirs}/move"),
        format!("/app/clients/{theirs}"),
        format!("/app/appointments?client={theirs}"),
        format!("/app/services/{}", other.service),
        format!("/app/staff/{}", other.staff),
        format!("/app/hours?staff={}", other.staff),
        format!("/app/appointments/new?service={}", other.service),
    ] {
        assert_eq!(browser.get(&path).await.status, 404, "{path}");
    }
    for path in ["/app/appointments?q=zoe", "/app/clients?q=zoe", "/app/clients?format=csv"] {
        assert!(!browser.get(path).await.text.contains("zoe@example.com"), "{path}");
    }
    let mark = format!("/app/appointments/{theirs}/mark");
    assert_eq!(browser.submit("/app", &mark, &[("kind", "arrived")]).await.status, 404);
    assert_ne!(shop.company, other.company);
}

async fn today_has_the_next_one_on_top(db: TestDb) {
    let (app, shop) = ready(db).await;
    booked(&app, &shop, TEN, "Ana").await;
    let next = booked(&app, &shop, "2025-01-21T13:00:00Z", "Bob").await;
    clock(&app, "2025-01-21T12:00:00Z");
    let browser = ann(&app).await;
    let page = browser.get("/app").await;
    let (first, second) = (page.text.find("Bob"), page.text.find("Ana"));
    assert!(first.is_some() && first < second, "{}", page.text);
    let user = shop.user;
    let day = browser.get(&format!("/app/calendar?view=day&date=2025-01-21&people={user}")).await;
    has(&day, 200, &format!("href=\"/app/appointments/{next}\""));
    has(&day, 200, &format!("data-move=\"/app/appointments/{next}/move\""));
    assert_eq!(day.text.matches("Busy").count(), 0, "what it takes is told once: {}", day.text);
}
