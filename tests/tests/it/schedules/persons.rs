//! A user and a candidate of one address are one person, whose time is taken once.

use super::start::{agree, book, id, set_up, slot};
use e2e::{Answer, App, check_problem};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use testkit::Case;
use testkit::at;
use testkit::db::TestDb;
use tokio::task::JoinSet;

const INTERVIEWS: &str = "/api/v1/interviews";
const START: &str = "2024-01-15T10:00:00Z";
const LATER: &str = "2024-01-15T14:00:00Z";

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        nobody_is_in_two_interviews_at_once,
        nobody_interviews_themselves,
        a_slot_is_not_booked_for_its_host_or_for_a_busy_user,
        the_free_busy_of_a_user_knows_their_own_interviews,
        whoever_becomes_a_user_takes_their_bookings_along,
        whoever_parts_takes_their_bookings_along,
        addresses_do_not_join_what_overlaps,
        busy_time_breaks_what_a_colleague_is_interviewed_for,
        never_twice_however_they_race,
    ]
}

/// User 1 is John, who is a candidate too; user 2 is Kim.
async fn ready(db: TestDb) -> (App, i64, i64) {
    let app = set_up(db).await;
    let kim = app.user(1, "kim").await;
    let candidate = app
        .make("/api/v1/candidates", json!({"company_id": 1, "name": "John", "email": "JOHN@example.com"}))
        .await
        .id();
    app.gates(1, candidate, 1, [true, true, true]).await;
    (app, kim, candidate)
}

fn interview(candidate: i64, panel: &[i64], start: &str) -> Value {
    json!({
        "candidate_id": candidate, "job_id": 1, "interview_type": "offline", "interviewer_ids": panel,
        "scheduled_at": start,
    })
}

async fn guest(app: &App, name: &str) -> i64 {
    let id = app.candidate(1, name).await;
    app.gates(1, id, 1, [true, true, true]).await;
    id
}

fn subjects(app: &App) -> Vec<String> {
    app.db.raw().texts("SELECT subject AS text FROM commitments ORDER BY subject, starts_at")
}

async fn nobody_is_in_two_interviews_at_once(db: TestDb) {
    let (app, kim, john) = ready(db).await;
    let bob = guest(&app, "bob").await;
    app.make(INTERVIEWS, interview(bob, &[1], START)).await;
    let refused = app.post(INTERVIEWS, interview(john, &[kim], START)).await;
    check_problem("he interviews then", &refused, 409, "candidate-unavailable", &[]);
    app.make(INTERVIEWS, interview(john, &[kim], LATER)).await;
    let refused = app.post(INTERVIEWS, interview(bob, &[1], LATER)).await;
    check_problem("he is interviewed then", &refused, 409, "interviewer-unavailable", &[]);
    assert_eq!(
        subjects(&app),
        [format!("candidate:{bob}"), "user:1".into(), "user:1".into(), "user:2".into()]
    );
}

async fn nobody_interviews_themselves(db: TestDb) {
    let (app, kim, john) = ready(db).await;
    let refused = app.post(INTERVIEWS, interview(john, &[kim, 1], START)).await;
    check_problem("made", &refused, 422, "invalid", &["/interviewer_ids/1"]);
    let made = app.make(INTERVIEWS, interview(john, &[kim], START)).await;
    let refused = app.patch(made.header("location"), json!({"interviewer_ids": [1]})).await;
    check_problem("changed", &refused, 422, "invalid", &["/interviewer_ids/0"]);
}

async fn a_slot_is_not_booked_for_its_host_or_for_a_busy_user(db: TestDb) {
    let (app, kim, john) = ready(db).await;
    let pending = || app.interview(1, john, 1, &[]);
    let own = slot(&app, START, json!(1), 2).await;
    let one = pending().await;
    check_problem("his own slot", &book(&app, &one, &own).await, 409, "candidate-unavailable", &[]);
    // With a place taken the slot has its host's time already.
    let bob = guest(&app, "bob").await;
    let bobs = app.interview(1, bob, 1, &[]).await;
    assert_eq!(book(&app, &bobs, &own).await.status, 201);
    check_problem("his own slot, taken", &book(&app, &one, &own).await, 409, "candidate-unavailable", &[]);
    let kims = slot(&app, START, json!(kim), 1).await;
    check_problem("he holds another", &book(&app, &one, &kims).await, 409, "candidate-unavailable", &[]);
    let busy = json!({"user_id": 1, "start": LATER, "end": at(LATER).plus_minutes(30).to_string()});
    let busy = app.make("/api/v1/busy-periods", busy).await.header("location").to_owned();
    let kims = slot(&app, LATER, json!(kim), 1).await;
    check_problem("busy", &book(&app, &one, &kims).await, 409, "candidate-unavailable", &[]);
    let refused = app.post(INTERVIEWS, interview(john, &[kim], LATER)).await;
    check_problem("busy, without a slot", &refused, 409, "candidate-unavailable", &[]);
    assert_eq!(app.delete(&busy).await.status, 204);
    assert_eq!(book(&app, &one, &kims).await.status, 201);
    agree(&app);
}

