//! What availability follows from, and changes of it by chance.

use super::dice::Dice;
use super::question::Question;
use super::servers::Servers;
use super::shop::{ShopWorld, day};
use crate::availability::calendars::{create_calendar, import};
use crate::shop::start::{DAYS_OFF, STAFF};
use domain::commitment::{Hold, Source, SourceKind, Span, Subject};
use domain::{CompanyId, UserId};
use e2e::App;
use persistence::StoreError;
use persistence::ledger::{self, Claim};
use reqwest::Method;
use scheduling_core::time::{Interval, Timestamp};
use serde_json::{Value, json};
use testkit::{at, seed};

const ZONES: [&str; 4] = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"];

/// What there is to change.
pub(super) struct World {
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
    shop: ShopWorld,
}

impl World {
    pub(super) async fn build(app: &App) -> Self {
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
        let shop = ShopWorld::build(app, company, &people, &staff).await;
        Self {
            shop,
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

    pub(super) fn question(&self, dice: &mut Dice, now: Timestamp) -> Question {
        if dice.below(3) > 0 {
            return self.shop.question(dice, now);
        }
        let template = dice.one(&self.templates);
        let start = now.plus_minutes(dice.number(-24 * 60, 5 * 24 * 60));
        let days = dice.one(&[1_i64, 3, 7, 14, 360]);
        let end = start.plus_minutes(days * 24 * 60);
        let step = dice.one(&[15, 30, 60]);
        let explain = if days <= 3 && dice.yes() { "&explain=true" } else { "" };
        let zone = dice.one(&ZONES);
        Question::Path(format!(
            "/api/interviews/{template}/availability?start={start}&end={end}&step_minutes={step}&time_zone={zone}{explain}"
        ))
    }

    /// Changes one thing, and says which.
    pub(super) async fn change(&mut self, servers: &Servers, dice: &mut Dice) -> &'static str {
        match dice.below(12) {
            0 => self.change_busy(servers, dice).await,
            1 => self.change_hours(servers, dice).await,
            2 => self.change_people(servers, dice).await,
            3 => self.change_company(servers, dice).await,
            4 => self.change_calendars(servers, dice).await,
            5 => self.change_bookings(servers, dice).await,
            6 => self.change_holds(servers, dice).await,
            7 => self.go_on(servers, dice).await,
            _ => self.shop.change(servers, dice).await,
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
        let now = servers.app.clock.now();
        if self.patterns.len() < 6 && dice.yes() {
            let first = dice.number(6, 12);
            let body = json!({
                "interviewer": dice.one(&self.people), "day_of_week": dice.number(1, 7),
                "start_time": format!("{first:02}:00"), "end_time": format!("{:02}:00", first + dice.number(1, 9)),
                "is_available": dice.below(4) > 0, "valid_from": "2025-01-01",
                "valid_until": dice.one(&[None, Some(1), Some(4)]).map(|after| day(now, after).to_string()),
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
            let date = day(servers.app.clock.now(), dice.number(0, 10)).to_string();
            let body = json!({
                "company_id": self.company, "staff_id": dice.yes().then(|| self.staff[0]),
                "start_date": date, "end_date": date,
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
            let date = day(app.clock.now(), dice.number(0, 8)).to_string().replace('-', "");
            let text = format!(
                "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tests//EN\r\nBEGIN:VEVENT\r\nUID:a\r\n\
                 DTSTAMP:20250101T000000Z\r\nDTSTART:{date}T{:02}0000Z\r\nDURATION:PT3H\r\nEND:VEVENT\r\n\
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
