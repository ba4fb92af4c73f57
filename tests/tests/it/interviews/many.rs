//! Many candidates at once: an import from a table, a shortlist, and how far each has got.

use super::start::{INTERVIEWS, body, candidate, enable, ready, with};
use e2e::{Answer, App, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

const IMPORT: &str = "/api/v1/candidates/import?company_id=1";

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_table_creates_and_changes_candidates,
        lines_of_json_are_imported_too,
        a_table_is_taken_whole_or_not_at_all,
        a_table_has_bounds,
        an_import_under_one_key_is_made_once,
        imports_of_one_address_at_once_make_one_candidate,
        a_list_is_shortlisted_at_once,
        a_list_is_shortlisted_whole_or_not_at_all,
        the_candidates_of_a_job_say_how_far_each_has_got
    ]
}

async fn import(app: &App, content_type: &str, table: impl Into<String>) -> Answer {
    let request = app.request(Method::POST, IMPORT).header("content-type", content_type).body(table.into());
    app.send(request).await
}

fn came_of_it(answer: &Answer) -> (u16, Value) {
    (answer.status, answer.body.clone())
}

async fn a_table_creates_and_changes_candidates(db: TestDb) {
    let app = ready(db).await;
    let before = app.get("/api/v1/candidates/1").await;
    let table =
        "email,name,phone\r\nANN@EXAMPLE.com,Ann Lee,\r\nbob@example.com,\"Bob, \"\"Jr\"\"\",'+49 30 1\r\n";
    let answer = import(&app, "text/csv; charset=utf-8", table).await;
    assert_eq!(came_of_it(&answer), (200, json!({"created": 1, "updated": 1})), "{}", answer.text);
    let ann = app.get("/api/v1/candidates/1").await;
    assert_eq!((&ann["name"], &ann["email"]), (&json!("Ann Lee"), &before["email"]));
    let bob = app.get("/api/v1/candidates/2").await;
    assert_eq!((&bob["name"], &bob["phone"]), (&json!("Bob, \"Jr\""), &json!("+49 30 1")));
    // The same once more changes nothing, and an empty cell takes nothing away.
    let again = import(&app, "text/csv", "name,email,phone\n\"Bob, \"\"Jr\"\"\",bob@example.com,\n").await;
    assert_eq!(came_of_it(&again), (200, json!({"created": 0, "updated": 1})));
    assert_eq!(app.get("/api/v1/candidates/2").await.body, bob.body);
}

async fn lines_of_json_are_imported_too(db: TestDb) {
    let app = ready(db).await;
    let table = "{\"name\": \"Cy\", \"email\": \"cy@example.com\", \"time_zone\": \"Asia/Kathmandu\"}\n\n\
                 {\"name\": \"Dee 🦀\", \"email\": \"dee@example.com\", \"phone\": null}\n";
    let answer = import(&app, "application/x-ndjson", table).await;
    assert_eq!(came_of_it(&answer), (200, json!({"created": 2, "updated": 0})), "{}", answer.text);
    assert_eq!(app.get("/api/v1/candidates/2").await["time_zone"], "Asia/Kathmandu");
    assert_eq!(app.get("/api/v1/candidates/3").await["name"], "Dee 🦀");
}

async fn a_table_is_taken_whole_or_not_at_all(db: TestDb) {
    let app = ready(db).await;
    let check = async |table: &str, status, kind, pointers: &[&str]| {
        let answer = import(&app, "text/csv", table).await;
        check_problem(table, &answer, status, kind, pointers);
    };
    let shape = "malformed-request";
    check("", 400, shape, &["/line/1"]).await;
    check("name,email,age\nA,a@x.com,3\n", 400, shape, &["/line/1/age"]).await;
    check("name\nA\n", 400, shape, &["/line/2/email"]).await;
    check("name,email\nA,a@x.com,x\n", 400, shape, &["/line/2"]).await;
    let table = "name,email,time_zone\nA,new@x.com,\n,b@x.com,\nC,c@x,Mars\nD,NEW@x.com,\n";
    check(table, 400, shape, &["/line/3/name"]).await;
    let table = "name,email,time_zone\nA,new@x.com,\nC,c@x,Mars\nD,NEW@x.com,\n";
    check(table, 422, "invalid", &["/line/3/email", "/line/3/time_zone", "/line/4/email"]).await;
    let answer = import(&app, "application/x-ndjson", "{\"name\": \"A\"}\n{").await;
    check_problem("broken lines", &answer, 400, shape, &["/line/1/email", "/line/2"]);
    let nobody = app.get("/api/v1/candidates?email=new@x.com").await;
    assert_eq!(nobody["items"], json!([]), "nothing of it was taken");
    let unnamed = app.request(Method::POST, "/api/v1/candidates/import").header("content-type", "text/csv");
    let answer = app.send(unnamed.body("name,email\nA,a@x.com\n")).await;
    check_problem("no company", &answer, 422, "invalid", &["/company_id"]);
}

