//! The page of an appointment, for whom has the link: what it says, moving and cancelling.

use super::visit::{Browser, value};
use crate::appointments::start::{BOOK, actions, book, booking, clock, messages, newest, with, work};
use crate::payments::world::{PAYMENTS, World};
use crate::shop::start::{CONFIG, SERVICES, STAFF, Shop};
use e2e::{Answer, App};
use reqwest::Method;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

const TEN: &str = "2025-01-23T10:00:00Z";
const NOON: &str = "2025-01-23T12:00:00Z";

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        the_page_says_what_is_booked_in_the_zone_that_is_asked_for,
        the_page_speaks_german,
        a_client_moves_by_link,
        limits_are_said_in_words,
        a_time_that_is_gone_is_answered_with_the_nearest_ones,
        a_change_meanwhile_is_not_overwritten,
        other_staff_are_offered_where_they_may_be,
        the_refund_is_said_in_money_before_the_button,
        what_comes_back_at_a_new_time_is_said_before_the_move,
        what_was_promised_stays_where_the_company_goes_to_another_zone,
        what_is_to_be_paid_leads_to_where_it_is_paid,
        opening_pages_changes_nothing,
        a_link_for_an_answer_neither_moves_nor_cancels,
        mail_leads_to_what_can_be_done,
    ]
}

/// A booking, with its pages and the path of the appointment.
struct Booked {
    page: String,
    path: String,
}

async fn booked(app: &App, shop: &Shop) -> Booked {
    let made = app.make(BOOK, booking(shop, TEN, "Ana")).await;
    let url = made["manage_url"].as_str().unwrap_or_default();
    let page = url.strip_prefix(e2e::PUBLIC_URL).unwrap_or_else(|| panic!("another server: {}", made.text));
    Booked { page: page.to_owned(), path: made.header("location").to_owned() }
}

/// The version of an appointment.
async fn version(app: &App, path: &str) -> String {
    app.get(path).await.header("etag").trim_matches('"').to_owned()
}

/// The first day of a page with times.
fn first_day(page: &str) -> &str {
    page.split("day-2").next().unwrap_or_default()
}

/// Opens a page that is there.
async fn open(app: &App, path: &str) -> String {
    let page = Browser::new(app).get(path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.text);
    page.text
}

/// The address of a link with that text, as the page has it.
fn link(page: &str, text: &str) -> String {
    let before = page.split(&format!(">{text}<")).next().unwrap_or_default();
    assert_ne!(before.len(), page.len(), "no {text}: {page}");
    let href = before.rsplit("href=\"").next().unwrap_or_default().split('"').next().unwrap_or_default();
    href.replace("&#38;", "&").replace("&amp;", "&")
}

/// Sends the question of a page whether the time is the right one.
async fn confirm(app: &App, booked: &Booked, asked: &str) -> Answer {
    let of = |name: &str| value(asked, name).unwrap_or_else(|| panic!("no {name}: {asked}"));
    let (start, staff, version) = (of("start"), of("staff"), of("version"));
    send(app, &booked.page, &[("do", "move"), ("start", &start), ("staff", &staff), ("version", &version)])
        .await
}

async fn send(app: &App, path: &str, fields: &[(&str, &str)]) -> Answer {
    Browser::new(app).post(path, fields).await
}

