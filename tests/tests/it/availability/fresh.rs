//! What servers remember is what is stored: two that remember, and one that reads everything each time, on one database.
//!
//! `MERIDIAN_FRESH_CHANGES` says how many changes are made (200), `MERIDIAN_FRESH_SEED` which.

use super::calendars::{create_calendar, import};
use crate::conventions::second::{Second, TOKEN};
use crate::shop::start::{DAYS_OFF, STAFF};
use app::known_people::KnownPeople;
use domain::commitment::{Hold, Source, SourceKind, Span, Subject};
use domain::{CompanyId, UserId};
use e2e::{Answer, App, check_problem};
use persistence::StoreError;
use persistence::ledger::{self, Claim};
use reqwest::Method;
use scheduling_core::time::{Interval, Timestamp};
use serde_json::{Value, json};
use testkit::db::TestDb;
use testkit::{at, seed};

/// What a server of these tests may remember.
const BYTES: usize = 16 << 20;
const ZONES: [&str; 4] = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"];

/// Chance that can be repeated.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(most).expect("a number")).expect("a number")
    }

    fn number(&mut self, from: i64, to: i64) -> i64 {
        from + i64::try_from(self.below(usize::try_from(to - from + 1).expect("a range"))).expect("a number")
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn yes(&mut self) -> bool {
        self.below(2) == 0
    }
}

