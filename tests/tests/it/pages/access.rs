//! Nobody sees or does by a page what the matrix does not allow.

use super::visit::{Browser, token, value};
use domain::access::{Action, Role, allows};
use e2e::App;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        each_role_sees_the_pages_that_the_matrix_grants,
        without_a_session_pages_lead_to_the_log_in,
        the_session_is_a_cookie_that_the_api_does_not_take,
        a_log_in_leads_to_pages_of_this_server_alone,
        failed_log_ins_count_as_those_of_the_api_do,
        the_provider_stays_after_a_wrong_password,
        records_of_others_are_not_there,
        forms_of_other_sites_are_refused,
        addresses_of_calendars_are_for_those_who_manage_them,
        staff_see_that_others_are_busy_and_not_by_what,
        pages_that_need_no_session_are_there_without_a_database,
    ]
}

/// Pages, each with the action that it takes to see it.
const PAGES: &[(&str, Action)] = &[
    ("/app", Action::ReadInterviews),
    ("/app/calendar", Action::ReadCalendars),
    ("/app/calendars", Action::ReadBusySources),
    ("/app/calendars/new", Action::ManageCalendars),
    ("/app/jobs", Action::ReadDirectory),
    ("/app/jobs/new", Action::ManageJobs),
    ("/app/candidates", Action::ReadDirectory),
    ("/app/candidates/new", Action::ManageJobs),
    ("/app/interviews", Action::ReadInterviews),
    ("/app/interviews/new", Action::ManageInterviews),
    ("/app/scheduling-links/new?candidate=1", Action::ManageInterviews),
    ("/app/slots", Action::ReadSlots),
    ("/app/slots/new", Action::ManageSlots),
    ("/app/conflicts", Action::ReadInterviews),
    ("/app/appointments", Action::ReadDirectory),
    ("/app/appointments/new", Action::BookAppointments),
    ("/app/clients", Action::ReadDirectory),
    ("/app/services", Action::ReadDirectory),
    ("/app/services/new", Action::ManageShop),
    ("/app/staff", Action::ReadDirectory),
    ("/app/staff/new", Action::ManageShop),
    ("/app/hours", Action::ReadHours),
    ("/app/hours/weekly/new", Action::ManageHours),
    ("/app/hours/special/new", Action::ManageHours),
    ("/app/hours/off/new", Action::ManageHours),
    ("/app/hours/interviews/new", Action::ManagePatterns),
    ("/app/hours/interviews/slots", Action::ManageSlots),
    ("/app/payments", Action::ReadPayments),
    ("/app/settings/booking", Action::ChangeCompany),
    ("/app/settings/payments", Action::ManageProviders),
    ("/app/settings/rooms", Action::ManageProviders),
    ("/app/settings/rooms/zoom", Action::ManageProviders),
    ("/app/settings/log-in", Action::ChangeCompany),
    ("/app/settings/notifications", Action::ChangeCompany),
    ("/app/search", Action::ReadDirectory),
    ("/app/why", Action::ReadCalendars),
    ("/app/first", Action::ManageShop),
    ("/app/settings/company", Action::ChangeCompany),
    ("/app/settings/people", Action::ReadDirectory),
    ("/app/settings/people/new", Action::ManageUsers),
    ("/app/settings/templates/new", Action::ManageTemplates),
    ("/app/settings/keys", Action::ManageKeys),
    ("/app/settings/webhooks", Action::ManageWebhooks),
    ("/app/settings/outbox", Action::ReadMessages),
    ("/app/settings/effects", Action::ManageEffects),
];

async fn each_role_sees_the_pages_that_the_matrix_grants(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Admin) {
        app.account(Some(company), role.name(), role.name()).await;
        let browser = Browser::of(&app, &format!("{}@example.com", role.name())).await;
        for (path, action) in PAGES.iter().copied() {
            let page = browser.get(path).await;
            let expected = if allows(role, action) { 200 } else { 403 };
            assert_eq!(page.status, expected, "{role:?} {path}: {}", page.text);
            assert_eq!(page.header("content-security-policy"), http_kit::html::PAGE_POLICY, "{path}");
            assert_eq!(page.header("cache-control"), "no-store", "{path}");
            for forbidden in ["<style", "style=\"", " onclick", "src=\"http", "<script>"] {
                assert!(!page.text.contains(forbidden), "{path}: {forbidden}");
            }
        }
    }
}

