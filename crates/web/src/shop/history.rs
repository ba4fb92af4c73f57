//! What was done to an appointment.

use super::names::user_names;
use crate::hiring::{Line, actor, user_of};
use crate::kit::when::WallClock;
use app::appointments as use_cases;
use domain::AppointmentId;
use domain::access::Permit;
use persistence::store::collection::{Part, Sort};
use persistence::store::interview_logs::Entry;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

/// Lines that a page shows.
const LINES: i64 = 100;

/// The history of an appointment, the newest first.
///
/// # Errors
/// Failures of the database.
pub(super) fn timeline(
    tx: &mut Tx<'_>,
    permit: &Permit,
    directory: &Permit,
    id: AppointmentId,
    clock: &WallClock,
    now: Timestamp,
) -> Result<Vec<Line>, StoreError> {
    let part = Part { sort: Sort { descending: true, ..Sort::default() }, after: None, limit: LINES };
    let entries = use_cases::logs(tx, permit, id, &part)?;
    let users = entries.iter().filter_map(|entry| user_of(&entry.actor));
    let names = user_names(&mut tx.scope(directory), users)?;
    let line = |entry: Entry| Line {
        at: entry.at,
        when: clock.short(entry.at, now),
        what: action(clock, &entry),
        who: actor(clock.texts, &entry.actor, &names),
        reason: entry.reason,
    };
    Ok(entries.into_iter().map(line).collect())
}

/// What was done, with the time that it led to.
fn action(clock: &WallClock, entry: &Entry) -> String {
    let texts = clock.texts;
    let known = texts.known(&format!("did-{}", entry.action));
    let what = known.unwrap_or_else(|| entry.action.replace('_', " "));
    let new: Option<serde_json::Value> =
        entry.new.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let Some(new) = new else { return what };
    let start = match entry.action.as_str() {
        "booked" | "rescheduled" => new.get("start"),
        "move_asked" => new.get("move").and_then(|asked| asked.get("to")).and_then(|to| to.get("start")),
        _ => None,
    };
    match start.and_then(|start| Timestamp::parse(start.as_str()?).ok()) {
        Some(start) => texts.values("log-with-time", &[("what", &what), ("time", &clock.plain(start))]),
        None => what,
    }
}
