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
    check("user_ids=1,x", "/user_ids", "expected a whole number");
    check("user_ids=1,,2", "/user_ids", "expected a whole number");
    check("user_ids=1&limit=5.5", "/limit", "expected a whole number");
    check("user_ids=1&explain=maybe", "/explain", "expected true or false");
    check("user_ids=1&on=soon", "/on", "expected a date such as 2025-01-22");
    let instant = "expected an RFC 3339 instant such as 2025-01-22T10:00:00Z";
    check("user_ids=1&start=2025-01-22T10:00:00+01:00", "/start", instant);
    check("user_ids=1&a/b=1", "/a~1b", "is no parameter of this path");
}
