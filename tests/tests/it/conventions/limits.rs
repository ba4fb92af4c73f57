//! How many requests somebody may send, as clients see it.

use super::second::{Second, TOKEN};
use e2e::{Answer, App, check_problem};
use testkit::Case;
use testkit::db::TestDb;

const USERS: &str = "/api/v1/users";

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_quota_is_told_spent_and_restored,
        keys_and_addresses_are_counted_apart,
        guessed_tokens_count_for_the_address,
        every_answer_tells_the_quota,
        probes_are_never_refused,
        without_a_limit_nothing_is_told,
    ]
}

fn told(answer: &Answer) -> (u16, &str, &str) {
    (answer.status, answer.header("ratelimit"), answer.header("ratelimit-policy"))
}

const POLICY: &str = "\"default\";q=3;w=60";

async fn a_quota_is_told_spent_and_restored(db: TestDb) {
    let app = App::start(db).await;
    let limited = Second::start(&app, Some(3));
    for left in ["\"default\";r=2;t=20", "\"default\";r=1;t=40", "\"default\";r=0;t=60"] {
        assert_eq!(told(&limited.get(&app, USERS, "").await), (401, left, POLICY));
    }
    let refused = limited.get(&app, USERS, "").await;
    check_problem("the fourth", &refused, 429, "too-many-requests", &[]);
    assert_eq!(told(&refused), (429, "\"default\";r=0;t=60", POLICY));
    assert_eq!(refused.header("retry-after"), "20");
    app.clock.advance(19);
    let refused = limited.get(&app, USERS, "").await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "1"));
    app.clock.advance(1);
    assert_eq!(limited.get(&app, USERS, "").await.status, 401, "after the time that was told");
    assert_eq!(limited.get(&app, USERS, "").await.status, 429);
}

async fn keys_and_addresses_are_counted_apart(db: TestDb) {
    let app = App::start(db).await;
    let limited = Second::start(&app, Some(3));
    // The first request with a token is the address's: nobody knows yet whether the token is good.
    assert_eq!(limited.get(&app, USERS, TOKEN).await.status, 200);
    for left in [2, 1, 0] {
        let answer = limited.get(&app, USERS, TOKEN).await;
        assert!(answer.header("ratelimit").starts_with(&format!("\"default\";r={left};")), "{answer:?}");
        assert_eq!(answer.status, 200);
    }
    assert_eq!(limited.get(&app, USERS, TOKEN).await.status, 429);
    assert_eq!(limited.get(&app, USERS, "").await.status, 401, "the address has two left");
    assert_eq!(limited.get(&app, USERS, "").await.status, 401);
    assert_eq!(limited.get(&app, USERS, "").await.status, 429);
}

async fn guessed_tokens_count_for_the_address(db: TestDb) {
    let app = App::start(db).await;
    let limited = Second::start(&app, Some(3));
    for (guess, status) in [("a", 401), ("b", 401), ("c", 401), ("d", 429), (TOKEN, 429)] {
        assert_eq!(limited.get(&app, USERS, guess).await.status, status, "{guess}");
    }
}

async fn every_answer_tells_the_quota(db: TestDb) {
    let app = App::start(db).await;
    let limited = Second::start(&app, Some(100));
    for (path, status) in [
        (USERS, 200),
        ("/api/v1/users/999", 404),
        ("/api/v1/users?x=1", 400),
        ("/nowhere", 404),
        ("/api/openapi.json", 200),
    ] {
        let answer = limited.get(&app, path, TOKEN).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text);
        assert!(answer.header("ratelimit").starts_with("\"default\";r="), "{path}: {:?}", answer.headers);
        assert_eq!(answer.header("ratelimit-policy"), "\"default\";q=100;w=60", "{path}");
    }
}

async fn probes_are_never_refused(db: TestDb) {
    let app = App::start(db).await;
    let limited = Second::start(&app, Some(1));
    for _ in 0..3 {
        for path in ["/health/live", "/health/ready", "/metrics"] {
            assert_eq!(told(&limited.get(&app, path, "").await), (200, "", ""), "{path}");
        }
    }
    assert_eq!(limited.get(&app, USERS, "").await.status, 401, "nothing was spent on them");
    for path in ["/health/nothing", "/health", "/metrics/all"] {
        let refused = limited.get(&app, path, "").await;
        assert_eq!(refused.status, 429, "{path} is no probe");
        assert!(!refused.header("x-request-id").is_empty(), "{path}");
    }
}

async fn without_a_limit_nothing_is_told(db: TestDb) {
    let app = App::start(db).await;
    assert_eq!(told(&app.get(USERS).await), (200, "", ""));
}
