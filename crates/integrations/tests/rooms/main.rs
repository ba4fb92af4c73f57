//! One contract for every provider of rooms, against a server that answers as their documentation says.
#![expect(clippy::expect_used, reason = "a test stops where its own set-up fails")]

mod providers;
mod server;

use integrations::outbound::{Limits, Networks};
use integrations::rooms::{
    self, GoogleMeet, GoogleSettings, Internal, Meeting, RoomClient, RoomError, RoomProvider, Teams,
    TeamsSettings, Zoom, ZoomSettings,
};
use providers::{GoogleServer, TeamsServer, ZoomServer};
use scheduling_core::time::Timestamp;
use serde_json::{Value, json};
use server::{Fault, Shared};
use std::time::Duration;
use uuid::Uuid;

#[derive(Debug, Clone, Copy)]
enum Kind {
    Zoom,
    Teams,
    GoogleService,
    GoogleUser,
}

const KINDS: [Kind; 4] = [Kind::Zoom, Kind::Teams, Kind::GoogleService, Kind::GoogleUser];

fn limits(networks: Networks) -> Limits {
    Limits { total: Duration::from_secs(5), bytes: 50_000, networks, ..rooms::LIMITS }
}

fn settings(kind: Kind, url: &str) -> Value {
    match kind {
        Kind::Zoom => json!({"account_id": "acc", "client_id": "id", "client_secret": "secret",
            "host": "host@example.org", "token_url": format!("{url}/oauth/token"), "api_url": format!("{url}/v2")}),
        Kind::Teams => json!({"tenant": "contoso.example", "client_id": "id", "client_secret": "secret",
            "organizer": "organizer", "login_url": url, "api_url": url}),
        Kind::GoogleService => json!({"token_url": format!("{url}/token"), "api_url": url,
            "subject": "hr@example.org", "service_account": {"type": "service_account", "project_id": "p",
            "private_key_id": "key-1", "private_key": include_str!("key.pem"),
            "client_email": "robot@example.org"}}),
        Kind::GoogleUser => json!({"token_url": format!("{url}/token"), "api_url": url, "client_id": "id",
            "client_secret": "secret", "refresh_token": "refresh"}),
    }
}

fn provider(kind: Kind, url: &str, limits: Limits) -> Box<dyn RoomProvider> {
    let client = RoomClient::new(limits).expect("a client");
    let text = settings(kind, url).to_string();
    match kind {
        Kind::Zoom => Box::new(Zoom::new(ZoomSettings::parse(&text).expect("settings"), client)),
        Kind::Teams => Box::new(Teams::new(TeamsSettings::parse(&text).expect("settings"), client)),
        _ => Box::new(GoogleMeet::new(GoogleSettings::parse(&text).expect("settings"), client)),
    }
}

async fn start(kind: Kind) -> (String, Shared) {
    server::start(match kind {
        Kind::Zoom => Box::new(ZoomServer::default()),
        Kind::Teams => Box::new(TeamsServer::default()),
        Kind::GoogleService => Box::new(GoogleServer::new(true)),
        Kind::GoogleUser => Box::new(GoogleServer::new(false)),
    })
    .await
}

fn now() -> Timestamp {
    Timestamp::parse("2026-11-20T10:00:00Z").expect("an instant")
}

fn meeting(topic: &str) -> Meeting {
    let start = Timestamp::parse("2026-11-21T10:00:00Z").expect("an instant");
    Meeting { key: Uuid::from_u128(7), room_id: "r-1".into(), topic: topic.into(), start, minutes: 45 }
}

