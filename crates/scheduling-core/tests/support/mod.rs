//! Reads questions about availability from JSON into unchecked questions.
#![expect(clippy::unwrap_used, reason = "vectors of the wrong shape must fail the test loudly")]

use scheduling_core::availability::{
    UncheckedDaysOff, UncheckedGroup, UncheckedInterval, UncheckedParticipant, UncheckedQuery,
    UncheckedRequired, UncheckedRule,
};
use scheduling_core::time::{Date, PreciseTimestamp};
use serde_json::Value;
use std::borrow::Cow;

/// The question of a request whose shape is right.
pub(crate) fn draft(request: &Value) -> UncheckedQuery<'_> {
    UncheckedQuery {
        now: given(&request["now"], moment),
        window: pair(&request["window"]),
        duration_minutes: request["duration_minutes"].as_i64().unwrap(),
        step_minutes: request["step_minutes"].as_i64(),
        time_zone: given(&request["time_zone"], text),
        minimum_notice_minutes: request["minimum_notice_minutes"].as_i64(),
        maximum_notice_minutes: request["maximum_notice_minutes"].as_i64(),
        buffer_before_minutes: request["buffer_before_minutes"].as_i64(),
        buffer_after_minutes: request["buffer_after_minutes"].as_i64(),
        limit: request["limit"].as_i64(),
        participants: list(&request["participants"], participant),
        groups: given(&request["groups"], |groups| list(groups, group)),
    }
}

fn participant(value: &Value) -> UncheckedParticipant<'_> {
    UncheckedParticipant {
        id: text(&value["id"]),
        time_zone: given(&value["time_zone"], text),
        working_hours: given(&value["working_hours"], |rules| list(rules, rule)),
        days_off: given(&value["days_off"], |all| list(all, days_off)),
        available: given(&value["available"], |pairs| list(pairs, pair)),
        busy: given(&value["busy"], |pairs| list(pairs, pair)),
    }
}

fn rule(value: &Value) -> UncheckedRule<'_> {
    let days = list(&value["days"], |day| day.as_i64().unwrap());
    UncheckedRule { days, start: text(&value["start"]), end: text(&value["end"]) }
}

fn group(value: &Value) -> UncheckedGroup<'_> {
    let required = given(&value["required"], |required| match required.as_i64() {
        Some(number) => UncheckedRequired::AtLeast(number),
        None => UncheckedRequired::All,
    });
    UncheckedGroup { members: list(&value["members"], text), required }
}

fn given<'v, T>(value: &'v Value, read: impl FnOnce(&'v Value) -> T) -> Option<T> {
    (!value.is_null()).then(|| read(value))
}

fn list<'v, T>(value: &'v Value, read: impl FnMut(&'v Value) -> T) -> Vec<T> {
    value.as_array().unwrap().iter().map(read).collect()
}

fn text(value: &Value) -> Cow<'_, str> {
    Cow::Borrowed(value.as_str().unwrap())
}

fn moment(value: &Value) -> PreciseTimestamp {
    PreciseTimestamp::parse(value.as_str().unwrap()).unwrap()
}

fn date(value: &Value) -> Date {
    Date::parse(value.as_str().unwrap()).unwrap()
}

fn pair(value: &Value) -> UncheckedInterval {
    UncheckedInterval { start: moment(&value["start"]), end: moment(&value["end"]) }
}

fn days_off(value: &Value) -> UncheckedDaysOff {
    UncheckedDaysOff { first: date(&value["start"]), last: date(&value["end"]) }
}

/// The JSON files of a folder of the repository's `tests/`, by name; a published package does not have them.
pub(crate) fn files(folder: &str) -> Vec<(String, Value)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests").join(folder);
    let mut files: Vec<(String, Value)> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap())
        })
        .collect();
    files.sort_by(|one, other| one.0.cmp(&other.0));
    files
}
