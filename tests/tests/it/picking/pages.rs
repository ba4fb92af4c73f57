//! What the pages say: whose clock, in which language, and what recruiters do in the company's pages.

use super::start::{LINKS, another, book, get, link, offered, ready};
use crate::pages::visit::{Browser, token};
use e2e::{Answer, App};
use reqwest::Method;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

const TEN: &str = "2025-01-22T10:00:00Z";

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        times_are_on_the_clock_of_the_candidate,
        a_zone_that_was_chosen_stays,
        mail_that_is_kept_is_not_promised,
        the_calendar_file_names_time_zone_and_room,
        the_page_speaks_the_language_of_its_reader,
        a_recruiter_invites_one_candidate_and_revokes_the_link,
        a_recruiter_invites_many,
        links_of_other_companies_are_not_there,
    ]
}

async fn times_are_on_the_clock_of_the_candidate(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    let guess = "We don&#39;t know your time zone";
    let page = get(&app, &link.path).await;
    assert!(page.text.contains(guess) && page.text.contains("in the zone UTC"), "{}", page.text);
    assert!(page.text.contains("data-own-zone=\"UTC\""), "the zone of the device is offered: {}", page.text);
    app.patch("/api/v1/candidates/1", json!({"time_zone": "Asia/Tokyo"})).await;
    let page = get(&app, &link.path).await;
    assert!(!page.text.contains(guess) && page.text.contains("in the zone Asia/Tokyo"), "{}", page.text);
    assert!(page.text.contains(">18:00<"), "{}", page.text);
    let asked = get(&app, &format!("{}?tz=America/New_York", link.path)).await;
    assert!(
        asked.text.contains("in the zone America/New York") && asked.text.contains(">04:00<"),
        "{}",
        asked.text
    );
    // The instants are the same, whatever the clock; a zone that there is not is as good as none.
    assert_eq!(offered(&asked), offered(&page));
    // Why there are no more is said on the same clock, and leads back to it.
    let path = format!("{}/why?tz=America/New_York", link.path);
    let why = get(&app, &path).await;
    assert!(why.status == 200 && why.text.contains("America/New York"), "{}", why.text);
    assert!(why.text.contains(&format!("href=\"{}?tz=America%2FNew_York\"", link.path)), "{}", why.text);
    let twelve = app.send(app.anonymous(Method::GET, &path).header("cookie", "meridian_clock=12")).await;
    assert!(twelve.text.contains("4:00 am") && !why.text.contains("4:00 am"), "{}", twelve.text);
    let nowhere = get(&app, &format!("{}?tz=Mars/Olympus", link.path)).await;
    assert!(nowhere.text.contains("in the zone Asia/Tokyo"), "{}", nowhere.text);
    let form = [("do", "hold"), ("start", "2025-01-22T10:00:00Z"), ("tz", "America/New_York")];
    let held = super::start::post(&app, &link.path, &form).await;
    assert_eq!(held.header("location"), format!("{}?tz=America%2FNew_York", link.path), "the zone stays");
    let page = get(&app, held.header("location")).await;
    assert!(page.text.contains("05:00 to 06:00 (America/New York)"), "{}", page.text);
}

async fn a_zone_that_was_chosen_stays(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    app.patch("/api/v1/candidates/1", json!({"time_zone": "Asia/Tokyo"})).await;
    let mut browser = Browser::new(&app);
    // On a page of any company; others may have told of another zone.
    browser.hold("meridian_zone=Europe/Berlin");
    let says = |page: &Answer, words: &str| assert!(page.text.contains(words), "no {words}: {}", page.text);
    says(&browser.get(&link.path).await, "in the zone Europe/Berlin");
    says(&browser.get(&format!("{}/why", link.path)).await, "Europe/Berlin");
    browser.visit(&format!("{}?tz=America/New_York", link.path)).await;
    assert_eq!(book(&app, &link, TEN).await.status, 303);
    says(&browser.get(&link.path).await, "05:00 to 06:00 (America/New York)");
    says(&get(&app, &link.path).await, "19:00 to 20:00 (Asia/Tokyo)");
}

