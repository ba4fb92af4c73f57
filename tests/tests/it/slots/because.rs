//! Why slots can't be had: the rule, whose it is, the pattern, what is booked, until when. The same for what is listed and
//! for what is refused.

use super::start::SLOTS;
use e2e::{Answer, App, check_problem};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_slot_says_why_it_is_not_available,
        what_is_refused_says_the_same,
        patterns_are_named_and_past_ones_restrict_nothing,
        a_slot_in_the_way_is_named,
        all_broken_rules_of_a_slot_are_listed,
        staff_are_told_of_their_own_time,
    ]
}

/// Company 1 with interviewer 1; it is Monday.
async fn set_up(db: TestDb) -> App {
    let app = App::start(db).await;
    assert_eq!((app.company("Acme").await, app.user(1, "ivy").await), (1, 1));
    app
}

fn body(start: &str) -> Value {
    let end = testkit::at(start).plus_minutes(60).to_string();
    json!({"start_time": start, "end_time": end, "interviewer": 1, "company": 1})
}

async fn slot(app: &App, start: &str) -> String {
    app.make(SLOTS, body(start)).await["id"].as_str().expect("an id").to_owned()
}

async fn seen(app: &App, slot: &str) -> Answer {
    app.get(&format!("{SLOTS}/{slot}")).await
}

/// The reasons without the ids of bookings, which differ from run to run.
fn reasons(list: &Value) -> Value {
    let mut reasons = list.clone();
    for reason in reasons.as_array_mut().into_iter().flatten() {
        if let Some(reason) = reason.as_object_mut() {
            reason.remove("booking_id");
        }
    }
    reasons
}

const TEN: &str = "2025-01-22T10:00:00Z";

async fn a_slot_says_why_it_is_not_available(db: TestDb) {
    let app = set_up(db).await;
    let ten = slot(&app, TEN).await;
    let check = async |case: &str, expected: Value| {
        let shown = seen(&app, &ten).await;
        assert_eq!(shown["is_available"], json!(expected == json!([])), "{case}: {}", shown.text);
        assert_eq!(reasons(&shown["unavailable_because"]), expected, "{case}: {}", shown.text);
        let listed = app.get(&format!("{SLOTS}?company_id=1")).await;
        assert_eq!(listed["items"][0]["unavailable_because"], shown["unavailable_because"], "{case}");
    };
    check("free", json!([])).await;
    let busy = json!({"user_id": 1, "start": "2025-01-22T10:30:00Z", "end": "2025-01-22T11:15:00Z"});
    let period = app.make("/api/v1/busy-periods", busy).await["id"].as_str().expect("an id").to_owned();
    check(
        "busy",
        json!([{"rule": "busy", "user_id": 1, "user_name": "ivy", "until": "2025-01-22T11:15:00Z"}]),
    )
    .await;
    app.delete(&format!("/api/v1/busy-periods/{period}")).await;
    let company = |active: bool| json!({"active": active});
    app.patch("/api/v1/companies/1", company(false)).await;
    check("closed", json!([{"rule": "cannot_interview"}])).await;
    app.patch("/api/v1/companies/1", company(true)).await;
    app.patch("/api/v1/users/1", company(false)).await;
    check("left", json!([{"rule": "cannot_interview", "user_id": 1, "user_name": "ivy"}])).await;
    app.patch("/api/v1/users/1", company(true)).await;
    let body = json!({"user_id": 1, "kind": "ics_url", "name": "Feed", "url": "http://127.0.0.1:9/feed"});
    let calendar = app.make("/api/v1/calendars", body).await.id();
    let untrusted = json!({
        "rule": "untrusted_calendar", "user_id": 1, "user_name": "ivy", "calendar_id": calendar, "calendar_name": "Feed",
    });
    check("never read", json!([untrusted])).await;
    app.delete(&format!("/api/v1/calendars/{calendar}")).await;
    app.post(&format!("{SLOTS}/{ten}/book_slot"), json!({})).await;
    check("full", json!([{"rule": "slot_full"}])).await;
    app.post(&format!("{SLOTS}/{ten}/cancel"), json!({"reason": "ill"})).await;
    check("cancelled", json!([{"rule": "slot_cancelled"}])).await;
}

