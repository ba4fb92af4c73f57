//! Events may overtake one another on their way: each says where it belongs, and what was so before it.

use super::support::{webhook, work};
use e2e::{App, Receiver};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        the_newest_event_of_an_interview_is_told_by_its_body,
        events_say_what_was_so_before,
        an_interview_that_lost_its_time_says_none
    ]
}

fn start(hours: i64) -> String {
    testkit::at(e2e::NOW).plus_seconds(5 * 86_400 + hours * 3600).to_string()
}

/// An interview with one interviewer; its path.
async fn interview(app: &App, company: i64) -> String {
    let (ann, job) = (app.user(company, "ann").await, app.job(company, "Welder").await);
    let bob = app.candidate(company, "bob").await;
    app.gates(company, bob, job, [true, true, true]).await;
    let body = json!({
        "candidate_id": bob, "job_id": job, "interview_type": "online", "scheduled_at": start(0),
        "interviewer_ids": [ann],
    });
    app.make("/api/v1/interviews", body).await.header("location").to_owned()
}

/// The events, in the order in which their bodies say that they happened.
async fn events(app: &App, receiver: &Receiver) -> Vec<Value> {
    work(app).await;
    // A webhook is asked eight times at once: what finds it busy waits for a moment, in which nothing else falls due.
    app.clock.advance(10);
    work(app).await;
    let mut events: Vec<Value> = receiver.received().into_iter().map(|received| received.body).collect();
    events.sort_by_key(|event| {
        let time = event["timestamp"].as_str().unwrap_or_default().to_owned();
        (time, event["data"]["sequence"].as_i64().expect("a sequence"))
    });
    events
}

async fn the_newest_event_of_an_interview_is_told_by_its_body(db: TestDb) {
    let app = App::start(db).await;
    let (company, receiver) = (app.company("A").await, Receiver::start().await);
    webhook(&app, company, &receiver, "/ok").await;
    let path = interview(&app, company).await;
    for hour in [3, 1, 4, 2] {
        app.patch(&path, json!({"scheduled_at": start(hour)})).await;
    }
    app.patch(&path, json!({"notes": "secret"})).await;
    let events = events(&app, &receiver).await;
    let types: Vec<&str> = events.iter().filter_map(|event| event["type"].as_str()).collect();
    let moved = "interview.rescheduled";
    let expected =
        ["interview.created", "interview.scheduled", moved, moved, moved, moved, "interview.changed"];
    assert_eq!(types, expected, "all of one second");
    let sequences: Vec<i64> = events.iter().filter_map(|event| event["data"]["sequence"].as_i64()).collect();
    assert!(sequences.windows(2).all(|two| two[0] < two[1]), "{sequences:?}");
    assert_eq!(events[5]["data"]["start"], start(2));
    for event in &events {
        let timestamp = event["timestamp"].as_str().unwrap_or_default();
        assert!(
            timestamp.len() == "2025-01-20T08:00:00.000Z".len() && timestamp.ends_with('Z'),
            "{timestamp}"
        );
        assert!(!event.to_string().contains("secret"), "{event}");
    }
}

async fn events_say_what_was_so_before(db: TestDb) {
    let app = App::start(db).await;
    let (company, receiver) = (app.company("A").await, Receiver::start().await);
    webhook(&app, company, &receiver, "/ok").await;
    let path = interview(&app, company).await;
    app.patch(&path, json!({"scheduled_at": start(3)})).await;
    app.patch(&path, json!({"location": "Room 1", "interviewer_ids": null})).await;
    app.post(&format!("{path}/cancel"), json!({"reason": "ill"})).await;
    let events = events(&app, &receiver).await;
    let before = |kind: &str| {
        let found = events.iter().find(|event| event["type"] == kind);
        found.unwrap_or_else(|| panic!("no {kind}"))["data"]["previous"].clone()
    };
    let scheduled = before("interview.scheduled");
    assert_eq!((&scheduled["start"], &scheduled["status"]), (&Value::Null, &json!("pending")), "{scheduled}");
    let moved = before("interview.rescheduled");
    assert_eq!((&moved["start"], &moved["end"]), (&json!(start(0)), &json!(start(1))), "{moved}");
    let changed = before("interview.changed");
    assert_eq!((&changed["location"], &changed["interviewer_ids"]), (&Value::Null, &json!([1])), "{changed}");
    assert_eq!(before("interview.cancelled"), json!({"status": "scheduled"}));
}

async fn an_interview_that_lost_its_time_says_none(db: TestDb) {
    let app = App::start(db).await;
    let (company, receiver) = (app.company("A").await, Receiver::start().await);
    webhook(&app, company, &receiver, "/ok").await;
    // By its own change, by its schedule's cancellation, and by that of the slot.
    let path = interview(&app, company).await;
    assert_eq!(app.patch(&path, json!({"scheduled_at": null})).await.status, 200);
    let id = path.rsplit('/').next().unwrap_or_default();
    for (hours, ended) in [(24, "schedule"), (48, "slot")] {
        let body = json!({"company": company, "interviewer": 1, "start_time": start(hours), "end_time": start(hours + 1)});
        let slot = app.make("/api/interviews/slots/", body).await;
        let asked = json!({"interview_id": id, "slot_id": slot["id"]});
        let booked = app.make("/api/interviews/schedules/book_interview/", asked).await;
        let schedule = booked.header("location").to_owned();
        assert_eq!(app.post(&format!("{schedule}/confirm_schedule/"), json!({})).await.status, 200);
        let path = match ended {
            "schedule" => format!("{schedule}/cancel_schedule/"),
            _ => format!("/api/interviews/slots/{}/cancel/", slot["id"].as_str().unwrap_or_default()),
        };
        let done = app.post(&path, json!({"reason": "ill"})).await;
        assert_eq!(done.status, 200, "{ended}: {}", done.text);
    }
    let events = events(&app, &receiver).await;
    let lost: Vec<&Value> = events.iter().filter(|event| event["type"] == "interview.unscheduled").collect();
    assert!(lost.len() >= 2, "{events:?}");
    for event in lost {
        let data = &event["data"];
        assert_eq!((data.get("start"), data.get("end")), (None, None), "{event}");
        assert!(data["previous"]["start"].is_string() && data["previous"]["end"].is_string(), "{event}");
    }
    let cancelled = events.iter().find(|event| event["type"] == "schedule.cancelled");
    assert_eq!(
        cancelled.map(|event| &event["data"]["start"]),
        Some(&json!(start(24))),
        "a schedule keeps its time"
    );
}