async fn the_page_says_what_is_booked_in_the_zone_that_is_asked_for(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "Europe/Berlin").await;
    let Booked { page, .. } = booked(&app, &shop).await;
    let text = open(&app, &page).await;
    for said in [
        "You are booked",
        "It is booked.",
        "Cut",
        "Salon",
        "Thursday 23 January 2025, 11:00 to 12:00 (Europe/Berlin)",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(text.contains("Yours may be another."), "the zone is a guess: {text}");
    assert!(!text.contains("On the company"), "{text}");
    let text = open(&app, &format!("{page}?tz=America/New_York")).await;
    assert!(text.contains("Thursday 23 January 2025, 05:00 to 06:00 (America/New York)"), "{text}");
    assert!(text.contains("11:00 to 12:00 (Europe/Berlin)") && !text.contains("Yours may be"), "{text}");
    let wrong = open(&app, &format!("{page}?tz=Atlantis")).await;
    assert!(wrong.contains("There is no zone “Atlantis”") && wrong.contains("(Europe/Berlin)"), "{wrong}");
    let hostile = open(&app, &format!("{page}?tz=%3Cscript%3E")).await;
    assert!(!hostile.contains("<script>"), "{hostile}");
    for calendar in
        ["https://calendar.google.com/", "https://outlook.office.com/", "https://calendar.yahoo.com/"]
    {
        assert!(text.contains(calendar), "{calendar}: {text}");
    }
    assert!(!text.contains("v1.") || !text.contains("details=http"), "the link stays with its holder");
    let file = Browser::new(&app).get(&format!("{page}/appointment.ics")).await;
    assert_eq!((file.status, file.header("content-type")), (200, "text/calendar; charset=utf-8"));
    assert!(
        file.text.contains("DTSTART:20250123T100000Z") && !file.text.contains("/booked/"),
        "{}",
        file.text
    );
    let head = Browser::new(&app).get(&page).await;
    let headers = (head.header("cache-control"), head.header("referrer-policy"));
    assert_eq!(headers, ("no-store", "no-referrer"));
    assert_eq!(head.header("content-security-policy"), http_kit::html::PAGE_POLICY);
    work(&app).await;
    messages(&app, &shop).await;
    let text = open(&app, &page).await;
    assert!(text.contains("keeps mail and does not send it") || text.contains("was sent by mail"), "{text}");
}

async fn the_page_speaks_german(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "Europe/Berlin").await;
    let Booked { page, .. } = booked(&app, &shop).await;
    let request = app.anonymous(Method::GET, &page).header("accept-language", "de-AT, en;q=0.5");
    let text = app.send(request).await.text;
    assert!(text.contains("<html lang=\"de\"") && text.contains("Ihr Termin ist gebucht"), "{text}");
    assert!(text.contains("Donnerstag, 23. Januar 2025, 11:00 bis 12:00"), "{text}");
}

async fn a_client_moves_by_link(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let booked = booked(&app, &shop).await;
    let Booked { page, path } = &booked;
    let text = open(&app, &format!("{page}/move?from=2025-01-23")).await;
    assert!(text.contains("You can move it 3 times more."), "{text}");
    assert!(text.contains("Thursday 23 January 2025"), "{text}");
    // Its own time does not stand against the half hour before it, and is no other time.
    let day = first_day(&text);
    assert!(day.contains(">09:30<") && day.contains(">10:30<") && !day.contains(">10:00<"), "{day}");
    let asked = open(&app, &link(&text, "10:30")).await;
    assert!(asked.contains("Thursday 23 January 2025, 10:30 to 11:30"), "{asked}");
    assert!(asked.contains("After that you can move it 2 times more."), "{asked}");
    assert_eq!(app.get(path).await["start"], TEN, "asking changes nothing");
    let done = confirm(&app, &booked, &asked).await;
    let location = format!("{page}?done=booked-moved");
    assert_eq!((done.status, done.header("location")), (303, location.as_str()), "{}", done.text);
    let twice = confirm(&app, &booked, &asked).await;
    assert_eq!(twice.status, 303, "a double click moves it once: {}", twice.text);
    let read = app.get(path).await;
    let history = read["reschedule_history"].as_array().cloned().unwrap_or_default();
    assert_eq!((history.len(), &history[0]["actor"]), (1, &json!("client")), "{}", read.text);
    assert_eq!(read["start"], "2025-01-23T10:30:00Z");
    let text = open(&app, &location).await;
    assert!(text.contains("Moved.") && text.contains("You can move it 2 times more."), "{text}");
    let times = "Thursday 23 January 2025, 05:30";
    assert!(open(&app, &format!("{page}?tz=America/New_York")).await.contains(times));
    let in_zone = open(&app, &format!("{page}/move?from=2025-01-23&tz=America/New_York")).await;
    assert!(in_zone.contains(">05:00<") && in_zone.contains("tz=America"), "{in_zone}");
    // Who comes back once it is cancelled is told nothing that is not so any more.
    let cancelled = send(&app, page, &[("do", "cancel")]).await;
    assert_eq!(cancelled.header("location"), format!("{page}?done=booked-cancelled"), "{}", cancelled.text);
    let text = open(&app, &location).await;
    assert!(text.contains("Your appointment is cancelled") && !text.contains("Moved."), "{text}");
    assert!(
        open(&app, cancelled.header("location")).await.contains("Cancelled. Everybody concerned is told.")
    );
}

