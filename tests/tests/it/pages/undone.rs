//! What can be undone is offered for a moment, and truly restored; nothing is written over that somebody else did.

use super::shop::{ann, has, ready};
use super::visit::{Browser, token, value};
use crate::picking::start::ready as with_candidate;
use e2e::{Answer, App};
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_deactivation_is_undone_whole,
        nothing_is_written_over_that_somebody_else_did,
        hours_that_were_deleted_are_there_again,
        an_interview_moves_back,
        nobody_else_can_put_a_form_there,
        what_was_secret_is_not_offered,
    ]
}

/// The form that a page offers to undo with: where it goes, and its fields.
pub(super) fn offered(page: &Answer) -> Option<(String, Vec<(String, String)>)> {
    let form = page.text.split("<form").find(|form| form.contains("data-undo"))?;
    let action = form.split("action=\"").nth(1)?.split('"').next()?.to_owned();
    let fields = form.split("name=\"").skip(1).filter_map(|rest| {
        let (name, rest) = rest.split_once("\" value=\"")?;
        Some((name.to_owned(), rest.split('"').next()?.replace("&#38;", "&").replace("&#39;", "'")))
    });
    Some((action, fields.collect()))
}

/// Presses the button.
pub(super) async fn undo(browser: &Browser<'_>, page: &Answer) -> Answer {
    let (action, fields) = offered(page).unwrap_or_else(|| panic!("nothing is offered: {}", page.text));
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(&action, &fields).await
}

/// Sends the form of a page, and opens where it leads.
async fn saved(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get(path).await;
    let (csrf, version) = (token(&page.text), value(&page.text, "version").unwrap_or_default());
    let mut all = vec![("csrf", csrf.as_str()), ("version", version.as_str())];
    all.extend(fields);
    let sent = browser.send(path, &all).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    browser.get(sent.header("location")).await
}

async fn job(app: &App) -> Answer {
    app.get("/api/v1/jobs/1").await
}

async fn a_deactivation_is_undone_whole(db: TestDb) {
    let (app, _) = ready(db).await;
    app.make("/api/v1/jobs", json!({"title": "R&D 'lead'", "company_id": 1})).await;
    let mut browser = ann(&app).await;
    let page = saved(&mut browser, "/app/jobs/1/edit", &[("title", "Other")]).await;
    assert_eq!((&job(&app).await["title"], &job(&app).await["active"]), (&json!("Other"), &json!(false)));
    let undone = undo(&browser, &page).await;
    assert_eq!((undone.status, undone.header("location")), (303, "/app/jobs?done=undone"), "{}", undone.text);
    let seen = job(&app).await;
    assert_eq!((&seen["title"], &seen["active"]), (&json!("R&D 'lead'"), &json!(true)), "{}", seen.text);
    // Neither is what was undone offered, nor what changed nothing, nor anything on another page.
    assert!(offered(&browser.get("/app/jobs?done=undone").await).is_none());
    assert!(offered(&browser.get("/app/jobs?done=saved").await).is_none());
    let same = [("title", "R&D 'lead'"), ("active", "yes")];
    assert!(offered(&saved(&mut browser, "/app/jobs/1/edit", &same).await).is_none());
}

async fn nothing_is_written_over_that_somebody_else_did(db: TestDb) {
    let (app, _) = ready(db).await;
    app.make("/api/v1/jobs", json!({"title": "Engineer", "company_id": 1})).await;
    let mut browser = ann(&app).await;
    let page = saved(&mut browser, "/app/jobs/1/edit", &[("title", "Mine"), ("active", "yes")]).await;
    assert_eq!(app.patch("/api/v1/jobs/1", json!({"title": "Theirs"})).await.status, 200);
    let undone = undo(&browser, &page).await;
    assert_eq!(undone.status, 412, "{}", undone.text);
    assert_eq!(job(&app).await["title"], "Theirs");
}

