//! `GET /api/interviews/{id}/availability`. It is Monday 20 January 2025, 08:00 UTC, in these tests.

use e2e::{Answer, App, check_problem};
use serde_json::{Value, json};
use testkit::db::TestDb;

/// Makes somebody busy.
async fn busy(app: &App, user: i64, from: &str, to: &str) {
    app.make("/api/v1/busy-periods", json!({"user_id": user, "start": from, "end": to})).await;
}

/// The starts of the slots, as `dayThour:minute`.
fn starts(answer: &Answer) -> Vec<String> {
    let slots = answer["availableSlots"].as_array().unwrap_or_else(|| panic!("no slots: {}", answer.text));
    slots.iter().map(|slot| slot["start"].as_str().expect("a start")[8..16].to_owned()).collect()
}

async fn ask(app: &App, template: i64, parameters: &str) -> Answer {
    app.get(&format!("/api/interviews/{template}/availability?{parameters}")).await
}

/// Wednesday from nine to noon.
const WEDNESDAY: &str = "start=2025-01-22T09:00:00Z&end=2025-01-22T12:00:00Z";

pub(crate) async fn the_answer_is_the_seeds_json(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let (alice, bob) = (app.user(company, "alice").await, app.user(company, "bob").await);
    let template = app.template(company, &[bob, alice]).await;
    busy(&app, alice, "2025-01-22T09:00:00Z", "2025-01-22T10:00:00Z").await;
    busy(&app, bob, "2025-01-22T11:00:00Z", "2025-01-22T12:00:00Z").await;
    let answer = ask(&app, template, WEDNESDAY).await;
    assert_eq!(
        answer.body,
        json!({
            "interviewId": template,
            "name": "Interview",
            "durationMinutes": 60,
            "interviewers": [{"id": bob, "name": "bob"}, {"id": alice, "name": "alice"}],
            "availableSlots": [
                {"start": "2025-01-22T10:00:00Z", "end": "2025-01-22T11:00:00Z", "available": [bob, alice]},
            ],
            "sources": [],
        })
    );
    // Without parameters: the next 14 days, at least 24 hours ahead, on the hour and half hour.
    let answer = ask(&app, template, "").await;
    let all = starts(&answer);
    assert_eq!(
        (all.first().map(String::as_str), all.last().map(String::as_str)),
        (Some("21T08:00"), Some("03T07:00"))
    );
    assert_eq!(all.len(), 13 * 48 - 1 - 2 * 3, "13 days but for what touches two busy hours");
}

pub(crate) async fn parameters_come_from_the_call_then_the_template_then_the_seed(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let alice = app.user(company, "alice").await;
    busy(&app, alice, "2025-01-22T10:00:00Z", "2025-01-22T10:15:00Z").await;
    let body = json!({
        "company_id": company, "name": "Call", "duration_minutes": 30, "interviewers": [alice], "step_minutes": 15,
        "minimum_notice_minutes": 2940, "buffer_before_minutes": 15, "buffer_after_minutes": 30,
    });
    let template = app.make("/api/v1/interview-templates", body).await.id();
    let check = async |parameters: &str, expected: &[&str]| {
        let answer = ask(&app, template, &format!("{WEDNESDAY}&{parameters}")).await;
        assert_eq!(starts(&answer), expected, "{parameters}");
    };
    // The template's notice of 49 hours ends at 09:00, its buffers keep 15 minutes before and 30 after a meeting.
    let usual = ["22T09:00", "22T10:30", "22T10:45", "22T11:00", "22T11:15", "22T11:30"];
    check("", &usual).await;
    check("step_minutes=60", &["22T09:00", "22T11:00"]).await;
    check("minimum_notice_minutes=3060&step_minutes=30", &["22T11:00", "22T11:30"]).await;
    check(
        "buffer_after_minutes=0&step_minutes=30",
        &["22T09:00", "22T09:30", "22T10:30", "22T11:00", "22T11:30"],
    )
    .await;
    check("buffer_before_minutes=60&step_minutes=30", &["22T09:00", "22T11:30"]).await;
    // 45 minutes past a UTC hour is on the hour in Kathmandu.
    check("time_zone=Asia/Kathmandu&step_minutes=60", &["22T11:15"]).await;
    check("minimum_notice_minutes=0&step_minutes=1440", &[]).await;
}

