//! What these tests start from: a company with a provider, and an interview of it.

use domain::effect::EffectQueue;
use e2e::{Answer, App, RoomServer};
use persistence::outbox;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::at;
use testkit::db::TestDb;

pub(crate) const INTERVIEWS: &str = "/api/v1/interviews";
pub(crate) const NOW: &str = "2025-01-20T08:00:00Z";
pub(crate) const START: &str = "2025-01-22T10:00:00Z";
pub(crate) const PROVIDER: &str = "/api/v1/companies/1/room-provider";

pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) server: RoomServer,
}

pub(crate) fn zoom(account: &str) -> Value {
    json!({"provider": "zoom", "zoom": {
        "account_id": account, "client_id": "id", "client_secret": "hunter2", "host": "host@example.org",
    }})
}

pub(crate) fn teams() -> Value {
    json!({"provider": "teams", "teams": {
        "tenant": "contoso.example", "client_id": "id", "client_secret": "hunter2", "organizer": "o",
    }})
}

pub(crate) fn google() -> Value {
    json!({"provider": "google_meet", "google_meet": {
        "client_id": "id", "client_secret": "hunter2", "refresh_token": "hunter3",
    }})
}

impl World {
    /// Company 1, staff member 1, job 1 and candidate 1, whom everything is enabled for; nobody chose a provider.
    pub(crate) async fn new(db: TestDb) -> Self {
        let server = RoomServer::start().await;
        let app = App::with_rooms_at(db, server.urls()).await;
        app.clock.set(at(NOW));
        let company = app.company("Acme").await;
        app.user(company, "ivy").await;
        let job = app.job(company, "Engineer").await;
        let candidate = app.candidate(company, "ann").await;
        app.gates(company, candidate, job, [true; 3]).await;
        Self { app, server }
    }

    pub(crate) async fn with(db: TestDb, provider: Value) -> Self {
        let world = Self::new(db).await;
        world.choose(provider).await;
        world
    }

    pub(crate) async fn choose(&self, provider: Value) -> Answer {
        let put = self.app.put(PROVIDER, provider).await;
        assert_eq!(put.status, 200, "{}", put.text);
        put
    }

    /// The path of a new interview.
    pub(crate) async fn interview(&self) -> String {
        let body = json!({
            "candidate_id": 1, "job_id": 1, "interview_type": "online", "scheduled_at": START,
            "interviewer_ids": [1],
        });
        self.app.make(INTERVIEWS, body).await.header("location").to_owned()
    }

    pub(crate) async fn reschedule(&self, path: &str, start: &str) {
        let moved = self.app.patch(path, json!({"scheduled_at": start})).await;
        assert_eq!(moved.status, 200, "{}", moved.text);
    }

    pub(crate) async fn cancel(&self, path: &str) {
        let answer = self.app.post(&format!("{path}/cancel"), json!({"reason": "ill"})).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    /// Lets a worker do all that is due by now.
    pub(crate) async fn work(&self) {
        let worker = self.app.worker();
        while worker.run_once().await || self.due().await {}
    }

    async fn due(&self) -> bool {
        let now = self.app.clock.now();
        let lane = EffectQueue::Providers;
        let next = self.app.db.read(move |tx| outbox::next_due(tx, lane)).await.expect("what is due");
        next.is_some_and(|next| next <= now)
    }

    /// Works until nothing is due for a while, with the clock moved on as pauses demand.
    pub(crate) async fn work_for(&self, minutes: i64) {
        for _ in 0..minutes {
            self.work().await;
            self.app.clock.advance(60);
        }
        self.work().await;
    }

    pub(crate) async fn status(&self, path: &str) -> Value {
        self.app.get(path).await["room_status"].clone()
    }

    pub(crate) async fn room(&self, path: &str) -> String {
        self.app.get(path).await["room_id"].as_str().unwrap_or_default().to_owned()
    }

    /// Joins as the candidate.
    pub(crate) async fn join(&self, path: &str) -> Answer {
        let room = self.room(path).await;
        let request = self.app.anonymous(Method::POST, &format!("{path}/join"));
        self.app.send(request.json(&json!({"room_id": room, "role": "candidate"}))).await
    }

    /// The effects of rooms that were given up: why each was.
    pub(crate) async fn dead(&self) -> Vec<(String, String)> {
        let page = self.app.get("/api/v1/effects?company_id=1&state=dead&kind=tend_room").await;
        let items = page["items"].as_array().unwrap_or_else(|| panic!("no page: {}", page.text));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        items.iter().map(|item| (text(&item["id"]), text(&item["last_error"]))).collect()
    }

    /// How many rows of rooms there are, and how many providers still have credentials.
    pub(crate) fn stored(&self) -> (usize, usize) {
        let count = |sql: &str| self.app.db.raw().texts(sql).len();
        (
            count("SELECT link AS text FROM provider_rooms"),
            count("SELECT kind AS text FROM room_providers WHERE credentials IS NOT NULL"),
        )
    }
}
