//! Tables of query strings.

use super::Query;
use crate::{InstantIn, WholeNumber, WireDate};
use actix_web::ResponseError;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Wanted {
    user_ids: Vec<WholeNumber>,
    start: Option<InstantIn>,
    on: Option<WireDate>,
    limit: Option<WholeNumber>,
    explain: Option<bool>,
    name: Option<String>,
}

fn read(text: &str) -> Wanted {
    Query::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem}")).0
}

#[test]
fn what_no_database_could_be_asked_for_is_refused() {
    let status = |text: &str| {
        let problem = Query::<Wanted>::parse(text).expect_err(text);
        let pointers: Vec<String> = problem.errors().iter().map(|error| error.pointer.clone()).collect();
        (problem.status_code().as_u16(), pointers)
    };
    assert_eq!(status("user_ids=1&name=a%00b"), (422, vec!["/name".to_owned()]));
    // Shape is judged first.
    assert_eq!(status("user_ids=1&name=%00&limit=x"), (400, vec!["/limit".to_owned()]));
    assert_eq!(status("user_ids=1&%00=1").0, 400);
    let ours = Query::<Name>::parse_apart::<Ids>("user_ids=1&name=%00", &["name"]);
    assert_eq!(ours.map_err(|problem| problem.status_code().as_u16()).err(), Some(422));
    let page = super::page_query("q=a%00b&q=%FF&x");
    let page: Vec<(&str, &str)> = page.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(page, [("q", "a\u{fffd}b"), ("q", "\u{fffd}"), ("x", "")]);
}

#[derive(Debug, Deserialize)]
struct Name {
    #[expect(dead_code, reason = "it is read and refused")]
    name: String,
}

#[derive(Debug, Deserialize)]
struct Ids {
    #[expect(dead_code, reason = "it is read, beside what is refused")]
    user_ids: Vec<WholeNumber>,
}

fn check(text: &str, pointer: &str, detail: &str) {
    let problem = Query::<Wanted>::parse(text).expect_err(text);
    assert_eq!((problem.status_code().as_u16(), problem.kind().slug), (400, "malformed-query"), "{text}");
    let errors: Vec<_> = problem.errors().iter().map(|e| (e.pointer.as_str(), e.detail.as_str())).collect();
    assert_eq!(errors, [(pointer, detail)], "{text}");
}

#[test]
fn good_ones() {
    let all = read(
        "user_ids=1,2,%203&start=2025-01-22T10:00:00%2B01:00&on=2025-01-22&limit=5&explain=true&name=a%26b+c",
    );
    assert_eq!(all.user_ids, [WholeNumber(1), WholeNumber(2), WholeNumber(3)]);
    assert_eq!(
        all.start.and_then(|at| at.0.whole().ok()).map(|at| at.to_string()).as_deref(),
        Some("2025-01-22T09:00:00Z")
    );
    assert_eq!(all.on.map(|on| on.0.to_string()).as_deref(), Some("2025-01-22"));
    assert_eq!(
        (all.limit, all.explain, all.name.as_deref()),
        (Some(WholeNumber(5)), Some(true), Some("a&b c"))
    );

    // A character that stands for one that could not be read is text too.
    assert_eq!(read("user_ids=1&name=%EF%BF%BD%25FF").name.as_deref(), Some("\u{fffd}%FF"));
    let few = read("user_ids=&limit=&name=");
    assert_eq!((few.user_ids, few.limit, few.name), (vec![], None, None));
    assert_eq!(read("user_ids=1&limit=99999999999999999999").limit, Some(WholeNumber(i64::MAX)));
    assert_eq!(read("user_ids=1&limit=-99999999999999999999").limit, Some(WholeNumber(i64::MIN)));
}

#[test]
fn bad_ones_are_named() {
    check("", "/user_ids", "is missing");
    check("user_ids=1&colour=red", "/colour", "is no parameter of this path");
    check("user_ids=1&user_ids=2", "/user_ids", "is given twice");
    check("user_ids=1&name=%FF", "/name", "is no text in UTF-8");
    check("user_ids=1&name=a%C3&explain=true", "/name", "is no text in UTF-8");
    check("&&user_ids=1&&%FF=1", "/\u{fffd}", "is no text in UTF-8");
    check("user_ids=1,x", "/user_ids", "expected a whole number");
    check("user_ids=1,,2", "/user_ids", "expected a whole number");
    check("user_ids=1&limit=5.5", "/limit", "expected a whole number");
    check("user_ids=1&explain=maybe", "/explain", "expected true or false");
    check("user_ids=1&on=soon", "/on", "expected a date such as 2025-01-22");
    let instant = "expected an RFC 3339 instant such as 2025-01-22T10:00:00Z";
    check("user_ids=1&start=2025-01-22T10:00:00+01:00", "/start", instant);
    check("user_ids=1&a/b=1", "/a~1b", "is no parameter of this path");
}