async fn a_table_has_bounds(db: TestDb) {
    let app = ready(db).await;
    let lines = |count: usize| -> String {
        let lines = (0..count).map(|n| format!("N{n},n{n}@example.com\n"));
        std::iter::once("name,email\n".to_owned()).chain(lines).collect()
    };
    let answer = import(&app, "text/csv", lines(5001)).await;
    check_problem("one too many", &answer, 422, "invalid", &["/line/5002"]);
    let answer = import(&app, "text/csv", lines(5000)).await;
    assert_eq!(came_of_it(&answer), (200, json!({"created": 5000, "updated": 0})), "{}", answer.text);
    let answer = import(&app, "text/csv", lines(5000)).await;
    assert_eq!(came_of_it(&answer), (200, json!({"created": 0, "updated": 5000})));
    let answer = import(&app, "text/csv", "x".repeat((5 << 20) + 1)).await;
    assert_eq!(answer.status, 413);
    let answer = import(&app, "application/json", "[]").await;
    assert_eq!(answer.status, 415);
}

async fn an_import_under_one_key_is_made_once(db: TestDb) {
    let app = ready(db).await;
    let send = async |table: &'static str| {
        let request = app.request(Method::POST, IMPORT).header("content-type", "text/csv");
        app.send(request.header("idempotency-key", "import-1").body(table)).await
    };
    let first = send("name,email\nBob,bob@example.com\n").await;
    let second = send("name,email\nBob,bob@example.com\n").await;
    assert_eq!(first.body, json!({"created": 1, "updated": 0}));
    assert_eq!((second.status, &second.body), (200, &first.body));
    let other = send("name,email\nCy,cy@example.com\n").await;
    check_problem("another table", &other, 422, "idempotency-key-reused", &[]);
}

