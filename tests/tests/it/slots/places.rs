//! Places: counted, never more than there are, whatever the number of clients.

use super::start::{SLOTS, hour, path, set_up, with};
use e2e::check_problem;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;
use tokio::task::JoinSet;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        places_are_taken_and_given_back,
        what_is_booked_stays_where_it_is,
        what_cant_be_booked,
        as_many_winners_as_places,
        one_of_many_gets_an_hour_of_the_holder,
    ]
}

async fn places_are_taken_and_given_back(db: TestDb) {
    let app = set_up(db).await;
    let slot =
        path(&app.make(SLOTS, with(hour("2024-01-15T10:00:00Z"), &json!({"max_candidates": 2}))).await);
    let step = async |action: &str, taken: i64, status: &str| {
        let answer = app.send(app.request(Method::POST, &format!("{slot}/{action}/"))).await;
        assert_eq!((answer.status, &answer["current_bookings"]), (200, &json!(taken)), "{}", answer.text);
        assert_eq!((&answer["status"], &answer["available_spots"]), (&json!(status), &json!(2 - taken)));
        assert_eq!(answer["is_available"], json!(taken < 2));
    };
    let claims = || app.db.raw().texts("SELECT subject AS text FROM commitments");
    assert_eq!(claims(), Vec::<String>::new());
    step("book_slot", 1, "available").await;
    assert_eq!(claims(), ["user:1"]);
    step("book_slot", 2, "booked").await;
    let full = app.post(&format!("{slot}/book_slot"), json!({"notes": "Bob"})).await;
    check_problem("full", &full, 409, "slot-not-bookable", &[]);
    assert_eq!(claims(), ["user:1"], "one claim, however many places");
    step("release_slot", 1, "available").await;
    assert_eq!(claims(), ["user:1"]);
    step("release_slot", 0, "available").await;
    assert_eq!(claims(), Vec::<String>::new());
    let nothing = app.post(&format!("{slot}/release_slot"), json!({})).await;
    check_problem("nothing", &nothing, 409, "nothing-to-release", &[]);
    let booked = app.post(&format!("{slot}/book_slot"), json!({"notes": "Ann, by phone"})).await;
    assert_eq!(booked.status, 200, "{}", booked.text);
    assert_eq!(app.db.raw().texts("SELECT notes AS text FROM slot_places"), ["Ann, by phone"]);
    let unknown = app.post(&format!("{slot}/book_slot"), json!({"interview": 1})).await;
    check_problem("unknown", &unknown, 400, "malformed-request", &["/interview"]);
}

async fn what_is_booked_stays_where_it_is(db: TestDb) {
    let app = set_up(db).await;
    let slot =
        path(&app.make(SLOTS, with(hour("2024-01-15T10:00:00Z"), &json!({"max_candidates": 2}))).await);
    assert_eq!(app.post(&format!("{slot}/book_slot"), json!({})).await.status, 200);
    let colleague = app.user(1, "colleague").await;
    for change in [
        json!({"start_time": "2024-01-15T10:15:00Z"}),
        json!({"interviewer": colleague}),
        json!({"interviewer": null, "ai_interview_type": "coding"}),
        json!({"max_candidates": 1}),
        json!({"slot_type": "flexible"}),
    ] {
        check_problem(&change.to_string(), &app.patch(&slot, change).await, 409, "slot-has-bookings", &[]);
    }
    check_problem("delete", &app.delete(&slot).await, 409, "slot-has-bookings", &[]);
    let change = json!({"notes": "n", "job": 1, "ai_configuration": {"a": 1}, "max_candidates": 3});
    let changed = app.patch(&slot, change.clone()).await;
    for (field, value) in change.as_object().into_iter().flatten() {
        assert_eq!(changed[field.as_str()], *value, "{}", changed.text);
    }
    let cancelled = app.post(&format!("{slot}/cancel"), json!({"reason": "ill"})).await;
    assert_eq!((&cancelled["status"], &cancelled["current_bookings"]), (&json!("cancelled"), &json!(0)));
    assert_eq!(app.db.raw().texts("SELECT subject AS text FROM commitments"), Vec::<String>::new());
    let again = app.post(&format!("{slot}/cancel"), json!({"reason": "ill"})).await;
    check_problem("again", &again, 409, "wrong-status", &[]);
    check_problem(
        "no reason",
        &app.post(&format!("{slot}/cancel"), json!({"reason": " "})).await,
        422,
        "invalid",
        &["/reason"],
    );
}

