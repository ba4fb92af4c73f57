//! Why there is no time: who is in the way, by which rule and when, and what would help; of visitors nobody's name is known.

use super::shop::{ann, has, ready};
use super::visit::Browser;
use crate::picking::start::{link, ready as with_link};
use e2e::App;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        each_rule_of_each_person_has_its_row,
        what_would_help_is_a_button_for_those_who_may,
        a_service_says_who_is_away,
        an_interview_without_people_says_so,
        visitors_learn_nobodys_name,
        candidates_learn_nobodys_name,
        what_is_asked_about_has_to_be_there,
    ]
}

/// A company in UTC with two interviewers of a template, one of whom is busy all of Tuesday. It is Monday, 2025-01-20, 08:00.
async fn panel(db: TestDb) -> App {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let (bea, cem) = (app.user(company, "bea").await, app.user(company, "cem").await);
    app.account(Some(company), "ann", "owner").await;
    app.account(Some(company), "vic", "viewer").await;
    let id = app.template(company, &[bea, cem]).await;
    assert_eq!(id, 1);
    app.make(
        "/api/v1/busy-periods",
        json!({
            "user_id": cem, "start": "2025-01-21T00:00:00Z", "end": "2025-01-22T00:00:00Z", "title": "Away",
        }),
    )
    .await;
    app
}

const TUESDAY: &str = "/app/why?about=template-1&from=2025-01-21&days=1";

/// The row of somebody and a rule, as far as its words go.
fn row<'t>(page: &'t str, who: &str, rule: &str) -> Option<&'t str> {
    let rows = page.split("<tr>").skip(1);
    let mut own = rows.filter(|row| row.contains(&format!("<th scope=\"row\">{who}</th>")));
    own.find(|row| row.contains(&format!("</svg> {rule}</td>")))
}

async fn each_rule_of_each_person_has_its_row(db: TestDb) {
    let app = panel(db).await;
    let mut browser = ann(&app).await;
    let page = browser.get(TUESDAY).await;
    has(&page, 200, "Why is there no time: Interview");
    let busy = row(&page.text, "cem", "Busy").unwrap_or_else(|| panic!("no row: {}", page.text));
    assert!(busy.contains("fill=\"url(#w-taken)\"") && busy.contains("00:00"), "{busy}");
    assert!(row(&page.text, "bea", "Busy").is_none(), "{}", page.text);
    assert!(row(&page.text, "Everybody", "Can be had").is_some_and(|row| row.contains("Never")));
    // The API explains the same starts.
    let api = app
        .get(
            "/api/interviews/1/availability?start=2025-01-21T00:00:00Z&end=2025-01-22T00:00:00Z&explain=true",
        )
        .await;
    let starts = api["explanation"]["starts"].as_array().map(Vec::len).unwrap_or_default();
    assert!(starts > 0 && page.text.contains(&format!("0 of {starts} starts can be had.")), "{}", page.text);
    browser.visit("/language/de?next=/app").await;
    has(&browser.get(TUESDAY).await, 200, "Warum gibt es keine Zeit: Interview");
}

async fn what_would_help_is_a_button_for_those_who_may(db: TestDb) {
    let app = panel(db).await;
    let page = ann(&app).await.get(TUESDAY).await;
    for wanted in [
        "<button class=\"button quiet\" type=\"submit\">Ask for 1 person only</button>",
        "action=\"/app/settings/templates/1/groups\"",
        "action=\"/app/calendar\"",
        "name=\"people\" value=\"2\"",
    ] {
        assert!(page.text.contains(wanted), "{wanted}: {}", page.text);
    }
    let viewer = Browser::of(&app, "vic@example.com").await.get(TUESDAY).await;
    has(&viewer, 200, "<span class=\"strong\">Ask for 1 person only</span>");
    assert!(!viewer.text.contains("/app/settings/templates/1/groups"), "{}", viewer.text);
    // The form shows what is proposed, and stores nothing by being opened.
    let edit =
        ann(&app).await.get("/app/settings/templates/1/edit?minimum_notice_minutes=90&name=Other").await;
    has(&edit, 200, "name=\"minimum_notice_minutes\" value=\"90\"");
    has(&edit, 200, "name=\"name\" value=\"Interview\"");
    let stored = app.get("/api/v1/interview-templates/1").await;
    assert!(stored["minimum_notice_minutes"].is_null(), "{}", stored.text);
}

