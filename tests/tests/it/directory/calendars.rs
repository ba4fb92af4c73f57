//! Calendars from outside, without what they hold.

use e2e::{App, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

const PATH: &str = "/api/v1/calendars";
const SECRET: &str = "hunter2 with spaces ";

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_calendar_from_first_to_last,
        calendar_kinds_have_what_they_need,
        calendar_values_are_checked_all_at_once,
        credentials_are_kept_and_never_shown,
        credentials_do_not_move_to_another_server,
        passwords_that_would_go_plainly_are_refused_when_they_are_written,
        addresses_are_sealed_and_masked_for_whoever_need_not_know_them,
        what_a_reader_found_is_read_only,
        another_source_makes_the_content_void,
    ]
}

async fn user(app: &App) -> (i64, i64) {
    let company = app.company("Acme").await;
    (company, app.user(company, "ann").await)
}

async fn a_calendar_from_first_to_last(db: TestDb) {
    let app = App::start(db).await;
    let (company, user) = user(&app).await;
    let url = "webcal://cal.example.com/ann.ics?key=1";
    let body = json!({"user_id": user, "kind": "ICS_URL", "name": "Work", "url": url});
    let made = app.make(PATH, body).await;
    let path = format!("{PATH}/{}", made.id());
    assert_eq!((made.header("location"), made.header("etag")), (path.as_str(), "\"1\""));
    let mut expected = json!({
        "id": made.id(), "company_id": company, "user_id": user, "kind": "ics_url", "name": "Work", "url": url,
        "stale_policy": "busy", "last_synced_at": null, "last_error": null,
        "complete": true, "left_out": {"count": 0, "lines": []},
        "show_bookings": false, "show_bookings_error": null,
        "created_at": "2025-01-20T08:00:00Z", "updated_at": "2025-01-20T08:00:00Z",
    });
    assert_eq!(made.body, expected);
    assert_eq!(app.get(&path).await.body, expected);
    let changed = app.patch(&path, json!({"kind": "Simulated", "url": null, "stale_policy": "IGNORE"})).await;
    expected["kind"] = json!("simulated");
    expected["url"] = json!(null);
    expected["stale_policy"] = json!("ignore");
    assert_eq!((changed.status, changed.header("etag"), &changed.body), (200, "\"2\"", &expected));
    assert_eq!(app.patch(&path, json!({"stale_policy": null})).await["stale_policy"], json!("busy"));
    assert_eq!(app.delete(&path).await.status, 204);
    check_problem("gone", &app.get(&path).await, 404, "not-found", &[]);
}

async fn calendar_kinds_have_what_they_need(db: TestDb) {
    let app = App::start(db).await;
    let (_, user) = user(&app).await;
    let url = json!("https://cal.example.com/a.ics");
    let login = json!({"username": "ann", "password": SECRET});
    let post = async |kind: &str, url: &Value, credentials: &Value| {
        let body =
            json!({"user_id": user, "kind": kind, "name": "A", "url": url, "credentials": credentials});
        app.post(PATH, body).await
    };
    let none = Value::Null;
    assert_eq!(post("ics_url", &url, &none).await.status, 201);
    assert_eq!(post("ics_url", &url, &login).await.status, 201);
    assert_eq!(post("ics_file", &none, &none).await.status, 201);
    assert_eq!(post("simulated", &none, &none).await.status, 201);
    check_problem("no url", &post("ics_url", &none, &login).await, 422, "invalid", &["/url"]);
    for kind in ["ics_file", "simulated"] {
        check_problem(kind, &post(kind, &url, &none).await, 422, "invalid", &["/url"]);
        check_problem(kind, &post(kind, &none, &login).await, 422, "invalid", &["/credentials"]);
        check_problem(kind, &post(kind, &url, &login).await, 422, "invalid", &["/url", "/credentials"]);
    }
    assert_eq!(post("caldav", &url, &login).await.status, 201);
    assert_eq!(post("caldav", &url, &none).await.status, 201);
    check_problem("caldav", &post("caldav", &none, &login).await, 422, "invalid", &["/url"]);
    check_problem("unknown", &post("exchange", &url, &none).await, 400, "malformed-request", &["/kind"]);
}