#[expect(clippy::disallowed_methods, reason = "how many and which is a setting of the run")]
fn setting(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Three servers on one database: the first two remember, the third reads everything each time.
struct Servers {
    app: App,
    other: Second,
    oracle: Second,
}

impl Servers {
    async fn start(db: TestDb) -> Self {
        let app = App::start(db).await;
        let (other, oracle) = (Second::with(&app, None, BYTES), Second::with(&app, None, 0));
        Self { app, other, oracle }
    }

    /// Asks all of them; they must say the same.
    async fn ask(&self, what: &str, path: &str) -> Answer {
        let expected = self.oracle.get(&self.app, path, TOKEN).await;
        for (server, answer) in
            [("first", self.app.get(path).await), ("second", self.other.get(&self.app, path, TOKEN).await)]
        {
            assert_eq!(
                (answer.status, said(&answer)),
                (expected.status, said(&expected)),
                "the {server} server, {what}: {path}"
            );
        }
        expected
    }

    /// Changes something by one of the two that remember. What is refused is as good as what is done.
    async fn change(&self, dice: &mut Dice, method: Method, path: &str, body: &Value) -> Answer {
        // The second server was not given what these need: passwords, and a client of feeds.
        let first = path.starts_with("/api/v1/users") || path.starts_with("/api/v1/calendars");
        let request = match first || dice.yes() {
            true => self.app.request(method, path),
            false => self.other.request(method, path, TOKEN),
        };
        let request = if body.is_null() { request } else { request.json(body) };
        let answer = self.app.send(request).await;
        assert!(answer.status < 500, "{path}: {} {}", answer.status, answer.text);
        answer
    }
}

/// What an answer says: all of it, but that each refusal has a name of its own.
fn said(answer: &Answer) -> String {
    let mut body = answer.body.clone();
    match body.as_object_mut().filter(|_| answer.status != 200) {
        Some(refusal) => {
            refusal.remove("instance");
            body.to_string()
        }
        None => answer.text.clone(),
    }
}

/// What there is to change.
struct World {
    company: i64,
    people: Vec<i64>,
    /// Each with the candidate who may become them.
    candidates: Vec<i64>,
    job: i64,
    templates: Vec<i64>,
    staff: Vec<i64>,
    busy: Vec<String>,
    patterns: Vec<i64>,
    calendars: Vec<i64>,
    files: Vec<i64>,
    days_off: Vec<i64>,
    interviews: Vec<String>,
    holds: Vec<Source>,
    feed: u32,
}

impl World {
    async fn build(app: &App) -> Self {
        let company = app.company("Acme").await;
        let (mut people, mut candidates, mut staff) = (Vec::new(), Vec::new(), Vec::new());
        let job = app.job(company, "Engineer").await;
        for number in 0..4 {
            people.push(app.user(company, &format!("p{number}")).await);
            let candidate = app.candidate(company, &format!("c{number}")).await;
            app.gates(company, candidate, job, [true, true, true]).await;
            candidates.push(candidate);
        }
        for person in &people[..2] {
            staff.push(app.make(STAFF, json!({"user_id": person, "services": []})).await.id());
        }
        let groups = json!([
            {"members": [people[0]], "required": "all"}, {"members": people[1..].to_vec(), "required": 2},
        ]);
        let body = json!({
            "company_id": company, "name": "Panel", "duration_minutes": 45, "interviewers": people, "groups": groups,
            "minimum_notice_minutes": 0,
        });
        let panel = app.make("/api/v1/interview-templates", body).await.id();
        let templates = vec![app.template(company, &people[..2]).await, panel];
        Self {
            company,
            people,
            candidates,
            job,
            templates,
            staff,
            busy: Vec::new(),
            patterns: Vec::new(),
            calendars: Vec::new(),
            files: Vec::new(),
            days_off: Vec::new(),
            interviews: Vec::new(),
            holds: Vec::new(),
            feed: 0,
        }
    }

    /// Some time of the next days.
    fn time(dice: &mut Dice, now: Timestamp) -> Interval {
        let start = now.plus_minutes(dice.number(-60, 6 * 24 * 60) / 15 * 15);
        Interval::new(start, start.plus_minutes(dice.number(1, 16) * 15)).expect("some minutes")
    }

    fn question(&self, dice: &mut Dice, now: Timestamp) -> String {
        let template = dice.one(&self.templates);
        let start = now.plus_minutes(dice.number(-24 * 60, 5 * 24 * 60));
        let days = dice.one(&[1_i64, 3, 7, 14, 360]);
        let end = start.plus_minutes(days * 24 * 60);
        let step = dice.one(&[15, 30, 60]);
        let explain = if days <= 3 && dice.yes() { "&explain=true" } else { "" };
        let zone = dice.one(&ZONES);
        format!(
            "/api/interviews/{template}/availability?start={start}&end={end}&step_minutes={step}&time_zone={zone}{explain}"
        )
    }

    /// Changes one thing, and says which.
    async fn change(&mut self, servers: &Servers, dice: &mut Dice) -> &'static str {
        match dice.below(8) {
            0 => self.change_busy(servers, dice).await,
            1 => self.change_hours(servers, dice).await,
            2 => self.change_people(servers, dice).await,
            3 => self.change_company(servers, dice).await,
            4 => self.change_calendars(servers, dice).await,
            5 => self.change_bookings(servers, dice).await,
            6 => self.change_holds(servers, dice).await,
            _ => self.go_on(servers, dice).await,
        }
    }

    async fn change_busy(&mut self, servers: &Servers, dice: &mut Dice) -> &'static str {
        let time = Self::time(dice, servers.app.clock.now());
        let (start, end) = (time.start().to_string(), time.end().to_string());
        if self.busy.is_empty() || dice.below(3) == 0 {
            let body = json!({"user_id": dice.one(&self.people), "start": start, "end": end});
            let made = servers.change(dice, Method::POST, "/api/v1/busy-periods", &body).await;
            self.busy.extend(made["id"].as_str().map(str::to_owned));
            return "a busy period";
        }
        let which = dice.below(self.busy.len());
        let path = format!("/api/v1/busy-periods/{}", self.busy[which]);
        if dice.yes() {
            let body = json!({"start": start, "end": end, "user_id": dice.one(&self.people)});
            servers.change(dice, Method::PATCH, &path, &body).await;
            return "a busy period that moves";
        }
        servers.change(dice, Method::DELETE, &path, &Value::Null).await;
        self.busy.swap_remove(which);
        "a busy period that goes"
    }

    async fn change_hours(&mut self, servers: &Servers, dice: &mut Dice) -> &'static str {
        if dice.yes() {
            return self.change_days_off(servers, dice).await;
        }
        if self.patterns.len() < 6 && dice.yes() {
            let first = dice.number(6, 12);
            let body = json!({
                "interviewer": dice.one(&self.people), "day_of_week": dice.number(1, 7),
                "start_time": format!("{first:02}:00"), "end_time": format!("{:02}:00", first + dice.number(1, 9)),
                "is_available": dice.below(4) > 0, "valid_from": "2025-01-01",
                "valid_until": dice.one(&[None, Some("2025-01-21"), Some("2025-01-24")]),
            });
            let made = servers.change(dice, Method::POST, "/api/interviews/availability", &body).await;
            self.patterns.extend(made["id"].as_i64());
            return "a pattern";
        }
        let Some(id) = self.patterns.pop() else { return "nothing" };
        servers
            .change(dice, Method::DELETE, &format!("/api/interviews/availability/{id}"), &Value::Null)
            .await;
        "a pattern that goes"
    }

    async fn change_days_off(&mut self, servers: &Servers, dice: &mut Dice) -> &'static str {
        if self.days_off.len() < 2 && dice.yes() {
            let day = dice.number(20, 30);
            let body = json!({
                "company_id": self.company, "staff_id": dice.yes().then(|| self.staff[0]),
                "start_date": format!("2025-01-{day}"), "end_date": format!("2025-01-{day}"),
            });
            let made = servers.change(dice, Method::POST, DAYS_OFF, &body).await;
            self.days_off.extend(made["id"].as_i64());
            return "a day off";
        }
        let Some(id) = self.days_off.pop() else { return "nothing" };
        servers.change(dice, Method::DELETE, &format!("{DAYS_OFF}/{id}"), &Value::Null).await;
        "a day off that goes"
    }

    async fn change_people(&mut self, servers: &Servers, dice: &mut Dice) -> &'static str {
        let person = dice.below(self.people.len());
        let path = format!("/api/v1/users/{}", self.people[person]);
        let (body, what) = match dice.below(5) {
            0 => (json!({"time_zone": dice.one(&ZONES)}), "a zone"),
            1 => (json!({"time_zone": null}), "no zone"),
            2 => (json!({"active": dice.below(3) > 0}), "somebody who leaves or comes back"),
            3 => (json!({"role": dice.one(&["staff", "recruiter", "viewer", "staff"])}), "a role"),
            _ => (json!({"name": format!("Person {}", dice.below(99))}), "a name"),
        };
        servers.change(dice, Method::PATCH, &path, &body).await;
        what
    }

    async fn change_company(&mut self, servers: &Servers, dice: &mut Dice) -> &'static str {
        let company = format!("/api/v1/companies/{}", self.company);
        let template = format!("/api/v1/interview-templates/{}", self.templates[0]);
        let staff = format!("{STAFF}/{}", self.staff[1]);
        let mut panel = self.people.clone();
        panel.truncate(1 + dice.below(3));
        let (path, body, what) = match dice.below(6) {
            0 => (company, json!({"time_zone": dice.one(&ZONES)}), "the company's zone"),
            1 => (company, json!({"active": dice.below(4) > 0}), "a company that closes or opens"),
            2 => (template, json!({"duration_minutes": dice.one(&[15, 45, 60])}), "a length"),
            3 => (template, json!({"buffer_after_minutes": dice.one(&[0, 10])}), "a buffer"),
            4 => (template, json!({"interviewers": panel}), "a panel"),
            _ => (staff, json!({"active": dice.yes()}), "a profile"),
        };
        servers.change(dice, Method::PATCH, &path, &body).await;
        what
    }

    async fn change_calendars(&mut self, servers: &Servers, dice: &mut Dice) -> &'static str {
        let app = &servers.app;
        if self.calendars.len() < 4 && dice.yes() {
            let user = dice.one(&self.people);
            let policy = dice.one(&["busy", "ignore"]);
            self.feed += 1;
            let more = match dice.below(3) {
                0 => json!({"kind": "simulated"}),
                1 => json!({"kind": "ics_file", "stale_policy": policy}),
                _ => json!({
                    "kind": "ics_url", "url": format!("http://127.0.0.1:9/{}.ics", self.feed), "stale_policy": policy,
                }),
            };
            let id = create_calendar(app, user, more.clone()).await;
            self.calendars.push(id);
            if more["kind"] == "ics_file" {
                self.files.push(id);
            }
            return "a calendar";
        }
        if let (Some(file), true) = (self.files.last().copied(), dice.below(3) > 0) {
            let day = dice.number(20, 28);
            let text = format!(
                "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tests//EN\r\nBEGIN:VEVENT\r\nUID:a\r\n\
                 DTSTAMP:20250101T000000Z\r\nDTSTART:202501{day}T{:02}0000Z\r\nDURATION:PT3H\r\nEND:VEVENT\r\n\
                 END:VCALENDAR\r\n",
                dice.number(6, 18)
            );
            assert_eq!(import(app, file, text).await.status, 200);
            return "an import";
        }
        let Some(id) = self.calendars.pop() else { return "nothing" };
        let path = format!("/api/v1/calendars/{id}");
        if dice.yes() {
            servers.change(dice, Method::PATCH, &path, &json!({"stale_policy": "ignore"})).await;
            self.calendars.push(id);
            return "a policy";
        }
        self.files.retain(|file| *file != id);
        servers.change(dice, Method::DELETE, &path, &Value::Null).await;
        "a calendar that goes"
    }

    async fn change_bookings(&mut self, servers: &Servers, dice: &mut Dice) -> &'static str {
        let now = servers.app.clock.now();
        if dice.below(5) == 0 {
            // Who has a user's address is that user, with all that is booked.
            let candidate = dice.below(self.candidates.len());
            let person = dice.one(&[candidate, 9]);
            let body =
                json!({"email": format!("{}{candidate}@example.com", if person == 9 { "c" } else { "p" })});
            let path = format!("/api/v1/candidates/{}", self.candidates[candidate]);
            servers.change(dice, Method::PATCH, &path, &body).await;
            return "a candidate who becomes somebody else";
        }
        if self.interviews.is_empty() || dice.yes() {
            let start = Self::time(dice, now).start();
            let mut panel = vec![dice.one(&self.people), dice.one(&self.people)];
            panel.dedup();
            let body = json!({
                "candidate_id": dice.one(&self.candidates), "job_id": self.job, "interview_type": "online",
                "scheduled_at": start.to_string(), "duration_minutes": 30, "interviewer_ids": panel,
            });
            let made = servers.change(dice, Method::POST, "/api/v1/interviews", &body).await;
            self.interviews.extend(made["id"].as_str().map(str::to_owned));
            return "an interview";
        }
        let which = dice.below(self.interviews.len());
        let path = format!("/api/v1/interviews/{}", self.interviews[which]);
        if dice.yes() {
            let start = Self::time(dice, now).start().to_string();
            let body = json!({"scheduled_at": start, "interviewer_ids": [dice.one(&self.people)]});
            servers.change(dice, Method::PATCH, &path, &body).await;
            return "an interview that moves";
        }
        let body = json!({"reason": "ill"});
        servers.change(dice, Method::POST, &format!("{path}/cancel"), &body).await;
        self.interviews.swap_remove(which);
        "an interview that is off"
    }

    /// Time in the ledger, as appointments take it; some of it until the clock says otherwise.
    async fn change_holds(&mut self, servers: &Servers, dice: &mut Dice) -> &'static str {
        let now = servers.app.clock.now();
        let permit = seed::owner(CompanyId(self.company));
        if self.holds.is_empty() || dice.below(3) > 0 {
            let meeting = Self::time(dice, now);
            let id = uuid::Uuid::from_u64_pair(7, dice.0);
            let source = Source { kind: SourceKind::Request, id };
            let span = Span { meeting, buffer_before: dice.number(0, 2) * 600, buffer_after: 0 };
            let subject = Subject::User(UserId(dice.one(&self.people)));
            let hold = Hold::Until(now.plus_minutes(dice.number(1, 90)));
            let claims = [Claim { subject, span, source, hold }];
            let done = servers.app.db.write(move |tx| {
                Ok::<_, StoreError>(ledger::claim(&mut tx.scope(&permit), now, &claims)?.is_ok())
            });
            if done.await.expect("the ledger answers") {
                self.holds.push(source);
            }
            return "a hold";
        }
        let source = self.holds.swap_remove(dice.below(self.holds.len()));
        let confirm = dice.yes();
        let done = servers.app.db.write(move |tx| {
            let scope = &mut tx.scope(&permit);
            match confirm {
                true => Ok::<_, StoreError>(ledger::confirm(scope, source, now)?),
                false => Ok(ledger::release(scope, source)?),
            }
        });
        done.await.expect("the ledger answers");
        if confirm { "a hold that is confirmed" } else { "a hold that is released" }
    }

    /// Lets the clock move, and sometimes a worker look what is due.
    async fn go_on(&mut self, servers: &Servers, dice: &mut Dice) -> &'static str {
        let clock = &servers.app.clock;
        match dice.below(6) {
            0 => {
                servers.app.worker().run_once().await;
                "a worker"
            }
            // A clock may be set back, too.
            1 if clock.now() > at("2025-01-20T09:00:00Z") => {
                clock.set(clock.now().plus_minutes(-dice.number(1, 45)));
                "a clock that was set back"
            }
            _ => {
                clock.advance(dice.number(1, 50) * 60);
                "time that passes"
            }
        }
    }
}

