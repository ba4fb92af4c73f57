//! What an interview knows of its booking: who holds it, its slot and schedule, and how long it really is.

use super::start::{INTERVIEWS, START, body, ready, with};
use e2e::{Answer, App, check_problem};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::{Engine, TestDb};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_booked_interview_names_its_interviewer_slot_and_length,
        filters_see_through_slots,
        what_was_shown_can_be_sent_back,
        logs_and_events_name_the_interviewers,
    ]
}

const SLOTS: &str = "/api/interviews/slots";
const SCHEDULES: &str = "/api/interviews/schedules";

/// A slot of half an hour of that user; its id.
async fn half_an_hour(app: &App, start: &str, user: i64) -> String {
    let end = testkit::at(start).plus_minutes(30).to_string();
    let made =
        app.make(SLOTS, json!({"start_time": start, "end_time": end, "interviewer": user, "company": 1}));
    made.await["id"].as_str().expect("an id").to_owned()
}

/// Books an interview to a slot; the schedule's id.
async fn book(app: &App, interview: &Value, slot: &str) -> String {
    let body = json!({"interview_id": interview, "slot_id": slot});
    app.make(&format!("{SCHEDULES}/book_interview"), body).await["id"].as_str().expect("an id").to_owned()
}

async fn confirm(app: &App, schedule: &str) {
    let done = app.post(&format!("{SCHEDULES}/{schedule}/confirm_schedule"), json!({})).await;
    assert_eq!(done.status, 200, "{}", done.text);
}

fn check(case: &str, seen: &Answer, fields: &Value) {
    for (name, value) in fields.as_object().into_iter().flatten() {
        assert_eq!(&seen[name.as_str()], value, "{case}: {name} in {}", seen.text);
    }
}

async fn a_booked_interview_names_its_interviewer_slot_and_length(db: TestDb) {
    let app = ready(db).await;
    let zoe = app.user(1, "zoe").await;
    let made = app.make(INTERVIEWS, with(body(None), &json!({"interviewer_ids": []}))).await;
    let nobody = json!({
        "interviewer_ids": [], "interviewers": [], "slot_id": null, "schedule_id": null, "template_id": null,
        "duration_minutes": 60,
    });
    check("made", &made, &nobody);
    let path = super::start::path(&made);
    let slot = half_an_hour(&app, START, zoe).await;
    let schedule = book(&app, &made["id"], &slot).await;
    let holder = json!({
        "interviewer_ids": [zoe], "interviewers": [{"id": zoe, "name": "zoe"}], "slot_id": slot,
        "schedule_id": schedule,
    });
    check("booked", &app.get(&path).await, &holder);
    confirm(&app, &schedule).await;
    check("confirmed", &app.get(&path).await, &with(holder, &json!({"duration_minutes": 30})));
    let reason = json!({"reason": "ill"});
    app.post(&format!("{SCHEDULES}/{schedule}/cancel_schedule"), reason).await;
    check("cancelled", &app.get(&path).await, &nobody);
    // A panel beside the holder: the panel first, each once.
    let panel = app.make(INTERVIEWS, with(body(None), &json!({"interviewer_ids": [1, zoe]}))).await;
    check(
        "a panel",
        &panel,
        &json!({"interviewers": [{"id": 1, "name": "ivy"}, {"id": zoe, "name": "zoe"}]}),
    );
    book(&app, &panel["id"], &slot).await;
    check("beside", &app.get(&super::start::path(&panel)).await, &json!({"interviewer_ids": [1, zoe]}));
}

async fn filters_see_through_slots(db: TestDb) {
    let app = ready(db).await;
    let zoe = app.user(1, "zoe").await;
    let made = app.make(INTERVIEWS, with(body(None), &json!({"interviewer_ids": []}))).await;
    let slot = half_an_hour(&app, START, zoe).await;
    book(&app, &made["id"], &slot).await;
    let found = async |user: i64| {
        let list = app.get(&format!("{INTERVIEWS}?interviewer_id={user}")).await;
        let items = list["items"].as_array().cloned().unwrap_or_default();
        items.iter().map(|item| item["interviewer_ids"].clone()).collect::<Vec<Value>>()
    };
    assert_eq!(found(zoe).await, vec![json!([zoe])]);
    assert_eq!(found(1).await, Vec::<Value>::new());
    let path = format!("{INTERVIEWS}?interviewer_id={zoe}");
    let request = app.request(reqwest::Method::GET, &path);
    let csv = app.send(request.header("accept", "text/csv")).await;
    assert_eq!(csv.text.matches("\r\n").count(), 2, "{}", csv.text);
    assert!(csv.text.contains(&slot), "{}", csv.text);
    let candidates = app.get("/api/v1/jobs/1/candidates").await;
    assert_eq!(candidates["items"][0]["next_interview"]["interviewer_ids"], json!([zoe]));
}

