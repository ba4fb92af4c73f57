//! What the OpenAPI document says of an answer: every answer that a test receives is held against it.
//!
//! Status, content type, headers and JSON body must be those that the document has for the operation; problems must be of a
//! type that it lists there (`crates/api/src/openapi/`). Paths that are no operation are no business of the document.

use crate::Answer;
use jsonschema::Validator;
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Where clients are told that the server under test is.
pub const PUBLIC_URL: &str = "http://localhost:8080";

/// Headers of HTTP itself, or the same on every answer of the server, which the document need not list.
const PLAIN: [&str; 13] = [
    "allow",
    "cache-control",
    "connection",
    "content-length",
    "content-security-policy",
    "permissions-policy",
    "content-type",
    "date",
    "referrer-policy",
    "transfer-encoding",
    "vary",
    "x-content-type-options",
    "x-frame-options",
];
/// Longer bodies are not read again: they differ from shorter ones in length alone.
const LONGEST: usize = 1 << 20;

/// The document, in a form that can be asked.
pub struct Described {
    document: Value,
    operations: Vec<Operation>,
    /// Validators by the pointer of their schema.
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// One operation of the document.
pub struct Operation {
    /// Its method.
    pub method: Method,
    /// Its path, with `{}` around the names of parameters.
    pub path: String,
    pointer: String,
}

impl Described {
    /// The document of this build.
    #[must_use]
    pub fn get() -> &'static Self {
        static DESCRIBED: OnceLock<Described> = OnceLock::new();
        DESCRIBED.get_or_init(|| {
            let document = serde_json::to_value(api::document(PUBLIC_URL)).expect("a document");
            let operations = operations(&document);
            Self { document, operations, validators: Mutex::default() }
        })
    }

    /// All operations.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// What the document says at a pointer; null where it says nothing.
    #[must_use]
    pub fn at(&self, pointer: &str) -> &Value {
        self.document.pointer(pointer).unwrap_or(&Value::Null)
    }

    /// What it says of an operation.
    #[must_use]
    pub fn of(&self, operation: &Operation) -> &Value {
        self.at(&operation.pointer)
    }

    /// What keeps the example of an operation's JSON body from fitting its schema.
    #[must_use]
    pub fn example_faults(&self, operation: &Operation) -> Vec<String> {
        let content = format!("{}/requestBody/content/application~1json", operation.pointer);
        self.schema_faults(&format!("{content}/schema"), self.at(&format!("{content}/example")))
    }

    /// Holds an answer against the document.
    ///
    /// # Panics
    /// Where the document does not describe it.
    pub fn check(&self, method: &Method, path: &str, answer: &Answer) {
        let Some(operation) = self.find(method, path) else { return };
        let faults = self.faults(operation, method, answer);
        let at = format!("{method} {} answered {}", operation.path, answer.status);
        assert!(
            faults.is_empty(),
            "{at}, but in the OpenAPI document {}: {}",
            faults.join("; "),
            answer.text
        );
    }

    /// The operation that serves a request; words of a path go before its parameters.
    fn find(&self, method: &Method, path: &str) -> Option<&Operation> {
        let method = if *method == Method::HEAD { &Method::GET } else { method };
        let path = path.trim_end_matches('/');
        let fitting = self.operations.iter().filter(|operation| fits(&operation.path, path));
        let nearest = fitting.min_by_key(|operation| operation.path.matches('{').count())?.path.as_str();
        self.operations.iter().find(|operation| operation.path == nearest && operation.method == *method)
    }

    fn faults(&self, operation: &Operation, method: &Method, answer: &Answer) -> Vec<String> {
        let status = answer.status;
        let (pointer, response) = self.resolved(format!("{}/responses/{status}", operation.pointer));
        if response.is_null() {
            return vec![format!("there is no such answer of this operation (type {})", answer["type"])];
        }
        let mut faults = self.header_faults(response, &answer.headers);
        let content = &response["content"];
        let content_type = answer.header("content-type").split(';').next().unwrap_or_default().trim();
        if content.is_null() || *method == Method::HEAD {
            if !answer.text.is_empty() {
                faults.push("it has no body".to_owned());
            }
        } else if content[content_type].is_null() {
            faults.push(format!("it is not {content_type:?}"));
        } else if content_type.ends_with("json") && answer.text.len() <= LONGEST {
            let escaped = content_type.replace('/', "~1");
            faults.extend(self.schema_faults(&format!("{pointer}/content/{escaped}/schema"), &answer.body));
        }
        faults
    }

