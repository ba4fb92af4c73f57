//! The way that people and programs go, with the real provider.

use super::person::{Person, catch_up};
use super::real::{OWN_ADDRESS, Real, SECRET};
use e2e::{Answer, App, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_user_is_made_then_found_and_follows_their_group,
        programs_get_a_session_at_an_address_of_their_own,
        every_kind_of_client_and_signature_is_understood,
        a_code_is_good_for_the_log_in_that_it_was_made_for_alone,
    ]
}

pub(crate) async fn start(db: TestDb) -> (App, Real) {
    (App::start(db).await, Real::start().await)
}

/// A company that logs in there: group `hr` are managers, group `team` recruiters.
pub(crate) async fn company(app: &App, real: &Real, client: (&str, Option<&str>)) -> i64 {
    let company = app.company("Acme").await;
    let body = json!({
        "issuer": real.issuer, "client_id": client.0, "client_secret": client.1,
        "group_roles": {"hr": "hr_manager", "team": "recruiter"},
    });
    let put = app.put(&format!("/api/v1/companies/{company}/identity-provider"), body).await;
    assert_eq!(put.status, 201, "{}", put.text);
    company
}

pub(crate) fn claims(email: &str, groups: &[&str]) -> Value {
    json!({"email": email, "email_verified": true, "name": "Ann Lee", "groups": groups})
}

/// Who is logged in with this browser.
async fn me(app: &App, person: &Person) -> Answer {
    let token = person.here.get("meridian_session").expect("a session");
    app.send(app.request_by(token, Method::GET, "/api/v1/auth/me")).await
}

async fn a_user_is_made_then_found_and_follows_their_group(db: TestDb) {
    let (app, real) = start(db).await;
    let company = company(&app, &real, ("meridian", Some(SECRET))).await;
    let mut user = None;
    for (email, groups, role) in [
        ("Ann@Example.com", vec!["all", "team"], "recruiter"),
        ("ann@example.com", vec!["all", "team"], "recruiter"),
        ("ANN@example.com", vec!["team", "hr"], "hr_manager"),
        ("ann@example.com", vec!["team"], "recruiter"),
    ] {
        real.account("ann", &claims(email, &groups)).await;
        let mut browser = Person::new();
        let entered = browser.log_in(&app, company, "ann").await;
        assert_eq!((entered.status, entered.header("location")), (303, "/"), "{}", entered.text);
        let me = me(&app, &browser).await;
        let seen = (me["user"]["id"].clone(), me["user"]["email"].clone(), me["user"]["name"].clone());
        assert_eq!(
            (me["role"].as_str(), me["company_id"].as_i64()),
            (Some(role), Some(company)),
            "{}",
            me.text
        );
        let first = user.get_or_insert_with(|| seen.clone());
        assert_eq!(&seen, first, "one user, called as at first");
    }
    assert_eq!(user.expect("a user").1, "Ann@Example.com");
    let users = app.get(&format!("/api/v1/users?company_id={company}")).await;
    assert_eq!(users["items"].as_array().map(Vec::len), Some(1), "{}", users.text);
}

async fn begin(app: &App, company: i64, redirect_uri: Option<&str>) -> (String, String) {
    catch_up(app);
    let body = json!({"company_id": company, "redirect_uri": redirect_uri});
    let begun = app.send(app.anonymous(Method::POST, "/api/v1/auth/oidc/start").json(&body)).await;
    assert_eq!(begun.status, 200, "{}", begun.text);
    let text = |field: &str| begun[field].as_str().expect("a text").to_owned();
    (text("authorization_url"), text("state"))
}

async fn finish(app: &App, query: &str) -> Answer {
    app.send(app.anonymous(Method::GET, &format!("/auth/oidc/callback?{query}"))).await
}

fn query_of(back: &str) -> &str {
    back.split_once('?').map_or("", |(_, query)| query)
}

