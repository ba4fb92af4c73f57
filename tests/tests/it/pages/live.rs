//! `/app/live`: who hears that something changed, and of what.

use super::visit::Browser;
use e2e::{App, Events};
use reqwest::Method;
use serde_json::json;
use std::time::Duration;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        pages_hear_of_changes_by_two_servers,
        nobody_hears_of_another_companys,
        who_was_away_is_told_what_changed,
        what_was_told_is_removed,
    ]
}

/// A company with somebody who manages it, and something to book.
struct Company {
    id: i64,
    job: i64,
    candidate: i64,
    email: String,
}

async fn company(app: &App, name: &str) -> Company {
    let id = app.company(name).await;
    let owner = format!("owner{id}");
    app.account(Some(id), &owner, "owner").await;
    let email = format!("{owner}@example.com");
    let (job, candidate) = (app.job(id, "Engineer").await, app.candidate(id, "ann").await);
    app.gates(id, candidate, job, [true; 3]).await;
    Company { id, job, candidate, email }
}

/// Gives the candidate another interview.
async fn book(app: &App, company: &Company, hours: i64) {
    let start = app.clock.now().plus_seconds(hours * 3_600).to_string();
    let body = json!({
        "candidate_id": company.candidate, "job_id": company.job, "interview_type": "offline", "scheduled_at": start,
    });
    app.make("/api/v1/interviews", body).await;
}

fn listen(app: &App, browser: &Browser<'_>) -> reqwest::RequestBuilder {
    app.anonymous(Method::GET, "/app/live").header("cookie", browser.cookies())
}

async fn pages_hear_of_changes_by_two_servers(db: TestDb) {
    let app = App::start(db).await;
    let acme = company(&app, "Acme").await;
    let browser = Browser::of(&app, &acme.email).await;
    let second = app.beside();
    let elsewhere = second.anonymous(Method::GET, "/app/live").header("cookie", browser.cookies());
    let (mut one, mut other) = (Events::of(listen(&app, &browser)).await, Events::of(elsewhere).await);
    let ready = one.next("ready").await;
    assert_eq!(ready.id, app.clock.now().unix().to_string());
    other.next("ready").await;
    // What was there before is no news.
    assert_eq!(one.within(Duration::from_millis(1_500)).await, None);
    book(&app, &acme, 24).await;
    for events in [&mut one, &mut other] {
        let heard = events.within(Duration::from_secs(2)).await.expect("within two seconds");
        assert_eq!((heard.name.as_str(), heard.data.as_str()), ("changed", "interviews"));
        assert_eq!(events.within(Duration::from_millis(1_500)).await, None, "once");
    }
    // What is held open does not hold up a server that stops.
    drop(second);
    assert_eq!(other.within(Duration::from_secs(10)).await, None, "the stream ends");
}

async fn nobody_hears_of_another_companys(db: TestDb) {
    let app = App::start(db).await;
    let (acme, rival) = (company(&app, "Acme").await, company(&app, "Rival").await);
    let browser = Browser::of(&app, &rival.email).await;
    let mut events = Events::of(listen(&app, &browser)).await;
    events.next("ready").await;
    book(&app, &acme, 24).await;
    assert_eq!(events.within(Duration::from_millis(2_500)).await, None);
    book(&app, &rival, 24).await;
    assert_eq!(events.next("changed").await.data, "interviews");
    let nobody = app.send(app.anonymous(Method::GET, "/app/live")).await;
    assert_eq!(nobody.status, 401, "{}", nobody.text);
    app.account(Some(rival.id), "cara", "customer").await;
    let mut browser = Browser::new(&app);
    browser.enter("cara@example.com", e2e::PASSWORD, "/app").await;
    let mut events = Events::of(listen(&app, &browser)).await;
    events.next("ready").await;
    book(&app, &rival, 48).await;
    assert_eq!(
        events.within(Duration::from_millis(2_500)).await,
        None,
        "a customer hears of appointments alone"
    );
}

async fn who_was_away_is_told_what_changed(db: TestDb) {
    let app = App::start(db).await;
    let acme = company(&app, "Acme").await;
    let browser = Browser::of(&app, &acme.email).await;
    app.clock.advance(60);
    let before = app.clock.now().unix().to_string();
    book(&app, &acme, 24).await;
    app.clock.advance(30);
    let again = listen(&app, &browser).header("last-event-id", &before);
    let mut events = Events::of(again).await;
    assert_eq!(events.next("changed").await.data, "interviews");
    let ready = events.next("ready").await;
    let again = listen(&app, &browser).header("last-event-id", &ready.id);
    let mut events = Events::of(again).await;
    assert_eq!(events.within(Duration::from_secs(2)).await.map(|heard| heard.name), Some("ready".into()));
    for long_ago in ["0", "nonsense"] {
        let mut events = Events::of(listen(&app, &browser).header("last-event-id", long_ago)).await;
        let mut told = Vec::new();
        while let Some(heard) = events.within(Duration::from_millis(500)).await {
            told.push(heard.data);
        }
        assert_eq!(told, ["interviews", "appointments", "slots", "conflicts", "busy", "yes"], "{long_ago}");
    }
}

async fn what_was_told_is_removed(db: TestDb) {
    let app = App::start(db).await;
    let acme = company(&app, "Acme").await;
    book(&app, &acme, 24).await;
    let kept = || app.db.raw().texts("SELECT topic AS text FROM changes").len();
    assert!(kept() > 0);
    app.clock.advance(700);
    let worker = app.worker();
    while worker.run_once().await {}
    let recent = app.db.raw().texts("SELECT topic AS text FROM changes");
    app.clock.advance(700);
    while worker.run_once().await {}
    assert_eq!(kept(), 0, "{recent:?}");
}
