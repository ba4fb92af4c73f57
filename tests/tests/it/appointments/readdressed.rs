//! Another address of a user or a candidate takes along what they have booked as a client.

use super::links::{press, question};
use super::start::{
    APPOINTMENTS, BOOK, ELEVEN, NOON, REQUESTS, TEN, act, asking, book, booking, clock, kinds, ledger,
    messages, refused, with,
};
use crate::schedules::races::{answer, rounds};
use crate::shop::start::{STAFF, Shop};
use e2e::{Answer, App, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

const CANDIDATES: &str = "/api/v1/candidates";
const USERS: &str = "/api/v1/users";

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_colleague_is_busy_at_the_new_address,
        a_candidate_is_busy_at_the_new_address,
        a_customer_sees_what_they_booked_and_a_stranger_does_not,
        what_is_held_goes_along,
        both_addresses_are_told,
        the_new_address_is_asked_too,
        what_overlaps_is_refused_and_nothing_changes,
        who_keeps_the_address_keeps_the_appointments,
        what_another_booked_before_stays_theirs,
        a_merge_has_one_client,
        links_of_the_old_address_open_nothing,
        never_twice_while_an_address_changes,
    ]
}

async fn open(db: TestDb) -> (App, Shop) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    (app, shop)
}

/// Another member of staff of that name, as user and as staff.
async fn colleague(app: &App, shop: &Shop, name: &str) -> (i64, i64) {
    let user = app.user(shop.company, name).await;
    let staff = app.make(STAFF, json!({"user_id": user, "services": [shop.service]})).await.id();
    (user, staff)
}

async fn candidate(app: &App, shop: &Shop, email: &str) -> String {
    let body = json!({"company_id": shop.company, "name": "Somebody", "email": email});
    format!("{CANDIDATES}/{}", app.make(CANDIDATES, body).await.id())
}

async fn address(app: &App, record: &str, email: &str) {
    let done = app.patch(record, json!({"email": email})).await;
    assert_eq!(done.status, 200, "{}", done.text);
}

/// The address of an appointment's client.
async fn client_of(app: &App, path: &str) -> Value {
    app.get(path).await["client"]["email"].clone()
}

async fn cancel(app: &App, path: &str) {
    let done = act(app, path, "cancel", json!({"reason": "ill"})).await;
    assert_eq!(done.status, 200, "{}", done.text);
}

/// Tries to interview a candidate for an hour.
async fn interview(app: &App, shop: &Shop, record: &str, panel: i64, start: &str) -> Answer {
    let id: i64 = record.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
    let job = app.job(shop.company, "Barber").await;
    app.gates(shop.company, id, job, [true, true, true]).await;
    let body = json!({
        "candidate_id": id, "job_id": job, "interview_type": "offline", "interviewer_ids": [panel],
        "scheduled_at": start, "duration_minutes": 60,
    });
    app.post("/api/v1/interviews", body).await
}

async fn a_colleague_is_busy_at_the_new_address(db: TestDb) {
    let (app, shop) = open(db).await;
    let (tom, staff) = colleague(&app, &shop, "tom").await;
    let path = book(&app, &shop, TEN, "Tom").await;
    let of_tom = |start: &str| with(booking(&shop, start, "Bob"), &json!({"staff_id": staff}));
    refused(&app.post(BOOK, of_tom(TEN)).await, 409, "slot-not-available");
    let before = ledger(&app);
    address(&app, &format!("{USERS}/{tom}"), "Tom.New@example.com").await;
    assert_eq!(client_of(&app, &path).await, "Tom.New@example.com");
    let moved: Vec<String> =
        before.iter().map(|line| line.replace("customer:tom@", "customer:tom.new@")).collect();
    assert_eq!(ledger(&app), moved);
    refused(&app.post(BOOK, of_tom(TEN)).await, 409, "slot-not-available");
    let day = "start=2025-01-21T00:00:00Z&end=2025-01-22T00:00:00Z";
    let busy = app.get(&format!("/api/v1/free-busy?user_ids={tom}&{day}")).await;
    assert_eq!(busy["items"][0]["busy"], json!([{"start": TEN, "end": ELEVEN}]), "{}", busy.text);
    // It is moved and given back with whom it is of now.
    let done = act(&app, &path, "reschedule", json!({"start": ELEVEN})).await;
    assert_eq!(done.status, 200, "{}", done.text);
    refused(&app.post(BOOK, of_tom(ELEVEN)).await, 409, "slot-not-available");
    app.make(BOOK, of_tom(TEN)).await;
    cancel(&app, &path).await;
    app.make(BOOK, of_tom(ELEVEN)).await;
    let clients = "SELECT subject AS text FROM subjects WHERE subject LIKE 'customer:%'";
    let clients = app.db.raw().texts(clients);
    assert!(!clients.contains(&"customer:tom@example.com".to_owned()), "{clients:?}");
}

