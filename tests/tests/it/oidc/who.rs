//! Who somebody is: the issuer and the subject say it, not the address.

use super::hostile::World;
use super::untrusted_provider::CONFIGURATION;
use crate::appointments::start::{BOOK, TEN};
use crate::shop::start::{STAFF, service};
use e2e::{Answer, App, check_problem};
use reqwest::Method;
use reqwest::header::{COOKIE, SET_COOKIE};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_person_with_a_new_address_is_the_same,
        a_new_address_takes_along_what_was_booked,
        who_is_known_needs_no_address,
        an_address_alone_is_nobody,
        a_provider_may_be_trusted_with_addresses,
        groups_that_are_left_out_change_nothing,
        a_refusal_ends_what_was_begun_through_the_provider,
        a_role_that_a_log_in_takes_breaks_bookings,
        a_company_keeps_its_last_owner,
        groups_may_lie_deeper,
        several_log_ins_of_one_browser_go_on_side_by_side,
        two_first_log_ins_at_once_make_one_user,
        a_provider_is_tried_when_asked,
        a_provider_that_is_out_of_reach_is_left_alone_for_a_while,
    ]
}

pub(super) fn user(answer: &Answer) -> &Value {
    assert_eq!(answer.status, 200, "{}", answer.text);
    &answer["user"]
}

pub(super) async fn set_provider(world: &World, change: Value) {
    let mut body = json!({
        "issuer": world.provider.issuer(), "client_id": "meridian", "client_secret": "a secret that two share",
        "group_roles": {"hr": "hr_manager"},
    });
    for (name, value) in change.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    let put = world.app.put(&format!("/api/v1/companies/{}/identity-provider", world.company), body).await;
    assert_eq!(put.status, 200, "{}", put.text);
}

async fn a_person_with_a_new_address_is_the_same(db: TestDb) {
    let world = World::new(db).await;
    let log_in = async |subject: &str, email: &str, verified: Value| {
        world.log_in(&json!({"sub": subject, "email": email, "email_verified": verified})).await
    };
    let lea = log_in("lea", "lea.old@example.com", json!(true)).await;
    let unsaid = log_in("lea", "lea.unsaid@example.com", json!(null)).await;
    assert_eq!(user(&lea)["id"], user(&unsaid)["id"]);
    assert_eq!(user(&unsaid)["email"], "lea.old@example.com", "nobody vouches for the new one");
    let other = log_in("another", "lea.old@example.com", json!(true)).await;
    check_problem("another with her address", &other, 403, "login-refused", &[]);
    let moved = log_in("lea", "lea.new@example.com", json!(true)).await;
    assert_eq!(user(&lea)["id"], user(&moved)["id"]);
    assert_eq!(user(&moved)["email"], "lea.new@example.com");
    let other = log_in("another", "lea.old@example.com", json!(true)).await;
    assert_ne!(user(&other)["id"], user(&lea)["id"], "an address that is free again");
    let taken = log_in("lea", "lea.old@example.com", json!(true)).await;
    assert_eq!(user(&taken)["email"], "lea.new@example.com", "another has it now");
    let elsewhere = world.app.company("Elsewhere").await;
    world.app.account(Some(elsewhere), "theirs", "staff").await;
    let taken = log_in("lea", "theirs@example.com", json!(true)).await;
    assert_eq!(user(&taken)["email"], "lea.new@example.com", "somebody of another company has it");
}

async fn a_new_address_takes_along_what_was_booked(db: TestDb) {
    let world = World::new(db).await;
    let (app, company) = (&world.app, world.company);
    let log_in = async |email: &str| {
        world.log_in(&json!({"sub": "lea", "email": email, "email_verified": true})).await
    };
    user(&log_in("lea.old@example.com").await);
    let service = service(app, company, json!({})).await;
    let book = async |name: &str, email: &str| {
        let staff = app.user(company, name).await;
        let staff = app.make(STAFF, json!({"user_id": staff, "services": [service]})).await.id();
        let body = json!({
            "service_id": service, "staff_id": staff, "start": TEN, "payment_type": "none", "company_id": company,
            "client": {"name": "Lea", "email": email},
        });
        app.make(BOOK, body).await.header("location").to_owned()
    };
    let own = book("kim", "lea.old@example.com").await;
    let other = book("tom", "lea.busy@example.com").await;
    let kept = log_in("lea.busy@example.com").await;
    assert_eq!(
        user(&kept)["email"],
        "lea.old@example.com",
        "a client of that address has something booked then"
    );
    assert_eq!(app.get(&own).await["client"]["email"], "lea.old@example.com");
    let moved = log_in("lea.new@example.com").await;
    assert_eq!(user(&moved)["email"], "lea.new@example.com");
    assert_eq!(app.get(&own).await["client"]["email"], "lea.new@example.com");
    assert_eq!(app.get(&other).await["client"]["email"], "lea.busy@example.com");
}

