//! The settings of a company's own log-in provider, and of who makes its rooms.

use super::shop::{ann, has, led};
use super::undone::{offered, undo};
use super::visit::{Browser, token};
use crate::oidc::untrusted_provider::{Key, UntrustedProvider};
use e2e::{Answer, App};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_log_in_provider_is_set_tried_changed_and_removed,
        what_is_wrong_with_a_log_in_provider_is_said_at_its_field,
        a_log_in_provider_that_somebody_else_changed_is_not_written_over,
        rooms_are_chosen_changed_and_left,
        what_is_wrong_with_an_account_is_said_at_its_field,
        rooms_that_somebody_else_chose_are_not_written_over,
        a_key_file_is_pasted_whole,
    ]
}

const LOG_IN: &str = "/app/settings/log-in";
const ROOMS: &str = "/app/settings/rooms";
const ISSUER: &str = "https://login.example.com/realms/acme";

/// A company with an owner.
async fn start(db: TestDb) -> (App, i64) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    app.account(Some(company), "ann", "owner").await;
    (app, company)
}

async fn log_in_of(app: &App, company: i64) -> Answer {
    app.get(&format!("/api/v1/companies/{company}/identity-provider")).await
}

async fn rooms_of(app: &App, company: i64) -> Answer {
    app.get(&format!("/api/v1/companies/{company}/room-provider")).await
}

/// Sends the form of a page, keeps its cookies, and opens where it leads.
async fn saved(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get(path).await;
    let version = super::visit::value(&page.text, "version").unwrap_or_default();
    let csrf = token(&page.text);
    let own = [("csrf", csrf.as_str()), ("version", version.as_str())];
    let sent = browser.send(path, &[&own[..], fields].concat()).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    browser.get(sent.header("location")).await
}

/// A form of the log-in provider, with these in place of what is usual.
fn typed<'a>(change: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("issuer", ISSUER),
        ("client_id", "meridian"),
        ("group_claim", "groups"),
        ("default_role", ""),
        ("active", "yes"),
    ];
    let is_kept = |name: &str| change.iter().all(|(other, _)| *other != name);
    usual.into_iter().filter(|(name, _)| is_kept(name)).chain(change.iter().copied()).collect()
}

async fn a_log_in_provider_is_set_tried_changed_and_removed(db: TestDb) {
    let (app, company) = start(db).await;
    let mut browser = ann(&app).await;
    // What has to be registered stands there before anything is stored.
    let blank = browser.get(LOG_IN).await;
    has(&blank, 200, "/auth/oidc/callback\"");
    assert!(!blank.text.contains("/log-in/delete") && !blank.text.contains("/log-in/try"), "{}", blank.text);
    has(&browser.get("/app/settings").await, 200, "href=\"/app/settings/log-in\"");
    has(&browser.get("/app/search?q=openid").await, 200, "href=\"/app/settings/log-in\"");

    let there = UntrustedProvider::start().await;
    there.say("/jwks", &json!({"keys": [Key::new("1").public()]}));
    let issuer = there.issuer();
    let form = typed(&[
        ("issuer", issuer.as_str()),
        ("client_secret", " hush hush "),
        ("groups_hr_manager", "hr\r\n people "),
        ("groups_viewer", "all"),
        ("default_role", "staff"),
    ]);
    led(&browser.submit(LOG_IN, LOG_IN, &form).await, "/app/settings/log-in?done=saved");
    let stored = log_in_of(&app, company).await;
    let groups = json!({"hr": "hr_manager", "people": "hr_manager", "all": "viewer"});
    assert_eq!((&stored["group_roles"], &stored["default_role"]), (&groups, &json!("staff")));
    assert_eq!((&stored["has_client_secret"], &stored["active"]), (&json!(true), &json!(true)));
    let page = browser.get(LOG_IN).await;
    for wanted in ["hr\npeople</textarea>", "Leave it empty to keep", &format!("/auth/oidc/{company}\"")] {
        has(&page, 200, wanted);
    }
    assert!(!page.text.contains("hush"), "{}", page.text);
    has(&browser.get(&format!("/login?company={company}")).await, 303, "");

    // It is asked as by a log-in, and says what stands in the way.
    let asked = browser.submit(LOG_IN, "/app/settings/log-in/try", &[]).await;
    has(&asked, 200, "The provider answers as it has to.");
    // The secret stays, and what was there before is offered.
    let form = typed(&[("issuer", issuer.as_str()), ("groups_viewer", "everybody")]);
    let page = saved(&mut browser, LOG_IN, &form).await;
    let changed = log_in_of(&app, company).await;
    assert_eq!(changed["group_roles"], json!({"everybody": "viewer"}), "{}", changed.text);
    assert_eq!(changed["has_client_secret"], true);
    led(&undo(&browser, &page).await, "/app/settings/log-in?done=undone");
    let restored = log_in_of(&app, company).await;
    assert_eq!((&restored["group_roles"], &restored["default_role"]), (&groups, &json!("staff")));
    assert_eq!(restored["has_client_secret"], true);

    let nowhere = typed(&[("issuer", "http://127.0.0.1:1"), ("client_secret", "new")]);
    let page = saved(&mut browser, LOG_IN, &nowhere).await;
    assert!(offered(&page).is_none(), "the secret is gone: {}", page.text);
    let failed = browser.submit(LOG_IN, "/app/settings/log-in/try", &[]).await;
    has(&failed, 200, "The provider at 127.0.0.1 can’t be reached.");
    browser.visit("/language/de?next=/app").await;
    let failed = browser.submit(LOG_IN, "/app/settings/log-in/try", &[]).await;
    has(&failed, 200, "Der Anbieter unter 127.0.0.1 ist nicht erreichbar.");

    let gone = browser.submit(LOG_IN, "/app/settings/log-in/delete", &[]).await;
    led(&gone, "/app/settings/log-in?done=deleted");
    assert_eq!(log_in_of(&app, company).await.status, 404);
    let none = browser.post("/app/settings/log-in/delete", &[("csrf", &token(&blank.text))]).await;
    assert_eq!(none.status, 404, "{}", none.text);
    // One without a secret is there again.
    browser.visit("/language/en?next=/app").await;
    saved(&mut browser, LOG_IN, &typed(&[("groups_staff", "team")])).await;
    let csrf = token(&browser.get(LOG_IN).await.text);
    let sent = browser.send("/app/settings/log-in/delete", &[("csrf", &csrf), ("version", "1")]).await;
    let page = browser.get(sent.header("location")).await;
    led(&undo(&browser, &page).await, "/app/settings/log-in?done=undone");
    assert_eq!(log_in_of(&app, company).await["group_roles"], json!({"team": "staff"}));
}

