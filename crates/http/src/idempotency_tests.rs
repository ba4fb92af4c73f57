//! What is a key, and which requests are the same. That answers are given again is tested with a database.

use super::*;
use actix_web::test::TestRequest;
use domain::access::Role;
use domain::{CompanyId, UserId};

fn check_key(values: &[&str], expected: Result<Option<&str>, u16>) {
    let mut request = TestRequest::post();
    for value in values {
        request = request.append_header((HEADER, *value));
    }
    let read = key(&request.to_http_request()).map_err(|problem| problem.status().as_u16());
    assert_eq!(read, expected.map(|key| key.map(str::to_owned)), "{values:?}");
}

#[test]
fn keys_are_short_and_visible() {
    let longest = "k".repeat(LONGEST);
    check_key(&[], Ok(None));
    check_key(&["7"], Ok(Some("7")));
    check_key(&["\"quoted\""], Ok(Some("\"quoted\"")));
    check_key(&[&longest], Ok(Some(&longest)));
    check_key(&[&format!("{longest}k")], Err(400));
    check_key(&[""], Err(400));
    check_key(&["two words"], Err(400));
    check_key(&["schlüssel"], Err(400));
    check_key(&["one", "one"], Err(400));
}

/// A request with the token, query and body that are given.
fn keyed(token: &str, caller: &Caller, path: &str, key: &str, body: &str) -> IdempotentRequest {
    let request = TestRequest::post()
        .uri(path)
        .insert_header((HEADER, key))
        .insert_header((header::AUTHORIZATION, format!("Bearer {token}")))
        .to_http_request();
    note_body(&request, body.as_bytes());
    let idempotency = Idempotency { key: Some(key.to_owned()), request };
    idempotency.by(caller).expect("a key")
}

fn user(number: i64) -> Caller {
    Caller { user: Some(UserId(number)), company: Some(CompanyId(1)), role: Role::Owner, key: None }
}

#[test]
fn a_key_belongs_to_caller_and_path() {
    let admin = Caller::platform_admin();
    let first = keyed("a", &admin, "/users", "k", "{}");
    let check = |other: &IdempotentRequest, same: bool, case: &str| {
        assert_eq!(first.key.name == other.key.name, same, "{case}");
    };
    check(&keyed("a", &admin, "/users?x=1", "k", "[]"), true, "query and body are no part of the name");
    check(&keyed("a", &admin, "/users", "l", "{}"), false, "another key");
    check(&keyed("a", &admin, "/jobs", "k", "{}"), false, "another path");
    check(&keyed("b", &admin, "/users", "k", "{}"), false, "other credentials without a user");
    check(&keyed("a", &user(1), "/users", "k", "{}"), false, "a user");
    let name = |token: &str, number: i64| keyed(token, &user(number), "/users", "k", "{}").key.name;
    assert_eq!(name("a", 1), name("b", 1), "a user who logged in again");
    assert_ne!(name("a", 1), name("a", 2), "another user");
}

#[test]
fn the_same_request_is_the_same_in_every_part() {
    let admin = Caller::platform_admin();
    let print = |path: &str, body: &str| keyed("a", &admin, path, "k", body).key.fingerprint;
    let first = print("/users?x=1", "{}");
    assert_eq!(first, print("/users?x=1", "{}"));
    assert_ne!(first, print("/users?x=1", "{ }"));
    assert_ne!(first, print("/users?x=2", "{}"));
    assert_ne!(first, print("/users", "{}"));
    assert_ne!(first, print("/jobs?x=1", "{}"));
}

#[test]
fn parts_do_not_run_into_one_another() {
    assert_ne!(digest(&[b"ab", b"c"]), digest(&[b"a", b"bc"]));
}
