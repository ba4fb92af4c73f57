//! The pool: ten people who offer a service of half an hour on weekdays, and six hundred bookings over twelve weeks.

use super::super::booking::{side_by_side, user};
use super::super::fill::{make, next_monday};
use super::super::http::{self, Connection};
use super::super::people::{date_text, instant};
use anyhow::{Result, bail};
use serde_json::{Value, json};
use std::net::SocketAddr;

const STAFF: usize = 10;
/// Of each of them.
const BOOKINGS: usize = 60;
/// Half hours from nine to five.
const A_DAY: usize = 16;

pub(super) struct Filled {
    company: i64,
    service: i64,
    /// The first member of the staff.
    first: i64,
    /// As days since 1970.
    monday: i64,
}

impl Filled {
    fn booking(&self, staff: i64, start: i64, client: &str) -> Value {
        json!({
            "company_id": self.company, "service_id": self.service, "staff_id": staff, "payment_type": "none",
            "start": instant(start), "client": {"name": "Client", "email": format!("{client}@example.com")},
        })
    }

    /// When the half hour of a weekday starts.
    fn start(&self, weekday: usize, half_hour: usize) -> i64 {
        let days = |number: usize| i64::try_from(number).unwrap_or_default();
        let day = self.monday + days(weekday / 5 * 7 + weekday % 5);
        day * 86_400 + 9 * 3_600 + days(half_hour % A_DAY) * 1_800
    }

    /// What several clients ask for at the same time, each of whom wants the same: times that nobody has yet.
    pub(super) fn race(&self, number: usize, clients: usize) -> Vec<Vec<u8>> {
        // Bookings of the pool end after twelve weeks.
        let start = self.start(BOOKINGS + number / A_DAY, number);
        let request = |client: usize| {
            let body = self.booking(self.first, start, &format!("racer-{number}-{client}"));
            http::post("/api/v1/appointments/book", &body)
        };
        (0..clients).map(request).collect()
    }

    /// The page of the month that is so many days ahead.
    pub(super) fn page(&self, days: i64) -> Vec<u8> {
        let date = date_text(self.monday + days);
        format!(
            "GET /book/page/cut/{date} HTTP/1.1\r\nHost: localhost\r\nCookie: meridian_visitor=a-browser-of-a-load-run\r\n\r\n"
        )
        .into_bytes()
    }
}

/// # Errors
/// Where the server refuses something.
pub(super) fn fill(address: SocketAddr) -> Result<Filled> {
    let api = &mut Connection::open(address)?;
    let monday = next_monday()?;
    let company = make(api, "/api/v1/companies", &json!({"name": "Page"}))?;
    let body = json!({"company_id": company, "name": "Cut", "duration_minutes": 30});
    let service = make(api, "/api/v1/appointments/services", &body)?;
    let mut staff = Vec::new();
    for number in 0..STAFF {
        let user = user(api, company, &format!("staff-{number}"))?;
        let body = json!({"user_id": user, "services": [service]});
        staff.push(make(api, "/api/v1/appointments/staff", &body)?);
    }
    let first = staff.first().copied().unwrap_or_default();
    let filled = Filled { company, service, first, monday };
    let plans = staff.iter().enumerate().flat_map(|(number, staff)| {
        (0..BOOKINGS).map(move |weekday| (*staff, weekday, 7 * weekday + 3 * number))
    });
    let plans: Vec<(i64, usize, usize)> = plans.collect();
    side_by_side(address, &plans, |api, (staff, weekday, half_hour)| {
        let start = filled.start(*weekday, *half_hour);
        let body = filled.booking(*staff, start, &format!("client-{staff}-{weekday}"));
        let answer = api.ask(&http::post("/api/v1/appointments/book", &body))?;
        if answer.status != 201 {
            bail!("not booked, {}: {}", answer.status, String::from_utf8_lossy(answer.body));
        }
        Ok(())
    })?;
    Ok(filled)
}
