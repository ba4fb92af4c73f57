//! Counting, on a clock that the tests move. What clients see of it is tested over HTTP.

use super::*;
use actix_web::test::TestRequest;
use scheduling_core::time::Timestamp;

fn limiter(per_minute: u32) -> (Limiter, Clock) {
    let clock = Clock::standing_at(Timestamp::parse("2025-01-20T09:00:00Z").expect("an instant"));
    let limit = RateLimit::per_minute(NonZeroU32::new(per_minute).expect("a limit"));
    (Limiter::new(limit, false, &clock), clock)
}

fn address(text: &str) -> Who {
    Who::Address(text.parse().expect("an address"))
}

/// What is left after a request, or after how many seconds to try again.
fn count(limiter: &Limiter, who: &Who) -> Result<u32, String> {
    let verdict = limiter.count(who);
    match verdict.refusal {
        None => Ok(verdict.budget.remaining),
        Some(problem) => Err(problem.headers().iter().map(|(_, value)| value.clone()).collect()),
    }
}

#[test]
fn a_quota_is_spent_and_restored() {
    let (limiter, clock) = limiter(3);
    let who = address("192.0.2.1");
    assert_eq!([(); 3].map(|()| count(&limiter, &who)), [Ok(2), Ok(1), Ok(0)]);
    assert_eq!(count(&limiter, &who), Err("20".into()));
    assert_eq!(count(&limiter, &address("192.0.2.2")), Ok(2), "somebody else");
    clock.advance(19);
    assert_eq!(count(&limiter, &who), Err("1".into()));
    clock.advance(1);
    assert_eq!(count(&limiter, &who), Ok(0));
    clock.advance(60);
    assert_eq!(count(&limiter, &who), Ok(2));
}

#[test]
fn headers_tell_what_is_left() {
    let budget = |limit, remaining| Budget { limit: NonZeroU32::new(limit).expect("a limit"), remaining };
    let text = |budget: Budget| budget.headers().map(|(_, value)| value).join(" ");
    assert_eq!(text(budget(1200, 1199)), "\"default\";r=1199;t=1 \"default\";q=1200;w=60");
    assert_eq!(text(budget(3, 0)), "\"default\";r=0;t=60 \"default\";q=3;w=60");
    assert_eq!(text(budget(3, 3)), "\"default\";r=3;t=0 \"default\";q=3;w=60");
}

fn request(token: Option<&str>, peer: &str, forwarded: &[&str]) -> HttpRequest {
    let mut request = TestRequest::get().peer_addr(peer.parse().expect("an address"));
    if let Some(token) = token {
        request = request.insert_header(("authorization", format!("Bearer {token}")));
    }
    for entry in forwarded {
        request = request.append_header(("x-forwarded-for", *entry));
    }
    request.to_http_request()
}

#[test]
fn a_token_counts_once_it_was_good() {
    let (limiter, clock) = limiter(3);
    let home = address("192.0.2.1");
    let who = || limiter.who(&request(Some("t"), "192.0.2.1:5000", &[]));
    assert_eq!(who(), home, "nobody knows it yet");
    let good = request(Some("t"), "192.0.2.1:5000", &[]);
    good.extensions_mut().insert(Accepted(domain::access::Caller::platform_admin()));
    limiter.learn(&good, StatusCode::OK);
    let itself = who();
    assert!(matches!(itself, Who::Token(_)), "{itself:?}");
    assert_eq!(limiter.who(&request(Some("u"), "192.0.2.1:5000", &[])), home, "another token");
    clock.advance(599);
    limiter.shed(MAX_COUNTERS);
    assert_eq!(who(), itself, "still in use");
    clock.advance(600);
    limiter.shed(MAX_COUNTERS);
    assert_eq!(who(), home, "forgotten");
    limiter.learn(&good, StatusCode::FORBIDDEN);
    limiter.learn(&request(Some("t"), "192.0.2.1:5000", &[]), StatusCode::NOT_FOUND);
    assert_eq!(who(), itself, "a path at which nobody looked at it");
    limiter.learn(&request(Some("t"), "192.0.2.1:5000", &[]), StatusCode::UNAUTHORIZED);
    assert_eq!(who(), home, "revoked");
    limiter.learn(&request(Some("v"), "192.0.2.1:5000", &[]), StatusCode::OK);
    assert_eq!(limiter.who(&request(Some("v"), "192.0.2.1:5000", &[])), home, "an open path proves nothing");
}

#[test]
fn forwarded_addresses_count_only_where_they_are_trusted() {
    let check = |trust: bool, peer: &str, forwarded: &[&str], expected: &str| {
        let (mut limiter, _) = limiter(3);
        limiter.trusts_proxy = trust;
        assert_eq!(limiter.who(&request(None, peer, forwarded)), address(expected), "{peer} {forwarded:?}");
    };
    check(false, "192.0.2.1:5000", &["203.0.113.9"], "192.0.2.1");
    check(true, "192.0.2.1:5000", &["203.0.113.9"], "203.0.113.9");
    check(true, "192.0.2.1:5000", &["198.51.100.7, 203.0.113.9"], "203.0.113.9");
    check(true, "192.0.2.1:5000", &["198.51.100.7", "203.0.113.9"], "203.0.113.9");
    check(true, "192.0.2.1:5000", &["unknown"], "192.0.2.1");
    check(true, "192.0.2.1:5000", &["203.0.113.9:4711"], "203.0.113.9");
    check(true, "192.0.2.1:5000", &["198.51.100.7:1, 203.0.113.9:65535"], "203.0.113.9");
    check(true, "192.0.2.1:5000", &["\"203.0.113.9:4711\""], "203.0.113.9");
    check(true, "192.0.2.1:5000", &["\"203.0.113.9\""], "203.0.113.9");
    check(true, "192.0.2.1:5000", &["[2001:db8:1:2::9]:443"], "2001:db8:1:2::");
    check(true, "192.0.2.1:5000", &["\"[2001:db8:1:2::9]\""], "2001:db8:1:2::");
    check(true, "192.0.2.1:5000", &["[::ffff:203.0.113.9]:443"], "203.0.113.9");
    check(true, "192.0.2.1:5000", &["2001:db8:1:2::9"], "2001:db8:1:2::");
    check(true, "192.0.2.1:5000", &["203.0.113.9:http"], "192.0.2.1");
    check(true, "192.0.2.1:5000", &[], "192.0.2.1");
    check(false, "[2001:db8:1:2:3:4:5:6]:5000", &[], "2001:db8:1:2::");
    check(false, "[::ffff:192.0.2.1]:5000", &[], "192.0.2.1");
}

#[test]
fn what_is_at_rest_is_forgotten_and_a_crowd_shares() {
    let (limiter, clock) = limiter(3);
    for number in 0..50 {
        assert_eq!(count(&limiter, &address(&format!("192.0.2.{number}"))), Ok(2));
    }
    limiter.shed(50);
    assert!(matches!(limiter.who(&request(None, "192.0.2.1:5000", &[])), Who::Shared(_)));
    clock.advance(61);
    limiter.shed(50);
    assert_eq!(limiter.counters.len(), 0);
    assert_eq!(limiter.who(&request(None, "192.0.2.1:5000", &[])), address("192.0.2.1"));
}

#[test]
fn probes_are_not_counted() {
    for (path, exempt) in [("/metrics", true), ("/health/ready", true), ("/healthy", false), ("/api", false)]
    {
        assert_eq!(is_exempt(path), exempt, "{path}");
    }
}
