//! What the providers' documentation says that they answer, and what it wants to be asked.

use super::server::{Provider, Reply, Seen};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use url::form_urlencoded;

fn form(seen: &Seen) -> BTreeMap<String, String> {
    assert_eq!(seen.method, "POST");
    assert!(seen.head.contains("application/x-www-form-urlencoded"), "{}", seen.head);
    form_urlencoded::parse(seen.body.as_bytes()).into_owned().collect()
}

fn form_is(seen: &Seen, expected: &[(&str, &str)]) {
    let expected: BTreeMap<_, _> = expected.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
    assert_eq!(form(seen), expected);
}

fn reply(status: u16, body: &Value) -> Reply {
    (status, body.to_string())
}

/// Meetings by id.
type Meetings = BTreeMap<String, Value>;

#[derive(Default)]
pub(crate) struct ZoomServer(Meetings);

impl Provider for ZoomServer {
    fn is_token(&self, path: &str) -> bool {
        path == "/oauth/token"
    }

    fn token(&mut self, seen: &Seen, known: bool) -> Reply {
        form_is(seen, &[("grant_type", "account_credentials"), ("account_id", "acc")]);
        assert!(seen.head.contains("Basic aWQ6c2VjcmV0"), "{}", seen.head); // id:secret
        if !known {
            return reply(
                400,
                &json!({"reason": "Invalid client_id or client_secret", "error": "invalid_client"}),
            );
        }
        reply(200, &json!({"access_token": "TOKEN", "token_type": "bearer", "expires_in": 3599}))
    }

    fn unauthorised(&self) -> Reply {
        reply(401, &json!({"code": 124, "message": "Access token is expired."}))
    }

    fn api(&mut self, seen: &Seen) -> Reply {
        let missing = json!({"code": 3001, "message": "Meeting does not exist: 1."});
        let id = seen.path.rsplit('/').next().unwrap_or_default().to_owned();
        match seen.method.as_str() {
            "GET" => {
                assert_eq!(seen.path, "/v2/users/host@example.org/meetings?type=upcoming&page_size=300");
                let all: Vec<&Value> = self.0.values().collect();
                reply(200, &json!({"page_size": 300, "next_page_token": "", "meetings": all}))
            }
            "POST" => {
                assert_eq!(seen.path, "/v2/users/host@example.org/meetings");
                let mut meeting = seen.json();
                assert_eq!((&meeting["type"], &meeting["duration"]), (&json!(2), &json!(45)));
                assert_eq!(
                    meeting["settings"]["join_before_host"], true,
                    "nobody sits at the host's account"
                );
                assert_eq!(meeting["start_time"], "2026-11-21T10:00:00Z");
                let id = 90_000_000_000 + self.0.len();
                meeting["id"] = json!(id);
                meeting["join_url"] = json!(format!("https://example.zoom.us/j/{id}"));
                self.0.insert(id.to_string(), meeting.clone());
                meeting["start_url"] = json!(format!("https://example.zoom.us/s/{id}?zak=x"));
                reply(201, &meeting)
            }
            "PATCH" if self.0.contains_key(&id) => {
                assert_eq!(
                    (seen.path.as_str(), &seen.json()["topic"]),
                    (&*format!("/v2/meetings/{id}"), &json!("Later"))
                );
                (204, String::new())
            }
            "DELETE" if self.0.remove(&id).is_some() => (204, String::new()),
            _ => reply(404, &missing),
        }
    }
}

#[derive(Default)]
pub(crate) struct TeamsServer(Meetings);

impl Provider for TeamsServer {
    fn is_token(&self, path: &str) -> bool {
        path == "/contoso.example/oauth2/v2.0/token"
    }

    fn token(&mut self, seen: &Seen, known: bool) -> Reply {
        let form = form(seen);
        assert_eq!((&*form["client_id"], &*form["client_secret"]), ("id", "secret"));
        assert_eq!(form["grant_type"], "client_credentials");
        assert!(form["scope"].ends_with("/.default"), "{form:?}");
        if !known {
            let words = "AADSTS7000215: Invalid client secret provided: secret";
            return reply(401, &json!({"error": "invalid_client", "error_description": words}));
        }
        reply(200, &json!({"token_type": "Bearer", "expires_in": 3599, "access_token": "TOKEN"}))
    }

    fn unauthorised(&self) -> Reply {
        reply(
            401,
            &json!({"error": {"code": "InvalidAuthenticationToken", "message": "Access token has expired."}}),
        )
    }

    fn api(&mut self, seen: &Seen) -> Reply {
        let all = "/v1.0/users/organizer/onlineMeetings/";
        let id = seen.path.strip_prefix(all).expect("the organiser's meetings").to_owned();
        match (seen.method.as_str(), id.as_str()) {
            ("POST", "createOrGet") => {
                let body = seen.json();
                assert_eq!(body["startDateTime"], "2026-11-21T10:00:00Z");
                assert_eq!(body["endDateTime"], "2026-11-21T10:45:00Z");
                let id = format!("MSp{}", body["externalId"].as_str().expect("a key"));
                let status = if self.0.contains_key(&id) { 200 } else { 201 };
                let meeting = json!({"id": id, "joinWebUrl": format!("https://teams.example/l/{id}")});
                self.0.insert(id, meeting.clone());
                reply(status, &meeting)
            }
            ("PATCH", id) if self.0.contains_key(id) => {
                assert_eq!(seen.json()["subject"], "Later");
                reply(200, &self.0[id])
            }
            ("DELETE", id) if self.0.remove(id).is_some() => (204, String::new()),
            _ => reply(404, &json!({"error": {"code": "NotFound", "message": "3004: Meeting not found."}})),
        }
    }
}