pub(crate) async fn two_servers_never_tell_what_is_stale(db: TestDb) {
    let servers = Servers::start(db).await;
    let mut world = World::build(&servers.app).await;
    let mut dice = Dice(u64::try_from(setting("MERIDIAN_FRESH_SEED", 1)).expect("a seed"));
    let mut last = world.question(&mut dice, servers.app.clock.now());
    for number in 0..setting("MERIDIAN_FRESH_CHANGES", 200) {
        let what = world.change(&servers, &mut dice).await;
        let what = format!("after change {number}, {what}");
        // The question before it, of which something is remembered, and another.
        servers.ask(&what, &last).await;
        last = world.question(&mut dice, servers.app.clock.now());
        servers.ask(&what, &last).await;
    }
    let used = servers.app.known.bytes();
    assert!(used > 0 && used <= BYTES, "{used} bytes are remembered");
}

const WEEK: &str = "start=2025-01-21T00:00:00Z&end=2025-01-28T00:00:00Z&minimum_notice_minutes=0";

fn path(template: i64) -> String {
    format!("/api/interviews/{template}/availability?{WEEK}")
}

/// A company of people with simulated calendars, and a template of all of them.
async fn company(app: &App, people: usize) -> (i64, Vec<i64>, i64) {
    let company = app.company("Acme").await;
    let mut panel = Vec::new();
    for number in 0..people {
        let user = app.user(company, &format!("person{number}")).await;
        create_calendar(app, user, json!({"kind": "simulated"})).await;
        panel.push(user);
    }
    let template = app.template(company, &panel).await;
    (company, panel, template)
}

