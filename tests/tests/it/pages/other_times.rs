//! Times that something could be moved to: those that are offered are those that can be had.

use super::calendar::{ann, id, ready, scheduled, slot, starts};
use super::visit::Browser;
use crate::appointments::start::{APPOINTMENTS, TEN, act, book, booking, with};
use crate::shop::start::{CONFIG, STAFF, Shop};
use e2e::App;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        an_interview_is_offered_what_it_can_have,
        a_candidate_who_is_a_user_has_their_time_too,
        every_door_leaves_out_what_the_interview_has_itself,
        why_there_is_no_time_counts_the_candidate_and_not_the_interview_itself,
        both_sides_of_a_conflict_read_the_slots_once,
        a_slot_is_proposed_as_it_can_be_had,
        an_appointment_is_offered_what_it_can_have,
        a_question_that_is_open_is_in_the_way_of_no_other_move,
        asking_for_starts_writes_nothing,
        what_is_stored_is_told_in_the_language_of_the_page,
    ]
}

const DAY: &str = "2025-01-22";

/// Every quarter of an hour of the day.
fn quarters() -> impl Iterator<Item = String> {
    (0..96).map(|quarter| format!("{DAY}T{:02}:{:02}", quarter / 4, quarter % 4 * 15))
}

/// Moves the interview to every quarter of the day, and back where that can be done. Answers to which it can be moved.
async fn bookable(app: &App, interview: &str, at: &str) -> Vec<String> {
    let path = format!("/api/v1/interviews/{interview}");
    let mut found = Vec::new();
    for start in quarters().filter(|start| *start != at) {
        let moved = app.patch(&path, json!({"scheduled_at": format!("{start}:00Z")})).await;
        assert!([200, 409].contains(&moved.status), "{start}: {}", moved.text);
        if moved.status == 200 {
            let back = app.patch(&path, json!({"scheduled_at": format!("{at}:00Z")})).await;
            assert_eq!(back.status, 200, "{start}: {}", back.text);
            found.push(start);
        }
    }
    found
}

async fn offered(app: &App, interview: &str) -> Vec<String> {
    let browser = ann(app).await;
    starts(&browser, &format!("/app/interviews/{interview}/starts?from={DAY}&days=1")).await
}

/// Another job, for which this candidate may be interviewed.
async fn other_job(app: &App, candidate: i64) -> i64 {
    let job = app.job(1, "Archivist").await;
    app.gates(1, candidate, job, [true, true, true]).await;
    job
}

async fn interview_of(app: &App, candidate: i64, job: i64, start: &str, panel: &[i64]) -> String {
    let body = json!({
        "candidate_id": candidate, "job_id": job, "interview_type": "online", "scheduled_at": start,
        "interviewer_ids": panel,
    });
    id(&app.make("/api/v1/interviews", body).await)
}

async fn an_interview_is_offered_what_it_can_have(db: TestDb) {
    let app = ready(db).await;
    let (bob, cid) = (app.user(1, "bob").await, app.user(1, "cid").await);
    let interview = scheduled(&app, "2025-01-22T10:00:00Z", &[bob]).await;
    let busy = json!({"user_id": bob, "start": "2025-01-22T12:00:00Z", "end": "2025-01-22T13:00:00Z"});
    app.make("/api/v1/busy-periods", busy).await;
    let emil = app.candidate(1, "emil").await;
    let job = other_job(&app, emil).await;
    app.gates(1, 1, job, [true, true, true]).await;
    // He interviews somebody else, she is interviewed by somebody else, and a slot of his is booked.
    interview_of(&app, emil, job, "2025-01-22T14:00:00Z", &[bob]).await;
    interview_of(&app, 1, job, "2025-01-22T16:00:00Z", &[cid]).await;
    let by_hand = slot(&app, bob, "2025-01-22T18:00:00Z", "2025-01-22T18:30:00Z").await;
    let booked = app.post(&format!("/api/interviews/slots/{by_hand}/book_slot"), json!({})).await;
    assert_eq!(booked.status, 200, "{}", booked.text);
    let found = offered(&app, &interview).await;
    assert_eq!(found, bookable(&app, &interview, "2025-01-22T10:00").await);
    let has = |start: &str| found.contains(&format!("{DAY}T{start}"));
    for start in ["09:15", "10:15", "10:45", "11:00", "23:45"] {
        assert!(has(start), "{start}: {found:?}");
    }
    for start in ["10:00", "11:15", "14:30", "15:15", "16:45", "17:15", "18:15"] {
        assert!(!has(start), "{start}: {found:?}");
    }
}

