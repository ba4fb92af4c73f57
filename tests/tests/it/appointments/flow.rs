//! Booking, in one call and step by step.

use super::start::{
    APPOINTMENTS, BOOK, ELEVEN, NOON, REQUESTS, TEN, act, actions, asking, bare, book, booking, client,
    clock, hold, ledger, refused, with, work,
};
use crate::shop::start::{SERVICES, STAFF, Shop};
use e2e::App;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        one_call_books,
        step_by_step,
        a_hold_ends_by_the_clock,
        a_new_hold_replaces_the_old_one,
        a_local_start_is_read_on_the_staffs_clock,
        a_client_far_away_books_on_their_own_clock,
        somebody_is_chosen_and_the_log_says_who_was_weighed,
        bad_bodies_name_all_that_is_wrong,
        payment_types_need_their_prices,
        lists_are_narrowed,
        what_is_said_changes_and_nothing_is_deleted,
    ]
}

async fn one_call_books(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let body = with(booking(&shop, TEN, "Ana"), &json!({"additional_info": "Short"}));
    let made = app.make(BOOK, body).await;
    let path = made.header("location").to_owned();
    assert_eq!(path, format!("{APPOINTMENTS}/{}", made["id"].as_str().unwrap_or_default()));
    let expected = [
        ("status", json!("confirmed")),
        ("start", json!(TEN)),
        ("end", json!(ELEVEN)),
        ("service", json!(shop.service)),
        ("staff", json!(shop.staff)),
        ("paid", json!(false)),
        ("amount_to_pay", Value::Null),
        ("want_reminder", json!(true)),
        ("additional_info", json!("Short")),
        ("made_by", json!("api")),
        ("request", Value::Null),
        ("reschedule_history", json!([])),
    ];
    for (field, value) in expected {
        assert_eq!(made[field], value, "{field}");
    }
    assert_eq!(made["client"]["email"], "ana@example.com");
    assert_eq!(made["cancellation_policy"][0], json!({"hours_before": 24, "refund_percent": 100}));
    assert!(made["manage_url"].as_str().is_some_and(|url| url.contains("/booked/v1.")), "{}", made.text);
    assert!(made["ics_url"].as_str().is_some_and(|url| url.ends_with("/ics")), "{}", made.text);
    let user = format!("user:{} appointment booked", shop.user);
    assert_eq!(ledger(&app), ["customer:ana@example.com appointment booked".to_owned(), user]);
    assert_eq!(actions(&app, &path).await, ["booked"]);
    let read = app.get(&path).await;
    assert_eq!((read.status, &read["id"], read.header("etag")), (200, &made["id"], "\"1\""));
    refused(&app.post(BOOK, booking(&shop, TEN, "Bob")).await, 409, "slot-not-available");
    refused(&app.post(BOOK, booking(&shop, "2025-01-21T10:10:00Z", "Bob")).await, 409, "slot-not-available");
    assert_eq!(ledger(&app).len(), 2, "nothing is left of what was refused");
}

