//! Interview hours on `/app/hours`: who sees whose, how they are made, changed and deleted, and what is shown before.

use super::shop::{ann, count, has, led};
use super::undone::{offered, undo};
use super::visit::{Browser, token, value};
use e2e::{Answer, App};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

const PATTERNS: &str = "/api/interviews/availability";
const NEW: &str = "/app/hours/interviews/new";
const SLOTS: &str = "/app/hours/interviews/slots";

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        interviewers_find_their_hours,
        what_new_hours_take_away_is_shown_first,
        hours_that_break_interviews_say_so,
        hours_are_changed_deleted_and_there_again,
        staff_have_their_own_hours_alone,
        slots_are_made_from_the_hours,
        who_has_no_hours_is_told_before,
        the_rest_of_a_day_is_offered,
        who_is_in_the_way_is_called_by_name,
    ]
}

/// Company 1 with its owner Ann and two of the staff, Ines and Imre, who offer no services; their ids.
async fn ready(db: TestDb) -> (App, i64, i64) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    app.account(Some(company), "ann", "owner").await;
    let ines = app.account(Some(company), "ines", "staff").await;
    let imre = app.account(Some(company), "imre", "staff").await;
    (app, ines, imre)
}

/// The fields of new hours, Monday and Tuesday from nine to five.
fn nine_to_five<'f>(people: &[&'f str]) -> Vec<(&'static str, &'f str)> {
    let mut fields: Vec<(&'static str, &'f str)> = people.iter().map(|id| ("interviewers", *id)).collect();
    fields.extend([
        ("day_of_week", "1"),
        ("day_of_week", "2"),
        ("start_time", "09:00"),
        ("end_time", "17:00"),
        ("slot_duration", "45"),
        ("break_duration", "15"),
        ("max_slots_per_day", "6"),
        ("valid_from", "2025-01-20"),
        ("valid_until", ""),
    ]);
    fields
}

/// Sends hours, and once more as what they take away was shown.
async fn agreed(browser: &Browser<'_>, fields: &[(&str, &str)]) -> Answer {
    let shown = browser.submit(NEW, NEW, fields).await;
    assert_eq!(shown.status, 409, "{}", shown.text);
    let seen = value(&shown.text, "agreed").unwrap_or_default();
    let mut fields = fields.to_vec();
    fields.push(("agreed", &seen));
    browser.submit(NEW, NEW, &fields).await
}

/// An online interview of this candidate for this job; its id.
async fn interview(app: &App, (candidate, job): (i64, i64), start: &str, interviewer: i64) -> String {
    let body = json!({
        "candidate_id": candidate, "job_id": job, "interview_type": "online",
        "scheduled_at": start, "interviewer_ids": [interviewer],
    });
    let made = app.make("/api/v1/interviews", body).await;
    made["id"].as_str().unwrap_or_else(|| panic!("no id: {}", made.text)).to_owned()
}

async fn patterns(app: &App, user: i64) -> Vec<Value> {
    let list = app.get(&format!("{PATTERNS}?company_id=1&interviewer_id={user}")).await;
    list["items"].as_array().cloned().unwrap_or_default()
}

async fn interviewers_find_their_hours(db: TestDb) {
    let (app, ines, imre) = ready(db).await;
    let own = Browser::of(&app, "ines@example.com").await;
    let page = own.get("/app/hours").await;
    has(&page, 200, "Hours: ines");
    has(&page, 200, "Every hour of the day is offered for interviews");
    has(&page, 200, &format!("{NEW}?user={ines}"));
    has(&page, 200, &format!("/app/busy/new?user={ines}"));
    assert!(!page.text.contains("no profile that offers services"), "{}", page.text);
    has(&own.get(&format!("/app/hours?user={imre}")).await, 404, "");
    let page = ann(&app).await.get(&format!("/app/hours?user={imre}")).await;
    has(&page, 200, "Hours: imre");
    for user in [ines, imre] {
        has(&page, 200, &format!("<option value=\"{user}\""));
    }
    let german = Method::GET;
    let cookies = ann(&app).await.cookies().to_owned();
    let request = app.anonymous(german, "/app/hours").header("cookie", cookies);
    let page = app.send(request.header("accept-language", "de")).await;
    has(&page, 200, "Keine Gesprächszeiten.");
}

