//! One candidate per address, and two records of one person.

use e2e::{App, check_problem};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;
use tokio::task::JoinSet;

const CANDIDATES: &str = "/api/v1/candidates";

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        an_address_belongs_to_one_candidate_at_every_door,
        one_address_goes_to_one_of_sixteen,
        doubles_of_old_stay_until_they_are_settled,
        a_merge_takes_everything_over,
        a_merge_is_refused_where_both_are_booked,
        who_is_inactive_is_not_booked_anew,
        what_is_said_of_a_job_needs_the_job,
    ]
}

fn body(name: &str, email: &str) -> Value {
    json!({"company_id": 1, "name": name, "email": email})
}

async fn ready(db: TestDb) -> App {
    let app = App::start(db).await;
    assert_eq!(app.company("Acme").await, 1);
    app
}

async fn an_address_belongs_to_one_candidate_at_every_door(db: TestDb) {
    let app = ready(db).await;
    let ann = app.make(CANDIDATES, body("Ann", "ann@example.com")).await.id();
    let bob = app.make(CANDIDATES, body("Bob", "bob@example.com")).await.id();
    let bobs = format!("{CANDIDATES}/{bob}");
    for email in ["ann@example.com", "ANN@Example.com", " ann@example.com "] {
        for refused in
            [app.post(CANDIDATES, body("X", email)).await, app.patch(&bobs, json!({"email": email})).await]
        {
            check_problem(email, &refused, 409, "duplicate", &["/email"]);
            assert_eq!(refused["candidate_id"], ann, "{}", refused.text);
        }
    }
    let cat = app.make(CANDIDATES, body("Cat", "cat@münchen.example")).await.id();
    let again = app.post(CANDIDATES, body("X", "cat@xn--mnchen-3ya.example")).await;
    check_problem("the domain in ASCII", &again, 409, "duplicate", &["/email"]);
    assert_eq!(again["candidate_id"], cat, "{}", again.text);
    // Their own address in another case is theirs, and an inactive candidate keeps it.
    let anns = format!("{CANDIDATES}/{ann}");
    assert_eq!(app.patch(&anns, json!({"email": "Ann@example.com"})).await.status, 200);
    assert_eq!(app.patch(&anns, json!({"active": false})).await["active"], false);
    assert_eq!(app.post(CANDIDATES, body("X", "ann@example.com")).await["candidate_id"], ann);
    assert_eq!(app.patch(&anns, json!({"active": true})).await["active"], true);
    // A table changes whom it names, and another company has candidates of its own.
    let table = "name,email\nAnn Lee,ANN@example.com\nCy,cy@example.com\n";
    let import = app.request(Method::POST, &format!("{CANDIDATES}/import?company_id=1"));
    let done = app.send(import.header("content-type", "text/csv").body(table)).await;
    assert_eq!((&done["created"], &done["updated"]), (&json!(1), &json!(1)), "{}", done.text);
    assert_eq!(app.get(&anns).await["name"], "Ann Lee");
    let other = app.company("Other").await;
    let same = json!({"company_id": other, "name": "Ann", "email": "ann@example.com"});
    assert_eq!(app.post(CANDIDATES, same).await.status, 201);
    // Who leaves an address leaves it free.
    assert_eq!(app.patch(&anns, json!({"email": "lee@example.com"})).await.status, 200);
    assert_eq!(app.patch(&bobs, json!({"email": "ann@example.com"})).await.status, 200);
    assert_eq!(app.delete(&bobs).await.status, 204);
    app.make(CANDIDATES, body("Ann", "ann@example.com")).await;
}

/// Sends all at once; the statuses.
async fn race(requests: Vec<RequestBuilder>) -> Vec<u16> {
    let mut sent = JoinSet::new();
    for request in requests {
        sent.spawn(async move { request.send().await.expect("an answer").status().as_u16() });
    }
    sent.join_all().await
}

async fn one_address_goes_to_one_of_sixteen(db: TestDb) {
    let app = ready(db).await;
    let requests = (0..16).map(|n| match n % 4 {
        0 => {
            let import = app.request(Method::POST, &format!("{CANDIDATES}/import?company_id=1"));
            import.header("content-type", "text/csv").body("name,email\nA,A@example.com\n")
        }
        _ => app.request(Method::POST, CANDIDATES).json(&body("A", "a@example.com")),
    });
    let seen = race(requests.collect()).await;
    assert!(seen.iter().all(|status| [200, 201, 409].contains(status)), "{seen:?}");
    assert!(seen.iter().filter(|status| **status == 201).count() <= 1, "{seen:?}");
    assert_eq!(app.db.raw().texts("SELECT email AS text FROM candidates").len(), 1);
}

