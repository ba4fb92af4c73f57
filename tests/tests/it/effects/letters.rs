//! What was given up is listed, and done again when somebody says so.

use super::support::{document, nothing, put, work};
use domain::effect::Effect;
use domain::event::{Event, EventKind};
use e2e::{Answer, App, check_problem};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        what_was_given_up_is_listed_and_replayed,
        what_a_newer_version_wrote_is_left_alone,
        lists_have_pages_and_filters,
        a_handler_that_breaks_is_tried_again_and_holds_up_nobody,
    ]
}

async fn list(app: &App, query: &str) -> Vec<Value> {
    let page = app.get(&format!("/api/v1/effects{query}")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    page["items"].as_array().cloned().unwrap_or_default()
}

async fn replay(app: &App, id: &Value) -> Answer {
    app.post(&format!("/api/v1/effects/{}/replay", id.as_str().unwrap_or_default()), Value::Null).await
}

fn set(app: &App, changes: &str) {
    app.db.raw().execute(&format!("UPDATE effects SET {changes}"));
}

async fn what_was_given_up_is_listed_and_replayed(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("A").await;
    put(&app, company, vec![nothing(), nothing()], app.clock.now()).await;
    set(&app, &format!("payload = {}", document(&app, "{}")));
    work(&app).await;
    assert_eq!(list(&app, "?state=waiting").await, [] as [Value; 0]);
    let dead = list(&app, "?state=dead").await;
    assert_eq!(dead.len(), 2);
    assert_eq!(dead[0]["kind"], "recheck");
    assert_eq!(dead[0]["attempts"], 1);
    assert_eq!(dead[0]["last_error"], "not readable: user");
    assert_eq!(dead[0]["dead_at"], app.clock.now().to_string());

    // Replaying without a repair gives it up again; twice is as good as once.
    for _ in 0..2 {
        let again = replay(&app, &dead[0]["id"]).await;
        assert_eq!((again.status, &again["state"]), (200, &json!("waiting")), "{}", again.text);
    }
    work(&app).await;
    assert_eq!(list(&app, "?state=dead").await.len(), 2);

    set(&app, &format!("payload = {}", document(&app, r#"{"user": 1}"#)));
    replay(&app, &dead[0]["id"]).await;
    work(&app).await;
    let left = list(&app, "").await;
    assert_eq!((left.len(), &left[0]["id"]), (1, &dead[1]["id"]));
    check_problem("done meanwhile", &replay(&app, &dead[0]["id"]).await, 404, "not-found", &[]);
}

async fn what_a_newer_version_wrote_is_left_alone(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("A").await;
    put(&app, company, vec![nothing()], app.clock.now()).await;
    set(&app, "kind = 'sing'");
    app.worker().run_once().await;
    let left = list(&app, "").await;
    assert_eq!((&left[0]["state"], &left[0]["attempts"]), (&json!("waiting"), &json!(0)), "not even claimed");

    set(
        &app,
        &format!("kind = 'publish', payload = {}", document(&app, r#"{"event": "moon.full", "at": 1}"#)),
    );
    app.worker().run_once().await;
    let left = list(&app, "").await;
    assert_eq!((&left[0]["state"], &left[0]["attempts"]), (&json!("waiting"), &json!(0)), "put off");
    assert_eq!(left[0]["last_error"], "of a newer version: moon.full");
}

async fn lists_have_pages_and_filters(db: TestDb) {
    let app = App::start(db).await;
    let (one, other) = (app.company("A").await, app.company("B").await);
    let later = app.clock.now().plus_seconds(60);
    for company in [one, other] {
        let event = Event::new(EventKind::SlotCancelled, later, None);
        put(&app, company, vec![nothing(), Effect::Publish(Box::new(event)), nothing()], later).await;
    }
    let check = async |query: &str, count: usize| assert_eq!(list(&app, query).await.len(), count, "{query}");
    check("", 6).await;
    check("?kind=recheck", 4).await;
    check("?kind=ReCheck", 4).await;
    check("?state=DEAD", 0).await;
    check(&format!("?company_id={other}&kind=publish"), 1).await;
    let first = app.get("/api/v1/effects?limit=4").await;
    let rest = app
        .get(&format!("/api/v1/effects?limit=4&cursor={}", first["next"].as_str().unwrap_or_default()))
        .await;
    assert_eq!(rest["items"].as_array().map(Vec::len), Some(2));
    assert!(first["items"].as_array().is_some_and(|items| !items.contains(&rest["items"][0])));
    let ids = async |query: &str| {
        let found = list(&app, query).await;
        found.iter().map(|one| one["id"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let up = ids("").await;
    assert!(up.windows(2).all(|two| two[0] < two[1]), "{up:?}");
    let down: Vec<String> = up.iter().rev().cloned().collect();
    assert_eq!((ids("?sort=-id").await, ids("?sort=-created_at").await), (down.clone(), down.clone()));
    let first = app.get("/api/v1/effects?limit=4&sort=-id").await;
    let next = format!("/api/v1/effects?sort=-id&cursor={}", first["next"].as_str().unwrap_or_default());
    assert_eq!(app.get(&next).await["items"][0]["id"], down[4].as_str());
    let csv = app.request(reqwest::Method::GET, "/api/v1/effects?kind=recheck&limit=1&sort=-id");
    let csv = app.send(csv.header("accept", "text/csv")).await;
    assert_eq!((csv.status, csv.header("content-type")), (200, "text/csv; charset=utf-8"), "{}", csv.text);
    let lines: Vec<&str> = csv.text.split_terminator("\r\n").collect();
    assert!(lines.len() == 5 && lines[0].starts_with("id,company_id,kind,state,"), "{}", csv.text);
    assert!(lines[1] > lines[2], "{}", csv.text);
    let bad = app.get("/api/v1/effects?kind=sing").await;
    check_problem("no such kind", &bad, 400, "malformed-query", &["/kind"]);
}

async fn a_handler_that_breaks_is_tried_again_and_holds_up_nobody(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("A").await;
    let event = Event::new(EventKind::SlotCancelled, app.clock.now(), None);
    put(&app, company, vec![nothing(), Effect::Publish(Box::new(event)), nothing()], app.clock.now()).await;
    app.db.raw().execute("ALTER TABLE webhooks RENAME TO hidden_webhooks");
    app.worker().run_once().await;
    let left = list(&app, "").await;
    assert_eq!(left.len(), 1, "the others are done: {left:?}");
    assert_eq!((&left[0]["kind"], &left[0]["attempts"]), (&json!("publish"), &json!(1)));
    assert!(left[0]["last_error"].as_str().is_some_and(|error| !error.is_empty()));
    assert!(left[0]["run_at"].as_str() > Some(app.clock.now().to_string().as_str()), "with a pause");
    for _ in 0..63 {
        app.clock.advance(2 * 3600);
        app.worker().run_once().await;
    }
    let dead = list(&app, "?state=dead").await;
    assert_eq!((dead.len(), &dead[0]["attempts"]), (1, &json!(64)));
    app.db.raw().execute("ALTER TABLE hidden_webhooks RENAME TO webhooks");
    replay(&app, &dead[0]["id"]).await;
    work(&app).await;
    assert_eq!(list(&app, "").await, [] as [Value; 0]);
}