pub(crate) async fn what_has_not_moved_takes_one_statement(db: TestDb) {
    let servers = Servers::start(db).await;
    let app = &servers.app;
    let (_, panel, template) = company(app, 12).await;
    let count = async || {
        let (statements, answer) = app.db.count_statements(app.get(&path(template))).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        statements
    };
    count().await;
    assert_eq!(count().await, 1);
    // Whatever else is asked of the next weeks.
    let (statements, _) = app
        .db
        .count_statements(app.get(&format!("/api/interviews/{template}/availability?step_minutes=15")))
        .await;
    assert_eq!(statements, 1);
    // One of twelve people moves: their own rows are read, in as many statements as there are tables.
    let body = json!({"user_id": panel[7], "start": "2025-01-22T09:00:00Z", "end": "2025-01-22T10:00:00Z"});
    app.make("/api/v1/busy-periods", body).await;
    assert_eq!(
        count().await,
        9,
        "versions twice, user, bookings, calendars, times, periods, days off, patterns"
    );
    assert_eq!(count().await, 1);
    // The other server did none of it, and has to read it once.
    servers.ask("after a busy period", &path(template)).await;
    let (statements, _) = app.db.count_statements(servers.other.get(app, &path(template), TOKEN)).await;
    assert_eq!(statements, 1);
    app.patch(&format!("/api/v1/interview-templates/{template}"), json!({"duration_minutes": 30})).await;
    assert_eq!(
        count().await,
        5,
        "versions, versions of the template that was, template, its people, versions"
    );
    assert_eq!(count().await, 1);
}