/// Made, made again, changed, ended, ended again, changed when gone, made anew.
async fn check_life(name: &str, rooms: &dyn RoomProvider, knows_gone: bool) {
    let room = rooms.make(&meeting("Interview"), now()).await.expect(name);
    assert!(room.join_url.starts_with("https://"), "{name}: {}", room.join_url);
    let again = rooms.make(&meeting("Interview"), now()).await.expect(name);
    assert_eq!((&room.provider_id, &room.join_url), (&again.provider_id, &again.join_url), "{name}");
    let reference = room.reference();
    assert_eq!(rooms.change(&reference, &meeting("Later"), now()).await, Ok(()), "{name}");
    assert_eq!(rooms.end(&reference, now()).await, Ok(()), "{name}");
    assert_eq!(rooms.end(&reference, now()).await, Ok(()), "{name}: a second time");
    let gone = rooms.change(&reference, &meeting("Later"), now()).await;
    assert_eq!(matches!(gone, Err(RoomError::Gone { .. })), knows_gone, "{name}: {gone:?}");
    let anew = rooms.make(&meeting("Interview"), now()).await.expect(name).reference();
    assert_eq!(
        rooms.abandon(&meeting("Interview"), now()).await,
        Ok(()),
        "{name}: of which nothing was heard"
    );
    let gone = rooms.change(&anew, &meeting("Later"), now()).await;
    assert_eq!(matches!(gone, Err(RoomError::Gone { .. })), knows_gone, "{name}: {gone:?}");
    assert_eq!(rooms.abandon(&meeting("Interview"), now()).await, Ok(()), "{name}: which was never made");
    assert!(rooms.make(&meeting("Interview"), now()).await.is_ok(), "{name}: made anew");
}

#[tokio::test]
async fn rooms_are_made_once_changed_and_ended() {
    check_life("Internal", &Internal::new("https://example.org/"), false).await;
    for kind in KINDS {
        let (url, state) = start(kind).await;
        check_life(&format!("{kind:?}"), &*provider(kind, &url, limits(Networks::all_private())), true).await;
        assert_eq!(state.lock().expect("not poisoned").tokens, 1, "{kind:?}: the token is kept");
    }
}

fn again(error: &RoomError) -> bool {
    matches!(error, RoomError::TryAgain { after: None, .. })
}

#[tokio::test]
async fn every_fault_has_its_meaning_in_every_operation() {
    type Expected = fn(&RoomError) -> bool;
    let cases: [(Fault, Expected); 8] = [
        (Fault::Limit, |e| matches!(e, RoomError::TryAgain { after: Some(a), .. } if a.as_secs() == 17)),
        (Fault::Down, again),
        (Fault::Hang, again),
        (Fault::Huge, again),
        (Fault::Garbage, again),
        (Fault::Redirect, |e| matches!(e, RoomError::Refused { .. })),
        (Fault::Revoked, |e| matches!(e, RoomError::Credentials { .. })),
        (Fault::Credentials, |e| matches!(e, RoomError::Credentials { .. })),
    ];
    for kind in KINDS {
        for (fault, expected) in cases {
            let (url, state) = start(kind).await;
            state.lock().expect("not poisoned").fault = fault;
            let rooms = provider(
                kind,
                &url,
                Limits { total: Duration::from_millis(500), ..limits(Networks::all_private()) },
            );
            let reference = integrations::rooms::RoomRef { provider_id: "1".into() };
            let mut errors = vec![rooms.make(&meeting("Interview"), now()).await.expect_err("made")];
            // What a 2xx says about a change or deletion is not read.
            if fault != Fault::Garbage {
                errors.push(rooms.change(&reference, &meeting("Later"), now()).await.expect_err("changed"));
                errors.push(rooms.end(&reference, now()).await.expect_err("ended"));
            }
            for error in errors {
                assert!(expected(&error), "{kind:?} {fault:?}: {error:?}");
                let shown = format!("{error} {error:?} {rooms:?}")
                    .replace("client secret", "")
                    .replace("client_secret", "");
                assert!(
                    !shown.contains("secret") && !shown.contains("token-"),
                    "{kind:?} {fault:?}: {shown}"
                );
            }
        }
    }
}