async fn limits_are_said_in_words(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let booked = booked(&app, &shop).await;
    let page = &booked.page;
    let service = format!("{SERVICES}/{}", shop.service);
    let said = async |words: &str| {
        for path in [page.clone(), format!("{page}/move"), format!("{page}/move?start={NOON}")] {
            let text = open(&app, &path).await;
            assert!(text.contains(words), "{path} {words}: {text}");
        }
        let version = version(&app, &booked.path).await;
        let sent = send(&app, page, &[("do", "move"), ("start", NOON), ("version", &version)]).await;
        assert_eq!(sent.status, 409, "{}", sent.text);
        assert!(sent.text.contains(words), "{}", sent.text);
        assert_eq!(app.get(&booked.path).await["start"], TEN);
    };
    app.patch(&service, json!({"allow_rescheduling": false})).await;
    said("can’t be moved. You can cancel it").await;
    app.patch(&service, json!({"allow_rescheduling": true, "reschedule_limit": 0})).await;
    said("It was moved as often as it may be.").await;
    app.patch(&service, json!({"reschedule_limit": 1})).await;
    assert!(open(&app, page).await.contains("You can move it once more."));
    clock(&app, TEN);
    let text = open(&app, &format!("{page}/move")).await;
    assert!(text.contains("It can’t be moved any more"), "{text}");
}

async fn a_time_that_is_gone_is_answered_with_the_nearest_ones(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let booked = booked(&app, &shop).await;
    let page = &booked.page;
    let asked = open(&app, &format!("{page}/move?start={NOON}")).await;
    book(&app, &shop, NOON, "Bob").await;
    let gone = confirm(&app, &booked, &asked).await;
    assert_eq!(gone.status, 409, "{}", gone.text);
    assert!(gone.text.contains("That time was taken meanwhile."), "{}", gone.text);
    for near in ["11:00", "13:00"] {
        assert!(gone.text.contains(&format!(">Thu 23 Jan, {near}<")), "{near}: {}", gone.text);
    }
    assert_eq!(app.get(&booked.path).await["start"], TEN);
    let asked = Browser::new(&app).get(&format!("{page}/move?start={NOON}")).await;
    assert_eq!(asked.status, 409, "{}", asked.text);
    for wrong in [vec![("do", "move")], vec![("do", "move"), ("start", "noon"), ("version", "1")]] {
        let sent = send(&app, page, &wrong).await;
        assert_eq!(sent.status, 422, "{}", sent.text);
        assert!(sent.text.contains("Choose one of the times."), "{}", sent.text);
    }
}

async fn a_change_meanwhile_is_not_overwritten(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let booked = booked(&app, &shop).await;
    let asked = open(&app, &format!("{}/move?start={NOON}", booked.page)).await;
    let moved =
        app.post(&format!("{}/reschedule", booked.path), json!({"start": "2025-01-23T14:00:00Z"})).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
    let late = confirm(&app, &booked, &asked).await;
    assert_eq!(late.status, 409, "{}", late.text);
    assert!(late.text.contains("was changed meanwhile"), "{}", late.text);
    assert_eq!(app.get(&booked.path).await["start"], "2025-01-23T14:00:00Z");
}

async fn other_staff_are_offered_where_they_may_be(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let user = app.user(shop.company, "other").await;
    let other = app.make(STAFF, json!({"user_id": user, "services": [shop.service]})).await.id();
    let booked = booked(&app, &shop).await;
    let page = &booked.page;
    book(&app, &shop, NOON, "Bob").await;
    let own = open(&app, &format!("{page}/move?from=2025-01-23")).await;
    assert!(!first_day(&own).contains(">12:00") && own.contains("Show times with other staff too"), "{own}");
    let all = open(&app, &format!("{page}/move?from=2025-01-23&who=any")).await;
    assert!(first_day(&all).contains(">12:00 · "), "{all}");
    let asked = open(&app, &format!("{page}/move?start={NOON}&staff={other}&who=any")).await;
    assert_eq!(confirm(&app, &booked, &asked).await.status, 303);
    assert_eq!(app.get(&booked.path).await["staff"], other);
    let config = format!("{CONFIG}?company_id={}", shop.company);
    app.put(&config, json!({"allow_staff_change_on_reschedule": false})).await;
    let text = open(&app, &format!("{page}/move?who=any")).await;
    assert!(!text.contains("other staff"), "{text}");
}

