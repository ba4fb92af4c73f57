//! Fills the product's database over its own API, and makes sure that it understood: the slots of each template are
//! those that the stateless query finds for the same people.

use super::CONNECTIONS;
use super::http::{self, Connection};
use super::people::{self, Person};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::{SystemTime, UNIX_EPOCH};

const DAY: i64 = 86_400;
/// Interviewers of the larger template; those of the smaller one are the first three.
const PEOPLE: usize = 10;
/// The longest time that is asked about, in days.
const MOST_DAYS: i64 = 30;

/// What there is to ask about.
pub(super) struct Filled {
    /// The template of three interviewers.
    pub(super) three: i64,
    /// The template of ten.
    pub(super) ten: i64,
    /// An API key of the company.
    pub(super) key: String,
    /// Those of the first, and somebody to be interviewed by them for each client.
    pub(super) panel: Vec<i64>,
    pub(super) candidates: Vec<i64>,
    pub(super) job: i64,
    /// The first Monday that is asked about, as days since 1970.
    monday: i64,
}

impl Filled {
    /// The path and query of a template's availability over so many days.
    pub(super) fn path(&self, template: i64, days: i64) -> String {
        let (start, end) = self.window(days);
        format!("/api/interviews/{template}/availability?start={start}&end={end}")
    }

    /// Seconds since 1970 of an instant on a half hour of the time that is asked about.
    pub(super) fn unix(&self, text: &str) -> Option<i64> {
        let halves = (0..48 * MOST_DAYS).map(|half| self.monday * DAY + half * DAY / 48);
        halves.into_iter().find(|unix| people::instant(*unix) == text)
    }

    fn window(&self, days: i64) -> (String, String) {
        (people::instant(self.monday * DAY), people::instant((self.monday + days) * DAY))
    }
}

/// One company, ten interviewers with an imported calendar each, and two templates.
///
/// # Errors
/// Where the server refuses something, or offers other slots than it should.
pub(super) fn fill(address: SocketAddr) -> Result<Filled> {
    let api = &mut Connection::open(address)?;
    let monday = next_monday()?;
    let people = people::people(PEOPLE, monday);
    let company = make(api, "/api/v1/companies", &json!({"name": "Load"}))?;
    let mut users = Vec::new();
    for (person, number) in people.iter().zip(1..) {
        users.push(add(api, company, number, person).with_context(|| person.name.clone())?);
    }
    let mut template = |name: &str, interviewers: &[i64]| {
        let body = json!({
            "company_id": company, "name": name, "duration_minutes": 60, "interviewers": interviewers,
        });
        make(api, "/api/v1/interview-templates", &body)
    };
    let three = template("Panel of three", users.get(..3).unwrap_or_default())?;
    let ten = template("Panel of ten", &users)?;
    let body = json!({"company_id": company, "name": "Load", "role": "viewer"});
    let made = api.json(&http::post("/api/v1/api-keys", &body)).context("an API key")?;
    let key = made["key"].as_str().context("no key")?.to_owned();
    let job = make(api, "/api/v1/jobs", &json!({"company_id": company, "title": "Load"}))?;
    let candidates = (0..CONNECTIONS).map(|number| candidate(api, company, job, &number.to_string()));
    let candidates = candidates.collect::<Result<_>>()?;
    let panel = users.get(..3).unwrap_or_default().to_vec();
    let filled = Filled { three, ten, key, panel, candidates, job, monday };
    for (template, count, days) in [(three, 3, 7), (three, 3, 30), (ten, PEOPLE, 30)] {
        check(api, &filled, template, people.get(..count).unwrap_or_default(), days)?;
    }
    Ok(filled)
}

/// A person with all that is known of them; answers their id.
fn add(api: &mut Connection, company: i64, number: u32, person: &Person) -> Result<i64> {
    let body = json!({
        "company_id": company, "name": person.name, "email": format!("person-{number}@example.com"),
        "role": "staff", "time_zone": person.zone(),
    });
    let user = make(api, "/api/v1/users", &body)?;
    let body = json!({"user_id": user, "kind": "ics_file", "name": "Work"});
    let calendar = make(api, "/api/v1/calendars", &body)?;
    let path = format!("/api/v1/calendars/{calendar}/import");
    let told = api.json(&http::request("POST", &path, "text/calendar", &person.calendar()))?;
    // The meetings, the nights and the weekends.
    if told != json!({"events": person.meetings.len() + 2, "skipped": []}) {
        bail!("the calendar was not understood: {told}");
    }
    for &(start, end) in &person.blocked {
        let (start, end) = (people::instant(start), people::instant(end));
        let body = json!({"user_id": user, "start": start, "end": end});
        api.json(&http::post("/api/v1/busy-periods", &body)).context("/api/v1/busy-periods")?;
    }
    Ok(user)
}

/// Makes something of a directory; answers its id.
pub(super) fn make(api: &mut Connection, path: &str, body: &Value) -> Result<i64> {
    let made = api.json(&http::post(path, body)).with_context(|| path.to_owned())?;
    made["id"].as_i64().with_context(|| format!("{path}: no id"))
}

/// A candidate who may be interviewed for the job.
pub(super) fn candidate(api: &mut Connection, company: i64, job: i64, name: &str) -> Result<i64> {
    let body = json!({
        "company_id": company, "name": format!("Candidate {name}"), "email": format!("candidate-{name}@example.com"),
    });
    let id = make(api, "/api/v1/candidates", &body)?;
    let path = |end: &str| format!("/api/v1/candidates/{id}/{end}");
    let list = json!({"job_id": job, "shortlisted": true});
    api.json(&http::post(&path("shortlist"), &list)).context("shortlist")?;
    let enable = json!({"job_id": job, "interview_enabled": true});
    api.json(&http::post(&path("toggle-interview"), &enable)).context("toggle-interview")?;
    Ok(id)
}

/// Compares the slots with those of the stateless query.
fn check(api: &mut Connection, filled: &Filled, template: i64, people: &[Person], days: i64) -> Result<()> {
    let (start, end) = filled.window(days);
    let question = json!({
        "window": {"start": start, "end": end}, "duration_minutes": 60, "minimum_notice_minutes": 1440,
        "participants": people.iter().map(Person::participant).collect::<Vec<_>>(),
    });
    let expected = starts(&api.json(&http::post("/api/v1/availability/query", &question))?["slots"]);
    let found = starts(&api.json(&http::get(&filled.path(template, days)))?["availableSlots"]);
    if expected.is_empty() || expected != found {
        bail!("{} people, {days} days: {found:?} is offered, {expected:?} expected", people.len());
    }
    crate::say(&format!("{} people, {days} days: {} slots", people.len(), found.len()));
    Ok(())
}

fn starts(slots: &Value) -> Vec<String> {
    let slots = slots.as_array().into_iter().flatten();
    slots.filter_map(|slot| slot["start"].as_str().map(str::to_owned)).collect()
}

/// The first Monday that is at least a week away, as days since 1970: far enough for any notice.
#[expect(clippy::disallowed_methods, reason = "this is the edge of a program of its own")]
pub(super) fn next_monday() -> Result<i64> {
    let today = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())? / DAY;
    // Day 0 was a Thursday, so day 4 was a Monday.
    let soon = today + 7;
    Ok(soon + (4 - soon).rem_euclid(7))
}