async fn a_candidate_is_busy_at_the_new_address(db: TestDb) {
    let (app, shop) = open(db).await;
    let kim = app.user(shop.company, "kim").await;
    let cy = candidate(&app, &shop, "cy@example.com").await;
    let path = book(&app, &shop, TEN, "Cy").await;
    refused(&interview(&app, &shop, &cy, kim, TEN).await, 409, "candidate-unavailable");
    address(&app, &cy, "cy.new@example.com").await;
    assert_eq!(client_of(&app, &path).await, "cy.new@example.com");
    refused(&interview(&app, &shop, &cy, kim, TEN).await, 409, "candidate-unavailable");
    address(&app, &cy, "cy.last@example.com").await;
    assert_eq!(client_of(&app, &path).await, "cy.last@example.com");
    refused(&interview(&app, &shop, &cy, kim, TEN).await, 409, "candidate-unavailable");
    let log = app.get(&format!("{path}/logs")).await;
    assert!(log.text.contains("cy.new@example.com") && log.text.contains("another address"), "{}", log.text);
    cancel(&app, &path).await;
    let made = interview(&app, &shop, &cy, kim, TEN).await;
    assert_eq!(made.status, 201, "{}", made.text);
}

async fn seen_by(app: &App, token: &str, path: &str) -> Answer {
    app.send(app.request_by(token, Method::GET, path)).await
}

async fn number(app: &App, token: &str, list: &str) -> Option<usize> {
    seen_by(app, token, list).await["items"].as_array().map(Vec::len)
}

async fn a_customer_sees_what_they_booked_and_a_stranger_does_not(db: TestDb) {
    let (app, shop) = open(db).await;
    let ana = app.account(Some(shop.company), "ana", "customer").await;
    let path = book(&app, &shop, TEN, "Ana").await;
    let over = book(&app, &shop, NOON, "Ana").await;
    cancel(&app, &over).await;
    address(&app, &format!("{USERS}/{ana}"), "ana.new@example.com").await;
    let own = app.session("ana.new").await;
    assert_eq!(number(&app, &own, APPOINTMENTS).await, Some(2), "history too");
    assert_eq!(seen_by(&app, &own, &path).await.status, 200);
    app.account(Some(shop.company), "ana", "customer").await;
    let stranger = app.session("ana").await;
    assert_eq!(number(&app, &stranger, APPOINTMENTS).await, Some(0));
    for path in [&path, &over] {
        assert_eq!(seen_by(&app, &stranger, path).await.status, 404);
    }
    let ill =
        app.request_by(&stranger, Method::POST, &format!("{path}/cancel")).json(&json!({"reason": "x"}));
    assert_eq!(app.send(ill).await.status, 404);
    let ill = app.request_by(&own, Method::POST, &format!("{path}/cancel")).json(&json!({"reason": "x"}));
    assert_eq!(app.send(ill).await.status, 200);
}

