//! `/app/live`: who hears that something changed, and of what.

use super::shop::{ann, booked, paid, ready};
use super::visit::Browser;
use crate::appointments::start::{NOON, TEN, act, work};
use crate::shop::start::{SERVICES, STAFF};
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
        lists_hear_of_what_changes_them,
        a_customers_list_hears_of_appointments,
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
        let all =
            ["interviews", "appointments", "slots", "conflicts", "busy", "directory", "payments", "messages"];
        assert_eq!(told, [&all[..], &["yes"]].concat(), "{long_ago}");
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

/// All that is told until nothing more comes for a while.
async fn told(events: &mut Events) -> Vec<String> {
    let mut told = vec![events.next("changed").await.data];
    while let Some(heard) = events.within(Duration::from_millis(1_500)).await {
        told.push(heard.data);
    }
    told
}

/// Checks that this was told, and that these lists look again then.
async fn looks_again(browser: &Browser<'_>, told: &[String], topic: &str, lists: &[&str]) {
    assert!(told.iter().any(|one| one == topic), "{topic}: {told:?}");
    for list in lists {
        let page = browser.get(list).await;
        let topics = page.text.split("data-topics=\"").nth(1).and_then(|rest| rest.split('"').next());
        let topics: Vec<&str> = topics.unwrap_or_default().split(' ').collect();
        assert!(topics.contains(&topic), "{list} hears of {topics:?}, not of {topic}");
        assert!(page.text.contains("<div id=\"list\" data-live>"), "{list}: {}", page.text);
    }
}

async fn lists_hear_of_what_changes_them(db: TestDb) {
    let (app, shop) = ready(db).await;
    let browser = ann(&app).await;
    let mut events = Events::of(listen(&app, &browser)).await;
    events.next("ready").await;
    // The first look of the server finds what was there before.
    assert_eq!(events.within(Duration::from_millis(1_500)).await, None);
    let appointment = booked(&app, &shop, NOON, "Nora").await;
    looks_again(&browser, &told(&mut events).await, "appointments", &["/app/appointments", "/app/clients"])
        .await;
    let path = format!("/api/v1/appointments/appointments/{appointment}");
    let cancelled = act(&app, &path, "cancel", json!({"reason": "ill"})).await;
    assert_eq!(cancelled.status, 200, "{}", cancelled.text);
    looks_again(&browser, &told(&mut events).await, "appointments", &["/app/appointments"]).await;
    // Of what was cancelled before anybody heard of it nobody is told.
    booked(&app, &shop, "2025-01-21T15:00:00Z", "Mia").await;
    work(&app).await;
    looks_again(&browser, &told(&mut events).await, "messages", &["/app/settings/outbox"]).await;
    let (_, payment) = paid(&app, &shop).await;
    looks_again(&browser, &told(&mut events).await, "appointments", &["/app/payments"]).await;
    let page = format!("/app/payments/{payment}");
    let marked = browser.submit(&page, &format!("{page}/mark-paid"), &[]).await;
    assert_eq!(marked.status, 303, "{}", marked.text);
    looks_again(&browser, &told(&mut events).await, "payments", &["/app/payments"]).await;
    let job = app.job(shop.company, "Engineer").await;
    let candidate = app.candidate(shop.company, "zoe").await;
    looks_again(&browser, &told(&mut events).await, "directory", &["/app/jobs", "/app/candidates"]).await;
    let path = format!("/api/v1/candidates/{candidate}/shortlist");
    let listed = app.post(&path, json!({"job_id": job, "shortlisted": true})).await;
    assert_eq!(listed.status, 200, "{}", listed.text);
    let of_job = format!("/app/candidates?job={job}");
    looks_again(&browser, &told(&mut events).await, "directory", &[&of_job]).await;
    app.patch(&format!("{SERVICES}/{}", shop.service), json!({"name": "Another"})).await;
    looks_again(&browser, &told(&mut events).await, "directory", &["/app/services"]).await;
    let lists =
        ["/app/jobs", "/app/staff", "/app/calendars", "/app/settings/templates", "/app/settings/people"];
    app.patch(&format!("{STAFF}/{}", shop.staff), json!({"active": false})).await;
    looks_again(&browser, &told(&mut events).await, "directory", &lists).await;
}

async fn a_customers_list_hears_of_appointments(db: TestDb) {
    let (app, shop) = ready(db).await;
    app.account(Some(shop.company), "cara", "customer").await;
    let mut browser = Browser::new(&app);
    browser.enter("cara@example.com", e2e::PASSWORD, "").await;
    let mut events = Events::of(listen(&app, &browser)).await;
    events.next("ready").await;
    assert_eq!(events.within(Duration::from_millis(1_500)).await, None);
    booked(&app, &shop, TEN, "Cara").await;
    looks_again(&browser, &told(&mut events).await, "appointments", &["/me/appointments"]).await;
}