async fn mail_that_is_kept_is_not_promised(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    let done = book(&app, &link, TEN).await;
    for _ in 0..3 {
        app.worker().run_once().await;
    }
    let page = get(&app, done.header("location")).await;
    assert!(
        page.text.contains("> Booked.<") && !page.text.contains("You get an invitation"),
        "{}",
        page.text
    );
    let words = "This server keeps mail and does not send it.";
    assert!(page.text.contains(words), "{}", page.text);
    assert!(get(&app, &link.path).await.text.contains(words), "it is said once more");
}

async fn the_calendar_file_names_time_zone_and_room(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    assert_eq!(book(&app, &link, TEN).await.status, 303);
    let page = get(&app, &format!("{}?tz=America/New_York", link.path)).await;
    for calendar in
        ["https://calendar.google.com/", "https://outlook.office.com/", "https://calendar.yahoo.com/"]
    {
        assert!(page.text.contains(calendar), "{calendar}: {}", page.text);
    }
    let path = format!("{}/interview.ics?tz=America%2FNew_York", link.path);
    assert!(page.text.contains(&format!("href=\"{path}\"")), "{}", page.text);
    let room = page.text.split("/rooms/").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    let file = get(&app, &path).await.text.replace("\r\n ", "");
    let room = format!("{}/rooms/{room}", e2e::PUBLIC_URL);
    let time = "Wednesday\\, 22 January 2025\\, 05:00–06:00 (America/New York\\, UTC-05:00)";
    for line in [
        format!("DESCRIPTION:{time}\\n{room}\r\n"),
        format!("LOCATION:{room}\r\n"),
        format!("URL:{room}\r\n"),
    ] {
        assert!(file.contains(&line), "{line}: {file}");
    }
    // Nobody has said where the candidate lives: the company's zone is named.
    let file = get(&app, &format!("{}/interview.ics", link.path)).await.text;
    assert!(file.replace("\r\n ", "").contains("10:00–11:00 (UTC)"), "{file}");
}

async fn the_page_speaks_the_language_of_its_reader(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    let request = app.anonymous(Method::GET, &link.path).header("accept-language", "de-AT,de;q=0.9");
    let page = app.send(request).await;
    assert!(page.text.contains("<html lang=\"de\"") && page.text.contains("Freie Zeiten"), "{}", page.text);
    assert!(page.text.contains("Mittwoch, 22. Januar 2025"), "{}", page.text);
    assert!(page.text.contains("name=\"robots\" content=\"noindex\""), "{}", page.text);
}

async fn recruiter(app: &App) -> Browser<'_> {
    app.account(Some(1), "rita", "recruiter").await;
    Browser::of(app, "rita@example.com").await
}

const FIELDS: [(&str, &str); 8] = [
    ("job_id", "1"),
    ("interviewer_ids", "1"),
    ("duration_minutes", "30"),
    ("interview_type", "online"),
    ("last_day", "2025-01-24"),
    ("moves", "2"),
    ("change_hours", "24"),
    ("notify", "yes"),
];

