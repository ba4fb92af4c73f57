//! Links as recruiters make, read, change and revoke them.

use super::start::{LINKS, Link, another, body, booked, get, hold, link, ready, with};
use crate::interviews::start::candidate;
use e2e::check_problem;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_link_says_what_it_allows,
        bodies_of_links,
        who_can_be_invited,
        links_of_many_candidates,
        what_is_wrong_with_one_of_many_is_said_at_its_place,
        changes_keep_to_their_version,
        revoking_gives_back_what_is_held,
        lists_are_narrowed_and_paged,
        the_same_request_twice_makes_one_link,
        the_candidate_is_mailed_the_link_once,
        a_corrected_address_is_mailed_the_link_too,
        those_who_only_read_see_no_link,
        links_follow_a_candidate_who_is_merged,
    ]
}

async fn a_link_says_what_it_allows(db: TestDb) {
    let app = ready(db).await;
    let made = app
        .make(
            LINKS,
            json!({
                "candidate_id": 1, "job_id": 1, "interview_type": "offline", "interviewer_ids": [1],
            }),
        )
        .await;
    let expected = json!({
        "company_id": 1, "candidate_id": 1, "job_id": 1, "template_id": null, "interviewer_ids": [1],
        "duration_minutes": 60, "interview_type": "offline", "location": null, "first_day": "2025-01-20",
        "last_day": "2025-02-02", "expires_at": "2025-02-03T00:00:00Z", "moves_left": 1,
        "change_minutes_before": 1440, "status": "open", "interview_id": null, "revoked_at": null,
    });
    for (name, value) in expected.as_object().into_iter().flatten() {
        assert_eq!(&made[name.as_str()], value, "{name}: {}", made.text);
    }
    assert!(made["url"].as_str().is_some_and(|url| url.starts_with(e2e::PUBLIC_URL)), "{}", made.text);
    let read = app.get(made.header("location")).await;
    assert_eq!((read.status, read.header("etag")), (200, "\"1\""));
    app.clock.set(testkit::at("2025-02-03T00:00:00Z"));
    assert_eq!(app.get(made.header("location")).await["status"], "expired");
}

async fn bodies_of_links(db: TestDb) {
    let app = ready(db).await;
    let viewer = app.user_with_role(1, "vera", "viewer").await;
    let empty = app.template(1, &[]).await;
    let elsewhere = app.company("Other").await;
    let foreign = app.template(elsewhere, &[]).await;
    let stranger = app.user(elsewhere, "eve").await;
    let check = async |fields: Value, status: u16, slug: &str, pointers: &[&str]| {
        let answer = app.post(LINKS, with(body(), &fields)).await;
        check_problem(&fields.to_string(), &answer, status, slug, pointers);
    };
    check(json!({"candidate_id": 99}), 404, "not-found", &["/candidate_id"]).await;
    check(json!({"job_id": 99}), 404, "not-found", &["/job_id"]).await;
    check(json!({"interviewer_ids": [stranger]}), 404, "not-found", &["/interviewer_ids/0"]).await;
    check(json!({"interviewer_ids": [viewer]}), 422, "invalid", &["/interviewer_ids/0"]).await;
    check(json!({"interviewer_ids": [1, 1]}), 422, "invalid", &["/interviewer_ids/1"]).await;
    check(json!({"interviewer_ids": []}), 422, "invalid", &["/interviewer_ids"]).await;
    check(json!({"template_id": empty}), 422, "invalid", &["/interviewer_ids", "/duration_minutes"]).await;
    let by =
        |template: i64| json!({"template_id": template, "interviewer_ids": null, "duration_minutes": null});
    check(by(empty), 422, "invalid", &["/template_id"]).await;
    check(by(foreign), 404, "not-found", &["/template_id"]).await;
    check(json!({"duration_minutes": 0}), 422, "invalid", &["/duration_minutes"]).await;
    check(json!({"last_day": "2025-01-19"}), 422, "invalid", &["/last_day"]).await;
    check(json!({"last_day": "2025-03-23"}), 422, "invalid", &["/last_day"]).await;
    check(json!({"expires_at": "2025-01-20T08:00:00Z"}), 422, "invalid", &["/expires_at"]).await;
    let many = json!({"moves": 11, "change_minutes_before": -1, "location": "a\nb"});
    check(many, 422, "invalid", &["/location", "/moves", "/change_minutes_before"]).await;
}