async fn hours_that_were_deleted_are_there_again(db: TestDb) {
    let (app, shop) = ready(db).await;
    let path = crate::shop::start::DAYS_OFF;
    app.make(path, json!({
        "company_id": shop.company, "staff_id": shop.staff, "start_date": "2025-02-03", "end_date": "2025-02-05",
    }))
    .await;
    let list = format!("{path}?company_id={}", shop.company);
    let before = app.get(&list).await["items"][0].clone();
    let mut browser = ann(&app).await;
    let page = browser.get("/app/hours/off/1/edit").await;
    let csrf = token(&page.text);
    let gone = browser.send("/app/hours/off/1/delete", &[("csrf", &csrf)]).await;
    assert_eq!(gone.status, 303, "{}", gone.text);
    assert_eq!(app.get(&list).await["items"], json!([]));
    let page = browser.get(gone.header("location")).await;
    let undone = undo(&browser, &page).await;
    assert_eq!(undone.status, 303, "{}", undone.text);
    // Seen again, the page does not offer to make them once more.
    let forgotten = undone.header("set-cookie");
    assert!(forgotten.starts_with("meridian_undo=;") && forgotten.contains("Max-Age=0"), "{forgotten}");
    let after = app.get(&list).await["items"][0].clone();
    for field in ["staff_id", "start_date", "end_date"] {
        assert_eq!((&after[field], after[field].is_null()), (&before[field], false), "{field}: {after}");
    }
}

async fn an_interview_moves_back(db: TestDb) {
    let app = with_candidate(db).await;
    app.account(Some(1), "owen", "owner").await;
    let body = json!({
        "candidate_id": 1, "job_id": 1, "interview_type": "online", "interviewer_ids": [1],
        "scheduled_at": "2025-01-22T10:00:00Z",
    });
    let made = app.make("/api/v1/interviews", body).await;
    let path = format!("/app/interviews/{}", made["id"].as_str().unwrap_or_default());
    let mut browser = Browser::of(&app, "owen@example.com").await;
    let to = [("scheduled_at", "2025-01-23T10:00:00Z")];
    let page = saved(&mut browser, &format!("{path}/move"), &to).await;
    has(&page, 200, "Moved.");
    let undone = undo(&browser, &page).await;
    assert_eq!(undone.status, 303, "{}", undone.text);
    let api = path.replace("/app/", "/api/v1/");
    assert_eq!(app.get(&api).await["scheduled_at"], "2025-01-22T10:00:00Z");
}

async fn nobody_else_can_put_a_form_there(db: TestDb) {
    let (app, _) = ready(db).await;
    app.make("/api/v1/jobs", json!({"title": "Engineer", "company_id": 1})).await;
    let mut browser = ann(&app).await;
    saved(&mut browser, "/app/jobs/1/edit", &[("title", "Mine"), ("active", "yes")]).await;
    assert!(offered(&browser.get("/app/jobs?done=saved&undo=yes").await).is_some());
    // The same cookie in the session of somebody else.
    app.account(Some(1), "bea", "owner").await;
    let kept = browser.cookies().split("; ").find(|one| one.starts_with("meridian_undo=")).map(str::to_owned);
    let mut other = Browser::of(&app, "bea@example.com").await;
    other.hold(&kept.expect("a cookie"));
    assert!(offered(&other.get("/app/jobs?done=saved&undo=yes").await).is_none());
    browser.hold("meridian_undo=0.action=%2Fapp%2Fjobs%2F1%2Fdelete");
    assert!(offered(&browser.get("/app/jobs?done=saved&undo=yes").await).is_none());
}

async fn what_was_secret_is_not_offered(db: TestDb) {
    let (app, shop) = ready(db).await;
    let user = shop.user.to_string();
    let mut browser = ann(&app).await;
    let typed = [
        ("user_id", user.as_str()),
        ("name", "Work"),
        ("kind", "ics_url"),
        ("url", "https://calendar.example.com/a.ics"),
        ("username", "ann"),
        ("password", "hushhush"),
        ("stale_policy", "busy"),
    ];
    saved(&mut browser, "/app/calendars/new", &typed).await;
    let again = [("name", "Home"), ("kind", "ics_url"), ("url", "https://calendar.example.com/a.ics")];
    let mut typed = again.to_vec();
    typed.push(("stale_policy", "busy"));
    let page = saved(&mut browser, "/app/calendars/1/edit", &typed).await;
    assert!(offered(&page).is_none(), "{}", page.text);
    assert!(!browser.cookies().contains("hushhush"));
}
