//! The lists that are of no collection, of things that the walk makes: each in every order, and as CSV.

use super::operations::Target;
use super::walk::World;
use e2e::{App, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![lists_of_what_happens_are_sorted_either_way_and_had_as_csv]
}

async fn ids(app: &App, path: &str, query: &str) -> Vec<Value> {
    let page = app.get(&format!("{path}?{query}")).await;
    assert_eq!(page.status, 200, "{path}?{query}: {}", page.text);
    page["items"].as_array().into_iter().flatten().map(|item| item["id"].clone()).collect()
}

/// The ids of all pages of one.
async fn one_by_one(app: &App, path: &str, query: &str) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = app.get(&format!("{path}?{query}&limit=1{cursor}")).await;
        all.push(page["items"][0]["id"].clone());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

/// The paths of all lists, with three of each at the least.
async fn lists(app: &App, world: &World) -> Vec<(String, Vec<&'static str>)> {
    for _ in 0..3 {
        app.clock.set(app.clock.now().plus_minutes(1));
        for target in [Target::Slot, Target::Schedule, Target::Conflict, Target::Message, Target::Key] {
            world.make(app, target).await;
        }
    }
    let interview = world.make(app, Target::Interview).await;
    for notes in ["A", "B"] {
        let path = format!("/api/v1/interviews/{interview}");
        assert_eq!(app.patch(&path, json!({"notes": notes})).await.status, 200);
    }
    let webhook = world.make(app, Target::Webhook).await;
    for _ in 0..3 {
        app.make(&format!("/api/v1/webhooks/{webhook}/test"), Value::Null).await;
    }
    let alike = || vec!["id", "created_at"];
    vec![
        ("/api/interviews/slots".to_owned(), vec!["id", "created_at", "start"]),
        ("/api/interviews/schedules".to_owned(), alike()),
        ("/api/interviews/conflicts".to_owned(), alike()),
        ("/api/v1/messages".to_owned(), alike()),
        (format!("/api/v1/interviews/{interview}/logs"), alike()),
        (format!("/api/v1/webhooks/{webhook}/deliveries"), alike()),
        ("/api/v1/api-keys".to_owned(), alike()),
        ("/api/v1/interviews".to_owned(), vec!["id", "created_at"]),
    ]
}

async fn lists_of_what_happens_are_sorted_either_way_and_had_as_csv(db: TestDb) {
    let app = App::start(db).await;
    let world = World::new(&app).await;
    for (path, sorts) in lists(&app, &world).await {
        let in_all = ids(&app, &path, "").await.len();
        assert!(in_all >= 3, "{path}: {in_all}");
        for sort in sorts {
            let up = ids(&app, &path, &format!("sort={sort}")).await;
            let mut down = ids(&app, &path, &format!("sort=-{sort}")).await;
            assert_eq!(one_by_one(&app, &path, &format!("sort={sort}")).await, up, "{path} by {sort}");
            assert_eq!(one_by_one(&app, &path, &format!("sort=-{sort}")).await, down, "{path} by -{sort}");
            down.reverse();
            assert_eq!((up.len(), &down), (in_all, &up), "{path} by {sort}");
        }
        let first = app.get(&format!("{path}?sort=id&limit=1")).await;
        let cursor = first["next"].as_str().unwrap_or_default().to_owned();
        let other = app.get(&format!("{path}?sort=-id&limit=1&cursor={cursor}")).await;
        check_problem(&path, &other, 400, "malformed-query", &["/cursor"]);
        let request = app.request(Method::GET, &format!("{path}?sort=-id&limit=1"));
        let csv = app.send(request.header("accept", "text/csv")).await;
        assert_eq!(
            (csv.status, csv.header("content-type")),
            (200, "text/csv; charset=utf-8"),
            "{}",
            csv.text
        );
        assert!(csv.text.starts_with("id,"), "{path}: {}", csv.text);
        assert_eq!(csv.text.matches("\r\n").count(), in_all + 1, "{path}: {}", csv.text);
    }
}
