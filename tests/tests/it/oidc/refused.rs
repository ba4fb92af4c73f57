//! Who does not get in, though the real provider lets them.

use super::person::Person;
use super::real::SECRET;
use super::together::{claims, company, start};
use e2e::{Answer, check_problem};
use reqwest::Method;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        all_who_are_kept_out_are_told_the_same,
        a_log_in_is_finished_once_in_time_and_where_it_was_begun,
        a_provider_that_is_gone_is_told_of,
    ]
}

/// A page that says which kind of problem it is.
fn check_page(case: &str, answer: &Answer, status: u16, slug: &str) {
    assert_eq!(answer.status, status, "{case}: {}", answer.text);
    assert!(answer.header("content-type").starts_with("text/html"), "{case}: {:?}", answer.headers);
    assert!(answer.text.contains(&format!("/problems/{slug}\"")), "{case}: {}", answer.text);
}

async fn all_who_are_kept_out_are_told_the_same(db: TestDb) {
    let (app, real) = start(db).await;
    let company = company(&app, &real, ("meridian", Some(SECRET))).await;
    let elsewhere = app.company("Other").await;
    app.account(Some(elsewhere), "elsewhere", "staff").await;
    app.account(None, "root", "admin").await;
    let gone = app.account(Some(company), "gone", "recruiter").await;
    assert_eq!(app.patch(&format!("/api/v1/users/{gone}"), json!({"active": false})).await.status, 200);
    let mut words = Vec::new();
    for (name, change) in [
        ("unverified", json!({"email_verified": false})),
        ("groupless", json!({"groups": []})),
        ("stranger", json!({"groups": ["sales"]})),
        ("nameless", json!({"email": null})),
        ("elsewhere", json!({})),
        ("root", json!({})),
        ("gone", json!({})),
    ] {
        let mut said = claims(&format!("{name}@example.com"), &["hr"]);
        for (claim, value) in change.as_object().expect("an object") {
            said[claim] = value.clone();
        }
        real.account(name, &said).await;
        let mut browser = Person::new();
        let answer = browser.log_in(&app, company, name).await;
        check_page(name, &answer, 403, "login-refused");
        assert!(!browser.here.contains_key("meridian_session"), "{name}");
        words.push(answer.text);
    }
    words.dedup();
    assert_eq!(words.len(), 1, "{words:?}");
    let users = app.get(&format!("/api/v1/users?company_id={company}")).await;
    assert_eq!(users["items"].as_array().map(Vec::len), Some(1), "nobody was made: {}", users.text);
}

async fn a_log_in_is_finished_once_in_time_and_where_it_was_begun(db: TestDb) {
    let (app, real) = start(db).await;
    let company = company(&app, &real, ("meridian", Some(SECRET))).await;
    real.account("ann", &claims("ann@example.com", &["hr"])).await;
    let slug = "login-not-begun";

    let mut browser = Person::new();
    let there = browser.set_out(&app, company).await;
    let back = Person::new().log_in_there(&there, "ann").await;
    check_page("another browser", &Person::new().visit(&app, &back).await, 400, slug);
    check_page("used up by it", &browser.visit(&app, &back).await, 400, slug);

    let there = browser.set_out(&app, company).await;
    let back = Person::new().log_in_there(&there, "ann").await;
    app.clock.advance(601);
    check_page("too late", &browser.visit(&app, &back).await, 400, slug);

    let there = browser.set_out(&app, company).await;
    let back = Person::new().log_in_there(&there, "ann").await;
    let mixed_up = back.replace("iss=http", "iss=https");
    assert_ne!(mixed_up, back, "the provider says who it is");
    check_page("of another issuer", &browser.visit(&app, &mixed_up).await, 400, slug);

    let there = browser.set_out(&app, company).await;
    let state =
        there.split("state=").nth(1).and_then(|rest| rest.split('&').next()).expect("a state").to_owned();
    let denied = format!("/auth/oidc/callback?error=access_denied&state={state}");
    check_page("the user said no", &browser.visit(&app, &denied).await, 403, "login-refused");
    check_page("and that was it", &browser.visit(&app, &denied).await, 400, slug);

    assert_eq!(browser.log_in(&app, company, "ann").await.status, 303);
}

async fn a_provider_that_is_gone_is_told_of(db: TestDb) {
    let (app, mut real) = start(db).await;
    let company = company(&app, &real, ("meridian", Some(SECRET))).await;
    real.account("ann", &claims("ann@example.com", &["hr"])).await;
    let mut browser = Person::new();
    let there = browser.set_out(&app, company).await;
    let back = Person::new().log_in_there(&there, "ann").await;
    real.stop();
    let slug = "identity-provider-unavailable";
    let answer = browser.visit(&app, &back).await;
    check_page("on the way back", &answer, 503, slug);
    assert_eq!(answer.header("retry-after"), "10");
    // What is known of a provider is forgotten after a while.
    app.clock.advance(601);
    let request = app.anonymous(Method::POST, "/api/v1/auth/oidc/start");
    let answer = app.send(request.json(&json!({"company_id": company}))).await;
    check_problem("at the start", &answer, 503, slug, &[]);
    assert_eq!(answer.header("retry-after"), "10");
}