/// As a database may have them from before addresses were unique.
async fn doubles_of_old_stay_until_they_are_settled(db: TestDb) {
    let app = ready(db).await;
    let [one, two, three] = ["one", "two", "three"].map(|name| app.candidate(1, name));
    let (one, two, three) = (one.await, two.await, three.await);
    app.db.raw().execute(&format!(
        "UPDATE candidates SET email = 'one@example.com', email_key = 'one@example.com', double_of = {one}
         WHERE id IN ({two}, {three})"
    ));
    let path = |id: i64| format!("{CANDIDATES}/{id}");
    assert_eq!(app.get(&path(two)).await["double_of"], one);
    assert_eq!(
        app.get(&format!("{CANDIDATES}?email=ONE@example.com")).await["items"].as_array().map(Vec::len),
        Some(3)
    );
    assert_eq!(app.post(CANDIDATES, body("X", "one@example.com")).await["candidate_id"], one);
    // They can be changed and left alone, but not come back into use beside each other.
    assert_eq!(app.patch(&path(two), json!({"name": "Two", "active": false})).await.status, 200);
    let back = app.patch(&path(two), json!({"active": true})).await;
    check_problem("back", &back, 409, "duplicate", &["/email"]);
    // When the eldest goes, the next is the one.
    assert_eq!(app.delete(&path(one)).await.status, 204);
    assert_eq!(
        (&app.get(&path(two)).await["double_of"], &app.get(&path(three)).await["double_of"]),
        (&Value::Null, &json!(two))
    );
    assert_eq!(app.post(CANDIDATES, body("X", "one@example.com")).await["candidate_id"], two);
    // One who joins the elder's record, or has another address, is no double any more.
    let joined = app.post(&format!("{}/merge", path(two)), json!({"into": three})).await;
    assert_eq!(
        (joined.status, &joined["id"], &joined["double_of"]),
        (200, &json!(three), &Value::Null),
        "{}",
        joined.text
    );
    assert_eq!(app.get(&path(two)).await.status, 404);
}

async fn a_merge_takes_everything_over(db: TestDb) {
    let app = ready(db).await;
    let panel = app.user(1, "ivy").await;
    let (first, second) = (app.job(1, "Welder").await, app.job(1, "Cook").await);
    let old = app
        .make(CANDIDATES, json!({"company_id": 1, "name": "B", "email": "b@old.example", "phone": "1"}))
        .await
        .id();
    let new = app.make(CANDIDATES, body("Bea", "bea@example.com")).await.id();
    app.gates(1, old, first, [true, true, false]).await;
    app.gates(1, new, first, [true, false, false]).await;
    app.gates(1, old, second, [true, true, true]).await;
    let interview = json!({
        "candidate_id": old, "job_id": first, "interview_type": "offline", "interviewer_ids": [panel],
        "scheduled_at": testkit::at(e2e::NOW).plus_minutes(24 * 60).to_string(),
    });
    let interview = app.make("/api/v1/interviews", interview).await.header("location").to_owned();
    let merge = format!("{CANDIDATES}/{old}/merge");
    let refused = app.post(&merge, json!({"into": old})).await;
    check_problem("itself", &refused, 422, "invalid", &["/into"]);
    let other = app.company("Other").await;
    let elsewhere = app.candidate(other, "zoe").await;
    check_problem(
        "elsewhere",
        &app.post(&merge, json!({"into": elsewhere})).await,
        404,
        "not-found",
        &["/into"],
    );
    let done = app.post(&merge, json!({"into": new})).await;
    assert_eq!(
        (done.status, &done["name"], &done["email"], &done["phone"]),
        (200, &json!("Bea"), &json!("bea@example.com"), &json!("1")),
        "{}",
        done.text
    );
    assert_eq!(app.get(&format!("{CANDIDATES}/{old}")).await.status, 404);
    assert_eq!(app.get(&interview).await["candidate_id"], new);
    for (job, enabled) in [(first, true), (second, true)] {
        let got = app.get(&format!("{CANDIDATES}/{new}/interview-status?job_id={job}")).await;
        assert_eq!(
            (&got["shortlisted"], &got["interview_enabled"]),
            (&json!(true), &json!(enabled)),
            "{}",
            got.text
        );
    }
    let subjects = app.db.raw().texts("SELECT subject AS text FROM commitments ORDER BY subject");
    assert_eq!(subjects, [format!("candidate:{new}"), format!("user:{panel}")]);
    let log = app.get(&format!("{interview}/logs")).await;
    let last = log["items"].as_array().and_then(|lines| lines.last().cloned()).unwrap_or_default();
    assert_eq!(
        (&last["action"], &last["new"]),
        (&json!("merged"), &json!({"candidate_id": new})),
        "{}",
        log.text
    );
}