async fn step_by_step(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let made = app.make(REQUESTS, asking(&shop, TEN)).await;
    let path = made.header("location").to_owned();
    assert_eq!((&made["status"], &made["client"]), (&json!("held"), &Value::Null));
    assert_eq!(made["expires_at"], "2025-01-20T08:15:00Z");
    assert!(made["id_request"].as_str().is_some_and(|token| token.len() >= 43), "{}", made.text);
    assert_eq!(app.get(&path).await["id_request"], made["id_request"]);
    assert_eq!(ledger(&app), [format!("user:{} request held", shop.user)]);
    refused(&app.post(BOOK, booking(&shop, TEN, "Bob")).await, 409, "slot-not-available");
    refused(&bare(&app, &path, "confirm").await, 422, "invalid");
    let named = app.patch(&path, json!({"client": client("Ana")})).await;
    assert_eq!((named.status, &named["client"]["name"]), (200, &json!("Ana")), "{}", named.text);
    assert_eq!(ledger(&app).len(), 1, "whether the client has time is asked at the end");
    let longer = bare(&app, &path, "extend").await;
    assert_eq!((longer.status, &longer["expires_at"]), (200, &json!("2025-01-20T08:30:00Z")));
    refused(&bare(&app, &path, "extend").await, 409, "hold-extended");
    for body in [json!({"want_reminders": false}), json!({"want_reminder": "no"})] {
        assert_eq!(
            act(&app, &path, "confirm", body).await.status,
            400,
            "a bad body is none that was left out"
        );
    }
    let booked = act(&app, &path, "confirm", json!({"want_reminder": false})).await;
    assert_eq!((booked.status, &booked["status"]), (201, &json!("confirmed")), "{}", booked.text);
    assert_eq!(booked["want_reminder"], false);
    let request = app.get(&path).await;
    assert_eq!((&request["status"], &request["appointment"]), (&json!("booked"), &booked["id"]));
    assert_eq!(booked["request"], request["id"]);
    assert_eq!(ledger(&app)[0], "customer:ana@example.com appointment booked");
    refused(&bare(&app, &path, "confirm").await, 409, "wrong-status");
    refused(&app.delete(&path).await, 409, "wrong-status");
    assert_eq!(ledger(&app).len(), 2);
}

async fn a_hold_ends_by_the_clock(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = hold(&app, &shop, TEN).await;
    clock(&app, "2025-01-20T08:14:59Z");
    refused(&app.post(BOOK, booking(&shop, TEN, "Bob")).await, 409, "slot-not-available");
    clock(&app, "2025-01-20T08:15:00Z");
    assert_eq!(app.get(&path).await["status"], "expired");
    for action in ["extend", "confirm", "resend-code"] {
        refused(&bare(&app, &path, action).await, 409, "hold-expired");
    }
    refused(&act(&app, &path, "verify", json!({"code": "123456"})).await, 409, "hold-expired");
    refused(&app.patch(&path, json!({"client": client("Ana")})).await, 409, "hold-expired");
    refused(&app.delete(&path).await, 409, "hold-expired");
    app.make(BOOK, booking(&shop, TEN, "Bob")).await;
    work(&app).await;
    assert_eq!(app.get(&path).await["status"], "expired");
    let listed = app.get(&format!("{REQUESTS}?company_id={}&status=expired", shop.company)).await;
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1), "{}", listed.text);
    let released = hold(&app, &shop, ELEVEN).await;
    assert_eq!(app.delete(&released).await.status, 204);
    assert_eq!(app.get(&released).await["status"], "released");
    refused(&bare(&app, &released, "confirm").await, 409, "hold-expired");
    app.make(BOOK, booking(&shop, ELEVEN, "Cy")).await;
}

async fn a_new_hold_replaces_the_old_one(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let first = hold(&app, &shop, TEN).await;
    let second = hold(&app, &shop, ELEVEN).await;
    assert_eq!(app.get(&first).await["status"], "released");
    assert_eq!(ledger(&app).len(), 1);
    let again = hold(&app, &shop, ELEVEN).await;
    assert_eq!(app.get(&second).await["status"], "released", "also where it is the same time");
    refused(&app.post(REQUESTS, asking(&shop, "2025-01-25T10:00:00Z")).await, 409, "slot-not-available");
    assert_eq!(app.get(&again).await["status"], "held", "what was refused replaces nothing");
    let key = app.key(Some(shop.company), "recruiter").await;
    let other = app.request_by(&key, Method::POST, REQUESTS).json(&asking(&shop, NOON));
    assert_eq!(app.send(other).await.status, 201, "another caller has another hold");
    assert_eq!(ledger(&app).len(), 2);
}

