//! Lists, clocks, health, and the end of a server.

use crate::fixture::{check_problem, client, header, server, start};
use http_kit::{Clock, NotReady, Readiness};
use scheduling_core::time::Timestamp;
use serde_json::Value;
use std::time::Duration;
use tokio::sync::oneshot;

#[actix_web::test]
async fn lists_are_walked_by_their_links() {
    let fixture = start(server());
    let (mut path, mut seen) = ("/things?limit=2".to_owned(), Vec::new());
    for _ in 0..3 {
        let response = fixture.get(&path).await;
        let link = header(&response, "link");
        let body: Value = response.json().await.expect("a page");
        seen.extend(body["items"].as_array().expect("items").iter().filter_map(Value::as_i64));
        path = link.strip_prefix('<').and_then(|link| link.split('>').next()).unwrap_or_default().to_owned();
        assert_eq!(path.is_empty(), body["next"].is_null(), "{link}");
    }
    assert_eq!(seen, [1, 2, 3, 4, 5]);
    check_problem(fixture.get("/things?cursor=nonsense").await, 400, "malformed-query").await;
    check_problem(fixture.get("/things?limit=x").await, 400, "malformed-query").await;
    check_problem(fixture.get("/things?colour=red").await, 400, "malformed-query").await;
    check_problem(fixture.get("/things?limit=201").await, 422, "invalid").await;
}

#[actix_web::test]
async fn the_clock_is_the_one_that_was_given() {
    let clock = Clock::standing_at(Timestamp::parse("2025-01-22T10:00:00Z").expect("an instant"));
    let fixture = start(server().clock(clock.clone()));
    assert_eq!(fixture.get("/now").await.text().await.expect("a body"), "hello 2025-01-22T10:00:00Z");
    clock.advance(60);
    assert_eq!(fixture.get("/now").await.text().await.expect("a body"), "hello 2025-01-22T10:01:00Z");
}

#[actix_web::test]
async fn health_and_metrics() {
    let fixture = start(server().readiness(Readiness::new(|| async { Err(NotReady("database")) })));
    assert_eq!(fixture.get("/health/live").await.status(), 200);
    let response = fixture.get("/health/ready").await;
    assert_eq!(header(&response, "retry-after"), "2");
    let body = check_problem(response, 503, "not-ready").await;
    assert_eq!(body["waiting_for"], "database");
    assert_eq!(start(server()).get("/health/ready").await.status(), 200);

    assert_eq!(fixture.get("/things/7").await.status(), 200);
    let text = fixture.get("/metrics").await.text().await.expect("metrics");
    let labels = r#"method="GET",route="/things/{id}",status="200""#;
    assert!(text.contains(&format!("http_requests_total{{{labels}}}")), "{text}");
    assert!(text.contains(&format!("http_request_duration_seconds_bucket{{{labels},le=\"0.1\"}}")), "{text}");
    assert!(text.contains("meridian_build_info{version="), "{text}");
    assert!(text.contains("zone_data=\"20"), "{text}");
}

#[actix_web::test]
async fn stopping_lets_running_requests_finish_and_does_not_wait_for_idle_ones() {
    let gate = std::sync::Arc::new(tokio::sync::Notify::new());
    let (stop, stopped) = oneshot::channel::<()>();
    let running = server()
        .provide(gate.clone())
        .start("127.0.0.1:0".parse().expect("an address"), async move {
            let _ = stopped.await;
        })
        .expect("a server");
    let url = format!("http://{}", running.address());
    let served = tokio::spawn(running.finished());

    // An idle connection that is kept alive, which must not hold the server up until its time is over.
    let idle = client();
    assert_eq!(idle.get(format!("{url}/things/7")).send().await.expect("an answer").status(), 200);
    let waiting = tokio::spawn(client().get(format!("{url}/slow")).send());
    gate.notified().await;
    stop.send(()).expect("the server waits for this");

    let answer = waiting.await.expect("no panic").expect("an answer");
    assert_eq!(answer.text().await.expect("a body"), "done");
    let ended = tokio::time::timeout(Duration::from_secs(20), served).await;
    assert!(matches!(ended, Ok(Ok(Ok(())))), "the server did not stop: {ended:?}");
    assert!(idle.get(format!("{url}/things/7")).send().await.is_err(), "the server still answers");
}