async fn a_candidate_who_is_a_user_has_their_time_too(db: TestDb) {
    let app = ready(db).await;
    let eve = app.user(1, "eve").await;
    let candidate = app.candidate(1, "eve").await;
    let job = other_job(&app, candidate).await;
    app.gates(1, 1, job, [true, true, true]).await;
    let interview = interview_of(&app, candidate, job, "2025-01-22T10:00:00Z", &[]).await;
    interview_of(&app, 1, job, "2025-01-22T14:00:00Z", &[eve]).await;
    let busy = json!({"user_id": eve, "start": "2025-01-22T12:00:00Z", "end": "2025-01-22T13:00:00Z"});
    app.make("/api/v1/busy-periods", busy).await;
    let found = offered(&app, &interview).await;
    assert_eq!(found, bookable(&app, &interview, "2025-01-22T10:00").await);
    let has = |start: &str| found.contains(&format!("{DAY}T{start}"));
    assert!(has("10:15") && has("23:45"), "{found:?}");
    assert!(!has("11:15") && !has("14:45"), "{found:?}");
    // Nobody has to come, and of the day after she has nothing: any time will do.
    let browser = ann(&app).await;
    let path = format!("/app/interviews/{interview}/starts?from=2025-01-23&days=1");
    assert_eq!(browser.get(&path).await["any"], json!(true));
}

async fn every_door_leaves_out_what_the_interview_has_itself(db: TestDb) {
    let app = ready(db).await;
    let bob = app.user(1, "bob").await;
    let interview = scheduled(&app, "2025-01-20T12:00:00Z", &[bob]).await;
    let browser = ann(&app).await;
    let page = browser.get(&format!("/app/interviews/{interview}/move")).await.text;
    for start in ["11:30", "12:30"] {
        assert!(page.contains(&format!("value=\"2025-01-20T{start}:00Z\"")), "{start}: {page}");
    }
    let why = browser.get(&format!("/app/why?about=interview-{interview}&from=2025-01-20&days=1")).await;
    assert!(why.status == 200 && !why.text.contains("</svg> Busy</td>"), "{}", why.text);
    // On both sides of a conflict.
    let busy = json!({"user_id": bob, "start": "2025-01-20T12:30:00Z", "end": "2025-01-20T13:00:00Z"});
    app.make("/api/v1/busy-periods", busy).await;
    let found = app.get("/api/interviews/conflicts").await;
    let conflict = found["items"][0]["id"].as_str().unwrap_or_default().to_owned();
    let page = browser.get(&format!("/app/conflicts/{conflict}")).await.text;
    assert!(page.contains("/move?start=2025-01-20T11:30"), "{page}");
    assert!(!page.contains("/move?start=2025-01-20T12:00"), "{page}");
}

async fn why_there_is_no_time_counts_the_candidate_and_not_the_interview_itself(db: TestDb) {
    let app = ready(db).await;
    let (bob, cid) = (app.user(1, "bob").await, app.user(1, "cid").await);
    let job = other_job(&app, 1).await;
    let interview = scheduled(&app, "2025-01-22T10:00:00Z", &[bob]).await;
    let path = format!("/app/why?about=interview-{interview}&from={DAY}&days=1");
    let browser = ann(&app).await;
    let free = browser.get(&path).await.text;
    assert!(!free.contains("The candidate is busy"), "{free}");
    interview_of(&app, 1, job, "2025-01-22T16:00:00Z", &[cid]).await;
    let taken = browser.get(&path).await.text;
    assert!(taken.contains("The candidate is busy") && !taken.contains("</svg> Busy</td>"), "{taken}");
    // One that has a slot leaves out the slot as well.
    let own = slot(&app, cid, "2025-01-23T10:00:00Z", "2025-01-23T11:00:00Z").await;
    let third = app.job(1, "Painter").await;
    let booked = app.interview(1, 1, third, &[]).await;
    on_slot(&app, &booked, &own).await;
    let page = browser.get(&format!("/app/why?about=interview-{booked}&from=2025-01-23&days=1")).await.text;
    assert!(page.contains("Can be had"), "{page}");
    for rule in ["</svg> Busy</td>", "The candidate is busy"] {
        assert!(!page.contains(rule), "{rule}: {page}");
    }
}