async fn a_local_start_is_read_on_the_staffs_clock(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::with_zones(&app, "UTC", "America/New_York").await;
    let local =
        |fields: Value| with(json!({"service_id": shop.service, "company_id": shop.company}), &fields);
    let named = local(json!({"staff_id": shop.staff, "date": "2025-01-21", "start_time": "09:30"}));
    assert_eq!(app.make(REQUESTS, named).await["start"], "2025-01-21T14:30:00Z");
    let anybody = local(json!({"date": "2025-01-21", "start_time": "15:00"}));
    assert_eq!(app.make(REQUESTS, anybody).await["start"], "2025-01-21T15:00:00Z");
    let zone = json!({"date": "2025-01-21", "start_time": "16:00", "time_zone": "Europe/Berlin"});
    assert_eq!(app.make(REQUESTS, local(zone)).await["start"], "2025-01-21T15:00:00Z");
    let gap = json!({"staff_id": shop.staff, "date": "2025-03-09", "start_time": "02:30"});
    let refused = app.post(REQUESTS, local(gap)).await;
    assert_eq!((refused.status, refused.pointers()), (422, vec!["/start_time"]), "{}", refused.text);
    for (fields, pointer) in [
        (json!({}), "/start"),
        (json!({"date": "2025-01-21"}), "/start_time"),
        (json!({"start_time": "10:00"}), "/date"),
        (json!({"date": "2025-01-21", "start_time": "10:00", "start": TEN}), "/start"),
    ] {
        let refused = app.post(REQUESTS, local(fields)).await;
        assert_eq!((refused.status, refused.pointers()), (422, vec![pointer]), "{}", refused.text);
    }
}

/// The staff are in Kathmandu, the company in Berlin, and the client in Los Angeles.
async fn a_client_far_away_books_on_their_own_clock(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::with_zones(&app, "Europe/Berlin", "Asia/Kathmandu").await;
    // Nine o'clock of the 23rd in Kathmandu is a quarter past seven of the evening before in Los Angeles.
    let listed = shop.ask(&app, "date=2025-01-22&time_zone=America/Los_Angeles").await;
    let first = "2025-01-23T03:15:00Z";
    let seen: Vec<&Value> =
        listed["items"].as_array().into_iter().flatten().map(|slot| &slot["start"]).collect();
    assert!(seen.contains(&&json!(first)), "{}", listed.text);
    let own = json!({
        "service_id": shop.service, "staff_id": shop.staff, "date": "2025-01-22", "start_time": "19:15",
        "time_zone": "America/Los_Angeles", "payment_type": "none", "company_id": shop.company,
    });
    let held = app.make(REQUESTS, own.clone()).await;
    assert_eq!(held["start"], first, "{}", held.text);
    let elsewhere = with(own, &json!({"time_zone": "Europe/Berlin"}));
    let refused_there = app.post(REQUESTS, elsewhere).await;
    refused(&refused_there, 409, "slot-not-available");
    // The policy counts days on the company's clock: the 23rd, 04:15, in Berlin.
    let tiers = json!([{"local_days_before": 1, "at": "12:00", "refund_percent": 100}]);
    let service = format!("{SERVICES}/{}", shop.service);
    let price = json!({"price": {"amount": 10_000, "currency": "EUR"}, "cancellation_policy": tiers});
    assert_eq!(app.patch(&service, price).await.status, 200);
    let confirmed = app.patch(held.header("location"), json!({"client": client("Lea")})).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.text);
    for (at, percent) in [("2025-01-22T10:59:59Z", 100), ("2025-01-22T11:00:00Z", 0)] {
        clock(&app, "2025-01-20T08:00:00Z");
        let full = with(booking(&shop, "2025-01-23T05:15:00Z", "Lea"), &json!({"payment_type": "full"}));
        let made = app.make(BOOK, full).await;
        let payments = app
            .get(&format!(
                "/api/v1/appointments/payments?appointment={}",
                made["id"].as_str().unwrap_or_default()
            ))
            .await;
        let id = payments["items"][0]["id"].as_str().unwrap_or_default().to_owned();
        assert_eq!(bare(&app, &format!("/api/v1/appointments/payments/{id}"), "mark-paid").await.status, 200);
        clock(&app, at);
        let done = act(&app, made.header("location"), "cancel", json!({"reason": "ill"})).await;
        assert_eq!(done["refund"]["percent"].as_i64().unwrap_or_default(), percent, "{at}: {}", done.text);
    }
}

