//! Changes of people's time that break bookings, and that mend them.

use crate::start::{CONFLICTS, agree, booked, each, interview, seeds, slot};
use e2e::App;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![busy_time_breaks_and_mends, patterns_and_people_who_leave, what_would_break_is_told]
}

async fn booking(app: &App) {
    let slot = slot(app, "2024-01-15T10:00:00Z", json!(1), 1).await;
    booked(app, &interview(app, "alice", &[]).await, &slot).await;
}

async fn check(app: &App, case: &str, open: usize, settled: usize) {
    let count = async |resolution: &str| {
        let path = format!("{CONFLICTS}?resolution={resolution}&conflict_type=interviewer_unavailable");
        each(app, &path, "id").await.len()
    };
    assert_eq!((count("pending").await, count("resolved").await), (open, settled), "{case}");
    agree(app);
}

async fn busy_time_breaks_and_mends(db: TestDb) {
    let app = seeds(db).await;
    booking(&app).await;
    let busy = |start: &str, end: &str| json!({"user_id": 1, "start": format!("2024-01-15T{start}:00Z"), "end": format!("2024-01-15T{end}:00Z")});
    app.make("/api/v1/busy-periods", busy("09:00", "10:00")).await;
    check(&app, "until it", 0, 0).await;
    let made = app.make("/api/v1/busy-periods", busy("10:59", "12:00")).await;
    check(&app, "into it", 1, 0).await;
    app.make("/api/v1/busy-periods", busy("10:30", "10:31")).await;
    check(&app, "once only", 1, 0).await;
    let path = format!("/api/v1/busy-periods/{}", made["id"].as_str().unwrap_or_default());
    app.delete(&path).await;
    check(&app, "another one is left", 1, 0).await;
    let left = each(&app, "/api/v1/busy-periods?user_id=1", "id").await;
    let last = left.last().and_then(Value::as_str).unwrap_or_default();
    let moved = json!({"start": "2024-01-15T12:00:00Z", "end": "2024-01-15T13:00:00Z"});
    assert_eq!(app.patch(&format!("/api/v1/busy-periods/{last}"), moved).await.status, 200);
    check(&app, "mended", 0, 1).await;
    assert_eq!(each(&app, CONFLICTS, "resolution_notes").await, ["the time is free again"]);
}

async fn patterns_and_people_who_leave(db: TestDb) {
    let app = seeds(db).await;
    booking(&app).await;
    let pattern = json!({
        "interviewer": 1, "day_of_week": 1, "start_time": "09:00", "end_time": "10:30", "valid_from": "2024-01-01",
    });
    let made = app.make("/api/interviews/availability", pattern).await;
    check(&app, "outside the pattern", 1, 0).await;
    let path = format!("/api/interviews/availability/{}", made.id());
    assert_eq!(app.patch(&path, json!({"end_time": "11:00"})).await.status, 200);
    check(&app, "inside again", 0, 1).await;
    assert_eq!(app.patch("/api/v1/users/1", json!({"active": false})).await.status, 200);
    check(&app, "gone", 1, 1).await;
    assert_eq!(app.patch("/api/v1/users/1", json!({"active": true})).await.status, 200);
    check(&app, "back", 0, 2).await;
    assert_eq!(app.patch("/api/v1/users/1", json!({"time_zone": "Asia/Tokyo"})).await.status, 200);
    check(&app, "another clock", 1, 2).await;
    assert_eq!(app.delete(&path).await.status, 204);
    check(&app, "no pattern", 0, 3).await;
}

async fn what_would_break_is_told(db: TestDb) {
    let app = seeds(db).await;
    booking(&app).await;
    let busy = json!({"user_id": 1, "start": "2024-01-15T10:00:00Z", "end": "2024-01-15T12:00:00Z"});
    let pattern = json!({
        "interviewer": 1, "day_of_week": 1, "start_time": "09:00", "end_time": "10:30", "valid_from": "2024-01-01",
    });
    let told = [
        app.post("/api/v1/busy-periods?dry_run=true", busy).await,
        app.post("/api/interviews/availability?dry_run=true", pattern).await,
        app.patch("/api/v1/users/1?dry_run=true", json!({"active": false})).await,
    ];
    for answer in told {
        let conflict = &answer["conflicts"][0];
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(conflict["conflict_type"], "interviewer_unavailable", "{}", answer.text);
        assert_eq!(conflict["candidate_name"], "alice");
        assert_eq!(conflict["start"], "2024-01-15T10:00:00Z");
    }
    check(&app, "nothing was changed", 0, 0).await;
    assert_eq!(each(&app, "/api/v1/busy-periods?user_id=1", "id").await, Vec::<Value>::new());
    assert_eq!(app.get("/api/v1/users/1").await["active"], true);
}
