//! Whatever is done to an interview, and however mail fails: in the end every address has a calendar that is true.
//!
//! Changes are generated; `MERIDIAN_TRUTH_CASES` says how many sequences of them (20 for each database), and
//! `MERIDIAN_TRUTH_SEED` which (1).

use super::relay::{Mood, Relay};
use background::Worker;
use e2e::App;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use testkit::Case;
use testkit::db::TestDb;
use tokio::runtime::Handle;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![every_calendar_is_true_in_the_end]
}

/// One thing that is done.
#[derive(Debug, Clone)]
enum Step {
    /// To so many hours after the first time.
    Move(u8),
    Unschedule,
    Place(Option<u8>),
    Online(bool),
    /// Whether online interviews are enabled.
    Gate(bool),
    /// Of three people, those whose bit is set.
    Panel(u8),
    CandidateAddress(u8),
    UserAddress(u8, u8),
    Names(u8),
    Cancel,
    Mail(Mood),
    /// The worker has so many seconds.
    Wait(u16),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..6u8).prop_map(Step::Move),
        1 => Just(Step::Unschedule),
        2 => proptest::option::of(0..3u8).prop_map(Step::Place),
        2 => any::<bool>().prop_map(Step::Online),
        2 => any::<bool>().prop_map(Step::Gate),
        3 => (0..8u8).prop_map(Step::Panel),
        2 => (0..3u8).prop_map(Step::CandidateAddress),
        1 => (0..3u8, 0..3u8).prop_map(|(user, address)| Step::UserAddress(user, address)),
        1 => (0..4u8).prop_map(Step::Names),
        1 => Just(Step::Cancel),
        2 => prop_oneof![Just(Mood::Takes), Just(Mood::Defers), Just(Mood::Erratic)].prop_map(Step::Mail),
        6 => (1..40u16).prop_map(Step::Wait),
    ]
}

#[expect(clippy::disallowed_methods, reason = "how many and which is a setting of the run")]
fn number<T: std::str::FromStr>(name: &str, default: T) -> T {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

async fn every_calendar_is_true_in_the_end(db: TestDb) {
    let app = App::start(db).await;
    let config = Config {
        cases: number("MERIDIAN_TRUTH_CASES", 20),
        rng_seed: RngSeed::Fixed(number("MERIDIAN_TRUTH_SEED", 1)),
        failure_persistence: None,
        max_shrink_iters: 100,
        ..Config::default()
    };
    let made = AtomicUsize::new(0);
    let steps = (proptest::collection::vec((step(), any::<bool>()), 1..14), any::<u32>());
    let checked = TestRunner::new(config).run(&steps, |(steps, seed)| {
        let number = made.fetch_add(1, Ordering::Relaxed);
        let one = async {
            let world = World::new(&app, number, seed.into()).await;
            for (step, beside) in &steps {
                world.step(step, *beside).await;
            }
            world.settle().await;
            world.check().await
        };
        // The runner calls a plain function; this thread is the test's own.
        tokio::task::block_in_place(|| Handle::current().block_on(one)).map_err(TestCaseError::fail)
    });
    if let Err(error) = checked {
        panic!("{error}");
    }
}

struct World<'a> {
    app: &'a App,
    number: usize,
    relay: Arc<Relay>,
    worker: Worker,
    job: i64,
    candidate: i64,
    users: Vec<i64>,
    interview: String,
}

impl<'a> World<'a> {
    async fn new(app: &'a App, number: usize, seed: u64) -> Self {
        app.clock.set(testkit::at(e2e::NOW));
        let company = app.company(&format!("Company {number}")).await;
        let job = app.job(company, "Welder").await;
        let body = json!({"company_id": company, "name": "Cora", "email": address(number, "cora", 0)});
        let candidate = app.make("/api/v1/candidates", body).await.id();
        app.gates(company, candidate, job, [true, true, true]).await;
        let mut users = Vec::new();
        for name in ["ann", "bob", "eve"] {
            let email = address(number, name, 0);
            let body = json!({"company_id": company, "name": name, "email": email, "role": "staff"});
            users.push(app.make("/api/v1/users", body).await.id());
        }
        let body = json!({
            "candidate_id": candidate, "job_id": job, "interview_type": "online",
            "scheduled_at": start(0), "interviewer_ids": [users[0]],
        });
        let interview = app.make("/api/v1/interviews", body).await.header("location").to_owned();
        let relay = Arc::new(Relay::new(seed));
        let mut worker = app.worker();
        worker.mail.mailer = Some(relay.clone());
        Self { app, number, relay, worker, job, candidate, users, interview }
    }

    /// Takes a step, while the worker works where it is `beside`.
    async fn step(&self, step: &Step, beside: bool) {
        if beside {
            tokio::join!(self.apply(step), self.work());
        } else {
            self.apply(step).await;
        }
    }

    async fn work(&self) {
        for _ in 0..3 {
            self.worker.run_once().await;
        }
    }