/// Books an interview to a slot.
async fn on_slot(app: &App, interview: &str, slot: &str) {
    let body = json!({"interview_id": interview, "slot_id": slot});
    app.make("/api/interviews/schedules/book_interview/", body).await;
}

/// What is refused to move to a slot because its candidate is interviewed then: the page of the conflict that it leaves.
async fn refused_slot(app: &App, browser: &Browser<'_>, interview: &str, slot: &str) -> String {
    let path = format!("/app/interviews/{interview}");
    let refused = browser.submit(&format!("{path}/move"), &format!("{path}/book"), &[("slot", slot)]).await;
    assert_eq!(refused.status, 409, "{}", refused.text);
    let found = app.get("/api/interviews/conflicts").await;
    let conflicts = found["items"].as_array().cloned().unwrap_or_default();
    let own = conflicts.iter().find(|one| one.to_string().contains(interview));
    let own = own.unwrap_or_else(|| panic!("no conflict of {interview}: {}", found.text));
    format!("/app/conflicts/{}", own["id"].as_str().unwrap_or_default())
}

async fn both_sides_of_a_conflict_read_the_slots_once(db: TestDb) {
    let app = ready(db).await;
    let (bob, cid, emil) =
        (app.user(1, "bob").await, app.user(1, "cid").await, app.candidate(1, "emil").await);
    let browser = ann(&app).await;
    let (job, third) = (other_job(&app, emil).await, app.job(1, "Painter").await);
    let hour = async |user: i64, day: u8, hour: u8| {
        let at = |hour: u8| format!("2025-01-{day}T{hour:02}:00:00Z");
        slot(&app, user, &at(hour), &at(hour + 1)).await
    };
    // Both have a slot.
    let (first, second) = (app.interview(1, 1, 1, &[]).await, app.interview(1, 1, job, &[]).await);
    on_slot(&app, &first, &hour(bob, 22, 12).await).await;
    on_slot(&app, &second, &hour(bob, 23, 9).await).await;
    let both = refused_slot(&app, &browser, &second, &hour(cid, 22, 12).await).await;
    // One has a slot, and the other has its own time.
    interview_of(&app, emil, job, "2025-01-22T15:00:00Z", &[]).await;
    let alone = app.interview(1, emil, third, &[]).await;
    on_slot(&app, &alone, &hour(bob, 23, 11).await).await;
    let one = refused_slot(&app, &browser, &alone, &hour(cid, 22, 15).await).await;
    let page = browser.get(&both).await.text;
    for interview in [&first, &second] {
        assert!(page.contains(&format!("/app/interviews/{interview}/move?start=")), "{interview}: {page}");
    }
    browser.get(&one).await;
    let (both, _) = app.db.count_statements(browser.get(&both)).await;
    let (one, _) = app.db.count_statements(browser.get(&one)).await;
    // Who comes to the other one takes a few. A search for slots takes more.
    assert!(both <= one + 6, "{both} and {one}");
}