async fn what_is_held_goes_along(db: TestDb) {
    let (app, shop) = open(db).await;
    let ana = app.account(Some(shop.company), "ana", "customer").await;
    let token = app.session("ana").await;
    let mut body = asking(&shop, TEN);
    body.as_object_mut().expect("an object").remove("company_id");
    let held = app.send(app.request_by(&token, Method::POST, REQUESTS).json(&body)).await;
    assert_eq!(held.status, 201, "{}", held.text);
    address(&app, &format!("{USERS}/{ana}"), "ana.new@example.com").await;
    let token = app.session("ana.new").await;
    let path = held.header("location").to_owned();
    let now = seen_by(&app, &token, &path).await;
    assert_eq!((now.status, &now["client"]["email"]), (200, &json!("ana.new@example.com")), "{}", now.text);
    let confirmed = app.send(app.request_by(&token, Method::POST, &format!("{path}/confirm"))).await;
    assert_eq!(confirmed.status, 201, "{}", confirmed.text);
    assert_eq!(number(&app, &token, APPOINTMENTS).await, Some(1));
    let clients = ledger(&app).into_iter().filter(|line| line.starts_with("customer:"));
    assert_eq!(clients.collect::<Vec<_>>(), ["customer:ana.new@example.com appointment booked"]);
}

async fn both_addresses_are_told(db: TestDb) {
    let (app, shop) = open(db).await;
    let tom = app.user(shop.company, "tom").await;
    let cy = candidate(&app, &shop, "cy@example.com").await;
    book(&app, &shop, TEN, "Tom").await;
    book(&app, &shop, NOON, "Cy").await;
    let gone = book(&app, &shop, ELEVEN, "Cy").await;
    cancel(&app, &gone).await;
    messages(&app, &shop).await;
    let staff = format!("user{}@example.com", shop.company);
    for (record, name) in [(format!("{USERS}/{tom}"), "tom"), (cy, "cy")] {
        let before = kinds(&messages(&app, &shop).await);
        address(&app, &record, &format!("{name}.new@example.com")).await;
        let after = kinds(&messages(&app, &shop).await);
        let count = |all: &[String], one: &str| all.iter().filter(|seen| *seen == one).count();
        for new in [format!("cancelled {name}@example.com"), format!("invitation {name}.new@example.com")] {
            assert_eq!(count(&after, &new), count(&before, &new) + 1, "{new}: {after:?}");
        }
        assert_eq!(after.len(), before.len() + 2, "{before:?} {after:?}");
        let all = messages(&app, &shop).await;
        let old = all.iter().rev().find(|one| one["to_address"] == format!("{name}@example.com"));
        let subject = old.expect("a message")["subject"].as_str().unwrap_or_default();
        assert!(subject.starts_with("Appointment sent to another address"), "{subject}");
        let to_staff = |all: &[String]| all.iter().filter(|one| one.ends_with(&staff)).count();
        assert_eq!(to_staff(&after), to_staff(&before), "an address is nothing to the staff: {after:?}");
    }
}

async fn the_new_address_is_asked_too(db: TestDb) {
    let (app, shop) = open(db).await;
    let tom = app.user(shop.company, "tom").await;
    let cy = candidate(&app, &shop, "cy@example.com").await;
    let days = [("21", "Tom", format!("{USERS}/{tom}")), ("22", "Cy", cy)];
    for (day, name, record) in days {
        let at = |hour: u32| format!("2025-01-{day}T{hour}:00:00Z");
        let made = app.make(BOOK, booking(&shop, &at(10), name)).await;
        let path = made.header("location").to_owned();
        let url = made["manage_url"].as_str().unwrap_or_default();
        let page = url.strip_prefix(e2e::PUBLIC_URL).unwrap_or_else(|| panic!("no page: {}", made.text));
        let shown = async || app.send(app.anonymous(Method::GET, page)).await.text;
        assert!(!shown().await.contains("Does another time suit you?"));
        let asked = act(&app, &path, "reschedule", json!({"start": at(14), "ask": true})).await;
        assert_eq!(asked.status, 202, "{}", asked.text);
        assert!(shown().await.contains("Does another time suit you?"), "its own page says so too");
        let old = question(&app, &shop).await;
        let right = format!("{}.new@example.com", name.to_lowercase());
        address(&app, &record, &right).await;
        let seen = kinds(&messages(&app, &shop).await);
        let count = seen.iter().filter(|one| **one == format!("move_asked {right}")).count();
        assert_eq!(count, 1, "{seen:?}");
        // A new name is no other address.
        assert_eq!(app.patch(&record, json!({"name": "Somebody Else"})).await.status, 200);
        assert_eq!(
            kinds(&messages(&app, &shop).await).iter().filter(|one| one.starts_with("move_asked")).count(),
            seen.iter().filter(|one| one.starts_with("move_asked")).count()
        );
        let new = question(&app, &shop).await;
        assert_ne!(new, old);
        assert_eq!(press(&app, &new, "agree").await.status, 303);
        assert_eq!(app.get(&path).await["start"], at(14));
    }
}