async fn calendar_values_are_checked_all_at_once(db: TestDb) {
    let app = App::start(db).await;
    let (_, user) = user(&app).await;
    let whole =
        json!({"user_id": user, "kind": "ics_url", "name": "A", "url": "https://cal.example.com/a.ics"});
    let path = app.make(PATH, whole.clone()).await.header("location").to_owned();
    let check = async |values: Value, pointers: &[&str]| {
        let case = values.to_string();
        check_problem(&case, &app.patch(&path, values.clone()).await, 422, "invalid", pointers);
        let mut body = whole.clone();
        for (name, value) in values.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        check_problem(&case, &app.post(PATH, body).await, 422, "invalid", pointers);
    };
    let long = format!("https://cal.example.com/{}", "a".repeat(2000));
    for url in ["", "cal", "ftp://cal.example.com/a", "file:///etc/passwd", "https://", "https://a b/", &long]
    {
        check(json!({"url": url}), &["/url"]).await;
    }
    check(json!({"url": "https://ann:secret@cal.example.com/a.ics"}), &["/url"]).await;
    let login = |username: &str, password: &str| json!({"username": username, "password": password});
    check(json!({"credentials": login("a:b", "x")}), &["/credentials/username"]).await;
    check(json!({"credentials": login("a", "x\ny")}), &["/credentials/password"]).await;
    check(
        json!({"credentials": login(&"a".repeat(501), &"b".repeat(501))}),
        &["/credentials/username", "/credentials/password"],
    )
    .await;
    let all = json!({"name": "", "url": "x", "credentials": login("a\0", "x")});
    check(all, &["/name", "/url", "/credentials/username"]).await;
}

async fn credentials_are_kept_and_never_shown(db: TestDb) {
    let app = App::start(db).await;
    let (_, user) = user(&app).await;
    let login = json!({"username": "ann", "password": SECRET});
    let body = json!({
        "user_id": user, "kind": "ics_url", "name": "A", "url": "https://cal.example.com/a.ics", "credentials": login,
    });
    let made = app.make(PATH, body.clone()).await;
    let path = made.header("location").to_owned();
    let mut wrong = body.clone();
    wrong["credentials"]["extra"] = json!(1);
    let mut shapeless = body.clone();
    shapeless["credentials"] = json!(SECRET);
    let refused = app.post(PATH, shapeless).await;
    check_problem("a text", &refused, 400, "malformed-request", &["/credentials"]);
    let answers = [
        made,
        refused,
        app.get(&path).await,
        app.get(PATH).await,
        app.patch(&path, json!({"name": "B"})).await,
        app.patch(&path, json!({"credentials": {"username": "ann\n", "password": SECRET}})).await,
        app.post(PATH, wrong).await,
    ];
    for answer in answers {
        assert!(!answer.text.contains("hunter2"), "{}", answer.text);
        assert!(!answer.text.contains("\"credentials\":"), "{}", answer.text);
    }
    assert_eq!(stored(&app), [format!("ann\n{SECRET}")], "kept by a change that does not name them");
    assert_eq!(app.patch(&path, json!({"credentials": null})).await.status, 200);
    assert_eq!(stored(&app), Vec::<String>::new());
}

fn stored(app: &App) -> Vec<String> {
    let sql = "SELECT user_id || ' ' || credentials AS text FROM calendars WHERE credentials IS NOT NULL";
    let opened = |text: &String| {
        let (user, sealed) = text.split_once(' ').expect("a pair");
        let purpose = format!("calendar credentials of user {user}");
        e2e::vault().open(&purpose, sealed).expect("sealed for its owner")
    };
    app.db.raw().texts(sql).iter().map(opened).collect()
}

async fn credentials_do_not_move_to_another_server(db: TestDb) {
    let app = App::start(db).await;
    let (_, user) = user(&app).await;
    let login = json!({"username": "ann", "password": SECRET});
    let body = json!({
        "user_id": user, "kind": "ics_url", "name": "A", "url": "https://cal.example.com/a.ics", "credentials": login,
    });
    let path = app.make(PATH, body).await.header("location").to_owned();
    let near = app.patch(&path, json!({"url": "https://cal.example.com/b.ics"})).await;
    assert_eq!((near.status, stored(&app).len()), (200, 1));
    let far = json!({"url": "https://evil.example.com/b.ics"});
    check_problem("far", &app.patch(&path, far.clone()).await, 422, "invalid", &["/credentials"]);
    let mut named = far;
    named["credentials"] = json!({"username": "eve", "password": "hers"});
    assert_eq!(app.patch(&path, named).await.status, 200);
    assert_eq!(stored(&app), ["eve\nhers"]);
    assert_eq!(app.patch(&path, json!({"kind": "ics_file", "url": null})).await.status, 200);
    assert_eq!(stored(&app), Vec::<String>::new(), "a file has none");
}

async fn what_a_reader_found_is_read_only(db: TestDb) {
    let app = App::start(db).await;
    let (_, user) = user(&app).await;
    let body = json!({"user_id": user, "kind": "ics_file", "name": "A"});
    let path = app.make(PATH, body.clone()).await.header("location").to_owned();
    for field in ["last_synced_at", "last_error", "id", "created_at", "updated_at"] {
        let pointer = format!("/{field}");
        let refused = app.patch(&path, json!({field: null})).await;
        check_problem(field, &refused, 400, "malformed-request", &[&pointer]);
        let mut body = body.clone();
        body[field] = json!(null);
        check_problem(field, &app.post(PATH, body).await, 400, "malformed-request", &[&pointer]);
    }
}