#[tokio::test]
async fn tokens_are_renewed_before_they_expire_and_when_they_are_refused() {
    for kind in KINDS {
        let (url, state) = start(kind).await;
        let rooms = provider(kind, &url, limits(Networks::all_private()));
        let tokens = || state.lock().expect("not poisoned").tokens;
        let make = async |seconds: i64, expected: usize| {
            let made = rooms.make(&meeting("Interview"), now().plus_seconds(seconds)).await;
            assert!(made.is_ok(), "{kind:?}: {made:?}");
            assert_eq!(tokens(), expected, "{kind:?} after {seconds} s");
        };
        make(0, 1).await;
        make(3538, 1).await;
        make(3539, 2).await;
        state.lock().expect("not poisoned").fault = Fault::Expired;
        make(3540, 3).await;
    }
}

#[tokio::test]
async fn private_addresses_are_not_asked() {
    for kind in KINDS {
        let (url, state) = start(kind).await;
        for url in [
            url.clone(),
            url.replace("127.0.0.1", "localhost"),
            url.replace("http:", "https:"),
            url.replace("http://127.0.0.1", "https://localhost"),
        ] {
            let error = provider(kind, &url, limits(Networks::NONE))
                .make(&meeting("x"), now())
                .await
                .expect_err("asked");
            // Of a name nobody learns whether it is there.
            let by_name = url.starts_with("https://localhost");
            let expected = match error {
                RoomError::Refused { .. } => !by_name,
                RoomError::TryAgain { .. } => by_name,
                _ => false,
            };
            assert!(expected, "{kind:?} {url}: {error:?}");
        }
        assert!(state.lock().expect("not poisoned").seen.is_empty(), "{kind:?}: nothing was sent");
    }
}

fn fault_of(kind: Kind, document: &Value) -> Option<String> {
    let text = document.to_string();
    let result = match kind {
        Kind::Zoom => ZoomSettings::parse(&text).map(|s| s.redacted()),
        Kind::Teams => TeamsSettings::parse(&text).map(|s| s.redacted()),
        _ => GoogleSettings::parse(&text).map(|s| s.redacted()),
    };
    match result {
        Ok(shown) => {
            let shown = shown.to_string();
            assert!(!shown.contains("BEGIN") && !shown.contains("\"secret\""), "{shown}");
            None
        }
        Err(error) => Some(error.field),
    }
}

#[test]
fn settings_are_checked_by_field() {
    let check = |kind: Kind, pointer: &str, field: &str, value: Value, expected: Option<&str>| {
        let mut document = settings(kind, "https://example.org");
        document.pointer_mut(pointer).expect("an object")[field] = value.clone();
        assert_eq!(fault_of(kind, &document).as_deref(), expected, "{kind:?} {field} {value}");
    };
    for kind in KINDS {
        check(kind, "", "api_url", json!("https://example.org/base"), None);
        for bad in
            [json!("ftp://x"), json!("x"), json!(""), json!(7), json!("https://a:b@x"), json!("https://x?y")]
        {
            check(kind, "", "api_url", bad, Some("api_url"));
        }
        check(kind, "", "surprise", json!(1), Some("surprise"));
    }
    for kind in [Kind::Zoom, Kind::Teams, Kind::GoogleUser] {
        check(kind, "", "client_secret", Value::Null, Some("client_secret"));
    }
    check(Kind::Zoom, "", "host", json!(".."), Some("host"));
    check(Kind::Teams, "", "tenant", json!(" "), Some("tenant"));
    check(Kind::GoogleUser, "", "subject", json!("a@b"), Some("subject"));
    let inside = "/service_account";
    check(Kind::GoogleService, inside, "private_key", json!("no key"), Some("service_account.private_key"));
    check(Kind::GoogleService, inside, "client_email", Value::Null, Some("service_account.client_email"));
    check(Kind::GoogleService, inside, "surprise", json!(1), Some("service_account.surprise"));
}
