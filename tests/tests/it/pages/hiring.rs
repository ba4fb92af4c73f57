//! The recruiter's pages: what their forms change, and what their lists and calendars show.

use super::visit::{Browser, value};
use e2e::{Answer, App};
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        an_edit_changes_what_somebody_touched_alone,
        a_move_sends_the_instant_that_was_offered,
        fields_offer_whom_the_address_names,
        a_template_keeps_people_whom_nobody_touched_and_its_groups,
        dates_in_the_wrong_order_show_nothing,
        bookings_that_wait_stand_in_the_calendar,
        what_was_cancelled_hides_nothing_in_the_calendar,
        the_calendar_shows_what_began_the_day_before,
        administrators_see_the_calendar_of_a_company,
        a_candidate_has_a_switch_for_each_job_that_names_them,
        what_is_skipped_of_new_slots_is_told_with_its_reasons,
    ]
}

/// Company 1 with its owner 1, job 1, and candidate 1, whom everything is enabled for.
async fn ready(db: TestDb) -> App {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let owner = app.account(Some(company), "ann", "owner").await;
    let (job, candidate) = (app.job(company, "Engineer").await, app.candidate(company, "dora").await);
    assert_eq!((company, owner, job, candidate), (1, 1, 1, 1));
    app.gates(company, candidate, job, [true, true, true]).await;
    app
}

async fn ann(app: &App) -> Browser<'_> {
    Browser::of(app, "ann@example.com").await
}

/// An online interview of candidate 1 for job 1 at that time with these people; its id.
async fn scheduled(app: &App, start: &str, panel: &[i64]) -> String {
    let body = json!({
        "candidate_id": 1, "job_id": 1, "interview_type": "online", "scheduled_at": start, "interviewer_ids": panel,
    });
    id(&app.make("/api/v1/interviews", body).await)
}

fn id(made: &Answer) -> String {
    made["id"].as_str().unwrap_or_else(|| panic!("no id: {}", made.text)).to_owned()
}