async fn another_source_makes_the_content_void(db: TestDb) {
    let app = App::start(db).await;
    let (_, user) = user(&app).await;
    let body = json!({"user_id": user, "kind": "ics_file", "name": "A"});
    let path = app.make(PATH, body).await.header("location").to_owned();
    let file = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20250101T000000Z\r\n\
                DTSTART:20250122T100000Z\r\nDTEND:20250122T110000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let import = app.request(Method::POST, &format!("{path}/import")).header("content-type", "text/calendar");
    let imported = app.send(import.body(file)).await;
    assert_eq!((imported.status, &imported["events"]), (200, &json!(1)), "{}", imported.text);
    let pieces = || app.db.raw().texts("SELECT 'x' AS text FROM calendar_busy").len();
    let same = app.patch(&path, json!({"name": "B", "stale_policy": "ignore", "kind": "ics_file"})).await;
    assert_eq!((&same["last_synced_at"], pieces()), (&json!("2025-01-20T08:00:00Z"), 1));
    let moved = app.patch(&path, json!({"kind": "ics_url", "url": "https://cal.example.com/a.ics"})).await;
    assert_eq!((moved.status, &moved["last_synced_at"], pieces()), (200, &Value::Null, 0), "{}", moved.text);
}

async fn addresses_are_sealed_and_masked_for_whoever_need_not_know_them(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let owner = app.account(Some(company), "ann", "staff").await;
    let url = "https://cal.example.com/private-0123456789abcdef/basic.ics";
    let body = json!({
        "user_id": owner, "kind": "ics_url", "name": "Work", "url": url,
        "credentials": {"username": "ann", "password": SECRET},
    });
    let id = app.make(PATH, body).await.id();
    let stored = app.db.raw().texts("SELECT url || credentials AS text FROM calendars");
    assert!(stored[0].starts_with("v1:") && !stored[0].contains("private") && !stored[0].contains("hunter2"));
    let (path, masked) = (format!("{PATH}/{id}"), "https://cal.example.com/…");
    let (viewer, manager) =
        (app.key(Some(company), "viewer").await, app.key(Some(company), "hr_manager").await);
    let staff = {
        app.account(Some(company), "bob", "staff").await;
        app.session("bob").await
    };
    let theirs = app.send(app.request_by(&staff, Method::GET, &path)).await;
    check_problem("a colleague's", &theirs, 404, "not-found", &[]);
    let list = app.send(app.request_by(&staff, Method::GET, PATH)).await;
    assert_eq!((list.status, &list["items"]), (200, &json!([])), "{}", list.text);
    for (token, expected) in [(&viewer, masked), (&manager, url), (&app.session("ann").await, url)] {
        assert_eq!(app.send(app.request_by(token, Method::GET, &path)).await["url"], expected);
        let list = app.send(app.request_by(token, Method::GET, PATH)).await;
        assert_eq!(list["items"][0]["url"], expected);
    }
    let csv = app.request_by(&viewer, Method::GET, PATH).header("accept", "text/csv");
    let csv = csv.send().await.expect("an answer").text().await.expect("text");
    assert!(csv.contains(masked) && !csv.contains("private"), "{csv}");
    // What was given again is what there was: nothing is read anew for it.
    let same = app.patch(&path, json!({"url": url})).await;
    assert_eq!((same.status, &same["url"]), (200, &json!(url)));
}

async fn passwords_that_would_go_plainly_are_refused_when_they_are_written(db: TestDb) {
    let app = App::start(db).await;
    let (_, ann) = user(&app).await;
    let login = json!({"username": "ann", "password": SECRET});
    let body = |url: &str, login: &Value| json!({"user_id": ann, "kind": "ics_url", "name": "Feed", "url": url, "credentials": login});
    let plain = "http://93.184.216.34/a.ics";
    let refused = app.post(PATH, body(plain, &login)).await;
    check_problem("new", &refused, 422, "invalid", &["/url"]);
    assert!(!refused.text.contains(SECRET), "{}", refused.text);
    app.make(PATH, body("http://127.0.0.1:9/a.ics", &login)).await;
    let open = app.make(PATH, body(plain, &Value::Null)).await.header("location").to_owned();
    let given = app.patch(&open, json!({"credentials": login})).await;
    check_problem("given later", &given, 422, "invalid", &["/url"]);
    assert_eq!(app.patch(&open, json!({"name": "Other"})).await.status, 200);
    let secure = json!({"url": "https://93.184.216.34/a.ics", "credentials": login});
    assert_eq!(app.patch(&open, secure).await.status, 200);
    let moved = app.patch(&open, json!({"url": plain, "credentials": login})).await;
    check_problem("moved", &moved, 422, "invalid", &["/url"]);
}
