//! Interviews, schedules, conflicts and logs, over the API and in the tables.

use super::super::super::http::{self, Connection};
use super::{Findings, Scene};
use anyhow::{Context, Result};
use serde_json::Value;

/// What must never be, as queries that find it: those that the product's tests ask.
const INVARIANTS: &str = "tests/invariants.sql";

pub(super) fn check(scene: &Scene<'_>, findings: &mut Findings) -> Result<()> {
    over_the_api(scene, findings)?;
    in_the_tables(scene, findings)?;
    let invariants = std::fs::read_to_string(INVARIANTS).context(INVARIANTS)?;
    for (what, sql) in invariants.split("\n\n-- ").skip(1).filter_map(|one| one.split_once('\n')) {
        findings.wrong(&format!("it does not hold that {what}"), &scene.sql.rows(sql)?);
    }
    Ok(())
}

fn over_the_api(scene: &Scene<'_>, findings: &mut Findings) -> Result<()> {
    let journal = scene.journal;
    let confirmed = journal.confirmed_slots();
    let interviews = journal.interviews.iter().map(|interview| {
        // A cancelled interview keeps the time that it had.
        let start = confirmed.get(interview.id.as_str()).map_or("-", |(_, slot)| slot.start.as_str());
        format!("{} {} {start}", interview.id, interview.status)
    });
    let found = items(scene, "/api/v1/interviews")?;
    let found = found.iter().map(|item| {
        let (status, start) = (text(item, "status"), text(item, "scheduled_at"));
        let start = if status == "cancelled" { "-" } else { start };
        format!("{} {status} {start}", text(item, "id"))
    });
    findings.compare("interviews, by the API", interviews, found);
    let schedules = journal.schedules.iter().map(|it| line(&[&it.id, &it.interview, &it.slot.id, it.status]));
    let found = items(scene, "/api/interviews/schedules")?;
    let found =
        found.iter().map(|item| line(&["id", "interview", "slot", "status"].map(|name| text(item, name))));
    findings.compare("schedules, by the API", schedules, found);
    Ok(())
}

fn in_the_tables(scene: &Scene<'_>, findings: &mut Findings) -> Result<()> {
    let (sql, journal) = (scene.sql, scene.journal);
    let columns = [sql.id("id"), sql.id("interview_id"), sql.id("slot_id"), "status".into()];
    let found = sql.columns(&columns, "schedules")?;
    let told = journal.schedules.iter().map(|it| line(&[&it.id, &it.interview, &it.slot.id, it.status]));
    findings.compare("schedules, in the table", told, found.into_iter().map(|row| row.join(" ")));
    let found = sql.columns(&[sql.id("id"), "origin".into()], "conflicts")?;
    let told = journal.conflicts.iter().map(|id| line(&[id, "refused"]));
    findings.compare("conflicts", told, found.into_iter().map(|row| row.join(" ")));
    let found = sql.columns(&[sql.id("interview_id"), "action".into()], "interview_logs")?;
    let told =
        journal.interviews.iter().flat_map(|it| it.actions.iter().map(|action| line(&[&it.id, action])));
    findings.compare("the log of interviews", told, found.into_iter().map(|row| row.join(" ")));
    let empty =
        sql.rows("SELECT 'a key' AS text FROM idempotency_keys WHERE status IS NULL AND sealed IS NULL")?;
    findings.wrong("keys without an answer", &empty);
    Ok(())
}

/// All items of a list.
fn items(scene: &Scene<'_>, path: &str) -> Result<Vec<Value>> {
    let mut api = Connection::open(scene.address)?;
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("{path}?company_id={}&limit=200{cursor}", scene.company);
        let mut page = api.json(&http::get(&path)).with_context(|| path.clone())?;
        if let Some(items) = page["items"].as_array_mut() {
            all.append(items);
        }
        let Some(next) = page["next"].as_str() else { return Ok(all) };
        cursor = format!("&cursor={next}");
    }
}

fn text<'v>(item: &'v Value, name: &str) -> &'v str {
    item[name].as_str().unwrap_or("-")
}

fn line(parts: &[&str]) -> String {
    parts.join(" ")
}
