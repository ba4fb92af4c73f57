//! Interview templates.

use e2e::{App, check_problem};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

const PATH: &str = "/api/v1/interview-templates";

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_template_from_first_to_last,
        template_null_takes_away,
        template_values_are_checked_all_at_once,
        interviewers_are_of_the_company_and_may_interview,
        interviewers_who_stay_are_not_judged_again,
        groups_are_of_the_interviewers_after_the_change,
        a_thousand_interviewers_and_no_more,
        admins_name_the_company_of_a_template,
    ]
}

async fn a_template_from_first_to_last(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let (ann, bob, eve) =
        (app.user(company, "ann").await, app.user(company, "bob").await, app.user(company, "eve").await);
    let made = app
        .make(
            PATH,
            json!({
                "name": "Panel", "duration_minutes": 60.0, "interviewers": [eve, ann, bob], "company_id": company,
                "groups": [{"members": [ann]}, {"members": [bob, eve], "required": 1}],
                "step_minutes": 15, "minimum_notice_minutes": 1440,
                "buffer_before_minutes": 5, "buffer_after_minutes": 10,
            }),
        )
        .await;
    let path = format!("{PATH}/{}", made.id());
    assert_eq!((made.header("location"), made.header("etag")), (path.as_str(), "\"1\""));
    let mut expected = json!({
        "id": made.id(), "company_id": company, "name": "Panel", "duration_minutes": 60,
        "interviewers": [eve, ann, bob],
        "groups": [{"members": [ann], "required": "all"}, {"members": [bob, eve], "required": 1}],
        "step_minutes": 15, "minimum_notice_minutes": 1440, "buffer_before_minutes": 5, "buffer_after_minutes": 10,
        "created_at": "2025-01-20T08:00:00Z", "updated_at": "2025-01-20T08:00:00Z",
    });
    assert_eq!(made.body, expected);
    assert_eq!(app.get(&path).await.body, expected);
    let changed = app.patch(&path, json!({"interviewers": [ann], "groups": [], "name": "Alone"})).await;
    expected["interviewers"] = json!([ann]);
    expected["groups"] = json!([]);
    expected["name"] = json!("Alone");
    assert_eq!((changed.status, &changed.body), (200, &expected));
    assert_eq!(app.get(&path).await.body, expected);
    assert_eq!(app.delete(&path).await.status, 204);
    check_problem("gone", &app.get(&path).await, 404, "not-found", &[]);
    assert_eq!(app.delete(&format!("/api/v1/users/{ann}")).await.status, 204, "nothing names her any more");
}

async fn template_null_takes_away(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let ann = app.user(company, "ann").await;
    let nullable =
        ["groups", "step_minutes", "minimum_notice_minutes", "buffer_before_minutes", "buffer_after_minutes"];
    let body = json!({
        "name": "A", "duration_minutes": 60, "interviewers": [ann], "company_id": company,
        "groups": [{"members": [ann], "required": "all"}], "step_minutes": 1, "minimum_notice_minutes": 0,
        "buffer_before_minutes": 0, "buffer_after_minutes": 0,
    });
    let path = app.make(PATH, body).await.header("location").to_owned();
    for field in nullable {
        assert!(!app.get(&path).await[field].is_null(), "{field}");
        let cleared = app.patch(&path, json!({field: null})).await;
        assert_eq!((cleared.status, &cleared[field]), (200, &Value::Null), "{field}");
    }
    for field in ["name", "duration_minutes", "interviewers"] {
        let cleared = app.patch(&path, json!({field: null})).await;
        check_problem(field, &cleared, 400, "malformed-request", &[format!("/{field}").as_str()]);
    }
}

async fn template_values_are_checked_all_at_once(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let (ann, bob) = (app.user(company, "ann").await, app.user(company, "bob").await);
    let path = format!("{PATH}/{}", app.template(company, &[ann, bob]).await);
    let check = async |values: Value, pointers: &[&str]| {
        let case = values.to_string();
        check_problem(&case, &app.patch(&path, values.clone()).await, 422, "invalid", pointers);
        let mut body =
            json!({"name": "A", "duration_minutes": 60, "interviewers": [ann, bob], "company_id": company});
        for (name, value) in values.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        check_problem(&case, &app.post(PATH, body).await, 422, "invalid", pointers);
    };
    for (field, bad) in [
        ("duration_minutes", [0, 1441]),
        ("step_minutes", [0, 1441]),
        ("minimum_notice_minutes", [-1, 5_256_001]),
        ("buffer_before_minutes", [-1, 1441]),
        ("buffer_after_minutes", [-1, 1441]),
    ] {
        for value in bad {
            check(json!({field: value}), &[format!("/{field}").as_str()]).await;
        }
    }
    check(json!({"name": "a\rb"}), &["/name"]).await;
    check(json!({"interviewers": [ann, bob, ann]}), &["/interviewers/2"]).await;
    check(json!({"groups": [{"members": []}]}), &["/groups/0/members"]).await;
    check(json!({"groups": [{"members": [ann, ann]}]}), &["/groups/0/members/1"]).await;
    check(json!({"groups": [{"members": [ann]}, {"members": [bob, 4711]}]}), &["/groups/1/members/1"]).await;
    check(json!({"groups": [{"members": [ann], "required": 2}]}), &["/groups/0/required"]).await;
    check(json!({"groups": [{"members": [ann], "required": 0}]}), &["/groups/0/required"]).await;
    let all = json!({
        "name": "", "duration_minutes": 0, "interviewers": [ann, ann], "groups": [{"members": [bob]}],
        "step_minutes": 0,
    });
    let refused = app.post(PATH, with_company(&all, company)).await;
    let pointers = ["/name", "/duration_minutes", "/interviewers/1", "/groups/0/members/0", "/step_minutes"];
    check_problem("all at once", &refused, 422, "invalid", &pointers);
    for bad in ["some", ""] {
        let values = json!({"groups": [{"members": [ann], "required": bad}]});
        let refused = app.patch(&path, values).await;
        check_problem(bad, &refused, 400, "malformed-request", &["/groups/0/required"]);
    }
}

