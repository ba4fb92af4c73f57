//! Users.

use e2e::{App, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

const PATH: &str = "/api/v1/users";

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_user_from_first_to_last,
        roles_in_any_case,
        admins_name_the_company,
        user_values_are_checked_all_at_once,
        an_email_is_unique_however_it_is_written,
        user_changes_keep_what_they_do_not_name,
        a_user_whom_a_template_names_stays,
        a_user_goes_with_their_calendars,
        users_are_searched_and_narrowed,
        the_last_owner_stays_at_every_door,
        of_two_owners_who_go_at_once_one_stays,
    ]
}

async fn a_user_from_first_to_last(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let made = app
        .make(
            PATH,
            json!({
                "email": " Ana@Example.com ", "name": "Ána", "role": "HR_Manager", "company_id": company,
                "time_zone": "America/New_York", "active": false,
            }),
        )
        .await;
    let path = format!("{PATH}/{}", made.id());
    assert_eq!((made.header("location"), made.header("etag")), (path.as_str(), "\"1\""));
    let mut expected = json!({
        "id": made.id(), "company_id": company, "email": "Ana@Example.com", "name": "Ána", "role": "hr_manager",
        "time_zone": "America/New_York", "active": false,
        "created_at": "2025-01-20T08:00:00Z", "updated_at": "2025-01-20T08:00:00Z",
    });
    assert_eq!(made.body, expected);
    assert_eq!(app.get(&path).await.body, expected);
    app.clock.advance(1);
    let changed = app.patch(&path, json!({"role": "Staff", "time_zone": null, "active": null})).await;
    expected["role"] = json!("staff");
    expected["time_zone"] = json!(null);
    expected["active"] = json!(true);
    expected["updated_at"] = json!("2025-01-20T08:00:01Z");
    assert_eq!((changed.status, changed.header("etag"), &changed.body), (200, "\"2\"", &expected));
    assert_eq!(app.delete(&path).await.status, 204);
    check_problem("gone", &app.get(&path).await, 404, "not-found", &[]);
}

async fn roles_in_any_case(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    for (number, role) in
        ["owner", "HR_MANAGER", "Recruiter", "staff", "Customer", "VIEWER"].iter().enumerate()
    {
        let body = json!({
            "name": "A", "email": format!("{number}@example.com"), "role": role, "company_id": company,
        });
        assert_eq!(app.make(PATH, body).await["role"], role.to_lowercase());
    }
    for role in ["king", "", "hr manager"] {
        let body = json!({"name": "A", "email": "k@example.com", "role": role, "company_id": company});
        check_problem(role, &app.post(PATH, body).await, 400, "malformed-request", &["/role"]);
    }
}

async fn admins_name_the_company(db: TestDb) {
    let app = App::start(db).await;
    let (one, two) = (app.company("One").await, app.company("Two").await);
    let mut number = 0;
    let mut post = async |query: &str, role: &str, company: Value| {
        number += 1;
        let email = format!("user{number}@example.com");
        let body = json!({"name": "A", "email": email, "role": role, "company_id": company});
        app.post(&format!("{PATH}{query}"), body).await
    };
    let in_body = post("", "staff", json!(one)).await;
    assert_eq!((in_body.status, &in_body["company_id"]), (201, &json!(one)));
    let in_query = post(&format!("?company_id={two}"), "staff", json!(null)).await;
    assert_eq!((in_query.status, &in_query["company_id"]), (201, &json!(two)));
    let in_both = post(&format!("?company_id={two}"), "staff", json!(two)).await;
    assert_eq!((in_both.status, &in_both["company_id"]), (201, &json!(two)));
    let apart = post(&format!("?company_id={two}"), "staff", json!(one)).await;
    check_problem("two companies", &apart, 422, "invalid", &["/company_id"]);
    let nowhere = post("", "staff", json!(null)).await;
    check_problem("no company", &nowhere, 422, "invalid", &["/company_id"]);
    let unknown = post("", "staff", json!(4711)).await;
    check_problem("unknown company", &unknown, 404, "not-found", &["/company_id"]);

    let admin = post("", "admin", json!(null)).await;
    assert_eq!((admin.status, &admin["company_id"], &admin["role"]), (201, &json!(null), &json!("admin")));
    let tied = post("", "admin", json!(one)).await;
    check_problem("an admin in a company", &tied, 422, "invalid", &["/role"]);
    let promoted = app.patch(&format!("{PATH}/{}", in_body.id()), json!({"role": "admin"})).await;
    check_problem("a member to admin", &promoted, 422, "invalid", &["/role"]);
    let lowered = app.patch(&format!("{PATH}/{}", admin.id()), json!({"role": "staff"})).await;
    check_problem("an admin to member", &lowered, 422, "invalid", &["/role"]);

    let path = format!("{PATH}/{}", in_body.id());
    assert_eq!(app.get(&format!("{path}?company_id={one}")).await.status, 200);
    let foreign = app.get(&format!("{path}?company_id={two}")).await;
    check_problem("of another company", &foreign, 404, "not-found", &[]);
    let foreign = app.patch(&format!("{path}?company_id={two}"), json!({"name": "B"})).await;
    check_problem("changed from another company", &foreign, 404, "not-found", &[]);
    let foreign = app.delete(&format!("{path}?company_id={two}")).await;
    check_problem("deleted from another company", &foreign, 404, "not-found", &[]);
    let listed = app.get(&format!("{PATH}?company_id={one}")).await;
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1), "{}", listed.text);
}

