//! The shop: a service of half an hour, fifty people who offer it around the clock, and two hundred bookings of each.

use super::super::booking::{side_by_side, user};
use super::super::fill::{make, next_monday};
use super::super::http::{self, Connection};
use super::super::people::instant;
use anyhow::{Result, bail};
use serde_json::{Value, json};
use std::net::SocketAddr;

const STAFF: usize = 50;
/// Of each of them, before anything is measured: every other half hour from the first Monday on.
const BOOKINGS: usize = 200;
/// Bookings of one burst.
const BURST: usize = 1_000;
const HALF_HOUR: i64 = 1_800;

pub(super) struct Filled {
    company: i64,
    pub(super) service: i64,
    /// The first member of the staff.
    pub(super) first: i64,
    staff: Vec<i64>,
    /// As days since 1970.
    pub(super) monday: i64,
}

impl Filled {
    fn booking(&self, staff: i64, half_hour: i64, client: usize) -> Value {
        json!({
            "company_id": self.company, "service_id": self.service, "staff_id": staff, "payment_type": "none",
            "start": instant(self.monday * 86_400 + half_hour * HALF_HOUR),
            "client": {"name": "Client", "email": format!("client-{staff}-{half_hour}-{client}@example.com")},
        })
    }

    /// What one burst books: whole requests, each to be answered with 201.
    pub(super) fn bookings(&self, round: usize) -> Vec<Vec<u8>> {
        let each = BURST / STAFF;
        let first = 2 * BOOKINGS + round * each;
        let of = |number: usize| {
            let staff = self.staff.get(number % STAFF).copied().unwrap_or_default();
            let half_hour = i64::try_from(first + number / STAFF).unwrap_or_default();
            let body = self.booking(staff, half_hour, number);
            let key = format!("Idempotency-Key: {round}-{number}");
            http::post_with("/api/v1/appointments/book", &key, &body)
        };
        (0..each * STAFF).map(of).collect()
    }
}

/// # Errors
/// Where the server refuses something.
pub(super) fn fill(address: SocketAddr) -> Result<Filled> {
    let api = &mut Connection::open(address)?;
    let monday = next_monday()?;
    let company = make(api, "/api/v1/companies", &json!({"name": "Shop"}))?;
    let body = json!({"company_id": company, "name": "Cut", "duration_minutes": 30});
    let service = make(api, "/api/v1/appointments/services", &body)?;
    let mut staff = Vec::new();
    for number in 0..STAFF {
        let user = user(api, company, &format!("staff-{number}"))?;
        let body = json!({"user_id": user, "services": [service]});
        let profile = make(api, "/api/v1/appointments/staff", &body)?;
        for day in 1..=7 {
            let body = json!({
                "company_id": company, "staff_id": profile, "day_of_week": day, "start_time": "00:00",
                "end_time": "24:00",
            });
            make(api, "/api/v1/appointments/working-hours", &body)?;
        }
        staff.push(profile);
    }
    let first = staff.first().copied().unwrap_or_default();
    let filled = Filled { company, service, first, staff, monday };
    let plans: Vec<(i64, i64)> = filled
        .staff
        .iter()
        .flat_map(|staff| (0..BOOKINGS).map(|number| (*staff, i64::try_from(number).unwrap_or_default() * 2)))
        .collect();
    side_by_side(address, &plans, |api, (staff, half_hour)| {
        let request = http::post("/api/v1/appointments/book", &filled.booking(*staff, *half_hour, 0));
        let answer = api.ask(&request)?;
        if answer.status != 201 {
            bail!("not booked, {}: {}", answer.status, String::from_utf8_lossy(answer.body));
        }
        Ok(())
    })?;
    Ok(filled)
}