async fn a_merge_is_refused_where_both_are_booked(db: TestDb) {
    let app = ready(db).await;
    let (ivy, kim) = (app.user(1, "ivy").await, app.user(1, "kim").await);
    let job = app.job(1, "Welder").await;
    let (one, two) = (app.candidate(1, "one").await, app.candidate(1, "two").await);
    let start = testkit::at(e2e::NOW).plus_minutes(24 * 60);
    let mut paths = Vec::new();
    for (candidate, user, minutes) in [(one, ivy, 0), (two, kim, 30)] {
        app.gates(1, candidate, job, [true, true, false]).await;
        let body = json!({
            "candidate_id": candidate, "job_id": job, "interview_type": "offline", "interviewer_ids": [user],
            "scheduled_at": start.plus_minutes(minutes).to_string(),
        });
        paths.push(app.make("/api/v1/interviews", body).await.header("location").to_owned());
    }
    let merge = format!("{CANDIDATES}/{two}/merge");
    let refused = app.post(&merge, json!({"into": one})).await;
    check_problem("both booked", &refused, 409, "overlap", &[]);
    assert!(
        refused["detail"].as_str().is_some_and(|text| text.contains(&start.to_string())),
        "{}",
        refused.text
    );
    assert_eq!(app.get(&paths[1]).await["candidate_id"], two);
    assert_eq!(app.post(&format!("{}/cancel", paths[1]), json!({"reason": "double"})).await.status, 200);
    assert_eq!(app.post(&merge, json!({"into": one})).await.status, 200);
}

async fn who_is_inactive_is_not_booked_anew(db: TestDb) {
    let app = ready(db).await;
    let (ivy, job) = (app.user(1, "ivy").await, app.job(1, "Welder").await);
    let ann = app.candidate(1, "ann").await;
    let pending = app.interview(1, ann, job, &[ivy]).await;
    let start = testkit::at(e2e::NOW).plus_minutes(24 * 60).to_string();
    let slot = json!({
        "start_time": start, "end_time": testkit::at(&start).plus_minutes(60).to_string(), "company": 1, "interviewer": ivy,
    });
    let slot = app.make("/api/interviews/slots", slot).await["id"].clone();
    let interview =
        json!({"candidate_id": ann, "job_id": job, "interview_type": "offline", "scheduled_at": start});
    let timed = json!({"scheduled_at": start});
    let booking = json!({"interview_id": pending, "slot_id": slot});
    let refused = async |slug: &str| {
        for (case, refused) in [
            ("made", app.post("/api/v1/interviews", interview.clone()).await),
            ("given a time", app.patch(&format!("/api/v1/interviews/{pending}"), timed.clone()).await),
            ("booked", app.post("/api/interviews/schedules/book_interview/", booking.clone()).await),
        ] {
            check_problem(case, &refused, 409, slug, &[]);
        }
    };
    let of_job = format!("/api/v1/jobs/{job}");
    assert_eq!(app.patch(&of_job, json!({"active": false})).await.status, 200);
    refused("job-inactive").await;
    assert_eq!(app.patch(&of_job, json!({"active": true})).await.status, 200);
    let path = format!("{CANDIDATES}/{ann}");
    assert_eq!(app.patch(&path, json!({"active": false})).await.status, 200);
    refused("candidate-inactive").await;
    assert_eq!(app.get(&format!("{CANDIDATES}?active=false")).await["items"][0]["id"], ann);
    assert_eq!(app.patch(&path, json!({"active": null})).await["active"], true);
    assert_eq!(app.post("/api/interviews/schedules/book_interview/", booking).await.status, 201);
}

async fn what_is_said_of_a_job_needs_the_job(db: TestDb) {
    let app = ready(db).await;
    let ann = app.candidate(1, "ann").await;
    app.candidate(1, "bob").await;
    let job = app.job(1, "Cook").await;
    app.gates(1, ann, job, [true, false, false]).await;
    for (query, pointers) in [
        ("shortlisted=true", &["/shortlisted"][..]),
        ("interview_enabled=false&active=true", &["/interview_enabled"]),
        ("shortlisted=false&interview_enabled=true", &["/shortlisted", "/interview_enabled"]),
    ] {
        check_problem(query, &app.get(&format!("{CANDIDATES}?{query}")).await, 422, "invalid", pointers);
        let found = app.get(&format!("{CANDIDATES}?{query}&job_id={job}")).await;
        assert_eq!(found.status, 200, "{query}: {}", found.text);
    }
    let found = app.get(&format!("{CANDIDATES}?shortlisted=true&job_id={job}")).await;
    assert_eq!(found["items"][0]["id"], json!(ann), "{}", found.text);
}
