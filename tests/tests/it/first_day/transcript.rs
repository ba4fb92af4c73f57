//! Calls that are made and written down as a page of the documentation.

use e2e::App;
use reqwest::Method;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;
use testkit::db::TestDb;

/// The page as it stands.
const PAGE: &str = include_str!("../../../../docs/first-day.md");

/// Items of a list that are written down.
const SHOWN: usize = 3;

/// A server with one empty company, and what its owner did so far.
pub(crate) struct Transcript {
    app: App,
    owner: String,
    text: String,
    calls: usize,
    /// Ids that differ from run to run, with what stands in their place.
    masks: HashMap<String, String>,
}

impl Transcript {
    pub(crate) async fn begin(db: TestDb) -> Self {
        let app = App::start(db).await;
        let company = json!({"name": "Acme", "time_zone": "Europe/Berlin"});
        let company = app.make("/api/v1/companies", company).await.id();
        app.account(Some(company), "owner", "owner").await;
        let owner = app.session("owner").await;
        Self { app, owner, text: String::new(), calls: 0, masks: HashMap::new() }
    }

    /// How many calls were made.
    pub(crate) fn calls(&self) -> usize {
        self.calls
    }

    /// A heading and a paragraph, either of which may be empty.
    pub(crate) fn says(&mut self, heading: &str, paragraph: &str) {
        for part in [heading, paragraph].into_iter().filter(|part| !part.is_empty()) {
            let _ = write!(self.text, "{}\n\n", wrapped(part));
        }
    }

    /// Creates something, and shows these fields of the answer, or of each of its items.
    pub(crate) async fn post(&mut self, path: &str, body: Value, fields: &[&str]) -> Value {
        let written = self.masked(&rendered(&body));
        let request = self.app.request_by(&self.owner, Method::POST, path).json(&body);
        self.made(&format!("POST {path}\n\n{written}"), request, fields).await
    }

    /// Sends a table.
    pub(crate) async fn post_csv(&mut self, path: &str, table: &'static str, fields: &[&str]) -> Value {
        let request = self.app.request_by(&self.owner, Method::POST, path);
        let request = request.header("content-type", "text/csv").body(table);
        self.made(&format!("POST {path}\nContent-Type: text/csv\n\n{}", table.trim_end()), request, fields)
            .await
    }

    /// Reads something.
    pub(crate) async fn get(&mut self, path: &str, fields: &[&str]) -> Value {
        let request = self.app.request_by(&self.owner, Method::GET, path);
        self.made(&format!("GET {path}"), request, fields).await
    }

    async fn made(&mut self, call: &str, request: reqwest::RequestBuilder, fields: &[&str]) -> Value {
        self.calls += 1;
        let mut answer = self.app.send(request).await;
        assert!((200..300).contains(&answer.status), "{call}: {}", answer.text);
        in_order(&mut answer.body);
        let _ = write!(self.text, "```http\n{call}\n```\n\n");
        if !fields.is_empty() {
            let shown = self.masked(&rendered(&narrowed(&answer.body, fields)));
            let of_many = match answer.body["items"].as_array().map_or(0, Vec::len) {
                all if all > SHOWN && !fields.contains(&"created") => {
                    format!(", the first {SHOWN} of {all} items")
                }
                _ => String::new(),
            };
            let _ = write!(self.text, "`{}`{of_many}\n\n```json\n{shown}\n```\n\n", answer.status);
        }
        answer.body
    }

    /// The text with each id that differs from run to run in the place of the same other one.
    fn masked(&mut self, text: &str) -> String {
        let mut masked = text.to_owned();
        for part in text.split('"').filter(|part| uuid::Uuid::parse_str(part).is_ok()) {
            let next = format!("01948000-0000-7000-8000-{:012}", self.masks.len() + 1);
            let mask = self.masks.entry(part.to_owned()).or_insert(next).clone();
            masked = masked.replace(part, &mask);
        }
        masked
    }

    /// Compares what was done with the page, or writes it.
    pub(crate) fn check(self) {
        let text = self.text.replace("{calls}", &self.calls.to_string());
        let text = format!("{}\n", text.trim_end());
        if is_to_be_written() {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/first-day.md");
            std::fs::write(path, &text).expect("the page is written");
            return;
        }
        let differs = text.lines().zip(PAGE.lines()).find(|(done, page)| done != page);
        assert_eq!(differs, None, "docs/first-day.md says something else than what was done");
        assert_eq!(text, PAGE);
    }
}

#[expect(clippy::disallowed_methods, reason = "whether to write the page is a setting of the run")]
fn is_to_be_written() -> bool {
    std::env::var("MERIDIAN_WRITE_DOCS").is_ok()
}

/// Puts what starts at the same time in order of the interviewers: by their ids it would differ from run to run.
fn in_order(body: &mut Value) {
    let Some(items) = body["items"].as_array_mut() else { return };
    let text = |item: &Value, field: &str| item[field].as_str().unwrap_or_default().to_owned();
    items.sort_by_key(|item| [text(item, "start_time"), text(item, "start"), text(item, "interviewer_name")]);
}

/// These fields of an object, or of the first of its items.
fn narrowed(body: &Value, fields: &[&str]) -> Value {
    let only = |object: &Value| -> Value {
        let kept = fields.iter().filter(|field| !object[**field].is_null());
        kept.map(|field| ((*field).to_owned(), object[*field].clone())).collect::<Map<String, Value>>().into()
    };
    match body["items"].as_array().filter(|_| !fields.contains(&"created")) {
        None => only(body),
        Some(items) => {
            json!({"items": items.iter().take(SHOWN).map(only).collect::<Vec<_>>()})
        }
    }
}

/// JSON on few lines: each item of a list of objects on its own.
fn rendered(value: &Value) -> String {
    let Value::Object(fields) = value else { return value.to_string() };
    let one_line = value.to_string();
    if one_line.len() <= 110 {
        return spaced(&one_line);
    }
    let field = |(name, value): (&String, &Value)| match value {
        Value::Array(items) if items.iter().any(Value::is_object) => {
            let items: Vec<String> =
                items.iter().map(|item| format!("    {}", spaced(&item.to_string()))).collect();
            format!("  \"{name}\": [\n{}\n  ]", items.join(",\n"))
        }
        value => format!("  \"{name}\": {}", spaced(&value.to_string())),
    };
    format!("{{\n{}\n}}", fields.iter().map(field).collect::<Vec<_>>().join(",\n"))
}

/// Compact JSON with a space after each colon and comma outside of texts.
fn spaced(json: &str) -> String {
    let (mut text, mut inside, mut escaped) = (String::new(), false, false);
    for letter in json.chars() {
        text.push(letter);
        if letter == '"' && !escaped {
            inside = !inside;
        }
        escaped = letter == '\\' && !escaped;
        if !inside && matches!(letter, ':' | ',') {
            text.push(' ');
        }
    }
    text
}

/// Lines of at most 120 characters.
fn wrapped(text: &str) -> String {
    let paragraph = |text: &str| {
        let (mut lines, mut line) = (Vec::new(), String::new());
        for word in text.split(' ') {
            if line.len() + word.len() + 1 > 118 && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
        lines.join("\n")
    };
    text.split("\n\n").map(paragraph).collect::<Vec<_>>().join("\n\n")
}
