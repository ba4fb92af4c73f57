//! A walk over the document: what each operation must tell its readers.

use super::*;
use actix_web::{HttpResponse, post};
use serde_json::Value;
use std::collections::BTreeSet;

/// Everything that is wrong with a document.
fn faults(document: &OpenApi) -> Vec<String> {
    let json = serde_json::to_value(document).expect("a document");
    let mut faults = Vec::new();
    let mut ids = BTreeSet::new();
    for (path, item) in json["paths"].as_object().into_iter().flatten() {
        if path.len() > 1 && path.ends_with('/') {
            faults.push(format!("{path}: ends with a slash"));
        }
        for (method, operation) in item.as_object().into_iter().flatten() {
            let at = format!("{method} {path}");
            if !ids.insert(operation["operationId"].to_string()) {
                faults.push(format!("{at}: an operation id that another has"));
            }
            faults.extend(faults_of(path, operation).into_iter().map(|fault| format!("{at}: {fault}")));
            let body = &operation["requestBody"]["content"]["application/json"]["schema"];
            let mut seen = BTreeSet::new();
            open_objects(&json, body, &mut seen, &mut |what| {
                faults.push(format!("{at}: the body {what} takes unknown fields"));
            });
        }
    }
    faults
}

fn faults_of(path: &str, operation: &Value) -> Vec<&'static str> {
    let mut faults = Vec::new();
    if operation["summary"].as_str().is_none_or(|summary| summary.trim().is_empty()) {
        faults.push("no summary");
    }
    let answers: Vec<&str> =
        operation["responses"].as_object().into_iter().flatten().map(|(s, _)| s.as_str()).collect();
    for (classes, fault) in [
        // What sends browsers elsewhere is good too.
        (['2', '3'].as_slice(), "no good answer"),
        (&['4'], "no problem of the client"),
        (&['5'], "no problem of ours"),
    ] {
        if !answers.iter().any(|status| status.starts_with(classes)) {
            faults.push(fault);
        }
    }
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let declared = parameters.filter(|parameter| parameter["in"] == "path").count();
    if declared != path.matches('{').count() {
        faults.push("a parameter of the path is not declared");
    }
    faults
}

/// Finds the objects below `schema` that take unknown fields.
fn open_objects(document: &Value, schema: &Value, seen: &mut BTreeSet<String>, found: &mut impl FnMut(&str)) {
    if let Some(reference) = schema["$ref"].as_str() {
        if seen.insert(reference.to_owned()) {
            let target = document.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null);
            if target["properties"].is_object() && target["additionalProperties"] != Value::Bool(false) {
                found(reference.rsplit('/').next().unwrap_or(reference));
            }
            open_objects(document, target, seen, found);
        }
        return;
    }
    match schema {
        Value::Object(parts) => parts.values().for_each(|part| open_objects(document, part, seen, found)),
        Value::Array(parts) => parts.iter().for_each(|part| open_objects(document, part, seen, found)),
        _ => {}
    }
}

#[test]
fn every_operation_is_told_in_full() {
    let document = document("http://localhost:8080", crate::routes);
    assert_eq!(faults(&document), Vec::<String>::new());
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is of interest")]
struct Open {
    name: String,
}

#[derive(ToSchema, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is of interest")]
struct Closed {
    at: http_kit::InstantIn,
    #[serde(default)]
    note: http_kit::Patch<http_kit::Whole>,
}

#[utoipa::path(request_body = Vec<Open>)]
#[post("/sloppy/{id}")]
async fn sloppy() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[utoipa::path(summary = "Do it", request_body = Closed, params(("id" = i64, Path)), responses((status = 200)))]
#[post("/tidy/{id}")]
async fn tidy() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[test]
fn the_walk_sees_what_is_missing() {
    let untold = document("http://localhost", |config| {
        config.service(sloppy);
    });
    let expected = [
        "post /sloppy/{id}: no summary",
        "post /sloppy/{id}: no good answer",
        "post /sloppy/{id}: a parameter of the path is not declared",
        "post /sloppy/{id}: the body Open takes unknown fields",
    ];
    assert_eq!(faults(&untold), expected);
    let told = document("http://localhost", |config| {
        config.service(tidy);
    });
    assert_eq!(faults(&told), Vec::<String>::new());
}

#[test]
fn the_frame_is_ours_and_references_resolve() {
    let document = document("https://book.example.com", |config| {
        config.service(tidy);
    });
    let json = serde_json::to_value(&document).expect("a document");
    assert_eq!(json["openapi"], "3.1.0");
    assert_eq!(json["info"]["title"], "Meridian API");
    assert_eq!(json["info"]["license"]["name"], "MIT OR Apache-2.0");
    assert_eq!(json["servers"][0]["url"], "https://book.example.com");
    assert_eq!(json["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    assert_eq!(json["security"][0]["bearer"], serde_json::json!([]));
    let text = json.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1) {
        let pointer = reference.split('"').next().unwrap_or_default();
        assert!(json.pointer(pointer).is_some(), "{pointer} leads nowhere");
    }
    assert!(text.contains("#/components/schemas/InstantInput"), "{text}");
    assert_eq!(methods(&document).get("/tidy/{id}"), Some(&vec![Method::POST]));
}