fn with_company(body: &Value, company: i64) -> Value {
    let mut body = body.clone();
    body["company_id"] = json!(company);
    body
}

async fn interviewers_are_of_the_company_and_may_interview(db: TestDb) {
    let app = App::start(db).await;
    let (one, two) = (app.company("One").await, app.company("Two").await);
    let (ann, foreign) = (app.user(one, "ann").await, app.user(two, "foreign").await);
    let path = format!("{PATH}/{}", app.template(one, &[ann]).await);
    let body = |interviewers: &[i64]| json!({"name": "A", "duration_minutes": 60, "interviewers": interviewers, "company_id": one});
    for (case, stranger) in [("foreign", foreign), ("unknown", 4711), ("negative", -1)] {
        let refused = app.post(PATH, body(&[ann, stranger])).await;
        check_problem(case, &refused, 404, "not-found", &["/interviewers/1"]);
        let refused = app.patch(&path, json!({"interviewers": [stranger, ann]})).await;
        check_problem(case, &refused, 404, "not-found", &["/interviewers/0"]);
    }
    let mut good = vec![ann];
    for role in ["owner", "hr_manager", "recruiter"] {
        good.push(app.user_with_role(one, role, role).await);
    }
    assert_eq!(app.make(PATH, body(&good)).await["interviewers"], json!(good));
    let customer = app.user_with_role(one, "customer", "customer").await;
    let viewer = app.user_with_role(one, "viewer", "viewer").await;
    let refused = app.post(PATH, body(&[customer, ann, viewer])).await;
    check_problem("roles", &refused, 422, "invalid", &["/interviewers/0", "/interviewers/2"]);
    let refused = app.patch(&path, json!({"interviewers": [viewer]})).await;
    check_problem("roles", &refused, 422, "invalid", &["/interviewers/0"]);
    check_problem("nobody", &app.post(PATH, body(&[])).await, 422, "invalid", &["/interviewers"]);
    let emptied = app.patch(&path, json!({"interviewers": []})).await;
    check_problem("nobody any more", &emptied, 422, "invalid", &["/interviewers"]);
    assert_eq!(app.get(&path).await["interviewers"], json!([ann]));
}

async fn interviewers_who_stay_are_not_judged_again(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let ann = app.user(company, "ann").await;
    let path = format!("{PATH}/{}", app.template(company, &[ann]).await);
    assert_eq!(app.patch(&format!("/api/v1/users/{ann}"), json!({"role": "viewer"})).await.status, 200);
    assert_eq!(app.patch(&path, json!({"name": "Renamed"})).await.status, 200);
    let again = app.patch(&path, json!({"interviewers": [ann]})).await;
    check_problem("named again", &again, 422, "invalid", &["/interviewers/0"]);
}

async fn groups_are_of_the_interviewers_after_the_change(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let (ann, bob) = (app.user(company, "ann").await, app.user(company, "bob").await);
    let path = format!("{PATH}/{}", app.template(company, &[ann, bob]).await);
    assert_eq!(
        app.patch(&path, json!({"groups": [{"members": [ann, bob], "required": 2}]})).await.status,
        200
    );
    let torn = app.patch(&path, json!({"interviewers": [ann]})).await;
    check_problem("a member leaves", &torn, 422, "invalid", &["/groups/0/members/1"]);
    let both = json!({"interviewers": [ann], "groups": [{"members": [ann], "required": 1}]});
    assert_eq!(app.patch(&path, both).await.status, 200);
    let stranger = app.patch(&path, json!({"groups": [{"members": [bob]}]})).await;
    check_problem("who is no interviewer", &stranger, 422, "invalid", &["/groups/0/members/0"]);
}

async fn a_thousand_interviewers_and_no_more(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let body = |interviewers: Vec<i64>| json!({"name": "A", "duration_minutes": 60, "interviewers": interviewers, "company_id": company});
    let too_many = app.post(PATH, body((1..=1001).collect())).await;
    check_problem("1001", &too_many, 422, "invalid", &["/interviewers"]);
    let unknown = app.post(PATH, body((1_000_001..=1_001_000).collect())).await;
    check_problem("1000 who are not there", &unknown, 404, "not-found", &["/interviewers/0"]);
}

async fn admins_name_the_company_of_a_template(db: TestDb) {
    let app = App::start(db).await;
    let (one, two) = (app.company("One").await, app.company("Two").await);
    let ann = app.user(one, "ann").await;
    let body = json!({"name": "A", "duration_minutes": 60, "interviewers": [ann]});
    check_problem("none", &app.post(PATH, body.clone()).await, 422, "invalid", &["/company_id"]);
    let unknown = app.post(PATH, with_company(&body, 4711)).await;
    check_problem("unknown", &unknown, 404, "not-found", &["/company_id"]);
    let other = app.post(PATH, with_company(&body, two)).await;
    check_problem("another", &other, 404, "not-found", &["/interviewers/0"]);
    assert_eq!(app.make(&format!("{PATH}?company_id={one}"), body).await["company_id"], json!(one));
}
