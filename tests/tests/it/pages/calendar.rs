//! The calendar: what it draws, what it leaves out, and moves that it proposes.

use super::visit::{Browser, value};
use crate::appointments::start::{APPOINTMENTS, BOOK, TEN};
use crate::shop::start::{STAFF, Shop};
use e2e::{Answer, App};
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_week_is_drawn_and_listed,
        nothing_is_left_out_without_a_word,
        statements_do_not_rise_with_people,
        keys_that_are_switched_off_are_not_spoken_of,
        the_list_of_keys_has_those_of_the_page,
        a_move_is_asked_before_it_is_made,
        starts_are_those_that_can_be_had,
        what_has_a_slot_moves_to_another_one,
        a_free_slot_is_moved_and_a_booked_one_keeps_its_time,
        an_appointment_is_moved_as_it_is_offered,
        an_appointment_moves_in_the_steps_of_its_service,
        busy_time_is_entered_moved_and_deleted,
        busy_time_that_breaks_a_booking_is_asked_about,
        staff_enter_their_own_busy_time_alone,
        both_sides_of_a_conflict_have_free_times,
    ]
}

/// Company 1 with its owner 1, job 1, and candidate 1, whom everything is enabled for.
pub(super) async fn ready(db: TestDb) -> App {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let owner = app.account(Some(company), "ann", "owner").await;
    let (job, candidate) = (app.job(company, "Engineer").await, app.candidate(company, "dora").await);
    assert_eq!((company, owner, job, candidate), (1, 1, 1, 1));
    app.gates(company, candidate, job, [true, true, true]).await;
    app
}

pub(super) async fn ann(app: &App) -> Browser<'_> {
    Browser::of(app, "ann@example.com").await
}

pub(super) fn id(made: &Answer) -> String {
    made["id"].as_str().unwrap_or_else(|| panic!("no id: {}", made.text)).to_owned()
}

/// An online interview of candidate 1 for job 1 at that time with these people; its id.
pub(super) async fn scheduled(app: &App, start: &str, panel: &[i64]) -> String {
    let body = json!({
        "candidate_id": 1, "job_id": 1, "interview_type": "online", "scheduled_at": start, "interviewer_ids": panel,
    });
    id(&app.make("/api/v1/interviews", body).await)
}

pub(super) async fn slot(app: &App, user: i64, start: &str, end: &str) -> String {
    let body =
        json!({"start_time": start, "end_time": end, "company": 1, "interviewer": user, "max_candidates": 1});
    id(&app.make("/api/interviews/slots", body).await)
}

/// The week of the examples, of somebody.
async fn week(browser: &Browser<'_>, user: i64) -> String {
    let page = browser.get(&format!("/app/calendar?date=2025-01-22&people={user}")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    page.text
}

/// What the page says of the first event with this text.
#[track_caller]
fn event<'p>(page: &'p str, text: &str) -> &'p str {
    let found = page
        .split("<li class=\"r")
        .skip(1)
        .find(|rest| rest.split("</li>").next().unwrap_or_default().contains(text));
    found.and_then(|rest| rest.split("</li>").next()).unwrap_or_else(|| panic!("no {text}: {page}"))
}

async fn a_week_is_drawn_and_listed(db: TestDb) {
    let app = ready(db).await;
    let bob = app.user(1, "bob").await;
    let interview = scheduled(&app, "2025-01-22T10:00:00Z", &[bob]).await;
    slot(&app, bob, "2025-01-22T10:30:00Z", "2025-01-22T12:00:00Z").await;
    let page = week(&ann(&app).await, bob).await;
    // From eight in the morning: ten stands in the row 25, an hour long, and in one of two lanes.
    let dora = event(&page, "dora");
    for wanted in [
        "25 n12 c1 w6\">",
        "data-at=\"2025-01-22T10:00\"",
        "data-minutes=\"60\"",
        &format!("data-move=\"/app/interviews/{interview}/move\""),
        &format!("data-starts=\"/app/interviews/{interview}/starts\""),
        "aria-keyshortcuts=\"m Alt+ArrowUp Alt+ArrowDown Alt+ArrowLeft Alt+ArrowRight\"",
        "10:00–11:00",
    ] {
        assert!(dora.contains(wanted), "{wanted}: {dora}");
    }
    // Half an hour of it is taken.
    assert!(event(&page, "Slot that can").contains("31 n18 c7 w6\">"), "{page}");
    assert_eq!(page.matches("data-day=").count(), 7, "{page}");
    assert!(
        page.contains("<ol class=\"hours t10\" aria-hidden=\"true\"><li class=\"r1\">08:00</li>"),
        "{page}"
    );
    for path in page.split("/assets/calendar-").skip(1).filter_map(|rest| rest.split('"').next()) {
        let file = app.send(app.anonymous(reqwest::Method::GET, &format!("/assets/calendar-{path}"))).await;
        assert_eq!(file.status, 200, "{path}");
        assert!(!path.ends_with(".css") || file.text.contains(".r288{grid-row-start:288}"), "{path}");
    }
}