async fn the_refund_is_said_in_money_before_the_button(db: TestDb) {
    let world = World::offline(db).await;
    let (app, shop) = (&world.app, &world.shop);
    let policy =
        json!([{"hours_before": 48, "refund_percent": 100}, {"hours_before": 1, "refund_percent": 50}]);
    world.service(json!({"cancellation_policy": policy})).await;
    let body = with(booking(shop, TEN, "Ana"), &json!({"payment_type": "down"}));
    let made = app.make(BOOK, body).await;
    let url = made["manage_url"].as_str().unwrap_or_default();
    let page = url.strip_prefix(e2e::PUBLIC_URL).unwrap_or_default().to_owned();
    let text = open(app, &page).await;
    assert!(text.contains("25.00 EUR") && text.contains("100.00 EUR"), "to be paid, and the price: {text}");
    assert!(text.contains("Nothing is paid yet."), "{text}");
    assert!(text.contains("100 % of what you paid comes back; until"), "{text}");
    assert!(text.contains("50 %; after that nothing."), "{text}");
    let bills = app.get(&format!("{PAYMENTS}?company_id={}", shop.company)).await;
    let payment = bills["items"][0]["id"].as_str().unwrap_or_default().to_owned();
    let paid = app.send(app.request(Method::POST, &format!("{PAYMENTS}/{payment}/mark-paid"))).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    let said = async |words: &str| {
        let text = open(app, &page).await;
        let (before, after) = text.split_once(words).unwrap_or_else(|| panic!("no {words}: {text}"));
        assert!(
            !before.contains("Cancel the appointment") && after.contains("Cancel the appointment"),
            "{text}"
        );
    };
    said("25.00 EUR come back to you: 100 % of the 25.00 EUR").await;
    clock(app, "2025-01-22T10:00:00Z");
    said("12.50 EUR come back to you: 50 % of the 25.00 EUR").await;
    clock(app, "2025-01-23T09:30:00Z");
    said("nothing of the 25.00 EUR that you paid comes back").await;
    clock(app, "2025-01-22T10:00:00Z");
    // The question says what comes back and what does not; what it showed has to be so still.
    let asked = open(app, &format!("{page}/cancel")).await;
    for said in ["Cancel the appointment?", "Comes back", "Does not come back", "12.50 EUR come back to you"]
    {
        assert!(asked.contains(said), "{said}: {asked}");
    }
    let seen = asked.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let seen = seen.unwrap_or_else(|| panic!("nothing was seen: {asked}"));
    clock(app, "2025-01-23T09:30:00Z");
    let late = send(app, &page, &[("do", "cancel"), ("seen", seen)]).await;
    assert_eq!(late.status, 409, "{}", late.text);
    assert!(late.text.contains("nothing of the 25.00 EUR that you paid comes back"), "{}", late.text);
    clock(app, "2025-01-22T10:00:00Z");
    assert_eq!(send(app, &page, &[("do", "cancel"), ("seen", seen)]).await.status, 303);
    let text = open(app, &format!("{page}?done=booked-cancelled")).await;
    for said in ["Your appointment is cancelled", "Money back", "12.50 EUR", "Book again", "/book/"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("Cancel the appointment") && !text.contains("Choose another time"), "{text}");
}

