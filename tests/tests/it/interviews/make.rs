//! Making, listing and reading interviews.

use super::start::{
    INTERVIEWS, START, actions, body, candidate, claims, enable, interview, path, ready, with,
};
use e2e::check_problem;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_pending_and_a_scheduled_one,
        what_cant_be_made,
        who_is_taken,
        lists_are_filtered,
        staff_see_their_own,
    ]
}

async fn a_pending_and_a_scheduled_one(db: TestDb) {
    let app = ready(db).await;
    let pending = app.make(INTERVIEWS, with(body(None), &json!({"round": 2, "notes": "n"}))).await;
    assert_eq!((&pending["status"], &pending["scheduled_at"]), (&json!("pending"), &Value::Null));
    assert_eq!((&pending["round"], &pending["room_id"]), (&json!(2), &Value::Null));
    assert_eq!(claims(&app), Vec::<String>::new());
    assert_eq!(actions(&app, &path(&pending)).await, ["created"]);
    let made = app.make(INTERVIEWS, with(body(Some(START)), &json!({"round": "final"}))).await;
    assert_eq!((&made["status"], &made["round"]), (&json!("scheduled"), &json!("final")));
    assert_eq!((&made["scheduled_at"], &made["ends_at"]), (&json!(START), &json!("2025-01-22T11:00:00Z")));
    assert_eq!(claims(&app), ["candidate:1", "user:1"]);
    assert_eq!(actions(&app, &path(&made)).await, ["created", "scheduled"]);
    let reminders = app.db.raw().texts("SELECT kind AS text FROM effects WHERE kind = 'remind'");
    assert_eq!(reminders.len(), 2);
}

async fn what_cant_be_made(db: TestDb) {
    let app = ready(db).await;
    let viewer = app.user_with_role(1, "vic", "viewer").await;
    let other = app.company("Other").await;
    let stranger = app.user(other, "sam").await;
    let check = async |fields: Value, status: u16, slug: &str, pointers: &[&str]| {
        let answer = app.post(INTERVIEWS, with(body(Some(START)), &fields)).await;
        check_problem(&fields.to_string(), &answer, status, slug, pointers);
    };
    check(json!({"scheduled_at": "2025-01-20T07:59:59Z"}), 422, "too-soon", &["/scheduled_at"]).await;
    check(json!({"scheduled_at": "2025-01-20T09:59:59Z"}), 422, "too-soon", &["/scheduled_at"]).await;
    check(json!({"scheduled_at": "2025-04-20T08:00:01Z"}), 422, "too-far", &["/scheduled_at"]).await;
    check(json!({"scheduled_at": "2025-01-22T10:00:00.5Z"}), 422, "invalid", &["/scheduled_at"]).await;
    check(json!({"candidate_id": 99}), 404, "not-found", &["/candidate_id"]).await;
    check(json!({"job_id": 99}), 404, "not-found", &["/job_id"]).await;
    check(json!({"interviewer_ids": [1, stranger]}), 404, "not-found", &["/interviewer_ids/1"]).await;
    check(json!({"interviewer_ids": [viewer]}), 422, "invalid", &["/interviewer_ids/0"]).await;
    check(json!({"interviewer_ids": [1, 1]}), 422, "invalid", &["/interviewer_ids/1"]).await;
    check(json!({"duration_minutes": 0}), 422, "invalid", &["/duration_minutes"]).await;
    check(json!({"interview_type": "by phone"}), 400, "malformed-request", &["/interview_type"]).await;
    check(json!({"rooms": 1}), 400, "malformed-request", &["/rooms"]).await;
    assert_eq!(claims(&app), Vec::<String>::new(), "nothing is left of what was refused");
    assert_eq!(app.db.raw().texts("SELECT status AS text FROM interviews"), Vec::<String>::new());
    for good in ["2025-01-20T10:00:00Z", "2025-04-20T08:00:00Z"] {
        app.make(INTERVIEWS, body(Some(good))).await;
    }
}

async fn who_is_taken(db: TestDb) {
    let app = ready(db).await;
    interview(&app).await;
    let bob = candidate(&app, "Bob").await;
    enable(&app, bob, true).await;
    let check = async |case: &str, fields: Value, slug: Option<&str>| {
        let answer = app.post(INTERVIEWS, with(body(Some(START)), &fields)).await;
        match slug {
            Some(slug) => check_problem(case, &answer, 409, slug, &[]),
            None => assert_eq!(answer.status, 201, "{case}: {}", answer.text),
        }
    };
    let half = json!({"scheduled_at": "2025-01-22T10:30:00Z", "interviewer_ids": []});
    check("the candidate", half, Some("candidate-unavailable")).await;
    check("the interviewer", json!({"candidate_id": bob}), Some("interviewer-unavailable")).await;
    check("touching", json!({"scheduled_at": "2025-01-22T11:00:00Z"}), None).await;
    let busy = json!({"user_id": 1, "start": "2025-01-23T10:00:00Z", "end": "2025-01-23T11:00:00Z"});
    app.make("/api/v1/busy-periods", busy).await;
    let then = json!({"scheduled_at": "2025-01-23T10:59:00Z"});
    check("a busy period", then, Some("interviewer-unavailable")).await;
    let pattern = json!({
        "interviewer": 1, "day_of_week": 5, "start_time": "09:00", "end_time": "17:00", "valid_from": "2025-01-01",
    });
    app.make("/api/interviews/availability", pattern).await;
    let friday = json!({"scheduled_at": "2025-01-24T09:00:00Z"});
    check("within a pattern", friday, None).await;
    let early = json!({"scheduled_at": "2025-01-24T08:59:59Z", "candidate_id": bob, "duration_minutes": 1});
    check("outside the patterns", early, Some("interviewer-unavailable")).await;
}

