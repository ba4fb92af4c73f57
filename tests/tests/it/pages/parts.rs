//! Parts of records with forms of their own: the address of a service, the groups of a template, the steps of a cancellation policy, and
//! the link of an interview.

use super::shop::{ann, has, led, ready};
use super::visit::Browser;
use crate::picking::start::ready as with_candidate;
use crate::shop::start::{CONFIG, SERVICES};
use e2e::App;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_service_gets_another_address_and_the_old_one_leads_on,
        groups_are_set_and_taken_away,
        policies_are_rows,
        an_interview_gets_a_link_and_its_time_by_it,
        an_interview_with_a_time_gets_no_link,
    ]
}

async fn a_service_gets_another_address_and_the_old_one_leads_on(db: TestDb) {
    let (app, shop) = ready(db).await;
    let browser = ann(&app).await;
    let page = format!("/app/services/{}/address", shop.service);
    has(&browser.get(&page).await, 200, "name=\"slug\" value=\"cut\"");
    for wrong in ["", "Cut and more", "ä", "a--b"] {
        has(&browser.submit(&page, &page, &[("slug", wrong)]).await, 422, "href=\"#f-slug\"");
    }
    let other = crate::shop::start::service(&app, shop.company, json!({"name": "Wash"})).await;
    has(&browser.submit(&page, &page, &[("slug", "wash")]).await, 422, "Another service has this address");
    let done = browser.submit(&page, &page, &[("slug", "haircut")]).await;
    led(&done, &format!("/app/services/{}?done=saved", shop.service));
    let old = Browser::new(&app).get("/book/salon/cut").await;
    led(&old, "/book/salon/haircut");
    has(&Browser::new(&app).get("/book/salon/haircut").await, 200, "Cut");
    // Nobody who may not change the shop opens the form.
    app.account(Some(shop.company), "sam", "staff").await;
    let staff = Browser::of(&app, "sam@example.com").await;
    assert_eq!(staff.get(&format!("/app/services/{other}/address")).await.status, 403);
}

async fn groups_are_set_and_taken_away(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let (bea, cem) = (app.user(company, "bea").await, app.user(company, "cem").await);
    app.account(Some(company), "ann", "owner").await;
    let template = app.template(company, &[bea, cem]).await;
    let browser = ann(&app).await;
    let page = format!("/app/settings/templates/{template}/groups");
    let stored = async || app.get(&format!("/api/v1/interview-templates/{template}")).await["groups"].clone();
    // What an explanation proposes is filled in, and not stored.
    has(&browser.get(&format!("{page}?group=1&needed=1")).await, 200, "name=\"needed-1\" value=\"1\"");
    assert!(stored().await.is_null());
    let (bea, cem) = (bea.to_string(), cem.to_string());
    let both = [("members-1", bea.as_str()), ("members-1", cem.as_str())];
    let typed = [both[0], both[1], ("needed-1", "3")];
    has(&browser.submit(&page, &page, &typed).await, 422, "href=\"#f-needed-1\"");
    let typed = [both[0], both[1], ("needed-1", "1")];
    led(&browser.submit(&page, &page, &typed).await, "/app/settings/templates?done=saved");
    let groups = stored().await;
    assert_eq!(groups[0]["required"], 1, "{groups}");
    assert_eq!(groups[0]["members"].as_array().map(Vec::len), Some(2), "{groups}");
    has(&browser.get("/app/settings/templates").await, 200, "1 group");
    let typed = [both[0], both[1], ("needed-1", "")];
    led(&browser.submit(&page, &page, &typed).await, "/app/settings/templates?done=saved");
    assert!(stored().await.is_null());
    // Who was slower sees both, and chooses.
    let csrf = super::visit::token(&browser.get(&page).await.text);
    let late = [("csrf", csrf.as_str()), ("version", "1"), both[0], ("needed-1", "1")];
    let shown = browser.post(&page, &late).await;
    has(&shown, 412, "<td>bea, cem</td><td><mark>bea · How many of them: 1</mark></td>");
    assert!(stored().await.is_null());
}