async fn what_comes_back_at_a_new_time_is_said_before_the_move(db: TestDb) {
    let world = World::offline(db).await;
    let (app, shop) = (&world.app, &world.shop);
    world.service(json!({"cancellation_policy": [{"hours_before": 24, "refund_percent": 100}]})).await;
    let body = with(booking(shop, TEN, "Ana"), &json!({"payment_type": "full"}));
    let made = app.make(BOOK, body).await;
    let url = made["manage_url"].as_str().unwrap_or_default();
    let page = url.strip_prefix(e2e::PUBLIC_URL).unwrap_or_default().to_owned();
    let asked =
        async |start: &str| open(app, &format!("{page}/move?from={}&start={start}", &start[..10])).await;
    let late = asked("2025-01-20T15:00:00Z").await;
    assert!(late.contains("At the new time: If you cancel, nothing comes back of what you paid."), "{late}");
    let good = asked("2025-01-24T10:00:00Z").await;
    let until =
        "If you cancel until Thursday 23 January 2025, 10:00 (UTC), 100 % of what you paid comes back";
    assert!(good.contains(&format!("At the new time: {until}")), "{good}");
    // Nothing is said of money where none is asked for.
    let free = app.make(BOOK, with(booking(shop, NOON, "Bo"), &json!({"payment_type": "none"}))).await;
    let url = free["manage_url"].as_str().unwrap_or_default();
    let page = url.strip_prefix(e2e::PUBLIC_URL).unwrap_or_default();
    let text = open(app, &format!("{page}/move?from=2025-01-24&start=2025-01-24T10:00:00Z")).await;
    assert!(text.contains("Move the appointment?") && !text.contains("At the new time"), "{text}");
}

async fn what_was_promised_stays_where_the_company_goes_to_another_zone(db: TestDb) {
    let world = World::offline(db).await;
    let (app, shop) = (&world.app, &world.shop);
    let company = format!("/api/v1/companies/{}", shop.company);
    app.patch(&company, json!({"time_zone": "America/New_York"})).await;
    // On the day itself until six in the morning in New York, which is 11:00 UTC.
    world
        .service(
            json!({"cancellation_policy": [{"local_days_before": 0, "at": "06:00", "refund_percent": 100}]}),
        )
        .await;
    let made = app.make(BOOK, with(booking(shop, NOON, "Ana"), &json!({"payment_type": "full"}))).await;
    let url = made["manage_url"].as_str().unwrap_or_default();
    let page = url.strip_prefix(e2e::PUBLIC_URL).unwrap_or_default();
    let promised = "If you cancel until Thursday 23 January 2025, 11:00 (UTC), 100 %";
    let text = open(app, &format!("{page}?tz=UTC")).await;
    assert!(text.contains(promised), "{text}");
    let bills = app.get(&format!("{PAYMENTS}?company_id={}", shop.company)).await;
    let payment = bills["items"][0]["id"].as_str().unwrap_or_default().to_owned();
    app.send(app.request(Method::POST, &format!("{PAYMENTS}/{payment}/mark-paid"))).await;
    let moved = app.patch(&company, json!({"time_zone": "Asia/Tokyo"})).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
    let text = open(app, &format!("{page}?tz=UTC")).await;
    assert!(text.contains(promised), "{text}");
    // It is paid by that, too: six in the morning in Tokyo is over.
    clock(app, "2025-01-23T10:30:00Z");
    let text = open(app, page).await;
    assert!(text.contains("100.00 EUR come back to you: 100 % of the 100.00 EUR"), "{text}");
    clock(app, "2025-01-23T11:00:00Z");
    assert!(open(app, page).await.contains("nothing of the 100.00 EUR that you paid comes back"));
}

async fn what_is_to_be_paid_leads_to_where_it_is_paid(db: TestDb) {
    let world = World::new(db).await;
    let booked = world.book("Ana").await;
    let url = booked.answer["manage_url"].as_str().unwrap_or_default();
    let page = url.strip_prefix(e2e::PUBLIC_URL).unwrap_or_default().to_owned();
    let text = open(&world.app, &page).await;
    assert!(text.contains("waits for its payment") && text.contains("Your time is held until"), "{text}");
    assert_eq!(link(&text, "Pay 100.00 EUR"), booked.pay_path());
    world.pass(3 * 86_400);
    let text = open(&world.app, &page).await;
    assert!(!text.contains("Pay 100.00 EUR"), "its time to pay is over: {text}");
}