async fn a_slot_is_proposed_as_it_can_be_had(db: TestDb) {
    let app = ready(db).await;
    let (bob, cid, eve) = (app.user(1, "bob").await, app.user(1, "cid").await, app.user(1, "eve").await);
    let job = other_job(&app, 1).await;
    let hour = async |user: i64, day: u8, hour: u8| {
        let at = |hour: u8| format!("2025-01-{day}T{hour:02}:00:00Z");
        slot(&app, user, &at(hour), &at(hour + 1)).await
    };
    let interview = app.interview(1, 1, 1, &[eve]).await;
    on_slot(&app, &interview, &hour(bob, 22, 12).await).await;
    // She has another interview in the first one, and who has to come besides is busy in the second.
    hour(bob, 23, 9).await;
    interview_of(&app, 1, job, "2025-01-23T09:30:00Z", &[cid]).await;
    hour(bob, 23, 12).await;
    let busy = json!({"user_id": eve, "start": "2025-01-23T12:30:00Z", "end": "2025-01-23T13:00:00Z"});
    app.make("/api/v1/busy-periods", busy).await;
    let free = hour(bob, 23, 15).await;
    let browser = ann(&app).await;
    let path = format!("/app/interviews/{interview}");
    let found = starts(&browser, &format!("{path}/starts?from=2025-01-20&days=7")).await;
    assert_eq!(found, ["2025-01-23T15:00"]);
    let page = async |start: &str| browser.get(&format!("{path}/move?start=2025-01-23T{start}")).await.text;
    for (start, why) in [("09:00", "The candidate is not free at that time."), ("12:00", "eve: Busy")] {
        let refused = page(start).await;
        assert!(refused.contains("be moved there") && !refused.contains("Move it there"), "{refused}");
        assert!(!refused.contains("No free slot begins at this time.") && refused.contains(why), "{refused}");
    }
    let asked = page("15:00").await;
    assert!(asked.contains("Move it there") && asked.contains("<dd>None</dd>"), "{asked}");
    assert!(asked.contains(&format!("name=\"slot\" value=\"{free}\"")), "{asked}");
    assert_eq!(app.get("/api/interviews/conflicts").await["items"], json!([]), "looking leaves no conflict");
    let moved = browser.submit(&format!("{path}/move"), &format!("{path}/book"), &[("slot", &free)]).await;
    assert_eq!(moved.status, 303, "{}", moved.text);
}

/// A shop whose limits of moves are out of the way, with an owner; and the id of an appointment of Ana's at ten.
async fn shop(db: TestDb) -> (App, Shop, String) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    app.account(Some(shop.company), "olga", "owner").await;
    let path = book(&app, &shop, TEN, "Ana").await;
    (app, shop, path.rsplit('/').next().unwrap_or_default().to_owned())
}

async fn offered_by_shop(app: &App, appointment: &str) -> Vec<String> {
    let browser = Browser::of(app, "olga@example.com").await;
    starts(&browser, &format!("/app/appointments/{appointment}/starts?from=2025-01-21&days=1")).await
}

async fn an_appointment_is_offered_what_it_can_have(db: TestDb) {
    let (app, shop, ana) = shop(db).await;
    let config = format!("{CONFIG}?company_id={}", shop.company);
    let pause = json!({"appointment_buffer_minutes": 10, "slot_duration_minutes": 15});
    assert_eq!(app.put(&config, pause).await.status, 200);
    let user = app.user(shop.company, "other").await;
    let other = app.make(STAFF, json!({"user_id": user, "services": [shop.service]})).await.id();
    // Somebody else comes to the same member of staff, and the client comes to another one.
    book(&app, &shop, "2025-01-21T13:00:00Z", "Bob").await;
    let with_other = with(booking(&shop, "2025-01-21T15:00:00Z", "Ana"), &json!({"staff_id": other}));
    app.make("/api/v1/appointments/book", with_other).await;
    let found = offered_by_shop(&app, &ana).await;
    let path = format!("{APPOINTMENTS}/{ana}");
    let mut bookable = Vec::new();
    for quarter in (0..96).filter(|quarter| *quarter != 40) {
        let start = format!("2025-01-21T{:02}:{:02}", quarter / 4, quarter % 4 * 15);
        let to = |start: &str| json!({"start": format!("{start}:00Z"), "override": true});
        let moved = act(&app, &path, "reschedule", to(&start)).await;
        assert!([200, 409].contains(&moved.status), "{start}: {}", moved.text);
        if moved.status == 200 {
            let back = act(&app, &path, "reschedule", to("2025-01-21T10:00")).await;
            assert_eq!(back.status, 200, "{start}: {}", back.text);
            bookable.push(start);
        }
    }
    assert_eq!(found, bookable);
    let has = |start: &str| found.contains(&format!("2025-01-21T{start}"));
    assert!(has("10:15") && has("11:00"), "{found:?}");
    assert!(!has("10:00") && !has("12:15") && !has("14:30") && !has("15:15"), "{found:?}");
    // The form of the move offers the same.
    let browser = Browser::of(&app, "olga@example.com").await;
    let page = browser.get(&format!("/app/appointments/{ana}/move?date=2025-01-21")).await.text;
    assert!(page.contains("value=\"2025-01-21T10:15:00Z\""), "{page}");
    for start in ["10:00", "15:15"] {
        assert!(!page.contains(&format!("value=\"2025-01-21T{start}:00Z\"")), "{start}: {page}");
    }
}