async fn keys_that_are_switched_off_are_not_spoken_of(db: TestDb) {
    let app = ready(db).await;
    let bob = app.user(1, "bob").await;
    scheduled(&app, "2025-01-22T10:00:00Z", &[bob]).await;
    let mut browser = ann(&app).await;
    for (keys, expected) in [("on", true), ("off", false)] {
        browser.visit(&format!("/keys/{keys}?next=/app")).await;
        let page = week(&browser, bob).await;
        assert!(page.contains(&format!("data-keys=\"{keys}\"")), "{page}");
        for words in ["aria-keyshortcuts=", "or with the keyboard"] {
            assert_eq!(page.contains(words), expected, "{keys} {words}: {page}");
        }
        // Without keys an event still leads to its form.
        assert!(event(&page, "dora").contains("data-move="), "{page}");
    }
}

async fn the_list_of_keys_has_those_of_the_page(db: TestDb) {
    let app = ready(db).await;
    scheduled(&app, "2025-01-22T10:00:00Z", &[1]).await;
    let browser = ann(&app).await;
    let list = async |path: &str| {
        let page = browser.get(path).await;
        let list = page
            .text
            .split("<dialog id=\"shortcuts\"")
            .nth(1)
            .and_then(|rest| rest.split("</dialog>").next());
        list.unwrap_or_default().to_owned()
    };
    let (calendar, jobs) = (list("/app/calendar?date=2025-01-22").await, list("/app/jobs").await);
    for key in [
        "<kbd>Alt</kbd> <kbd>↑</kbd> <kbd>↓</kbd>",
        "<kbd>Alt</kbd> <kbd>←</kbd> <kbd>→</kbd>",
        "<kbd>Enter</kbd>",
    ] {
        assert!(calendar.contains(key) && !jobs.contains(key), "{key}: {calendar} {jobs}");
    }
    for key in ["<kbd>?</kbd>", "<kbd>m</kbd>", "<kbd>Esc</kbd>"] {
        assert!(calendar.contains(key) && jobs.contains(key), "{key}: {calendar} {jobs}");
    }
}

async fn nothing_is_left_out_without_a_word(db: TestDb) {
    let app = ready(db).await;
    let bob = app.user(1, "bob").await;
    let open = json!({"business_hours": {"start": "00:00", "end": "24:00"}});
    assert_eq!(app.patch("/api/v1/companies/1", open).await.status, 200);
    let browser = ann(&app).await;
    let new = "/app/slots/new";
    let (bob_text, days) = (bob.to_string(), ["1", "2", "3", "4", "5", "6", "7"]);
    let make = async |from: &str, to: &str, last: &str| {
        let mut typed = vec![
            ("interviewer", bob_text.as_str()),
            ("start_date", "2025-01-27"),
            ("end_date", last),
            ("start_time", from),
            ("end_time", to),
            ("duration_minutes", "5"),
            ("break_minutes", "0"),
            ("max_candidates", "1"),
            ("job", ""),
            ("notes", ""),
        ];
        typed.extend(days.map(|day| ("days", day)));
        let made = browser.submit(new, new, &typed).await;
        assert_eq!(made.status, 303, "{}", made.text);
    };
    let count = async || {
        let page = browser.get(&format!("/app/calendar?date=2025-01-27&people={bob}")).await.text;
        (page.matches("> Free slot").count(), page.contains("There is more than fits"))
    };
    make("08:00", "14:00", "2025-02-02").await;
    let (slots, cut) = count().await;
    assert_eq!((slots, cut), (504, false));
    for (from, to) in [("00:00", "07:00"), ("14:00", "20:00"), ("20:00", "23:55")] {
        make(from, to, "2025-02-02").await;
    }
    let (slots, cut) = count().await;
    assert_eq!((slots, cut), (1925, false), "up to two thousand");
    make("07:00", "08:00", "2025-02-02").await;
    let (slots, cut) = count().await;
    assert_eq!((slots, cut), (2000, true));
}

