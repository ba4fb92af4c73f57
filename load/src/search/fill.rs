//! The two companies: made over the API, their slots written past it.

use super::super::fill::{make, next_monday};
use super::super::http::{self, Connection};
use super::super::keeper::bare_program;
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

const DAY: i64 = 86_400;
/// Jobs that share the slots evenly.
const JOBS: i64 = 20;

/// How many slots.
#[derive(Debug, Clone, Copy)]
pub(super) enum Size {
    /// 50 people, five weeks: 10,000.
    Few,
    /// 500 people, fifty weeks: 1,000,000.
    Many,
}

impl Size {
    /// Interviewers, weeks behind and weeks ahead.
    fn numbers(self) -> [i64; 3] {
        match self {
            Self::Few => [50, 1, 4],
            Self::Many => [500, 25, 25],
        }
    }
}

/// What there is to ask about.
pub(super) struct Filled {
    pub(super) company: i64,
    pub(super) interviewer: i64,
    /// One of twenty jobs.
    pub(super) job: i64,
    /// The job that has two hundred slots in either company.
    pub(super) rare_job: i64,
    /// The first Monday that is asked about, as days since 1970.
    pub(super) monday: i64,
}

/// Fills a new database: the company that is asked about, and another one with a fifth of its people.
///
/// # Errors
/// Where the server or the database refuses something.
pub(super) fn fill(programs: &Path, address: SocketAddr, url: &str, size: Size) -> Result<Filled> {
    let monday = next_monday()?;
    let [people, behind, ahead] = size.numbers();
    crate::say(&format!("writing {} slots", people * 40 * (behind + ahead)));
    let mut asked = None;
    for (name, people) in [("Asked", people), ("Other", people / 5)] {
        // Anew for each company: the server closes what has been idle while slots were written.
        let api = &mut Connection::open(address)?;
        let body = json!({"name": name, "ai_parallel": people});
        let company = make(api, "/api/v1/companies", &body)?;
        let mut jobs = Vec::new();
        for number in 0..=JOBS {
            let body = json!({"company_id": company, "title": format!("Job {number}")});
            jobs.push(make(api, "/api/v1/jobs", &body)?);
        }
        let first = jobs.first().copied().context("no job")?;
        let numbers = [company, first, people, behind, ahead, monday * DAY].map(|number| number.to_string());
        let done = Command::new(bare_program(programs)).args(["slots", url]).args(numbers).status();
        if !done.context("bare slots")?.success() {
            bail!("the slots could not be written");
        }
        asked = asked.or(Some((company, first)));
    }
    let (company, job) = asked.context("no company")?;
    let users = Connection::open(address)?
        .json(&http::get(&format!("/api/v1/users?company_id={company}&limit=1")))?;
    let interviewer = users["items"][0]["id"].as_i64().context("no user")?;
    Ok(Filled { company, interviewer, job, rare_job: job + JOBS, monday })
}