async fn lists_are_filtered(db: TestDb) {
    let app = ready(db).await;
    let made = [
        app.make(INTERVIEWS, body(Some(START))).await["id"].clone(),
        app.make(INTERVIEWS, body(None)).await["id"].clone(),
        app.make(INTERVIEWS, with(body(Some("2025-01-23T10:00:00Z")), &json!({"interviewer_ids": []}))).await
            ["id"]
            .clone(),
    ];
    let check = async |query: &str, expected: &[usize]| {
        let answer = app.get(&format!("{INTERVIEWS}?{query}")).await;
        let items = answer["items"].as_array().unwrap_or_else(|| panic!("{query}: {}", answer.text)).clone();
        let ids: Vec<Value> = items.iter().map(|item| item["id"].clone()).collect();
        let expected: Vec<Value> = expected.iter().map(|index| made[*index].clone()).collect();
        assert_eq!(ids, expected, "{query}");
    };
    check("", &[0, 1, 2]).await;
    check("job_id=1&candidate_id=1&company_id=1", &[0, 1, 2]).await;
    check("job_id=2", &[]).await;
    check("status=PENDING", &[1]).await;
    check("interviewer_id=1", &[0, 1]).await;
    check("from=2025-01-22T11:00:00Z", &[2]).await;
    check("to=2025-01-22T10:00:01Z", &[0]).await;
    check("from=2025-01-22T10:59:59Z&to=2025-01-23T10:00:00Z", &[0]).await;
    check("sort=created_at", &[0, 1, 2]).await;
    check("sort=-id", &[2, 1, 0]).await;
    // What has no time comes last, whichever way.
    for (sort, order) in [("start", [0, 2, 1]), ("-start", [2, 0, 1])] {
        check(&format!("sort={sort}"), &order).await;
        check(&format!("sort={sort}&from=2025-01-01T00:00:00Z"), &order[..2]).await;
        let mut query = format!("sort={sort}&limit=1");
        for index in order {
            check(&query, &[index]).await;
            let next = app.get(&format!("{INTERVIEWS}?{query}")).await["next"].clone();
            query = format!("sort={sort}&limit=1&cursor={}", next.as_str().unwrap_or_default());
        }
        assert!(query.ends_with("cursor="), "{query}: the last page has no next one");
    }
    let request = app.request(reqwest::Method::GET, &format!("{INTERVIEWS}?sort=start&interviewer_id=1"));
    let csv = app.send(request.header("accept", "text/csv")).await;
    assert_eq!((csv.status, csv.text.matches("\r\n").count()), (200, 3), "{}", csv.text);
    let first = app.get(&format!("{INTERVIEWS}?limit=2")).await;
    let next = first["next"].as_str().unwrap_or_default().to_owned();
    check(&format!("limit=2&cursor={next}"), &[2]).await;
}

async fn staff_see_their_own(db: TestDb) {
    let app = ready(db).await;
    app.account(Some(1), "carl", "staff").await;
    let (mine, not_mine) = (interview(&app).await, app.make(INTERVIEWS, body(None)).await);
    let not_mine = path(&not_mine);
    app.patch(&not_mine, json!({"interviewer_ids": []})).await;
    let carl = app.session("carl").await;
    let id = app.send(app.request_by(&carl, Method::GET, "/api/v1/auth/me")).await;
    assert_eq!(id.status, 200, "{}", id.text);
    let carl_id = app.get("/api/v1/users?company_id=1").await["items"][1]["id"].clone();
    app.patch(&mine, json!({"interviewer_ids": [carl_id]})).await;
    let get = async |path: &str| app.send(app.request_by(&carl, Method::GET, path)).await.status;
    assert_eq!(get(&mine).await, 200);
    assert_eq!(get(&format!("{mine}/logs")).await, 200);
    assert_eq!((get(&not_mine).await, get(&format!("{not_mine}/logs")).await), (404, 404));
    let list = app.send(app.request_by(&carl, Method::GET, INTERVIEWS)).await;
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{}", list.text);
}