async fn imports_of_one_address_at_once_make_one_candidate(db: TestDb) {
    let app = ready(db).await;
    let table = "name,email\nBob,bob@example.com\nCy,cy@example.com\n";
    let one = || import(&app, "text/csv", table);
    let (a, b, c, d) = tokio::join!(one(), one(), one(), one());
    let answers = [a, b, c, d];
    let created: i64 = answers.iter().filter_map(|answer| answer["created"].as_i64()).sum();
    for answer in &answers {
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    assert_eq!(created, 2);
    let everybody = app.get("/api/v1/candidates").await;
    assert_eq!(everybody["items"].as_array().map(Vec::len), Some(3));
}

async fn a_list_is_shortlisted_at_once(db: TestDb) {
    let app = ready(db).await;
    let bob = candidate(&app, "Bob").await;
    let shortlist = async |fields: Value| {
        let body = with(json!({"candidates": [bob, 1], "shortlisted": true}), &fields);
        app.post("/api/v1/jobs/1/shortlist", body).await
    };
    let item = |candidate: i64, flags: [bool; 3]| {
        json!({
            "candidate_id": candidate, "job_id": 1, "shortlisted": flags[0], "interview_enabled": flags[1],
            "online_interview_enabled": flags[2],
        })
    };
    let kept = shortlist(json!({})).await;
    let expected = json!({"items": [item(bob, [true, false, false]), item(1, [true; 3])]});
    assert_eq!(came_of_it(&kept), (200, expected), "what is enabled stays");
    let enabled = shortlist(json!({"interview_enabled": true, "online_interview_enabled": true})).await;
    assert_eq!(enabled.body, json!({"items": [item(bob, [true; 3]), item(1, [true; 3])]}));
    let off = shortlist(json!({"shortlisted": false})).await;
    assert_eq!(off.body, json!({"items": [item(bob, [false; 3]), item(1, [false; 3])]}));
    let status = app.get("/api/v1/candidates/1/interview-status?job_id=1").await;
    assert_eq!(status.body, item(1, [false; 3]));
}

async fn a_list_is_shortlisted_whole_or_not_at_all(db: TestDb) {
    let app = ready(db).await;
    let bob = candidate(&app, "Bob").await;
    let check = async |what: &str, body: Value, status, kind, pointers: &[&str]| {
        check_problem(what, &app.post("/api/v1/jobs/1/shortlist", body).await, status, kind, pointers);
    };
    let listed = |candidates: Value| json!({"candidates": candidates, "shortlisted": true});
    check("nobody", listed(json!([])), 422, "invalid", &["/candidates"]).await;
    check("twice", listed(json!([bob, bob])), 422, "invalid", &["/candidates/1"]).await;
    check("a stranger", listed(json!([bob, 99])), 404, "not-found", &["/candidates/1"]).await;
    check("no number", listed(json!(["x"])), 400, "malformed-request", &["/candidates/0"]).await;
    let enabling = json!({"candidates": [bob], "shortlisted": false, "interview_enabled": true});
    check("off the list", enabling, 409, "not-shortlisted", &[]).await;
    let status = app.get(&format!("/api/v1/candidates/{bob}/interview-status?job_id=1")).await;
    assert_eq!(status["shortlisted"], false);
    let job = app.post("/api/v1/jobs/9/shortlist", listed(json!([bob]))).await;
    check_problem("no such job", &job, 404, "not-found", &[]);
    let other = app.company("Other").await;
    let foreign =
        app.post(&format!("/api/v1/jobs/1/shortlist?company_id={other}"), listed(json!([bob]))).await;
    check_problem("another company", &foreign, 404, "not-found", &[]);
}

async fn the_candidates_of_a_job_say_how_far_each_has_got(db: TestDb) {
    let app = ready(db).await;
    let bob = candidate(&app, "Bob").await;
    let cy = candidate(&app, "Cy").await;
    candidate(&app, "Nobody speaks of").await;
    enable(&app, bob, false).await;
    app.post("/api/v1/jobs/1/shortlist", json!({"candidates": [cy], "shortlisted": false})).await;
    // One without a time, a later and an earlier one: the earlier is next.
    app.make(INTERVIEWS, body(None)).await;
    app.make(INTERVIEWS, body(Some("2025-01-24T10:00:00Z"))).await;
    let soon = app.make(INTERVIEWS, body(Some("2025-01-23T10:00:00Z"))).await;
    app.make(INTERVIEWS, with(body(None), &json!({"candidate_id": bob, "interview_type": "offline"}))).await;
    let list = app.get("/api/v1/jobs/1/candidates").await;
    let items = list["items"].as_array().cloned().unwrap_or_default();
    let ids: Vec<&Value> = items.iter().map(|item| &item["candidate"]["id"]).collect();
    assert_eq!(ids, [&json!(1), &json!(bob), &json!(cy)], "{}", list.text);
    assert_eq!(items[0]["candidate"], app.get("/api/v1/candidates/1").await.body);
    assert_eq!(items[0]["next_interview"]["id"], soon["id"]);
    assert_eq!(items[1]["next_interview"]["status"], "pending");
    assert_eq!(items[2]["next_interview"], Value::Null);
    let flags = |item: &Value| [&item["shortlisted"], &item["interview_enabled"]].map(|flag| flag == true);
    assert_eq!([flags(&items[0]), flags(&items[1]), flags(&items[2])], [[true; 2], [true; 2], [false; 2]]);
    let off = app.get("/api/v1/jobs/1/candidates?shortlisted=false").await;
    assert_eq!(off["items"].as_array().map(Vec::len), Some(1));
    let first = app.get("/api/v1/jobs/1/candidates?limit=2").await;
    let next = first["next"].as_str().unwrap_or_default();
    let second = app.get(&format!("/api/v1/jobs/1/candidates?limit=2&cursor={next}")).await;
    assert_eq!(second["items"], json!([items[2]]));
    check_problem("no such job", &app.get("/api/v1/jobs/9/candidates").await, 404, "not-found", &[]);
}