async fn somebody_is_chosen_and_the_log_says_who_was_weighed(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let other = app.user(shop.company, "other").await;
    let other = app.make(STAFF, json!({"user_id": other, "services": [shop.service]})).await.id();
    let anybody = |start: &str, name: &str| {
        let mut body = booking(&shop, start, name);
        body.as_object_mut().expect("an object").remove("staff_id");
        body
    };
    let first = app.make(BOOK, anybody(TEN, "Ana")).await;
    assert_eq!(first["staff"], shop.staff, "nobody has anything to do: the lower id");
    let second = app.make(BOOK, anybody(NOON, "Bob")).await;
    assert_eq!(second["staff"], other, "who has less to do that week");
    let third = app.make(BOOK, anybody(TEN, "Cy")).await;
    assert_eq!(third["staff"], other, "who is free");
    refused(&app.post(BOOK, anybody(TEN, "Di")).await, 409, "slot-not-available");
    let log = app.get(&format!("{}/logs", second.header("location"))).await;
    let weighed = log["items"][0]["new"]["weighed"].as_array().cloned().unwrap_or_default();
    let minutes: Vec<_> =
        weighed.iter().map(|one| (one["staff"].clone(), one["booked_minutes"].clone())).collect();
    assert_eq!(minutes, [(json!(shop.staff), json!(60)), (json!(other), json!(0))], "{}", log.text);
}

async fn bad_bodies_name_all_that_is_wrong(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let wrong = json!({"name": "", "email": "nobody", "phone": "", "address": "a\nb"});
    let answer = app.post(BOOK, with(booking(&shop, TEN, "Ana"), &json!({"client": wrong}))).await;
    let expected = ["/client/name", "/client/email", "/client/phone", "/client/address"];
    assert_eq!((answer.status, answer.pointers()), (422, expected.to_vec()), "{}", answer.text);
    let strange = app.post(BOOK, with(booking(&shop, TEN, "Ana"), &json!({"color": "red"}))).await;
    assert_eq!(strange.status, 400, "{}", strange.text);
    for (field, value, pointer) in
        [("service_id", json!(99), "/service_id"), ("staff_id", json!(99), "/staff_id")]
    {
        for path in [BOOK, REQUESTS] {
            let mut body = if path == BOOK { booking(&shop, TEN, "Ana") } else { asking(&shop, TEN) };
            body[field] = value.clone();
            let answer = app.post(path, body).await;
            assert_eq!((answer.status, answer.pointers()), (404, vec![pointer]), "{path} {}", answer.text);
        }
    }
    let path = hold(&app, &shop, TEN).await;
    let answer = act(&app, &path, "verify", json!({"code": "12345x"})).await;
    assert_eq!((answer.status, answer.pointers()), (422, vec!["/code"]), "{}", answer.text);
}

async fn payment_types_need_their_prices(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let booked = |kind: &str, start: &str| with(booking(&shop, start, "Ana"), &json!({"payment_type": kind}));
    for kind in ["full", "down"] {
        for path in [BOOK, REQUESTS] {
            let mut body = booked(kind, TEN);
            if path == REQUESTS {
                body = with(asking(&shop, TEN), &json!({"payment_type": kind}));
            }
            let refused = app.post(path, body).await;
            assert_eq!(
                (refused.status, refused.pointers()),
                (422, vec!["/payment_type"]),
                "{}",
                refused.text
            );
        }
    }
    let price = json!({"price": {"amount": 10_000, "currency": "EUR"}, "down_payment": {"amount": 2_500, "currency": "EUR"}});
    app.patch(&format!("{SERVICES}/{}", shop.service), price).await;
    for (kind, start, amount) in [("none", TEN, 0), ("down", ELEVEN, 2_500), ("full", NOON, 10_000)] {
        let made = app.make(BOOK, booked(kind, start)).await;
        let expected = json!({"amount": amount, "currency": "EUR"});
        assert_eq!((&made["amount_to_pay"], &made["status"]), (&expected, &json!("confirmed")), "{kind}");
    }
}