#[derive(Default)]
pub(crate) struct GoogleServer {
    pub(crate) service: bool,
    events: Meetings,
}

impl GoogleServer {
    pub(crate) fn new(service: bool) -> Self {
        Self { service, ..Self::default() }
    }

    fn assertion(seen: &Seen) {
        let form = form(seen);
        assert_eq!(form["grant_type"], "urn:ietf:params:oauth:grant-type:jwt-bearer");
        let key = DecodingKey::from_rsa_pem(include_bytes!("key.pub.pem")).expect("a key");
        let mut rules = Validation::new(Algorithm::RS256);
        rules.validate_exp = false;
        rules.validate_aud = false;
        let token = jsonwebtoken::decode::<Value>(&form["assertion"], &key, &rules).expect("a signature");
        assert_eq!(token.header.kid.as_deref(), Some("key-1"));
        let claims = token.claims;
        assert_eq!((&claims["iss"], &claims["sub"]), (&json!("robot@example.org"), &json!("hr@example.org")));
        assert_eq!(claims["scope"], "https://www.googleapis.com/auth/calendar.events");
        assert!(claims["aud"].as_str().expect("an audience").ends_with("/token"));
        let (from, to) = (claims["iat"].as_i64().expect("iat"), claims["exp"].as_i64().expect("exp"));
        assert_eq!(to - from, 3600);
    }
}

impl Provider for GoogleServer {
    fn is_token(&self, path: &str) -> bool {
        path == "/token"
    }

    fn token(&mut self, seen: &Seen, known: bool) -> Reply {
        if self.service {
            Self::assertion(seen);
        } else {
            let fixed = [("client_id", "id"), ("client_secret", "secret")];
            let more = [("refresh_token", "refresh"), ("grant_type", "refresh_token")];
            form_is(seen, &[fixed, more].concat());
        }
        if !known {
            let words = if self.service { "Account not found" } else { "Bad value: secret" };
            return reply(400, &json!({"error": "invalid_grant", "error_description": words}));
        }
        reply(200, &json!({"access_token": "TOKEN", "expires_in": 3599, "token_type": "Bearer"}))
    }

    fn unauthorised(&self) -> Reply {
        reply(
            401,
            &json!({"error": {"code": 401, "message": "Invalid Credentials", "errors": [{"reason": "authError"}]}}),
        )
    }

    fn api(&mut self, seen: &Seen) -> Reply {
        let (path, query) = seen.path.split_once('?').unwrap_or((&seen.path, ""));
        assert_eq!(query.is_empty(), seen.method == "GET", "{}", seen.path);
        assert!(query.is_empty() || query == "conferenceDataVersion=1&sendUpdates=none", "{query}");
        let all = "/calendar/v3/calendars/primary/events";
        let id = path.strip_prefix(all).expect("the calendar's events").trim_start_matches('/').to_owned();
        let error =
            |code: u16, message: &str| reply(code, &json!({"error": {"code": code, "message": message}}));
        let live = self.events.get(&id).is_some_and(|event| event["status"] == "confirmed");
        match seen.method.as_str() {
            "POST" => self.insert(seen.json(), error(409, "The requested identifier already exists.")),
            "GET" if self.events.contains_key(&id) => reply(200, &self.events[&id]),
            "PATCH" if live || seen.body.contains("confirmed") => {
                self.events.get_mut(&id).expect("an event")["status"] = json!("confirmed");
                reply(200, &self.events[&id])
            }
            "DELETE" if live => {
                self.events.get_mut(&id).expect("an event")["status"] = json!("cancelled");
                (204, String::new())
            }
            "DELETE" => error(410, "Resource has been deleted"),
            _ => error(404, "Not Found"),
        }
    }
}

impl GoogleServer {
    fn insert(&mut self, mut event: Value, taken: Reply) -> Reply {
        let id = event["id"].as_str().expect("an id").to_owned();
        assert!(id.chars().all(|c| matches!(c, 'a'..='v' | '0'..='9')), "base32hex: {id}");
        assert_eq!(event["start"]["dateTime"], "2026-11-21T10:00:00Z");
        assert_eq!(event["end"]["dateTime"], "2026-11-21T10:45:00Z");
        let asked = &event["conferenceData"]["createRequest"];
        assert_eq!(asked["conferenceSolutionKey"]["type"], "hangoutsMeet");
        if self.events.contains_key(&id) {
            return taken;
        }
        event["status"] = json!("confirmed");
        event["hangoutLink"] = json!("https://meet.example/abc");
        event["conferenceData"]["createRequest"]["status"] = json!({"statusCode": "success"});
        self.events.insert(id, event.clone());
        reply(200, &event)
    }
}
