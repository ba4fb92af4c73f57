//! Search: what it lists can be booked, and is listed soonest first.

use super::start::{SLOTS, each, hour, path, set_up, with};
use e2e::check_problem;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        the_seeds_search,
        only_what_can_be_booked_is_found,
        criteria_are_kept,
        dates_are_of_the_companys_zone,
        hours_of_few_days,
        pages_of_a_search,
        pages_within_one_start
    ]
}

const SEARCH: &str = "/api/interviews/slots/search_available/";

/// A body as clients send it, word by word.
fn seed() -> Value {
    serde_json::from_str(
        r#"{
  "start_date": "2024-01-15",
  "end_date": "2024-01-22",
  "company_id": 1,
  "interviewer_id": 1,
  "start_time": "09:00:00",
  "end_time": "18:00:00",
  "duration_minutes": 60
}"#,
    )
    .expect("JSON")
}

async fn the_seeds_search(db: TestDb) {
    let app = set_up(db).await;
    let late = app.make(SLOTS, hour("2024-01-22T17:00:00Z")).await;
    let soon = app.make(SLOTS, hour("2024-01-15T09:00:00Z")).await;
    app.make(SLOTS, hour("2024-01-15T17:30:00Z")).await;
    app.make(SLOTS, hour("2024-01-23T10:00:00Z")).await;
    let found = app.post(SEARCH, seed()).await;
    assert_eq!((found.status, &found.body), (200, &json!({"items": [soon.body, late.body], "next": null})));
    let query = "start_date=2024-01-15&end_date=2024-01-22&company_id=1&interviewer_id=1";
    let listed = app.get(&format!("/api/interviews/available-slots/?{query}")).await;
    assert_eq!(each(&listed, "items", "start_time").len(), 3, "{}", listed.text);
}

async fn only_what_can_be_booked_is_found(db: TestDb) {
    let app = set_up(db).await;
    let mut slots = Vec::new();
    for day in 15..20 {
        slots.push(path(&app.make(SLOTS, hour(&format!("2024-01-{day}T10:00:00Z"))).await));
    }
    app.post(&format!("{}/book_slot", slots[0]), json!({})).await;
    app.post(&format!("{}/cancel", slots[1]), json!({"reason": "ill"})).await;
    let busy = json!({"user_id": 1, "start": "2024-01-17T10:59:00Z", "end": "2024-01-17T12:00:00Z"});
    app.make("/api/v1/busy-periods", busy).await;
    let found = app.post(SEARCH, seed()).await;
    assert_eq!(each(&found, "items", "start_time"), ["2024-01-18T10:00:00Z", "2024-01-19T10:00:00Z"]);
    for slot in each(&found, "items", "id") {
        let booked =
            app.post(&format!("{SLOTS}/{}/book_slot", slot.as_str().expect("an id")), json!({})).await;
        assert_eq!(booked.status, 200, "what is found can be booked: {}", booked.text);
    }
    assert_eq!(app.post(SEARCH, seed()).await["items"], json!([]));
    app.clock.set(testkit::at("2024-01-15T09:30:00Z"));
    app.post(&format!("{}/release_slot", slots[0]), json!({})).await;
    assert_eq!(each(&app.post(SEARCH, seed()).await, "items", "start_time"), ["2024-01-15T10:00:00Z"]);
    app.clock.set(testkit::at("2024-01-15T10:00:00Z"));
    assert_eq!(app.post(SEARCH, seed()).await["items"], json!([]), "it has begun");
}