async fn who_is_known_needs_no_address(db: TestDb) {
    let world = World::new(db).await;
    let ann = json!({"sub": "ann", "email": "ann@example.com", "email_verified": true});
    let id = user(&world.log_in(&ann).await)["id"].clone();
    world.provider.say("/me", &json!({"sub": "ann"}));
    for (email, verified) in [
        (json!(null), json!(null)),
        (json!(""), json!(true)),
        (json!("no address"), json!(true)),
        (json!("ann@example.com"), json!(false)),
        (json!("new@example.com"), json!(false)),
    ] {
        let claims = json!({"sub": "ann", "email": email, "email_verified": verified});
        let entered = world.log_in(&claims).await;
        let seen = (user(&entered)["id"].clone(), user(&entered)["email"].clone());
        assert_eq!(seen, (id.clone(), json!("ann@example.com")), "{claims}: {}", entered.text);
    }
    world.provider.say("/me", &json!({"sub": "new"}));
    let unknown = json!({"sub": "new", "email": null, "email_verified": null});
    check_problem("an unknown one", &world.log_in(&unknown).await, 403, "login-refused", &[]);
}

async fn an_address_alone_is_nobody(db: TestDb) {
    let world = World::new(db).await;
    let owner = world.app.account(Some(world.company), "owner", "owner").await;
    world.provider.say("/me", &json!({"sub": "attacker"}));
    let claims =
        json!({"sub": "attacker", "email": "owner@example.com", "email_verified": null, "groups": null});
    check_problem("not verified", &world.log_in(&claims).await, 403, "login-refused", &[]);
    let verified =
        json!({"sub": "boss", "email": "owner@example.com", "email_verified": true, "groups": ["hr"]});
    assert_eq!(user(&world.log_in(&verified).await)["id"], json!(owner));
    check_problem(
        "a second subject",
        &world.log_in(&json!({"sub": "attacker", "email": "owner@example.com"})).await,
        403,
        "login-refused",
        &[],
    );
    let nameless = world.log_in(&json!({"sub": ""})).await;
    assert!([403, 502].contains(&nameless.status), "no subject: {}", nameless.text);
    check_problem(
        "a long subject",
        &world.log_in(&json!({"sub": "x".repeat(256)})).await,
        403,
        "login-refused",
        &[],
    );
}

async fn a_provider_may_be_trusted_with_addresses(db: TestDb) {
    let world = World::new(db).await;
    let ann = world.app.account(Some(world.company), "ann", "staff").await;
    let unsaid = json!({"sub": "ann", "email_verified": null});
    check_problem("by default", &world.log_in(&unsaid).await, 403, "login-refused", &[]);
    set_provider(&world, json!({"trust_unverified_email": true})).await;
    assert_eq!(user(&world.log_in(&unsaid).await)["id"], json!(ann));
    let denied = json!({"sub": "bob", "email": "bob@example.com", "email_verified": false});
    check_problem("denied is denied", &world.log_in(&denied).await, 403, "login-refused", &[]);
}

async fn groups_that_are_left_out_change_nothing(db: TestDb) {
    let world = World::new(db).await;
    set_provider(&world, json!({"default_role": "viewer"})).await;
    world.provider.say("/me", &json!({"sub": "ann"}));
    assert_eq!(user(&world.log_in(&json!({})).await)["role"], "hr_manager");
    for (case, change) in [
        ("absent", json!({"groups": null})),
        (
            "cut off",
            json!({"groups": null, "_claim_names": {"groups": "a"}, "_claim_sources": {"a": {"endpoint": "https://graph.example/x"}}}),
        ),
        ("no list", json!({"groups": {"a": true}})),
        ("a list of objects", json!({"groups": [{"name": "hr"}]})),
        ("a list of lists", json!({"groups": [["hr"]]})),
        ("a list of numbers", json!({"groups": [1]})),
        ("a list of null", json!({"groups": [null]})),
        ("a list as a text", json!({"groups": "[\"hr\"]"})),
    ] {
        assert_eq!(user(&world.log_in(&change).await)["role"], "hr_manager", "{case}");
    }
    assert_eq!(user(&world.log_in(&json!({"groups": []})).await)["role"], "viewer", "none is news");
}