async fn what_is_refused_says_the_same(db: TestDb) {
    let app = set_up(db).await;
    let ten = slot(&app, TEN).await;
    let job = app.job(1, "Engineer").await;
    let ann = app.candidate(1, "ann").await;
    app.gates(1, ann, job, [true; 3]).await;
    let taken = json!({
        "candidate_id": ann, "job_id": job, "interview_type": "online", "scheduled_at": TEN, "interviewer_ids": [1],
    });
    let meeting = app.make("/api/v1/interviews", taken).await;
    let shown = seen(&app, &ten).await["unavailable_because"].clone();
    let expected = json!([{
        "rule": "busy", "user_id": 1, "user_name": "ivy", "until": "2025-01-22T11:00:00Z", "booking": "interview",
        "booking_id": meeting["id"], "booking_title": "ann, Engineer",
    }]);
    assert_eq!(shown, expected);
    let by_hand = app.post(&format!("{SLOTS}/{ten}/book_slot"), json!({})).await;
    check_problem("by hand", &by_hand, 409, "slot-not-bookable", &[]);
    assert_eq!(by_hand["because"], expected, "{}", by_hand.text);
    let bob = app.candidate(1, "bob").await;
    let interview = app.interview(1, bob, job, &[]).await;
    let body = json!({"interview_id": interview, "slot_id": ten});
    let booked = app.post("/api/interviews/schedules/book_interview", body).await;
    check_problem("booked", &booked, 409, "interviewer-unavailable", &[]);
    assert_eq!(booked["because"], expected, "{}", booked.text);
    // A time that is given directly names everybody who can't come.
    let zoe = app.user(1, "zoe").await;
    let busy = json!({"user_id": zoe, "start": TEN, "end": "2025-01-22T10:45:00Z"});
    app.make("/api/v1/busy-periods", busy).await;
    let direct = json!({
        "candidate_id": bob, "job_id": job, "interview_type": "online", "scheduled_at": TEN,
        "interviewer_ids": [1, zoe],
    });
    let direct = app.post("/api/v1/interviews", direct).await;
    check_problem("direct", &direct, 409, "interviewer-unavailable", &[]);
    let other = json!({"rule": "busy", "user_id": zoe, "user_name": "zoe", "until": "2025-01-22T10:45:00Z"});
    assert_eq!(direct["because"], json!([expected[0], other]), "{}", direct.text);
    // The candidate's own other interview.
    let again = json!({
        "candidate_id": ann, "job_id": job, "interview_type": "online", "scheduled_at": "2025-01-22T10:30:00Z",
    });
    let again = app.post("/api/v1/interviews", again).await;
    check_problem("the candidate", &again, 409, "candidate-unavailable", &[]);
    let booking = json!({
        "rule": "busy", "until": "2025-01-22T11:00:00Z", "booking": "interview", "booking_id": meeting["id"],
        "booking_title": "ann, Engineer",
    });
    assert_eq!(again["because"], json!([booking]), "{}", again.text);
    let path = meeting.header("location").to_owned();
    let joined = app.patch(&path, json!({"interviewer_ids": [1, zoe]})).await;
    assert_eq!(joined["because"], json!([other]), "{}", joined.text);
}

fn pattern(day: i64, hours: (&str, &str), available: bool) -> Value {
    json!({
        "interviewer": 1, "day_of_week": day, "start_time": hours.0, "end_time": hours.1, "is_available": available,
        "valid_from": "2025-01-01",
    })
}

const PATTERNS: &str = "/api/interviews/availability";

