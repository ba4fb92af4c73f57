//! Interviews whose panel a template chooses: from who is free, fairly, and never one person twice.

use super::start::{INTERVIEWS, body, candidate, claims, enable, ready, with};
use e2e::{Answer, App, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;
use tokio::task::JoinSet;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        the_lead_and_the_least_busy_of_three,
        what_is_offered_is_booked_until_nobody_is_left,
        too_few_are_told_why,
        what_the_template_does_not_list_is_not_booked,
        bodies_of_templates,
        two_at_once_never_share_anybody,
    ]
}

const START: &str = "2025-01-22T10:00:00Z";

/// Candidate 1 and so many others, all of whom may be interviewed.
async fn candidates(app: &App, number: usize) -> Vec<i64> {
    let mut all = vec![1];
    for index in 1..number {
        let id = candidate(app, &format!("c{index}")).await;
        enable(app, id, true).await;
        all.push(id);
    }
    all
}

/// A lead and three others, and a template for which the lead and `of_others` of them are needed.
async fn template(app: &App, of_others: i64) -> (i64, [i64; 3]) {
    let others = [app.user(1, "a").await, app.user(1, "b").await, app.user(1, "c").await];
    let mut everybody = vec![1];
    everybody.extend(others);
    let body = json!({
        "company_id": 1, "name": "Panel", "duration_minutes": 45, "interviewers": everybody,
        "groups": [{"members": [1], "required": "all"}, {"members": others, "required": of_others}],
    });
    (app.make("/api/v1/interview-templates", body).await.id(), others)
}

fn by(template: i64, candidate: i64, start: &str) -> Value {
    let fields = json!({"candidate_id": candidate, "template_id": template, "interviewer_ids": null});
    with(body(Some(start)), &fields)
}

async fn meet(app: &App, user: i64, start: &str, minutes: i64) {
    let other = candidate(app, &format!("for{user}at{}", &start[8..10])).await;
    enable(app, other, true).await;
    let fields = json!({"candidate_id": other, "interviewer_ids": [user], "duration_minutes": minutes});
    app.make(INTERVIEWS, with(body(Some(start)), &fields)).await;
}

async fn the_lead_and_the_least_busy_of_three(db: TestDb) {
    let app = ready(db).await;
    let (template, [a, b, c]) = template(&app, 2).await;
    // This week a has an hour, b half an hour, c nothing; what c has next week does not count.
    meet(&app, a, "2025-01-21T10:00:00Z", 60).await;
    meet(&app, b, "2025-01-23T10:00:00Z", 30).await;
    meet(&app, c, "2025-01-28T10:00:00Z", 600).await;
    let made = app.make(INTERVIEWS, by(template, 1, START)).await;
    assert_eq!(made["interviewer_ids"], json!([1, b, c]), "{}", made.text);
    assert_eq!((&made["template_id"], &made["duration_minutes"]), (&json!(template), &json!(45)));
    assert_eq!(made["ends_at"], json!("2025-01-22T10:45:00Z"));
    let taken = claims(&app);
    assert_eq!(taken.iter().filter(|subject| **subject == format!("user:{c}")).count(), 2, "{taken:?}");
    // c, b and a have 45, 75 and 60 minutes now.
    let bob = candidate(&app, "Bob").await;
    enable(&app, bob, true).await;
    let next = app.make(INTERVIEWS, by(template, bob, "2025-01-22T14:00:00Z")).await;
    assert_eq!(next["interviewer_ids"], json!([1, a, c]), "{}", next.text);
}

async fn slots(app: &App, template: i64) -> Vec<Value> {
    let path = format!(
        "/api/interviews/{template}/availability?start=2025-01-22T10:00:00Z&end=2025-01-22T10:45:00Z"
    );
    app.get(&path).await["availableSlots"].as_array().cloned().unwrap_or_default()
}

