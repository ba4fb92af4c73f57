//! A planned company on a real server.

use super::plan::{CalendarPlan, Event, HolderPlan, Plan, SlotPlan, Time, ZONES};
use super::run::Checked;
use domain::commitment::{Hold, Source, SourceKind, Span, Subject};
use domain::{CompanyId, UserId};
use e2e::{Answer, App};
use persistence::StoreError;
use persistence::ledger::{self, Claim};
use scheduling_core::time::{Interval, Timestamp};
use serde_json::{Value, json};
use std::cell::Cell;
use testkit::{at, seed};

pub(crate) const SLOTS: &str = "/api/interviews/slots";
pub(crate) const BOOK: &str = "/api/interviews/schedules/book_interview/";
pub(crate) const INTERVIEWS: &str = "/api/v1/interviews";

/// Days before the Monday on which everything is made.
const BEFORE: i64 = 8;

pub(crate) struct World<'a> {
    pub(crate) app: &'a App,
    pub(crate) company: i64,
    pub(crate) people: Vec<i64>,
    pub(crate) job: i64,
    /// Midnight of the Monday, in UTC.
    pub(crate) monday: Timestamp,
    /// When it is asked what is offered; the server's clock stands there once everything has happened.
    pub(crate) now: Timestamp,
    /// Those of the planned slots that could be made.
    slots: Vec<Option<String>>,
    candidates: Cell<usize>,
}

impl<'a> World<'a> {
    /// Makes the company, its people and slots, and lets happen what is planned.
    pub(crate) async fn build(app: &'a App, number: usize, plan: &Plan) -> Result<Self, String> {
        let monday = at(&format!("{}T00:00:00Z", plan.monday));
        app.clock.set(monday.plus_minutes(-BEFORE * 24 * 60));
        let body = json!({
            "name": format!("Company {number}"), "time_zone": ZONES[plan.zone], "ai_parallel": plan.ai_parallel,
            "business_hours": {"start": "00:00", "end": "24:00"},
        });
        let company = app.make("/api/v1/companies", body).await.id();
        let mut people = Vec::new();
        for (index, zone) in plan.people.iter().enumerate() {
            let body = json!({
                "company_id": company, "name": format!("Person {index}"), "role": "staff",
                "email": format!("p{index}-{number}@example.com"), "time_zone": zone.map(|zone| ZONES[zone]),
            });
            people.push(app.make("/api/v1/users", body).await.id());
        }
        let job = app.job(company, "Engineer").await;
        let now = monday.plus_minutes(plan.asked);
        let mut world =
            Self { app, company, people, job, monday, now, slots: Vec::new(), candidates: Cell::new(0) };
        for slot in &plan.slots {
            let made = world.create_slot(slot).await?;
            world.slots.push(made);
        }
        for event in &plan.events {
            world.happen(event).await?;
        }
        app.clock.set(now);
        Ok(world)
    }

    /// Somebody, by a number that may be too large.
    pub(crate) fn person(&self, number: usize) -> i64 {
        self.people[number % self.people.len()]
    }

    /// The same of several, each once.
    pub(crate) fn panel(&self, numbers: &[usize]) -> Vec<i64> {
        let mut panel: Vec<i64> = numbers.iter().map(|number| self.person(*number)).collect();
        panel.sort_unstable();
        panel.dedup();
        panel
    }

    pub(crate) fn time(&self, (start, minutes): Time) -> Interval {
        let start = self.monday.plus_minutes(start);
        Interval::new(start, start.plus_minutes(minutes)).expect("some minutes")
    }

    async fn create_slot(&self, plan: &SlotPlan) -> Result<Option<String>, String> {
        let planned = self.time(plan.time);
        let start = match plan.at_reach {
            Some(minutes) => self.now.plus_minutes(90 * 24 * 60 + minutes),
            None => planned.start(),
        };
        let (interviewer, ai) = match plan.holder {
            HolderPlan::Person(number) => (Some(self.person(number)), None),
            HolderPlan::Ai(kind) => (None, Some(kind)),
        };
        let body = json!({
            "company": self.company, "start_time": start.to_string(), "max_candidates": plan.places,
            "end_time": start.plus_seconds(planned.seconds()).to_string(),
            "interviewer": interviewer, "ai_interview_type": ai,
        });
        let made = self.app.post(SLOTS, body).await;
        // A slot that overlaps another one is not made.
        allowed("a slot", &made, &[201, 409])?;
        Ok(made["id"].as_str().map(str::to_owned))
    }

    /// A candidate of their own for each booking, so that it is never they who are taken.
    pub(crate) async fn candidate(&self) -> i64 {
        self.candidates.set(self.candidates.get() + 1);
        let candidate = self.app.candidate(self.company, &format!("c{}", self.candidates.get())).await;
        self.app.gates(self.company, candidate, self.job, [true, true, true]).await;
        candidate
    }

    /// Tries to book a new interview with that panel to a slot.
    pub(crate) async fn book(&self, slot: &str, panel: &[i64]) -> Answer {
        let candidate = self.candidate().await;
        let interview = self.app.interview(self.company, candidate, self.job, panel).await;
        self.app.post(BOOK, json!({"interview_id": interview, "slot_id": slot})).await
    }