async fn policies_are_rows(db: TestDb) {
    let (app, shop) = ready(db).await;
    let browser = ann(&app).await;
    let page = format!("/app/services/{}/edit", shop.service);
    let staff = shop.staff.to_string();
    let form = |kind: &'static str, rows: &[[&'static str; 4]]| {
        let mut fields = vec![
            ("name", "Cut"),
            ("duration_minutes", "60"),
            ("location_type", "in_person"),
            ("active", "yes"),
            ("cancellation_policy_kind", kind),
        ];
        for [percent, amount, unit, time] in rows {
            fields.extend([
                ("cancellation_policy_percent", *percent),
                ("cancellation_policy_amount", *amount),
                ("cancellation_policy_unit", *unit),
                ("cancellation_policy_time", *time),
            ]);
        }
        fields
    };
    let send = async |kind: &'static str, rows: &[[&'static str; 4]]| {
        let mut fields = form(kind, rows);
        fields.push(("staff", staff.as_str()));
        browser.submit(&page, &page, &fields).await
    };
    let stored =
        async || app.get(&format!("{SERVICES}/{}", shop.service)).await["cancellation_policy"].clone();
    let rows = [["100", "24", "h", ""], ["50", "1", "d", "18:00"], ["", "", "h", ""]];
    assert_eq!(send("steps", &rows).await.status, 303);
    let policy = stored().await;
    assert_eq!(policy.as_array().map(Vec::len), Some(2), "{policy}");
    assert_eq!((&policy[0]["hours_before"], &policy[1]["local_days_before"]), (&json!(24), &json!(1)));
    // The form shows what is stored, and rows that are not to count are not lost without a word.
    let shown = browser.get(&page).await;
    for wanted in
        ["name=\"cancellation_policy_amount\" min=\"0\" inputmode=\"numeric\" value=\"24\"", "18:00"]
    {
        has(&shown, 200, wanted);
    }
    has(&send("nothing", &rows).await, 422, "Steps are filled in that would not count.");
    has(&send("steps", &[["", "", "h", ""]]).await, 422, "Fill in each step");
    has(&send("steps", &[["50", "1", "d", ""]]).await, 422, "Fill in each step");
    let empty = [["", "", "h", ""]];
    assert_eq!(send("nothing", &empty).await.status, 303);
    assert_eq!(stored().await, json!([]));
    assert_eq!(send("company", &empty).await.status, 303);
    assert!(stored().await.is_null());
    // The settings of the company have the same rows.
    let settings = browser.get("/app/settings/booking").await;
    has(&settings, 200, "name=\"cancellation_policy_kind\"");
    assert!(!settings.text.contains("value=\"company\""), "{}", settings.text);
    assert_eq!(app.get(&format!("{CONFIG}?company_id={}", shop.company)).await.status, 200);
}

async fn an_interview_gets_a_link_and_its_time_by_it(db: TestDb) {
    let app = with_candidate(db).await;
    app.account(Some(1), "owen", "owner").await;
    let body = json!({"candidate_id": 1, "job_id": 1, "interview_type": "online", "interviewer_ids": [1]});
    let made = app.make("/api/v1/interviews", body).await;
    let id = made["id"].as_str().unwrap_or_default().to_owned();
    let browser = Browser::of(&app, "owen@example.com").await;
    let (path, page) = (format!("/app/interviews/{id}"), format!("/app/interviews/{id}/link"));
    has(&browser.get(&path).await, 200, &format!("href=\"{page}\""));
    let typed = [("last_day", ""), ("moves", "many"), ("change_hours", "24")];
    let wrong = browser.submit(&page, &page, &typed).await;
    for field in ["last_day", "moves"] {
        has(&wrong, 422, &format!("href=\"#f-{field}\""));
    }
    let typed = [("last_day", "2025-01-24"), ("moves", "1"), ("change_hours", "1")];
    led(&browser.submit(&page, &page, &typed).await, "/app/candidates/1?done=link-made");
    let links = app.get("/api/v1/scheduling-links?candidate_id=1").await;
    assert_eq!(links["items"][0]["interview_id"], json!(id), "{}", links.text);
    // Nothing is chosen yet.
    assert_eq!(links["items"][0]["status"], "open", "{}", links.text);
    has(&browser.get("/app/candidates/1").await, 200, ">open<");
    let url = links["items"][0]["url"].as_str().unwrap_or_default().to_owned();
    let pick = url.find("/pick/").map(|at| url[at..].to_owned()).unwrap_or_default();
    let visitor = Browser::new(&app);
    has(&visitor.get(&pick).await, 200, "2025-01-21T09:00:00Z");
    let booked = visitor.post(&pick, &[("do", "book"), ("start", "2025-01-21T09:00:00Z")]).await;
    assert_eq!(booked.status, 303, "{}", booked.text);
    let seen = app.get(&format!("/api/v1/interviews/{id}")).await;
    assert_eq!(
        (&seen["status"], &seen["scheduled_at"]),
        (&json!("scheduled"), &json!("2025-01-21T09:00:00Z"))
    );
    let links = app.get("/api/v1/scheduling-links?candidate_id=1").await;
    assert_eq!(links["items"][0]["status"], "booked", "{}", links.text);
    has(&browser.get("/app/candidates/1").await, 200, ">booked<");
    let all = app.get("/api/v1/interviews?candidate_id=1").await;
    assert_eq!(all["items"].as_array().map(Vec::len), Some(1), "{}", all.text);
}

async fn an_interview_with_a_time_gets_no_link(db: TestDb) {
    let app = with_candidate(db).await;
    app.account(Some(1), "owen", "owner").await;
    let browser = Browser::of(&app, "owen@example.com").await;
    let check = async |more: serde_json::Value, says: &str| {
        let body = crate::picking::start::with(
            json!({"candidate_id": 1, "job_id": 1, "interview_type": "online"}),
            &more,
        );
        let made = app.make("/api/v1/interviews", body).await;
        let page = format!("/app/interviews/{}/link", made["id"].as_str().unwrap_or_default());
        let typed = [("last_day", "2025-01-24"), ("moves", "1"), ("change_hours", "1")];
        has(&browser.submit(&page, &page, &typed).await, 422, says);
    };
    check(
        json!({"interviewer_ids": [1], "scheduled_at": "2025-01-22T10:00:00Z"}),
        "This interview has a time already",
    )
    .await;
    check(json!({}), "Nobody interviews yet.").await;
    let links = app.get("/api/v1/scheduling-links?candidate_id=1").await;
    assert_eq!(links["items"], json!([]), "{}", links.text);
}