async fn what_cant_be_booked(db: TestDb) {
    let app = set_up(db).await;
    let refused = async |case: &str, slot: &str| {
        check_problem(
            case,
            &app.post(&format!("{slot}/book_slot"), json!({})).await,
            409,
            "slot-not-bookable",
            &[],
        );
    };
    let first = path(&app.make(SLOTS, hour("2024-01-15T10:00:00Z")).await);
    app.post(&format!("{first}/cancel"), json!({"reason": "ill"})).await;
    refused("cancelled", &first).await;
    let second = path(&app.make(SLOTS, hour("2024-01-15T12:00:00Z")).await);
    app.clock.set(testkit::at("2024-01-15T12:00:00Z"));
    refused("begun", &second).await;
    app.clock.set(testkit::at("2024-01-15T13:00:00Z"));
    refused("over", &second).await;
    let third = path(&app.make(SLOTS, hour("2024-01-16T10:00:00Z")).await);
    let change = async |fields: Value| {
        assert_eq!(app.patch("/api/v1/users/1", fields).await.status, 200);
        app.get(&third).await
    };
    for (left, back) in [
        (json!({"role": "viewer"}), json!({"role": "staff"})),
        (json!({"active": false}), json!({"active": true})),
    ] {
        let shown = change(left).await;
        assert_eq!(shown["is_available"], json!(false), "{}", shown.text);
        assert_eq!(shown["unavailable_because"][0]["rule"], "cannot_interview", "{}", shown.text);
        refused("the interviewer left", &third).await;
        assert_eq!(change(back).await["is_available"], json!(true));
    }
    let nowhere =
        app.post(&format!("{SLOTS}/01900000-0000-7000-8000-000000000000/book_slot"), json!({})).await;
    check_problem("not there", &nowhere, 404, "not-found", &[]);
}

/// Sixty-four requests at once; how many got each status.
async fn race(requests: Vec<reqwest::RequestBuilder>, won: u16) -> (usize, usize) {
    let mut sent = JoinSet::new();
    for request in requests {
        sent.spawn(async move {
            let answer = request.send().await.expect("an answer");
            (answer.status().as_u16(), answer.json::<Value>().await.unwrap_or_default())
        });
    }
    let answers = sent.join_all().await;
    let count = |wanted: u16| answers.iter().filter(|(status, _)| *status == wanted).count();
    assert_eq!(count(won) + count(409), answers.len(), "{answers:?}");
    (count(won), count(409))
}

async fn as_many_winners_as_places(db: TestDb) {
    let app = set_up(db).await;
    for (day, places) in [("15", 1_usize), ("16", 3)] {
        let start = format!("2024-01-{day}T10:00:00Z");
        let slot = path(&app.make(SLOTS, with(hour(&start), &json!({"max_candidates": places}))).await);
        let book = format!("{slot}/book_slot");
        let requests = (0..64).map(|_| app.request(Method::POST, &book)).collect();
        assert_eq!(race(requests, 200).await, (places, 64 - places));
        assert_eq!(app.get(&slot).await["current_bookings"], json!(places));
    }
}

async fn one_of_many_gets_an_hour_of_the_holder(db: TestDb) {
    let app = set_up(db).await;
    let body = |minute: usize| hour(&format!("2024-01-15T10:{:02}:00Z", minute % 60));
    let requests = (0..32).map(|n| app.request(Method::POST, SLOTS).json(&body(n))).collect();
    assert_eq!(race(requests, 201).await, (1, 31));
    assert_eq!(app.db.raw().texts("SELECT subject AS text FROM slots"), ["user:1"]);
}
