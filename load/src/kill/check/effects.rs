//! What had to happen because of the changes: nothing is left to do but reminders, and every event was told outside.

use super::super::journal::event;
use super::{Findings, Scene};
use anyhow::Result;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Before the start of an interview, in seconds: the product's default.
const REMINDERS: [i64; 2] = [24 * 3600, 3600];

pub(super) fn check(scene: &Scene<'_>, findings: &mut Findings) -> Result<()> {
    let sql = scene.sql;
    let left = sql.columns(
        &["kind".into(), "attempts".into(), "COALESCE(REPLACE(last_error, ' ', '_'), '-')".into()],
        "effects WHERE kind <> 'remind' OR dead_at IS NOT NULL",
    )?;
    findings.wrong("effects that were not done", &left.iter().map(|row| row.join(" ")).collect::<Vec<_>>());
    reminders(scene, findings)?;
    webhooks(scene, findings)
}

/// Those of interviews that take place, at their times, and no others.
fn reminders(scene: &Scene<'_>, findings: &mut Findings) -> Result<()> {
    let sql = scene.sql;
    let starts = sql.columns(&[sql.id("id"), sql.seconds("starts_at")], "slots")?;
    let starts: BTreeMap<&str, i64> =
        starts.iter().filter_map(|row| Some((row.first()?.as_str(), row.get(1)?.parse().ok()?))).collect();
    let confirmed = scene.journal.confirmed_slots();
    let told = confirmed.iter().flat_map(|(interview, (_, slot))| {
        let start = starts.get(slot.id.as_str()).copied().unwrap_or_default();
        REMINDERS.map(|before| format!("{interview} {}", start - before))
    });
    let columns = [sql.id("about"), sql.seconds("run_at")];
    let found: Vec<String> = sql
        .columns(&columns, "effects WHERE kind = 'remind'")?
        .into_iter()
        .map(|row| row.join(" "))
        .collect();
    findings.reminders = found.len();
    findings.compare("reminders", told, found);
    Ok(())
}

/// Each event was told, under one id, and each id tells one event.
fn webhooks(scene: &Scene<'_>, findings: &mut Findings) -> Result<()> {
    let sql = scene.sql;
    let rows = sql.columns(&[sql.id("event_id"), "status".into()], "webhook_deliveries")?;
    let settled = |row: &&Vec<String>| row.get(1).is_none_or(|status| status != "delivered");
    let undelivered: Vec<String> = rows.iter().filter(settled).map(|row| row.join(" ")).collect();
    findings.wrong("deliveries that did not succeed", &undelivered);
    let events = scene.receiver.events();
    let ids = rows.iter().filter_map(|row| row.first().cloned());
    findings.compare("ids at the receiver of webhooks", ids, events.keys().cloned());
    let differed = events.iter().filter(|(_, event)| event.differed).map(|(id, _)| id);
    findings.wrong("ids that told different things", &differed.collect::<Vec<_>>());
    let told = scene.journal.events.iter().cloned();
    findings.compare("events", told, events.values().map(|event| about(&event.body)));
    let bodies: BTreeSet<&str> = events.values().map(|event| event.body.as_str()).collect();
    if bodies.len() != events.len() {
        findings.faults.push(format!("{} bodies came under more than one id", events.len() - bodies.len()));
    }
    findings.events = events.len();
    findings.events_again = events.values().map(|event| event.times - 1).sum();
    Ok(())
}

/// What an event is about, as a journal has it.
fn about(body: &str) -> String {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let (kind, data) = (body["type"].as_str().unwrap_or_default(), &body["data"]);
    match data["conflict_id"].as_str() {
        Some(conflict) => event(kind, conflict, None),
        None => event(kind, data["interview_id"].as_str().unwrap_or("-"), data["schedule_id"].as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_known_by_what_it_is_about() {
        let body = r#"{"type":"schedule.booked","data":{"interview_id":"i","schedule_id":"s"}}"#;
        assert_eq!(about(body), event("schedule.booked", "i", Some("s")));
        let body = r#"{"type":"conflict.detected","data":{"interview_id":"i","conflict_id":"c"}}"#;
        assert_eq!(about(body), event("conflict.detected", "c", None));
    }
}
