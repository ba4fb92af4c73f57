//! A walk over the document: what each operation must tell its readers.

use super::*;
use actix_web::HttpResponse;
use http_kit::post;
use serde_json::Value;
use std::collections::BTreeSet;
use utoipa::ToSchema;

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
    if answers.iter().any(|status| status.parse::<u16>().is_err()) {
        faults.push("an answer of no single status");
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

/// The names of the schemas that are needed below `part`.
fn names(document: &Value, part: &Value, seen: &mut BTreeSet<String>) {
    match part {
        Value::Object(parts) => {
            if let Some(reference) = parts.get("$ref").and_then(Value::as_str)
                && seen.insert(reference.to_owned())
            {
                names(document, document.pointer(&reference[1..]).unwrap_or(&Value::Null), seen);
            }
            parts.values().for_each(|part| names(document, part, seen));
        }
        Value::Array(parts) => parts.iter().for_each(|part| names(document, part, seen)),
        _ => {}
    }
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
    note: http_kit::Patch<http_kit::WholeNumber>,
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
fn words_are_taken_in_any_case_and_given_in_one() {
    let json = serde_json::to_value(document("http://localhost", crate::routes)).expect("a document");
    let (mut taken, mut given) = (BTreeSet::new(), BTreeSet::new());
    for operation in json["paths"].as_object().into_iter().flatten().flat_map(|(_, item)| item.as_object()) {
        for (_, operation) in operation {
            names(&json, &operation["parameters"], &mut taken);
            names(&json, &operation["requestBody"], &mut taken);
            names(&json, &operation["responses"], &mut given);
        }
    }
    // An enumeration that requests take is the lower-case half of one that takes any case, and no more.
    let halves: BTreeSet<String> =
        taken.iter().filter_map(|name| name.strip_suffix("Input")).map(str::to_owned).collect();
    assert!(halves.contains("#/components/schemas/RoleName"), "{halves:?}");
    for name in &taken {
        let enumerated = json.pointer(&name[1..]).is_some_and(|schema| schema["enum"].is_array());
        assert!(!enumerated || halves.contains(name), "{name} is taken in lower case alone");
    }
    let loose = given.iter().find(|name| name.ends_with("Input"));
    assert_eq!(loose, None, "answers are in lower case");
    let pattern = &json["components"]["schemas"]["RoleNameInput"]["anyOf"][1]["pattern"];
    assert!(pattern.as_str().is_some_and(|text| text.contains("[oO][wW][nN][eE][rR]")), "{pattern}");
}

#[test]
fn what_can_be_tried_says_so_and_how_it_answers() {
    let json = serde_json::to_value(document("http://localhost", crate::routes)).expect("a document");
    let answers = &json["paths"]["/api/v1/users/{id}"]["patch"]["responses"];
    let both = &answers["200"]["content"]["application/json"]["schema"]["oneOf"];
    assert_eq!(both[0]["$ref"], "#/components/schemas/User");
    assert_eq!(both[1]["$ref"], "#/components/schemas/WouldBreak");
    let answers = &json["paths"]["/api/interviews/availability/{id}"]["delete"]["responses"];
    let alone = &answers["200"]["content"]["application/json"]["schema"];
    assert_eq!(alone["$ref"], "#/components/schemas/WouldBreak");
    assert!(answers["204"].is_object());
}

#[test]
fn operations_that_refuse_alike_share_their_answers() {
    let json = serde_json::to_value(document("http://localhost", crate::routes)).expect("a document");
    let [one, two] =
        ["/api/v1/users", "/api/v1/jobs"].map(|path| &json["paths"][path]["get"]["responses"]["403"]);
    assert_eq!(one["$ref"], "#/components/responses/Refused403_Forbidden_CompanySuspended");
    assert_eq!(one, two);
    let full = &json["components"]["responses"]["Refused409_StillReferenced"]["content"];
    let problem = &full["application/problem+json"]["schema"]["$ref"];
    assert_eq!(*problem, "#/components/schemas/StillReferencedProblem");
    let narrowed = &json["components"]["schemas"]["StillReferencedProblem"]["properties"];
    assert_eq!(narrowed["type"]["const"], "/problems/still-referenced");
    assert_eq!(narrowed["status"]["const"], 409);
}

fn routes(config: &mut ServiceConfig<'_>) {
    config.service(tidy);
}

#[test]
fn the_frame_is_ours_and_references_resolve() {
    let document = document("https://book.example.com", routes);
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
}