    /// A step may be refused, for example after the interview was cancelled.
    async fn apply(&self, step: &Step) {
        let change = async |path: &str, body: Value| {
            let answer = self.app.patch(path, body).await;
            assert!(matches!(answer.status, 200 | 409), "{step:?}: {}", answer.text);
        };
        let (candidate, job) = (self.candidate, self.job);
        match step {
            Step::Move(hour) => change(&self.interview, json!({"scheduled_at": start(*hour)})).await,
            Step::Unschedule => change(&self.interview, json!({"scheduled_at": null})).await,
            Step::Place(place) => {
                let place = place.map(|number| format!("Room {number}, left; \\ right"));
                change(&self.interview, json!({"location": place})).await;
            }
            Step::Online(online) => {
                let kind = if *online { "online" } else { "offline" };
                change(&self.interview, json!({"interview_type": kind})).await;
            }
            Step::Gate(open) => {
                let path = format!("/api/v1/candidates/{candidate}/toggle-interview");
                let body =
                    json!({"job_id": job, "interview_enabled": true, "online_interview_enabled": open});
                self.app.post(&path, body).await;
            }
            Step::Panel(bits) => {
                let of = |index: usize| bits >> index & 1 == 1;
                let panel: Vec<i64> =
                    (0..3).filter(|index| of(*index)).map(|index| self.users[index]).collect();
                change(&self.interview, json!({"interviewer_ids": panel})).await;
            }
            Step::CandidateAddress(which) => {
                let email = address(self.number, "cora", *which);
                change(&format!("/api/v1/candidates/{candidate}"), json!({"email": email})).await;
            }
            Step::UserAddress(user, which) => {
                let name = ["ann", "bob", "eve"][usize::from(*user)];
                let (user, email) = (self.users[usize::from(*user)], address(self.number, name, *which));
                change(&format!("/api/v1/users/{user}"), json!({"email": email})).await;
            }
            Step::Names(which) => {
                change(&format!("/api/v1/candidates/{candidate}"), json!({"name": format!("Cora {which}")}))
                    .await;
                change(&format!("/api/v1/jobs/{job}"), json!({"title": format!("Welder {which}")})).await;
            }
            Step::Cancel => {
                self.app.post(&format!("{}/cancel", self.interview), json!({"reason": "ill"})).await;
            }
            Step::Mail(mood) => self.relay.set(*mood),
            Step::Wait(seconds) => {
                self.work().await;
                self.app.clock.advance((*seconds).into());
                self.work().await;
            }
        }
    }

    /// Mail works again, and all that is to be sent is.
    async fn settle(&self) {
        self.relay.set(Mood::Takes);
        for _ in 0..12 {
            self.work().await;
            self.app.clock.advance(1800);
        }
        let before = self.relay.taken().len();
        for _ in 0..3 {
            self.app.clock.advance(1800);
            self.work().await;
        }
        assert_eq!(self.relay.taken().len(), before, "nothing is told again and again");
    }

    async fn check(&self) -> Result<(), String> {
        let interview = self.app.get(&self.interview).await;
        let uid = format!("{}@meridian", interview["id"].as_str().unwrap_or_default());
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let mut expected: BTreeMap<String, Expected> = BTreeMap::new();
        if interview["status"] == "scheduled" {
            let candidate = self.app.get(&format!("/api/v1/candidates/{}", self.candidate)).await;
            let job =
                text(&self.app.get(&format!("/api/v1/jobs/{}", self.job)).await["title"]).unwrap_or_default();
            let other = text(&candidate["name"]).unwrap_or_default();
            let base = Expected {
                start: compact(&interview["scheduled_at"]),
                end: compact(&interview["ends_at"]),
                location: text(&interview["location"]),
                url: text(&interview["meeting_link"]),
                title: String::new(),
            };
            let company = format!("Company {}", self.number);
            let title = format!("{job} – {company}");
            expected
                .insert(text(&candidate["email"]).unwrap_or_default(), Expected { title, ..base.clone() });
            for user in interview["interviewer_ids"].as_array().into_iter().flatten() {
                let user = self.app.get(&format!("/api/v1/users/{user}")).await;
                let title = format!("{job} – {other}");
                expected.insert(text(&user["email"]).unwrap_or_default(), Expected { title, ..base.clone() });
            }
        }
        self.relay.calendars(|calendars| {
            let mut seen: BTreeMap<String, Expected> = BTreeMap::new();
            for (address, calendar) in calendars {
                if let Some(fault) = calendar.faults.first() {
                    return Err(format!("{address}: {fault}"));
                }
                let Some(entry) = calendar.entries.get(&uid).filter(|entry| !entry.cancelled) else {
                    continue;
                };
                let entry = entry.clone();
                let (start, end) = (entry.start, entry.end);
                let (location, url, title) = (entry.location, entry.url, entry.summary);
                seen.insert(address.clone(), Expected { start, end, location, url, title });
            }
            if seen == expected { Ok(()) } else { Err(format!("seen {seen:#?}\nexpected {expected:#?}")) }
        })
    }
}

/// What a calendar is to say.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Expected {
    start: String,
    end: String,
    location: Option<String>,
    url: Option<String>,
    title: String,
}

fn address(number: usize, name: &str, which: u8) -> String {
    format!("{name}{which}@c{number}.example")
}

fn start(hour: u8) -> String {
    testkit::at(e2e::NOW).plus_seconds(10 * 86_400 + i64::from(hour) * 3600).to_string()
}

fn compact(instant: &Value) -> String {
    instant.as_str().unwrap_or_default().replace(['-', ':'], "")
}
