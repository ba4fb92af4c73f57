//! What every collection says to requests that it can't take, and to paths that are written differently.

use super::collections::all;
use e2e::{Answer, App, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        unknown_fields_are_named,
        wrong_shapes_are_named,
        what_is_missing_is_named,
        nobody_without_credentials,
        methods_that_are_not_taken,
        other_content_types,
        bodies_that_are_too_large,
        trailing_slashes,
        ids_that_are_none,
        parameters_that_are_not_taken,
        a_name_is_a_name_in_any_script,
    ]
}

async fn unknown_fields_are_named(db: TestDb) {
    let app = App::start(db).await;
    for collection in all(&app).await {
        let path = collection.make(&app).await;
        let mut body = collection.body.clone();
        body["surprise"] = json!(1);
        let refused = app.post(collection.path, body).await;
        check_problem(collection.path, &refused, 400, "malformed-request", &["/surprise"]);
        let refused = app.patch(&path, json!({"surprise": null})).await;
        check_problem(&path, &refused, 400, "malformed-request", &["/surprise"]);
        for read_only in ["id", "created_at", "updated_at", "company_id"] {
            let pointer = format!("/{read_only}");
            let refused = app.patch(&path, json!({read_only: 1})).await;
            check_problem(&path, &refused, 400, "malformed-request", &[&pointer]);
        }
    }
}

async fn wrong_shapes_are_named(db: TestDb) {
    let app = App::start(db).await;
    for collection in all(&app).await {
        for (field, value) in collection.body.as_object().into_iter().flatten() {
            let mut body = collection.body.clone();
            body[field] = if value.is_string() { json!(5.5) } else { json!({"a": 1}) };
            let refused = app.post(collection.path, body).await;
            let case = format!("{} {field}", collection.path);
            check_problem(&case, &refused, 400, "malformed-request", &[&format!("/{field}")]);
        }
        for (body, slug) in [("", "malformed-json"), ("{", "malformed-json"), ("[]", "malformed-request")] {
            let request = app.request(Method::POST, collection.path);
            let refused = app.send(request.header("content-type", "application/json").body(body)).await;
            assert_eq!(
                (refused.status, &refused["type"]),
                (400, &json!(format!("/problems/{slug}"))),
                "{body:?}"
            );
        }
    }
}

async fn what_is_missing_is_named(db: TestDb) {
    let app = App::start(db).await;
    for collection in all(&app).await {
        let path = collection.path;
        for field in collection.sample.required {
            let pointer = format!("/{field}");
            let mut body = collection.body.clone();
            body[*field] = Value::Null;
            let refused = app.post(path, body.clone()).await;
            check_problem(&format!("{path} null"), &refused, 400, "malformed-request", &[&pointer]);
            body.as_object_mut().map(|body| body.remove(*field));
            let refused = app.post(path, body).await;
            check_problem(&format!("{path} absent"), &refused, 400, "malformed-request", &[&pointer]);
        }
    }
}

async fn nobody_without_credentials(db: TestDb) {
    let app = App::start(db).await;
    for collection in all(&app).await {
        let path = collection.make(&app).await;
        let both = [(Method::GET, collection.path), (Method::POST, collection.path)];
        let one = [Method::GET, Method::PATCH, Method::DELETE].map(|method| (method, path.as_str()));
        for (method, path) in both.into_iter().chain(one) {
            let case = format!("{method} {path}");
            let answer = app.send(app.anonymous(method.clone(), path)).await;
            check_problem(&case, &answer, 401, "unauthenticated", &[]);
            assert!(answer.header("www-authenticate").starts_with("Bearer"), "{case}");
            let answer = app.send(app.anonymous(method, path).bearer_auth("guess")).await;
            check_problem(&case, &answer, 401, "unauthenticated", &[]);
        }
        assert_eq!(app.get(&path).await.status, 200, "nothing was deleted");
    }
}

