//! Messages, preferences and settings over HTTP.

use super::world::{NOW, World, night};
use app::notifications;
use domain::message::MessageState;
use e2e::{App, check_problem};
use persistence::store::collection::Part;
use persistence::store::messages::{self, Attempt};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::at;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        messages_are_listed_and_read,
        what_was_kept_is_sent_again_once,
        people_say_how_they_want_to_be_told,
        preferences_are_checked,
        companies_say_how_they_tell,
    ]
}

/// A server on a world in which Cora and Lena were invited.
async fn served(db: TestDb) -> (App, i64, i64, Vec<String>) {
    let world = World::new(db).await;
    let interview = world.interview(&[world.lena], night()).await;
    world.notify(&interview).await;
    let ids = world.messages().await.iter().map(|message| message.id.to_string()).collect();
    let World { db, company, lena, .. } = world;
    (App::start(db).await, company.0, lena.0, ids)
}

async fn messages_are_listed_and_read(db: TestDb) {
    let (app, company, lena, ids) = served(db).await;
    let key = app.key(Some(company), "recruiter").await;
    let get = async |path: &str| app.send(app.request_by(&key, Method::GET, path)).await;
    let first = get("/api/v1/messages?limit=1").await;
    assert_eq!(first["items"][0]["id"], ids[0], "{}", first.text);
    assert_eq!(first["items"][0]["state"], "waiting");
    assert!(first["items"][0].get("text").is_none(), "{}", first.text);
    let next = first["next"].as_str().expect("a next page").to_owned();
    let second = get(&format!("/api/v1/messages?limit=1&cursor={next}")).await;
    assert_eq!((&second["items"][0]["user_id"], &second["next"]), (&json!(lena), &Value::Null));
    let interview = &first["items"][0]["interview_id"].as_str().expect("an interview").to_owned();
    let count =
        async |query: &str| get(&format!("/api/v1/messages?{query}")).await["items"].as_array().map(Vec::len);
    assert_eq!(count("state=waiting&kind=invitation").await, Some(2));
    assert_eq!(count("state=sent").await, Some(0));
    assert_eq!(count(&format!("interview_id={interview}")).await, Some(2));
    let whole = get(&format!("/api/v1/messages/{}", ids[0])).await;
    assert!(whole["text"].as_str().is_some_and(|text| text.contains("Welder")), "{}", whole.text);
    assert_eq!(whole["method"], "REQUEST");
    let other = app.company("Other").await;
    let stranger = app.key(Some(other), "owner").await;
    let path = format!("/api/v1/messages/{}", ids[0]);
    let answer = app.send(app.request_by(&stranger, Method::GET, &path)).await;
    check_problem("another company's", &answer, 404, "not-found", &[]);
}

async fn what_was_kept_is_sent_again_once(db: TestDb) {
    let (app, company, _, ids) = served(db).await;
    let path = format!("/api/v1/messages/{}/send-again?company_id={company}", ids[0]);
    let waiting = app.send(app.request(Method::POST, &path)).await;
    check_problem("it waits already", &waiting, 409, "wrong-status", &[]);
    let permit = testkit::seed::owner(domain::CompanyId(company));
    let kept = app.db.write(move |tx| {
        let first =
            notifications::list(tx, &permit, &messages::Filter::default(), &Part::after(None, 1))?.remove(0);
        let attempt = Attempt { state: MessageState::Kept, words: None, counts: false, uncertain: false };
        messages::settle(&mut tx.scope(&permit), &first, &attempt, at(NOW))
    });
    kept.await.expect("it is kept");
    let again = app.send(app.request(Method::POST, &path)).await;
    assert_eq!((again.status, &again["state"]), (200, &json!("waiting")), "{}", again.text);
    let twice = app.send(app.request(Method::POST, &path)).await;
    check_problem("twice", &twice, 409, "wrong-status", &[]);
    let effects = app.db.raw().texts("SELECT kind AS text FROM effects WHERE kind = 'send'");
    assert_eq!(effects.len(), 3, "two of the invitations, one of sending again");
}

