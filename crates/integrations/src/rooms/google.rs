//! Google Meet: a calendar event with a conference, as a service account or as a user who agreed once.
//!
//! After Google's "Using OAuth 2.0 for Server to Server Applications", "Using OAuth 2.0 for Web Server
//! Applications" and, of the Calendar API's reference, "Events: insert", "Events: get", "Events: patch",
//! "Events: delete". Calendar events are used and not the Meet API's spaces because their id is ours to choose,
//! so that making twice is noticed, and because a space can't be deleted.

use super::account::{Account, Ask, Grant, TokenAsk};
use super::client::{Answer, RoomClient};
use super::settings::{Fields, HIDDEN, Secret, below};
use super::{Meeting, Room, RoomError, RoomProvider, RoomRef, SettingsError};
use async_trait::async_trait;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::Method;
use scheduling_core::time::Timestamp;
use serde_json::{Value, json};
use std::fmt;
use url::Url;

const MEET: &str = "Google Meet";
const TOKEN_URL: &str = "https://oauth2.googleapis.com/token";
const SCOPE: &str = "https://www.googleapis.com/auth/calendar.events";
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// Settings of an account with Google.
#[derive(Debug, Clone)]
pub struct GoogleSettings {
    calendar: String,
    token_url: Url,
    api_url: Url,
    identity: Identity,
}

#[derive(Clone)]
enum Identity {
    Service {
        email: String,
        key_id: Option<String>,
        key: Secret,
        signer: EncodingKey,
        subject: Option<String>,
    },
    User {
        client_id: String,
        client_secret: Secret,
        refresh_token: Secret,
    },
}

impl fmt::Debug for Identity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Service { email: name, .. } | Self::User { client_id: name, .. }) = self;
        write!(out, "Identity({name}, ..)")
    }
}

impl GoogleSettings {
    /// Reads `{"calendar"?, "token_url"?, "api_url"?}` with either `"service_account"`, Google's key file as it
    /// was downloaded, and `"subject"?`, the user for whom it acts (domain-wide delegation; conferences need
    /// it), or `"client_id"`, `"client_secret"` and `"refresh_token"`.
    ///
    /// # Errors
    /// Names the field that is missing, wrong or unknown.
    pub fn parse(document: &str) -> Result<Self, SettingsError> {
        let mut fields = Fields::of(document)?;
        let identity = match fields.object("service_account")? {
            Some(file) => Identity::service(file, fields.optional("subject")?)?,
            None => Identity::User {
                client_id: fields.text("client_id")?,
                client_secret: fields.secret("client_secret")?,
                refresh_token: fields.secret("refresh_token")?,
            },
        };
        let settings = Self {
            calendar: fields.segment_or("calendar", "primary")?,
            token_url: fields.url("token_url", TOKEN_URL)?,
            api_url: fields.url("api_url", "https://www.googleapis.com")?,
            identity,
        };
        fields.finish()?;
        Ok(settings)
    }

    /// The settings as they may be shown.
    #[must_use]
    pub fn redacted(&self) -> Value {
        let mut shown = json!({
            "calendar": self.calendar, "token_url": self.token_url.as_str(), "api_url": self.api_url.as_str(),
        });
        match &self.identity {
            Identity::Service { email, key_id, subject, .. } => {
                let file = json!({"client_email": email, "private_key_id": key_id, "private_key": HIDDEN});
                shown["service_account"] = file;
                shown["subject"] = json!(subject);
            }
            Identity::User { client_id, .. } => {
                shown["client_id"] = json!(client_id);
                shown["client_secret"] = json!(HIDDEN);
                shown["refresh_token"] = json!(HIDDEN);
            }
        }
        shown
    }
}

impl Identity {
    /// Reads a key file ("Create access credentials: service account credentials"). Its addresses are those
    /// of Google's public cloud and are not used: where tokens come from is `token_url` alone.
    fn service(mut file: Fields, subject: Option<String>) -> Result<Self, SettingsError> {
        for field in [
            "type",
            "project_id",
            "client_id",
            "auth_uri",
            "token_uri",
            "auth_provider_x509_cert_url",
            "client_x509_cert_url",
            "universe_domain",
        ] {
            file.skip(field);
        }
        let key = file.secret("private_key")?;
        let signer = EncodingKey::from_rsa_pem(key.expose().as_bytes());
        let signer = signer.map_err(|_| file.fault("private_key", "is no RSA key in PEM form"))?;
        let (email, key_id) = (file.text("client_email")?, file.optional("private_key_id")?);
        file.finish()?;
        Ok(Self::Service { email, key_id, key, signer, subject })
    }
}

impl Grant for GoogleSettings {
    fn ask(&self, now: Timestamp) -> Result<TokenAsk, RoomError> {
        let form = match &self.identity {
            Identity::Service { email, key_id, signer, subject, .. } => {
                let mut claims = json!({
                    "iss": email, "scope": SCOPE, "aud": self.token_url.as_str(),
                    "iat": now.unix(), "exp": now.unix().saturating_add(3600),
                });
                if let Some(subject) = subject {
                    claims["sub"] = json!(subject);
                }
                let header = Header { kid: key_id.clone(), ..Header::new(Algorithm::RS256) };
                let signed = jsonwebtoken::encode(&header, &claims, signer);
                let unfit = |_| RoomError::Credentials {
                    provider: MEET,
                    reason: "the private key can't sign".to_owned(),
                };
                vec![("grant_type", JWT_BEARER.to_owned()), ("assertion", signed.map_err(unfit)?)]
            }
            Identity::User { client_id, client_secret, refresh_token } => vec![
                ("client_id", client_id.clone()),
                ("client_secret", client_secret.expose().to_owned()),
                ("refresh_token", refresh_token.expose().to_owned()),
                ("grant_type", "refresh_token".to_owned()),
            ],
        };
        Ok(TokenAsk { url: self.token_url.clone(), form, basic: None })
    }