async fn the_free_busy_of_a_user_knows_their_own_interviews(db: TestDb) {
    let (app, kim, john) = ready(db).await;
    app.make(INTERVIEWS, interview(john, &[kim], START)).await;
    let seen =
        app.get("/api/v1/free-busy?user_ids=1&start=2024-01-15T00:00:00Z&end=2024-01-16T00:00:00Z").await;
    let hour = json!([{"start": START, "end": "2024-01-15T11:00:00Z"}]);
    assert_eq!(seen["items"][0]["busy"], hour, "{}", seen.text);
}

async fn whoever_becomes_a_user_takes_their_bookings_along(db: TestDb) {
    let (app, kim, _) = ready(db).await;
    let bob = guest(&app, "bob").await;
    app.make(INTERVIEWS, interview(bob, &[kim], START)).await;
    let pending = app.interview(1, bob, 1, &[]).await;
    let place = slot(&app, LATER, json!(kim), 1).await;
    let booked = book(&app, &pending, &place).await;
    assert_eq!(booked.status, 201, "{}", booked.text);
    // A user is made after the candidate.
    let user = app.user(1, "bob").await;
    let cy = guest(&app, "cy").await;
    for start in [START, LATER] {
        let refused = app.post(INTERVIEWS, interview(cy, &[user], start)).await;
        check_problem("he is interviewed then", &refused, 409, "interviewer-unavailable", &[]);
    }
    agree(&app);
    // What was booked before can be moved and given back as ever.
    let path = format!("/api/interviews/schedules/{}", id(&booked));
    let done = app.post(&format!("{path}/cancel_schedule/"), json!({"reason": "ill"})).await;
    assert_eq!(done.status, 200, "{}", done.text);
    app.make(INTERVIEWS, interview(cy, &[user], LATER)).await;
    agree(&app);
}

async fn whoever_parts_takes_their_bookings_along(db: TestDb) {
    let (app, kim, john) = ready(db).await;
    app.make(INTERVIEWS, interview(john, &[kim], START)).await;
    let of = |subject: &str| subjects(&app).iter().filter(|seen| *seen == subject).count();
    assert_eq!((of("user:1"), of(&format!("candidate:{john}"))), (1, 0));
    let (user, candidate) = (String::from("/api/v1/users/1"), format!("/api/v1/candidates/{john}"));
    let set = async |path: &str, email: &str| {
        let done: Answer = app.patch(path, json!({"email": email})).await;
        assert_eq!(done.status, 200, "{}", done.text);
    };
    for (path, away, back) in
        [(&user, "j@example.com", "john@example.com"), (&candidate, "j@example.org", "John@example.com")]
    {
        set(path, away).await;
        assert_eq!((of("user:1"), of(&format!("candidate:{john}"))), (0, 1), "{away}");
        set(path, back).await;
        assert_eq!((of("user:1"), of(&format!("candidate:{john}"))), (1, 0), "{back}");
    }
    // The user goes, and takes nothing along that is the candidate's.
    assert_eq!(app.delete(&user).await.status, 204);
    assert_eq!((of("user:1"), of(&format!("candidate:{john}"))), (0, 1));
}

