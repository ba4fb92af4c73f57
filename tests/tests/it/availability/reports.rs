//! What users of other schedulers reported of calendars, through every door: a file, a feed, and what is followed beyond
//! what is stored. It is Monday 20 January 2025, 08:00 UTC, and the cases are of 2027.

use super::calendars::{create_calendar, import, start};
use e2e::{App, Feed, check_problem};
use scheduling_core::time::{Interval, IntervalSet, Timestamp};
use serde_json::{Value, json};
use std::path::PathBuf;
use testkit::db::TestDb;

fn interval(start: &Value, end: &Value) -> Interval {
    let at = |value: &Value| Timestamp::parse(value.as_str().expect("an instant")).expect("an instant");
    Interval::new(at(start), at(end)).expect("an interval")
}

/// The busy time of somebody in a window, and the first source.
async fn busy(app: &App, user: i64, start: &Value, end: &Value) -> (IntervalSet, Value) {
    let (start, end) = (start.as_str().expect("start"), end.as_str().expect("end"));
    let answer = app.get(&format!("/api/v1/free-busy?user_ids={user}&start={start}&end={end}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let item = &answer["items"][0];
    let times = item["busy"].as_array().expect("busy time").iter();
    (times.map(|time| interval(&time["start"], &time["end"])).collect(), item["sources"][0].clone())
}

pub(crate) async fn what_was_reported_is_right_through_every_door(db: TestDb) {
    let (app, user) = start(db).await;
    let owner =
        app.get(&format!("/api/v1/users/{user}")).await["email"].as_str().expect("an e-mail").to_owned();
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/calendars/reports"));
    let cases: Vec<Value> =
        serde_json::from_slice(&std::fs::read(folder.join("cases.json")).expect("cases")).expect("a list");
    let feed = Feed::start().await;
    for case in &cases {
        let name = case["file"].as_str().expect("a file");
        let text = std::fs::read_to_string(folder.join(name)).expect(name).replace("{OWNER}", &owner);
        let zone = json!({"time_zone": case["owner_time_zone"]});
        assert_eq!(app.patch(&format!("/api/v1/users/{user}"), zone).await.status, 200);
        for door in ["ics_file", "ics_url"] {
            let url = (door == "ics_url").then(|| feed.url());
            let id = create_calendar(&app, user, json!({"kind": door, "url": url})).await;
            let path = format!("/api/v1/calendars/{id}");
            if door == "ics_file" {
                assert_eq!(import(&app, id, text.clone()).await.status, 200, "{name}");
            } else {
                feed.serve(&text, "\"v1\"");
                assert_eq!(app.post(&format!("{path}/sync"), Value::Null).await.status, 200, "{name}");
            }
            let (times, source) = busy(&app, user, &case["start"], &case["end"]).await;
            let shown = app.get(&path).await;
            assert_eq!(source["complete"], case["complete"], "{door} {name}: {}", shown.text);
            assert_eq!(shown["complete"], case["complete"], "{door} {name}");
            let complete = case["complete"] == true;
            assert!(
                complete || shown["left_out"]["count"].as_i64() > Some(0),
                "{door} {name}: {}",
                shown.text
            );
            let set = |key: &str| -> IntervalSet {
                case[key].as_array().expect("a list").iter().map(|one| interval(&one[0], &one[1])).collect()
            };
            assert!(set("must_be_busy").subtract(&times).is_empty(), "{door} {name}: {times:?}");
            assert!(times.intersect(&set("must_be_free")).is_empty(), "{door} {name}: {times:?}");
            assert_eq!(app.delete(&path).await.status, 204);
        }
    }
}

pub(crate) async fn our_own_invitation_is_no_other_appointment(db: TestDb) {
    let (app, user) = start(db).await;
    let company = app.get(&format!("/api/v1/users/{user}")).await["company_id"].as_i64().expect("a company");
    let other = app.user(company, "bert").await;
    let (candidate, job) = (app.candidate(company, "Bob").await, app.job(company, "Welder").await);
    let interview = app.interview(company, candidate, job, &[user]).await;
    let path = format!("/api/v1/interviews/{interview}");
    let moved = async |start: &str| app.patch(&path, json!({"scheduled_at": start})).await;
    assert_eq!(moved("2025-01-22T12:00:00Z").await.status, 200);
    let text = format!(
        "BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nBEGIN:VEVENT\r\nUID:{interview}@meridian\r\nDTSTART:20250122T120000Z\r\n\
         DURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    );
    let window = (json!("2025-01-22T00:00:00Z"), json!("2025-01-23T00:00:00Z"));
    for kind in ["ics_file", "ics_url"] {
        let feed = Feed::start().await;
        let url = (kind == "ics_url").then(|| feed.url());
        feed.serve(&text, "\"v1\"");
        for who in [user, other] {
            let id = create_calendar(&app, who, json!({"kind": kind, "url": url})).await;
            match kind {
                "ics_file" => assert_eq!(import(&app, id, text.clone()).await.status, 200),
                _ => assert_eq!(
                    app.post(&format!("/api/v1/calendars/{id}/sync"), Value::Null).await.status,
                    200
                ),
            }
        }
    }
    app.worker().run_once().await;
    let conflicts = app.get(&format!("/api/interviews/conflicts?company_id={company}")).await;
    assert_eq!(conflicts["items"], json!([]), "{}", conflicts.text);
    assert_eq!(moved("2025-01-22T12:30:00Z").await.status, 200, "its own invitation is in nobody's way");
    let cancelled = app.post(&format!("{path}/cancel"), json!({"reason": "x"})).await;
    assert_eq!(cancelled.status, 200, "{}", cancelled.text);
    assert!(busy(&app, user, &window.0, &window.1).await.0.is_empty());
    // Who has the invitation in the calendar and is not in the interview has an appointment like any other.
    assert_eq!(busy(&app, other, &window.0, &window.1).await.0.seconds(), 3600);
}

pub(crate) async fn an_id_given_twice_has_one_answer(db: TestDb) {
    let (app, user) = start(db).await;
    create_calendar(&app, user, json!({"kind": "simulated"})).await;
    let window = "start=2025-01-20T00:00:00Z&end=2025-01-27T00:00:00Z";
    let answer = app.get(&format!("/api/v1/free-busy?user_ids={user},{user}&{window}")).await;
    assert!(answer["items"][0]["busy"].as_array().is_some_and(|busy| busy.len() > 5), "{}", answer.text);
    assert_eq!(answer["items"][0], answer["items"][1]);
}

pub(crate) async fn a_calendar_that_nobody_survives_is_left_alone(db: TestDb) {
    let (app, user) = start(db).await;
    let id =
        create_calendar(&app, user, json!({"kind": "ics_url", "url": "webcal://127.0.0.1:9/a.ics"})).await;
    let path = format!("/api/v1/calendars/{id}");
    // Two workers took it and never said what became of it.
    app.db.raw().execute(&format!("UPDATE calendars SET unreported = 2 WHERE id = {id}"));
    app.worker().run_once().await;
    let error = app.get(&path).await["last_error"].as_str().expect("an error").to_owned();
    assert!(error.contains("left alone"), "{error}");
    app.clock.advance(5 * 3600);
    app.worker().run_once().await;
    assert_eq!(app.get(&path).await["last_error"], error);
    // Then it is tried again, and fails as a server without TLS does.
    app.clock.advance(3600 + 1);
    app.worker().run_once().await;
    let error = app.get(&path).await["last_error"].as_str().expect("an error").to_owned();
    assert!(error.contains("TLS") && error.contains("http://"), "{error}");
    let file = create_calendar(&app, user, json!({"kind": "ics_file"})).await;
    check_problem(
        "too large",
        &import(&app, file, vec![b' '; (25 << 20) + 1]).await,
        413,
        "body-too-large",
        &[],
    );
}
