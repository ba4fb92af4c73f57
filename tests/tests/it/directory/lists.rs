//! Lists: pages that neither skip nor repeat, and filters.

use e2e::samples::{SAMPLES, Sample, World};
use e2e::{Answer, App, check_problem};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::Case;
use testkit::db::{Engine, TestDb};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        pages_have_each_row_once,
        pages_hold_while_others_write,
        limits_and_cursors_of_lists,
        lists_of_one_company,
        lists_of_one_user,
        lists_are_sorted_either_way,
        a_cursor_is_of_one_order_and_one_filter,
        q_is_a_literal_part_of_the_name_in_any_case,
        q_finds_few_and_many_alike,
        lists_are_narrowed,
        a_list_as_csv_is_all_that_is_filtered,
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
async fn seven_of_each(app: &App) -> Vec<(&'static str, usize)> {
    let world = World::new(app).await;
    for sample in SAMPLES {
        let there = ids_of(&app.get(sample.path).await).len();
        for number in there..7 {
            sample.make(app, &world, u32::try_from(number).unwrap_or_default()).await;
        }
    }
    SAMPLES.iter().map(|sample| (sample.path, 7)).collect()
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

/// Seven of each that has a name, in another order than that of their names.
async fn named(app: &App) -> (World, Vec<&'static Sample>) {
    let world = World::new(app).await;
    let samples: Vec<_> = SAMPLES.iter().filter(|sample| sample.name.is_some()).collect();
    for sample in &samples {
        make_seven(app, &world, sample).await;
    }
    (world, samples)
}

async fn make_seven(app: &App, world: &World, sample: &Sample) {
    for number in [3, 1, 7, 5, 2, 6, 4] {
        app.clock.set(app.clock.now().plus_minutes(1));
        sample.make(app, world, number).await;
    }
}

fn texts(page: &Answer, field: &str) -> Vec<String> {
    let items = page["items"].as_array().into_iter().flatten();
    items.map(|item| item[field].as_str().unwrap_or_default().to_owned()).collect()
}

async fn lists_are_sorted_either_way(db: TestDb) {
    let app = App::start(db).await;
    let world = World::new(&app).await;
    for sample in SAMPLES {
        let before = ids_of(&app.get(sample.path).await).len();
        make_seven(&app, &world, sample).await;
        let path = sample.path;
        for sort in sample.sorts.iter().chain(&["id"]) {
            let field = if *sort == "name" { sample.name.unwrap_or_default() } else { sort };
            let up = ids_of(&app.get(&format!("{path}?sort={sort}")).await);
            let down = ids_of(&app.get(&format!("{path}?sort=-{sort}")).await);
            let turned: Vec<Value> = up.iter().rev().cloned().collect();
            assert_eq!((up.len(), &down), (before + 7, &turned), "{path} by {sort}");
            let mut values = texts(&app.get(&format!("{path}?sort={sort}")).await, field);
            values.iter_mut().for_each(|value| *value = value.to_lowercase());
            assert!(values.is_sorted(), "{path} by {sort}: {values:?}");
            for limit in [1, 3, 7] {
                assert_eq!(
                    walk(&app, &format!("{path}?sort={sort}&limit={limit}")).await,
                    up,
                    "{path} {sort}"
                );
                assert_eq!(
                    walk(&app, &format!("{path}?sort=-{sort}&limit={limit}")).await,
                    down,
                    "{path} {sort}"
                );
            }
        }
        let refused = app.get(&format!("{path}?sort=colour")).await;
        check_problem(path, &refused, 400, "malformed-query", &["/sort"]);
    }
}

async fn a_cursor_is_of_one_order_and_one_filter(db: TestDb) {
    let app = App::start(db).await;
    let (world, samples) = named(&app).await;
    for sample in samples {
        let path = sample.path;
        let page = app.get(&format!("{path}?sort=name&limit=2")).await;
        let cursor = page["next"].as_str().unwrap_or_default().to_owned();
        assert_eq!(app.get(&format!("{path}?sort=name&limit=5&cursor={cursor}")).await.status, 200, "{path}");
        for other in ["", "sort=id", "sort=-name", "sort=created_at", "sort=name&q=1"] {
            let answer = app.get(&format!("{path}?{other}&cursor={cursor}")).await;
            check_problem(&format!("{path} {other}"), &answer, 400, "malformed-query", &["/cursor"]);
        }
        let of_company = format!("{path}?sort=name&company_id={}&cursor={cursor}", world.company);
        check_problem(path, &app.get(&of_company).await, 400, "malformed-query", &["/cursor"]);
    }
}

async fn q_is_a_literal_part_of_the_name_in_any_case(db: TestDb) {
    let app = App::start(db).await;
    let world = World::new(&app).await;
    let names = ["Zoë Ångström", "100% sure", "a_b\\c", "Straße", "ΟΔΟΣ", "plain"];
    let found = [
        ("ZOË å", 0),
        ("oë Å", 0),
        ("100%", 1),
        ("%25 SURE", 1),
        ("A_B", 2),
        ("b\\C", 2),
        ("STRASSE", 3),
        ("οδος", 4),
        ("PLAIN", 5),
    ];
    for sample in SAMPLES.iter().filter(|sample| sample.name.is_some()) {
        let field = sample.name.unwrap_or_default();
        for (number, name) in (0..).zip(names) {
            let mut body = (sample.body)(&world, number);
            body[field] = json!(name);
            app.make(sample.path, body).await;
        }
        let ask = async |q: &str| {
            let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("q", q).finish();
            app.get(&format!("{}?{query}", sample.path)).await
        };
        for (q, index) in found {
            let q = q.replace("%25", "%");
            assert_eq!(texts(&ask(&q).await, field), [names[index]], "{} q={q}", sample.path);
        }
        for q in ["%a%", "p_ain", "b/c", "nobody"] {
            assert_eq!(texts(&ask(q).await, field), [""; 0], "{} q={q}", sample.path);
        }
        assert!(texts(&ask("").await, field).len() >= names.len(), "{}", sample.path);
        for q in ["a\nb", &"x".repeat(201)] {
            check_problem(sample.path, &ask(q).await, 422, "invalid", &["/q"]);
        }
    }
}

/// Texts that few records hold are found by an index, others by walking the list: nobody sees which.
async fn q_finds_few_and_many_alike(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let at = match app.db.engine() {
        Engine::Sqlite => "1737360000000000",
        Engine::Postgres => "'2025-01-20T08:00:00Z'::timestamptz",
    };
    // More than are few, so that "job" is many.
    app.db.raw().execute(&format!(
        "INSERT INTO jobs (company_id, title, title_key, active, version, created_at, updated_at)
         WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1200)
         SELECT {company}, 'Job No ' || (10000 - n), 'job no ' || (10000 - n), n % 2 = 0, 1, {at}, {at} FROM numbers"
    ));
    let found = async |query: &str| walk(&app, &format!("/api/v1/jobs?limit=200&{query}")).await.len();
    for sort in ["id", "-id", "name", "-name", "-created_at"] {
        for (q, count) in
            [("JOB", 1200), ("NO 99", 100), ("no 987", 10), ("o 9999", 1), ("no 1", 0), ("99", 120)]
        {
            let q = q.replace(' ', "%20");
            assert_eq!(found(&format!("sort={sort}&q={q}")).await, count, "{q} by {sort}");
        }
        assert_eq!(found(&format!("sort={sort}&q=no%2099&active=true")).await, 50, "narrowed, by {sort}");
    }
    let titles = walk(&app, "/api/v1/jobs?q=no%20987&sort=name&limit=3").await;
    assert_eq!(titles, ids_of(&app.get("/api/v1/jobs?q=no%20987&sort=name").await), "pages of few");
    // Nothing is read twice: an index of texts is asked first where there is one.
    let cost = async |query: &str| {
        let before = app.db.metrics().statements;
        assert_eq!(app.get(&format!("/api/v1/jobs?limit=3{query}")).await.status, 200);
        app.db.metrics().statements - before
    };
    let asked_first = u64::from(app.db.engine() == Engine::Sqlite);
    assert_eq!(cost("&q=no%20987").await, cost("").await + asked_first);
    let path = format!("/api/v1/jobs/{}", titles[0]);
    assert_eq!(app.patch(&path, json!({"title": "Something else"})).await.status, 200);
    assert_eq!((found("q=no%20987").await, found("q=THING%20EL").await), (9, 1), "what is changed");
    assert_eq!(app.delete(&path).await.status, 204);
    assert_eq!((found("q=no%20987").await, found("q=THING%20EL").await), (9, 0), "what is deleted");
}

