//! What people reported of other schedulers: who hears of what, at which address, over the API and through the worker.

use super::relay::{Mood, Relay};
use background::Worker;
use e2e::App;
use integrations::mail::{Message, Method};
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        another_place_or_type_reaches_those_who_were_invited,
        a_link_that_dies_is_replaced,
        a_corrected_address_is_invited,
        an_address_that_had_it_hears_of_the_cancellation,
        names_and_titles_reach_calendars_through_every_door,
        mail_is_from_whom_the_company_names,
        the_words_of_a_cancellation_say_what_is_so,
        recruiters_are_led_to_the_conflict,
        a_mail_server_that_recovers_is_noticed_by_one_message,
        what_a_mail_server_refuses_to_the_sender_waits,
    ]
}

struct World {
    app: App,
    relay: Arc<Relay>,
    worker: Worker,
    company: i64,
    job: i64,
    ann: i64,
    bob: i64,
}

impl World {
    async fn new(db: TestDb) -> Self {
        let app = App::start(db).await;
        let company = app.company("Acme").await;
        let ann = app.user_with_role(company, "ann", "recruiter").await;
        let (job, bob) = (app.job(company, "Welder").await, app.candidate(company, "bob").await);
        app.gates(company, bob, job, [true, true, true]).await;
        let relay = Arc::new(Relay::new(1));
        let mut worker = app.worker();
        worker.mail.mailer = Some(relay.clone());
        Self { app, relay, worker, company, job, ann, bob }
    }

    /// An interview so many days ahead, its people told; its path.
    async fn interview(&self, days: i64, fields: Value) -> String {
        let mut body = json!({
            "candidate_id": self.bob, "job_id": self.job, "interview_type": "online",
            "scheduled_at": start(days), "interviewer_ids": [self.ann],
        });
        for (name, value) in fields.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        let path = self.app.make("/api/v1/interviews", body).await.header("location").to_owned();
        self.work().await;
        path
    }

    async fn work(&self) {
        for _ in 0..4 {
            self.worker.run_once().await;
        }
    }

    async fn change(&self, path: &str, body: Value) {
        let changed = self.app.patch(path, body).await;
        assert_eq!(changed.status, 200, "{}", changed.text);
        self.work().await;
    }

    /// The messages after the first `known` ones.
    fn news(&self, known: usize) -> Vec<Message> {
        self.relay.taken().split_off(known)
    }

    fn count(&self) -> usize {
        self.relay.taken().len()
    }
}

fn start(days: i64) -> String {
    testkit::at(e2e::NOW).plus_seconds(days * 86_400).to_string()
}

/// To whom, and what it does.
fn told(messages: &[Message]) -> Vec<(String, Option<Method>)> {
    let told = |message: &Message| {
        let to = message.to.first().map(|to| to.address.to_string()).unwrap_or_default();
        (to, message.invitation.as_ref().map(|invitation| invitation.method))
    };
    let mut all: Vec<_> = messages.iter().map(told).collect();
    all.sort_by(|one, other| one.0.cmp(&other.0));
    all
}

fn requests(addresses: &[&str]) -> Vec<(String, Option<Method>)> {
    addresses.iter().map(|address| ((*address).to_owned(), Some(Method::Request))).collect()
}

async fn another_place_or_type_reaches_those_who_were_invited(db: TestDb) {
    let world = World::new(db).await;
    let path = world.interview(5, json!({"interview_type": "offline", "location": "Room 1"})).await;
    let both = requests(&["ann@example.com", "bob@example.com"]);
    assert_eq!(told(&world.news(0)), both);
    world.change(&path, json!({"location": "Room 2, other building"})).await;
    let news = world.news(2);
    assert_eq!(told(&news), both);
    assert!(news.iter().all(|one| one.text.contains("Room 2, other building")));
    world.change(&path, json!({"interview_type": "online"})).await;
    let link = world.app.get(&path).await["meeting_link"].as_str().unwrap_or_default().to_owned();
    let news = world.news(4);
    assert_eq!(told(&news), both);
    assert!(!link.is_empty() && news.iter().all(|one| one.text.contains(&link)), "with the link");
    world.change(&path, json!({"interview_type": "offline"})).await;
    assert_eq!(told(&world.news(6)), both, "that it is not online any more");
    world.change(&path, json!({"notes": "Bring a pen", "round": 2})).await;
    assert_eq!(told(&world.news(8)), [], "what no calendar shows is no news");
}

async fn a_link_that_dies_is_replaced(db: TestDb) {
    let world = World::new(db).await;
    let path = world.interview(5, json!({})).await;
    for open in [false, true] {
        let toggle = format!("/api/v1/candidates/{}/toggle-interview", world.bob);
        let body = json!({"job_id": world.job, "interview_enabled": true, "online_interview_enabled": open});
        assert_eq!(world.app.post(&toggle, body).await.status, 200);
    }
    world.work().await;
    let link = world.app.get(&path).await["meeting_link"].as_str().unwrap_or_default().to_owned();
    let news = world.news(2);
    assert_eq!(told(&news), requests(&["ann@example.com", "bob@example.com"]));
    assert!(news.iter().all(|one| one.text.contains(&link)), "each has the link that works");
}