pub(crate) async fn bad_parameters_are_named(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let alice = app.user(company, "alice").await;
    let template = app.template(company, &[alice]).await;
    let check = async |parameters: &str, status: u16, slug: &str, pointers: &[&str]| {
        check_problem(parameters, &ask(&app, template, parameters).await, status, slug, pointers);
    };
    check("start=2025-01-22T09:00:00Z&end=2025-01-22T09:00:00Z", 422, "invalid", &["/end"]).await;
    check("start=2025-01-22T09:00:00Z&end=2026-01-23T09:00:01Z", 422, "invalid", &["/end"]).await;
    check("start=2025-01-22T09:00:00.5Z&time_zone=Nowhere", 422, "invalid", &["/start", "/time_zone"]).await;
    check(
        "step_minutes=0&buffer_before_minutes=1441",
        422,
        "invalid",
        &["/step_minutes", "/buffer_before_minutes"],
    )
    .await;
    check("minimum_notice_minutes=-1", 422, "invalid", &["/minimum_notice_minutes"]).await;
    for malformed in ["start=tomorrow", "step_minutes=1.5", "steps=3", "explain=perhaps", "start=a&start=b"] {
        let answer = ask(&app, template, malformed).await;
        assert_eq!(
            (answer.status, &answer["type"]),
            (400, &json!("/problems/malformed-query")),
            "{malformed}"
        );
    }
    let empty = app.template(company, &[]).await;
    let answer = ask(&app, empty, "").await;
    check_problem("nobody interviews", &answer, 422, "invalid", &["/interviewers"]);
    for unknown in ["99999", "abc", "9223372036854775808"] {
        assert_eq!(
            app.get(&format!("/api/interviews/{unknown}/availability")).await.status,
            404,
            "{unknown}"
        );
    }
}

pub(crate) async fn groups_and_people_who_left(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let mut people = Vec::new();
    for name in ["ada", "ben", "cleo"] {
        people.push(app.user(company, name).await);
    }
    let [ada, ben, cleo] = people[..] else { panic!("three people") };
    let groups = json!([{"members": [ada], "required": "all"}, {"members": [ben, cleo], "required": 1}]);
    let body = json!({
        "company_id": company, "name": "Panel", "duration_minutes": 60, "interviewers": people, "groups": groups,
    });
    let template = app.make("/api/v1/interview-templates", body).await.id();
    busy(&app, ben, "2025-01-22T09:00:00Z", "2025-01-22T11:00:00Z").await;
    busy(&app, cleo, "2025-01-22T10:30:00Z", "2025-01-22T12:00:00Z").await;
    assert_eq!(starts(&ask(&app, template, WEDNESDAY).await), ["22T09:00", "22T09:30", "22T11:00"]);
    // Somebody who left can't be booked any more.
    let left = app.patch(&format!("/api/v1/users/{cleo}"), json!({"active": false})).await;
    assert_eq!(left.status, 200, "{}", left.text);
    assert_eq!(starts(&ask(&app, template, WEDNESDAY).await), ["22T11:00"]);
    // Nor can somebody whose role holds no interviews any more; explanations say so, and promise no help.
    app.patch(&format!("/api/v1/users/{ben}"), json!({"role": "viewer"})).await;
    let answer = ask(&app, template, &format!("{WEDNESDAY}&explain=true")).await;
    assert_eq!(starts(&answer), [""; 0]);
    let removed = |id: i64| json!({"rule": "cannot_interview", "interviewerId": id});
    let last = &answer["explanation"]["starts"][4];
    assert_eq!(
        last["removedBy"],
        json!([removed(ben), removed(cleo), {"rule": "busy", "interviewerId": cleo, "until": "2025-01-22T12:00:00Z"}])
    );
    assert_eq!(answer["explanation"]["wouldHelp"], json!([]));
}

pub(crate) async fn explanations_tell_whose_rule_it_is(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let alice = app.user(company, "alice").await;
    let template = app.template(company, &[alice]).await;
    busy(&app, alice, "2025-01-22T09:00:00Z", "2025-01-22T12:00:00Z").await;
    let answer =
        ask(&app, template, "start=2025-01-21T07:30:00Z&end=2025-01-22T12:00:00Z&explain=true").await;
    let start = |at: &str| -> Value {
        let starts = answer["explanation"]["starts"].as_array().expect("starts");
        starts.iter().find(|start| start["start"] == at).unwrap_or_else(|| panic!("no {at}"))["removedBy"]
            .clone()
    };
    assert_eq!(
        start("2025-01-21T07:30:00Z"),
        json!([{"rule": "minimum_notice", "until": "2025-01-21T08:00:00Z"}])
    );
    assert_eq!(start("2025-01-21T08:00:00Z"), json!([]));
    let busy = json!({"rule": "busy", "interviewerId": alice, "until": "2025-01-22T12:00:00Z"});
    assert_eq!(start("2025-01-22T11:00:00Z"), json!([busy]));
    assert_eq!(answer["explanation"]["wouldHelp"], json!([]));
    let answer = ask(&app, template, &format!("{WEDNESDAY}&explain=true")).await;
    let period = json!({"start": "2025-01-22T09:00:00Z", "end": "2025-01-22T12:00:00Z"});
    assert_eq!(
        answer["explanation"]["wouldHelp"],
        json!([
            {"change": {"field": "busy", "interviewerId": alice, "period": period}, "slots": 5},
            {"change": {"field": "busy", "interviewerId": alice}, "slots": 5},
        ])
    );
}