async fn a_recruiter_invites_one_candidate_and_revokes_the_link(db: TestDb) {
    let app = ready(db).await;
    let browser = recruiter(&app).await;
    let page = browser.get("/app/candidates/1").await;
    assert!(page.text.contains("Invite to choose a time"), "{}", page.text);
    let form = "/app/scheduling-links/new?candidate=1&job=1";
    let mut fields = vec![("candidate", "1"), ("back", "/app/candidates/1")];
    let wrong = browser.submit(form, "/app/scheduling-links/new", &fields).await;
    assert_eq!(wrong.status, 422, "{}", wrong.text);
    fields.extend(FIELDS);
    // People who are named beside a template would not be asked.
    let both: Vec<_> = fields.iter().copied().chain([("template_id", "1")]).collect();
    let both = browser.submit(form, "/app/scheduling-links/new", &both).await;
    assert!(both.status == 422 && both.text.contains("Choose a template, or"), "{}", both.text);
    let made = browser.submit(form, "/app/scheduling-links/new", &fields).await;
    assert_eq!(
        (made.status, made.header("location")),
        (303, "/app/candidates/1?done=link-made"),
        "{}",
        made.text
    );
    let listed = app.get(LINKS).await;
    let one = &listed["items"][0];
    assert_eq!((&one["duration_minutes"], &one["moves_left"]), (&json!(30), &json!(2)), "{}", listed.text);
    assert_eq!(one["change_minutes_before"], 1440);
    let page = browser.get("/app/candidates/1").await;
    let path = page.text.split("/pick/").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    assert_eq!(get(&app, &format!("/pick/{path}")).await.status, 200);
    let revoke = format!("/app/scheduling-links/{}/revoke", one["id"].as_str().unwrap_or_default());
    let done = browser.post(&revoke, &[("csrf", &token(&page.text))]).await;
    assert_eq!(done.header("location"), "/app/candidates/1?done=link-revoked", "{}", done.text);
    assert_eq!(get(&app, &format!("/pick/{path}")).await.status, 410);
    assert!(!browser.get("/app/candidates/1").await.text.contains("/pick/"));
    app.account(Some(1), "vera", "viewer").await;
    let viewer = Browser::of(&app, "vera@example.com").await;
    assert!(!viewer.get("/app/candidates/1").await.text.contains("Links to choose a time"));
    assert_eq!(viewer.get(form).await.status, 403);
}

async fn a_recruiter_invites_many(db: TestDb) {
    let app = ready(db).await;
    let browser = recruiter(&app).await;
    let bob = another(&app, "Bob").await.to_string();
    let list = "/app/candidates?job=1";
    let picked = [("for", "1"), ("pick", "1"), ("pick", bob.as_str()), ("do", "invite"), ("back", list)];
    let chosen = browser.submit(list, "/app/candidates/bulk", &picked).await;
    assert_eq!(chosen.status, 303, "{}", chosen.text);
    let form = chosen.header("location").to_owned();
    let page = browser.get(&form).await;
    assert!(page.status == 200 && page.text.contains("For 2 candidates"), "{}", page.text);
    let mut fields = vec![("candidate", "1"), ("candidate", bob.as_str()), ("back", list)];
    fields.extend(FIELDS);
    let made = browser.submit(&form, "/app/scheduling-links/new", &fields).await;
    assert_eq!(made.header("location"), format!("{list}&done=link-made"), "{}", made.text);
    assert_eq!(app.get(LINKS).await["items"].as_array().map(Vec::len), Some(2));
    // One who may not be interviewed keeps all from being invited, and the page says so.
    app.gates(1, 1, 1, [false; 3]).await;
    let refused = browser.submit(&form, "/app/scheduling-links/new", &fields).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert!(refused.text.contains("Ann: The candidate is not on the shortlist"), "{}", refused.text);
    assert_eq!(app.get(LINKS).await["items"].as_array().map(Vec::len), Some(2));
}

async fn links_of_other_companies_are_not_there(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    let other = app.company("Other").await;
    app.account(Some(other), "otto", "owner").await;
    let browser = Browser::of(&app, "otto@example.com").await;
    let page = browser.get("/app/candidates").await;
    let revoke = format!("/app/scheduling-links/{}/revoke", link.id);
    assert_eq!(browser.post(&revoke, &[("csrf", &token(&page.text))]).await.status, 404);
    let mut fields = vec![("candidate", "1"), ("csrf", "")];
    let csrf = token(&page.text);
    fields[1].1 = &csrf;
    fields.extend(FIELDS);
    let refused = browser.post("/app/scheduling-links/new", &fields).await;
    assert!([404, 422].contains(&refused.status), "{}: {}", refused.status, refused.text);
    assert_eq!(link.read(&app).await["status"], "open");
}