async fn what_overlaps_is_refused_and_nothing_changes(db: TestDb) {
    let (app, shop) = open(db).await;
    let (_, other) = colleague(&app, &shop, "other").await;
    let ana = app.account(Some(shop.company), "ana", "customer").await;
    let record = format!("{USERS}/{ana}");
    let own = book(&app, &shop, TEN, "Ana").await;
    let later = book(&app, &shop, NOON, "Ana").await;
    let eves = with(booking(&shop, TEN, "Eve"), &json!({"staff_id": other}));
    let eves = app.make(BOOK, eves).await.header("location").to_owned();
    let before = ledger(&app);
    let both = app.patch(&record, json!({"email": "eve@example.com"})).await;
    check_problem("both booked", &both, 409, "overlap", &[]);
    assert!(both["detail"].as_str().is_some_and(|text| text.contains(TEN)), "{}", both.text);
    assert_eq!(ledger(&app), before);
    assert_eq!(app.get(&record).await["email"], "ana@example.com");
    for path in [&own, &later] {
        assert_eq!(client_of(&app, path).await, "ana@example.com");
    }
    cancel(&app, &eves).await;
    address(&app, &record, "eve@example.com").await;
    for path in [&own, &later] {
        assert_eq!(client_of(&app, path).await, "eve@example.com");
    }
    let eves = with(booking(&shop, TEN, "Eve"), &json!({"staff_id": other}));
    refused(&app.post(BOOK, eves).await, 409, "slot-not-available");
}

async fn who_keeps_the_address_keeps_the_appointments(db: TestDb) {
    let (app, shop) = open(db).await;
    let kim = app.user(shop.company, "kim").await;
    let ann = app.user(shop.company, "ann").await;
    let record = candidate(&app, &shop, "ann@example.com").await;
    clock(&app, "2025-01-20T08:10:00Z");
    let path = book(&app, &shop, TEN, "Ann").await;
    clock(&app, "2025-01-20T08:20:00Z");
    address(&app, &format!("{USERS}/{ann}"), "a@example.com").await;
    assert_eq!(client_of(&app, &path).await, "ann@example.com", "the candidate has it still");
    refused(&interview(&app, &shop, &record, kim, TEN).await, 409, "candidate-unavailable");
    address(&app, &record, "ann.new@example.com").await;
    assert_eq!(client_of(&app, &path).await, "ann.new@example.com", "nobody else has it any more");
    refused(&interview(&app, &shop, &record, kim, TEN).await, 409, "candidate-unavailable");
    // They are one again, and the candidate parts.
    address(&app, &format!("{USERS}/{ann}"), "ann.new@example.com").await;
    address(&app, &record, "b@example.com").await;
    assert_eq!(client_of(&app, &path).await, "ann.new@example.com", "the user keeps it");
    let made = interview(&app, &shop, &record, kim, TEN).await;
    assert_eq!(made.status, 201, "{}", made.text);
}

async fn what_another_booked_before_stays_theirs(db: TestDb) {
    let (app, shop) = open(db).await;
    let record = candidate(&app, &shop, "cy@example.com").await;
    clock(&app, "2025-01-20T08:10:00Z");
    let anns = book(&app, &shop, TEN, "Ann").await;
    let gone = book(&app, &shop, ELEVEN, "Ann").await;
    cancel(&app, &gone).await;
    clock(&app, "2025-01-20T08:20:00Z");
    // Somebody types the wrong address, and then the right one.
    address(&app, &record, "ann@example.com").await;
    let own = book(&app, &shop, NOON, "Ann").await;
    address(&app, &record, "cy@example.com").await;
    for (path, expected) in [(&anns, "ann"), (&gone, "ann"), (&own, "cy")] {
        assert_eq!(client_of(&app, path).await, format!("{expected}@example.com"));
    }
    let id = record.rsplit('/').next().unwrap_or_default();
    let had = ledger(&app).into_iter().filter(|line| line.starts_with(&format!("candidate:{id} ")));
    assert_eq!(had.count(), 1, "{:?}", ledger(&app));
    // A record that is made for who has booked already is theirs.
    clock(&app, "2025-01-20T08:30:00Z");
    let ann = app.user(shop.company, "ann").await;
    address(&app, &format!("{USERS}/{ann}"), "ann.new@example.com").await;
    assert_eq!(client_of(&app, &anns).await, "ann.new@example.com");
    assert_eq!(client_of(&app, &gone).await, "ann.new@example.com");
}