pub(crate) async fn what_ends_by_the_clock_ends(db: TestDb) {
    let servers = Servers::start(db).await;
    let app = &servers.app;
    let (company, panel, template) = company(app, 1).await;
    let file = create_calendar(app, panel[0], json!({"kind": "ics_file"})).await;
    let permit = seed::owner(CompanyId(company));
    let now = app.clock.now();
    let start = at("2025-01-23T09:00:00Z");
    let claims = [Claim {
        subject: Subject::User(UserId(panel[0])),
        span: Span::bare(Interval::new(start, start.plus_minutes(600)).expect("hours")),
        source: Source { kind: SourceKind::Request, id: uuid::Uuid::nil() },
        hold: Hold::Until(now.plus_minutes(10)),
    }];
    let done = app
        .db
        .write(move |tx| Ok::<_, StoreError>(ledger::claim(&mut tx.scope(&permit), now, &claims)?.is_ok()));
    assert!(done.await.expect("a claim"));
    servers.ask("before the file is read", &path(template)).await;
    let empty = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tests//EN\r\nEND:VCALENDAR\r\n";
    assert_eq!(import(app, file, empty).await.status, 200);
    let held = servers.ask("while it is held", &path(template)).await;
    app.clock.advance(9 * 60 + 59);
    assert_eq!(servers.ask("a second before", &path(template)).await.text, held.text);
    app.clock.advance(1);
    let (statements, free) = app.db.count_statements(app.get(&path(template))).await;
    assert_eq!(statements, 1, "the clock moves, and nothing is read");
    assert_ne!(free.text, held.text);
    servers.ask("once it has expired", &path(template)).await;
}