    fn secrets(&self) -> Vec<&Secret> {
        match &self.identity {
            Identity::Service { key, .. } => vec![key],
            Identity::User { client_secret, refresh_token, .. } => vec![client_secret, refresh_token],
        }
    }
}

/// Rooms at Google Meet.
#[derive(Debug)]
pub struct GoogleMeet {
    account: Account,
    events: Url,
}

impl GoogleMeet {
    /// Rooms of one company.
    #[must_use]
    pub fn new(settings: GoogleSettings, client: RoomClient) -> Self {
        let events = below(&settings.api_url, &["calendar", "v3", "calendars", &settings.calendar, "events"]);
        Self { account: Account::new(MEET, client, Box::new(settings)), events }
    }

    async fn call(
        &self,
        method: Method,
        mut url: Url,
        body: Option<Value>,
        now: Timestamp,
    ) -> Result<Answer, RoomError> {
        if method != Method::GET {
            // Our own mails tell people about the interview; Google's would come on top of them.
            url.query_pairs_mut()
                .append_pair("conferenceDataVersion", "1")
                .append_pair("sendUpdates", "none");
        }
        let answer = self.account.call(&Ask { method, url, body }, now).await?;
        if answer.status.as_u16() == 403 && is_limit(&answer.json()) {
            return Err(self.account.busy(&answer));
        }
        Ok(answer)
    }

    async fn insert_or_get(&self, meeting: &Meeting, now: Timestamp) -> Result<Room, RoomError> {
        let id = event_id(meeting);
        let mut event = event(meeting);
        event["id"] = json!(id);
        event["conferenceData"] = conference(&id);
        let answer = self.call(Method::POST, self.events.clone(), Some(event), now).await?;
        match answer.status.as_u16() {
            200 | 201 => self.room(&id, &answer.json()),
            409 => self.existing(&id, meeting, now).await,
            _ => Err(self.account.failure(&answer)),
        }
    }

    /// The event that has our id already. One that was deleted keeps its id for ever, so it is revived.
    async fn existing(&self, id: &str, meeting: &Meeting, now: Timestamp) -> Result<Room, RoomError> {
        let url = below(&self.events, &[id]);
        let mut answer = self.call(Method::GET, url.clone(), None, now).await?;
        if answer.status.as_u16() == 200 && answer.json()["status"] == "cancelled" {
            let mut event = event(meeting);
            event["status"] = json!("confirmed");
            event["conferenceData"] = conference(id);
            answer = self.call(Method::PATCH, url, Some(event), now).await?;
        }
        match answer.status.as_u16() {
            200 => self.room(id, &answer.json()),
            _ => Err(self.account.failure(&answer)),
        }
    }

    /// Conferences are made behind the answer: while one is pending, the event is there without an address,
    /// and making again finds it.
    fn room(&self, id: &str, json: &Value) -> Result<Room, RoomError> {
        match json.pointer("/conferenceData/createRequest/status/statusCode").and_then(Value::as_str) {
            Some("pending") => Err(RoomError::again(MEET, "the conference is still being made")),
            Some("failure") => Err(RoomError::refused(MEET, "it made an event and no conference for it")),
            _ => self.account.room(id, &json["hangoutLink"], &Value::Null),
        }
    }
}

/// Ids are ours to choose, of the digits of base32hex ("Events: insert").
fn event_id(meeting: &Meeting) -> String {
    format!("meridian{}", meeting.key.simple())
}

fn event(meeting: &Meeting) -> Value {
    let at = |instant: Timestamp| json!({"dateTime": instant.to_string(), "timeZone": "UTC"});
    json!({"summary": meeting.topic, "start": at(meeting.start), "end": at(meeting.end())})
}

fn conference(id: &str) -> Value {
    json!({"createRequest": {"requestId": id, "conferenceSolutionKey": {"type": "hangoutsMeet"}}})
}

/// "Handle API errors": some limits are answered with 403 and not with 429.
fn is_limit(json: &Value) -> bool {
    let reason = json.pointer("/error/errors/0/reason").and_then(Value::as_str).unwrap_or_default();
    matches!(reason, "rateLimitExceeded" | "userRateLimitExceeded" | "quotaExceeded")
}

#[async_trait]
impl RoomProvider for GoogleMeet {
    async fn make(&self, meeting: &Meeting, now: Timestamp) -> Result<Room, RoomError> {
        self.account.client.within(MEET, self.insert_or_get(meeting, now)).await
    }

    async fn change(&self, room: &RoomRef, meeting: &Meeting, now: Timestamp) -> Result<(), RoomError> {
        let url = self.account.room_url(&self.events, room)?;
        let work = self.call(Method::PATCH, url, Some(event(meeting)), now);
        self.account.changed(&self.account.client.within(MEET, work).await?)
    }

    async fn end(&self, room: &RoomRef, now: Timestamp) -> Result<(), RoomError> {
        let url = self.account.room_url(&self.events, room)?;
        let work = self.call(Method::DELETE, url, None, now);
        self.account.ended(&self.account.client.within(MEET, work).await?)
    }

    async fn abandon(&self, meeting: &Meeting, now: Timestamp) -> Result<(), RoomError> {
        self.end(&RoomRef { provider_id: event_id(meeting) }, now).await
    }
}
