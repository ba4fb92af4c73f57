//! Events in people's calendars that stand for bookings of the product: for all who are in the booking, whatever it is, and however the
//! event came. It is Monday 20 January 2025, 08:00 UTC; appointments are on Tuesday.

use super::calendars::{WEEK, busy, create_calendar, import};
use crate::appointments::start::{APPOINTMENTS, TEN, act, book, messages};
use crate::shop::start::{STAFF, Shop};
use e2e::{App, Feed};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(super) fn cases() -> Vec<Case> {
    testkit::cases![
        ones_own_appointment_is_no_other_one,
        a_client_who_is_a_user_has_one_appointment,
        a_candidate_who_is_a_user_has_one_interview,
        who_was_in_a_booking_does_not_keep_its_time,
        who_comes_to_be_in_a_booking_has_its_time_once,
        an_address_that_is_written_later_joins_the_event_too,
        what_the_owner_made_of_it_is_busy_beside_the_booking,
        it_is_known_in_other_notations,
    ]
}

const HALF: &str = "2025-01-21T10:30:00Z";
const AFTERNOON: &str = "2025-01-21T14:00:00Z";
const AT_TEN: &str = "21T10:00-21T11:00";

/// Puts a text into a calendar of somebody, by a file or by a feed, and answers how many events it has.
async fn put(app: &App, feed: &Feed, door: &str, user: i64, text: &str) -> i64 {
    let url = (door == "ics_url").then(|| feed.url());
    let id = create_calendar(app, user, json!({"kind": door, "url": url})).await;
    feed.serve(text, "\"v1\"");
    let done = match door {
        "ics_file" => import(app, id, text).await,
        _ => app.post(&format!("/api/v1/calendars/{id}/sync"), Value::Null).await,
    };
    assert_eq!(done.status, 200, "{door}: {}", done.text);
    let events =
        app.db.raw().texts(&format!("SELECT CAST(events AS TEXT) AS text FROM calendars WHERE id = {id}"));
    events[0].parse().expect("a number")
}

async fn times(app: &App, user: i64) -> Vec<String> {
    busy(app, user, WEEK).await.0
}

/// What the mail to an address has of the newest meeting.
async fn invitation(app: &App, shop: &Shop, address: &str) -> String {
    let all = messages(app, shop).await;
    let theirs = |one: &&Value| one["to_address"] == address && one["kind"] == "invitation";
    let found = all.iter().rev().find(theirs).unwrap_or_else(|| panic!("no mail to {address}: {all:?}"));
    let whole = app.get(&format!("/api/v1/messages/{}", found["id"].as_str().expect("an id"))).await;
    whole["ics"].as_str().expect("a calendar").to_owned()
}

async fn moved(app: &App, path: &str, body: Value) {
    let done = act(app, path, "reschedule", body).await;
    assert_eq!(done.status, 200, "{}", done.text);
}

async fn no_conflicts(app: &App, shop: &Shop) {
    app.worker().run_once().await;
    let conflicts = app.get(&format!("/api/interviews/conflicts?company_id={}", shop.company)).await;
    assert_eq!(conflicts["items"], json!([]), "{}", conflicts.text);
}