async fn without_a_session_pages_lead_to_the_log_in(db: TestDb) {
    let app = App::start(db).await;
    let browser = Browser::new(&app);
    for (path, _) in PAGES.iter().copied() {
        let page = browser.get(path).await;
        assert_eq!(page.status, 303, "{path}");
        let next: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
        assert_eq!(page.header("location"), format!("/login?next={next}"), "{path}");
    }
}

async fn the_session_is_a_cookie_that_the_api_does_not_take(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    app.account(Some(company), "ann", "owner").await;
    let mut browser = Browser::new(&app);
    let entered = browser.enter("ann@example.com", e2e::PASSWORD, "/app/jobs").await;
    let cookie = entered.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    let session = cookie.filter(|text| text.starts_with("meridian_session=")).collect::<Vec<_>>().join("");
    assert!(session.contains("HttpOnly") && session.contains("SameSite=Lax"), "{session}");
    assert_eq!(browser.get("/api/v1/auth/me").await.status, 401);
    let page = browser.get("/app").await;
    let left = browser.post("/logout", &[("csrf", &token(&page.text))]).await;
    assert_eq!(left.header("location"), "/login?done=logged-out");
    // Nor does anything stay behind of what was done last: it may name people.
    let gone = left.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    let gone: Vec<&str> = gone.filter_map(|text| text.split_once("=;")).map(|(name, _)| name).collect();
    assert!(gone.contains(&"meridian_session") && gone.contains(&"meridian_undo"), "{gone:?}");
    assert_eq!(browser.get("/app").await.status, 303);
}

async fn a_log_in_leads_to_pages_of_this_server_alone(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    app.account(Some(company), "ann", "owner").await;
    let ways =
        [("/app/jobs?q=a", "/app/jobs?q=a"), ("//other.example", "/app"), ("https://other.example", "/app")];
    for (wanted, expected) in ways {
        let entered = Browser::new(&app).enter("ann@example.com", e2e::PASSWORD, wanted).await;
        assert_eq!((entered.status, entered.header("location")), (303, expected), "{wanted}");
    }
}

async fn failed_log_ins_count_as_those_of_the_api_do(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    app.account(Some(company), "ann", "owner").await;
    let mut browser = Browser::new(&app);
    for _ in 0..10 {
        assert_eq!(browser.enter("ann@example.com", "wrong password", "/app").await.status, 422);
    }
    let locked = browser.enter("ann@example.com", e2e::PASSWORD, "/app").await;
    assert_eq!(locked.status, 429, "{}", locked.text);
    assert!(
        locked.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0),
        "{:?}",
        locked.headers
    );
    assert_eq!(app.log_in("ann@example.com", e2e::PASSWORD).await.status, 429);
}

async fn the_provider_stays_after_a_wrong_password(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    app.company("Other").await;
    app.account(Some(company), "ann", "owner").await;
    let provider = json!({"issuer": "https://login.example.com/acme", "client_id": "meridian"});
    let made = app.put(&format!("/api/v1/companies/{company}/identity-provider"), provider).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let (page, button) = (format!("/login?company={company}"), format!("href=\"/auth/oidc/{company}\""));
    let mut browser = Browser::new(&app);
    let asked = browser.visit(&page).await;
    assert!(asked.text.contains(&button), "{}", asked.text);
    let company = value(&asked.text, "company").unwrap_or_default();
    let typed = [
        ("csrf", token(&asked.text)),
        ("email", "ann@example.com".into()),
        ("password", "wrong password".into()),
        ("company", company),
    ];
    let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let again = browser.post("/login", &typed).await;
    assert_eq!(again.status, 422, "{}", again.text);
    assert!(again.text.contains(&button), "{}", again.text);
}