async fn criteria_are_kept(db: TestDb) {
    let app = set_up(db).await;
    app.make(SLOTS, with(hour("2024-01-15T21:00:00Z"), &json!({"job": 1}))).await;
    let ai = json!({"interviewer": null, "ai_interview_type": "coding", "end_time": "2024-01-16T10:30:00Z"});
    app.make(SLOTS, with(hour("2024-01-16T10:00:00Z"), &ai)).await;
    let check = async |fields: Value, expected: &[&str]| {
        let dates = json!({"start_date": "2024-01-15", "end_date": "2024-01-16"});
        let found = app.post(SEARCH, with(dates, &fields)).await;
        assert_eq!(found.status, 200, "{fields}: {}", found.text);
        assert_eq!(each(&found, "items", "start_time"), expected, "{fields}");
    };
    let (late, machine) = ("2024-01-15T21:00:00Z", "2024-01-16T10:00:00Z");
    check(json!({}), &[late, machine]).await;
    check(json!({"ai_interview_type": "coding"}), &[machine]).await;
    check(json!({"ai_interview_type": "general"}), &[]).await;
    check(json!({"job_id": 1}), &[late]).await;
    check(json!({"duration_minutes": 31}), &[late]).await;
    check(json!({"end_time": "21:59"}), &[machine]).await;
    check(json!({"start_time": "21:00", "end_time": "22:00"}), &[late]).await;
    check(json!({"start_time": "20:00", "end_time": "11:00"}), &[late, machine]).await;
    // In Tokyo it is six and seven in the evening, and the late one is on the 16th already.
    check(json!({"time_zone": "Asia/Tokyo", "end_date": "2024-01-15"}), &[]).await;
    check(json!({"time_zone": "Asia/Tokyo", "start_time": "19:00", "end_time": "19:30"}), &[machine]).await;
    let refused = async |fields: Value, pointer: &str| {
        check_problem(
            &fields.to_string(),
            &app.post(SEARCH, with(seed(), &fields)).await,
            422,
            "invalid",
            &[pointer],
        );
    };
    refused(json!({"end_date": "2024-01-14"}), "/end_date").await;
    refused(json!({"end_date": "2025-01-15"}), "/end_date").await;
    refused(json!({"duration_minutes": 0}), "/duration_minutes").await;
    refused(json!({"time_zone": "Nowhere"}), "/time_zone").await;
    let unknown = app.post(SEARCH, with(seed(), &json!({"interviewer_id": 4711}))).await;
    check_problem("unknown", &unknown, 404, "not-found", &["/interviewer_id"]);
    let dates = "start_date=2024-01-15&end_date=2024-01-16";
    let their = app.company("Other").await;
    let theirs = app.job(their, "Cook").await;
    for (job, company) in [(4711, json!(null)), (theirs, json!(1))] {
        let unknown = app.post(SEARCH, with(seed(), &json!({"job_id": job, "company_id": company}))).await;
        check_problem("unknown", &unknown, 404, "not-found", &["/job_id"]);
        let company = company.as_i64().map(|id| format!("&company_id={id}")).unwrap_or_default();
        let path = format!("/api/interviews/available-slots?{dates}&job_id={job}{company}");
        check_problem("unknown", &app.get(&path).await, 404, "not-found", &["/job_id"]);
    }
}

async fn dates_are_of_the_companys_zone(db: TestDb) {
    let app = set_up(db).await;
    // In Tokyo it is six in the morning of the 16th.
    app.make(SLOTS, hour("2024-01-15T21:00:00Z")).await;
    let moved = app.patch("/api/v1/companies/1", json!({"time_zone": "Asia/Tokyo"})).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
    let check = async |fields: Value, found: usize| {
        let date = json!({"start_date": "2024-01-16", "end_date": "2024-01-16"});
        let body = with(date, &fields);
        let searched = app.post(SEARCH, body.clone()).await;
        assert_eq!(each(&searched, "items", "start_time").len(), found, "{body}: {}", searched.text);
        let given = body.as_object().into_iter().flatten();
        let query = given.map(|(name, value)| format!("{name}={}", value.to_string().replace('"', "")));
        let query = query.collect::<Vec<_>>().join("&");
        let listed = app.get(&format!("/api/interviews/available-slots?{query}")).await;
        assert_eq!(each(&listed, "items", "start_time").len(), found, "{query}: {}", listed.text);
    };
    check(json!({"company_id": 1}), 1).await;
    check(json!({"company_id": 1, "start_time": "06:00", "end_time": "07:00"}), 1).await;
    check(json!({"company_id": 1, "start_time": "06:30"}), 0).await;
    check(json!({"company_id": 1, "time_zone": "UTC"}), 0).await;
    // All companies have no zone in common.
    check(json!({}), 0).await;
}