    fn header_faults(&self, response: &Value, sent: &HeaderMap) -> Vec<String> {
        let mut faults = Vec::new();
        let told = response["headers"].as_object();
        for (name, header) in told.into_iter().flatten() {
            let header = header["$ref"].as_str().map_or(header, |target| self.at(&target[1..]));
            if header["required"] == true && !sent.contains_key(name.as_str()) {
                faults.push(format!("it has the header {name}"));
            }
        }
        for name in sent.keys().filter(|name| !PLAIN.contains(&name.as_str())) {
            let known = told.into_iter().flatten().any(|(told, _)| told.eq_ignore_ascii_case(name.as_str()));
            if !known {
                faults.push(format!("it has no header {name}"));
            }
        }
        faults
    }

    /// What keeps a value from fitting the schema at that pointer.
    #[must_use]
    pub fn schema_faults(&self, pointer: &str, value: &Value) -> Vec<String> {
        let validator = self.validator(pointer);
        let faults = validator.iter_errors(value);
        faults.map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
    }

    fn validator(&self, pointer: &str) -> Arc<Validator> {
        let mut known = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        let made = known.entry(pointer.to_owned()).or_insert_with(|| {
            let schema = json!({
                "$schema": "https://json-schema.org/draft/2020-12/schema", "allOf": [self.at(pointer)],
                "components": self.document["components"],
            });
            let options = jsonschema::options().should_validate_formats(true);
            Arc::new(options.build(&schema).unwrap_or_else(|error| panic!("{pointer} is no schema: {error}")))
        });
        Arc::clone(made)
    }

    /// What is at a pointer, or at the one that it refers to.
    fn resolved(&self, pointer: String) -> (String, &Value) {
        let value = self.at(&pointer);
        match value["$ref"].as_str() {
            Some(target) => (target[1..].to_owned(), self.at(&target[1..])),
            None => (pointer, value),
        }
    }
}

fn operations(document: &Value) -> Vec<Operation> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths
        .flat_map(|(path, item)| {
            item.as_object().into_iter().flatten().map(move |(method, _)| Operation {
                method: Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method"),
                path: path.clone(),
                pointer: format!("/paths/{}/{method}", path.replace('~', "~0").replace('/', "~1")),
            })
        })
        .collect()
}

/// Whether a path is one of that pattern.
fn fits(pattern: &str, path: &str) -> bool {
    let (mut pattern, mut path) = (pattern.split('/'), path.split('/'));
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if wanted == given || wanted.starts_with('{') => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&'static str, &str)], body: &Value) -> Answer {
        let mut all = HeaderMap::new();
        for (name, value) in [("x-request-id", "1"), ("meridian-zone-data", "2026f")].iter().chain(headers) {
            all.insert(*name, value.parse().expect("a header"));
        }
        Answer { status, headers: all, body: body.clone(), text: body.to_string() }
    }

    fn faults(method: &Method, path: &str, answer: &Answer) -> usize {
        let described = Described::get();
        let operation = described.find(method, path).expect("an operation");
        described.faults(operation, method, answer).len()
    }

    #[test]
    fn what_the_document_does_not_say_is_found() {
        let json = ("content-type", "application/json");
        let job = json!({
            "id": 1, "company_id": 1, "title": "A", "active": true, "created_at": "2025-01-22T10:00:00Z",
            "updated_at": "2025-01-22T10:00:00Z",
        });
        let of = |headers: &[(&'static str, &str)], body: &Value| {
            faults(&Method::GET, "/api/v1/jobs/1/", &answer(200, headers, body))
        };
        assert_eq!(of(&[json, ("etag", "\"1\"")], &job), 0);
        assert_eq!(of(&[json], &job), 1, "no version");
        assert_eq!(of(&[json, ("etag", "\"1\""), ("x-secret", "1")], &job), 1, "a header too many");
        assert_eq!(of(&[("content-type", "text/plain"), ("etag", "\"1\"")], &job), 1, "another type");
        let mut odd = job.clone();
        odd["created_at"] = json!("yesterday");
        assert_eq!(of(&[json, ("etag", "\"1\"")], &odd), 1, "no instant");
    }

    #[test]
    fn a_problem_is_one_that_the_operation_may_give() {
        let json = ("content-type", "application/problem+json");
        let refused = |slug: &str, status: u16| {
            let kind = format!("/problems/{slug}");
            let body = json!({"type": kind, "title": "A", "status": status, "detail": "A", "instance": "1"});
            faults(&Method::DELETE, "/api/v1/jobs/1", &answer(status, &[json], &body))
        };
        assert_eq!(refused("still-referenced", 409), 0);
        assert_eq!(refused("slot-full", 409), 1);
        assert_eq!(refused("duplicate", 418), 1);
    }
}
