//! A client, a candidate and a user of one address are one person, whichever of these records came first.

use super::start::{APPOINTMENTS, BOOK, ELEVEN, TEN, act, book, booking, clock, ledger, refused};
use crate::schedules::races::{answer, rounds};
use crate::shop::start::Shop;
use e2e::{Answer, App, check_problem};
use reqwest::Method;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

const CANDIDATES: &str = "/api/v1/candidates";
const INTERVIEWS: &str = "/api/v1/interviews";

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_candidate_who_is_made_later_has_the_clients_time,
        an_address_that_is_written_later_joins_both,
        an_import_knows_what_clients_have_booked,
        who_becomes_a_user_is_the_client_still,
        a_merge_takes_the_clients_time_over,
        never_twice_whatever_comes_first,
    ]
}

/// A shop, and Kim, who interviews for a job there.
struct World {
    app: App,
    shop: Shop,
    kim: i64,
    job: i64,
}

impl World {
    async fn open(db: TestDb) -> Self {
        let app = App::start(db).await;
        let shop = Shop::open(&app, "UTC").await;
        let (kim, job) = (app.user(shop.company, "kim").await, app.job(shop.company, "Barber").await);
        Self { app, shop, kim, job }
    }

    async fn candidate(&self, email: &str) -> i64 {
        let body = json!({"company_id": self.shop.company, "name": "Somebody", "email": email});
        self.app.make(CANDIDATES, body).await.id()
    }

    /// Tries to make an interview of an hour.
    async fn interview(&self, candidate: i64, panel: i64, start: &str) -> Answer {
        self.app.gates(self.shop.company, candidate, self.job, [true, true, true]).await;
        let body = json!({
            "candidate_id": candidate, "job_id": self.job, "interview_type": "offline",
            "interviewer_ids": [panel], "scheduled_at": start, "duration_minutes": 60,
        });
        self.app.post(INTERVIEWS, body).await
    }

    /// Makes it, and answers its path.
    async fn interviewed(&self, candidate: i64, panel: i64, start: &str) -> String {
        let made = self.interview(candidate, panel, start).await;
        assert_eq!(made.status, 201, "{}", made.text);
        made.header("location").to_owned()
    }

    async fn kept_away(&self, candidate: i64, start: &str) {
        refused(&self.interview(candidate, self.kim, start).await, 409, "candidate-unavailable");
    }

    /// Writes another address, and answers what comes of it.
    async fn address(&self, path: &str, email: &str) -> Answer {
        self.app.patch(path, json!({"email": email})).await
    }

    async fn cancel(&self, path: &str) {
        let done = act(&self.app, path, "cancel", json!({"reason": "ill"})).await;
        assert_eq!(done.status, 200, "{}", done.text);
    }

    /// Whether somebody has the time of an appointment.
    fn has(&self, subject: &str) -> bool {
        ledger(&self.app).contains(&format!("{subject} appointment booked"))
    }
}

async fn a_candidate_who_is_made_later_has_the_clients_time(db: TestDb) {
    let world = World::open(db).await;
    let (app, shop) = (&world.app, &world.shop);
    let path = book(app, shop, TEN, "Ann").await;
    let ann = world.candidate("ANN@example.com").await;
    assert!(world.has(&format!("candidate:{ann}")), "{:?}", ledger(app));
    world.kept_away(ann, TEN).await;
    let moved = act(app, &path, "reschedule", json!({"start": ELEVEN})).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
    world.kept_away(ann, ELEVEN).await;
    world.interviewed(ann, world.kim, TEN).await;
    // The other order.
    refused(&app.post(BOOK, booking(shop, TEN, "Ann")).await, 409, "slot-not-available");
    world.cancel(&path).await;
    world.interviewed(ann, world.kim, ELEVEN).await;
    book(app, shop, ELEVEN, "Bob").await;
}

async fn an_address_that_is_written_later_joins_both(db: TestDb) {
    let world = World::open(db).await;
    let cy = world.candidate("cy@example.com").await;
    let (record, subject) = (format!("{CANDIDATES}/{cy}"), format!("candidate:{cy}"));
    clock(&world.app, "2025-01-20T08:10:00Z");
    let path = book(&world.app, &world.shop, TEN, "Ann").await;
    clock(&world.app, "2025-01-20T08:20:00Z");
    let interview = world.interviewed(cy, world.kim, TEN).await;
    let both = world.address(&record, "ann@example.com").await;
    check_problem("both booked", &both, 409, "overlap", &[]);
    assert!(both["detail"].as_str().is_some_and(|text| text.contains(TEN)), "{}", both.text);
    world.cancel(&interview).await;
    assert_eq!(world.address(&record, "ann@example.com").await.status, 200);
    assert!(world.has(&subject), "{:?}", ledger(&world.app));
    world.kept_away(cy, TEN).await;
    // Who had another address when it was booked is another person.
    assert_eq!(world.address(&record, "cy@example.com").await.status, 200);
    assert!(!world.has(&subject), "{:?}", ledger(&world.app));
    let interview = world.interviewed(cy, world.kim, TEN).await;
    world.cancel(&interview).await;
    assert_eq!(world.address(&record, "ann@example.com").await.status, 200);
    world.kept_away(cy, TEN).await;
    world.cancel(&path).await;
    world.interviewed(cy, world.kim, TEN).await;
    book(&world.app, &world.shop, TEN, "Bob").await;
}

