//! What is asked of a company.

use super::super::drive::Target;
use super::super::http::{Connection, get, post};
use super::super::people::date_text;
use super::super::server::Server;
use super::fill::Filled;
use anyhow::{Context, Result};
use serde_json::{Value, json};

const SEARCH: &str = "/api/interviews/slots/search_available/?limit=50";
const LIST: &str = "/api/interviews/slots/?limit=50";

/// All questions; the same ones in the same order for every company.
///
/// # Errors
/// Where one of them is not answered.
pub(super) fn of(server: &Server<'_>, filled: &Filled) -> Result<Vec<Target>> {
    let mut targets = Vec::new();
    let mut add = |name, request| -> Result<()> {
        targets.push(Target::new(name, server.place(), request, 0)?);
        Ok(())
    };
    let two_weeks = json!({});
    for (name, fields) in [
        ("search: two weeks", two_weeks.clone()),
        ("search: from today", json!({"start_date": date_text(filled.monday - 8)})),
        ("search: an interviewer", json!({"interviewer_id": filled.interviewer})),
        ("search: one job of twenty", json!({"job_id": filled.job})),
        ("search: a job of 200 slots", json!({"job_id": filled.rare_job})),
        ("search: AI interviewers for coding", json!({"ai_interview_type": "coding"})),
        ("search: between nine and eleven", json!({"start_time": "09:00", "end_time": "11:00"})),
        ("search: before eight (none)", json!({"end_time": "08:00"})),
        ("search: two hours at least (none)", json!({"duration_minutes": 120})),
        ("search: all companies", json!({"company_id": null})),
    ] {
        add(name, post(SEARCH, &body(filled, &fields)))?;
    }
    let tenth = cursor(server, SEARCH, 9, |path| post(path, &body(filled, &two_weeks)))?;
    add("search: two weeks, tenth page", post(&tenth, &body(filled, &two_weeks)))?;
    let (company, monday) = (filled.company, filled.monday);
    let week = format!("&from={}T00:00:00Z&to={}T00:00:00Z", date_text(monday), date_text(monday + 7));
    for (name, fields) in [
        ("list: all", String::new()),
        ("list: status available", "&status=available".into()),
        ("list: status completed", "&status=completed".into()),
        ("list: an interviewer", format!("&interviewer_id={}", filled.interviewer)),
        ("list: one job of twenty", format!("&job_id={}", filled.job)),
        ("list: AI interviewers for coding", "&ai_interview_type=coding".into()),
        ("list: a week", week.clone()),
        ("list: an interviewer's week", format!("&interviewer_id={}{week}", filled.interviewer)),
    ] {
        add(name, get(&format!("{LIST}&company_id={company}{fields}")))?;
    }
    let deep = cursor(server, &format!("{LIST}&company_id={company}"), 100, get)?;
    add("list: all, 101st page", get(&deep))?;
    Ok(targets)
}

/// The two weeks from the first Monday, with other or more fields.
fn body(filled: &Filled, fields: &Value) -> Value {
    let mut body = json!({
        "company_id": filled.company, "start_date": date_text(filled.monday), "end_date": date_text(filled.monday + 13),
    });
    for (name, value) in fields.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    body
}

/// The path of the page that comes after so many.
fn cursor(
    server: &Server<'_>,
    path: &str,
    pages: usize,
    request: impl Fn(&str) -> Vec<u8>,
) -> Result<String> {
    let api = &mut Connection::open(server.address)?;
    let mut at = path.to_owned();
    for _ in 0..pages {
        let page = api.json(&request(&at))?;
        at = format!("{path}&cursor={}", page["next"].as_str().context("too few slots")?);
    }
    Ok(at)
}