/// Whom the provider lets in no more; a session by a password is no matter of the provider's, and neither is that of another user.
async fn a_refusal_ends_what_was_begun_through_the_provider(db: TestDb) {
    let world = World::new(db).await;
    world.app.account(Some(world.company), "ann", "hr_manager").await;
    let token = |answer: &Answer| answer["access_token"].as_str().expect("a token").to_owned();
    let status = async |token: &str| {
        world.app.send(world.app.request_by(token, Method::GET, "/api/v1/auth/me")).await.status
    };
    let bob = json!({"sub": "bob", "email": "bob@example.com"});
    let (password, own) = (world.app.session("ann").await, token(&world.log_in(&json!({})).await));
    let other = token(&world.log_in(&bob).await);
    for session in [&password, &own, &other] {
        assert_eq!(status(session).await, 200);
    }
    let refused = world.log_in(&json!({"groups": ["sales"]})).await;
    check_problem("in no group any more", &refused, 403, "login-refused", &[]);
    let seen = (status(&own).await, status(&password).await, status(&other).await);
    assert_eq!(seen, (401, 200, 200));
    assert_eq!(status(&token(&world.log_in(&json!({})).await)).await, 200, "let in again");
}

/// As where an owner changes the role: a booking whose interviewer may hold none any more is a conflict.
async fn a_role_that_a_log_in_takes_breaks_bookings(db: TestDb) {
    let world = World::new(db).await;
    set_provider(&world, json!({"default_role": "viewer"})).await;
    let ann = user(&world.log_in(&json!({})).await)["id"].clone();
    let (app, company) = (&world.app, world.company);
    let (candidate, job) = (app.candidate(company, "zoe").await, app.job(company, "Engineer").await);
    app.gates(company, candidate, job, [true, true, true]).await;
    let body = json!({
        "company_id": company, "candidate_id": candidate, "job_id": job, "interview_type": "online",
        "interviewer_ids": [ann], "scheduled_at": "2025-01-22T10:00:00Z",
    });
    let made = app.post("/api/v1/interviews", body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let conflicts = async || app.get(&format!("/api/interviews/conflicts?company_id={company}")).await;
    assert_eq!(conflicts().await["items"], json!([]));
    assert_eq!(user(&world.log_in(&json!({"groups": []})).await)["role"], "viewer");
    let found = conflicts().await;
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1), "{}", found.text);
}

async fn a_company_keeps_its_last_owner(db: TestDb) {
    let world = World::new(db).await;
    world.app.account(Some(world.company), "ann", "owner").await;
    assert_eq!(user(&world.log_in(&json!({})).await)["role"], "owner", "there is no other");
    let second = world.app.account(Some(world.company), "bob", "owner").await;
    world.app.patch(&format!("/api/v1/users/{second}"), json!({"active": false})).await;
    assert_eq!(user(&world.log_in(&json!({})).await)["role"], "owner", "an inactive owner is none");
    world.app.patch(&format!("/api/v1/users/{second}"), json!({"active": true})).await;
    assert_eq!(user(&world.log_in(&json!({})).await)["role"], "hr_manager");
}

async fn groups_may_lie_deeper(db: TestDb) {
    let world = World::new(db).await;
    world.provider.say("/me", &json!({"sub": "ann"}));
    let deep = json!({"groups": null, "realm_access": {"roles": ["hr"]}});
    check_problem("elsewhere", &world.log_in(&deep).await, 403, "login-refused", &[]);
    for path in ["realm_access.roles", "/realm_access/roles"] {
        set_provider(&world, json!({"group_claim": path})).await;
        assert_eq!(user(&world.log_in(&deep).await)["role"], "hr_manager", "{path}");
    }
}

