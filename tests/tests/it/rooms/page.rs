//! The page that the link of an invitation opens.

use super::world::{START, World, zoom};
use e2e::{Answer, Mood};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        each_state_has_its_words,
        entering_leads_on_to_the_provider,
        entering_waits_for_the_provider,
        the_room_of_this_server_is_joined,
        mistakes_in_the_form_are_said,
        texts_of_people_are_texts,
    ]
}

pub(crate) async fn page_of(world: &World, path: &str) -> String {
    format!("/rooms/{}", world.room(path).await)
}

pub(crate) async fn open(world: &World, page: &str) -> Answer {
    world.app.send(world.app.anonymous(Method::GET, page).header("accept", "text/html")).await
}

pub(crate) async fn send(world: &World, page: &str, body: &str) -> Answer {
    let request = world.app.anonymous(Method::POST, page);
    let form = request.header("content-type", "application/x-www-form-urlencoded").body(body.to_owned());
    world.app.send(form).await
}

/// Checks the status, the words, and that nothing leaves the server that should not.
fn check(case: &str, page: &Answer, status: u16, words: &str) {
    assert_eq!(page.status, status, "{case}: {}", page.text);
    assert!(page.text.contains(words), "{case}, {words}: {}", page.text);
    assert_eq!(page.header("referrer-policy"), "no-referrer", "{case}");
    assert_eq!(page.header("cache-control"), "no-store", "{case}");
    assert_eq!(page.header("content-security-policy"), http_kit::html::PAGE_POLICY, "{case}");
    for forbidden in ["<style", "style=\"", " onclick", "src=\"http", "<script>"] {
        assert!(!page.text.contains(forbidden), "{case}: {forbidden}");
    }
}

async fn each_state_has_its_words(db: TestDb) {
    let world = World::new(db).await;
    let changed = world.app.patch("/api/v1/companies/1", json!({"time_zone": "Europe/Berlin"})).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let path = world.interview().await;
    let page = page_of(&world, &path).await;
    let at = async |time: &str, status: u16, words: &str| {
        world.app.clock.set(testkit::at(time));
        let seen = open(&world, &page).await;
        check(time, &seen, status, words);
        seen
    };
    let early = at("2025-01-22T09:44:59Z", 200, "The room is not open yet").await;
    for words in ["Engineer", "Acme", "Wednesday 22 January 2025, 11:00 to 12:00 (Europe/Berlin)", "10:45"] {
        assert!(early.text.contains(words), "{words}: {}", early.text);
    }
    assert!(early.text.contains("datetime=\"2025-01-22T10:00:00Z\""), "for the viewer's own clock");
    let refused = send(&world, &page, "role=candidate").await;
    check("early", &refused, 409, "The room is not open yet");
    at("2025-01-22T09:45:00Z", 200, "Enter the room").await;
    at("2025-01-22T11:15:00Z", 200, "Enter the room").await;
    at("2025-01-22T11:15:01Z", 200, "The interview is over").await;
    check("late", &send(&world, &page, "role=candidate").await, 409, "The interview is over");
    at("2025-01-23T11:00:00Z", 200, "The interview is over").await;
    at("2025-01-23T11:00:01Z", 404, "This link opens no room").await;
    world.app.clock.set(testkit::at("2025-01-20T08:00:00Z"));
    world.cancel(&path).await;
    at("2025-01-20T08:00:00Z", 200, "The interview was cancelled").await;
    check("cancelled", &send(&world, &page, "role=candidate").await, 409, "The interview was cancelled");
    assert_eq!(world.app.get(&path).await["candidate_joined_at"], Value::Null);
}

async fn entering_leads_on_to_the_provider(db: TestDb) {
    let world = World::with(db, zoom("a")).await;
    let path = world.interview().await;
    world.work().await;
    let page = page_of(&world, &path).await;
    world.app.clock.set(testkit::at(START));
    let before = open(&world, &format!("{page}?as=candidate")).await;
    check("not entered", &before, 200, "Enter the room");
    assert!(!before.text.contains("meet.example"), "a visitor who goes on is known to have come");
    for role in ["candidate", "interviewer"] {
        let entered = send(&world, &page, &format!("role={role}&name=Ann+Lee")).await;
        let next = format!("{page}?as={role}");
        assert_eq!((entered.status, entered.header("location")), (303, next.as_str()), "{}", entered.text);
        assert_eq!(entered.header("referrer-policy"), "no-referrer");
        let leads = open(&world, &next).await;
        check(role, &leads, 200, "content=\"0; url=https://meet.example/90001\"");
        assert!(leads.text.contains("href=\"https://meet.example/90001\" rel=\"noreferrer noopener\""));
    }
    let seen = world.app.get(&path).await;
    assert_eq!(seen["status"], "in_progress");
    assert!(
        seen["candidate_joined_at"].is_string() && seen["interviewer_joined_at"].is_string(),
        "{}",
        seen.text
    );
}