async fn people_say_how_they_want_to_be_told(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let ann = app.account(Some(company), "ann", "staff").await;
    let bob = app.account(Some(company), "bob", "recruiter").await;
    let session = app.session("ann").await;
    let path = |user: i64| format!("/api/v1/users/{user}/notification-preferences");
    let found = app.send(app.request_by(&session, Method::GET, &path(ann))).await;
    let default = json!({
        "language": null, "invitations": true, "reminders": true, "alerts": true, "reminder_minutes_before": null,
    });
    assert_eq!((&found.body, found.header("etag")), (&default, "\"0\""));
    let body = json!({"language": "DE", "alerts": false, "reminder_minutes_before": [15, 120]});
    let put = app.send(app.request_by(&session, Method::PUT, &path(ann)).json(&body)).await;
    assert_eq!((put.status, put.header("etag")), (200, "\"1\""), "{}", put.text);
    assert_eq!((&put["language"], &put["reminder_minutes_before"]), (&json!("de"), &json!([120, 15])));
    assert_eq!(app.get(&path(ann)).await.body, put.body);
    let stale = app.with_header(Method::PUT, &path(ann), ("If-Match", "\"0\""), Some(json!({}))).await;
    check_problem("stale", &stale, 412, "version-mismatch", &[]);
    let others = app.send(app.request_by(&session, Method::GET, &path(bob))).await;
    check_problem("somebody else's", &others, 403, "forbidden", &[]);
    let recruiter = app.session("bob").await;
    let others = app.send(app.request_by(&recruiter, Method::PUT, &path(ann)).json(&json!({}))).await;
    check_problem("of a recruiter", &others, 403, "forbidden", &[]);
    let key = app.key(Some(company), "hr_manager").await;
    let managed = app.send(app.request_by(&key, Method::PUT, &path(ann)).json(&json!({}))).await;
    assert_eq!((managed.status, managed.header("etag")), (200, "\"2\""), "{}", managed.text);
}

async fn preferences_are_checked(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let body = json!({"company_id": company, "name": "Cora", "email": "cora@example.org"});
    let cora = app.make("/api/v1/candidates", body).await.id();
    let path = format!("/api/v1/candidates/{cora}/notification-preferences");
    let check = async |case: &str, body: Value, pointers: &[&str]| {
        check_problem(case, &app.put(&path, body).await, 422, "invalid", pointers);
    };
    check("language", json!({"language": "xx"}), &["/language"]).await;
    check("invitations", json!({"invitations": false}), &["/invitations"]).await;
    let minutes = &["/reminder_minutes_before"];
    check("too late", json!({"reminder_minutes_before": [4]}), minutes).await;
    check("twice", json!({"reminder_minutes_before": [15, 15]}), minutes).await;
    check("too many", json!({"reminder_minutes_before": [10, 20, 30, 40, 50, 60]}), minutes).await;
    let unknown = app.put(&path, json!({"invites": true})).await;
    check_problem("unknown", &unknown, 400, "malformed-request", &["/invites"]);
    let good = app.put(&path, json!({"language": "fr", "reminders": false})).await;
    assert_eq!((good.status, &good["language"]), (200, &json!("fr")), "{}", good.text);
}

async fn companies_say_how_they_tell(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let path = format!("/api/v1/companies/{company}/notification-settings");
    let found = app.get(&path).await;
    let default = json!({
        "language": "en", "sender_name": null, "reply_to": null, "reminder_minutes_before": [1440, 60],
        "conflict_roles": ["owner", "hr_manager", "recruiter"],
    });
    assert_eq!((&found.body, found.header("etag")), (&default, "\"0\""));
    let body = json!({
        "language": "fr", "sender_name": "Acme Talent", "reply_to": "jobs@example.org",
        "reminder_minutes_before": [30], "conflict_roles": ["owner"],
    });
    let put = app.put(&path, body.clone()).await;
    assert_eq!((&put.body, put.header("etag")), (&body, "\"1\""), "{}", put.text);
    assert_eq!(app.get(&path).await.body, body);
    let check = async |case: &str, body: Value, pointers: &[&str]| {
        check_problem(case, &app.put(&path, body).await, 422, "invalid", pointers);
    };
    check("sender", json!({"sender_name": "A\r\nBcc: x"}), &["/sender_name"]).await;
    check("reply", json!({"reply_to": "nobody"}), &["/reply_to"]).await;
    check("roles", json!({"conflict_roles": ["staff"]}), &["/conflict_roles"]).await;
    let owner = app.key(Some(company), "hr_manager").await;
    let answer = app.send(app.request_by(&owner, Method::GET, &path)).await;
    check_problem("not an owner", &answer, 403, "forbidden", &[]);
}