async fn a_merge_has_one_client(db: TestDb) {
    let (app, shop) = open(db).await;
    let kim = app.user(shop.company, "kim").await;
    let (_, other) = colleague(&app, &shop, "other").await;
    let (ann, bea) =
        (candidate(&app, &shop, "ann@example.com").await, candidate(&app, &shop, "bea@example.com").await);
    let path = book(&app, &shop, TEN, "Ann").await;
    let into: i64 = bea.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
    let merged = app.post(&format!("{ann}/merge"), json!({"into": into})).await;
    assert_eq!(merged.status, 200, "{}", merged.text);
    assert_eq!(client_of(&app, &path).await, "bea@example.com");
    refused(&interview(&app, &shop, &bea, kim, TEN).await, 409, "candidate-unavailable");
    let again = with(booking(&shop, TEN, "Bea"), &json!({"staff_id": other}));
    refused(&app.post(BOOK, again).await, 409, "slot-not-available");
    let sent = kinds(&messages(&app, &shop).await);
    assert!(sent.contains(&"invitation bea@example.com".to_owned()), "{sent:?}");
}

/// A colleague who is a client at that time gets another address while others book with them.
async fn never_twice_while_an_address_changes(db: TestDb) {
    let (app, shop) = open(db).await;
    let (tom, staff) = colleague(&app, &shop, "tom0").await;
    let record = format!("{USERS}/{tom}");
    for round in 0..rounds() {
        let path = book(&app, &shop, TEN, &format!("Tom{round}")).await;
        let bobs = with(booking(&shop, TEN, "Bob"), &json!({"staff_id": staff}));
        let new = json!({"email": format!("tom{}@example.com", round + 1)});
        let (changed, booked) = tokio::join!(
            answer(app.request(Method::PATCH, &record).json(&new)),
            answer(app.request(Method::POST, BOOK).json(&bobs)),
        );
        assert_eq!((changed.0, booked.0), (200, 409), "{round}: {changed:?} {booked:?}");
        assert_eq!(client_of(&app, &path).await, new["email"], "{round}");
        cancel(&app, &path).await;
        assert_eq!(ledger(&app), Vec::<String>::new(), "{round}");
    }
}

/// The status of an appointment's page, opened by a link.
async fn opened(app: &App, link: &str) -> u16 {
    let path = link.find("/booked/").map_or(link, |at| &link[at..]);
    app.send(app.anonymous(Method::GET, path)).await.status
}

async fn links_of_the_old_address_open_nothing(db: TestDb) {
    let (app, shop) = open(db).await;
    let record = candidate(&app, &shop, "ann@old.example").await;
    let (user, _) = colleague(&app, &shop, "cy").await;
    let user_record = format!("{USERS}/{user}");
    let user_email = app.get(&user_record).await["email"].as_str().expect("an address").to_owned();
    for (record, before, after, start) in [
        (record, "ann@old.example".to_owned(), "ann@new.example", TEN),
        (user_record, user_email, "cy@new.example", NOON),
    ] {
        let client = json!({"client": {"name": "Ann", "email": before}});
        let made = app
            .send(app.request(Method::POST, BOOK).json(&with(booking(&shop, start, "Ann"), &client)))
            .await;
        assert_eq!(made.status, 201, "{}", made.text);
        let link = made["manage_url"].as_str().expect("a link").to_owned();
        assert_eq!(opened(&app, &link).await, 200, "{before}");
        address(&app, &record, after).await;
        assert_eq!(opened(&app, &link).await, 404, "{before}: it was sent to another address");
        // Back again, the link is good again.
        address(&app, &record, &before).await;
        assert_eq!(opened(&app, &link).await, 200, "{before}");
    }
}