async fn what_is_wrong_with_a_log_in_provider_is_said_at_its_field(db: TestDb) {
    let (app, company) = start(db).await;
    let mut browser = ann(&app).await;
    let check = async |browser: &Browser<'_>, change: &[(&str, &str)], field: &str, words: &str| {
        let page = browser.submit(LOG_IN, LOG_IN, &typed(change)).await;
        has(&page, 422, &format!("href=\"#f-{field}\""));
        has(&page, 422, words);
        assert!(!page.text.contains("hush"), "{}", page.text);
    };
    let wrong = [
        ("", "Fill this in."),
        ("login.example.com", "begins with https://"),
        ("https://login.example.com?a=1", "without a query"),
        ("https://ann@login.example.com", "a user name"),
    ];
    for (issuer, words) in wrong {
        check(&browser, &[("issuer", issuer), ("client_secret", "hush")], "issuer", words).await;
    }
    check(&browser, &[("client_id", "")], "client_id", "Fill this in.").await;
    let twice = [("groups_owner", "hr"), ("groups_staff", "hr")];
    check(&browser, &twice, "groups_staff", "has another role already").await;
    check(&browser, &[("default_role", "admin")], "default_role", "Choose one of those").await;
    assert_eq!(log_in_of(&app, company).await.status, 404);
    // A secret goes to no other issuer and no other client than it was given for.
    saved(&mut browser, LOG_IN, &typed(&[("client_secret", "hush")])).await;
    check(&browser, &[("client_id", "other")], "client_secret", "Type it again").await;
    browser.visit("/language/de?next=/app").await;
    let other = [("issuer", "https://other.example.com")];
    check(&browser, &other, "client_secret", "Geben Sie es noch einmal ein").await;
    check(&browser, &[("issuer", "abc")], "issuer", "die mit https:// beginnt").await;
}

async fn a_log_in_provider_that_somebody_else_changed_is_not_written_over(db: TestDb) {
    let (app, company) = start(db).await;
    let browser = ann(&app).await;
    let csrf = token(&browser.get(LOG_IN).await.text);
    let path = format!("/api/v1/companies/{company}/identity-provider");
    let theirs = json!({"issuer": ISSUER, "client_id": "theirs"});
    assert_eq!(app.put(&path, theirs).await.status, 201);
    let late = |version| {
        [&[("csrf", csrf.as_str()), ("version", version)], &typed(&[("client_secret", "hush")])[..]].concat()
    };
    let both = browser.post(LOG_IN, &late("0")).await;
    for wanted in
        ["<td>theirs</td><td><mark>meridian</mark></td>", "Type it again", "name=\"version\" value=\"1\""]
    {
        has(&both, 412, wanted);
    }
    assert!(!both.text.contains("hush"), "{}", both.text);
    let gone = [("csrf", csrf.as_str()), ("version", "7")];
    has(
        &browser.post("/app/settings/log-in/delete", &gone).await,
        412,
        "Somebody else has changed it meanwhile.",
    );
    assert_eq!(log_in_of(&app, company).await["client_id"], "theirs");
    led(&browser.post(LOG_IN, &late("1")).await, "/app/settings/log-in?done=saved");
    assert_eq!(log_in_of(&app, company).await["client_id"], "meridian");
}