async fn ones_own_appointment_is_no_other_one(db: TestDb) {
    let app = App::start(db).await;
    let (shop, feed) = (Shop::open(&app, "UTC").await, Feed::start().await);
    let token = app.send(app.request(Method::POST, &format!("{STAFF}/{}/feed-token", shop.staff))).await;
    let url = token["url"].as_str().expect("an address").to_owned();
    let own_feed = &url[url.find("/api/").expect("a path")..];
    let path = book(&app, &shop, TEN, "Ana").await;
    let file = app.get(&format!("{path}/ics")).await.text;
    let mail = invitation(&app, &shop, &format!("user{}@example.com", shop.company)).await;
    let shown = app.send(app.anonymous(Method::GET, own_feed)).await.text;
    for (text, door) in [(&file, "ics_file"), (&mail, "ics_file"), (&shown, "ics_url")] {
        assert_eq!(put(&app, &feed, door, shop.user, text).await, 0, "{door}: {text}");
    }
    assert_eq!(times(&app, shop.user).await, [AT_TEN]);
    no_conflicts(&app, &shop).await;
    moved(&app, &path, json!({"start": HALF})).await;
    assert_eq!(times(&app, shop.user).await, ["21T10:30-21T11:30"], "it is not in its own way");
    no_conflicts(&app, &shop).await;
    assert_eq!(act(&app, &path, "cancel", json!({"reason": "ill"})).await.status, 200);
    assert_eq!(times(&app, shop.user).await, [""; 0]);
    // The same where it comes once it is cancelled.
    assert_eq!(put(&app, &feed, "ics_file", shop.user, &file).await, 0);
    // What looks like a booking and is none of the company's is somebody's time.
    let id = path.trim_start_matches(APPOINTMENTS).trim_start_matches('/');
    let foreign = file.replace(id, "0192d6d8-6f4b-7c63-a62b-0f1e2d3c4b5a");
    assert_eq!(put(&app, &feed, "ics_file", shop.user, &foreign).await, 1);
    assert_eq!(times(&app, shop.user).await, [AT_TEN]);
}

async fn a_client_who_is_a_user_has_one_appointment(db: TestDb) {
    let app = App::start(db).await;
    let (shop, feed) = (Shop::open(&app, "UTC").await, Feed::start().await);
    let ana = app.user(shop.company, "ana").await;
    let path = book(&app, &shop, TEN, "Ana").await;
    let mail = invitation(&app, &shop, "ana@example.com").await;
    assert_eq!(put(&app, &feed, "ics_url", ana, &mail).await, 0, "{mail}");
    moved(&app, &path, json!({"start": HALF})).await;
    assert_eq!(times(&app, ana).await, ["21T10:30-21T11:30"]);
    no_conflicts(&app, &shop).await;
    assert_eq!(act(&app, &path, "cancel", json!({"reason": "ill"})).await.status, 200);
    assert_eq!(times(&app, ana).await, [""; 0]);
    assert_eq!(put(&app, &feed, "ics_file", ana, &mail).await, 0, "also where it is cancelled");
}

async fn a_candidate_who_is_a_user_has_one_interview(db: TestDb) {
    let app = App::start(db).await;
    let (shop, feed) = (Shop::open(&app, "UTC").await, Feed::start().await);
    let bob = app.user(shop.company, "bob").await;
    let (candidate, job) = (app.candidate(shop.company, "bob").await, app.job(shop.company, "Barber").await);
    let interview = app.interview(shop.company, candidate, job, &[shop.user]).await;
    let path = format!("/api/v1/interviews/{interview}");
    let at = async |start: &str| {
        let done = app.patch(&path, json!({"scheduled_at": start})).await;
        assert_eq!(done.status, 200, "{}", done.text);
    };
    at(TEN).await;
    let mail = invitation(&app, &shop, "bob@example.com").await;
    assert_eq!(put(&app, &feed, "ics_file", bob, &mail).await, 0, "{mail}");
    at(HALF).await;
    assert_eq!(times(&app, bob).await.len(), 1);
    no_conflicts(&app, &shop).await;
    assert_eq!(act(&app, &path, "cancel", json!({"reason": "ill"})).await.status, 200);
    assert_eq!(times(&app, bob).await, [""; 0]);
}

