//! What there is to book before the storm, made over the product's API.

use super::super::fill::{candidate, make, next_monday};
use super::super::http::{self, Connection};
use super::super::people::date_text;
use anyhow::{Result, bail};
use serde_json::{Value, json};
use std::net::SocketAddr;

/// Interviewers who have slots.
const INTERVIEWERS: usize = 6;
/// Candidates of each client; each has one interview at a time.
const CANDIDATES: usize = 10;
/// Days of slots of half an hour, around the clock.
const DAYS: i64 = 2;

/// A place to be interviewed at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) id: String,
    /// When it starts, as the API writes it.
    pub(super) start: String,
    pub(super) interviewer: i64,
}

/// One company, and all that it has.
pub(super) struct World {
    pub(super) company: i64,
    pub(super) job: i64,
    pub(super) slots: Vec<Slot>,
    /// Of each client.
    pub(super) candidates: Vec<Vec<i64>>,
}

/// # Errors
/// Where the server refuses something.
pub(super) fn fill(address: SocketAddr, clients: usize, webhook: &str) -> Result<World> {
    let api = &mut Connection::open(address)?;
    let hours = json!({"start": "00:00", "end": "24:00"});
    let company = make(api, "/api/v1/companies", &json!({"name": "Storm", "business_hours": hours}))?;
    let job = make(api, "/api/v1/jobs", &json!({"company_id": company, "title": "Engineer"}))?;
    make(api, "/api/v1/webhooks", &json!({"company_id": company, "url": webhook}))?;
    let mut slots = Vec::new();
    for number in 0..INTERVIEWERS {
        slots.extend(slots_of(api, company, number)?);
    }
    let mut candidates = Vec::new();
    for client in 0..clients {
        let own = (0..CANDIDATES).map(|number| candidate(api, company, job, &format!("{client}-{number}")));
        candidates.push(own.collect::<Result<Vec<i64>>>()?);
    }
    Ok(World { company, job, slots, candidates })
}

fn slots_of(api: &mut Connection, company: i64, number: usize) -> Result<Vec<Slot>> {
    let monday = next_monday()?;
    let name = format!("interviewer-{number}");
    let body = json!({
        "company_id": company, "name": name, "email": format!("{name}@example.com"), "role": "staff",
    });
    let interviewer = make(api, "/api/v1/users", &body)?;
    let body = json!({
        "interviewer_id": interviewer, "company_id": company, "start_date": date_text(monday),
        "end_date": date_text(monday + DAYS - 1), "start_time": "00:00", "end_time": "24:00",
        "days_of_week": [1, 2, 3, 4, 5, 6, 7], "slot_duration": 30, "break_duration": 0,
        "max_candidates_per_slot": 2,
    });
    let made = api.json(&http::post("/api/interviews/slots/create_recurring/", &body))?;
    let slot = |slot: &Value| {
        let text = |name: &str| slot[name].as_str().map(str::to_owned);
        Some(Slot { id: text("id")?, start: text("start_time")?, interviewer })
    };
    let slots: Vec<Slot> = made["slots"].as_array().into_iter().flatten().filter_map(slot).collect();
    if slots.is_empty() {
        bail!("no slots were made: {made}");
    }
    Ok(slots)
}