async fn lists_are_narrowed(db: TestDb) {
    let app = App::start(db).await;
    let world = World::new(&app).await;
    for sample in SAMPLES {
        let Some((parameter, all, none)) = sample.filter else { continue };
        let count =
            async |value: &str| ids_of(&app.get(&format!("{}?{parameter}={value}", sample.path)).await).len();
        let before = count(all).await;
        for number in 0..3 {
            sample.make(&app, &world, number).await;
        }
        assert_eq!((count(all).await, count(none).await), (before + 3, 0), "{}", sample.path);
        let answer = app.get(&format!("{}?{parameter}=colour", sample.path)).await;
        check_problem(sample.path, &answer, 400, "malformed-query", &[&format!("/{parameter}")]);
    }
}

async fn a_list_as_csv_is_all_that_is_filtered(db: TestDb) {
    let app = App::start(db).await;
    let (world, samples) = named(&app).await;
    for sample in samples {
        let (path, field) = (sample.path, sample.name.unwrap_or_default());
        let mut body = (sample.body)(&world, 8);
        body[field] = json!("=1+1, \"x\"");
        let there = ids_of(&app.get(path).await).len();
        app.make(path, body).await;
        let csv = async |query: &str| {
            let request = app.request(reqwest::Method::GET, &format!("{path}?{query}"));
            app.send(request.header("accept", "text/csv")).await
        };
        let all = csv("sort=name&limit=2").await;
        assert_eq!(
            (all.status, all.header("content-type")),
            (200, "text/csv; charset=utf-8"),
            "{}",
            all.text
        );
        let lines: Vec<&str> = all.text.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), there + 2, "{}", all.text);
        assert!(lines[0].starts_with("id,") && lines[0].contains(field), "{}", lines[0]);
        assert!(lines[1].contains(",\"'=1+1, \"\"x\"\"\""), "{}", lines[1]);
        assert_eq!(csv("q=nobody").await.text.matches("\r\n").count(), 1, "a head line alone");
        check_problem(path, &csv("company_id=4711").await, 404, "not-found", &["/company_id"]);
        assert!(csv("q=2").await.text.contains(" 2"), "{path}");
    }
}