pub(crate) async fn trust_ends_without_a_change(db: TestDb) {
    let servers = Servers::start(db).await;
    let app = &servers.app;
    let company = app.company("Acme").await;
    let user = app.user(company, "alice").await;
    let template = app.template(company, &[user]).await;
    let feed = e2e::Feed::start().await;
    feed.serve("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tests//EN\r\nEND:VCALENDAR\r\n", "\"v1\"");
    create_calendar(app, user, json!({"kind": "ics_url", "url": feed.url()})).await;
    app.worker().run_once().await;
    let status = async |case: &str| {
        let answer = servers.ask(case, &path(template)).await;
        (answer["sources"][0]["status"].clone(), answer["availableSlots"].as_array().map_or(0, Vec::len))
    };
    let (fresh, slots) = status("read").await;
    assert!(fresh == "fresh" && slots > 0, "{fresh}, {slots} slots");
    app.clock.advance(2 * 3600);
    assert_eq!(status("two hours later").await.0, "fresh");
    app.clock.advance(1);
    assert_eq!(status("a second more").await, (json!("stale"), 0));
    let (statements, _) = app.db.count_statements(app.get(&path(template))).await;
    assert_eq!(statements, 1, "nothing had to be read for that");
}

pub(crate) async fn everybody_at_once_shares_statements(db: TestDb) {
    let app = App::start(db).await;
    let (_, _, template) = company(&app, 3).await;
    let known: &KnownPeople = &app.known;
    let expected = app.get(&path(template)).await;
    assert!(known.bytes() > 0);
    let ask = async || {
        let mut asked = tokio::task::JoinSet::new();
        for _ in 0..48 {
            asked.spawn(app.request(Method::GET, &path(template)).send());
        }
        let mut texts = Vec::new();
        while let Some(answer) = asked.join_next().await {
            let answer = answer.expect("a task").expect("an answer");
            texts.push(answer.text().await.expect("a text"));
        }
        texts
    };
    let (statements, texts) = app.db.count_statements(ask()).await;
    assert_eq!(texts.len(), 48);
    assert!(texts.iter().all(|text| *text == expected.text));
    assert!(statements <= 48, "{statements} statements for 48 answers");
}

