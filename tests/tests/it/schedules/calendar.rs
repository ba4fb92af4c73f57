//! The calendar: in order of time, confirmed or not.

use super::start::{act, booked, each, interview, set_up, slot};
use e2e::check_problem;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![interviews_stand_at_their_time, dates_are_of_the_companys_zone]
}

const CALENDAR: &str = "/api/interviews/calendar/";

async fn interviews_stand_at_their_time(db: TestDb) {
    let app = set_up(db).await;
    let late = slot(&app, "2024-01-16T10:00:00Z", json!(1), 1).await;
    let early = slot(&app, "2024-01-15T10:00:00Z", json!("coding"), 1).await;
    let first = interview(&app, "alice", &[]).await;
    let confirmed = booked(&app, &first, &late).await;
    act(&app, &confirmed, "confirm_schedule", json!({})).await;
    let second = interview(&app, "bob", &[1]).await;
    let pending = booked(&app, &second, &early).await;
    let whole = format!("{CALENDAR}?start_date=2024-01-15&end_date=2024-01-16&time_zone=UTC");
    let answer = app.get(&whole).await;
    let expected = json!([
        {
            "interview": second, "schedule": pending, "slot": early, "start": "2024-01-15T10:00:00Z",
            "end": "2024-01-15T11:00:00Z", "status": "pending", "schedule_status": "pending",
            "candidate_name": "bob", "interviewer_name": "john", "ai_interview_type": "coding",
            "job_title": "Software Engineer",
        },
        {
            "interview": first, "schedule": confirmed, "slot": late, "start": "2024-01-16T10:00:00Z",
            "end": "2024-01-16T11:00:00Z", "status": "scheduled", "schedule_status": "confirmed",
            "candidate_name": "alice", "interviewer_name": "john", "ai_interview_type": null,
            "job_title": "Software Engineer",
        },
    ]);
    assert_eq!(answer["items"], expected, "{}", answer.text);
    let check = async |query: &str, expected: &[&str]| {
        let path = format!("{CALENDAR}?{query}");
        assert_eq!(each(&app, &path, "interview").await, expected, "{query}");
    };
    let dates = "start_date=2024-01-15&end_date=2024-01-16";
    check(&format!("{dates}&status=pending"), &[&second]).await;
    check(&format!("{dates}&status=scheduled"), &[&first]).await;
    check(&format!("{dates}&ai_interview_type=coding"), &[&second]).await;
    check(&format!("{dates}&candidate_id=1"), &[&first]).await;
    check(&format!("{dates}&interviewer_id=1&job_id=1"), &[&second, &first]).await;
    check("start_date=2024-01-15&end_date=2024-01-15&time_zone=Pacific/Kiritimati", &[]).await;
    check("start_date=2024-01-16&end_date=2024-01-16", &[&first]).await;
    let page = app.get(&format!("{whole}&limit=1")).await;
    assert_eq!(page["items"][0]["interview"], json!(second));
    let next = page["next"].as_str().unwrap_or_default();
    let page = app.get(&format!("{whole}&limit=1&cursor={next}")).await;
    assert_eq!((&page["items"][0]["interview"], &page["next"]), (&json!(first), &Value::Null));
    for (query, pointer) in [
        ("start_date=2024-01-16&end_date=2024-01-15", "/end_date"),
        ("start_date=2024-01-15&end_date=2025-01-15", "/end_date"),
        ("start_date=2024-01-15&end_date=2024-01-15&time_zone=Nowhere", "/time_zone"),
    ] {
        check_problem(query, &app.get(&format!("{CALENDAR}?{query}")).await, 422, "invalid", &[pointer]);
    }
}

async fn dates_are_of_the_companys_zone(db: TestDb) {
    let app = set_up(db).await;
    let slot = slot(&app, "2024-01-15T21:00:00Z", json!(1), 1).await;
    let interview = interview(&app, "alice", &[]).await;
    booked(&app, &interview, &slot).await;
    let moved = app.patch("/api/v1/companies/1", json!({"time_zone": "Asia/Tokyo"})).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
    let check = async |query: &str, expected: &[&str]| {
        let path = format!("{CALENDAR}?start_date=2024-01-16&end_date=2024-01-16{query}");
        assert_eq!(each(&app, &path, "interview").await, expected, "{query}");
    };
    // In Tokyo it is six in the morning of the 16th.
    check("&company_id=1", &[&interview]).await;
    check("&company_id=1&time_zone=UTC", &[]).await;
    check("", &[]).await;
}
