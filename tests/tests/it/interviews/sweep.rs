//! What becomes of interviews by itself.

use super::start::{
    INTERVIEWS, START, actions, body, candidate, claims, enable, interview, join, path, ready, with,
};
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![each_gets_what_it_was, the_api_does_the_same]
}

async fn each_gets_what_it_was(db: TestDb) {
    let app = ready(db).await;
    let missed = interview(&app).await;
    let mut ids = Vec::new();
    for name in ["Bob", "Cid", "Dan"] {
        let id = candidate(&app, name).await;
        enable(&app, id, true).await;
        ids.push(id);
    }
    let with_candidate = |index: usize, kind: &str| {
        with(
            body(Some(START)),
            &json!({"candidate_id": ids[index], "interviewer_ids": [], "interview_type": kind}),
        )
    };
    let held = path(&app.make(INTERVIEWS, with_candidate(0, "online")).await);
    let offline = path(&app.make(INTERVIEWS, with_candidate(1, "offline")).await);
    let alone = path(&app.make(INTERVIEWS, with_candidate(2, "online")).await);
    app.clock.set(testkit::at(START));
    for (path, role) in [(&held, "candidate"), (&alone, "interviewer")] {
        let room = app.get(path).await["room_id"].as_str().unwrap_or_default().to_owned();
        assert_eq!(join(&app, path, &room, role).await.status, 200);
    }
    let status = async |path: &str| app.get(path).await["status"].as_str().unwrap_or_default().to_owned();
    app.clock.set(testkit::at("2025-01-22T10:59:59Z"));
    app.worker().run_once().await;
    assert_eq!(status(&missed).await, "scheduled");
    // The worker was down for a day.
    app.clock.set(testkit::at("2025-01-23T11:00:00Z"));
    app.worker().run_once().await;
    for (path, expected) in
        [(&missed, "no_show"), (&held, "completed"), (&offline, "completed"), (&alone, "no_show")]
    {
        assert_eq!(status(path).await, expected);
        assert_eq!(actions(&app, path).await.last().map(String::as_str), Some(expected));
    }
    assert!(!claims(&app).is_empty(), "the ledger keeps what time was spent on");
}

async fn the_api_does_the_same(db: TestDb) {
    let app = ready(db).await;
    interview(&app).await;
    app.clock.set(testkit::at("2025-01-22T11:00:00Z"));
    let update = format!("{INTERVIEWS}/auto-update-status");
    let other = app.company("Other").await;
    let elsewhere = app.post(&format!("{update}?company_id={other}"), json!({})).await;
    assert_eq!(elsewhere.body, json!({"completed": 0, "no_show": 0}));
    assert_eq!(app.post(&update, json!({})).await.body, json!({"completed": 0, "no_show": 1}));
    assert_eq!(app.post(&update, json!({})).await.body, json!({"completed": 0, "no_show": 0}));
}