pub(crate) async fn memory_shows_nobody_what_they_may_not_see(db: TestDb) {
    let servers = Servers::start(db).await;
    let app = &servers.app;
    let (company, panel, template) = company(app, 2).await;
    let theirs = app.company("Theirs").await;
    servers.ask("so that it is remembered", &path(template)).await;
    let stranger = app.key(Some(theirs), "owner").await;
    let owner = app.key(Some(company), "owner").await;
    let ask = async |token: &str| app.send(app.request_by(token, Method::GET, &path(template))).await;
    check_problem("of another company", &ask(&stranger).await, 404, "not-found", &[]);
    assert_eq!(ask(&owner).await.status, 200);
    app.delete(&format!("/api/v1/interview-templates/{template}")).await;
    servers.ask("a template that is gone", &path(template)).await;
    check_problem("gone", &ask(&owner).await, 404, "not-found", &[]);
    let again = app.template(company, &panel).await;
    servers.ask("another template", &path(again)).await;
    let nobody = json!({"interviewers": []});
    app.patch(&format!("/api/v1/interview-templates/{again}"), nobody).await;
    let refused = servers.ask("nobody interviews", &path(again)).await;
    check_problem("nobody interviews", &refused, 422, "invalid", &["/interviewers"]);
}

pub(crate) async fn a_small_memory_is_never_exceeded(db: TestDb) {
    let app = App::start(db).await;
    let (_, panel, all) = company(&app, 6).await;
    let small = KnownPeople::new((*app.db).clone(), 4_000);
    let permit = seed::platform();
    let now = app.clock.now();
    let wish = app::template_availability::Wish {
        window: Interval::new(now, now.plus_minutes(7 * 24 * 60)).expect("a week"),
        zone: scheduling_core::time::TimeZone::utc(),
        step_minutes: None,
        minimum_notice_minutes: None,
        buffer_before_minutes: None,
        buffer_after_minutes: None,
    };
    let company =
        app.get(&format!("/api/v1/users/{}", panel[0])).await["company_id"].as_i64().expect("a company");
    let mut templates = vec![all];
    for person in &panel {
        templates.push(app.template(company, &[*person]).await);
    }
    for template in templates.iter().chain(&templates) {
        let id = domain::TemplateId(*template);
        let known = app::template_availability::known(&small, permit.clone(), id, wish.clone(), now).await;
        assert!(known.is_ok());
        assert!(small.bytes() <= 4_000, "{} bytes", small.bytes());
    }
    assert!(small.bytes() > 0);
}