const ZOOM: [(&str, &str); 3] = [("account_id", "acc"), ("client_id", "app"), ("host", "hr@example.org")];

async fn rooms_are_chosen_changed_and_left(db: TestDb) {
    let (app, company) = start(db).await;
    let mut browser = ann(&app).await;
    let page = browser.get(ROOMS).await;
    for wanted in ["This server", "Online appointments", "href=\"/app/settings/rooms/zoom\""] {
        has(&page, 200, wanted);
    }
    has(&browser.get("/app/settings").await, 200, "href=\"/app/settings/rooms\"");
    has(&browser.get("/app/search?q=zoom").await, 200, "href=\"/app/settings/rooms/zoom\"");
    // An address, which is undone, and changed back and forth.
    let (address, url) = ("/app/settings/rooms/address", "https://meet.example.com/acme-{room}");
    let page = saved(&mut browser, address, &[("url", url)]).await;
    has(&page, 200, url);
    assert_eq!(rooms_of(&app, company).await["link"]["url"], url);
    led(&undo(&browser, &page).await, "/app/settings/rooms?done=undone");
    assert_eq!(rooms_of(&app, company).await["provider"], "internal");
    saved(&mut browser, address, &[("url", url)]).await;
    let page = saved(&mut browser, address, &[("url", "https://other.example.com/")]).await;
    led(&undo(&browser, &page).await, "/app/settings/rooms?done=undone");
    assert_eq!(rooms_of(&app, company).await["link"]["url"], url);
    // An account: its secret is stored, shown to nobody, and stays where it is left out.
    let zoom = "/app/settings/rooms/zoom";
    let with_secret = [&ZOOM[..], &[("client_secret", " hush hush ")]].concat();
    let page = saved(&mut browser, zoom, &with_secret).await;
    for wanted in ["hr@example.org", "Stored, and shown to nobody"] {
        has(&page, 200, wanted);
    }
    let undone = undo(&browser, &page).await;
    led(&undone, "/app/settings/rooms?done=undone");
    assert_eq!(rooms_of(&app, company).await["link"]["url"], url);
    saved(&mut browser, zoom, &with_secret).await;
    let form = browser.get(zoom).await;
    has(&form, 200, "Leave it empty to keep");
    assert!(!form.text.contains("hush"), "{}", form.text);
    let other_host = [ZOOM[0], ZOOM[1], ("host", "boss@example.org")];
    let page = saved(&mut browser, zoom, &other_host).await;
    assert_eq!(rooms_of(&app, company).await["zoom"]["host"], "boss@example.org");
    led(&undo(&browser, &page).await, "/app/settings/rooms?done=undone");
    let stored = rooms_of(&app, company).await;
    assert_eq!(
        (&stored["zoom"]["host"], &stored["has_credentials"]),
        (&json!("hr@example.org"), &json!(true))
    );
    // Left: what would need the secret again is not offered.
    let left = browser.submit(ROOMS, "/app/settings/rooms/internal", &[]).await;
    led(&left, "/app/settings/rooms?done=saved");
    let stored = rooms_of(&app, company).await;
    assert_eq!((&stored["provider"], &stored["has_credentials"]), (&json!("internal"), &json!(false)));
    let user = [("client_id", "app"), ("calendar", ""), ("client_secret", "hush"), ("refresh_token", "hush")];
    saved(&mut browser, "/app/settings/rooms/google-user", &user).await;
    let stored = rooms_of(&app, company).await;
    assert_eq!(
        (&stored["google_meet"]["calendar"], &stored["google_meet"]["client_id"]),
        (&json!("primary"), &json!("app"))
    );
    let teams =
        [("tenant", "contoso.example"), ("client_id", "app"), ("organizer", "o"), ("client_secret", "hush")];
    has(&saved(&mut browser, "/app/settings/rooms/teams", &teams).await, 200, "contoso.example");
    assert_eq!(rooms_of(&app, company).await["provider"], "teams");
}

