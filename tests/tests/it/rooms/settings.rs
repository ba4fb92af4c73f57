//! What a company's owners say about their provider.

use super::world::{PROVIDER, World, google, teams, zoom};
use e2e::check_problem;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;
use tokio::task::JoinSet;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_provider_is_chosen_read_and_left,
        credentials_are_sealed_and_go_to_no_other_account,
        what_is_wrong_is_named,
        a_key_file_is_taken_whole,
        chosen_by_many_at_once,
    ]
}

async fn a_provider_is_chosen_read_and_left(db: TestDb) {
    let world = World::new(db).await;
    let app = &world.app;
    let none = app.get(PROVIDER).await;
    assert_eq!((none.status, none.header("etag"), &none["provider"]), (200, "\"0\"", &json!("internal")));
    assert_eq!((&none["has_credentials"], &none["updated_at"]), (&json!(false), &Value::Null));
    let stale = app.with_header(Method::PUT, PROVIDER, ("if-match", "\"7\""), Some(zoom("a"))).await;
    check_problem("a version nobody saw", &stale, 412, "version-mismatch", &[]);
    let put = app.with_header(Method::PUT, PROVIDER, ("if-match", "\"0\""), Some(zoom("a"))).await;
    assert_eq!((put.status, put.header("etag")), (200, "\"1\""), "{}", put.text);
    assert_eq!(put["zoom"], json!({"account_id": "a", "client_id": "id", "host": "host@example.org"}));
    assert_eq!((&put["provider"], &put["has_credentials"]), (&json!("zoom"), &json!(true)));
    let read = app.get(PROVIDER).await;
    assert_eq!((read.header("etag"), &read.body), ("\"1\"", &put.body));
    // The version rises over all that is chosen, so that nobody takes one for another.
    let mut seen = vec![1];
    for body in [teams(), google(), json!({"provider": "INTERNAL"}), zoom("a")] {
        let put = world.choose(body).await;
        seen.push(put.header("etag").trim_matches('"').parse::<i64>().expect("a version"));
        assert_eq!(app.get(PROVIDER).await.body, put.body);
    }
    assert!(seen.windows(2).all(|pair| pair[0] < pair[1]), "{seen:?}");
    assert_eq!(app.delete(PROVIDER).await.status, 204);
    assert_eq!(app.delete(PROVIDER).await.status, 204, "it is as it is");
    assert_eq!(app.get(PROVIDER).await["provider"], "internal");
    assert_eq!(world.stored(), (0, 0), "credentials of no use are kept by nobody");
    let nowhere = app.put("/api/v1/companies/999999/room-provider", zoom("a")).await;
    check_problem("no company", &nowhere, 404, "not-found", &[]);
}

async fn credentials_are_sealed_and_go_to_no_other_account(db: TestDb) {
    let world = World::new(db).await;
    let app = &world.app;
    let stored = || {
        let sql = "SELECT credentials AS text FROM room_providers WHERE credentials IS NOT NULL";
        app.db.raw().texts(sql).concat()
    };
    let secret = |body: &mut Value, section: &str, value: Value| body[section]["client_secret"] = value;
    for (section, body, identity) in [("zoom", zoom("a"), "account_id"), ("teams", teams(), "tenant")] {
        let put = world.choose(body.clone()).await;
        assert!(!put.text.contains("hunter"), "{}", put.text);
        let first = stored();
        assert!(first.len() > 20 && !first.contains("hunter") && !first.contains("client_secret"), "{first}");
        let mut kept = body.clone();
        secret(&mut kept, section, Value::Null);
        world.choose(kept.clone()).await;
        assert_eq!(stored(), first, "it stays");
        for field in [identity, "client_id"] {
            let mut other = kept.clone();
            other[section][field] = json!("other");
            let pointer = format!("/{section}/client_secret");
            check_problem(field, &app.put(PROVIDER, other).await, 422, "invalid", &[&pointer]);
        }
        let mut fresh = body;
        secret(&mut fresh, section, json!("hunter9"));
        world.choose(fresh).await;
        assert_ne!(stored(), first);
    }
    let mut bare = google();
    bare["google_meet"] = json!({"client_id": "id"});
    let needed = ["/google_meet/client_secret", "/google_meet/refresh_token"];
    check_problem("another provider", &app.put(PROVIDER, bare.clone()).await, 422, "invalid", &needed);
    world.choose(google()).await;
    world.choose(bare).await;
}