async fn user_values_are_checked_all_at_once(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let path = format!("{PATH}/{}", app.user(company, "ann").await);
    let check = async |values: Value, pointers: &[&str]| {
        let case = values.to_string();
        check_problem(&case, &app.patch(&path, values.clone()).await, 422, "invalid", pointers);
        let mut body = json!({"name": "B", "email": "b@example.com", "role": "staff", "company_id": company});
        for (name, value) in values.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        check_problem(&case, &app.post(PATH, body).await, 422, "invalid", pointers);
    };
    for email in ["", "ann", "ann@", "ann@example", "a b@example.com", "Ann <ann@example.com>", "a@b.com\nx"]
    {
        check(json!({"email": email}), &["/email"]).await;
    }
    check(json!({"name": ""}), &["/name"]).await;
    check(json!({"time_zone": "Local"}), &["/time_zone"]).await;
    check(json!({"email": "x", "name": "\t", "time_zone": ""}), &["/email", "/name", "/time_zone"]).await;
    let body = json!({"email": "x", "name": "", "role": "admin", "company_id": company});
    check_problem(
        "with the role",
        &app.post(PATH, body).await,
        422,
        "invalid",
        &["/email", "/name", "/role"],
    );
}

async fn an_email_is_unique_however_it_is_written(db: TestDb) {
    let app = App::start(db).await;
    let (one, two) = (app.company("One").await, app.company("Two").await);
    app.user(one, "ann").await;
    let bob = format!("{PATH}/{}", app.user(one, "bob").await);
    for (email, company) in [("ann@example.com", one), ("ANN@Example.COM", two), (" ann@example.com", two)] {
        let body = json!({"name": "A", "email": email, "role": "staff", "company_id": company});
        check_problem(email, &app.post(PATH, body).await, 409, "duplicate", &[]);
        check_problem(email, &app.patch(&bob, json!({"email": email})).await, 409, "duplicate", &[]);
    }
    let own = app.patch(&bob, json!({"email": "BOB@example.com"})).await;
    assert_eq!((own.status, &own["email"]), (200, &json!("BOB@example.com")));
    // A domain has several notations; what nobody sees is no part of an address.
    let cat = json!({"name": "Cat", "email": "cat@münchen.example", "role": "staff", "company_id": one});
    app.make(PATH, cat).await;
    for email in ["cat@xn--mnchen-3ya.example", "cat@mu\u{308}nchen.example", "cat@MÜNCHEN\u{3002}example"] {
        let body = json!({"name": "A", "email": email, "role": "staff", "company_id": two});
        check_problem(email, &app.post(PATH, body).await, 409, "duplicate", &[]);
    }
    let unseen = json!({"name": "A", "email": "dan@example.com\u{200b}", "role": "staff", "company_id": one});
    check_problem("a character that nobody sees", &app.post(PATH, unseen).await, 422, "invalid", &["/email"]);
}

async fn user_changes_keep_what_they_do_not_name(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let path = format!("{PATH}/{}", app.user(company, "ann").await);
    app.patch(&path, json!({"time_zone": "Asia/Tokyo", "active": false})).await;
    let renamed = app.patch(&path, json!({"name": "Anna"})).await;
    let seen = [&renamed["name"], &renamed["time_zone"], &renamed["active"], &renamed["role"]];
    assert_eq!(seen, [&json!("Anna"), &json!("Asia/Tokyo"), &json!(false), &json!("staff")]);
    for field in ["name", "email", "role"] {
        let cleared = app.patch(&path, json!({field: null})).await;
        check_problem(field, &cleared, 400, "malformed-request", &[format!("/{field}").as_str()]);
    }
}

async fn a_user_whom_a_template_names_stays(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let user = app.user(company, "ann").await;
    let template = app.template(company, &[user]).await;
    let path = format!("{PATH}/{user}");
    let refused = app.delete(&path).await;
    check_problem("in a template", &refused, 409, "still-referenced", &[]);
    assert!(
        refused["detail"].as_str().is_some_and(|detail| detail.contains("\"active\"")),
        "{}",
        refused.text
    );
    assert_eq!(app.patch(&path, json!({"active": false})).await["active"], json!(false));
    assert_eq!(app.delete(&format!("/api/v1/interview-templates/{template}")).await.status, 204);
    assert_eq!(app.delete(&path).await.status, 204);
}