async fn what_is_wrong_with_an_account_is_said_at_its_field(db: TestDb) {
    let (app, company) = start(db).await;
    let mut browser = ann(&app).await;
    let check = async |browser: &Browser<'_>, name: &str, form: &[(&str, &str)], field: &str, words: &str| {
        let path = format!("{ROOMS}/{name}");
        let page = browser.submit(&path, &path, form).await;
        has(&page, 422, &format!("href=\"#f-{field}\""));
        has(&page, 422, words);
        assert!(!page.text.contains("hush"), "{}", page.text);
    };
    for url in [
        "http://meet.example.com",
        "https://{room}.example.com/",
        "https://a:b@example.com/",
        "https://a.example/{id}",
        "x",
    ] {
        check(&browser, "address", &[("url", url)], "url", "Enter an address of at most 500").await;
    }
    check(&browser, "address", &[("url", "")], "url", "Fill this in.").await;
    check(&browser, "zoom", &ZOOM, "client_secret", "none is stored for this account").await;
    let dots = [ZOOM[0], ZOOM[1], ("host", ".."), ("client_secret", "hush")];
    check(&browser, "zoom", &dots, "host", "like this it can’t be used").await;
    let half = [("client_id", "app"), ("client_secret", "hush")];
    check(&browser, "google-user", &half, "refresh_token", "none is stored").await;
    check(&browser, "google-service", &[], "key_file_credentials", "none is stored").await;
    for file in
        ["hush", "{\"client_email\": \"hush@x\"}", "{\"private_key\": \"hush\", \"client_email\": \"a@b\"}"]
    {
        let form = [("key_file_credentials", file)];
        check(&browser, "google-service", &form, "key_file_credentials", "key file whole").await;
    }
    assert_eq!(rooms_of(&app, company).await["provider"], "internal");
    // A secret goes to no other account.
    saved(&mut browser, "/app/settings/rooms/zoom", &[&ZOOM[..], &[("client_secret", "hush")]].concat())
        .await;
    let other = [("account_id", "other"), ZOOM[1], ZOOM[2]];
    check(&browser, "zoom", &other, "client_secret", "none is stored for this account").await;
    browser.visit("/language/de?next=/app").await;
    check(&browser, "zoom", &other, "client_secret", "Für dieses Konto ist keines gespeichert").await;
    check(&browser, "address", &[("url", "x")], "url", "Geben Sie eine Adresse mit höchstens 500").await;
}

async fn rooms_that_somebody_else_chose_are_not_written_over(db: TestDb) {
    let (app, company) = start(db).await;
    let browser = ann(&app).await;
    let zoom = "/app/settings/rooms/zoom";
    let page = browser.get(zoom).await;
    let csrf = token(&page.text);
    let path = format!("/api/v1/companies/{company}/room-provider");
    let theirs = json!({"provider": "link", "link": {"url": "https://meet.example.com/acme"}});
    assert_eq!(app.put(&path, theirs).await.status, 200);
    let late = |version| {
        let own =
            [("csrf", csrf.as_str()), ("version", version), ("provider", "zoom"), ("client_secret", "hush")];
        [&own[..], &ZOOM[..]].concat()
    };
    let both = browser.post(zoom, &late("0")).await;
    for wanted in ["<td>An address of your own</td><td><mark>Zoom</mark></td>", "Type it again"] {
        has(&both, 412, wanted);
    }
    assert!(!both.text.contains("hush"), "{}", both.text);
    let left = browser.post("/app/settings/rooms/internal", &[("csrf", &csrf), ("version", "0")]).await;
    has(&left, 412, "Somebody else has changed it meanwhile.");
    assert_eq!(rooms_of(&app, company).await["provider"], "link");
    led(&browser.post(zoom, &late("1")).await, "/app/settings/rooms?undo=yes&done=saved");
}

async fn a_key_file_is_pasted_whole(db: TestDb) {
    let (app, company) = start(db).await;
    let mut browser = ann(&app).await;
    let key = include_str!("../../../../crates/integrations/tests/rooms/key.pem");
    let file: Value = json!({
        "type": "service_account", "private_key_id": "key-1", "private_key": key, "client_email": "robot@example.org",
    });
    // As a field of one line takes it: without the ends of lines between its parts.
    let file = serde_json::to_string_pretty(&file).expect("JSON").replace('\n', "");
    let form =
        [("subject", "hr@example.org"), ("calendar", "primary"), ("key_file_credentials", file.as_str())];
    let page = saved(&mut browser, "/app/settings/rooms/google-service", &form).await;
    has(&page, 200, "robot@example.org");
    assert!(!page.text.contains("PRIVATE"), "{}", page.text);
    let stored = rooms_of(&app, company).await;
    assert_eq!(stored["google_meet"]["private_key_id"], "key-1", "{}", stored.text);
    let form = [("subject", "boss@example.org"), ("calendar", "team"), ("key_file_credentials", "")];
    saved(&mut browser, "/app/settings/rooms/google-service", &form).await;
    let stored = rooms_of(&app, company).await;
    let seen = (&stored["google_meet"]["subject"], &stored["google_meet"]["client_email"]);
    assert_eq!(seen, (&json!("boss@example.org"), &json!("robot@example.org")));
}