async fn what_was_shown_can_be_sent_back(db: TestDb) {
    let app = ready(db).await;
    let made = app.make(INTERVIEWS, with(body(None), &json!({"interviewer_ids": []}))).await;
    let path = super::start::path(&made);
    let slot = half_an_hour(&app, START, 1).await;
    let schedule = book(&app, &made["id"], &slot).await;
    confirm(&app, &schedule).await;
    let shown = app.get(&path).await;
    let same = json!({
        "interview_type": shown["interview_type"], "scheduled_at": shown["scheduled_at"],
        "duration_minutes": shown["duration_minutes"], "interviewer_ids": shown["interviewer_ids"], "notes": "seen",
    });
    let put = app.put(&path, same).await;
    assert_eq!((put.status, &put["notes"]), (200, &json!("seen")), "{}", put.text);
    check("put", &put, &json!({"duration_minutes": 30, "interviewer_ids": [1], "ends_at": shown["ends_at"]}));
    let noted = app.patch(&path, json!({"notes": "again"})).await;
    assert_eq!(noted.status, 200, "{}", noted.text);
    for other in
        [json!({"duration_minutes": 45}), json!({"interviewer_ids": []}), json!({"scheduled_at": null})]
    {
        let case = other.to_string();
        let refused = app.patch(&path, other).await;
        match case.contains("interviewer_ids") {
            // Nobody is on the panel beside the holder: that is so already.
            true => assert_eq!(refused.status, 200, "{case}: {}", refused.text),
            false => check_problem(&case, &refused, 409, "already-scheduled", &[]),
        }
    }
    // Without a slot, the interview has its own length again.
    app.post(&format!("{SCHEDULES}/{schedule}/cancel_schedule"), json!({"reason": "ill"})).await;
    check("alone", &app.get(&path).await, &json!({"duration_minutes": 60}));
}

async fn logs_and_events_name_the_interviewers(db: TestDb) {
    let app = ready(db).await;
    let zoe = app.user(1, "zoe").await;
    let made = app.make(INTERVIEWS, with(body(None), &json!({"interviewer_ids": []}))).await;
    let path = super::start::path(&made);
    let slot = half_an_hour(&app, START, zoe).await;
    let schedule = book(&app, &made["id"], &slot).await;
    confirm(&app, &schedule).await;
    app.patch(&path, json!({"notes": "bring a pen"})).await;
    app.post(&format!("{path}/cancel"), json!({"reason": "filled"})).await;
    let log = app.get(&format!("{path}/logs")).await;
    let booked = log["items"].as_array().into_iter().flatten().find(|line| line["action"] == "booked");
    let booked = booked.unwrap_or_else(|| panic!("no line: {}", log.text));
    assert_eq!(booked["new"]["interviewer_ids"], json!([zoe]), "{}", log.text);
    // Not the whole payload: diesel's binary JSON leaves quotes in texts as they are, and SQLite prints them so.
    let payload = match app.db.engine() {
        Engine::Postgres => {
            "json_build_object('event', payload -> 'event', 'interviewers', payload -> 'interviewers')::text"
        }
        Engine::Sqlite => {
            "json_object('event', payload ->> 'event', 'interviewers', payload -> 'interviewers')"
        }
    };
    let told = format!("SELECT {payload} AS text FROM effects WHERE kind = 'publish'");
    let told = app.db.raw().texts(&told);
    let told: Vec<Value> = told.iter().filter_map(|text| serde_json::from_str(text).ok()).collect();
    let people = |event: &str| {
        let found = told.iter().find(|payload| payload["event"] == event);
        found.unwrap_or_else(|| panic!("no {event} in {told:?}"))["interviewers"].clone()
    };
    for event in ["schedule.booked", "schedule.confirmed", "interview.scheduled", "interview.changed"] {
        assert_eq!(people(event), json!([zoe]), "{event}");
    }
    assert_eq!(people("interview.cancelled"), json!([zoe]), "also of one whose slot was given up with it");
    assert_eq!(people("interview.created"), json!([]));
}
