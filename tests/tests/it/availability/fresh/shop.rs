//! A shop and its pages, slots, and what is asked of them.

use super::dice::Dice;
use super::question::{PageQuestion, Question};
use super::servers::Servers;
use crate::appointments::start::{BOOK, client};
use crate::shop::start::{CONFIG, SERVICES, SPECIAL_HOURS, STAFF, WORKING_HOURS, service};
use crate::slots::start::SLOTS;
use app::shop::pages::{self, PageSettings};
use domain::CompanyId;
use domain::appointment::{BookingPage, ServiceId};
use e2e::App;
use reqwest::Method;
use scheduling_core::time::{Date, TimeZone, Timestamp};
use serde_json::{Value, json};
use testkit::seed;

/// Addresses that a company has one after the other.
const ADDRESSES: [&str; 3] = ["acme-a", "acme-b", "acme-c"];

/// What there is to change of a shop.
pub(super) struct ShopWorld {
    company: i64,
    people: Vec<i64>,
    staff: Vec<i64>,
    services: Vec<i64>,
    /// The slugs of the services.
    slugs: Vec<String>,
    hours: Vec<i64>,
    special: Vec<i64>,
    appointments: Vec<String>,
    slots: Vec<String>,
    clients: u32,
}

/// So many days after the day of an instant.
pub(super) fn day(now: Timestamp, after: i64) -> Date {
    TimeZone::utc().local(now).date().plus_days(after)
}

impl ShopWorld {
    pub(super) async fn build(app: &App, company: i64, people: &[i64], staff: &[i64]) -> Self {
        let mut services = Vec::new();
        for minutes in [30, 60] {
            services.push(service(app, company, json!({"duration_minutes": minutes})).await);
        }
        for one in staff {
            app.patch(&format!("{STAFF}/{one}"), json!({"services": services})).await;
        }
        let ids: Vec<ServiceId> = services.iter().copied().map(ServiceId).collect();
        let permit = seed::owner(CompanyId(company));
        let found = app.db.read(move |tx| pages::addresses(tx, &permit, &ids)).await;
        let found = found.expect("addresses");
        let slug = |service: &i64| {
            let address = found.get(&ServiceId(*service)).expect("an address");
            address.rsplit('/').next().expect("a slug").to_owned()
        };
        Self {
            company,
            people: people.to_vec(),
            staff: staff.to_vec(),
            slugs: services.iter().map(slug).collect(),
            services,
            hours: Vec::new(),
            special: Vec::new(),
            appointments: Vec::new(),
            slots: Vec::new(),
            clients: 0,
        }
    }

    pub(super) fn question(&self, dice: &mut Dice, now: Timestamp) -> Question {
        let (company, date) = (self.company, day(now, dice.one(&[-1, 0, 1, 2, 3, 5, 150])));
        let which = dice.below(self.services.len());
        let staff = dice.one(&[None, None, Some(self.staff[0]), Some(self.staff[1])]);
        let only = staff.map_or_else(String::new, |staff| format!("&staff_id={staff}"));
        let service = format!("{SERVICES}/{}", self.services[which]);
        let explain = if dice.below(3) == 0 { "&explain=true" } else { "" };
        Question::Path(match dice.below(5) {
            0 => format!("{service}/slots?date={date}{only}{explain}"),
            1 => format!("{service}/next-date?from={date}{only}"),
            2 => {
                let people: Vec<String> = self.people.iter().map(ToString::to_string).collect();
                let (start, end) = (now.plus_minutes(-60), now.plus_minutes(dice.one(&[1, 5, 200]) * 1440));
                let people = people.join(",");
                format!("/api/v1/free-busy?user_ids={people}&company_id={company}&start={start}&end={end}")
            }
            3 => {
                let last = date.plus_days(dice.one(&[0, 3, 14]));
                format!(
                    "/api/interviews/available-slots?company_id={company}&start_date={date}&end_date={last}"
                )
            }
            _ => {
                return Question::Page(PageQuestion {
                    company: dice.one(&ADDRESSES).to_owned(),
                    service: self.slugs[which].clone(),
                    staff,
                    first: date,
                    last: date.plus_days(dice.one(&[0, 6, 30])),
                });
            }
        })
    }

