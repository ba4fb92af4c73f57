//! What forms of pages do, and what they say where they can't.

use super::visit::{Browser, token};
use e2e::App;
use reqwest::Method;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_form_says_all_that_is_wrong_and_keeps_what_was_typed,
        the_first_wrong_field_has_the_focus,
        a_form_says_what_its_fields_take,
        a_form_that_is_too_large_leads_back_to_what_was_typed,
        a_change_of_an_old_version_shows_both,
        a_form_after_the_session_waits_for_the_log_in,
        a_form_of_another_site_is_not_kept,
        a_form_may_be_as_long_as_its_fields,
        a_form_that_comes_again_makes_nothing_anew,
        a_calendar_is_judged_as_the_api_judges_it,
        what_is_secret_is_written_into_no_page,
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

async fn a_form_says_what_its_fields_take(db: TestDb) {
    let app = App::start(db).await;
    let browser = owner(&app).await;
    let check = async |path: &str, typed: &[(&str, &str)], said: &[&str]| {
        let page = browser.submit(path, path, typed).await;
        assert_eq!(page.status, 422, "{path}: {}", page.text);
        for words in said {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
        assert!(!page.text.contains("Choose one of those"), "{}", page.text);
    };
    let hooks = "/app/settings/webhooks/new";
    check(hooks, &[("url", "")], &["\"#f-url\">Address: Fill this in.</a>"]).await;
    for url in ["abc", "javascript:alert(1)", "ftp://example.com/a"] {
        let said = "\"#f-url\">Address: Enter an address that begins with https://";
        check(hooks, &[("url", url)], &[said]).await;
    }
    let good = [
        ("interviewer", "1"),
        ("duration_minutes", "60"),
        ("break_minutes", "0"),
        ("max_candidates", "1"),
        ("job", ""),
    ];
    let time = "Enter a time such as 09:30.</a>";
    for (day, at) in [("", ""), ("yesterday", "soon")] {
        let typed = [&good[..], &[("start_date", day), ("start_time", at), ("end_time", at)]].concat();
        let said = ["\"#f-start_date\">First day: Enter a date.</a>", &format!("From: {time}")];
        check("/app/slots/new", &typed, &said).await;
    }
    let hours =
        [("name", "Acme"), ("time_zone", "UTC"), ("ai_parallel", "1"), ("opens", ""), ("closes", "x")];
    let said = [format!("Opens: {time}"), format!("Closes: {time}")];
    check("/app/settings/company", &hours, &[&said[0], &said[1]]).await;
}

async fn a_form_that_is_too_large_leads_back_to_what_was_typed(db: TestDb) {
    let app = App::start(db).await;
    let mut browser = owner(&app).await;
    let long = "a".repeat(260 << 10);
    for (language, words) in [("en", "That is too much for one form"), ("de", "Das ist zu viel")] {
        browser.visit(&format!("/language/{language}?next=/app")).await;
        let page = browser.submit("/app/jobs/new", "/app/jobs/new", &[("title", long.as_str())]).await;
        assert_eq!(page.status, 413, "{}", page.text);
        for wanted in [words, "data-back hidden", "<html lang="] {
            assert!(page.text.contains(wanted), "{wanted}: {}", page.text);
        }
    }
    // Other pages that say no have no such way.
    let none = browser.get("/app/jobs/99/edit").await;
    assert!(none.status == 404 && !none.text.contains("data-back"), "{}", none.text);
}

async fn the_first_wrong_field_has_the_focus(db: TestDb) {
    let app = App::start(db).await;
    let browser = owner(&app).await;
    // What has the focus, by its id; without scripts too.
    let focus = |page: &str| -> Vec<String> {
        let tags =
            page.split('<').filter(|tag| tag.split('>').next().is_some_and(|tag| tag.contains(" autofocus")));
        tags.map(|tag| {
            tag.split("id=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().into()
        })
        .collect()
    };
    let path = "/app/candidates/new";
    assert_eq!(focus(&browser.get(path).await.text), Vec::<String>::new());
    let typed = [("name", "Bob"), ("email", "no address"), ("time_zone", "Nowhere"), ("active", "yes")];
    let page = browser.submit(path, path, &typed).await;
    assert_eq!((page.status, focus(&page.text)), (422, vec!["f-email".to_owned()]), "{}", page.text);
    assert!(page.text.contains("class=\"errors\" role=\"alert\""), "{}", page.text);
    // Of several, the one that stands first in the form.
    let typed = [("name", "Bob"), ("email", ""), ("phone", &"1".repeat(51)), ("time_zone", "")];
    assert_eq!(focus(&browser.submit(path, path, &typed).await.text), ["f-email"]);
    let path = "/app/services/new";
    let page = browser.submit(path, path, &[("name", ""), ("duration_minutes", "x")]).await;
    assert_eq!((page.status, focus(&page.text)), (422, vec!["f-name".to_owned()]), "{}", page.text);
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
    let typed = [("csrf", "x"), ("title", "Kept"), ("password", "never")];
    let page = browser.post_from(Some(("sec-fetch-site", "same-origin")), "/app/jobs/new", &typed).await;
    assert_eq!(page.status, 401, "{}", page.text);
    assert!(page.text.contains("name=\"kept\" value=\"title=Kept\""), "{}", page.text);
    assert!(!page.text.contains("never"), "{}", page.text);
    let kept = [
        ("email", "ann@example.com"),
        ("password", e2e::PASSWORD),
        ("kept-action", "/app/jobs/new"),
        ("kept", "title=Kept"),
    ];
    browser.visit("/login").await;
    let resumed = browser.submit("/login", "/login", &kept).await;
    // It is in its own form again, and not sent.
    let form = "/app/jobs/new?resume=yes&done=resumed";
    assert_eq!((resumed.status, resumed.header("location")), (303, form), "{}", resumed.text);
    let cookies = resumed.headers.get_all("set-cookie").iter().filter_map(|one| one.to_str().ok());
    let cookies: Vec<&str> = cookies.filter_map(|one| one.split(';').next()).collect();
    let asked = app.anonymous(reqwest::Method::GET, form).header("cookie", cookies.join("; "));
    let page = app.send(asked).await;
    for wanted in ["action=\"/app/jobs/new\"", "value=\"Kept\"", "What you typed is in the form"] {
        assert!(page.text.contains(wanted), "{wanted}: {}", page.text);
    }
    // What has no form of its own is shown by the log-in.
    let kept = [
        ("email", "ann@example.com"),
        ("password", e2e::PASSWORD),
        ("kept-action", "/app/candidates/bulk"),
        ("kept", "do=shortlist&notes=Kept"),
    ];
    let resumed = browser.submit("/login", "/login", &kept).await;
    assert_eq!(resumed.status, 200, "{}", resumed.text);
    assert!(resumed.text.contains(">Kept</textarea>"), "{}", resumed.text);
}

async fn a_form_of_another_site_is_not_kept(db: TestDb) {
    let app = App::start(db).await;
    let mut browser = owner(&app).await;
    browser.forget();
    let ways = [
        None,
        Some(("sec-fetch-site", "cross-site")),
        Some(("sec-fetch-site", "same-site")),
        Some(("sec-fetch-site", "none")),
        Some(("origin", "https://other.example")),
        Some(("origin", "null")),
    ];
    for from in ways {
        let page = browser.post_from(from, "/app/jobs/new", &[("title", "Made elsewhere")]).await;
        let seen = (page.status, page.header("location"));
        assert_eq!(seen, (303, "/login?next=%2Fapp"), "{from:?}: {}", page.text);
    }
}

async fn a_form_may_be_as_long_as_its_fields(db: TestDb) {
    let app = App::start(db).await;
    let browser = owner(&app).await;
    let more = "ü".repeat(20_000);
    let typed = [("title", "Engineer"), ("active", "yes"), ("beside", more.as_str())];
    let made = browser.submit("/app/jobs/new", "/app/jobs/new", &typed).await;
    assert_eq!(made.status, 303, "{}", made.text);
}

async fn a_form_that_comes_again_makes_nothing_anew(db: TestDb) {
    let app = App::start(db).await;
    let browser = owner(&app).await;
    let shown = async || token(&browser.get("/app/jobs/new").await.text);
    let send = async |csrf: &str, title: &str| {
        let page =
            browser.post("/app/jobs/new", &[("csrf", csrf), ("title", title), ("active", "yes")]).await;
        assert_eq!(page.status, 303, "{}", page.text);
        page.header("location").rsplit('=').next().unwrap_or_default().to_owned()
    };
    let (one, other) = (shown().await, shown().await);
    assert_ne!(one, other, "two pages have one token");
    assert_eq!(send(&one, "Engineer").await, "created");
    assert_eq!(send(&one, "Engineer").await, "before");
    // Another title is another job, and so is the same one by another page.
    assert_eq!(send(&one, "Designer").await, "created");
    assert_eq!(send(&other, "Engineer").await, "created");
    let third = shown().await;
    let mut both = <[String; 2]>::from(tokio::join!(send(&third, "Cook"), send(&third, "Cook")));
    both.sort();
    assert_eq!(both, ["before", "created"]);
    // Also where what it makes must not be there twice.
    let fourth = token(&browser.get("/app/candidates/new").await.text);
    let fields =
        [("csrf", fourth.as_str()), ("name", "Dora"), ("email", "dora@example.com"), ("active", "yes")];
    let sent = async || {
        let page = browser.post("/app/candidates/new", &fields).await;
        page.header("location").rsplit('=').next().unwrap_or_default().to_owned()
    };
    let mut both = <[String; 2]>::from(tokio::join!(sent(), sent()));
    both.sort();
    assert_eq!(both, ["before", "created"]);
    let jobs = app.get("/api/v1/jobs?company_id=1&limit=200").await;
    assert_eq!(jobs["items"].as_array().map(Vec::len), Some(4), "{}", jobs.text);
    let list = browser.get("/app/jobs?done=before").await;
    assert!(list.text.contains("It was not made a second time."), "{}", list.text);
}

async fn a_calendar_is_judged_as_the_api_judges_it(db: TestDb) {
    let app = App::start(db).await;
    let browser = owner(&app).await;
    let check = async |page: &str, url: &str, password: (&str, &str), wrong: &[&str]| {
        let typed = [
            ("user_id", "1"),
            ("name", "Work"),
            ("kind", "ics_url"),
            ("url", url),
            ("username", password.0),
            ("password", password.1),
            ("stale_policy", "busy"),
        ];
        let answer = browser.submit(page, page, &typed).await;
        let expected = if wrong.is_empty() { 303 } else { 422 };
        assert_eq!(answer.status, expected, "{url} {password:?}: {}", answer.text);
        for field in wrong {
            assert!(answer.text.contains(&format!("href=\"#f-{field}\"")), "{field}: {}", answer.text);
        }
    };
    let (new, url) = ("/app/calendars/new", "https://calendar.example.com/a.ics");
    check(new, "calendar.example.com/private", ("", ""), &["url"]).await;
    check(new, "https://ann:secret@calendar.example.com/a.ics", ("", ""), &["url"]).await;
    check(new, url, ("a:b", "secret"), &["username"]).await;
    check(new, url, ("ann", ""), &["password"]).await;
    check(new, url, ("ann", &"x".repeat(501)), &["password"]).await;
    check(new, url, ("ann", &format!(" {} ", "x".repeat(498))), &[]).await;
    let edit = "/app/calendars/1/edit";
    check(edit, "https://other.example/a.ics", ("", ""), &["password"]).await;
    check(edit, "https://calendar.example.com/b.ics", ("", ""), &[]).await;
    check(edit, "https://other.example/a.ics", ("bob", "other"), &[]).await;
    // What is ticked stays so while something else is wrong.
    let typed =
        [("name", ""), ("kind", "ics_url"), ("url", url), ("stale_policy", "busy"), ("without_login", "yes")];
    let wrong = browser.submit(edit, edit, &typed).await;
    let ticked = "name=\"without_login\" value=\"yes\" checked";
    assert!(wrong.status == 422 && wrong.text.contains(ticked), "{}", wrong.text);
}

async fn what_is_secret_is_written_into_no_page(db: TestDb) {
    let app = App::start(db).await;
    let mut browser = owner(&app).await;
    let typed = [
        ("user_id", "1"),
        ("name", "Work"),
        ("kind", "ics_url"),
        ("url", "https://calendar.example.com/a.ics"),
        ("username", "ann"),
        ("password", "hushhush"),
        ("stale_policy", "busy"),
    ];
    let new = "/app/calendars/new";
    assert_eq!(browser.submit(new, new, &typed).await.status, 303);
    let asked = browser.get("/app/calendars/new?password=hushhush&name=Work").await;
    assert!(asked.status == 200 && !asked.text.contains("hushhush"), "{}", asked.text);
    // Somebody else was faster: what is secret is asked for again, and nothing else.
    let edit = "/app/calendars/1/edit";
    let csrf = super::visit::token(&browser.get(edit).await.text);
    let changed = app.patch("/api/v1/calendars/1", json!({"name": "Theirs"})).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let mut old = vec![("csrf", csrf.as_str()), ("version", "1")];
    old.extend(typed);
    let both = browser.post(edit, &old).await;
    assert_eq!(both.status, 412, "{}", both.text);
    assert!(!both.text.contains("hushhush"), "{}", both.text);
    for wanted in ["Theirs", "Type it again", "type=\"password\"", "name=\"username\" value=\"ann\""] {
        assert!(both.text.contains(wanted), "{wanted}: {}", both.text);
    }
    // And after a log-in.
    browser.forget();
    let kept = browser.post_from(Some(("sec-fetch-site", "same-origin")), new, &typed).await;
    assert_eq!(kept.status, 401, "{}", kept.text);
    assert!(kept.text.contains("name=Work") && !kept.text.contains("hushhush"), "{}", kept.text);
    let typed = [("provider", "stripe"), ("secret_key", "sk_hush"), ("webhook_secret", "whsec_hush")];
    let kept =
        browser.post_from(Some(("sec-fetch-site", "same-origin")), "/app/settings/payments", &typed).await;
    assert!(kept.status == 401 && !kept.text.contains("hush"), "{}", kept.text);
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
    ];
    let made = browser.post("/start", &fields).await;
    assert_eq!((made.status, made.header("location")), (303, "/app/first?done=started"), "{}", made.text);
    let again = browser.post("/start", &fields).await;
    assert_eq!(again.status, 409, "{}", again.text);
    let companies = app.get("/api/v1/companies").await;
    assert_eq!(companies["items"].as_array().map(Vec::len), Some(1), "{}", companies.text);
}