async fn statements_do_not_rise_with_people(db: TestDb) {
    let app = ready(db).await;
    let mut people = Vec::new();
    for number in 0..12 {
        let user = app.user(1, &format!("user{number}")).await;
        scheduled(&app, &format!("2025-01-22T{:02}:00:00Z", number + 9), &[user]).await;
        slot(&app, user, "2025-01-23T10:00:00Z", "2025-01-23T11:00:00Z").await;
        let waits = slot(
            &app,
            user,
            &format!("2025-01-21T{:02}:00:00Z", number + 9),
            &format!("2025-01-21T{:02}:00:00Z", number + 10),
        )
        .await;
        let interview = app.interview(1, 1, 1, &[]).await;
        let body = json!({"interview_id": interview, "slot_id": waits});
        app.make("/api/interviews/schedules/book_interview/", body).await;
        let busy = json!({"user_id": user, "start": "2025-01-24T10:00:00Z", "end": "2025-01-24T11:00:00Z"});
        app.make("/api/v1/busy-periods", busy).await;
        people.push(user.to_string());
    }
    let browser = ann(&app).await;
    let page = async |people: &[String]| {
        let path = format!("/app/calendar?date=2025-01-22&people={}", people.join(","));
        app.db.count_statements(browser.get(&path)).await
    };
    page(&people).await;
    let (one, _) = page(&people[..1]).await;
    let (all, shown) = page(&people).await;
    assert_eq!(shown.text.matches("> Free slot").count(), 12, "{}", shown.text);
    assert_eq!(all, one);
}