async fn who_was_in_a_booking_does_not_keep_its_time(db: TestDb) {
    let app = App::start(db).await;
    let (shop, feed) = (Shop::open(&app, "UTC").await, Feed::start().await);
    let other = app.user(shop.company, "other").await;
    let staff = app.make(STAFF, json!({"user_id": other, "services": [shop.service]})).await.id();
    let own = format!("user{}@example.com", shop.company);
    let path = book(&app, &shop, TEN, "Ana").await;
    let mail = invitation(&app, &shop, &own).await;
    moved(&app, &path, json!({"start": TEN, "staff_id": staff})).await;
    assert_eq!(put(&app, &feed, "ics_file", shop.user, &mail).await, 0, "the staff before");
    assert_eq!((times(&app, shop.user).await, times(&app, other).await), (vec![], vec![AT_TEN.to_owned()]));

    let (candidate, job) = (app.candidate(shop.company, "bob").await, app.job(shop.company, "Barber").await);
    let interview = app.interview(shop.company, candidate, job, &[shop.user]).await;
    let path = format!("/api/v1/interviews/{interview}");
    assert_eq!(app.patch(&path, json!({"scheduled_at": AFTERNOON})).await.status, 200);
    let mail = invitation(&app, &shop, &own).await;
    assert!(mail.contains(&interview), "{mail}");
    assert_eq!(app.patch(&path, json!({"interviewer_ids": [other]})).await.status, 200);
    assert_eq!(put(&app, &feed, "ics_url", shop.user, &mail).await, 0, "the panel before");
    assert_eq!(times(&app, shop.user).await, [""; 0]);
}

/// How many pieces of busy time are stored of calendars.
fn stored(app: &App) -> usize {
    app.db.raw().texts("SELECT 'busy' AS text FROM calendar_busy").len()
}

async fn who_comes_to_be_in_a_booking_has_its_time_once(db: TestDb) {
    let app = App::start(db).await;
    let (shop, feed) = (Shop::open(&app, "UTC").await, Feed::start().await);
    let other = app.user(shop.company, "other").await;
    let staff = app.make(STAFF, json!({"user_id": other, "services": [shop.service]})).await.id();
    let path = book(&app, &shop, TEN, "Ana").await;
    let file = app.get(&format!("{path}/ics")).await.text;
    for door in ["ics_file", "ics_url"] {
        assert_eq!(put(&app, &feed, door, other, &file).await, 1, "a colleague's is time like any other");
    }
    assert_eq!(times(&app, other).await, [AT_TEN]);
    moved(&app, &path, json!({"start": AFTERNOON, "staff_id": staff})).await;
    assert_eq!(times(&app, other).await, ["21T14:00-21T15:00"]);
    no_conflicts(&app, &shop).await;
    assert_eq!((stored(&app), times(&app, other).await.len()), (2, 1), "what is stored is not read");
    // The feed says that nothing is new, and is worked out again all the same; so is the file, when its turn comes.
    app.clock.advance(15 * 60 + 1);
    app.worker().run_once().await;
    assert_eq!(stored(&app), 1);
    app.clock.advance(14 * 86_400);
    app.worker().run_once().await;
    assert_eq!(stored(&app), 0);
    assert_eq!(times(&app, other).await, ["21T14:00-21T15:00"]);
}

async fn an_address_that_is_written_later_joins_the_event_too(db: TestDb) {
    let app = App::start(db).await;
    let (shop, feed) = (Shop::open(&app, "UTC").await, Feed::start().await);
    let eve = app.user(shop.company, "eve").await;
    let path = book(&app, &shop, TEN, "Ana").await;
    let mail = invitation(&app, &shop, "ana@example.com").await;
    assert_eq!(put(&app, &feed, "ics_file", eve, &mail).await, 1);
    let written = app.patch(&format!("/api/v1/users/{eve}"), json!({"email": "ana@example.com"})).await;
    assert_eq!(written.status, 200, "{}", written.text);
    moved(&app, &path, json!({"start": HALF})).await;
    assert_eq!(times(&app, eve).await, ["21T10:30-21T11:30"]);
    assert_eq!(act(&app, &path, "cancel", json!({"reason": "ill"})).await.status, 200);
    assert_eq!(times(&app, eve).await, [""; 0]);
}

/// An interview of the shop's owner at ten, and the calendar that invited them to it.
async fn interview_at_ten(app: &App, shop: &Shop) -> (String, String) {
    let (candidate, job) = (app.candidate(shop.company, "bob").await, app.job(shop.company, "Barber").await);
    let interview = app.interview(shop.company, candidate, job, &[shop.user]).await;
    let path = format!("/api/v1/interviews/{interview}");
    let done = app.patch(&path, json!({"scheduled_at": TEN})).await;
    assert_eq!(done.status, 200, "{}", done.text);
    (path, invitation(app, shop, &format!("user{}@example.com", shop.company)).await)
}

