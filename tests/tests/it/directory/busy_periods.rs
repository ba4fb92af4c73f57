//! Busy periods.

use e2e::{App, check_problem};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

const PATH: &str = "/api/v1/busy-periods";

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_busy_period_from_first_to_last,
        busy_period_values_are_checked,
        the_company_of_a_busy_period_is_the_users,
        ids_of_busy_periods_are_uuids,
    ]
}

async fn a_busy_period_from_first_to_last(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let user = app.user(company, "ann").await;
    let body = json!({
        "user_id": user, "start": "2025-01-22T10:00:00+01:00", "end": "2025-01-22T11:00:00.000+01:00",
        "title": "  Dentist ",
    });
    let made = app.make(PATH, body).await;
    let id = made["id"].as_str().unwrap_or_default();
    assert_eq!((id.len(), id.chars().nth(14)), (36, Some('7')), "a UUIDv7: {id}");
    let path = format!("{PATH}/{id}");
    assert_eq!((made.header("location"), made.header("etag")), (path.as_str(), "\"1\""));
    let mut expected = json!({
        "id": id, "company_id": company, "user_id": user, "title": "Dentist",
        "start": "2025-01-22T09:00:00Z", "end": "2025-01-22T10:00:00Z",
        "created_at": "2025-01-20T08:00:00Z", "updated_at": "2025-01-20T08:00:00Z",
    });
    assert_eq!(made.body, expected);
    assert_eq!(app.get(&path).await.body, expected);
    let changed = app.patch(&path, json!({"end": "2025-01-22T12:00:00Z", "title": null})).await;
    expected["end"] = json!("2025-01-22T12:00:00Z");
    expected["title"] = json!(null);
    assert_eq!((changed.status, changed.header("etag"), &changed.body), (200, "\"2\"", &expected));
    assert_eq!(app.get(&path).await.body, expected);
    assert_eq!(app.delete(&path).await.status, 204);
    check_problem("gone", &app.get(&path).await, 404, "not-found", &[]);
}

async fn busy_period_values_are_checked(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let user = app.user(company, "ann").await;
    let whole = json!({"user_id": user, "start": "2025-01-22T10:00:00Z", "end": "2025-01-22T11:00:00Z"});
    let path = app.make(PATH, whole.clone()).await.header("location").to_owned();
    let check = async |values: Value, status: u16, slug: &str, pointers: &[&str]| {
        let case = values.to_string();
        check_problem(&case, &app.patch(&path, values.clone()).await, status, slug, pointers);
        let mut body = whole.clone();
        for (name, value) in values.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        check_problem(&case, &app.post(PATH, body).await, status, slug, pointers);
    };
    check(json!({"end": "2025-01-22T10:00:00Z"}), 422, "invalid", &["/end"]).await;
    check(json!({"start": "2025-01-22T12:00:00+00:00"}), 422, "invalid", &["/end"]).await;
    check(json!({"start": "2025-01-22T10:00:00.5Z"}), 422, "invalid", &["/start"]).await;
    check(json!({"title": ""}), 422, "invalid", &["/title"]).await;
    check(json!({"title": "x".repeat(501)}), 422, "invalid", &["/title"]).await;
    check(json!({"title": "a\u{7}"}), 422, "invalid", &["/title"]).await;
    let several = json!({"start": "2025-01-22T10:00:00.5Z", "end": "2025-01-22T10:00:00.5Z", "title": "a\n"});
    check(several, 422, "invalid", &["/start", "/end", "/title"]).await;
    check(json!({"start": "2025-01-22"}), 400, "malformed-request", &["/start"]).await;
    check(json!({"end": 5}), 400, "malformed-request", &["/end"]).await;
    check(json!({"start": null}), 400, "malformed-request", &["/start"]).await;
    let moved = app.patch(&path, json!({"user_id": user})).await;
    check_problem("whose it is never changes", &moved, 400, "malformed-request", &["/user_id"]);
}

async fn the_company_of_a_busy_period_is_the_users(db: TestDb) {
    let app = App::start(db).await;
    let (one, two) = (app.company("One").await, app.company("Two").await);
    let user = app.user(one, "ann").await;
    let admin = json!({"name": "A", "email": "root@example.com", "role": "admin"});
    let admin = app.make("/api/v1/users", admin).await.id();
    let post = async |query: &str, user: i64, company: Value| {
        let (start, end) = ("2025-01-22T10:00:00Z", "2025-01-22T11:00:00Z");
        let body = json!({"user_id": user, "start": start, "end": end, "company_id": company});
        app.post(&format!("{PATH}{query}"), body).await
    };
    for (case, made) in [
        ("unnamed", post("", user, json!(null)).await),
        ("named", post("", user, json!(one)).await),
        ("in the query", post(&format!("?company_id={one}"), user, json!(null)).await),
    ] {
        assert_eq!((made.status, &made["company_id"]), (201, &json!(one)), "{case}: {}", made.text);
    }
    check_problem("of another", &post("", user, json!(two)).await, 404, "not-found", &["/user_id"]);
    check_problem("unknown company", &post("", user, json!(4711)).await, 404, "not-found", &["/company_id"]);
    check_problem("unknown user", &post("", 4711, json!(null)).await, 404, "not-found", &["/user_id"]);
    check_problem("an admin", &post("", admin, json!(null)).await, 422, "invalid", &["/user_id"]);
}

async fn ids_of_busy_periods_are_uuids(db: TestDb) {
    let app = App::start(db).await;
    for id in ["7", "abc", "0190a6b2-1111-7000-8000-000000000000"] {
        let path = format!("{PATH}/{id}");
        check_problem(id, &app.get(&path).await, 404, "not-found", &[]);
        check_problem(id, &app.delete(&path).await, 404, "not-found", &[]);
    }
}