async fn patterns_are_named_and_past_ones_restrict_nothing(db: TestDb) {
    let app = set_up(db).await;
    let ten = slot(&app, TEN).await;
    let mut past = pattern(3, ("14:00", "15:00"), true);
    past["valid_until"] = json!("2025-01-19");
    app.make(PATTERNS, past).await;
    assert_eq!(seen(&app, &ten).await["is_available"], json!(true), "what is past restricts nothing");
    let path = "/api/interviews/1/availability?start=2025-01-22T00:00:00Z&end=2025-01-23T00:00:00Z";
    assert_eq!(app.template(1, &[1]).await, 1);
    assert_eq!(app.get(path).await["availableSlots"].as_array().map(Vec::len), Some(47));
    let friday = app.make(PATTERNS, pattern(5, ("09:00", "17:00"), true)).await.id();
    let closed = json!([{"rule": "available", "user_id": 1, "user_name": "ivy", "until": "2025-01-24T09:00:00Z", "pattern_id": friday}]);
    assert_eq!(seen(&app, &ten).await["unavailable_because"], closed);
    let refused = app.post(SLOTS, body("2025-01-22T12:00:00Z")).await;
    check_problem("outside", &refused, 422, "outside-availability", &["/start_time"]);
    assert_eq!(refused["because"], closed, "{}", refused.text);
    let moved = app.patch(&format!("{SLOTS}/{ten}"), json!({"notes": "n"})).await;
    assert_eq!(moved.status, 200, "what stays is not judged: {}", moved.text);
    app.make(PATTERNS, pattern(3, ("09:00", "17:00"), true)).await;
    assert_eq!(seen(&app, &ten).await["is_available"], json!(true));
    let lunch = app.make(PATTERNS, pattern(3, ("10:30", "11:30"), false)).await.id();
    let shown = seen(&app, &ten).await;
    assert_eq!(shown["unavailable_because"][0]["pattern_id"], json!(lunch), "{}", shown.text);
    assert_eq!(shown["unavailable_because"][0]["until"], json!("2025-01-22T11:30:00Z"), "{}", shown.text);
}

async fn a_slot_in_the_way_is_named(db: TestDb) {
    let app = set_up(db).await;
    let ten = slot(&app, TEN).await;
    let refused = app.post(SLOTS, body("2025-01-22T10:30:00Z")).await;
    check_problem("overlap", &refused, 409, "slot-overlap", &[]);
    let because = json!([{
        "rule": "overlap", "until": "2025-01-22T11:00:00Z", "booking": "slot", "booking_id": ten,
    }]);
    assert_eq!(refused["because"], because, "{}", refused.text);
    let other = slot(&app, "2025-01-22T14:00:00Z").await;
    let times = json!({"start_time": "2025-01-22T10:30:00Z", "end_time": "2025-01-22T11:30:00Z"});
    let moved = app.patch(&format!("{SLOTS}/{other}"), times).await;
    check_problem("moved", &moved, 409, "slot-overlap", &[]);
    assert_eq!(moved["because"], because, "{}", moved.text);
}

async fn all_broken_rules_of_a_slot_are_listed(db: TestDb) {
    let app = set_up(db).await;
    app.make(PATTERNS, pattern(5, ("09:00", "17:00"), true)).await;
    let refused = app.post(SLOTS, body("2025-01-15T03:00:00Z")).await;
    check_problem("all", &refused, 422, "invalid", &["/start_time"; 3]);
}

async fn staff_are_told_of_their_own_time(db: TestDb) {
    let app = set_up(db).await;
    let sam = app.account(Some(1), "sam", "staff").await;
    let mut own = body(TEN);
    own["interviewer"] = json!(sam);
    let own = app.make(SLOTS, own).await["id"].as_str().expect("an id").to_owned();
    let busy = json!({"user_id": sam, "start": TEN, "end": "2025-01-22T10:30:00Z", "title": "Dentist"});
    app.make("/api/v1/busy-periods", busy).await;
    let session = app.session("sam").await;
    let path = format!("{SLOTS}/{own}");
    let shown = app.send(app.request_by(&session, reqwest::Method::GET, &path)).await;
    assert_eq!(shown["unavailable_because"][0]["rule"], json!("busy"), "{}", shown.text);
    assert!(!shown.text.contains("Dentist"));
}