async fn what_new_hours_take_away_is_shown_first(db: TestDb) {
    let (app, ines, imre) = ready(db).await;
    let (browser, first, second) = (ann(&app).await, ines.to_string(), imre.to_string());
    let fields = nine_to_five(&[&first, &second]);
    let shown = browser.submit(NEW, NEW, &fields).await;
    has(&shown, 409, "This takes time away");
    has(&shown, 409, "ines");
    has(&shown, 409, "imre");
    has(&shown, 409, "hours less can be booked in the next two weeks");
    assert_eq!(count(&app, &format!("{PATTERNS}?company_id=1")).await, 0, "nothing was changed");
    led(&agreed(&browser, &fields).await, &format!("/app/hours?user={ines}&done=created"));
    for user in [ines, imre] {
        let made = patterns(&app, user).await;
        assert_eq!(made.len(), 2, "{made:?}");
        let seen = (&made[0]["start_time"], &made[0]["slot_duration"], &made[0]["max_slots_per_day"]);
        assert_eq!(seen, (&json!("09:00:00"), &json!(45), &json!(6)));
    }
    let page = browser.get(&format!("/app/hours?user={imre}")).await;
    has(&page, 200, "45 min each, 15 min between, 6 a day at most");
    // What is wrong is said at its field, and what takes nothing away is made at once.
    let mut wrong = nine_to_five(&[]);
    wrong.retain(|(name, _)| *name != "day_of_week" && *name != "end_time");
    wrong.push(("end_time", "09:00"));
    let page = browser.submit(NEW, NEW, &wrong).await;
    has(&page, 422, "Choose one of those that are offered.");
    has(&page, 422, "This is the time at which it begins.");
    let mut more = nine_to_five(&[&first]);
    more.retain(|(name, _)| *name != "day_of_week");
    more.push(("day_of_week", "3"));
    led(&browser.submit(NEW, NEW, &more).await, &format!("/app/hours?user={ines}&done=created"));
}

async fn hours_that_break_interviews_say_so(db: TestDb) {
    let (app, ines, _) = ready(db).await;
    let (job, candidate) = (app.job(1, "Engineer").await, app.candidate(1, "dora").await);
    app.gates(1, candidate, job, [true, true, true]).await;
    // On a Tuesday at seven in the evening.
    let slot = json!({
        "company": 1, "interviewer": ines, "start_time": "2025-01-28T19:00:00Z", "end_time": "2025-01-28T20:00:00Z",
    });
    let slot = app.make("/api/interviews/slots", slot).await;
    let interview = app.interview(1, candidate, job, &[]).await;
    let booking = json!({"interview_id": interview, "slot_id": slot["id"]});
    app.make("/api/interviews/schedules/book_interview", booking).await;
    let (browser, user) = (ann(&app).await, ines.to_string());
    let shown = browser.submit(NEW, NEW, &nine_to_five(&[&user])).await;
    has(&shown, 409, "This breaks bookings");
    has(&shown, 409, "dora");
    assert!(patterns(&app, ines).await.is_empty());
    // So is who is to be inactive.
    let edit = format!("/app/settings/people/{ines}/edit");
    let inactive = [("name", "ines"), ("email", "ines@example.com"), ("role", "staff"), ("time_zone", "")];
    let shown = browser.submit(&edit, &edit, &inactive).await;
    has(&shown, 409, "This breaks bookings");
    has(&shown, 409, "dora");
    assert_eq!(app.get(&format!("/api/v1/users/{ines}")).await["active"], true);
    led(&agreed(&browser, &nine_to_five(&[&user])).await, &format!("/app/hours?user={ines}&done=created"));
    assert_eq!(count(&app, "/api/interviews/conflicts?company_id=1").await, 1);
}

