//! What forms of pages do, and what they say where they can't.

use super::visit::Browser;
use e2e::App;
use reqwest::Method;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_form_says_all_that_is_wrong_and_keeps_what_was_typed,
        a_change_of_an_old_version_shows_both,
        a_form_after_the_session_waits_for_the_log_in,
        lists_page_through_everything_once,
        a_file_has_exactly_what_is_filtered,
        the_first_form_makes_one_company,
    ]
}

async fn owner(app: &App) -> Browser<'_> {
    let company = app.company("Acme").await;
    app.account(Some(company), "ann", "owner").await;
    Browser::of(app, "ann@example.com").await
}

async fn a_form_says_all_that_is_wrong_and_keeps_what_was_typed(db: TestDb) {
    let app = App::start(db).await;
    let browser = owner(&app).await;
    let path = "/app/candidates/new";
    let typed = [("name", ""), ("email", "no address"), ("time_zone", "Nowhere"), ("phone", "<b>1</b>")];
    let page = browser.submit(path, path, &typed).await;
    assert_eq!(page.status, 422, "{}", page.text);
    for wanted in
        ["href=\"#f-name\"", "href=\"#f-email\"", "href=\"#f-time_zone\"", "no address", "&#60;b&#62;1"]
    {
        assert!(page.text.contains(wanted), "{wanted}: {}", page.text);
    }
    let good = [("name", "Bob"), ("email", "bob@example.com"), ("time_zone", ""), ("active", "yes")];
    let made = browser.submit(path, path, &good).await;
    assert_eq!(made.status, 303, "{}", made.text);
    let twice = browser.submit(path, path, &good).await;
    assert_eq!(twice.status, 422, "{}", twice.text);
    assert!(twice.text.contains("Somebody has this address already."), "{}", twice.text);
}

async fn a_change_of_an_old_version_shows_both(db: TestDb) {
    let app = App::start(db).await;
    let browser = owner(&app).await;
    browser.submit("/app/jobs/new", "/app/jobs/new", &[("title", "Engineer"), ("active", "yes")]).await;
    let path = "/app/jobs/1/edit";
    let page = browser.get(path).await;
    let csrf = super::visit::token(&page.text);
    let changed = app.patch("/api/v1/jobs/1", json!({"title": "Engineer of theirs"})).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let old = [("csrf", csrf.as_str()), ("version", "1"), ("title", "Engineer of mine"), ("active", "yes")];
    let both = browser.post(path, &old).await;
    assert_eq!(both.status, 412, "{}", both.text);
    assert!(
        both.text.contains("Engineer of theirs") && both.text.contains("Engineer of mine"),
        "{}",
        both.text
    );
    let mine = [("csrf", csrf.as_str()), ("version", "2"), ("title", "Engineer of mine"), ("active", "yes")];
    assert_eq!(browser.post(path, &mine).await.status, 303);
    assert_eq!(app.get("/api/v1/jobs/1").await["title"], "Engineer of mine");
}

async fn a_form_after_the_session_waits_for_the_log_in(db: TestDb) {
    let app = App::start(db).await;
    let mut browser = owner(&app).await;
    browser.forget();
    let page =
        browser.post("/app/jobs/new", &[("csrf", "x"), ("title", "Kept"), ("password", "never")]).await;
    assert_eq!(page.status, 401, "{}", page.text);
    assert!(page.text.contains("name=\"kept\" value=\"title=Kept\""), "{}", page.text);
    assert!(!page.text.contains("never"), "{}", page.text);
}

async fn lists_page_through_everything_once(db: TestDb) {
    let app = App::start(db).await;
    let browser = owner(&app).await;
    for number in 0..120 {
        let title = format!("Job {:03}", (number * 7) % 120);
        app.make("/api/v1/jobs", json!({"title": title, "company_id": 1})).await;
    }
    for sort in ["name", "-name", "created"] {
        let (mut seen, mut next) = (Vec::new(), Some(format!("/app/jobs?sort={sort}")));
        while let Some(path) = next {
            let page = browser.get(&path).await.text;
            seen.extend(
                page.split(">Job ").skip(1).map(|rest| rest.split('<').next().unwrap_or_default().to_owned()),
            );
            let link = page.split("rel=\"next\"").next().filter(|before| before.len() < page.len());
            let link = link.and_then(|before| before.rsplit("href=\"").next()?.split('"').next());
            next = link.map(|link| link.replace("&#38;", "&").replace("&amp;", "&"));
        }
        let mut whole = seen.clone();
        whole.sort();
        whole.dedup();
        assert_eq!((seen.len(), whole.len()), (120, 120), "{sort}");
    }
}

async fn a_file_has_exactly_what_is_filtered(db: TestDb) {
    let app = App::start(db).await;
    let browser = owner(&app).await;
    for title in ["Engineer", "=1+1 Engineer", "Designer, \"lead\""] {
        app.make("/api/v1/jobs", json!({"title": title, "company_id": 1})).await;
    }
    let file = browser.get("/app/jobs?q=engineer&sort=name&format=csv").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let lines: Vec<&str> = file.text.lines().collect();
    assert_eq!(lines, ["id,title,active", "2,'=1+1 Engineer,yes", "1,Engineer,yes"]);
}

async fn the_first_form_makes_one_company(db: TestDb) {
    let app = App::start(db).await;
    let mut browser = Browser::new(&app);
    let front = app.send(app.anonymous(Method::GET, "/")).await;
    assert_eq!((front.status, front.header("location")), (303, "/start"));
    let page = browser.start().await;
    let csrf = super::visit::token(&page.text);
    let fields = [
        ("csrf", csrf.as_str()),
        ("name", "Ann"),
        ("email", "ann@example.com"),
        ("password", e2e::PASSWORD),
        ("company", "Acme"),
        ("zone", "Europe/Berlin"),
        ("job", "Engineer"),
    ];
    let made = browser.post("/start", &fields).await;
    assert_eq!((made.status, made.header("location")), (303, "/app?done=started"), "{}", made.text);
    let again = browser.post("/start", &fields).await;
    assert_eq!(again.status, 409, "{}", again.text);
    let companies = app.get("/api/v1/companies").await;
    assert_eq!(companies["items"].as_array().map(Vec::len), Some(1), "{}", companies.text);
}
