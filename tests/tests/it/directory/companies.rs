//! Companies.

use e2e::{App, check_problem};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

const PATH: &str = "/api/v1/companies";

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_company_from_first_to_last,
        company_defaults_are_the_contracts,
        company_null_goes_back_to_the_default,
        company_values_are_checked_all_at_once,
        a_company_with_people_stays,
    ]
}

async fn a_company_from_first_to_last(db: TestDb) {
    let app = App::start(db).await;
    let made = app
        .make(
            PATH,
            json!({
                "name": "  Acme  ", "time_zone": "Europe/Berlin", "ai_parallel": 3, "active": false,
                "business_hours": {"start": "22:00", "end": "06:30"},
            }),
        )
        .await;
    let path = format!("{PATH}/{}", made.id());
    assert_eq!(made.header("location"), path);
    assert_eq!(made.header("etag"), "\"1\"");
    let expected = json!({
        "id": made.id(), "name": "Acme", "time_zone": "Europe/Berlin", "ai_parallel": 3, "active": false, "suspended": false,
        "business_hours": {"start": "22:00", "end": "06:30"},
        "created_at": "2025-01-20T08:00:00Z", "updated_at": "2025-01-20T08:00:00Z",
    });
    assert_eq!(made.body, expected);
    let read = app.get(&path).await;
    assert_eq!((read.status, read.header("etag"), &read.body), (200, "\"1\"", &expected));

    app.clock.advance(90);
    let changed =
        app.patch(&path, json!({"name": "Acme & Co", "business_hours": {"start": "08:00", "end": "24:00"}}));
    let changed = changed.await;
    assert_eq!((changed.status, changed.header("etag")), (200, "\"2\""), "{}", changed.text);
    let mut expected = expected;
    expected["name"] = json!("Acme & Co");
    expected["business_hours"] = json!({"start": "08:00", "end": "24:00"});
    expected["updated_at"] = json!("2025-01-20T08:01:30Z");
    assert_eq!(changed.body, expected);
    assert_eq!(app.get(&path).await.body, expected);

    let gone = app.delete(&path).await;
    assert_eq!((gone.status, gone.text.as_str()), (204, ""));
    check_problem("after deletion", &app.get(&path).await, 404, "not-found", &[]);
    check_problem("deleted twice", &app.delete(&path).await, 404, "not-found", &[]);
    check_problem("changed too late", &app.patch(&path, json!({})).await, 404, "not-found", &[]);
}

async fn company_defaults_are_the_contracts(db: TestDb) {
    let app = App::start(db).await;
    let made = app.make(PATH, json!({"name": "Acme", "time_zone": null})).await;
    check_defaults(&made.body);
}

fn check_defaults(company: &Value) {
    assert_eq!(company["time_zone"], "UTC");
    assert_eq!(company["business_hours"], json!({"start": "08:00", "end": "22:00"}));
    assert_eq!((&company["ai_parallel"], &company["active"]), (&json!(1), &json!(true)));
}

async fn company_null_goes_back_to_the_default(db: TestDb) {
    let app = App::start(db).await;
    let body = json!({
        "name": "Acme", "time_zone": "Asia/Tokyo", "ai_parallel": 9, "active": false,
        "business_hours": {"start": "09:00", "end": "10:00"},
    });
    let path = app.make(PATH, body).await.header("location").to_owned();
    let same = app.patch(&path, json!({})).await;
    assert_eq!((&same["time_zone"], &same["ai_parallel"]), (&json!("Asia/Tokyo"), &json!(9)));
    let nulls = json!({"time_zone": null, "ai_parallel": null, "active": null, "business_hours": null});
    let cleared = app.patch(&path, nulls).await;
    assert_eq!((cleared.status, &cleared["name"]), (200, &json!("Acme")));
    check_defaults(&cleared.body);
    let nameless = app.patch(&path, json!({"name": null})).await;
    check_problem("a name can't be cleared", &nameless, 400, "malformed-request", &["/name"]);
}

async fn company_values_are_checked_all_at_once(db: TestDb) {
    let app = App::start(db).await;
    let path = app.make(PATH, json!({"name": "Acme"})).await.header("location").to_owned();
    let check = async |values: Value, pointers: &[&str]| {
        let case = values.to_string();
        check_problem(&case, &app.patch(&path, values.clone()).await, 422, "invalid", pointers);
        let mut body = json!({"name": "Other"});
        for (name, value) in values.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        check_problem(&case, &app.post(PATH, body).await, 422, "invalid", pointers);
    };
    check(json!({"name": " "}), &["/name"]).await;
    check(json!({"name": "x".repeat(201)}), &["/name"]).await;
    check(json!({"name": "a\u{0}b"}), &["/name"]).await;
    check(json!({"name": "a\nb"}), &["/name"]).await;
    check(json!({"time_zone": "europe/berlin"}), &["/time_zone"]).await;
    check(json!({"time_zone": "+01:00"}), &["/time_zone"]).await;
    check(json!({"ai_parallel": 0}), &["/ai_parallel"]).await;
    check(json!({"ai_parallel": 1e30}), &["/ai_parallel"]).await;
    check(json!({"business_hours": {"start": "24:00", "end": "24:00"}}), &["/business_hours/start"]).await;
    check(
        json!({"business_hours": {"start": "8", "end": "24:01"}}),
        &["/business_hours/start", "/business_hours/end"],
    )
    .await;
    let all = json!({
        "name": "", "time_zone": "Mars/Olympus", "ai_parallel": -1, "business_hours": {"start": "x", "end": "09:00"},
    });
    check(all, &["/name", "/time_zone", "/business_hours/start", "/ai_parallel"]).await;
    assert_eq!(app.get(&path).await.header("etag"), "\"1\"", "nothing was changed");
}

async fn a_company_with_people_stays(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let user = app.user(company, "ann").await;
    let path = format!("{PATH}/{company}");
    let refused = app.delete(&path).await;
    check_problem("with a user", &refused, 409, "still-referenced", &[]);
    assert!(
        refused["detail"].as_str().is_some_and(|detail| detail.contains("\"active\"")),
        "{}",
        refused.text
    );
    assert_eq!(app.patch(&path, json!({"active": false})).await["active"], json!(false));
    assert_eq!(app.delete(&format!("/api/v1/users/{user}")).await.status, 204);
    assert_eq!(app.delete(&path).await.status, 204);
}
