//! Real calendars, and our own, against answers that another program or the RFC gives.
//!
//! One trial per file. Our own files lie in `tests/calendars` of the workspace; the real ones are large and
//! not ours, so they lie beside the workspace (`MERIDIAN_SHARED`, by default `../shared`). Where they are
//! missing, the trial is counted as ignored and says so.
#![expect(clippy::expect_used, clippy::panic, reason = "a test stops where its own set-up fails")]

use ical::{Limits, busy, parse};
use libtest_mimic::{Arguments, Failed, Trial};
use scheduling_core::time::{Interval, IntervalSet, TimeZone, Timestamp};
use serde_json::Value;
use std::path::{Path, PathBuf};

// Where RFC 5545 leaves room, or forbids what real files do, these sides are taken, and the real calendars'
// answers agree with all of them:
// - An end before its start: "MUST be later than the value of the DTSTART property" (3.8.2.2). The two were
//   mixed up; the time between counts. Where it is more than an hour and less than a day, a night may be meant: the time
//   up to the end on the next day counts too.
// - A changed occurrence that the series no longer has: it counts unless its SEQUENCE is older than that of
//   the series (RFC 5546, 2.1.5).
// - A `TZID` in other letters than IANA's, with a definition of its own in the file: the definition counts
//   (3.2.19).
// Ours alone:
// - A whole day that ends on the day on which it starts lasts that day: its end was meant to be the last day.
// - An occurrence over a clock change keeps its length where it was given by DTEND: "the same exact duration
//   will apply to all the members of the generated recurrence set" (3.8.5.3). Other programs keep the hour. The
//   later of the two ends counts.
// - `UNTIL` as a date beside a start with a time: its whole day is let through, since UNTIL "bounds the
//   recurrence rule in an inclusive manner" (3.3.10).

fn main() {
    let arguments = Arguments::from_args();
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut trials = of_folder("ours", &workspace.join("tests/calendars"));
    let real = shared(&workspace).join("data/calendars");
    if real.join("expected.json").exists() {
        trials.extend(of_folder("real", &real));
    } else {
        let missing = Trial::test(format!("real: no files at {}", real.display()), || Ok(()));
        trials.push(missing.with_ignored_flag(true));
    }
    libtest_mimic::run(&arguments, trials).exit();
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test says where its data is; there is no configuration here"
)]
fn shared(workspace: &Path) -> PathBuf {
    let given = std::env::var_os("MERIDIAN_SHARED").filter(|path| !path.is_empty());
    given.map_or_else(|| workspace.join("../shared"), PathBuf::from)
}

/// The trials of a folder with an `expected.json`.
fn of_folder(label: &str, folder: &Path) -> Vec<Trial> {
    let list =
        std::fs::read_to_string(folder.join("expected.json")).expect("the list of answers can be read");
    let list: Vec<Value> = serde_json::from_str(&list).expect("the list of answers is JSON");
    assert!(!list.is_empty(), "the list of answers is empty");
    let trial = |entry: Value| {
        let file = text(&entry, "file").to_owned();
        let path = folder.join(&file);
        Trial::test(format!("{label}: {file}"), move || check(&path, &entry))
    };
    list.into_iter().map(trial).collect()
}

fn check(path: &Path, entry: &Value) -> Result<(), Failed> {
    let bytes = std::fs::read(path)?;
    let parsed = parse(&bytes, &Limits::default())?;
    let owner = TimeZone::named(text(entry, "owner_time_zone"))?;
    if let Some(lines) = entry.get("skipped_lines").and_then(Value::as_array) {
        let seen: Vec<Value> = parsed.skipped.iter().map(|skipped| skipped.line.into()).collect();
        if seen != *lines {
            return Err(format!("left out: {:#?}", parsed.skipped).into());
        }
    }
    let windows = entry.get("windows").and_then(Value::as_array).filter(|windows| !windows.is_empty());
    for window in windows.ok_or("the file has no windows")? {
        let seen = busy(&parsed.document, &owner, interval(window), &Limits::default());
        let expected: IntervalSet =
            window.get("busy").and_then(Value::as_array).ok_or("no answer")?.iter().map(interval).collect();
        let start = text(window, "start");
        let differs = seen.cut || !seen.problems.is_empty() || seen.times != expected;
        if differs {
            let wrong = (seen.times.subtract(&expected), expected.subtract(&seen.times));
            return Err(format!(
                "from {start}: too much {:?}, too little {:?}, problems {:?}",
                wrong.0, wrong.1, seen.problems
            )
            .into());
        }
    }
    Ok(())
}

fn interval(value: &Value) -> Interval {
    let at = |key| Timestamp::parse(text(value, key)).expect("an instant");
    Interval::new(at("start"), at("end")).expect("an interval")
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_else(|| panic!("\"{key}\" is missing in {value}"))
}