async fn hours_of_few_days(db: TestDb) {
    let app = set_up(db).await;
    // On Berlin's clock 9:00, 10:00, 12:00; 9:30; and 10:00 in summer, the days between them empty.
    let starts = ["2024-01-15T08:00:00Z", "2024-01-15T09:00:00Z", "2024-01-15T11:00:00Z"];
    for start in starts.into_iter().chain(["2024-03-30T08:30:00Z", "2024-08-01T08:00:00Z"]) {
        app.make(SLOTS, hour(start)).await;
    }
    let check = async |start: &str, end: &str, expected: &[&str]| {
        let body = json!({
            "start_date": "2024-01-15", "end_date": "2024-12-31", "time_zone": "Europe/Berlin",
            "start_time": start, "end_time": end,
        });
        for limit in [1, 50] {
            let (mut found, mut query) = (Vec::new(), format!("?limit={limit}"));
            loop {
                let page = app.post(&format!("{SEARCH}{query}"), body.clone()).await;
                assert_eq!(page.status, 200, "{}", page.text);
                found.extend(each(&page, "items", "start_time"));
                match page["next"].as_str() {
                    Some(next) => query = format!("?limit={limit}&cursor={next}"),
                    None => break,
                }
            }
            assert_eq!(found, expected, "{start} to {end}, {limit} a page");
        }
    };
    check("10:00", "11:00", &["2024-01-15T09:00:00Z", "2024-08-01T08:00:00Z"]).await;
    check("09:30", "11:00", &["2024-01-15T09:00:00Z", "2024-03-30T08:30:00Z", "2024-08-01T08:00:00Z"]).await;
    check("12:00", "13:00", &["2024-01-15T11:00:00Z"]).await;
    check("22:00", "10:00", &["2024-01-15T08:00:00Z"]).await;
    check("13:00", "18:00", &[]).await;
}

async fn pages_within_one_start(db: TestDb) {
    let app = set_up(db).await;
    let mut made = Vec::new();
    for kind in ["technical", "behavioral", "coding", "system_design", "general"] {
        let ai = json!({"interviewer": null, "ai_interview_type": kind, "end_time": "2024-01-16T10:30:00Z"});
        made.push(app.make(SLOTS, with(hour("2024-01-16T10:00:00Z"), &ai)).await["id"].clone());
    }
    let body = json!({"start_date": "2024-01-15", "end_date": "2024-01-16"});
    let (mut found, mut query) = (Vec::new(), String::from("?limit=2"));
    for next_page in [true, true, false] {
        let page = app.post(&format!("{SEARCH}{query}"), body.clone()).await;
        found.extend(each(&page, "items", "id"));
        assert_eq!(page["next"].is_string(), next_page, "{}", page.text);
        query = format!("?limit=2&cursor={}", page["next"].as_str().unwrap_or_default());
    }
    let id = |id: &Value| id.as_str().map(str::to_owned);
    made.sort_by_key(id);
    assert_eq!(found, made);
}

async fn pages_of_a_search(db: TestDb) {
    let app = set_up(db).await;
    let series = json!({
        "interviewer_id": 1, "start_date": "2024-01-15", "end_date": "2024-02-15", "start_time": "09:00",
        "end_time": "17:00", "days_of_week": [1, 2, 3, 4, 5, 6, 7], "break_duration": 0,
    });
    assert_eq!(app.make("/api/interviews/slots/create_recurring", series).await["created"], 256);
    // The first 208 are taken, more than are read at a time.
    let busy = json!({"user_id": 1, "start": "2024-01-15T00:00:00Z", "end": "2024-02-10T00:00:00Z"});
    app.make("/api/v1/busy-periods", busy).await;
    let body = json!({"start_date": "2024-01-15", "end_date": "2024-02-15"});
    let (mut starts, mut query) = (Vec::new(), String::from("?limit=20"));
    loop {
        let page = app.post(&format!("{SEARCH}{query}"), body.clone()).await;
        assert_eq!(page.status, 200, "{}", page.text);
        starts.extend(each(&page, "items", "start_time"));
        match page["next"].as_str() {
            Some(next) => query = format!("?limit=20&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(starts.len(), 48);
    assert_eq!(starts[0], "2024-02-10T09:00:00Z");
    assert!(starts.is_sorted_by(|one, next| one.as_str() < next.as_str()));
}
