//! `cargo run -p load -- reminders`: how late reminders leave. Interviews are made whose reminders are due at known times;
//! what counts is when each message is at the mail server.

use super::cluster::Cluster;
use super::fill::{candidate, make};
use super::http::{self, Connection};
use super::keeper::Keeper;
use super::kill::{Fleet, Place, Plan, WORKERS, at_place};
use super::outside::{Sink, now};
use super::people::instant;
use super::sql::Sql;
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// The least notice of an interview, in minutes: reminders are set for as long before.
const BEFORE: i64 = 120;
/// The first is due so many seconds after the candidates are there.
const LEAD: i64 = 20;
/// Reminders that are due in the same second.
const TOGETHER: i64 = 2;
/// What is promised, in seconds.
const LATE: f64 = 5.0;
/// A reminder that has not come by then is lost, in seconds.
const LOST_AFTER: f64 = 60.0;

pub(super) fn run(plan: &Plan, programs: &Path) -> Result<()> {
    at_place(plan, programs, |keeper, database, _: Option<&mut Cluster<'_>>| {
        measure(plan, programs, keeper, database)
    })
}

fn measure(plan: &Plan, programs: &Path, keeper: &Keeper, database: &str) -> Result<()> {
    let sink = Sink::start()?;
    let workers = if plan.place == Place::Sqlite { 0 } else { WORKERS };
    let mut fleet = Fleet::start(programs, keeper, database, workers, sink.url())?;
    let due = fill(&fleet, plan.reminders)?;
    let last = due.values().copied().max().context("no reminders")?;
    let sql = Sql::new(programs, database);
    let mut late = BTreeMap::new();
    loop {
        fleet.tend_for(Duration::from_millis(500))?;
        // What has arrived may not be noted yet as sent; the next look finds it.
        for (interview, at) in arrived(&sql, &sink)? {
            let due = due.get(&interview).context("a reminder of nothing")?;
            late.insert(interview, at - seconds(*due));
        }
        if late.len() == due.len() || now() > seconds(last) + LOST_AFTER {
            break;
        }
    }
    let reminders = sink.arrived().len() - due.len();
    if late.len() != due.len() || reminders != due.len() || !fleet.faults.is_empty() {
        bail!(
            "{} reminders were due, {reminders} arrived, of {} interviews; {:?}",
            due.len(),
            late.len(),
            fleet.faults
        );
    }
    let mut late: Vec<f64> = late.into_values().collect();
    late.sort_by(f64::total_cmp);
    let at = |hundredths: usize| late.get((late.len() * hundredths / 100).min(late.len() - 1)).copied();
    let (p50, p99, most) =
        (at(50).unwrap_or_default(), at(99).unwrap_or_default(), at(100).unwrap_or_default());
    crate::say(&format!(
        "{:?}: {} reminders, each once; after the time that each was due, half within {p50:.2} s, 99 % within {p99:.2} s, \
         all within {most:.2} s; {} later than {LATE} s",
        plan.place,
        late.len(),
        late.iter().filter(|late| **late > LATE).count(),
    ));
    Ok(())
}

fn seconds(unix: i64) -> f64 {
    f64::from(u32::try_from(unix).unwrap_or(u32::MAX))
}

/// Interviews of one candidate each; when the reminder of each is due.
fn fill(fleet: &Fleet<'_>, count: usize) -> Result<BTreeMap<String, i64>> {
    let api = &mut Connection::open(fleet.address)?;
    let company = make(api, "/api/v1/companies", &json!({"name": "Reminders"}))?;
    let job = make(api, "/api/v1/jobs", &json!({"company_id": company, "title": "Engineer"}))?;
    let settings = json!({"reminder_minutes_before": [BEFORE]}).to_string();
    let path = format!("/api/v1/companies/{company}/notification-settings");
    api.json(&http::request("PUT", &path, "application/json", &settings)).context(path)?;
    let names = (0..count).map(|number| number.to_string());
    let candidates = names.map(|name| candidate(api, company, job, &name)).collect::<Result<Vec<i64>>>()?;
    let first = whole(now()) + LEAD;
    let mut due = BTreeMap::new();
    for (candidate, number) in candidates.into_iter().zip(0..) {
        let at = first + number / TOGETHER;
        let body = json!({
            "company_id": company, "candidate_id": candidate, "job_id": job, "interview_type": "offline",
            "scheduled_at": instant(at + BEFORE * 60),
        });
        let made = api.json(&http::post("/api/v1/interviews", &body)).context("an interview")?;
        due.insert(made["id"].as_str().context("no id")?.to_owned(), at);
    }
    Ok(due)
}

/// The number of a second.
#[expect(clippy::cast_possible_truncation, reason = "seconds since 1970 are far from the ends of either")]
fn whole(seconds: f64) -> i64 {
    seconds as i64
}

/// The interviews of which a reminder has arrived, and when.
fn arrived(sql: &Sql, sink: &Sink) -> Result<Vec<(String, f64)>> {
    let columns = ["header_id".into(), sql.id("interview_id")];
    let rows = sql.columns(&columns, "messages WHERE kind = 'reminder'")?;
    let pairs = rows.into_iter().filter_map(|row| <[String; 2]>::try_from(row).ok());
    let of_header: BTreeMap<String, String> = pairs.map(Into::into).collect();
    let letters = sink.arrived();
    let mut first: Vec<(String, f64)> = Vec::new();
    for letter in &letters {
        if let Some(interview) = of_header.get(&letter.id)
            && first.iter().all(|(known, _)| known != interview)
        {
            first.push((interview.clone(), letter.at));
        }
    }
    Ok(first)
}