async fn what_is_offered_is_booked_until_nobody_is_left(db: TestDb) {
    let app = ready(db).await;
    let everybody = candidates(&app, 4).await;
    let people = [1, app.user(1, "a").await, app.user(1, "b").await];
    let body = json!({
        "company_id": 1, "name": "Anybody", "duration_minutes": 45, "interviewers": people,
        "groups": [{"members": people, "required": 1}],
    });
    let template = app.make("/api/v1/interview-templates", body).await.id();
    let mut left: Vec<i64> = people.to_vec();
    for candidate in everybody {
        let offered = slots(&app, template).await;
        let Some(slot) = offered.first() else {
            assert!(left.is_empty(), "nobody is offered, and {left:?} are left");
            let refused = app.post(INTERVIEWS, by(template, candidate, START)).await;
            check_problem("nobody left", &refused, 409, "interviewer-unavailable", &[]);
            continue;
        };
        assert_eq!(slot["available"], json!(left));
        let made = app.make(INTERVIEWS, by(template, candidate, START)).await;
        let chosen = made["interviewer_ids"][0].as_i64().unwrap_or_default();
        assert!(left.contains(&chosen), "{}", made.text);
        left.retain(|user| *user != chosen);
    }
    assert!(left.is_empty());
}

async fn too_few_are_told_why(db: TestDb) {
    let app = ready(db).await;
    let (template, [a, b, c]) = template(&app, 2).await;
    meet(&app, a, START, 30).await;
    let busy = json!({"user_id": b, "start": START, "end": "2025-01-22T12:00:00Z"});
    app.make("/api/v1/busy-periods", busy).await;
    let refused = app.post(INTERVIEWS, by(template, 1, START)).await;
    check_problem("two away", &refused, 409, "interviewer-unavailable", &[]);
    let because = refused["because"].as_array().cloned().unwrap_or_default();
    assert_eq!(because.len(), 2, "{}", refused.text);
    let told = |index: usize, name: &str| because[index][name].clone();
    assert_eq!((told(0, "user_id"), told(0, "rule")), (json!(a), json!("busy")));
    assert_eq!((told(0, "booking"), told(0, "until")), (json!("interview"), json!("2025-01-22T10:30:00Z")));
    assert_eq!((told(1, "user_id"), told(1, "rule")), (json!(b), json!("busy")));
    assert_eq!((told(1, "booking_id"), told(1, "until")), (Value::Null, json!("2025-01-22T12:00:00Z")));
    let taken = claims(&app).iter().filter(|subject| subject.as_str() == format!("user:{c}")).count();
    assert_eq!(taken, 0, "nobody is held of what was refused");
}

async fn what_the_template_does_not_list_is_not_booked(db: TestDb) {
    let app = ready(db).await;
    let body = |fields: Value| {
        let body = json!({"company_id": 1, "name": "Panel", "duration_minutes": 45, "interviewers": [1]});
        with(body, &fields)
    };
    let plain = app.make("/api/v1/interview-templates", body(json!({}))).await.id();
    let rules = json!({"step_minutes": 20, "minimum_notice_minutes": 180});
    let quick = app.make("/api/v1/interview-templates", body(rules)).await.id();
    let check = async |template: i64, start: &str, because: Value| {
        let path = format!("/api/interviews/{template}/availability?start={start}&end=2025-01-25T00:00:00Z");
        let listed = app.get(&path).await["availableSlots"][0]["start"] == json!(start);
        let answer = app.post(INTERVIEWS, by(template, 1, start)).await;
        assert_eq!(listed, answer.status == 201, "{template} {start}: {}", answer.text);
        if answer.status != 201 {
            check_problem(start, &answer, 409, "interviewer-unavailable", &[]);
        }
        assert_eq!(answer["because"], because, "{}", answer.text);
        if answer.status == 201 {
            app.post(&format!("{}/cancel", answer.header("location")), json!({"reason": "a try"})).await;
        }
    };
    let grid = |until: &str| json!([{"rule": "grid", "until": until}]);
    let notice = |until: &str| json!([{"rule": "minimum_notice", "until": until}]);
    check(plain, "2025-01-22T10:10:00Z", grid("2025-01-22T10:30:00Z")).await;
    check(plain, "2025-01-22T10:30:00Z", Value::Null).await;
    // It is 8 o'clock on Monday.
    check(plain, "2025-01-20T11:00:00Z", notice("2025-01-21T08:00:00Z")).await;
    check(plain, "2025-01-21T08:00:00Z", Value::Null).await;
    check(quick, "2025-01-20T10:40:00Z", notice("2025-01-20T11:00:00Z")).await;
    check(quick, "2025-01-20T11:00:00Z", Value::Null).await;
    check(quick, "2025-01-22T10:30:00Z", grid("2025-01-22T10:40:00Z")).await;
    check(quick, "2025-01-22T10:40:00Z", Value::Null).await;
    // A company on a clock that is 45 minutes off has half hours of its own.
    app.patch("/api/v1/companies/1", json!({"time_zone": "Asia/Kathmandu"})).await;
    let own = app.post(INTERVIEWS, by(plain, 1, "2025-01-22T10:15:00Z")).await;
    assert_eq!(own.status, 201, "16:00 in Kathmandu: {}", own.text);
}