/// What the page of that day shows of somebody's time.
async fn day(app: &App, date: &str, user: i64) -> String {
    let page = ann(app).await.get(&format!("/app/calendar?view=day&date={date}&people={user}")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    page.text
}

async fn an_edit_changes_what_somebody_touched_alone(db: TestDb) {
    let app = ready(db).await;
    let (bob, cid) = (app.user(1, "bob").await, app.user(1, "cid").await);
    let start = "2025-01-22T10:00:15Z";
    let interview = scheduled(&app, start, &[cid, bob]).await;
    let gone = app.patch(&format!("/api/v1/users/{cid}"), json!({"active": false})).await;
    assert_eq!(gone.status, 200, "{}", gone.text);
    let (path, stored) =
        (format!("/app/interviews/{interview}/edit"), format!("/api/v1/interviews/{interview}"));
    let browser = ann(&app).await;
    let page = browser.get(&path).await;
    assert_eq!(value(&page.text, "scheduled_at").as_deref(), Some("2025-01-22T10:00"), "{}", page.text);
    for user in [bob, cid] {
        assert!(page.text.contains(&format!("value=\"{user}\" checked")), "{user}: {}", page.text);
    }
    let check = async |panel: &[i64], notes: &str, expected: &[i64]| {
        let panel: Vec<String> = panel.iter().map(ToString::to_string).collect();
        let mut typed = vec![("scheduled_at", "2025-01-22T10:00"), ("duration_minutes", "60")];
        typed.extend(panel.iter().map(|user| ("interviewer_ids", user.as_str())));
        typed.extend([("interview_type", "online"), ("round", "final"), ("location", ""), ("notes", notes)]);
        let saved = browser.submit(&path, &path, &typed).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        let seen = app.get(&stored).await;
        assert_eq!(seen["scheduled_at"], json!(start), "{}", seen.text);
        assert_eq!(seen["interviewer_ids"], json!(expected), "{}", seen.text);
        assert_eq!((&seen["notes"], &seen["round"]), (&json!(notes), &json!("final")), "{}", seen.text);
    };
    // Browsers send boxes in the order of the page.
    check(&[bob, cid], "bring a pen", &[cid, bob]).await;
    check(&[bob], "and paper", &[bob]).await;
    let file = browser.get("/app/interviews?format=csv").await;
    assert!(file.text.lines().nth(1).is_some_and(|line| line.contains(",final,")), "{}", file.text);
}

async fn a_move_sends_the_instant_that_was_offered(db: TestDb) {
    let app = ready(db).await;
    let bob = app.user(1, "bob").await;
    let interview = scheduled(&app, "2025-01-22T10:00:15Z", &[bob]).await;
    let (path, stored) =
        (format!("/app/interviews/{interview}/move"), format!("/api/v1/interviews/{interview}"));
    let browser = ann(&app).await;
    let page = browser.get(&path).await;
    assert!(page.text.contains("name=\"shown\" value=\"2025-01-22T10:00:15Z\""), "{}", page.text);
    let offered = value(&page.text, "scheduled_at").unwrap_or_default();
    assert!(offered.ends_with('Z'), "{offered}");
    for (typed, expected) in [
        ("2025-01-22T10:00", "2025-01-22T10:00:15Z"),
        (offered.as_str(), offered.as_str()),
        ("2025-01-23T11:00:45Z", "2025-01-23T11:00:45Z"),
        ("2025-01-24T12:30", "2025-01-24T12:30:00Z"),
    ] {
        let moved = browser.submit(&path, &path, &[("scheduled_at", typed)]).await;
        assert_eq!(moved.status, 303, "{typed}: {}", moved.text);
        assert_eq!(app.get(&stored).await["scheduled_at"], json!(expected), "{typed}");
    }
}

async fn fields_offer_whom_the_address_names(db: TestDb) {
    let app = ready(db).await;
    let closed = app.job(1, "Archivist").await;
    app.patch(&format!("/api/v1/jobs/{closed}"), json!({"active": false})).await;
    let left = app.candidate(1, "emil").await;
    app.patch(&format!("/api/v1/candidates/{left}"), json!({"active": false})).await;
    let browser = ann(&app).await;
    let page = browser.get(&format!("/app/interviews/new?candidate={left}&job={closed}")).await;
    for chosen in [left, closed] {
        assert!(page.text.contains(&format!("<option value=\"{chosen}\" selected>")), "{}", page.text);
    }
    let blank = browser.get("/app/interviews/new").await.text;
    assert!(blank.contains("<option value=\"\" selected>Please choose</option>"), "{blank}");
    let list = browser.get(&format!("/app/interviews?job={closed}")).await.text;
    assert!(list.contains(&format!("<option value=\"{closed}\" selected>Archivist</option>")), "{list}");
}

async fn a_template_keeps_people_whom_nobody_touched_and_its_groups(db: TestDb) {
    let app = ready(db).await;
    let (bob, cid) = (app.user(1, "bob").await, app.user(1, "cid").await);
    let groups = json!([{"members": [bob, cid], "required": 1}]);
    let body = json!({
        "company_id": 1, "name": "Interview", "duration_minutes": 60, "interviewers": [cid, bob], "groups": groups,
    });
    let template = app.make("/api/v1/interview-templates", body).await.header("location").to_owned();
    app.patch(&format!("/api/v1/users/{cid}"), json!({"active": false})).await;
    let path = "/app/settings/templates/1/edit";
    let browser = ann(&app).await;
    let (bob, cid) = (bob.to_string(), cid.to_string());
    let typed = [
        ("name", "Panel"),
        ("duration_minutes", "45"),
        ("interviewers", bob.as_str()),
        ("interviewers", cid.as_str()),
    ];
    let saved = browser.submit(path, path, &typed).await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    let seen = app.get(&template).await;
    assert_eq!((&seen["name"], &seen["duration_minutes"]), (&json!("Panel"), &json!(45)), "{}", seen.text);
    let others = browser.submit(path, path, &typed[..3]).await;
    assert_eq!(others.status, 422, "{}", others.text);
    assert!(others.text.contains("people are in groups."), "{}", others.text);
    let still = app.get(&template).await;
    assert_eq!(
        (&still["interviewers"], &still["groups"]),
        (&seen["interviewers"], &seen["groups"]),
        "{}",
        still.text
    );
    assert_eq!(still["groups"].as_array().map(Vec::len), Some(1), "{}", still.text);
}

async fn dates_in_the_wrong_order_show_nothing(db: TestDb) {
    let app = ready(db).await;
    let bob = app.user(1, "bob").await;
    scheduled(&app, "2025-01-22T10:00:00Z", &[bob]).await;
    let browser = ann(&app).await;
    let check = async |query: &str, shown: bool, words: &str| {
        let page = browser.get(&format!("/app/interviews?{query}")).await;
        assert_eq!(page.status, 200, "{query}: {}", page.text);
        assert_eq!(page.text.contains(">dora</a>"), shown, "{query}: {}", page.text);
        assert!(page.text.contains(words), "{query}: {}", page.text);
        let file = browser.get(&format!("/app/interviews?{query}&format=csv")).await;
        assert_eq!(file.text.lines().count(), if shown { 2 } else { 1 }, "{query}: {}", file.text);
    };
    check("from=2025-01-22&to=2025-01-22", true, "").await;
    check("from=2025-01-23&to=2025-01-22", false, "This day comes before the first one.").await;
    check("from=yesterday&to=2025-01-22", false, "Enter a date.").await;
}

async fn bookings_that_wait_stand_in_the_calendar(db: TestDb) {
    let app = ready(db).await;
    let bob = app.user(1, "bob").await;
    let slot = json!({
        "start_time": "2025-01-22T12:00:00Z", "end_time": "2025-01-22T13:00:00Z", "company": 1,
        "interviewer": bob, "max_candidates": 1,
    });
    let slot = id(&app.make("/api/interviews/slots", slot).await);
    let free = day(&app, "2025-01-22", bob).await;
    assert!(free.contains("Free slot"), "{free}");
    let interview = app.interview(1, 1, 1, &[]).await;
    let body = json!({"interview_id": interview, "slot_id": slot});
    app.make("/api/interviews/schedules/book_interview/", body).await;
    let waits = day(&app, "2025-01-22", bob).await;
    assert!(waits.contains("dora") && waits.contains("Waits for confirmation"), "{waits}");
    assert!(!waits.contains("Free slot") && !waits.contains("Busy"), "{waits}");
}

async fn what_was_cancelled_hides_nothing_in_the_calendar(db: TestDb) {
    let app = ready(db).await;
    let bob = app.user(1, "bob").await;
    let interview = scheduled(&app, "2025-01-22T10:00:00Z", &[bob]).await;
    let told = day(&app, "2025-01-22", bob).await;
    assert!(told.contains("Scheduled") && !told.contains("Busy"), "{told}");
    let reason = json!({"reason": "ill"});
    let cancelled = app.post(&format!("/api/v1/interviews/{interview}/cancel"), reason).await;
    assert_eq!(cancelled.status, 200, "{}", cancelled.text);
    let busy = json!({"user_id": bob, "start": "2025-01-22T10:00:00Z", "end": "2025-01-22T11:00:00Z"});
    app.make("/api/v1/busy-periods", busy).await;
    let told = day(&app, "2025-01-22", bob).await;
    assert!(told.contains("Cancelled") && told.contains("Busy"), "{told}");
}

async fn the_calendar_shows_what_began_the_day_before(db: TestDb) {
    let app = ready(db).await;
    let bob = app.user(1, "bob").await;
    scheduled(&app, "2025-01-22T23:30:00Z", &[bob]).await;
    let next = day(&app, "2025-01-23", bob).await;
    assert!(next.contains("dora") && next.contains("00:00–00:30"), "{next}");
}

async fn administrators_see_the_calendar_of_a_company(db: TestDb) {
    let app = ready(db).await;
    app.account(None, "root", "admin").await;
    let bob = app.user(1, "bob").await;
    scheduled(&app, "2025-01-22T10:00:00Z", &[bob]).await;
    let mut browser = Browser::of(&app, "root@example.com").await;
    browser.choose(1).await;
    let page = browser.get("/app/calendar?view=day&date=2025-01-22").await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("dora"), "{}", page.text);
    assert_eq!(browser.get("/app/calendar?people=999999").await.status, 404);
}