async fn opening_pages_changes_nothing(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let Booked { page, path } = booked(&app, &shop).await;
    let before = app.get(&path).await;
    let tails = ["", "?do=cancel", "/move", "/move?start=2025-01-23T12:00:00Z&do=move", "/appointment.ics"];
    for tail in tails {
        for method in [Method::GET, Method::HEAD] {
            let answer = app.send(app.anonymous(method, &format!("{page}{tail}"))).await;
            assert_eq!(answer.status, 200, "{tail}: {}", answer.text);
        }
    }
    assert_eq!(app.get(&path).await.text, before.text);
    assert_eq!(actions(&app, &path).await, ["booked"]);
    for tail in ["/move", "/appointment.ics"] {
        let wrong = Browser::new(&app).get(&format!("/booked/v1.abc{tail}")).await;
        assert_eq!(wrong.status, 404, "{}", wrong.text);
        assert!(wrong.text.contains("This link leads to no appointment"), "{}", wrong.text);
    }
}

async fn a_link_for_an_answer_neither_moves_nor_cancels(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let Booked { path, .. } = booked(&app, &shop).await;
    let asked = app.post(&format!("{path}/reschedule"), json!({"start": NOON, "ask": true})).await;
    assert_eq!(asked.status, 202, "{}", asked.text);
    let mail = newest(&app, &shop, "move_asked").await;
    let text = mail["text"].as_str().unwrap_or_default();
    let at = text.find("/booked/").unwrap_or_else(|| panic!("no link: {text}"));
    let page = text[at..].split_whitespace().next().unwrap_or_default().to_owned();
    let shown = open(&app, &page).await;
    assert!(shown.contains("Agree") && !shown.contains("Cancel the appointment"), "{shown}");
    assert!(!shown.contains("Choose another time"), "{shown}");
    assert_eq!(Browser::new(&app).get(&format!("{page}/move")).await.status, 404);
    let version = version(&app, &path).await;
    let moved = send(&app, &page, &[("do", "move"), ("start", NOON), ("version", &version)]).await;
    assert_eq!(moved.status, 404, "{}", moved.text);
    assert_eq!(app.get(&path).await["start"], TEN);
}

async fn mail_leads_to_what_can_be_done(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    app.patch(&format!("{SERVICES}/{}", shop.service), json!({"location_type": "online"})).await;
    let Booked { path, .. } = booked(&app, &shop).await;
    let room = app.get(&path).await["meeting_link"].as_str().unwrap_or_default().to_owned();
    let of = async |address: &str, kind: &str| {
        let all = messages(&app, &shop).await;
        let one = all.iter().rev().find(|one| one["kind"] == kind && one["to_address"] == address);
        let id =
            one.unwrap_or_else(|| panic!("no {kind}: {all:?}"))["id"].as_str().unwrap_or_default().to_owned();
        app.get(&format!("/api/v1/messages/{id}")).await
    };
    let mail = of("ana@example.com", "invitation").await;
    let (text, html) = (mail["text"].as_str().unwrap_or_default(), mail["html"].as_str().unwrap_or_default());
    let after = |label: &str| {
        let line =
            text.split(&format!("\n{label}:\n")).nth(1).unwrap_or_else(|| panic!("no {label}: {text}"));
        line.lines().next().unwrap_or_default().to_owned()
    };
    let page = after("View the appointment");
    assert_eq!(after("Join"), room);
    assert_eq!((after("Move"), after("Cancel")), (format!("{page}/move"), format!("{page}/cancel")));
    for address in [&page, &room, &after("Move"), &after("Cancel")] {
        assert!(html.contains(&format!("href=\"{address}\"")), "{address}: {html}");
    }
    let path_of_page = page.strip_prefix(e2e::PUBLIC_URL).unwrap_or_default().to_owned();
    assert!(open(&app, &path_of_page).await.contains("id=\"cancel\""));
    open(&app, &format!("{path_of_page}/move")).await;
    let staff = of(&format!("user{}@example.com", shop.company), "invitation").await;
    let text = staff["text"].as_str().unwrap_or_default();
    assert!(text.contains("/app/calendar?view=day&date=2025-01-23") && text.contains(&room), "{text}");
    assert!(!text.contains("/booked/"), "{text}");
    send(&app, &path_of_page, &[("do", "cancel")]).await;
    let gone = of("ana@example.com", "cancelled").await;
    let text = gone["text"].as_str().unwrap_or_default();
    assert!(text.contains("/booked/") && !text.contains("/move") && !text.contains("/cancel"), "{text}");
}