async fn bodies_of_templates(db: TestDb) {
    let app = ready(db).await;
    let (template, _) = template(&app, 2).await;
    let empty = app.template(1, &[]).await;
    let elsewhere = app.company("Other").await;
    let foreign = app.template(elsewhere, &[]).await;
    let check = async |fields: Value, status: u16, slug: &str, pointers: &[&str]| {
        let answer = app.post(INTERVIEWS, with(by(template, 1, START), &fields)).await;
        check_problem(&fields.to_string(), &answer, status, slug, pointers);
    };
    check(json!({"template_id": 99}), 404, "not-found", &["/template_id"]).await;
    check(json!({"template_id": foreign}), 404, "not-found", &["/template_id"]).await;
    check(json!({"template_id": empty}), 422, "invalid", &["/template_id"]).await;
    check(json!({"scheduled_at": null}), 422, "invalid", &["/scheduled_at"]).await;
    let both = json!({"interviewer_ids": [1], "scheduled_at": null});
    check(both, 422, "invalid", &["/interviewer_ids", "/scheduled_at"]).await;
    let other = json!({"duration_minutes": 60, "scheduled_at": "2025-01-22T10:00:30Z"});
    check(other, 422, "invalid", &["/duration_minutes", "/scheduled_at"]).await;
    check(json!({"scheduled_at": "2025-01-20T09:00:00Z"}), 422, "too-soon", &["/scheduled_at"]).await;
    app.make(INTERVIEWS, with(by(template, 1, START), &json!({"duration_minutes": 45}))).await;
    let gone = app.delete(&format!("/api/v1/interview-templates/{template}")).await;
    assert_eq!(gone.status, 204, "{}", gone.text);
    let list = app.get(INTERVIEWS).await;
    assert_eq!(list["items"][0]["template_id"], json!(template), "what was used stays on record");
}

async fn send(app: &App, bodies: Vec<Value>) -> Vec<Answer> {
    let mut sent = JoinSet::new();
    for body in bodies {
        let request = app.request(Method::POST, INTERVIEWS).json(&body);
        sent.spawn(async move {
            let response = request.send().await.expect("an answer");
            let status = response.status().as_u16();
            (status, response.json::<Value>().await.unwrap_or_default())
        });
    }
    let mut all = Vec::new();
    for (status, body) in sent.join_all().await {
        all.push(Answer { status, headers: reqwest::header::HeaderMap::new(), text: body.to_string(), body });
    }
    all
}

async fn two_at_once_never_share_anybody(db: TestDb) {
    let app = ready(db).await;
    let everybody = candidates(&app, 8).await;
    let mut people = vec![1];
    for name in ["a", "b", "c"] {
        people.push(app.user(1, name).await);
    }
    let body = json!({
        "company_id": 1, "name": "Two of four", "duration_minutes": 45, "interviewers": people,
        "groups": [{"members": people, "required": 2}],
    });
    let template = app.make("/api/v1/interview-templates", body).await.id();
    for day in 22..26 {
        let start = format!("2025-01-{day}T10:00:00Z");
        // Two of four twice: enough people are left for two, in either order, and for no third.
        let clients = if day % 2 == 0 { 2 } else { 8 };
        let bodies = everybody.iter().take(clients).map(|candidate| by(template, *candidate, &start));
        let answers = send(&app, bodies.collect()).await;
        let made: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 201).collect();
        assert_eq!(made.len(), 2, "{day}: {answers:?}");
        assert!(answers.iter().all(|answer| [201, 409].contains(&answer.status)), "{day}: {answers:?}");
        let mut chosen: Vec<i64> = made
            .iter()
            .flat_map(|answer| answer["interviewer_ids"].as_array().cloned().unwrap_or_default())
            .filter_map(|id| id.as_i64())
            .collect();
        chosen.sort_unstable();
        assert_eq!(chosen, people, "{day}: everybody once");
    }
}