/// A browser's visit: where it is sent to, and the cookie that it keeps.
async fn enter(app: &App, company: i64, cookie: &str) -> (Vec<(String, String)>, String) {
    let request = app.anonymous(Method::GET, &format!("/auth/oidc/{company}")).header(COOKIE, cookie);
    let sent = app.send(request).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let url = url::Url::parse(sent.header("location")).expect("a URL");
    let query = url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    let set = sent.headers.get(SET_COOKIE).expect("a cookie").to_str().expect("text");
    (query, set.split(';').next().expect("a pair").to_owned())
}

async fn several_log_ins_of_one_browser_go_on_side_by_side(db: TestDb) {
    let world = World::new(db).await;
    let (first, cookie) = enter(&world.app, world.company, "").await;
    let (second, cookie) = enter(&world.app, world.company, &cookie).await;
    let of = |query: &[(String, String)], name: &str| {
        query.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).expect("a value")
    };
    for begun in [&second, &first] {
        let token = world.token(&world.claims(&of(begun, "nonce"), &json!({})));
        world
            .provider
            .say("/token", &json!({"access_token": "a", "token_type": "Bearer", "id_token": token}));
        let path = format!("/auth/oidc/callback?code=1&state={}", of(begun, "state"));
        let back = world.app.send(world.app.anonymous(Method::GET, &path).header(COOKIE, &cookie)).await;
        assert_eq!(back.status, 303, "{}", back.text);
    }
    let (third, _) = enter(&world.app, world.company, "").await;
    let path = format!("/auth/oidc/callback?code=1&state={}", of(&third, "state"));
    let stranger = world.app.send(world.app.anonymous(Method::GET, &path).header(COOKIE, &cookie)).await;
    check_problem("another browser's", &stranger, 400, "login-not-begun", &[]);
}

async fn two_first_log_ins_at_once_make_one_user(db: TestDb) {
    let world = World::new(db).await;
    for round in 0..8 {
        let change = json!({"sub": format!("s{round}"), "email": format!("s{round}@example.com")});
        let (one, two) = tokio::join!(world.log_in(&change), world.log_in(&change));
        // The provider's answer is one for both here, so the nonce of one of them may not fit.
        for answer in [&one, &two] {
            assert!([200, 502].contains(&answer.status), "{}", answer.text);
        }
    }
    let twice = "SELECT email_key AS text FROM users GROUP BY email_key HAVING count(*) > 1";
    assert_eq!(world.app.db.raw().texts(twice), Vec::<String>::new());
}

async fn a_provider_is_tried_when_asked(db: TestDb) {
    let world = World::new(db).await;
    let path = format!("/api/v1/companies/{}/identity-provider/test", world.company);
    let good = world.app.post(&path, json!(null)).await;
    assert_eq!(
        (good.status, &good["ok"], &good["error"]),
        (200, &json!(true), &Value::Null),
        "{}",
        good.text
    );
    assert_eq!(good["signing_keys"], 1, "{}", good.text);
    world.provider.say_with(CONFIGURATION, "500 Oops", "X: y", "");
    let bad = world.app.post(&path, json!(null)).await;
    assert_eq!((bad.status, &bad["ok"]), (200, &json!(false)), "{}", bad.text);
    assert!(bad["error"].as_str().is_some_and(|text| text.contains("500")), "{}", bad.text);
    let other = world.app.company("Other").await;
    let none =
        world.app.post(&format!("/api/v1/companies/{other}/identity-provider/test"), json!(null)).await;
    assert_eq!(none.status, 404, "{}", none.text);
}

async fn a_provider_that_is_out_of_reach_is_left_alone_for_a_while(db: TestDb) {
    let world = World::new(db).await;
    world.provider.say_with(CONFIGURATION, "500 Oops", "X: y", "");
    let start = async || {
        let request = world.app.anonymous(Method::POST, "/api/v1/auth/oidc/start");
        world.app.send(request.json(&json!({"company_id": world.company}))).await.status
    };
    for _ in 0..5 {
        assert_eq!(start().await, 503);
    }
    assert_eq!(world.provider.asked(CONFIGURATION), 1);
    world.app.clock.advance(30);
    assert_eq!(start().await, 503);
    assert_eq!(world.provider.asked(CONFIGURATION), 2);
}