async fn methods_that_are_not_taken(db: TestDb) {
    let app = App::start(db).await;
    let check = |answer: &Answer, allowed: &[&str]| {
        check_problem("method", answer, 405, "method-not-allowed", &[]);
        let mut seen: Vec<&str> = answer.header("allow").split(", ").collect();
        seen.sort_unstable();
        assert_eq!(seen, allowed, "{}", answer.text);
    };
    for collection in all(&app).await {
        let path = collection.make(&app).await;
        check(&app.delete(collection.path).await, &["GET", "HEAD", "POST"]);
        check(&app.put(collection.path, json!({})).await, &["GET", "HEAD", "POST"]);
        if collection.sample.has_put() {
            check(&app.post(&path, json!({})).await, &["DELETE", "GET", "HEAD", "PATCH", "PUT"]);
        } else {
            check(&app.post(&path, json!({})).await, &["DELETE", "GET", "HEAD", "PATCH"]);
            check(&app.put(&path, json!({})).await, &["DELETE", "GET", "HEAD", "PATCH"]);
        }
        let head = app.send(app.request(Method::HEAD, &path)).await;
        assert_eq!((head.status, head.header("etag"), head.text.as_str()), (200, "\"1\"", ""));
    }
}

async fn other_content_types(db: TestDb) {
    let app = App::start(db).await;
    for collection in all(&app).await {
        let path = collection.make(&app).await;
        for (method, path) in [(Method::POST, collection.path), (Method::PATCH, path.as_str())] {
            for content_type in
                ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1"]
            {
                let request =
                    app.request(method.clone(), path).header("content-type", content_type).body("{}");
                let answer = app.send(request).await;
                check_problem(content_type, &answer, 415, "unsupported-media-type", &[]);
            }
        }
    }
}

async fn bodies_that_are_too_large(db: TestDb) {
    let app = App::start(db).await;
    for collection in all(&app).await {
        let path = collection.path;
        // Not a byte of the 50 MB is sent: the answer comes at once, or never.
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\n\
             content-type: application/json\r\ncontent-length: 52428800\r\n\r\n",
            e2e::ADMIN_TOKEN,
        );
        let answer = app.raw(head.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 413 "), "{path}: {answer}");
        assert!(answer.contains("/problems/body-too-large"), "{path}: {answer}");
        let name = "x".repeat(1 << 20);
        let answer = app.post(path, json!({"name": name})).await;
        check_problem(path, &answer, 413, "body-too-large", &[]);
    }
}

async fn trailing_slashes(db: TestDb) {
    let app = App::start(db).await;
    for collection in all(&app).await {
        let made = app.post(&format!("{}/", collection.path), collection.body.clone()).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let path = made.header("location").to_owned();
        assert!(!path.ends_with('/'), "{path}");
        let read = app.get(&format!("{path}/")).await;
        assert_eq!((read.status, &read.body), (200, &app.get(&path).await.body));
        let listed = app.get(&format!("{}/?limit=200", collection.path)).await;
        assert_eq!((listed.status, &listed.body), (200, &app.get(collection.path).await.body));
        assert_eq!(app.patch(&format!("{path}/"), collection.change.clone()).await.status, 200);
        assert_eq!(app.delete(&format!("{path}/")).await.status, 204);
    }
}

async fn ids_that_are_none(db: TestDb) {
    let app = App::start(db).await;
    for collection in all(&app).await {
        for id in ["abc", "0", "-1", "4711", "99999999999999999999", "1.0", "%00"] {
            let path = format!("{}/{id}", collection.path);
            check_problem(&path, &app.get(&path).await, 404, "not-found", &[]);
            check_problem(&path, &app.patch(&path, json!({})).await, 404, "not-found", &[]);
            check_problem(&path, &app.delete(&path).await, 404, "not-found", &[]);
        }
    }
}

async fn parameters_that_are_not_taken(db: TestDb) {
    let app = App::start(db).await;
    for collection in all(&app).await {
        let path = collection.make(&app).await;
        for path in [collection.path, path.as_str()] {
            let answer = app.get(&format!("{path}?colour=red")).await;
            check_problem(path, &answer, 400, "malformed-query", &["/colour"]);
        }
        let answer = app.post(&format!("{}?colour=red", collection.path), collection.body.clone()).await;
        check_problem(collection.path, &answer, 400, "malformed-query", &["/colour"]);
    }
}

async fn a_name_is_a_name_in_any_script(db: TestDb) {
    let app = App::start(db).await;
    for name in ["株式会社メリディアン", "Zoë & Søn <\"Ltd\">", "שלום", "👩‍💻", "'; DROP TABLE users; --"]
    {
        let made = app.make("/api/v1/companies", json!({"name": name})).await;
        assert_eq!(app.get(made.header("location")).await["name"], name);
    }
}