async fn who_can_be_invited(db: TestDb) {
    let app = ready(db).await;
    let bob = candidate(&app, "Bob").await;
    let refused = app.post(LINKS, with(body(), &json!({"candidate_id": bob}))).await;
    check_problem("not listed", &refused, 422, "not-shortlisted", &["/candidate_id"]);
    let path = format!("/api/v1/candidates/{bob}/shortlist");
    app.post(&path, json!({"job_id": 1, "shortlisted": true})).await;
    let refused = app.post(LINKS, with(body(), &json!({"candidate_id": bob}))).await;
    check_problem("not enabled", &refused, 422, "interview-not-enabled", &["/candidate_id"]);
    app.patch("/api/v1/candidates/1", json!({"active": false})).await;
    check_problem("inactive", &app.post(LINKS, body()).await, 409, "candidate-inactive", &[]);
    app.patch("/api/v1/candidates/1", json!({"active": true})).await;
    app.patch("/api/v1/jobs/1", json!({"active": false})).await;
    check_problem("closed", &app.post(LINKS, body()).await, 409, "job-inactive", &[]);
}

fn bulk(candidates: &[i64]) -> Value {
    let mut fields = body().as_object().cloned().unwrap_or_default();
    fields.remove("candidate_id");
    fields.insert("candidates".into(), json!(candidates));
    Value::Object(fields)
}

async fn links_of_many_candidates(db: TestDb) {
    let app = ready(db).await;
    let (bob, cid) = (another(&app, "Bob").await, another(&app, "Cid").await);
    let made = app.post(&format!("{LINKS}/bulk"), bulk(&[cid, 1, bob])).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let items = made["items"].as_array().cloned().unwrap_or_default();
    let whose: Vec<&Value> = items.iter().map(|item| &item["candidate_id"]).collect();
    assert_eq!(whose, [&json!(cid), &json!(1), &json!(bob)]);
    // Each books for themselves, and two never the same time.
    let links: Vec<Link> = items.iter().map(Link::of).collect();
    let interview = app.get(&booked(&app, &links[0], "2025-01-22T10:00:00Z").await).await;
    assert_eq!(interview["candidate_id"], json!(cid));
    let twice = hold(&app, &links[1], "2025-01-22T10:00:00Z").await;
    assert_eq!(twice.status, 409, "{}", twice.text);
}

async fn what_is_wrong_with_one_of_many_is_said_at_its_place(db: TestDb) {
    let app = ready(db).await;
    let bob = candidate(&app, "Bob").await;
    let path = format!("{LINKS}/bulk");
    let check = async |candidates: &[i64], status: u16, slug: &str, pointers: &[&str]| {
        let answer = app.post(&path, bulk(candidates)).await;
        check_problem(&format!("{candidates:?}"), &answer, status, slug, pointers);
    };
    check(&[], 422, "invalid", &["/candidates"]).await;
    check(&[1, 1], 422, "invalid", &["/candidates/1"]).await;
    check(&[1, 99], 404, "not-found", &["/candidates/1"]).await;
    check(&[1, bob], 422, "not-shortlisted", &["/candidates/1"]).await;
    assert_eq!(app.get(LINKS).await["items"], json!([]), "all or none");
    let everybody: Vec<i64> = (1..=201).collect();
    assert_eq!(app.post(&path, bulk(&everybody)).await.status, 422);
}