/// The same is said of a template's starts as of slots: the pattern, and what is booked.
pub(crate) async fn explanations_name_patterns_and_bookings(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let alice = app.user(company, "alice").await;
    let template = app.template(company, &[alice]).await;
    let pattern = json!({
        "interviewer": alice, "day_of_week": 3, "start_time": "10:00", "end_time": "12:00", "is_available": true,
        "slot_duration": 60, "break_duration": 0, "valid_from": "2025-01-01",
    });
    let pattern = app.make("/api/interviews/availability", pattern).await.id();
    let (ann, job) = (app.candidate(company, "ann").await, app.job(company, "Engineer").await);
    app.gates(company, ann, job, [true; 3]).await;
    let booked = json!({
        "candidate_id": ann, "job_id": job, "interview_type": "online", "interviewer_ids": [alice],
        "scheduled_at": "2025-01-22T10:00:00Z", "duration_minutes": 30,
    });
    let booked = app.make("/api/v1/interviews", booked).await;
    let answer = ask(&app, template, &format!("{WEDNESDAY}&explain=true")).await;
    let starts = answer["explanation"]["starts"].as_array().expect("starts");
    let busy = json!({
        "rule": "busy", "interviewerId": alice, "until": "2025-01-22T10:30:00Z", "booking": "interview",
        "bookingId": booked["id"],
    });
    let closed = json!({
        "rule": "available", "interviewerId": alice, "until": "2025-01-22T10:00:00Z", "patternId": pattern,
    });
    assert_eq!(starts[0]["removedBy"], json!([closed]), "{}", answer.text);
    assert_eq!(starts[1]["removedBy"], json!([closed, busy]), "{}", answer.text);
    assert_eq!(starts[2]["removedBy"], json!([busy]), "{}", answer.text);
    assert_eq!(starts[3]["removedBy"], json!([]), "{}", answer.text);
}

/// A meeting that reaches out of the window is not said to be refused by those who have time for it.
pub(crate) async fn what_leaves_the_window_is_nobodys_fault(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let alice = app.user(company, "alice").await;
    let template = app.template(company, &[alice]).await;
    let pattern = json!({
        "interviewer": alice, "day_of_week": 3, "start_time": "09:00", "end_time": "12:30", "is_available": true,
        "slot_duration": 60, "break_duration": 0, "valid_from": "2025-01-01",
    });
    app.make("/api/interviews/availability", pattern).await;
    let answer = ask(&app, template, &format!("{WEDNESDAY}&explain=true")).await;
    let starts = answer["explanation"]["starts"].as_array().expect("starts");
    let removed: Vec<&Value> = starts.iter().map(|start| &start["removedBy"]).collect();
    let [window, nothing] = [json!([{"rule": "window"}]), json!([])];
    assert_eq!(removed, [&nothing, &nothing, &nothing, &nothing, &nothing, &window]);
}

/// The same statements for one interviewer and for forty.
pub(crate) async fn reads_take_one_query_per_table(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let mut people = Vec::new();
    for number in 0..40 {
        let user = app.user(company, &format!("person{number}")).await;
        let calendar = json!({"user_id": user, "kind": "simulated", "name": "Simulated"});
        app.make("/api/v1/calendars", calendar).await;
        people.push(user);
    }
    let templates = [app.template(company, &people[..1]).await, app.template(company, &people).await];
    let mut counted = Vec::new();
    for template in templates {
        let before = app.db.metrics().statements;
        assert_eq!(ask(&app, template, "").await.status, 200);
        counted.push(app.db.metrics().statements - before);
    }
    // Template, interviewers, versions, users, company, calendars, busy periods, days off, bookings, imported times, patterns. The
    // second time the company is known.
    assert_eq!(counted, [11, 10]);
}

pub(crate) async fn one_company_does_not_see_anothers(db: TestDb) {
    let app = App::start(db).await;
    let (ours, theirs) = (app.company("Ours").await, app.company("Theirs").await);
    let (alice, mallory) = (app.user(ours, "alice").await, app.user(theirs, "mallory").await);
    let answer = app.get(&format!("/api/v1/free-busy?user_ids={alice},{mallory}&company_id={ours}")).await;
    check_problem("theirs", &answer, 404, "not-found", &["/user_ids/1"]);
    let answer = app.get(&format!("/api/v1/free-busy?user_ids={mallory},{alice}")).await;
    let asked: Vec<&Value> =
        answer["items"].as_array().expect("items").iter().map(|item| &item["user_id"]).collect();
    assert_eq!(asked, [&json!(mallory), &json!(alice)], "in the order asked");
    for bad in ["user_ids=", "", "user_ids=x", "user_ids=1,", "user_ids=1&users=2"] {
        let status = app.get(&format!("/api/v1/free-busy?{bad}")).await.status;
        assert!(status == 400 || status == 422, "{bad}: {status}");
    }
}