    /// Changes one thing, and says which.
    pub(super) async fn change(&mut self, servers: &Servers, dice: &mut Dice) -> &'static str {
        match dice.below(6) {
            0 => self.change_service(servers, dice).await,
            1 => self.change_hours(servers, dice).await,
            2 => self.change_special(servers, dice).await,
            3 => self.change_pages(servers, dice).await,
            4 => self.change_appointments(servers, dice).await,
            _ => self.change_slots(servers, dice).await,
        }
    }

    async fn change_service(&mut self, servers: &Servers, dice: &mut Dice) -> &'static str {
        let service = format!("{SERVICES}/{}", dice.one(&self.services));
        let staff = format!("{STAFF}/{}", dice.one(&self.staff));
        let (path, body, what) = match dice.below(6) {
            0 => (service, json!({"duration_minutes": dice.one(&[15, 30, 60, 90])}), "a service's length"),
            1 => (service, json!({"active": dice.below(4) > 0}), "a service that ends or comes back"),
            2 => (service, json!({"name": format!("Cut {}", dice.below(9))}), "a service's name"),
            3 => (staff, json!({"services": self.services[..dice.below(3)]}), "what somebody offers"),
            4 => (staff, json!({"appointment_buffer_minutes": dice.one(&[0, 15])}), "a pause"),
            _ => (staff, json!({"slot_duration_minutes": dice.one(&[None, Some(20)])}), "a step"),
        };
        servers.change(dice, Method::PATCH, &path, &body).await;
        what
    }

    async fn change_hours(&mut self, servers: &Servers, dice: &mut Dice) -> &'static str {
        if self.hours.len() < 6 && dice.yes() {
            let first = dice.number(5, 12);
            let body = json!({
                "company_id": self.company, "staff_id": dice.one(&self.staff), "day_of_week": dice.number(1, 7),
                "start_time": format!("{first:02}:00"), "end_time": format!("{:02}:30", first + dice.number(1, 9)),
            });
            let made = servers.change(dice, Method::POST, WORKING_HOURS, &body).await;
            self.hours.extend(made["id"].as_i64());
            return "hours of a weekday";
        }
        let Some(id) = self.hours.pop() else { return "nothing" };
        let path = format!("{WORKING_HOURS}/{id}");
        if dice.yes() {
            servers.change(dice, Method::PATCH, &path, &json!({"end_time": "23:00"})).await;
            self.hours.push(id);
            return "hours of a weekday that move";
        }
        servers.change(dice, Method::DELETE, &path, &Value::Null).await;
        "hours of a weekday that go"
    }

    async fn change_special(&mut self, servers: &Servers, dice: &mut Dice) -> &'static str {
        let date = day(servers.app.clock.now(), dice.number(0, 6)).to_string();
        if self.special.len() < 6 && dice.yes() {
            let intervals = dice.one(&["08:00", "13:00"]);
            let body = json!({
                "company_id": self.company, "staff_id": dice.yes().then(|| self.staff[0]), "date": date,
                "intervals": [{"start": intervals, "end": "21:00"}],
            });
            let made = servers.change(dice, Method::POST, SPECIAL_HOURS, &body).await;
            self.special.extend(made["id"].as_i64());
            return "hours of a date";
        }
        let Some(id) = self.special.pop() else { return "nothing" };
        servers.change(dice, Method::DELETE, &format!("{SPECIAL_HOURS}/{id}"), &Value::Null).await;
        "hours of a date that go"
    }

    async fn change_pages(&mut self, servers: &Servers, dice: &mut Dice) -> &'static str {
        if dice.yes() {
            let body = json!({
                "slot_duration_minutes": dice.one(&[15, 30]), "work_on_sunday": dice.yes(),
                "minimum_notice_minutes": dice.one(&[0, 120]), "maximum_notice_days": dice.one(&[3, 30, 365]),
            });
            let path = format!("{CONFIG}?company_id={}", self.company);
            servers.change(dice, Method::PUT, &path, &body).await;
            return "the rules of the shop";
        }
        let (permit, now) = (seed::owner(CompanyId(self.company)), servers.app.clock.now());
        let given = PageSettings {
            slug: dice.one(&ADDRESSES).to_owned(),
            page: BookingPage { asks_code: dice.yes(), contact: Some(format!("at door {}", dice.below(9))) },
        };
        let put = servers.app.db.write(move |tx| {
            let (_, version) = pages::settings_of(tx, &permit)?;
            pages::put_settings(tx, &permit, &given, version, now)
        });
        put.await.expect("settings of pages");
        "an address, and what pages say"
    }

    async fn change_appointments(&mut self, servers: &Servers, dice: &mut Dice) -> &'static str {
        if self.appointments.is_empty() || dice.below(3) > 0 {
            // What is offered can be booked: starts come from an answer.
            let which = dice.below(self.services.len());
            let date = day(servers.app.clock.now(), dice.number(0, 4));
            let path = format!("{SERVICES}/{}/slots?date={date}", self.services[which]);
            let offered = servers.app.get(&path).await;
            let items = offered["items"].as_array().cloned().unwrap_or_default();
            if items.is_empty() {
                return "nothing";
            }
            let item = &items[dice.below(items.len())];
            self.clients += 1;
            let body = json!({
                "service_id": self.services[which], "staff_id": item["staff_id"], "start": item["start"],
                "client": client(&format!("client{}", self.clients)), "payment_type": "none",
                "company_id": self.company,
            });
            let made = servers.change(dice, Method::POST, BOOK, &body).await;
            assert_eq!(made.status, 201, "what is offered can be booked: {} {body}", made.text);
            self.appointments.push(made.header("location").to_owned());
            return "an appointment";
        }
        let path = self.appointments.swap_remove(dice.below(self.appointments.len()));
        let body = json!({"reason": "ill"});
        servers.change(dice, Method::POST, &format!("{path}/cancel"), &body).await;
        "an appointment that is off"
    }

    async fn change_slots(&mut self, servers: &Servers, dice: &mut Dice) -> &'static str {
        if self.slots.len() < 20 && dice.below(3) > 0 {
            let start = servers.app.clock.now().plus_minutes(dice.number(0, 5 * 24 * 4) * 15);
            let body = json!({
                "start_time": start.to_string(), "end_time": start.plus_minutes(45).to_string(),
                "interviewer": dice.one(&self.people), "company": self.company,
            });
            let made = servers.change(dice, Method::POST, SLOTS, &body).await;
            self.slots.extend(made["id"].as_str().map(|id| format!("{SLOTS}/{id}")));
            return "a slot";
        }
        if self.slots.is_empty() {
            return "nothing";
        }
        let path = self.slots.swap_remove(dice.below(self.slots.len()));
        servers.change(dice, Method::DELETE, &path, &Value::Null).await;
        "a slot that goes"
    }
}