async fn hours_are_changed_deleted_and_there_again(db: TestDb) {
    let (app, ines, _) = ready(db).await;
    let user = ines.to_string();
    agreed(&ann(&app).await, &nine_to_five(&[&user])).await;
    let mut browser = Browser::of(&app, "ines@example.com").await;
    let id = patterns(&app, ines).await[0]["id"].as_i64().unwrap_or_default();
    let edit = format!("/app/hours/interviews/{id}/edit");
    let mut fields = nine_to_five(&[&user]);
    fields.retain(|(name, _)| !matches!(*name, "day_of_week" | "end_time"));
    fields.extend([("day_of_week", "1"), ("end_time", "18:00")]);
    led(&browser.submit(&edit, &edit, &fields).await, &format!("/app/hours?user={ines}&undo=yes&done=saved"));
    assert_eq!(patterns(&app, ines).await[0]["end_time"], "18:00:00");
    // Somebody else was faster.
    let page = browser.get(&edit).await;
    let (csrf, version) = (token(&page.text), value(&page.text, "version").unwrap_or_default());
    app.patch(&format!("{PATTERNS}/{id}"), json!({"slot_duration": 30})).await;
    let mut late = fields.clone();
    late.extend([("csrf", csrf.as_str()), ("version", version.as_str())]);
    assert_eq!(browser.post(&edit, &late).await.status, 412);
    let before = patterns(&app, ines).await;
    let gone = browser.send(&format!("/app/hours/interviews/{id}/delete"), &[("csrf", &csrf)]).await;
    led(&gone, &format!("/app/hours?user={ines}&undo=yes&done=deleted"));
    assert_eq!(patterns(&app, ines).await.len(), 1);
    let page = browser.get(gone.header("location")).await;
    assert!(offered(&page).is_some(), "{}", page.text);
    assert_eq!(undo(&browser, &page).await.status, 303);
    let after = patterns(&app, ines).await;
    assert_eq!(after.len(), 2, "{after:?}");
    let fields = ["day_of_week", "start_time", "end_time", "slot_duration", "valid_from", "valid_until"];
    for field in fields {
        assert_eq!(after[1][field], before[0][field], "{field}");
    }
}

async fn staff_have_their_own_hours_alone(db: TestDb) {
    let (app, ines, imre) = ready(db).await;
    let (own, other) = (ines.to_string(), imre.to_string());
    let browser = Browser::of(&app, "ines@example.com").await;
    let page = browser.get(NEW).await;
    assert!(!page.text.contains(&format!("name=\"interviewers\" value=\"{imre}\"")), "{}", page.text);
    let refused = browser.submit(NEW, NEW, &nine_to_five(&[&own, &other])).await;
    assert!(matches!(refused.status, 403 | 404 | 422), "{}", refused.text);
    assert_eq!(count(&app, &format!("{PATTERNS}?company_id=1")).await, 0);
    agreed(&ann(&app).await, &nine_to_five(&[&other])).await;
    let id = patterns(&app, imre).await[0]["id"].as_i64().unwrap_or_default();
    assert_eq!(browser.get(&format!("/app/hours/interviews/{id}/edit")).await.status, 404);
    led(&agreed(&browser, &nine_to_five(&[&own])).await, &format!("/app/hours?user={ines}&done=created"));
    assert_eq!(browser.get(SLOTS).await.status, 403);
}

async fn slots_are_made_from_the_hours(db: TestDb) {
    let (app, ines, _) = ready(db).await;
    let (browser, user) = (ann(&app).await, ines.to_string());
    let dates = [("interviewer", user.as_str()), ("start_date", "2025-01-27"), ("end_date", "2025-01-28")];
    agreed(&browser, &nine_to_five(&[&user])).await;
    has(&browser.get(&format!("/app/hours?user={ines}")).await, 200, &format!("{SLOTS}?user={ines}"));
    let made = browser.submit(SLOTS, SLOTS, &dates).await;
    let list = format!("/app/slots?interviewer={ines}&from=2025-01-27&to=2025-01-28&made=12");
    let to = made.header("location").to_owned();
    assert!(
        made.status == 303 && to.starts_with(&list) && to.ends_with("&done=created"),
        "{to}: {}",
        made.text
    );
    has(&browser.get(&to).await, 200, "12 slots were made.");
    let slots = format!("/api/interviews/slots?company_id=1&interviewer_id={ines}");
    assert_eq!(count(&app, &slots).await, 12);
    let none = browser.submit(SLOTS, SLOTS, &dates).await;
    has(&none, 422, "No slot was made");
    has(&none, 422, "Taken by another slot: Mon 27 Jan, 09:00");
    let sunday = [("interviewer", user.as_str()), ("start_date", "2025-02-02"), ("end_date", "")];
    has(&browser.submit(SLOTS, SLOTS, &sunday).await, 422, "There are no interview hours on these days.");
    assert_eq!(count(&app, &slots).await, 12);
    // Nights lie outside of the company's hours, and are told as such.
    let night = [("start_time", "22:00"), ("end_time", "06:00"), ("day_of_week", "4")];
    let kept =
        nine_to_five(&[&user]).into_iter().filter(|(name, _)| !night.iter().any(|(one, _)| one == name));
    let night: Vec<(&str, &str)> = kept.chain(night).collect();
    led(&browser.submit(NEW, NEW, &night).await, &format!("/app/hours?user={ines}&done=created"));
    let thursday = [("interviewer", user.as_str()), ("start_date", "2025-01-30"), ("end_date", "")];
    let none = browser.submit(SLOTS, SLOTS, &thursday).await;
    has(&none, 422, "Outside of the company’s opening hours: Thu 30 Jan, 22:00");
}