    /// Tries to give a new interview with that panel its time.
    pub(crate) async fn meet(&self, panel: &[i64], start: &str, minutes: i64) -> Answer {
        let body = json!({
            "candidate_id": self.candidate().await, "job_id": self.job, "interview_type": "online",
            "scheduled_at": start, "duration_minutes": minutes, "interviewer_ids": panel,
        });
        self.app.post(INTERVIEWS, body).await
    }

    /// Tries to give a new interview its time and the people that a template chooses.
    pub(crate) async fn meet_by(&self, template: i64, start: &str) -> Answer {
        let body = json!({
            "candidate_id": self.candidate().await, "job_id": self.job, "interview_type": "online",
            "scheduled_at": start, "template_id": template,
        });
        self.app.post(INTERVIEWS, body).await
    }

    /// Lets something happen; what can't is left out.
    async fn happen(&self, event: &Event) -> Checked {
        let user = |number: &usize| format!("/api/v1/users/{}", self.person(*number));
        let slot = |number: &usize| self.slots[*number % self.slots.len()].as_deref();
        match event {
            Event::Busy { person, time } => {
                let time = self.time(*time);
                let body = json!({
                    "user_id": self.person(*person), "start": time.start().to_string(), "end": time.end().to_string(),
                });
                allowed("a busy period", &self.app.post("/api/v1/busy-periods", body).await, &[201])
            }
            Event::Pattern { person, day, hours: (first, last), available } => {
                let hour = |hour: &i64| format!("{hour:02}:00");
                let body = json!({
                    "interviewer": self.person(*person), "day_of_week": day, "start_time": hour(first),
                    "end_time": hour(last), "is_available": available, "valid_from": "2025-01-01",
                });
                allowed("a pattern", &self.app.post("/api/interviews/availability/", body).await, &[201])
            }
            Event::Claim { person, time, buffers, until } => {
                let hold = until.map_or(Hold::Booked, |minutes| Hold::Until(self.now.plus_minutes(minutes)));
                self.claim(self.person(*person), self.time(*time), *buffers, hold).await;
                Ok(())
            }
            Event::Direct { person, time } => {
                let time = self.time(*time);
                let panel = [self.person(*person)];
                let met = self.meet(&panel, &time.start().to_string(), time.seconds() / 60).await;
                allowed("an interview", &met, &[201, 409, 422])
            }
            Event::Book { slot: number, panel } => {
                let Some(slot) = slot(number) else { return Ok(()) };
                let panel = self.panel(panel);
                allowed("a booking", &self.book(slot, &panel).await, &[201, 409, 422])
            }
            Event::ByHand { slot: number } => {
                let Some(slot) = slot(number) else { return Ok(()) };
                let taken = self.app.post(&format!("{SLOTS}/{slot}/book_slot"), json!({})).await;
                allowed("a place", &taken, &[200, 409])
            }
            Event::CallOff { slot: number } => {
                let Some(slot) = slot(number) else { return Ok(()) };
                let done = self.app.post(&format!("{SLOTS}/{slot}/cancel"), json!({"reason": "ill"})).await;
                allowed("calling off", &done, &[200, 409])
            }
            Event::Calendar { person, kind } => {
                let body = calendar(self.person(*person), *kind);
                allowed("a calendar", &self.app.post("/api/v1/calendars", body).await, &[201])
            }
            Event::Leave { person } => self.patch(&user(person), json!({"active": false})).await,
            Event::Zone { person, zone } => {
                self.patch(&user(person), json!({"time_zone": ZONES[*zone]})).await
            }
            Event::Close => {
                let path = format!("/api/v1/companies/{}", self.company);
                self.patch(&path, json!({"active": false})).await
            }
        }
    }

    async fn patch(&self, path: &str, body: Value) -> Checked {
        allowed(path, &self.app.patch(path, body).await, &[200])
    }

    /// Takes time in the ledger, as appointments and requests do, where it is free.
    async fn claim(&self, user: i64, meeting: Interval, (before, after): (i64, i64), hold: Hold) {
        let now = self.app.clock.now();
        let claim = Claim {
            subject: Subject::User(UserId(user)),
            span: Span { meeting, buffer_before: before * 60, buffer_after: after * 60 },
            source: Source {
                kind: SourceKind::Request,
                id: uuid::Uuid::from_u64_pair(0, meeting.start().unix().unsigned_abs()),
            },
            hold,
        };
        let permit = seed::owner(CompanyId(self.company));
        let done = self.app.db.write(move |tx| {
            Ok::<_, StoreError>(ledger::claim(&mut tx.scope(&permit), now, std::slice::from_ref(&claim))?)
        });
        // Where the time is taken already, it stays as it is.
        let _ = done.await.expect("the ledger answers");
    }
}

fn calendar(user: i64, kind: CalendarPlan) -> Value {
    match kind {
        CalendarPlan::Simulated => json!({"user_id": user, "kind": "simulated", "name": "C"}),
        CalendarPlan::Unread { counts_as_busy } => json!({
            "user_id": user, "kind": "ics_url", "name": "C", "url": "https://cal.example.com/a.ics",
            "stale_policy": if counts_as_busy { "busy" } else { "ignore" },
        }),
    }
}

/// Nothing else may come of a step of the plan.
fn allowed(what: &str, answer: &Answer, statuses: &[u16]) -> Checked {
    if statuses.contains(&answer.status) {
        return Ok(());
    }
    Err(format!("{what}: {} {}", answer.status, answer.text))
}