async fn lists_are_narrowed(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let mut paths = Vec::new();
    for (start, name) in [(NOON, "Ana"), (TEN, "Bob"), ("2025-01-22T10:00:00Z", "Ana")] {
        paths.push(book(&app, &shop, start, name).await);
    }
    act(&app, &paths[1], "cancel", json!({"reason": "ill"})).await;
    let phone = app.patch(&paths[2], json!({"phone": "+49 30 1234"})).await;
    assert_eq!((phone.status, &phone["phone"]), (200, &json!("+49 30 1234")), "{}", phone.text);
    let check = async |query: &str, expected: &[usize]| {
        let page = app.get(&format!("{APPOINTMENTS}?company_id={}&{query}", shop.company)).await;
        let items = page["items"].as_array().unwrap_or_else(|| panic!("{query}: {}", page.text));
        let seen: Vec<String> = items
            .iter()
            .map(|one| format!("{APPOINTMENTS}/{}", one["id"].as_str().unwrap_or_default()))
            .collect();
        let wanted: Vec<String> = expected.iter().map(|index| paths[*index].clone()).collect();
        assert_eq!(seen, wanted, "{query}");
    };
    check("", &[0, 1, 2]).await;
    check("sort=-id", &[2, 1, 0]).await;
    check("sort=start", &[1, 0, 2]).await;
    check("client_email=ANA@example.com", &[0, 2]).await;
    check("status=cancelled", &[1]).await;
    check("q=1234", &[2]).await;
    check("q=BO", &[1]).await;
    check("q=ana@EX", &[0, 2]).await;
    check(&format!("staff_id={}&from=2025-01-21T12:30:00Z", shop.staff), &[0, 2]).await;
    check("from=2025-01-21T13:00:00Z", &[2]).await;
    check("to=2025-01-21T12:00:00Z", &[1]).await;
    check(&format!("service_id={}&to=2025-01-21T12:00:01Z", shop.service), &[0, 1]).await;
    let csv = app.request(Method::GET, &format!("{APPOINTMENTS}?company_id={}", shop.company));
    let csv = app.send(csv.header("accept", "text/csv")).await;
    assert_eq!((csv.status, csv.text.lines().count()), (200, 4), "{}", csv.text);
}

async fn what_is_said_changes_and_nothing_is_deleted(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = book(&app, &shop, TEN, "Ana").await;
    let change = json!({
        "phone": "+1", "address": "Here", "additional_info": "A", "internal_notes": "late", "want_reminder": false,
    });
    let changed = app.patch(&path, change.clone()).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    for (field, value) in change.as_object().into_iter().flatten() {
        assert_eq!(&changed[field.as_str()], value, "{field}");
    }
    let old =
        app.with_header(Method::PATCH, &path, ("if-match", "\"1\""), Some(json!({"phone": null}))).await;
    assert_eq!(old.status, 412, "{}", old.text);
    let cleared = app.patch(&path, json!({"phone": null, "internal_notes": null})).await;
    assert_eq!((&cleared["phone"], &cleared["internal_notes"]), (&Value::Null, &Value::Null));
    assert_eq!(app.patch(&path, json!({"start": ELEVEN})).await.status, 400, "the time moves by reschedule");
    let deleted = app.delete(&path).await;
    assert_eq!((deleted.status, deleted.header("allow")), (405, "GET, HEAD, PATCH"), "{}", deleted.text);
    assert_eq!(actions(&app, &path).await, ["booked", "changed", "changed"]);
}
