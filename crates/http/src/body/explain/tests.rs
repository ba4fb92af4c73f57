//! Tables of broken bodies and the words that answer them.

use super::super::parse;
use crate::{InstantIn, Patch, WholeNumber, WireDate};
use actix_web::ResponseError;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only whether it can be read is of interest")]
struct Body {
    name: String,
    minutes: WholeNumber,
    at: Option<InstantIn>,
    on: Option<WireDate>,
    small: Option<u8>,
    open: Option<bool>,
    people: Option<Vec<Person>>,
    #[serde(default)]
    note: Patch<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only whether it can be read is of interest")]
struct Person {
    id: WholeNumber,
    r#type: Option<Kind>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Owner,
    Staff,
}

/// Checks the status, the pointer of the only error, and the detail of a body that can't be read.
fn check(json: &str, status: u16, pointer: &str, detail: &str) {
    let problem = parse::<Body>(json.as_bytes()).expect_err(json);
    assert_eq!(problem.status_code().as_u16(), status, "{json}: {problem}");
    let [error] = problem.errors() else { panic!("{json}: {problem} has not one error") };
    assert_eq!((error.pointer.as_str(), error.detail.as_str()), (pointer, detail), "{json}");
}

fn check_not_json(json: &str, start: &str) {
    let problem = parse::<Body>(json.as_bytes()).expect_err(json);
    assert_eq!((problem.status_code().as_u16(), problem.kind().slug), (400, "malformed-json"), "{json}");
    assert!(problem.to_string().contains(start), "{json}: {problem}");
}

#[test]
fn fields_are_named() {
    check(r#"{"name": "A"}"#, 400, "/minutes", "the field \"minutes\" is missing");
    check(r#"{"minutes": 1}"#, 400, "/name", "the field \"name\" is missing");
    check(
        r#"{"name": "A", "minutes": 1, "colour": 3}"#,
        400,
        "/colour",
        "there is no field \"colour\"; known: name, minutes, at, on, small, open, people, note",
    );
    check(
        r#"{"name": "A", "minutes": 1, "people": [{"id": 1}, {"id": 2, "x": 3}]}"#,
        400,
        "/people/1/x",
        "there is no field \"x\"; known: id, type",
    );
    check(
        r#"{"name": "A", "minutes": 1, "people": [{}]}"#,
        400,
        "/people/0/id",
        "the field \"id\" is missing",
    );
    check(r#"{"name": "A", "name": "B", "minutes": 1}"#, 400, "/name", "the field \"name\" is given twice");
}

#[test]
fn types_are_named_in_the_words_of_json() {
    check(r#"{"name": 5, "minutes": 1}"#, 400, "/name", "expected a text, not a whole number");
    check(r#"{"name": null, "minutes": 1}"#, 400, "/name", "expected a text, not null");
    check(r#"{"name": "A", "minutes": "x"}"#, 400, "/minutes", "expected a whole number, not a text");
    check(r#"{"name": "A", "minutes": null}"#, 400, "/minutes", "expected a whole number, not null");
    let fraction = "expected a whole number, not one with a fraction";
    check(r#"{"name": "A", "minutes": 22.5}"#, 400, "/minutes", fraction);
    let date = "expected a date such as 2025-01-22";
    check(r#"{"name": "A", "minutes": 1, "on": "tomorrow"}"#, 400, "/on", date);
    check(
        r#"{"name": "A", "minutes": 1, "on": 5}"#,
        400,
        "/on",
        "expected a date such as 2025-01-22, not a whole number",
    );
    let instant = "expected an RFC 3339 instant such as 2025-01-22T10:00:00Z";
    check(r#"{"name": "A", "minutes": 1, "at": "2025-01-22"}"#, 400, "/at", instant);
    check(
        r#"{"name": "A", "minutes": 1, "open": 1}"#,
        400,
        "/open",
        "expected true or false, not a whole number",
    );
    check(r#"{"name": "A", "minutes": 1, "people": {}}"#, 400, "/people", "expected a list, not an object");
    check(
        r#"{"name": "A", "minutes": 1, "people": [7]}"#,
        400,
        "/people/0",
        "expected an object, not a whole number",
    );
    check(r#"{"name": "A", "minutes": 1, "note": 7}"#, 400, "/note", "expected a text, not a whole number");
    let limits = "expected a whole number within this field's limits";
    check(r#"{"name": "A", "minutes": 1, "small": 300}"#, 400, "/small", limits);
    let kinds = "expected one of: owner, staff";
    check(
        r#"{"name": "A", "minutes": 1, "people": [{"id": 1, "type": "boss"}]}"#,
        400,
        "/people/0/type",
        kinds,
    );
    check("[]", 400, "", "expected an object, not a list");
    check("7", 400, "", "expected an object, not a whole number");
}

#[test]
fn a_list_does_not_pass_for_an_object() {
    let list = "expected an object, not a list";
    check(r#"["A", 1, null, null, null, null, null, null]"#, 400, "", list);
    check(r#"{"name": "A", "minutes": 1, "people": [{"id": 1}, [1, "owner"]]}"#, 400, "/people/1", list);
}

#[test]
fn a_number_with_hundreds_of_digits_is_out_of_range() {
    let json = format!(r#"{{"name": "A", "minutes": 1{}}}"#, "0".repeat(400));
    check(&json, 422, "/minutes", "is out of range");
}

#[test]
fn what_is_no_json_is_told_by_line_and_column() {
    check_not_json("", "the body is empty");
    check_not_json("  \n", "the body is empty");
    check_not_json("{\"name\": ", "the JSON ends too early, in line 1");
    check_not_json("{name: 1}", "this is not JSON: key must be a string, in line 1, column 2");
    check_not_json(r#"{"name": "A", "minutes": 1} x"#, "this is not JSON");
    check_not_json("\u{feff}{}", "this is not JSON");
    let deep = format!("{{\"name\": \"A\", \"minutes\": 1, \"zzz\": {}", "[".repeat(100_000));
    assert_eq!(parse::<Body>(deep.as_bytes()).expect_err("deep").status_code().as_u16(), 400);
}

#[test]
fn no_message_names_a_type_of_rust() {
    for json in ["[]", "7", "{}", r#"{"name": []}"#, r#"{"name": "A", "minutes": {}}"#, r#"{"people": [[]]}"#]
    {
        let problem = parse::<Body>(json.as_bytes()).expect_err(json).to_string();
        for word in ["struct", "Body", "Person", "i64", "u8", "sequence", "Whole"] {
            assert!(!problem.contains(word), "{json}: {problem}");
        }
    }
}

#[test]
fn null_and_absent_are_the_same_for_optional_fields() {
    let body =
        parse::<Body>(br#"{"name": "A", "minutes": 60.0, "at": null, "people": null}"#).expect("a body");
    assert!(body.at.is_none() && body.people.is_none());
    assert_eq!(body.minutes, WholeNumber(60));
}

/// Checks the pointers of all errors.
fn check_all(json: &str, pointers: &[&str]) {
    let problem = parse::<Body>(json.as_bytes()).expect_err(json);
    assert_eq!(problem.status_code().as_u16(), 400, "{json}: {problem}");
    let mut seen: Vec<&str> = problem.errors().iter().map(|error| error.pointer.as_str()).collect();
    seen.sort_unstable();
    assert_eq!(seen, pointers, "{json}");
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    check_all("{}", &["/minutes", "/name"]);
    check_all(r#"{"name": 5, "minutes": "x", "colour": 3}"#, &["/colour", "/minutes", "/name"]);
    check_all(
        r#"{"colour": 1, "on": "tomorrow", "at": 5, "open": "yes", "minutes": 1.5}"#,
        &["/at", "/colour", "/minutes", "/name", "/on", "/open"],
    );
    check_all(
        r#"{"name": "A", "minutes": 1, "people": [{"id": "x", "type": "boss"}, {"x": 1, "id": 2}, 7]}"#,
        &["/people/0/id", "/people/0/type", "/people/1/x", "/people/2"],
    );
}

#[test]
fn of_very_many_mistakes_the_first_are_told() {
    let fields: Vec<String> = (0..150).map(|number| format!("\"f{number:03}\": 1")).collect();
    let json = format!("{{{}}}", fields.join(","));
    let problem = parse::<Body>(json.as_bytes()).expect_err("150 unknown fields");
    assert_eq!(problem.errors().len(), 101, "{problem}");
    assert_eq!(
        problem.errors().last().map(|last| last.detail.as_str()),
        Some("there are more problems than these 100")
    );
}

#[test]
fn what_is_not_utf_8_is_said_to_be_so() {
    let check = |json: &[u8], expected: &str| {
        let problem = parse::<Body>(json).expect_err("not UTF-8");
        assert_eq!((problem.status_code().as_u16(), problem.kind().slug), (400, "malformed-json"));
        assert!(problem.to_string().contains(expected), "{problem}");
    };
    check(b"{\"name\": \"\xff\", \"minutes\": 1}", "it is not in UTF-8, in line 1, column 11");
    check(b"{\"name\":\n\n \"A\xc3\"}", "it is not in UTF-8, in line 3, column 4");
    check(b"\xff", "it is not in UTF-8, in line 1, column 1");
}