async fn what_the_owner_made_of_it_is_busy_beside_the_booking(db: TestDb) {
    let app = App::start(db).await;
    let (shop, feed) = (Shop::open(&app, "UTC").await, Feed::start().await);
    let (path, mail) = interview_at_ten(&app, &shop).await;
    let longer = mail.replace("T110000Z", "T120000Z");
    let repeated = mail.replace("STATUS:CONFIRMED", "RRULE:FREQ=DAILY;COUNT=3\r\nSTATUS:CONFIRMED");
    let dragged = mail.replace("T100000Z", "T150000Z").replace("T110000Z", "T160000Z");
    let check = async |door: &str, text: &str, expected: &[&str]| {
        assert_ne!(text, mail);
        put(&app, &feed, door, shop.user, text).await;
        assert_eq!(times(&app, shop.user).await, expected, "{door}: {text}");
        let calendars = app.get(&format!("/api/v1/calendars?user_id={}", shop.user)).await;
        for one in calendars["items"].as_array().into_iter().flatten() {
            assert_eq!(app.delete(&format!("/api/v1/calendars/{}", one["id"])).await.status, 204);
        }
    };
    for door in ["ics_file", "ics_url"] {
        check(door, &longer, &["21T10:00-21T12:00"]).await;
        check(door, &repeated, &[AT_TEN, "22T10:00-22T11:00", "23T10:00-23T11:00"]).await;
        check(door, &dragged, &[AT_TEN, "21T15:00-21T16:00"]).await;
    }
    put(&app, &feed, "ics_file", shop.user, &longer).await;
    let (other, job) = (app.candidate(shop.company, "eve").await, app.job(shop.company, "Dyer").await);
    let over = app.interview(shop.company, other, job, &[shop.user]).await;
    let at_eleven = json!({"scheduled_at": "2025-01-21T11:00:00Z"});
    let taken = app.patch(&format!("/api/v1/interviews/{over}"), at_eleven).await;
    assert_eq!(taken.status, 409, "{}", taken.text);
    no_conflicts(&app, &shop).await;
    // What was booked there once is left to the ledger also after a move.
    assert_eq!(app.patch(&path, json!({"scheduled_at": AFTERNOON})).await.status, 200);
    assert_eq!(times(&app, shop.user).await, ["21T11:00-21T12:00", "21T14:00-21T15:00"]);
}

async fn it_is_known_in_other_notations(db: TestDb) {
    let app = App::start(db).await;
    let (shop, feed) = (Shop::open(&app, "UTC").await, Feed::start().await);
    let (path, mail) = interview_at_ten(&app, &shop).await;
    let uid = format!("{}@meridian", path.rsplit('/').next().expect("an id"));
    let whole = mail.replace("\r\n ", "");
    assert!(whole.contains(&uid), "{whole}");
    let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02X}")).collect::<String>();
    // Class, date, time and nothing, the length of the rest, and what comes before and after a UID of others.
    let class = "040000008200E00074C5B7101A82E008";
    let outlook = format!(
        "{class}{}{:02X}000000{}01000000{}00",
        "0".repeat(40),
        13 + uid.len(),
        hex("vCal-Uid"),
        hex(&uid)
    );
    for other in [uid.to_uppercase(), uid.replace('@', "_R20250121T100000@"), outlook] {
        let text = whole.replace(&uid, &other);
        assert_eq!(put(&app, &feed, "ics_url", shop.user, &text).await, 0, "{other}");
        no_conflicts(&app, &shop).await;
    }
    assert_eq!(app.patch(&path, json!({"scheduled_at": HALF})).await.status, 200);
    assert_eq!(act(&app, &path, "cancel", json!({"reason": "ill"})).await.status, 200);
    assert_eq!(times(&app, shop.user).await, [""; 0]);
}
