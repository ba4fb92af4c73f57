//! A year of slots in one call.

use super::super::fill::{make, next_monday};
use super::super::http::{self, Connection};
use super::super::people::date_text;
use anyhow::{Result, bail};
use serde_json::json;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Eight a day on the weekdays of 52 weeks.
const SLOTS: u64 = 8 * 5 * 52;

/// How long it takes to make them for a new interviewer of a company of its own, whose week is open.
///
/// # Errors
/// Where they are not made.
pub(super) fn a_year(address: SocketAddr, number: usize) -> Result<Duration> {
    let api = &mut Connection::open(address)?;
    let monday = next_monday()?;
    let company = make(api, "/api/v1/companies", &json!({"name": format!("Year {number}")}))?;
    let body = json!({
        "company_id": company, "name": "Yara", "email": format!("yara-{number}@example.com"), "role": "staff",
    });
    let user = make(api, "/api/v1/users", &body)?;
    for day in 1..=5 {
        let body = json!({
            "interviewer": user, "day_of_week": day, "start_time": "08:00", "end_time": "18:00",
            "max_slots_per_day": 8, "valid_from": date_text(monday),
        });
        make(api, "/api/interviews/availability/", &body)?;
    }
    let body = json!({
        "interviewer_id": user, "company_id": company, "start_date": date_text(monday),
        "end_date": date_text(monday + 52 * 7 - 1), "start_time": "09:00", "end_time": "17:00",
        "days_of_week": [1, 2, 3, 4, 5], "slot_duration": 60, "break_duration": 0,
    });
    let request = http::post("/api/interviews/slots/create_recurring/", &body);
    let started = Instant::now();
    let made = api.json(&request)?;
    let took = started.elapsed();
    if made["created"].as_u64() != Some(SLOTS) {
        bail!("{} of {SLOTS} slots were made", made["created"]);
    }
    Ok(took)
}