async fn records_of_others_are_not_there(db: TestDb) {
    let app = App::start(db).await;
    let (own, other) = (app.company("Acme").await, app.company("Other").await);
    app.account(Some(own), "ann", "owner").await;
    let job = app.make("/api/v1/jobs", json!({"title": "Secret", "company_id": other})).await.id();
    let body = json!({"name": "Bob Secret", "email": "bob@example.com", "company_id": other});
    let candidate = app.make("/api/v1/candidates", body).await.id();
    let browser = Browser::of(&app, "ann@example.com").await;
    for path in [format!("/app/jobs/{job}/edit"), format!("/app/candidates/{candidate}")] {
        let page = browser.get(&path).await;
        assert_eq!(page.status, 404, "{path}");
    }
    for path in ["/app/jobs", "/app/candidates", "/app/search?q=secret", "/app/candidates?format=csv"] {
        let page = browser.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.text.contains("Bob Secret") && !page.text.contains(">Secret<"), "{path}");
    }
}

async fn forms_of_other_sites_are_refused(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    app.account(Some(company), "ann", "owner").await;
    let browser = Browser::of(&app, "ann@example.com").await;
    let other = Browser::new(&app).get("/login").await;
    for csrf in ["", "1.2", token(&other.text).as_str()] {
        let refused = browser.post("/app/jobs/new", &[("csrf", csrf), ("title", "Made elsewhere")]).await;
        assert_eq!(refused.status, 403, "{csrf}");
    }
    assert!(!browser.get("/app/jobs").await.text.contains("Made elsewhere"));
}

async fn addresses_of_calendars_are_for_those_who_manage_them(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let owner = app.account(Some(company), "ann", "owner").await;
    app.account(Some(company), "bob", "recruiter").await;
    let url = "https://calendar.example.com/private-0123456789/basic.ics";
    let body = json!({"user_id": owner, "kind": "ics_url", "name": "Work", "url": url});
    let calendar = app.make("/api/v1/calendars", body).await.id();
    let (ann, bob) = (Browser::of(&app, "ann@example.com").await, Browser::of(&app, "bob@example.com").await);
    for path in [format!("/app/calendars/{calendar}"), "/app/calendars?format=csv".to_owned()] {
        assert!(ann.get(&path).await.text.contains("private-0123456789"), "{path}");
        let seen = bob.get(&path).await;
        assert_eq!(seen.status, 200, "{path}");
        assert!(!seen.text.contains("private-0123456789"), "{path}: {}", seen.text);
    }
}

async fn staff_see_that_others_are_busy_and_not_by_what(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let ann = app.account(Some(company), "ann", "recruiter").await;
    let bob = app.account(Some(company), "bob", "staff").await;
    for (user, title) in [(ann, "Dentist"), (bob, "Choir")] {
        let times = json!({"start": "2025-01-21T10:00:00Z", "end": "2025-01-21T11:00:00Z"});
        let busy = json!({"user_id": user, "title": title, "start": times["start"], "end": times["end"]});
        app.make("/api/v1/busy-periods", busy).await;
    }
    let calendar = json!({"user_id": ann, "kind": "ics_file", "name": "Doctors"});
    let calendar = app.make("/api/v1/calendars", calendar).await.id();
    let week = format!("/app/calendar?view=week&date=2025-01-21&people={ann},{bob}");
    let seen = Browser::of(&app, "ann@example.com").await.get(&week).await.text;
    assert!(seen.contains("Dentist") && seen.contains("Choir"), "{seen}");
    let browser = Browser::of(&app, "bob@example.com").await;
    let seen = browser.get(&week).await.text;
    assert!(seen.contains("Choir") && seen.contains("Busy, ") && !seen.contains("Dentist"), "{seen}");
    let list = browser.get("/app/calendars").await;
    assert!(list.status == 200 && !list.text.contains("Doctors"), "{}", list.text);
    assert_eq!(browser.get(&format!("/app/calendars/{calendar}")).await.status, 404);
}

async fn pages_that_need_no_session_are_there_without_a_database(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    app.account(Some(company), "ann", "owner").await;
    let browser = Browser::of(&app, "ann@example.com").await;
    app.db.close().await;
    for page in ["/problems", "/problems/unavailable", "/password-reset"] {
        let answer = browser.get(page).await;
        assert_eq!(answer.status, 200, "{page}: {}", answer.text);
    }
    for choice in ["/language/de", "/theme/dark", "/keys/off", "/clock/12"] {
        let answer = browser.get(choice).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/"), "{choice}: {}", answer.text);
    }
    // One that needs the session says that it can't be had.
    assert_eq!(browser.get("/app").await.status, 503);
}