async fn programs_get_a_session_at_an_address_of_their_own(db: TestDb) {
    let (app, real) = start(db).await;
    let company = company(&app, &real, ("meridian", Some(SECRET))).await;
    real.account("ann", &claims("ann@example.com", &["hr"])).await;
    for address in [None, Some(OWN_ADDRESS)] {
        let (there, state) = begin(&app, company, address).await;
        let back = Person::new().log_in_there(&there, "ann").await;
        assert_eq!(back.starts_with("/back?"), address.is_some(), "{back}");
        let query = query_of(&back);
        assert!(query.contains(&format!("state={state}")), "{query}");
        let session = finish(&app, query).await;
        assert_eq!(
            (session.status, session["token_type"].as_str()),
            (200, Some("Bearer")),
            "{}",
            session.text
        );
        assert_eq!(session["user"]["role"], "hr_manager");
        assert_eq!(session.header("cache-control"), "no-store");
        assert_eq!(session.header("set-cookie"), "", "a program gets no cookie");
        let token = session["access_token"].as_str().expect("a token");
        assert_eq!(app.send(app.request_by(token, Method::GET, "/api/v1/auth/me")).await.status, 200);
        check_problem("once more", &finish(&app, query).await, 400, "login-not-begun", &[]);
    }
}

async fn every_kind_of_client_and_signature_is_understood(db: TestDb) {
    let (app, real) = start(db).await;
    for (client, secret) in [("elliptic", Some(SECRET)), ("edwards", Some(SECRET)), ("public", None)] {
        let company = company(&app, &real, (client, secret)).await;
        real.account(client, &claims(&format!("{client}@example.com"), &["team"])).await;
        let mut browser = Person::new();
        let entered = browser.log_in(&app, company, client).await;
        assert_eq!(entered.status, 303, "{client}: {}", entered.text);
        assert_eq!(me(&app, &browser).await["role"], "recruiter", "{client}");
    }
    let company = company(&app, &real, ("meridian", Some("another secret"))).await;
    real.account("ann", &claims("ann@example.com", &["hr"])).await;
    let (there, _) = begin(&app, company, None).await;
    let back = Person::new().log_in_there(&there, "ann").await;
    let refused = finish(&app, query_of(&back)).await;
    check_problem("a wrong secret", &refused, 502, "identity-provider-failed", &[]);
    assert!(!refused.text.contains("secret"), "{}", refused.text);
}

async fn a_code_is_good_for_the_log_in_that_it_was_made_for_alone(db: TestDb) {
    let (app, real) = start(db).await;
    let company = company(&app, &real, ("meridian", Some(SECRET))).await;
    real.account("ann", &claims("ann@example.com", &["hr"])).await;
    // The code of one log-in with the state, and so the verifier, of another.
    let ((there, _), (_, state)) = (begin(&app, company, None).await, begin(&app, company, None).await);
    let back = Person::new().log_in_there(&there, "ann").await;
    let code = parameter(query_of(&back), "code");
    let swapped = finish(&app, &format!("code={code}&state={state}")).await;
    check_problem("another's code", &swapped, 403, "login-refused", &[]);
    // The code without its verifier, as an observer on its way has it, is worth nothing to the provider.
    let (there, _) = begin(&app, company, None).await;
    let back = Person::new().log_in_there(&there, "ann").await;
    let code = parameter(query_of(&back), "code");
    let redirect = parameter(there.split_once('?').map_or("", |(_, query)| query), "redirect_uri");
    for verifier in ["", "&code_verifier=0123456789012345678901234567890123456789012"] {
        let body = format!("grant_type=authorization_code&code={code}&redirect_uri={redirect}{verifier}");
        let request = reqwest::Client::new().post(format!("{}/token", real.issuer));
        let basic = request.basic_auth("meridian", Some("the+provider%27s+secret%3A+%25%26%2B"));
        let form = basic.header("content-type", "application/x-www-form-urlencoded").body(body);
        let answer = form.send().await.expect("an answer");
        let (status, text) = (answer.status().as_u16(), answer.text().await.expect("a text"));
        assert!(status == 400 && text.contains("invalid_grant"), "{status} {text}");
    }
}

/// A parameter as it stands in the query.
fn parameter(query: &str, name: &str) -> String {
    let pair = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
    pair.unwrap_or_else(|| panic!("no {name} in {query}")).to_owned()
}
