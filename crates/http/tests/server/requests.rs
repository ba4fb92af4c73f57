//! Good and bad requests.

use crate::fixture::{Fixture, check_problem, header, post_text, server, start};
use http_kit::Credentials;
use reqwest::Method;
use serde_json::{Value, json};

#[actix_web::test]
async fn a_good_request() {
    let fixture = start(server());
    let response = post_text(&fixture, "application/json", r#"{"name": "A", "size": 3.0}"#).await;
    assert_eq!(response.status(), 201);
    assert_eq!(header(&response, "location"), "/things/7");
    assert_eq!(header(&response, "etag"), "\"1\"");
    assert_eq!(header(&response, "x-content-type-options"), "nosniff");
    assert_eq!(header(&response, "cache-control"), "no-store");
    let body: Value = response.json().await.expect("a body");
    assert_eq!(body, json!({"name": "A", "size": 3}));
}

#[actix_web::test]
async fn bad_bodies() {
    let fixture = start(server());
    let json = "application/json";
    check_problem(post_text(&fixture, json, "{").await, 400, "malformed-json").await;
    check_problem(post_text(&fixture, json, "").await, 400, "malformed-json").await;
    let body = post_text(&fixture, json, r#"{"name": "A", "size": 1, "x": 2}"#).await;
    let body = check_problem(body, 400, "malformed-request").await;
    assert_eq!(body["errors"][0]["pointer"], "/x");
    assert!(body["detail"].as_str().is_some_and(|detail| detail.contains("\"x\"")), "{body}");
    check_problem(post_text(&fixture, "text/plain", "{}").await, 415, "unsupported-media-type").await;
    let no_type = fixture.request(Method::POST, "/things").body("{}").send().await.expect("an answer");
    check_problem(no_type, 415, "unsupported-media-type").await;
}

#[actix_web::test]
async fn huge_bodies_with_a_length_are_refused_before_they_are_sent() {
    let fixture = start(server());
    let head = "POST /things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n";
    // Not one byte of the body is sent, so only a server that looks at the length answers at all.
    let answer = fixture.raw(head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.contains("\"/problems/body-too-large\""), "{answer}");
    assert!(answer.contains("up to 1 MiB"), "{answer}");
}

#[actix_web::test]
async fn huge_bodies_without_a_length_are_refused_as_they_arrive() {
    let fixture = start(server());
    let chunks = (0..40).map(|_| Ok::<_, std::io::Error>(vec![b' '; 64 << 10]));
    let stream = reqwest::Body::wrap_stream(futures_util::stream::iter(chunks));
    check_problem(post_text(&fixture, "application/json", stream).await, 413, "body-too-large").await;
}

#[actix_web::test]
async fn a_path_may_take_more_than_the_others() {
    let fixture = start(server());
    let body = json!({"name": "x".repeat(3 << 19), "size": 1});
    let ask = |path: &str| fixture.request(Method::POST, path).json(&body).send();
    assert_eq!(ask("/big").await.expect("an answer").status(), 200);
    assert_eq!(ask("/things").await.expect("an answer").status(), 413);
}

#[actix_web::test]
async fn unknown_paths_and_wrong_methods() {
    let fixture = start(server());
    check_problem(fixture.get("/nowhere").await, 404, "not-found").await;
    check_problem(fixture.get("/things/7/more").await, 404, "not-found").await;
    check_problem(fixture.get("/things/seven").await, 404, "not-found").await;
    check_problem(fixture.get("/things/99999999999999999999").await, 404, "not-found").await;
    check_problem(fixture.get("/things/8").await, 404, "not-found").await;
    for (method, path, allow) in [
        (Method::DELETE, "/things", "GET, HEAD, POST"),
        (Method::PUT, "/things/7", "DELETE, GET, HEAD"),
        (Method::POST, "/health/live", "GET, HEAD"),
        (Method::POST, "/panics", "GET, HEAD"),
        (Method::OPTIONS, "/things", "GET, HEAD, POST"),
    ] {
        let response = fixture.request(method, path).send().await.expect("an answer");
        assert_eq!(header(&response, "allow"), allow, "{path}");
        check_problem(response, 405, "method-not-allowed").await;
    }
}

#[actix_web::test]
async fn trailing_slashes_are_the_same_path() {
    let fixture = start(server());
    for path in ["/things/7", "/things/7/", "/things//7"] {
        assert_eq!(fixture.get(path).await.status(), 200, "{path}");
    }
    assert_eq!(fixture.get("/things/?limit=2").await.status(), 200);
}

#[actix_web::test]
async fn a_head_is_a_get_without_its_body() {
    let fixture = start(server());
    let response = fixture.request(Method::HEAD, "/things/7").send().await.expect("an answer");
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "etag"), "\"3\"");
    assert_eq!(response.text().await.expect("no body"), "");
    let raw = fixture.raw(b"HEAD /things/7 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    assert!(raw.starts_with("HTTP/1.1 200 ") && raw.ends_with("\r\n\r\n"), "{raw}");
}

#[actix_web::test]
async fn request_ids_are_taken_or_made() {
    let fixture = start(server());
    let ask = |id: &'static str| fixture.request(Method::GET, "/nowhere").header("x-request-id", id).send();
    let sent = "0191d0a8-7c3e-7000-8000-000000000001";
    let response = ask(sent).await.expect("an answer");
    assert_eq!(header(&response, "x-request-id"), sent);
    check_problem(response, 404, "not-found").await;
    let response = ask("no uuid").await.expect("an answer");
    let made = header(&response, "x-request-id");
    assert_eq!(uuid::Uuid::parse_str(&made).expect("a UUID").get_version_num(), 7);
    assert_ne!(made, header(&fixture.get("/things/7").await, "x-request-id"));
}

#[actix_web::test]
async fn a_panic_is_an_opaque_problem_and_the_server_lives_on() {
    let fixture = start(server());
    for _ in 0..3 {
        let body = check_problem(fixture.get("/panics").await, 500, "internal").await;
        assert!(!body.to_string().contains("broken"), "{body}");
    }
    assert_eq!(fixture.get("/things/7").await.status(), 200);
}

#[actix_web::test]
async fn mistakes_of_the_program_are_opaque() {
    let fixture = start(server());
    let body = check_problem(fixture.get("/not-provided").await, 500, "internal").await;
    assert!(!body.to_string().contains("u128"), "{body}");
}

#[actix_web::test]
async fn an_error_without_words_gets_some() {
    let fixture = start(server());
    check_problem(fixture.get("/wordless").await, 409, "conflict").await;
}

#[actix_web::test]
async fn credentials() {
    let guarded = start(server().credentials(Credentials::new(Some("sesame"))));
    let open = start(server());
    let check = async |fixture: &Fixture, path: &str, shown: Option<&str>, expected: &str| {
        let mut request = fixture.request(Method::GET, path);
        if let Some(value) = shown {
            request = request.header("authorization", value);
        }
        let response = request.send().await.expect("an answer");
        if expected.starts_with("Bearer") {
            assert_eq!(header(&response, "www-authenticate"), expected, "{path} {shown:?}");
            check_problem(response, 401, "unauthenticated").await;
        } else {
            assert_eq!(response.text().await.expect("a body"), expected, "{path} {shown:?}");
        }
    };
    let bad = "Bearer error=\"invalid_token\"";
    check(&guarded, "/secret", Some("Bearer sesame"), "admin").await;
    check(&guarded, "/secret", Some("bearer sesame"), "admin").await;
    check(&guarded, "/secret", None, "Bearer").await;
    check(&guarded, "/secret", Some("Bearer wrong"), bad).await;
    check(&guarded, "/secret", Some("Bearer"), bad).await;
    check(&guarded, "/secret", Some("Basic sesame"), bad).await;
    check(&open, "/secret", None, "Bearer").await;
    check(&open, "/secret", Some("Bearer sesame"), bad).await;
    check(&guarded, "/visit", Some("Bearer sesame"), "known").await;
    check(&guarded, "/visit", None, "Bearer").await;
    check(&guarded, "/visit", Some("Bearer wrong"), bad).await;
    check(&open, "/visit", None, "unknown").await;
    check(&open, "/visit", Some("Bearer sesame"), bad).await;
}

#[actix_web::test]
async fn versions() {
    let fixture = start(server());
    for (tag, status) in [("\"3\"", 204), ("*", 204), ("\"2\"", 412), ("W/\"3\"", 412), ("3", 412)] {
        let request = fixture.request(Method::DELETE, "/things/7").header("if-match", tag);
        assert_eq!(request.send().await.expect("an answer").status().as_u16(), status, "{tag}");
    }
    let request = fixture.request(Method::DELETE, "/things/7").header("if-match", "\"2\"");
    check_problem(request.send().await.expect("an answer"), 412, "version-mismatch").await;
}