async fn addresses_do_not_join_what_overlaps(db: TestDb) {
    let (app, kim, _) = ready(db).await;
    let (bob, cy) = (guest(&app, "bob").await, guest(&app, "cy").await);
    app.make(INTERVIEWS, interview(bob, &[1], START)).await;
    let with_kim = app.make(INTERVIEWS, interview(cy, &[kim], START)).await.header("location").to_owned();
    let (user, candidate) = ("/api/v1/users/1", format!("/api/v1/candidates/{cy}"));
    let own = json!({"email": "cy@example.com"});
    check_problem("the user's", &app.patch(user, own.clone()).await, 409, "overlap", &[]);
    // John's own candidate record is in the way of that address, so it goes first.
    assert_eq!(app.delete("/api/v1/candidates/1").await.status, 204);
    let johns = json!({"email": "john@example.com"});
    check_problem("the candidate's", &app.patch(&candidate, johns.clone()).await, 409, "overlap", &[]);
    assert_eq!(app.post(&format!("{with_kim}/cancel"), json!({"reason": "double"})).await.status, 200);
    assert_eq!(app.patch(user, own).await.status, 200);
    let refused = app.post(INTERVIEWS, interview(cy, &[kim], START)).await;
    check_problem("one person", &refused, 409, "candidate-unavailable", &[]);
}

async fn busy_time_breaks_what_a_colleague_is_interviewed_for(db: TestDb) {
    let (app, kim, john) = ready(db).await;
    let made = app.make(INTERVIEWS, interview(john, &[kim], START)).await;
    let busy = json!({"user_id": 1, "start": START, "end": LATER});
    let busy = app.make("/api/v1/busy-periods", busy).await.header("location").to_owned();
    let open = "/api/interviews/conflicts?resolution=pending";
    let seen = app.get(open).await;
    let one = &seen["items"][0];
    assert_eq!(
        (&one["conflict_type"], &one["primary_interview"]),
        (&json!("candidate_unavailable"), &made["id"]),
        "{}",
        seen.text
    );
    assert_eq!(app.delete(&busy).await.status, 204);
    assert_eq!(app.get(open).await["items"], json!([]));
}

/// Sends all at once; the statuses.
async fn race(requests: Vec<RequestBuilder>) -> Vec<u16> {
    let mut sent = JoinSet::new();
    for request in requests {
        sent.spawn(async move { request.send().await.expect("an answer").status().as_u16() });
    }
    sent.join_all().await
}

/// Interviews of one person on both sides are booked while that person's records meet and part.
async fn never_twice_however_they_race(db: TestDb) {
    let (app, kim, john) = ready(db).await;
    let lea = app.user(1, "lea").await;
    let guests = [guest(&app, "bob").await, guest(&app, "cy").await];
    for round in 0..6_i64 {
        let start = at(START).plus_minutes(round * 24 * 60).to_string();
        let mut requests = Vec::new();
        for guest in guests {
            requests.push(app.request(Method::POST, INTERVIEWS).json(&interview(guest, &[1], &start)));
        }
        for colleague in [kim, lea] {
            requests.push(app.request(Method::POST, INTERVIEWS).json(&interview(john, &[colleague], &start)));
        }
        for email in ["john@example.com", "j@example.com"] {
            let candidate = format!("/api/v1/candidates/{john}");
            requests.push(app.request(Method::PATCH, &candidate).json(&json!({"email": email})));
        }
        let seen = race(requests).await;
        assert!(seen.iter().all(|status| [200, 201, 409].contains(status)), "{round}: {seen:?}");
        agree(&app);
        // Whatever came first, records that are one person have nothing twice.
        let joined =
            app.patch(&format!("/api/v1/candidates/{john}"), json!({"email": "john@example.com"})).await;
        let twice = app.db.raw().texts(&format!(
            "SELECT a.subject AS text FROM commitments a JOIN commitments b ON a.starts_at < b.ends_at AND b.starts_at < a.ends_at
             WHERE a.subject = 'user:1' AND b.subject = 'candidate:{john}'"
        ));
        match joined.status {
            200 => assert_eq!(twice, Vec::<String>::new(), "{round}: {seen:?}"),
            _ => {
                check_problem("two persons then", &joined, 409, "overlap", &[]);
                assert!(!twice.is_empty(), "{round}: {seen:?}");
                let all = app.get(&format!("{INTERVIEWS}?candidate_id={john}&status=scheduled")).await;
                for one in all["items"].as_array().into_iter().flatten() {
                    let path = format!("{INTERVIEWS}/{}/cancel", one["id"].as_str().unwrap_or_default());
                    assert_eq!(app.post(&path, json!({"reason": "twice"})).await.status, 200);
                }
            }
        }
    }
}