async fn a_corrected_address_is_invited(db: TestDb) {
    let world = World::new(db).await;
    let candidate = format!("/api/v1/candidates/{}", world.bob);
    world.change(&candidate, json!({"email": "bob.typo@example.com"})).await;
    world.interview(5, json!({})).await;
    assert_eq!(told(&world.news(0)), requests(&["ann@example.com"]), "the mail server refuses the other");
    world.change(&candidate, json!({"email": "bob@right.example"})).await;
    assert_eq!(told(&world.news(1)), requests(&["bob@right.example"]), "and nobody gets a cancellation");
    let refused = world.app.get("/api/v1/messages?state=refused").await;
    let id = refused["items"][0]["id"].as_str().unwrap_or_default().to_owned();
    let again = world.app.post(&format!("/api/v1/messages/{id}/send-again"), json!({})).await;
    e2e::check_problem("the wrong address", &again, 409, "wrong-status", &[]);
}

async fn an_address_that_had_it_hears_of_the_cancellation(db: TestDb) {
    let world = World::new(db).await;
    let path = world.interview(5, json!({})).await;
    world.change(&format!("/api/v1/candidates/{}", world.bob), json!({"email": "bob@new.example"})).await;
    let cancel = |address: &str| (address.to_owned(), Some(Method::Cancel));
    let new = requests(&["bob@new.example"]).remove(0);
    assert_eq!(told(&world.news(2)), [cancel("bob@example.com"), new]);
    // The interviewers' addresses too, and back again.
    let ann = format!("/api/v1/users/{}", world.ann);
    world.change(&ann, json!({"email": "ann@new.example"})).await;
    assert_eq!(told(&world.news(4)).len(), 2);
    world.change(&ann, json!({"email": "ann@example.com"})).await;
    let back = requests(&["ann@example.com"]).remove(0);
    assert_eq!(told(&world.news(6)), [back, cancel("ann@new.example")]);
    let cancelled = world.app.post(&format!("{path}/cancel"), json!({"reason": "x"})).await;
    assert_eq!(cancelled.status, 200, "{}", cancelled.text);
    world.work().await;
    assert_eq!(told(&world.news(8)), [cancel("ann@example.com"), cancel("bob@new.example")]);
    world.relay.calendars(|calendars| {
        for (address, calendar) in calendars {
            assert_eq!(calendar.faults, [""; 0], "{address}");
            assert!(calendar.entries.values().all(|entry| entry.cancelled), "{address}");
        }
    });
}

