//! Lists: pages that neither skip nor repeat, and filters.

use e2e::{Answer, App, check_problem};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        pages_have_each_row_once,
        pages_hold_while_others_write,
        limits_and_cursors_of_lists,
        lists_of_one_company,
        lists_of_one_user,
    ]
}

/// The ids of all pages, by the `Link` of each.
async fn walk(app: &App, first: &str) -> Vec<Value> {
    let (mut ids, mut path) = (Vec::new(), first.to_owned());
    loop {
        let page = app.get(&path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text);
        ids.extend(ids_of(&page));
        let link = page.header("link").to_owned();
        assert_eq!(link.is_empty(), page["next"].is_null(), "{}", page.text);
        match link.strip_prefix('<').and_then(|rest| rest.strip_suffix(">; rel=\"next\"")) {
            Some(next) => path = next.to_owned(),
            None => return ids,
        }
    }
}

fn ids_of(page: &Answer) -> Vec<Value> {
    page["items"].as_array().into_iter().flatten().map(|item| item["id"].clone()).collect()
}

/// Seven of each kind, all of one user; the paths of the lists, and how many each has.
async fn seven_of_each(app: &App) -> [(&'static str, usize); 5] {
    let company = app.company("Acme").await;
    let user = app.user(company, "user0").await;
    for number in 1..7 {
        app.company(&format!("Company {number}")).await;
        app.user(company, &format!("user{number}")).await;
    }
    for number in 0..7 {
        app.template(company, &[user]).await;
        app.make("/api/v1/calendars", json!({"user_id": user, "kind": "ics_file", "name": "A"})).await;
        let (start, end) = (format!("2025-01-22T1{number}:00:00Z"), format!("2025-01-22T1{number}:30:00Z"));
        app.make("/api/v1/busy-periods", json!({"user_id": user, "start": start, "end": end})).await;
    }
    [
        ("/api/v1/companies", 7),
        ("/api/v1/users", 7),
        ("/api/v1/interview-templates", 7),
        ("/api/v1/calendars", 7),
        ("/api/v1/busy-periods", 7),
    ]
}

async fn pages_have_each_row_once(db: TestDb) {
    let app = App::start(db).await;
    for (path, count) in seven_of_each(&app).await {
        let whole = ids_of(&app.get(path).await);
        assert_eq!(whole.len(), count, "{path}");
        let distinct: BTreeSet<String> = whole.iter().map(Value::to_string).collect();
        assert_eq!(distinct.len(), count, "{path}");
        for limit in [1, 3, 6, 7, 200] {
            assert_eq!(walk(&app, &format!("{path}?limit={limit}")).await, whole, "{path} by {limit}");
        }
    }
}

async fn pages_hold_while_others_write(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let mut users = Vec::new();
    for number in 0..6 {
        users.push(app.user(company, &format!("user{number}")).await);
    }
    let first = app.get("/api/v1/users?limit=3").await;
    let cursor = first["next"].as_str().unwrap_or_default().to_owned();
    // Gone from the page that was read, gone from the one to come, and new at the end.
    for user in [users[1], users[4]] {
        assert_eq!(app.delete(&format!("/api/v1/users/{user}")).await.status, 204);
    }
    let new = app.user(company, "new").await;
    let second = app.get(&format!("/api/v1/users?limit=3&cursor={cursor}")).await;
    assert_eq!(ids_of(&first), [json!(users[0]), json!(users[1]), json!(users[2])]);
    assert_eq!(ids_of(&second), [json!(users[3]), json!(users[5]), json!(new)]);
    assert_eq!(second["next"], Value::Null);
}

async fn limits_and_cursors_of_lists(db: TestDb) {
    let app = App::start(db).await;
    let lists = seven_of_each(&app).await;
    for (index, (path, _)) in lists.iter().enumerate() {
        for limit in ["0", "201", "-1", "99999999999999999999"] {
            check_problem(
                path,
                &app.get(&format!("{path}?limit={limit}")).await,
                422,
                "invalid",
                &["/limit"],
            );
        }
        for (query, pointer) in [
            ("limit=x", "/limit"),
            ("limit=1.5", "/limit"),
            ("limit=1&limit=2", "/limit"),
            ("cursor=x", "/cursor"),
            ("company_id=x", "/company_id"),
        ] {
            let answer = app.get(&format!("{path}?{query}")).await;
            check_problem(&format!("{path}?{query}"), &answer, 400, "malformed-query", &[pointer]);
        }
        let page = app.get(&format!("{path}?limit=1")).await;
        let cursor = page["next"].as_str().unwrap_or_default();
        let (other, _) = lists[(index + 1) % lists.len()];
        let answer = app.get(&format!("{other}?cursor={cursor}")).await;
        check_problem("a cursor of another list", &answer, 400, "malformed-query", &["/cursor"]);
    }
}

async fn lists_of_one_company(db: TestDb) {
    let app = App::start(db).await;
    let lists = seven_of_each(&app).await;
    let first = ids_of(&app.get("/api/v1/companies?limit=1").await);
    let other = app.company("Other").await;
    for (path, count) in lists {
        let expected = if path == "/api/v1/companies" { 1 } else { count };
        let mine = walk(&app, &format!("{path}?company_id={}&limit=2", first[0])).await;
        assert_eq!(mine.len(), expected, "{path}");
        let theirs = walk(&app, &format!("{path}?company_id={other}")).await;
        assert_eq!(theirs.len(), usize::from(path == "/api/v1/companies"), "{path}");
        let answer = app.get(&format!("{path}?company_id=4711")).await;
        let pointers = ["/company_id"];
        check_problem(path, &answer, 404, "not-found", &pointers);
    }
}

async fn lists_of_one_user(db: TestDb) {
    let app = App::start(db).await;
    let lists = seven_of_each(&app).await;
    let users = ids_of(&app.get("/api/v1/users?limit=2").await);
    let other = app.company("Other").await;
    for (path, count) in
        lists.into_iter().filter(|(path, _)| path.contains("busy") || path.contains("calendars"))
    {
        assert_eq!(walk(&app, &format!("{path}?user_id={}&limit=3", users[0])).await.len(), count, "{path}");
        assert_eq!(walk(&app, &format!("{path}?user_id={}", users[1])).await.len(), 0, "{path}");
        let unknown = app.get(&format!("{path}?user_id=4711")).await;
        check_problem(path, &unknown, 404, "not-found", &["/user_id"]);
        let foreign = app.get(&format!("{path}?user_id={}&company_id={other}", users[0])).await;
        check_problem(path, &foreign, 404, "not-found", &["/user_id"]);
    }
}