async fn a_service_says_who_is_away(db: TestDb) {
    let (app, shop) = ready(db).await;
    app.make(crate::shop::start::DAYS_OFF, json!({
        "company_id": shop.company, "staff_id": shop.staff, "start_date": "2025-01-21", "end_date": "2025-01-21",
    }))
    .await;
    let browser = ann(&app).await;
    let name = format!("user{}", shop.company);
    let page = browser.get(&format!("/app/why?about=service-{}&from=2025-01-21&days=1", shop.service)).await;
    has(&page, 200, "Why is there no time: Cut");
    assert!(row(&page.text, &name, "Day off").is_some(), "{}", page.text);
    has(&page, 200, &format!("{name}: give up days off"));
    // Empty states lead here.
    let book = format!("/app/appointments/new?service={}&date=2025-01-21", shop.service);
    let link = format!("href=\"/app/why?about=service-{}&#38;from=2025-01-21&#38;days=1\"", shop.service);
    has(&browser.get(&book).await, 200, &link);
}

async fn an_interview_without_people_says_so(db: TestDb) {
    let app = with_link(db).await;
    app.account(Some(1), "owen", "owner").await;
    let made = app
        .make("/api/v1/interviews", json!({"candidate_id": 1, "job_id": 1, "interview_type": "online"}))
        .await;
    let id = made["id"].as_str().unwrap_or_default().to_owned();
    let browser = Browser::of(&app, "owen@example.com").await;
    has(&browser.get(&format!("/app/why?about=interview-{id}")).await, 200, "Nobody has to come");
    let patched = app.patch(&format!("/api/v1/interviews/{id}"), json!({"interviewer_ids": [1]})).await;
    assert_eq!(patched.status, 200, "{}", patched.text);
    let page = browser.get(&format!("/app/why?about=interview-{id}&from=2025-01-25&days=2")).await;
    has(&page, 200, "Outside working hours");
    has(&browser.get(&format!("/app/interviews/{id}")).await, 200, &format!("about=interview-{id}"));
}

async fn visitors_learn_nobodys_name(db: TestDb) {
    let (app, shop) = ready(db).await;
    let name = format!("user{}", shop.company);
    super::shop::booked(&app, &shop, crate::appointments::start::TEN, "Ana").await;
    let visitor = Browser::new(&app);
    let sunday = visitor.get("/book/salon/cut/2025-01-26").await;
    has(&sunday, 200, "/book/salon/cut/why?from=2025-01-26");
    let page = visitor.get("/book/salon/cut/why?from=2025-01-21").await;
    has(&page, 200, "Whose it is stays private.");
    assert!(row(&page.text, "Everybody", "Taken").is_some(), "{}", page.text);
    for hidden in [name.as_str(), "Ana", "What would help", "/app/"] {
        assert!(!page.text.contains(hidden), "{hidden}: {}", page.text);
    }
    let wrong = visitor.get("/book/salon/nothing/why").await;
    assert_eq!(wrong.status, 404, "{}", wrong.text);
    let own = visitor.get("/app/why").await;
    assert_eq!(own.status, 303, "{}", own.text);
}

async fn what_is_asked_about_has_to_be_there(db: TestDb) {
    let app = panel(db).await;
    let browser = ann(&app).await;
    has(&browser.get("/app/why").await, 200, "Choose a meeting or a service.");
    has(
        &browser.get("/app/why?about=nonsense&days=9999&from=x").await,
        200,
        "Choose a meeting or a service.",
    );
    let other = app.company("Other").await;
    let stranger = app.user(other, "dan").await;
    let theirs = app.template(other, &[stranger]).await;
    for about in [format!("template-{theirs}"), "template-99".into(), "service-99".into()] {
        let page = browser.get(&format!("/app/why?about={about}")).await;
        assert_eq!(page.status, 404, "{about}: {}", page.text);
    }
}

async fn candidates_learn_nobodys_name(db: TestDb) {
    let app = with_link(db).await;
    app.make(
        "/api/v1/busy-periods",
        json!({
            "user_id": 1, "start": "2025-01-20T00:00:00Z", "end": "2025-01-26T00:00:00Z", "title": "Away",
        }),
    )
    .await;
    let link = link(&app, &json!({})).await;
    let visitor = Browser::new(&app);
    has(&visitor.get(&link.path).await, 200, &format!("href=\"{}/why\"", link.path));
    let page = visitor.get(&format!("{}/why", link.path)).await;
    has(&page, 200, "Whose it is stays private.");
    assert!(row(&page.text, "Everybody", "Taken").is_some(), "{}", page.text);
    let name = app.get("/api/v1/users/1").await["name"].as_str().unwrap_or_default().to_owned();
    let named = format!(">{name}<");
    for hidden in [named.as_str(), "Away", "What would help", "/app/"] {
        assert!(!name.is_empty() && !page.text.contains(hidden), "{hidden}: {}", page.text);
    }
    assert_eq!(visitor.get("/pick/nothing/why").await.status, 404);
}