async fn a_candidate_has_a_switch_for_each_job_that_names_them(db: TestDb) {
    let app = ready(db).await;
    let mut last = 0;
    for number in 0..30 {
        last = app.job(1, &format!("Zoologist {number:02}")).await;
    }
    app.gates(1, 1, last, [true, false, false]).await;
    let browser = ann(&app).await;
    let page = browser.get("/app/candidates/1").await.text;
    let jobs: Vec<&str> = page.split("data-label=\"Job\">").skip(1).collect();
    assert_eq!(jobs.len(), 20, "{page}");
    let first =
        jobs.iter().take(2).filter(|job| job.starts_with("Engineer") || job.starts_with("Zoologist 29"));
    assert_eq!(first.count(), 2, "{page}");
    let list = browser.get(&format!("/app/candidates?job={last}&done=shortlisted")).await.text;
    assert!(list.contains(&format!("name=\"back\" value=\"/app/candidates?job={last}\"")), "{list}");
}

async fn what_is_skipped_of_new_slots_is_told_with_its_reasons(db: TestDb) {
    let app = ready(db).await;
    let (browser, new) = (ann(&app).await, "/app/slots/new");
    let make = async |first: &str, from: &str, to: &str| {
        let fields = [
            ("interviewer", "1"),
            ("start_date", first),
            ("end_date", ""),
            ("start_time", from),
            ("end_time", to),
            ("duration_minutes", "60"),
            ("break_minutes", "0"),
            ("max_candidates", "1"),
            ("job", ""),
        ];
        browser.submit(new, new, &fields).await
    };
    let alone = browser.led(make("2025-01-21", "10:00", "11:00").await).await;
    assert!(alone.text.contains("One slot was made.") && !alone.text.contains("skipped"), "{}", alone.text);
    let some = make("2025-01-21", "07:00", "12:00").await;
    let list = some.header("location").to_owned();
    assert!(list.starts_with("/app/slots?interviewer=1&from=2025-01-21&to=2025-01-21&made=3&"), "{list}");
    let page = browser.led(some).await;
    for said in [
        "3 slots were made. 2 were skipped:",
        "Taken by another slot: Tue 21 Jan, 10:00",
        "Outside of the company’s opening hours: Tue 21 Jan, 07:00",
    ] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    // What was done is no part of the list: its links say it no more.
    assert!(!page.text.contains("made=3&#38;") && !page.text.contains("made=3&amp;"), "{}", page.text);
    let none = make("2025-01-17", "09:00", "11:00").await;
    assert_eq!(none.status, 422, "{}", none.text);
    for said in ["No slot was made.", "Past: Fri 17 Jan, 09:00"] {
        assert!(none.text.contains(said), "{said}: {}", none.text);
    }
}