async fn who_has_no_hours_is_told_before(db: TestDb) {
    let (app, ines, imre) = ready(db).await;
    let (job, candidate) = (app.job(1, "Engineer").await, app.candidate(1, "dora").await);
    app.gates(1, candidate, job, [true, true, true]).await;
    let (browser, user) = (ann(&app).await, ines.to_string());
    let waiting = app.interview(1, candidate, job, &[imre]).await;
    agreed(&browser, &nine_to_five(&[&user])).await;
    let forms =
        ["/app/interviews/new".to_owned(), format!("/app/scheduling-links/new?candidate={candidate}")];
    for form in forms {
        let page = browser.get(&form).await;
        has(&page, 200, "imre (no interview hours)");
        has(&page, 200, "offered at every hour of the day");
        assert!(!page.text.contains("ines (no interview hours)"), "{form}: {}", page.text);
    }
    let page = browser.get(&format!("/app/interviews/{waiting}/link")).await;
    has(&page, 200, "No interview hours: imre.");
    has(&page, 200, &format!("href=\"/app/hours?user={imre}\""));
}

async fn the_rest_of_a_day_is_offered(db: TestDb) {
    let (app, ines, _) = ready(db).await;
    let (job, candidate) = (app.job(1, "Engineer").await, app.candidate(1, "dora").await);
    app.gates(1, candidate, job, [true, true, true]).await;
    let id = interview(&app, (candidate, job), "2025-01-28T19:00:00Z", ines).await;
    let page = ann(&app).await.get(&format!("/app/interviews/{id}/move")).await;
    has(&page, 200, "36 more times");
    has(&page, 200, "T23:00:00Z\">23:00</button>");
}

async fn who_is_in_the_way_is_called_by_name(db: TestDb) {
    let (app, ines, _) = ready(db).await;
    let (job, candidate, other) =
        (app.job(1, "Engineer").await, app.candidate(1, "dora").await, app.candidate(1, "emil").await);
    for one in [candidate, other] {
        app.gates(1, one, job, [true, true, true]).await;
    }
    let start = "2025-01-28T10:00:00Z";
    interview(&app, (candidate, job), start, ines).await;
    let (user, job, candidate, other) =
        (ines.to_string(), job.to_string(), candidate.to_string(), other.to_string());
    let browser = ann(&app).await;
    let send = async |candidate: &str| {
        let new = "/app/interviews/new";
        let fields = [
            ("candidate_id", candidate),
            ("job_id", job.as_str()),
            ("scheduled_at", "2025-01-28T10:30"),
            ("duration_minutes", "60"),
            ("interview_type", "online"),
            ("interviewer_ids", user.as_str()),
        ];
        browser.submit(new, new, &fields).await
    };
    let refused = send(&other).await;
    has(&refused, 422, "<a href=\"#f-scheduled_at\">");
    has(&refused, 422, "ines: Busy");
    assert!(!refused.text.contains(&format!("user {ines}")), "{}", refused.text);
    // The candidate is taken at that time too: that is the time's fault as well.
    let refused = send(&candidate).await;
    has(&refused, 422, "<a href=\"#f-scheduled_at\">");
}