async fn changes_keep_to_their_version(db: TestDb) {
    let app = ready(db).await;
    let path = format!("{LINKS}/{}", link(&app, &json!({})).await.id);
    let change = json!({"moves_left": 3, "last_day": "2025-01-31", "location": "Main Street 1"});
    let changed = app.with_header(Method::PATCH, &path, ("if-match", "\"1\""), Some(change.clone())).await;
    assert_eq!((changed.status, changed.header("etag")), (200, "\"2\""), "{}", changed.text);
    assert_eq!((&changed["moves_left"], &changed["last_day"]), (&json!(3), &json!("2025-01-31")));
    let stale = app.with_header(Method::PATCH, &path, ("if-match", "\"1\""), Some(change)).await;
    check_problem("stale", &stale, 412, "version-mismatch", &[]);
    let same = app.patch(&path, json!({"moves_left": 3})).await;
    assert_eq!(same.header("etag"), "\"2\"", "nothing changed");
    for (field, value) in [
        ("moves_left", json!(11)),
        ("last_day", json!("2024-01-01")),
        ("expires_at", json!("2025-01-01T00:00:00Z")),
    ] {
        let wrong = app.patch(&path, json!({(field): value})).await;
        check_problem(field, &wrong, 422, "invalid", &[&format!("/{field}")]);
    }
    for field in ["candidate_id", "job_id", "interviewer_ids", "template_id"] {
        assert_eq!(app.patch(&path, json!({(field): 1})).await.status, 400, "{field}");
    }
    let null = app.patch(&path, json!({"moves_left": null})).await.status;
    assert!([400, 422].contains(&null), "{null}");
}

async fn revoking_gives_back_what_is_held(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    assert_eq!(hold(&app, &link, "2025-01-22T10:00:00Z").await.status, 303);
    for _ in 0..2 {
        let revoked = app.post(&format!("{LINKS}/{}/revoke", link.id), Value::Null).await;
        assert_eq!((revoked.status, &revoked["status"]), (200, &json!("revoked")), "{}", revoked.text);
        assert_eq!(revoked["revoked_at"], "2025-01-20T08:00:00Z");
    }
    assert!(app.db.raw().texts("SELECT subject AS text FROM commitments").is_empty());
    let page = get(&app, &link.path).await;
    assert!(page.status == 410 && page.text.contains("This link was withdrawn"), "{}", page.text);
    // What was booked stays, and the link does nothing about it any more.
    let other = self::link(&app, &json!({})).await;
    let interview = booked(&app, &other, "2025-01-22T10:00:00Z").await;
    app.post(&format!("{LINKS}/{}/revoke", other.id), Value::Null).await;
    assert_eq!(app.get(&interview).await["status"], "scheduled");
    let cancel = super::start::post(&app, &other.path, &[("do", "cancel")]).await;
    assert_eq!((cancel.status, app.get(&interview).await["status"].clone()), (409, json!("scheduled")));
}

async fn lists_are_narrowed_and_paged(db: TestDb) {
    let app = ready(db).await;
    let bob = another(&app, "Bob").await;
    let mut ids = Vec::new();
    for whose in [1, bob, 1] {
        app.clock.set(app.clock.now().plus_seconds(1));
        ids.push(link(&app, &json!({"candidate_id": whose})).await.id);
    }
    let list = async |query: &str| -> Vec<String> {
        let page = app.get(&format!("{LINKS}{query}")).await;
        let items = page["items"].as_array().cloned().unwrap_or_else(|| panic!("{}", page.text));
        items.iter().filter_map(|item| item["id"].as_str().map(str::to_owned)).collect()
    };
    assert_eq!(list("").await, ids);
    assert_eq!(list(&format!("?candidate_id={bob}")).await, [ids[1].clone()]);
    assert_eq!(list("?job_id=2").await, Vec::<String>::new());
    assert_eq!(list("?sort=-created_at").await, [ids[2].clone(), ids[1].clone(), ids[0].clone()]);
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = app.get(&format!("{LINKS}?limit=1&sort=-id{cursor}")).await;
        seen.extend(page["items"][0]["id"].as_str().map(str::to_owned));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, [ids[2].clone(), ids[1].clone(), ids[0].clone()]);
    let csv = app.with_header(Method::GET, LINKS, ("accept", "text/csv"), None).await;
    assert_eq!((csv.status, csv.text.lines().count()), (200, 4), "{}", csv.text);
}

async fn the_same_request_twice_makes_one_link(db: TestDb) {
    let app = ready(db).await;
    let key = ("idempotency-key", "once");
    let first = app.with_header(Method::POST, LINKS, key, Some(body())).await;
    let again = app.with_header(Method::POST, LINKS, key, Some(body())).await;
    assert_eq!((again.header("idempotent-replayed"), &again.text), ("true", &first.text));
    let path = format!("{LINKS}/bulk");
    let first = app.with_header(Method::POST, &path, key, Some(bulk(&[1]))).await;
    let again = app.with_header(Method::POST, &path, key, Some(bulk(&[1]))).await;
    assert_eq!((first.status, &again.text), (201, &first.text));
    assert_eq!(app.get(LINKS).await["items"].as_array().map(Vec::len), Some(2));
    let path = format!("{LINKS}/{}/revoke", Link::of(&first["items"][0]).id);
    let first = app.with_header(Method::POST, &path, key, None).await;
    let again = app.with_header(Method::POST, &path, key, None).await;
    assert_eq!((first.status, again.header("idempotent-replayed")), (200, "true"));
}