async fn names_and_titles_reach_calendars_through_every_door(db: TestDb) {
    let world = World::new(db).await;
    world.interview(5, json!({})).await;
    let (ann, bob) = ("ann@example.com", "bob@example.com");
    let title = |address: &str| {
        world.relay.calendars(|calendars| {
            let entries = calendars.get(address).map(|calendar| &calendar.entries);
            entries.and_then(|all| all.values().next()).map(|entry| entry.summary.clone()).unwrap_or_default()
        })
    };
    world.change(&format!("/api/v1/candidates/{}", world.bob), json!({"name": "Robert"})).await;
    assert_eq!(told(&world.news(2)), requests(&[ann]), "a candidate knows their own name");
    assert_eq!(title(ann), "Welder – Robert");
    world.change(&format!("/api/v1/jobs/{}", world.job), json!({"title": "Smith"})).await;
    assert_eq!(told(&world.news(3)), requests(&[ann, bob]));
    assert_eq!((title(ann), title(bob)), ("Smith – Robert".into(), "Smith – Acme".into()));
    world.change(&format!("/api/v1/users/{}", world.ann), json!({"name": "Anna"})).await;
    let news = world.news(5);
    assert_eq!(told(&news), requests(&[bob]));
    assert!(news[0].text.contains("Anna"), "{}", news[0].text);
    let import = format!("/api/v1/candidates/import?company_id={}", world.company);
    let table = world.app.request(reqwest::Method::POST, &import).header("content-type", "text/csv");
    let answer = world.app.send(table.body("name,email\r\nBobby,bob@example.com\r\n")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    world.work().await;
    assert_eq!(told(&world.news(6)), requests(&[ann]));
    assert_eq!(title(ann), "Smith – Bobby");
    world.change(&format!("/api/v1/candidates/{}", world.bob), json!({"phone": "+1 555 0100"})).await;
    assert_eq!(told(&world.news(7)), []);
}

async fn mail_is_from_whom_the_company_names(db: TestDb) {
    let world = World::new(db).await;
    let from = |message: &Message| message.from_name.clone().unwrap_or_default();
    world.interview(5, json!({})).await;
    assert!(world.news(0).iter().all(|one| from(one) == "Acme" && one.reply_to.is_none()));
    let settings = json!({"sender_name": "Acme Recruiting", "reply_to": "hr@acme.example"});
    let path = format!("/api/v1/companies/{}/notification-settings", world.company);
    let put = world.app.put(&path, settings).await;
    assert_eq!(put.status, 200, "{}", put.text);
    world.interview(6, json!({})).await;
    for message in world.news(2) {
        assert_eq!(from(&message), "Acme Recruiting");
        assert!(message.text.contains("hr@acme.example"), "{}", message.text);
        let ics = message.invitation.expect("an invitation").ics.replace("\r\n ", "");
        assert!(ics.contains("ORGANIZER;CN=\"Acme Recruiting\":mailto:hr@acme.example"), "{ics}");
    }
}

async fn the_words_of_a_cancellation_say_what_is_so(db: TestDb) {
    let world = World::new(db).await;
    let other = world.app.user(world.company, "imre").await;
    let text = |known: usize, name: &str| {
        let news = world.news(known);
        let found =
            news.iter().find(|one| one.to[0].name.as_deref() == Some(name)).map(|one| one.text.clone());
        found.unwrap_or_else(|| panic!("nothing to {name}: {:?}", told(&news)))
    };
    let off = world.interview(5, json!({})).await;
    let reason = json!({"reason": "the position is filled"});
    world.app.post(&format!("{off}/cancel"), reason).await;
    world.work().await;
    for name in ["ann", "bob"] {
        let text = text(2, name);
        assert!(text.contains("will not take place") && text.contains("the position is filled"), "{text}");
        assert!(text.contains("if you have questions"), "{text}");
    }
    let waits = world.interview(6, json!({})).await;
    world.change(&waits, json!({"scheduled_at": null})).await;
    let postponed = text(6, "bob");
    assert!(postponed.contains("waits for another") && !postponed.contains("will not"), "{postponed}");
    let panel = world.interview(7, json!({})).await;
    let known = world.count();
    world.change(&panel, json!({"interviewer_ids": [other]})).await;
    let released = text(known, "ann");
    assert!(released.contains("no longer take part") && !released.contains("will not"), "{released}");
    assert!(text(known, "bob").contains("imre"), "the candidate hears who it is now");
    assert!(text(known, "imre").contains("invites you"));
}

async fn recruiters_are_led_to_the_conflict(db: TestDb) {
    let world = World::new(db).await;
    world.interview(5, json!({})).await;
    let start = testkit::at(&start(5));
    let busy =
        json!({"user_id": world.ann, "start": start.to_string(), "end": start.plus_minutes(30).to_string()});
    world.app.make("/api/v1/busy-periods", busy).await;
    world.work().await;
    let conflict = world.app.get("/api/interviews/conflicts/").await["items"][0].clone();
    let id = conflict["id"].as_str().unwrap_or_default();
    let cause = conflict["conflict_details"]["reason"].as_str().unwrap_or_default();
    let news = world.news(2);
    assert_eq!(told(&news), [("ann@example.com".to_owned(), None)]);
    let text = &news[0].text;
    assert!(!id.is_empty() && text.contains(&format!("/app/conflicts/{id}")), "{text}");
    assert!(!cause.is_empty() && text.contains(cause), "{cause}: {text}");
}

async fn a_mail_server_that_recovers_is_noticed_by_one_message(db: TestDb) {
    let world = World::new(db).await;
    world.relay.set(Mood::Defers);
    for days in 5..15 {
        world.interview(days, json!({})).await;
    }
    for _ in 0..40 {
        world.app.clock.advance(90);
        world.work().await;
    }
    assert_eq!(world.count(), 0, "it says 451 for an hour");
    world.relay.set(Mood::Takes);
    world.app.clock.advance(31);
    world.work().await;
    assert_eq!(world.count(), 20, "one finds out, and all follow");
    let waiting = world.app.get("/api/v1/messages?state=waiting").await;
    assert_eq!(waiting["items"], json!([]));
}

async fn what_a_mail_server_refuses_to_the_sender_waits(db: TestDb) {
    let world = World::new(db).await;
    world.relay.set(Mood::RefusesSender);
    world.interview(5, json!({})).await;
    world.work().await;
    let waiting = world.app.get("/api/v1/messages?state=waiting").await;
    assert_eq!(waiting["items"].as_array().map(Vec::len), Some(2), "{}", waiting.text);
    assert!(waiting.text.contains("Sender address rejected"), "{}", waiting.text);
    world.relay.set(Mood::Takes);
    world.app.clock.advance(60);
    world.work().await;
    assert_eq!(world.count(), 2, "it was put right");
}