async fn entering_waits_for_the_provider(db: TestDb) {
    let world = World::with(db, zoom("a")).await;
    world.server.is(Mood::Down);
    let path = world.interview().await;
    world.work().await;
    let page = page_of(&world, &path).await;
    world.app.clock.set(testkit::at(START));
    assert_eq!(send(&world, &page, "role=candidate").await.status, 303);
    let inside = format!("{page}?as=candidate");
    let waits = open(&world, &inside).await;
    check("awaited", &waits, 200, "still being prepared");
    assert!(waits.text.contains("http-equiv=\"refresh\" content=\"5\""), "{}", waits.text);
    world.server.is(Mood::Forbids);
    world.app.clock.advance(5);
    world.work().await;
    check("given up", &open(&world, &inside).await, 200, "could not be prepared");
    let left = world.app.delete("/api/v1/companies/1/room-provider").await;
    assert_eq!(left.status, 204);
    world.work().await;
    check("of this server", &open(&world, &inside).await, 200, "You are in the room");
}

async fn the_room_of_this_server_is_joined(db: TestDb) {
    let world = World::new(db).await;
    let page = page_of(&world, &world.interview().await).await;
    world.app.clock.set(testkit::at(START));
    send(&world, &page, "role=candidate").await;
    let inside = open(&world, &format!("{page}?as=candidate")).await;
    check("alone", &inside, 200, "Your interviewer is not here yet.");
    send(&world, &page, "role=interviewer&name=").await;
    check("both", &open(&world, &format!("{page}?as=candidate")).await, 200, "Your interviewer is here.");
    check("both", &open(&world, &format!("{page}?as=interviewer")).await, 200, "The candidate is here.");
    check("a stranger's word", &open(&world, &format!("{page}?as=boss")).await, 200, "Enter the room");
}

async fn mistakes_in_the_form_are_said(db: TestDb) {
    let world = World::new(db).await;
    let path = world.interview().await;
    let page = page_of(&world, &path).await;
    world.app.clock.set(testkit::at(START));
    let nobody = send(&world, &page, "name=Ann").await;
    check("no role", &nobody, 422, "Choose who you are.");
    assert!(nobody.text.contains("value=\"Ann\""), "what was typed stays: {}", nobody.text);
    check("a boss", &send(&world, &page, "role=boss").await, 422, "Choose who you are.");
    let long = format!("role=candidate&name={}", "x".repeat(201));
    check("a long name", &send(&world, &page, &long).await, 422, "200 characters");
    check("lines", &send(&world, &page, "role=candidate&name=a%0Ab").await, 422, "200 characters");
    let json = world.app.anonymous(Method::POST, &page).json(&json!({"role": "candidate"}));
    assert_eq!(world.app.send(json).await.status, 415);
    assert_eq!(send(&world, &page, &format!("role={}", "x".repeat(300_000))).await.status, 413);
    let put = world.app.send(world.app.anonymous(Method::PUT, &page)).await;
    assert_eq!((put.status, put.header("allow")), (405, "GET, HEAD, POST"));
    assert_eq!(world.app.get(&path).await["candidate_joined_at"], Value::Null);
}

async fn texts_of_people_are_texts(db: TestDb) {
    let world = World::new(db).await;
    let hostile = "<script>alert(1)</script>\"&'";
    let changed = world.app.patch("/api/v1/jobs/1", json!({"title": hostile})).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let page = page_of(&world, &world.interview().await).await;
    world.app.clock.set(testkit::at(START));
    for seen in [open(&world, &page).await, send(&world, &page, "name=%22%3E%3Cscript%3E").await] {
        assert!(!seen.text.contains("<script>") && seen.text.contains("alert(1)"), "{}", seen.text);
    }
}