async fn the_candidate_is_mailed_the_link_once(db: TestDb) {
    let app = ready(db).await;
    link(&app, &json!({})).await;
    app.make(LINKS, with(body(), &json!({"notify": true}))).await;
    let gone = app.make(LINKS, with(body(), &json!({"notify": true}))).await;
    app.post(&format!("{}/revoke", gone.header("location")), Value::Null).await;
    for _ in 0..3 {
        app.worker().run_once().await;
    }
    let messages = app.get("/api/v1/messages?kind=scheduling_link&company_id=1").await;
    let items = messages["items"].as_array().cloned().unwrap_or_default();
    assert_eq!(items.len(), 1, "not the one of the link that was revoked: {}", messages.text);
    assert_eq!(items[0]["candidate_id"], 1, "{}", messages.text);
    let message = app.get(&format!("/api/v1/messages/{}", items[0]["id"].as_str().unwrap_or_default())).await;
    let text = message["text"].as_str().unwrap_or_default();
    let path = text.split_whitespace().find_map(|word| word.find("/pick/").map(|at| word[at..].to_owned()));
    let path = path.unwrap_or_else(|| panic!("no link: {text}"));
    let page = get(&app, &path).await;
    assert_eq!((page.status, super::start::offered(&page).len()), (200, 20), "{}", page.text);
}

async fn a_corrected_address_is_mailed_the_link_too(db: TestDb) {
    let app = ready(db).await;
    app.make(LINKS, with(body(), &json!({"notify": true}))).await;
    link(&app, &json!({})).await;
    let sent = async || {
        for _ in 0..3 {
            app.worker().run_once().await;
        }
        let messages = app.get("/api/v1/messages?kind=scheduling_link&company_id=1").await;
        let to = |one: &Value| one["to_address"].as_str().unwrap_or_default().to_owned();
        messages["items"].as_array().into_iter().flatten().map(to).collect::<Vec<String>>()
    };
    let first = sent().await;
    assert_eq!(first.len(), 1);
    let change = async |fields: Value| {
        let changed = app.patch("/api/v1/candidates/1", fields).await;
        assert_eq!(changed.status, 200, "{}", changed.text);
    };
    change(json!({"name": "Somebody"})).await;
    assert_eq!(sent().await, first, "a name is no address");
    change(json!({"email": "right@example.com"})).await;
    assert_eq!(
        sent().await,
        [first[0].as_str(), "right@example.com"],
        "the link that nobody mailed stays so"
    );
    change(json!({"email": first[0]})).await;
    change(json!({"email": "right@example.com"})).await;
    assert_eq!(sent().await.len(), 2, "once to each address");
}

async fn those_who_only_read_see_no_link(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    for role in ["viewer", "staff"] {
        app.account(Some(1), role, role).await;
        let token = app.session(role).await;
        for path in [LINKS.to_owned(), format!("{LINKS}/{}", link.id)] {
            let answer = app.send(app.request_by(&token, Method::GET, &path)).await;
            assert_eq!(answer.status, 403, "{role} {path}: {}", answer.text);
        }
    }
}

async fn links_follow_a_candidate_who_is_merged(db: TestDb) {
    let app = ready(db).await;
    let bob = another(&app, "Bob").await;
    let link = link(&app, &json!({"candidate_id": bob})).await;
    let merged = app.post(&format!("/api/v1/candidates/{bob}/merge"), json!({"into": 1})).await;
    assert_eq!(merged.status, 200, "{}", merged.text);
    assert_eq!(link.read(&app).await["candidate_id"], 1);
    let interview = app.get(&booked(&app, &link, "2025-01-22T10:00:00Z").await).await;
    assert_eq!(interview["candidate_id"], 1, "{}", interview.text);
}