async fn a_user_goes_with_their_calendars(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let user = app.user(company, "ann").await;
    let calendar = json!({"user_id": user, "kind": "ics_file", "name": "Work"});
    let calendar = app.make("/api/v1/calendars", calendar).await.header("location").to_owned();
    let busy = json!({"user_id": user, "start": "2025-01-22T10:00:00Z", "end": "2025-01-22T11:00:00Z"});
    let busy = app.make("/api/v1/busy-periods", busy).await.header("location").to_owned();
    assert_eq!(app.delete(&format!("{PATH}/{user}")).await.status, 204);
    check_problem("the calendar", &app.get(&calendar).await, 404, "not-found", &[]);
    check_problem("the busy period", &app.get(&busy).await, 404, "not-found", &[]);
}

async fn users_are_searched_and_narrowed(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    for (name, email, role, active) in [
        ("Zoë", "z@one.example.com", "staff", true),
        ("Ann", "zoo@two.example.com", "owner", true),
        ("Bob", "b@two.example.com", "staff", false),
    ] {
        let body = json!({
            "name": name, "email": email, "role": role, "active": active, "company_id": company,
        });
        app.make(PATH, body).await;
    }
    let check = async |query: &str, expected: &[&str]| {
        let page = app.get(&format!("{PATH}?company_id={company}&sort=name&{query}")).await;
        let users = page["items"].as_array().into_iter().flatten();
        let seen: Vec<&str> = users.map(|user| user["name"].as_str().unwrap_or_default()).collect();
        assert_eq!(seen, expected, "{query}: {}", page.text);
    };
    check("", &["Ann", "Bob", "Zoë"]).await;
    check("q=ZO", &["Ann", "Zoë"]).await;
    check("q=TWO.example", &["Ann", "Bob"]).await;
    check("role=staff", &["Bob", "Zoë"]).await;
    check("role=Staff&active=true", &["Zoë"]).await;
    check("active=false", &["Bob"]).await;
    check("q=zo&role=owner&active=true", &["Ann"]).await;
    let answer = app.get(&format!("{PATH}?role=chief")).await;
    check_problem("no role", &answer, 400, "malformed-query", &["/role"]);
}

async fn the_last_owner_stays_at_every_door(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let ann = app.account(Some(company), "ann", "owner").await;
    let path = format!("{PATH}/{ann}");
    let session = app.session("ann").await;
    let by_ann = async |method: Method, body: Value| {
        app.send(app.request_by(&session, method, &path).json(&body)).await
    };
    for (case, refused) in [
        ("a lower role", by_ann(Method::PATCH, json!({"role": "viewer"})).await),
        ("inactive", by_ann(Method::PATCH, json!({"active": false})).await),
        ("by an administrator", app.patch(&path, json!({"role": "hr_manager"})).await),
        ("gone", app.delete(&path).await),
    ] {
        check_problem(case, &refused, 409, "last-owner", &[]);
    }
    // An inactive owner, and one of another company, are no other owner.
    let idle = json!({"email": "idle@example.com", "name": "I", "role": "owner", "company_id": company, "active": false});
    app.make(PATH, idle).await;
    let other = app.company("Other").await;
    app.user_with_role(other, "far", "owner").await;
    check_problem("still", &app.delete(&path).await, 409, "last-owner", &[]);
    let bob = app.user_with_role(company, "bob", "owner").await;
    assert_eq!(app.patch(&path, json!({"role": "viewer"})).await.status, 200);
    check_problem("the other", &app.delete(&format!("{PATH}/{bob}")).await, 409, "last-owner", &[]);
    // Of a company that is closed everybody may go.
    assert_eq!(
        app.patch(&format!("/api/v1/companies/{company}"), json!({"active": false})).await.status,
        200
    );
    assert_eq!(app.delete(&format!("{PATH}/{bob}")).await.status, 204);
}

async fn of_two_owners_who_go_at_once_one_stays(db: TestDb) {
    let app = App::start(db).await;
    for round in 0..8 {
        let company = app.company("Acme").await;
        let mut requests = Vec::new();
        for name in ["ann", "bob"] {
            let path =
                format!("{PATH}/{}", app.user_with_role(company, &format!("{name}{round}"), "owner").await);
            requests.push(match round % 3 {
                0 => app.request(Method::PATCH, &path).json(&json!({"role": "viewer"})),
                1 => app.request(Method::PATCH, &path).json(&json!({"active": false})),
                _ => app.request(Method::DELETE, &path),
            });
        }
        let [one, other] = requests.try_into().unwrap_or_else(|_| panic!("two"));
        let (one, other) = tokio::join!(app.send(one), app.send(other));
        let mut seen = [one.status, other.status];
        seen.sort_unstable();
        assert!(matches!(seen, [200 | 204, 409]), "{round}: {seen:?} {} {}", one.text, other.text);
    }
}