async fn what_is_wrong_is_named(db: TestDb) {
    let world = World::new(db).await;
    let check = async |body: Value, status: u16, slug: &str, pointers: &[&str]| {
        check_problem(
            &body.to_string(),
            &world.app.put(PROVIDER, body.clone()).await,
            status,
            slug,
            pointers,
        );
    };
    let with = |mut body: Value, pointer: &str, field: &str, value: Value| {
        body.pointer_mut(pointer).expect("an object")[field] = value;
        body
    };
    check(json!({"provider": "skype"}), 400, "malformed-request", &["/provider"]).await;
    check(json!({"provider": "zoom"}), 422, "invalid", &["/zoom"]).await;
    check(with(zoom("a"), "", "provider", json!("internal")), 422, "invalid", &["/zoom"]).await;
    check(with(zoom("a"), "", "provider", json!("teams")), 422, "invalid", &["/zoom", "/teams"]).await;
    check(with(zoom("a"), "/zoom", "host", json!("..")), 422, "invalid", &["/zoom/host"]).await;
    check(
        with(zoom(" "), "/zoom", "host", json!("a\nb")),
        422,
        "invalid",
        &["/zoom/account_id", "/zoom/host"],
    )
    .await;
    check(with(zoom("a"), "/zoom", "client_secret", json!("")), 422, "invalid", &["/zoom/client_secret"])
        .await;
    check(with(zoom("a"), "/zoom", "client_secret", Value::Null), 422, "invalid", &["/zoom/client_secret"])
        .await;
    // Where a provider is belongs to the installation.
    check(
        with(zoom("a"), "/zoom", "api_url", json!("http://10.0.0.1")),
        400,
        "malformed-request",
        &["/zoom/api_url"],
    )
    .await;
    check(with(teams(), "/teams", "tenant", json!("a".repeat(201))), 422, "invalid", &["/teams/tenant"])
        .await;
    let google_with = |field: &str, value: Value| with(google(), "/google_meet", field, value);
    check(google_with("subject", json!("a@b")), 422, "invalid", &["/google_meet/subject"]).await;
    check(google_with("refresh_token", Value::Null), 422, "invalid", &["/google_meet/refresh_token"]).await;
    let file = json!({"client_email": "a@b", "private_key": "none"});
    let bad = json!({"provider": "google_meet", "google_meet": {"service_account": file}});
    check(bad, 422, "invalid", &["/google_meet/service_account/private_key"]).await;
    assert_eq!(world.app.get(PROVIDER).await["provider"], "internal");
}

async fn a_key_file_is_taken_whole(db: TestDb) {
    let world = World::new(db).await;
    let key = include_str!("../../../../crates/integrations/tests/rooms/key.pem");
    let file = json!({
        "type": "service_account", "project_id": "p", "private_key_id": "key-1", "private_key": key,
        "client_email": "robot@example.org", "token_uri": "https://evil.example.org",
    });
    let put = world.choose(json!({"provider": "google_meet", "google_meet": {
        "service_account": file, "subject": "hr@example.org",
    }}));
    let put = put.await;
    assert!(!put.text.contains("PRIVATE"), "{}", put.text);
    let expected = json!({
        "calendar": "primary", "client_email": "robot@example.org", "private_key_id": "key-1",
        "subject": "hr@example.org", "client_id": null,
    });
    assert_eq!(put["google_meet"], expected);
    // The file stays where nothing is said of it; another subject is another place for the same client.
    let other = json!({"provider": "google_meet", "google_meet": {"subject": "boss@example.org"}});
    let put = world.choose(other).await;
    assert_eq!(put["google_meet"]["client_email"], "robot@example.org");
    assert_eq!(put["google_meet"]["subject"], "boss@example.org");
    let path = world.interview().await;
    world.work().await;
    assert_eq!(world.status(&path).await, "ready", "{:?}", world.dead().await);
}

async fn chosen_by_many_at_once(db: TestDb) {
    let world = World::new(db).await;
    for round in 0..3 {
        let mut sent = JoinSet::new();
        for number in 0..8 {
            let request = world.app.request(Method::PUT, PROVIDER).json(&zoom(&format!("{round}-{number}")));
            sent.spawn(async move { request.send().await.expect("an answer").status().as_u16() });
        }
        let seen = sent.join_all().await;
        assert!(
            seen.contains(&200) && seen.iter().all(|status| [200, 409, 503].contains(status)),
            "{seen:?}"
        );
        let in_use = world.app.db.raw().texts("SELECT kind AS text FROM room_providers WHERE in_use");
        assert_eq!(in_use, ["zoom"]);
    }
}
