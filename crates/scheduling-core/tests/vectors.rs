//! Every test vector of the availability query, asked of the core without HTTP.
//!
//! Vectors of status 400 are about the shape of JSON, which the core never sees; the HTTP tests have those too.
#![expect(clippy::unwrap_used, reason = "vectors of the wrong shape must fail the test loudly")]

mod support;

use scheduling_core::availability::{Answer, FieldPath, PathStep, explain, removals, search};
use scheduling_core::time::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// An instant of the server's clock: the vectors without `now` hold from 2026 to 2098.
fn clock() -> Timestamp {
    Timestamp::parse("2026-11-21T12:00:00Z").unwrap()
}

/// The body of the answer, as the vectors write it.
fn body(answer: &Answer) -> Value {
    let slots: Vec<Value> = answer
        .slots()
        .map(|slot| {
            let available: Vec<&str> = slot.available_names().collect();
            json!({"start": slot.start().to_string(), "end": slot.end().to_string(), "available": available})
        })
        .collect();
    json!({"slots": slots, "truncated": answer.truncated()})
}

/// A path as the JSON pointer (RFC 6901) of the same field.
fn pointer(path: &FieldPath) -> String {
    let step = |step: &PathStep| match step {
        PathStep::Field(name) => format!("/{name}"),
        PathStep::Index(index) => format!("/{index}"),
    };
    path.steps().iter().map(step).collect()
}

/// What the core answers: status, and the body or the pointers.
fn answer(request: &Value) -> (u64, Value) {
    let draft = support::draft(request);
    match draft.check(clock()) {
        Ok(query) => (200, body(&search(&query))),
        Err(problems) => {
            let pointers: BTreeSet<String> =
                problems.into_iter().map(|problem| pointer(&problem.path)).collect();
            (422, pointers.into_iter().collect())
        }
    }
}

fn check(file: &str) {
    let (_, vectors) =
        support::files("vectors/availability").into_iter().find(|(name, _)| name == file).unwrap();
    let mut asked = 0;
    for vector in vectors.as_array().unwrap() {
        let status = vector["status"].as_u64().unwrap();
        if status == 400 {
            continue;
        }
        let expected = if status == 200 { &vector["response"] } else { &vector["pointers"] };
        let (seen_status, seen) = answer(&vector["request"]);
        assert_eq!((seen_status, &seen), (status, expected), "{file}: {}", vector["name"]);
        asked += 1;
    }
    assert!(asked > 0, "{file} holds no vector for the core");
}

macro_rules! themes {
    ($($name:ident => $file:literal),* $(,)?) => { $(
        #[test]
        fn $name() {
            check($file);
        }
    )* };
}

themes! {
    busy_and_buffers => "busy-and-buffers",
    clock_changes => "clock-changes",
    errors => "errors",
    grid => "grid",
    groups => "groups",
    long_windows => "long-windows",
    notice_and_limit => "notice-and-limit",
    peers => "peers",
    random => "random",
    working_time => "working-time",
}

#[test]
fn every_file_of_vectors_is_asked() {
    let names: Vec<String> =
        support::files("vectors/availability").into_iter().map(|(name, _)| name).collect();
    let asked = [
        "busy-and-buffers",
        "clock-changes",
        "errors",
        "grid",
        "groups",
        "long-windows",
        "notice-and-limit",
        "peers",
        "random",
        "working-time",
    ];
    assert_eq!(names, asked);
}

/// Search, explanation and the check of a booking are one computation: they must agree on every start.
#[test]
fn explanations_and_checks_agree_with_the_search_on_every_vector() {
    for (file, vectors) in support::files("vectors/availability") {
        for vector in vectors.as_array().unwrap().iter().filter(|vector| vector["status"] == 200) {
            let request = &vector["request"];
            let query = support::draft(request).check(clock()).unwrap().limit(100_000);
            let slots: BTreeSet<Timestamp> = search(&query).slots().map(|slot| slot.start()).collect();
            let explanation = explain(&query, None);
            let open: BTreeSet<Timestamp> = explanation
                .starts
                .iter()
                .filter(|explained| explained.removed_by.is_empty())
                .map(|explained| explained.start)
                .collect();
            if !explanation.truncated {
                assert_eq!(open, slots, "{file}: {}", vector["name"]);
            }
            for explained in explanation.starts.iter().step_by(7) {
                let checked = removals(&query, explained.start);
                assert_eq!(
                    checked.is_empty(),
                    slots.contains(&explained.start),
                    "{file}: {}",
                    vector["name"]
                );
            }
            if !slots.is_empty() {
                assert!(explanation.would_help.is_empty(), "{file}: nothing needs help: {}", vector["name"]);
            }
        }
    }
}