async fn an_import_knows_what_clients_have_booked(db: TestDb) {
    let world = World::open(db).await;
    let path = book(&world.app, &world.shop, TEN, "Ann").await;
    let place = format!("company_id={}", world.shop.company);
    let import = world.app.request(Method::POST, &format!("{CANDIDATES}/import?{place}"));
    let table = "name,email\nAnn,ANN@example.com\nCy,cy@example.com\n";
    let done = world.app.send(import.header("content-type", "text/csv").body(table)).await;
    assert_eq!((done.status, &done["created"]), (200, &json!(2)), "{}", done.text);
    let found = world.app.get(&format!("{CANDIDATES}?{place}&email=ann@example.com")).await;
    let ann = found["items"][0]["id"].as_i64().unwrap_or_default();
    assert!(world.has(&format!("candidate:{ann}")), "{:?}", ledger(&world.app));
    world.kept_away(ann, TEN).await;
    let clients = "SELECT subject AS text FROM subjects WHERE subject LIKE 'customer:%'";
    assert_eq!(world.app.db.raw().texts(clients), ["customer:ann@example.com"], "Cy is no client");
    world.cancel(&path).await;
    world.interviewed(ann, world.kim, TEN).await;
    book(&world.app, &world.shop, TEN, "Bob").await;
}

async fn who_becomes_a_user_is_the_client_still(db: TestDb) {
    let world = World::open(db).await;
    let (ann, bob) = (world.candidate("ann@example.com").await, world.candidate("bob@example.com").await);
    let path = book(&world.app, &world.shop, TEN, "Ann").await;
    let user = world.app.user(world.shop.company, "ann").await;
    let (account, candidate) = (format!("user:{user}"), format!("candidate:{ann}"));
    assert_eq!((world.has(&account), world.has(&candidate)), (true, false), "{:?}", ledger(&world.app));
    refused(&world.interview(bob, user, TEN).await, 409, "interviewer-unavailable");
    world.kept_away(ann, TEN).await;
    // They part: the candidate has the client's address still.
    let record = format!("/api/v1/users/{user}");
    assert_eq!(world.address(&record, "a@example.com").await.status, 200);
    assert_eq!((world.has(&account), world.has(&candidate)), (false, true), "{:?}", ledger(&world.app));
    world.kept_away(ann, TEN).await;
    world.interviewed(bob, user, TEN).await;
    check_problem("back", &world.address(&record, "ann@example.com").await, 409, "overlap", &[]);
    world.cancel(&path).await;
    assert_eq!(world.address(&record, "ann@example.com").await.status, 200);
    // A user without a candidate's record, who was there after the client.
    book(&world.app, &world.shop, ELEVEN, "Dan").await;
    let dan = world.app.user(world.shop.company, "dan").await;
    refused(&world.interview(bob, dan, ELEVEN).await, 409, "interviewer-unavailable");
}

async fn a_merge_takes_the_clients_time_over(db: TestDb) {
    let world = World::open(db).await;
    let (ann, bea) = (world.candidate("ann@example.com").await, world.candidate("bea@example.com").await);
    let path = book(&world.app, &world.shop, TEN, "Ann").await;
    let interview = world.interviewed(bea, world.kim, TEN).await;
    let merge = async || world.app.post(&format!("{CANDIDATES}/{ann}/merge"), json!({"into": bea})).await;
    check_problem("both booked", &merge().await, 409, "overlap", &[]);
    world.cancel(&interview).await;
    assert_eq!(merge().await.status, 200);
    assert!(!world.has(&format!("candidate:{ann}")), "{:?}", ledger(&world.app));
    world.kept_away(bea, TEN).await;
    world.cancel(&path).await;
    world.interviewed(bea, world.kim, TEN).await;
    book(&world.app, &world.shop, TEN, "Bob").await;
}

/// A candidate or a user is made while a client of the same address books.
async fn never_twice_whatever_comes_first(db: TestDb) {
    let world = World::open(db).await;
    let (app, company) = (&world.app, world.shop.company);
    let other = world.candidate("other@example.com").await;
    for round in 0..rounds() {
        let (name, email) = (format!("Guest{round}"), format!("guest{round}@example.com"));
        let new = json!({"company_id": company, "name": name, "email": email});
        let user = json!({"company_id": company, "name": name, "email": email, "role": "staff"});
        let record = match round % 2 {
            0 => app.request(Method::POST, CANDIDATES).json(&new),
            _ => app.request(Method::POST, "/api/v1/users").json(&user),
        };
        let booked = app.request(Method::POST, BOOK).json(&booking(&world.shop, TEN, &name));
        let (made, booked) = tokio::join!(answer(record), answer(booked));
        assert_eq!((made.0, booked.0), (201, 201), "{round}: {made:?} {booked:?}");
        let id = made.1["id"].as_i64().unwrap_or_default();
        match round % 2 {
            0 => world.kept_away(id, TEN).await,
            _ => refused(&world.interview(other, id, TEN).await, 409, "interviewer-unavailable"),
        }
        let path = booked.1["id"].as_str().map(|id| format!("{APPOINTMENTS}/{id}"));
        world.cancel(&path.unwrap_or_default()).await;
        assert_eq!(ledger(app), Vec::<String>::new(), "{round}: {email}");
    }
}