async fn a_question_that_is_open_is_in_the_way_of_no_other_move(db: TestDb) {
    let (app, _, ana) = shop(db).await;
    let path = format!("{APPOINTMENTS}/{ana}");
    let asked = act(&app, &path, "reschedule", json!({"start": "2025-01-21T14:00:00Z", "ask": true})).await;
    assert_eq!(asked.status, 202, "{}", asked.text);
    let found = offered_by_shop(&app, &ana).await;
    assert!(found.contains(&"2025-01-21T14:00".to_owned()), "{found:?}");
    let moved = act(&app, &path, "reschedule", json!({"start": "2025-01-21T14:00:00Z"})).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
}

async fn asking_for_starts_writes_nothing(db: TestDb) {
    let app = ready(db).await;
    let bob = app.user(1, "bob").await;
    let interview = scheduled(&app, "2025-01-22T10:00:00Z", &[bob]).await;
    let (browser, path) = (ann(&app).await, format!("/app/interviews/{interview}/starts?from={DAY}&days=1"));
    assert!(!starts(&browser, &path).await.is_empty());
    let commits = app.db.metrics().commits;
    assert!(!starts(&browser, &path).await.is_empty());
    // SQLite has one writer, which reads do not wait for, nor hold.
    assert_eq!(app.db.metrics().commits, commits);
}

async fn what_is_stored_is_told_in_the_language_of_the_page(db: TestDb) {
    let app = ready(db).await;
    let (bob, emil) = (app.user(1, "bob").await, app.candidate(1, "emil").await);
    let job = other_job(&app, emil).await;
    let (first, second) = (app.interview(1, 1, 1, &[]).await, app.interview(1, emil, job, &[]).await);
    let full = slot(&app, bob, "2025-01-22T12:00:00Z", "2025-01-22T13:00:00Z").await;
    on_slot(&app, &first, &full).await;
    let mut browser = ann(&app).await;
    let conflict = refused_slot(&app, &browser, &second, &full).await;
    let feed = json!({"user_id": bob, "kind": "ics_file", "name": "Feed"});
    let feed = app.make("/api/v1/calendars", feed).await.id();
    let failed = "127.0.0.1 is not on the public internet; calendars are not fetched from private networks";
    app.db.raw().execute(&format!("UPDATE calendars SET last_error = '{failed}' WHERE id = {feed}"));
    let told = [
        (conflict, "all places of the slot are taken", "Alle Plätze des Zeitfensters sind vergeben"),
        (
            "/app/conflicts".to_owned(),
            "all places of the slot are taken",
            "Alle Plätze des Zeitfensters sind vergeben",
        ),
        (format!("/app/calendars/{feed}"), failed, "127.0.0.1 ist nicht im öffentlichen Internet"),
    ];
    for (path, english, german) in &told {
        let page = browser.get(path).await.text;
        assert!(page.contains(english) && !page.contains(german), "{path}: {page}");
    }
    browser.visit("/language/de?next=/app").await;
    for (path, english, german) in &told {
        let page = browser.get(path).await.text;
        assert!(page.contains(german) && !page.contains(english), "{path}: {page}");
    }
    // What nobody has words for stays as it is stored, and says in which language it is.
    app.db.raw().execute(&format!("UPDATE calendars SET last_error = 'the moon' WHERE id = {feed}"));
    let page = browser.get(&format!("/app/calendars/{feed}")).await.text;
    assert!(page.contains("<dd lang=\"en\">the moon</dd>"), "{page}");
}