async fn a_move_is_asked_before_it_is_made(db: TestDb) {
    let app = ready(db).await;
    let (bob, cid) = (app.user(1, "bob").await, app.user(1, "cid").await);
    let interview = scheduled(&app, "2025-01-22T10:00:00Z", &[bob, cid]).await;
    let busy = json!({"user_id": cid, "start": "2025-01-23T14:00:00Z", "end": "2025-01-23T15:00:00Z"});
    app.make("/api/v1/busy-periods", busy).await;
    let (path, stored) =
        (format!("/app/interviews/{interview}/move"), format!("/api/v1/interviews/{interview}"));
    let browser = ann(&app).await;
    let page = browser.get(&format!("{path}?start=2025-01-23T11:30")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    for wanted in [
        "Move it to this time?",
        "Wednesday 22 January 2025, 10:00 to 11:00",
        "Thursday 23 January 2025, 11:30 to 12:30",
        "<dd>dora, bob, cid</dd>",
        "<dd>None</dd>",
        "name=\"scheduled_at\" value=\"2025-01-23T11:30:00Z\"",
        "name=\"back\" value=\"/app/calendar?date=2025-01-23\"",
    ] {
        assert!(page.text.contains(wanted), "{wanted}: {}", page.text);
    }
    assert_eq!(
        app.get(&stored).await["scheduled_at"],
        json!("2025-01-22T10:00:00Z"),
        "looking moves nothing"
    );
    let taken = browser.get(&format!("{path}?start=2025-01-23T14:30")).await.text;
    assert!(taken.contains("be moved there") && !taken.contains("Move it to this time?"), "{taken}");
    assert!(!taken.contains("Move it there"), "{taken}");
    let csrf = super::visit::token(&page.text);
    let version = value(&page.text, "version").unwrap_or_default();
    let typed = [
        ("csrf", csrf.as_str()),
        ("version", version.as_str()),
        ("scheduled_at", "2025-01-23T11:30:00Z"),
        ("back", "/app/calendar?date=2025-01-23"),
    ];
    let moved = browser.post(&path, &typed).await;
    let to = "/app/calendar?date=2025-01-23&undo=yes&done=moved";
    assert_eq!((moved.status, moved.header("location")), (303, to));
    assert_eq!(app.get(&stored).await["scheduled_at"], json!("2025-01-23T11:30:00Z"));
    let elsewhere = browser.get(&format!("{path}?start=2025-01-24T11:30&back=//other.example/")).await.text;
    assert!(elsewhere.contains("name=\"back\" value=\"/app/calendar?date=2025-01-24\""), "{elsewhere}");
}

/// The starts that a script is told.
pub(super) async fn starts(browser: &Browser<'_>, path: &str) -> Vec<String> {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    let starts = answer["starts"].as_array().cloned().unwrap_or_default();
    starts.iter().filter_map(|start| start.as_str().map(str::to_owned)).collect()
}

async fn starts_are_those_that_can_be_had(db: TestDb) {
    let app = ready(db).await;
    let bob = app.user(1, "bob").await;
    let interview = scheduled(&app, "2025-01-22T10:00:00Z", &[bob]).await;
    let busy = json!({"user_id": bob, "start": "2025-01-22T12:00:00Z", "end": "2025-01-22T13:00:00Z"});
    app.make("/api/v1/busy-periods", busy).await;
    let browser = ann(&app).await;
    let path = format!("/app/interviews/{interview}/starts");
    let found = starts(&browser, &format!("{path}?from=2025-01-22&days=1")).await;
    let has = |start: &str| found.contains(&format!("2025-01-22T{start}"));
    // A quarter of an hour later it overlaps itself, which is no conflict.
    assert!(has("10:15") && has("09:45") && has("11:00") && has("13:00"), "{found:?}");
    assert!(!has("11:15") && !has("12:00") && !has("12:45"), "{found:?}");
    assert_eq!(
        app.get(&format!("/api/v1/interviews/{interview}")).await["scheduled_at"],
        json!("2025-01-22T10:00:00Z"),
        "asking moves nothing"
    );
    let alone = scheduled_alone(&app).await;
    assert_eq!(browser.get(&format!("{path}?from=2025-01-22&days=1")).await["step"], 15);
    let any = browser.get(&format!("/app/interviews/{alone}/starts?from=2025-01-22&days=7")).await;
    assert_eq!((&any["any"], &any["starts"]), (&json!(true), &json!([])), "{}", any.text);
    for wrong in
        ["", "?from=yesterday", "?from=2025-01-22&days=8", "?from=2025-01-22&days=0", "?from=9999-12-31"]
    {
        assert_eq!(browser.get(&format!("{path}{wrong}")).await.status, 404, "{wrong}");
    }
}

/// One that nobody has to come to.
async fn scheduled_alone(app: &App) -> String {
    let (job, candidate) = (app.job(1, "Archivist").await, app.candidate(1, "emil").await);
    app.gates(1, candidate, job, [true, true, true]).await;
    let body = json!({"candidate_id": candidate, "job_id": job, "interview_type": "online"});
    id(&app.make("/api/v1/interviews", body).await)
}

async fn what_has_a_slot_moves_to_another_one(db: TestDb) {
    let app = ready(db).await;
    let bob = app.user(1, "bob").await;
    let first = slot(&app, bob, "2025-01-22T12:00:00Z", "2025-01-22T13:00:00Z").await;
    let other = slot(&app, bob, "2025-01-23T09:10:00Z", "2025-01-23T10:10:00Z").await;
    let interview = app.interview(1, 1, 1, &[]).await;
    let body = json!({"interview_id": interview, "slot_id": first});
    app.make("/api/interviews/schedules/book_interview/", body).await;
    let browser = ann(&app).await;
    let path = format!("/app/interviews/{interview}");
    let asked = format!("{path}/starts?from=2025-01-20&days=7");
    let found = starts(&browser, &asked).await;
    assert_eq!(browser.get(&asked).await["step"], json!(null), "slots have no step");
    assert_eq!(found, ["2025-01-23T09:10"]);
    let page = browser.get(&format!("{path}/move?start=2025-01-23T09:10")).await.text;
    assert!(page.contains(&format!("name=\"slot\" value=\"{other}\"")), "{page}");
    let none = browser.get(&format!("{path}/move?start=2025-01-23T09:00")).await.text;
    assert!(none.contains("No free slot begins at this time."), "{none}");
    let moved = browser.submit(&format!("{path}/move"), &format!("{path}/book"), &[("slot", &other)]).await;
    assert_eq!(moved.status, 303, "{}", moved.text);
}

async fn a_free_slot_is_moved_and_a_booked_one_keeps_its_time(db: TestDb) {
    let app = ready(db).await;
    let bob = app.user(1, "bob").await;
    let first = slot(&app, bob, "2025-01-22T12:00:00Z", "2025-01-22T13:00:00Z").await;
    let (browser, path) = (ann(&app).await, format!("/app/slots/{first}/edit"));
    let page = browser.get(&format!("{path}?start=2025-01-23T09:30")).await.text;
    assert_eq!(value(&page, "start").as_deref(), Some("2025-01-23T09:30"), "{page}");
    assert_eq!(value(&page, "end").as_deref(), Some("2025-01-23T10:30"), "{page}");
    let stored = async || app.get(&format!("/api/interviews/slots/{first}")).await["start_time"].clone();
    assert_eq!(stored().await, json!("2025-01-22T12:00:00Z"), "looking moves nothing");
    let typed =
        |start, end| [("start", start), ("end", end), ("max_candidates", "1"), ("job", ""), ("notes", "")];
    let wrong = browser.submit(&path, &path, &typed("2025-01-23T10:30", "2025-01-23T09:30")).await;
    assert!(wrong.status == 422 && wrong.text.contains("href=\"#f-end\""), "{}", wrong.text);
    let moved = browser.submit(&path, &path, &typed("2025-01-23T09:30", "2025-01-23T10:30")).await;
    assert_eq!(moved.status, 303, "{}", moved.text);
    assert_eq!(stored().await, json!("2025-01-23T09:30:00Z"));
    let csrf = super::visit::token(&page);
    let mut old = vec![("csrf", csrf.as_str()), ("version", "1")];
    old.extend(typed("2025-01-24T09:30", "2025-01-24T10:30"));
    assert_eq!(browser.post(&path, &old).await.status, 412);
    app.post(&format!("/api/interviews/slots/{first}/book_slot"), json!({})).await;
    let taken = browser.submit(&path, &path, &typed("2025-01-24T09:30", "2025-01-24T10:30")).await;
    assert_eq!(taken.status, 422, "{}", taken.text);
}

async fn an_appointment_is_moved_as_it_is_offered(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    app.account(Some(shop.company), "olga", "owner").await;
    let body = json!({
        "service_id": shop.service, "staff_id": shop.staff, "start": TEN, "company_id": shop.company,
        "client": {"name": "Ann", "email": "ann@example.com"}, "payment_type": "none",
    });
    let booked = id(&app.make(BOOK, body).await);
    let browser = Browser::of(&app, "olga@example.com").await;
    let path = format!("/app/appointments/{booked}");
    let found = starts(&browser, &format!("{path}/starts?from=2025-01-21&days=1")).await;
    assert!(found.contains(&"2025-01-21T14:00".to_owned()), "{found:?}");
    assert!(!found.contains(&"2025-01-21T23:00".to_owned()), "{found:?}");
    let page = browser.get(&format!("{path}/move?start=2025-01-21T14:00")).await.text;
    for wanted in ["Move it to this time?", "10:00 to 11:00", "14:00 to 15:00", "<dd>None</dd>", "<dd>Ann, "]
    {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
    let night = browser.get(&format!("{path}/move?start=2025-01-21T23:00")).await.text;
    assert!(night.contains("be moved there") && !night.contains("Move it there"), "{night}");
    assert_eq!(app.get(&format!("{APPOINTMENTS}/{booked}")).await["start"], json!(TEN));
    let staff = shop.staff.to_string();
    let typed = [("staff", staff.as_str()), ("start", "2025-01-21T14:00:00Z")];
    let moved =
        browser.submit(&format!("{path}/move?start=2025-01-21T14:00"), &format!("{path}/move"), &typed).await;
    assert_eq!(moved.status, 303, "{}", moved.text);
    assert_eq!(app.get(&format!("{APPOINTMENTS}/{booked}")).await["start"], json!("2025-01-21T14:00:00Z"));
}

async fn an_appointment_moves_in_the_steps_of_its_service(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    app.account(Some(shop.company), "olga", "owner").await;
    let body = json!({
        "service_id": shop.service, "staff_id": shop.staff, "start": "2025-01-28T10:00:00Z",
        "company_id": shop.company, "client": {"name": "Ann", "email": "ann@example.com"}, "payment_type": "none",
    });
    let path = format!("/app/appointments/{}", id(&app.make(BOOK, body).await));
    let browser = Browser::of(&app, "olga@example.com").await;
    let step = async || browser.get(&format!("{path}/starts?from=2025-01-28&days=1")).await["step"].clone();
    assert_eq!(step().await, 30);
    let put = app.patch(&format!("{STAFF}/{}", shop.staff), json!({"slot_duration_minutes": 20})).await;
    assert_eq!(put.status, 200, "{}", put.text);
    assert_eq!(step().await, 20);
    // What the script says has the form of the page's own texts.
    let calendar = browser.get("/app/calendar?date=2025-01-28").await.text;
    for wanted in [
        "data-every=\"Starts are every {minutes} minutes.\"",
        "data-span=\"{start} to {end}\"",
        "data-moment=\"{date}, {time}\"",
    ] {
        assert!(calendar.contains(wanted), "{wanted}: {calendar}");
    }
    // Moving begins on the day on which it is, though others are free before it.
    let page = browser.get(&format!("{path}/move")).await.text;
    assert_eq!(value(&page, "date").as_deref(), Some("2025-01-28"), "{page}");
}

async fn busy_time_is_entered_moved_and_deleted(db: TestDb) {
    let app = ready(db).await;
    let bob = app.user(1, "bob").await;
    let browser = ann(&app).await;
    let new = format!("/app/busy/new?user={bob}&start=2025-01-22T14:00&end=2025-01-22T15:30");
    let page = browser.get(&new).await.text;
    assert!(page.contains(&format!("<option value=\"{bob}\" selected>bob</option>")), "{page}");
    assert_eq!(value(&page, "start").as_deref(), Some("2025-01-22T14:00"));
    let user = bob.to_string();
    let typed = |start, end| [("user", user.as_str()), ("start", start), ("end", end), ("title", "Dentist")];
    let wrong = browser.submit(&new, "/app/busy/new", &typed("2025-01-22T14:00", "2025-01-22T14:00")).await;
    assert_eq!(wrong.status, 422, "{}", wrong.text);
    assert!(wrong.text.contains("href=\"#f-end\""), "{}", wrong.text);
    let made = browser.submit(&new, "/app/busy/new", &typed("2025-01-22T14:00", "2025-01-22T15:30")).await;
    let to = format!("/app/calendar?date=2025-01-22&people={bob}&done=created");
    assert_eq!((made.status, made.header("location")), (303, to.as_str()), "{}", made.text);
    let shown = week(&browser, bob).await;
    let dentist = event(&shown, "Dentist");
    let path = dentist.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    assert!(path.starts_with("/app/busy/"), "{dentist}");
    // As long as it is, at the time that the calendar proposes.
    let form = browser.get(&format!("{path}?start=2025-01-23T09:00")).await.text;
    assert_eq!(value(&form, "end").as_deref(), Some("2025-01-23T10:30"), "{form}");
    assert!(form.contains("Now: Wednesday 22 January 2025, 14:00 to 15:30"), "{form}");
    let typed = [("start", "2025-01-23T09:00"), ("end", "2025-01-23T10:30"), ("title", "")];
    let moved = browser.submit(path, path, &typed).await;
    assert_eq!(moved.status, 303, "{}", moved.text);
    let stored = app.get("/api/v1/busy-periods").await;
    assert_eq!(stored["items"][0]["start"], json!("2025-01-23T09:00:00Z"), "{}", stored.text);
    let csrf = super::visit::token(&form);
    let old = [
        ("csrf", csrf.as_str()),
        ("version", "1"),
        ("start", "2025-01-24T09:00"),
        ("end", "2025-01-24T10:00"),
    ];
    assert_eq!(browser.post(path, &old).await.status, 412);
    let gone = browser.post(&format!("{path}/delete"), &[("csrf", csrf.as_str())]).await;
    assert_eq!(gone.status, 303, "{}", gone.text);
    assert_eq!(app.get("/api/v1/busy-periods").await["items"], json!([]));
}

async fn busy_time_that_breaks_a_booking_is_asked_about(db: TestDb) {
    let app = ready(db).await;
    let bob = app.user(1, "bob").await;
    scheduled(&app, "2025-01-22T10:00:00Z", &[bob]).await;
    let browser = ann(&app).await;
    let user = bob.to_string();
    let typed = [("user", user.as_str()), ("start", "2025-01-22T09:00"), ("end", "2025-01-22T12:00")];
    let asked = browser.submit("/app/busy/new", "/app/busy/new", &typed).await;
    assert_eq!(asked.status, 409, "{}", asked.text);
    assert!(asked.text.contains("dora") && asked.text.contains("name=\"agreed\""), "{}", asked.text);
    assert_eq!(app.get("/api/v1/busy-periods").await["items"], json!([]));
    let agreed = value(&asked.text, "agreed").unwrap_or_default();
    let mut typed = typed.to_vec();
    typed.push(("agreed", &agreed));
    assert_eq!(browser.submit("/app/busy/new", "/app/busy/new", &typed).await.status, 303);
}

async fn staff_enter_their_own_busy_time_alone(db: TestDb) {
    let app = ready(db).await;
    let bob = app.account(Some(1), "bob", "staff").await;
    let browser = Browser::of(&app, "bob@example.com").await;
    let times = [("start", "2025-01-22T09:00"), ("end", "2025-01-22T10:00")];
    for (user, expected) in [(1, 422), (bob, 303)] {
        let user = user.to_string();
        let mut typed = vec![("user", user.as_str())];
        typed.extend(times);
        let made = browser.submit("/app/busy/new", "/app/busy/new", &typed).await;
        assert_eq!(made.status, expected, "{}", made.text);
    }
    let others = json!({"user_id": 1, "start": "2025-01-22T09:00:00Z", "end": "2025-01-22T10:00:00Z"});
    let others = id(&app.make("/api/v1/busy-periods", others).await);
    let refused = browser.get(&format!("/app/busy/{others}")).await.status;
    assert!([403, 404].contains(&refused), "{refused}");
}

async fn both_sides_of_a_conflict_have_free_times(db: TestDb) {
    let app = ready(db).await;
    let bob = app.user(1, "bob").await;
    let interview = scheduled(&app, "2025-01-22T10:00:00Z", &[bob]).await;
    let (start, end) = ("2025-01-22T10:00:00Z", "2025-01-22T11:00:00Z");
    let busy = json!({"user_id": bob, "start": start, "end": end, "title": "Dentist"});
    app.make("/api/v1/busy-periods", busy).await;
    let found = app.get("/api/interviews/conflicts").await;
    let conflict = found["items"][0]["id"].as_str().unwrap_or_default().to_owned();
    let browser = ann(&app).await;
    let page = browser.get(&format!("/app/conflicts/{conflict}")).await.text;
    assert!(page.contains("This interview") && page.contains("Free times"), "{page}");
    assert!(page.contains("What takes the time of") && page.contains("Dentist"), "{page}");
    let link = page.split("href=\"").find(|rest| rest.contains("/move?start=")).unwrap_or_default();
    let link = link.split('"').next().unwrap_or_default().replace("&#38;", "&").replace("&amp;", "&");
    let asked = browser.get(&link).await.text;
    assert!(link.starts_with(&format!("/app/interviews/{interview}/move?start=")), "{link}");
    assert!(asked.contains("Move it to this time?"), "{link}: {asked}");
    assert!(asked.contains(&format!("name=\"back\" value=\"/app/conflicts/{conflict}\"")), "{asked}");
    app.account(Some(1), "sid", "staff").await;
    let seen = Browser::of(&app, "sid@example.com").await.get(&format!("/app/conflicts/{conflict}")).await;
    assert_eq!(seen.status, 404, "whose it is not: {}", seen.text);
}
