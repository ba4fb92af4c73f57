//! The OpenAPI document and the server. That every answer is one that the document describes is seen by every test
//! (`e2e::Described`); here is what no answer shows.

use e2e::{App, Described};
use reqwest::Method;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![examples_are_what_their_schemas_say, a_path_refuses_other_methods_and_lists_its_own]
}

async fn examples_are_what_their_schemas_say(_: TestDb) {
    let described = Described::get();
    let mut checked = 0;
    for operation in described.operations() {
        let body = &described.of(operation)["requestBody"]["content"]["application/json"];
        if let Value::Object(_) = &body["example"] {
            let faults = described.example_faults(operation);
            assert!(faults.is_empty(), "{} {}: {faults:?}", operation.method, operation.path);
            checked += 1;
        }
    }
    assert!(checked > 20, "{checked} examples");
}

/// A path of that pattern, with ids that nothing has.
fn filled(pattern: &str, described: &Described, method: &Method) -> String {
    let operation = described.operations().iter().find(|one| one.path == pattern && one.method == *method);
    let parameters = operation.map(|one| described.of(one)["parameters"].clone()).unwrap_or_default();
    let mut path = pattern.to_owned();
    for parameter in parameters.as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default();
        let id = match parameter["schema"]["type"].as_str() {
            Some("integer") => "999999",
            _ => "0194d2f8-6a00-7c3e-9d5b-3f1a2b4c5d6e",
        };
        path = path.replace(&format!("{{{name}}}"), id);
    }
    path
}

async fn a_path_refuses_other_methods_and_lists_its_own(db: TestDb) {
    let app = App::start(db).await;
    let described = Described::get();
    let mut paths: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for operation in described.operations() {
        paths.entry(&operation.path).or_default().insert(operation.method.as_str());
    }
    for (pattern, taken) in &paths {
        let known = Method::from_bytes(taken.first().unwrap_or(&"GET").as_bytes()).expect("a method");
        let path = filled(pattern, described, &known);
        let mut allowed = taken.clone();
        if taken.contains("GET") {
            allowed.insert("HEAD");
        }
        for method in ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"] {
            if allowed.contains(method) {
                continue;
            }
            let method = Method::from_bytes(method.as_bytes()).expect("a method");
            // A parameter that another path takes, whose id the last word could be, changes nothing.
            for path in [path.clone(), format!("{path}?dry_run=true")] {
                let answer = app.send(app.request(method.clone(), &path)).await;
                assert_eq!(answer.status, 405, "{method} {path}: {}", answer.text);
                let told: BTreeSet<&str> = answer.header("allow").split(", ").collect();
                assert_eq!(told, allowed, "{method} {path}");
            }
        }
    }
}
