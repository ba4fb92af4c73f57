//! Zoom: scheduled meetings, with server-to-server OAuth.
//!
//! After Zoom's "Server-to-Server OAuth" and "Zoom Meeting API": "List meetings", "Create a meeting", "Update a
//! meeting", "Delete a meeting". The app needs the scopes to read, write, update and delete meetings.

use super::account::{Account, Ask, Grant, TokenAsk};
use super::client::RoomClient;
use super::settings::{Fields, HIDDEN, Secret, below};
use super::{Meeting, Room, RoomError, RoomProvider, RoomRef, SettingsError};
use async_trait::async_trait;
use reqwest::Method;
use scheduling_core::time::Timestamp;
use serde_json::{Value, json};
use url::Url;

const ZOOM: &str = "Zoom";

/// The longest topic ("Create a meeting").
const TOPIC: usize = 200;

/// The most pages of 300 meetings that are searched for one that was made before.
const PAGES: usize = 10;

/// Settings of an account with Zoom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoomSettings {
    account_id: String,
    client_id: String,
    client_secret: Secret,
    host: String,
    token_url: Url,
    api_url: Url,
}

impl ZoomSettings {
    /// Reads `{"account_id", "client_id", "client_secret", "host", "token_url"?, "api_url"?}`; `host` is the
    /// e-mail address or id of the user who owns the meetings.
    ///
    /// # Errors
    /// Names the field that is missing, wrong or unknown.
    pub fn parse(document: &str) -> Result<Self, SettingsError> {
        let mut fields = Fields::of(document)?;
        let settings = Self {
            account_id: fields.text("account_id")?,
            client_id: fields.text("client_id")?,
            client_secret: fields.secret("client_secret")?,
            host: fields.segment("host")?,
            token_url: fields.url("token_url", "https://zoom.us/oauth/token")?,
            api_url: fields.url("api_url", "https://api.zoom.us/v2")?,
        };
        fields.finish()?;
        Ok(settings)
    }

    /// The settings as they may be shown.
    #[must_use]
    pub fn redacted(&self) -> Value {
        json!({
            "account_id": self.account_id, "client_id": self.client_id, "client_secret": HIDDEN,
            "host": self.host, "token_url": self.token_url.as_str(), "api_url": self.api_url.as_str(),
        })
    }
}

impl Grant for ZoomSettings {
    fn ask(&self, _now: Timestamp) -> Result<TokenAsk, RoomError> {
        Ok(TokenAsk {
            url: self.token_url.clone(),
            form: vec![
                ("grant_type", "account_credentials".to_owned()),
                ("account_id", self.account_id.clone()),
            ],
            basic: Some((self.client_id.clone(), self.client_secret.clone())),
        })
    }

    fn secrets(&self) -> Vec<&Secret> {
        vec![&self.client_secret]
    }
}

/// Rooms at Zoom.
#[derive(Debug)]
pub struct Zoom {
    account: Account,
    of_host: Url,
    meetings: Url,
}

impl Zoom {
    /// Rooms of one company.
    #[must_use]
    pub fn new(settings: ZoomSettings, client: RoomClient) -> Self {
        let of_host = below(&settings.api_url, &["users", &settings.host, "meetings"]);
        let meetings = below(&settings.api_url, &["meetings"]);
        Self { account: Account::new(ZOOM, client, Box::new(settings)), of_host, meetings }
    }

    /// Zoom makes another meeting each time it is asked, so the upcoming ones are searched for our key first.
    async fn find(&self, key: &str, now: Timestamp) -> Result<Option<Room>, RoomError> {
        let mut page = String::new();
        for _ in 0..PAGES {
            let mut url = self.of_host.clone();
            url.query_pairs_mut().append_pair("type", "upcoming").append_pair("page_size", "300");
            if !page.is_empty() {
                url.query_pairs_mut().append_pair("next_page_token", &page);
            }
            let answer = self.account.call(&Ask { method: Method::GET, url, body: None }, now).await?;
            if answer.status.as_u16() != 200 {
                return Err(self.account.failure(&answer));
            }
            let json = answer.json();
            let meetings = json["meetings"].as_array().ok_or_else(|| self.account.garbage())?;
            let ours = |meeting: &&Value| meeting["agenda"].as_str().is_some_and(|text| text.contains(key));
            if let Some(meeting) = meetings.iter().find(ours) {
                return self.room(meeting).map(Some);
            }
            page = json["next_page_token"].as_str().unwrap_or_default().to_owned();
            if page.is_empty() {
                break;
            }
        }
        Ok(None)
    }

    fn room(&self, json: &Value) -> Result<Room, RoomError> {
        let id = json["id"].as_i64().ok_or_else(|| self.account.garbage())?.to_string();
        self.account.room(&id, &json["join_url"], &json["start_url"])
    }

    async fn make_or_find(&self, meeting: &Meeting, now: Timestamp) -> Result<Room, RoomError> {
        if let Some(room) = self.find(&meeting.key.to_string(), now).await? {
            return Ok(room);
        }
        let ask = Ask { method: Method::POST, url: self.of_host.clone(), body: Some(body(meeting)) };
        let answer = self.account.call(&ask, now).await?;
        match answer.status.as_u16() {
            200 | 201 => self.room(&answer.json()),
            _ => Err(self.account.failure(&answer)),
        }
    }
}

fn body(meeting: &Meeting) -> Value {
    json!({
        "topic": meeting.topic.chars().take(TOPIC).collect::<String>(),
        "type": 2, // scheduled
        "start_time": meeting.start.to_string(),
        "duration": meeting.minutes,
        "timezone": "UTC",
        "agenda": meeting.key.to_string(),
        // The host is an account that nobody sits at: people must get in without it.
        "settings": {"join_before_host": true, "jbh_time": 0, "waiting_room": false},
    })
}

#[async_trait]
impl RoomProvider for Zoom {
    async fn make(&self, meeting: &Meeting, now: Timestamp) -> Result<Room, RoomError> {
        self.account.client.within(ZOOM, self.make_or_find(meeting, now)).await
    }

    async fn change(&self, room: &RoomRef, meeting: &Meeting, now: Timestamp) -> Result<(), RoomError> {
        let url = self.account.room_url(&self.meetings, room)?;
        let ask = Ask { method: Method::PATCH, url, body: Some(body(meeting)) };
        let answer = self.account.client.within(ZOOM, self.account.call(&ask, now)).await?;
        self.account.changed(&answer)
    }

    async fn end(&self, room: &RoomRef, now: Timestamp) -> Result<(), RoomError> {
        let url = self.account.room_url(&self.meetings, room)?;
        let ask = Ask { method: Method::DELETE, url, body: None };
        let answer = self.account.client.within(ZOOM, self.account.call(&ask, now)).await?;
        self.account.ended(&answer)
    }

    async fn abandon(&self, meeting: &Meeting, now: Timestamp) -> Result<(), RoomError> {
        let found = self.account.client.within(ZOOM, self.find(&meeting.key.to_string(), now)).await?;
        match found {
            Some(room) => self.end(&room.reference(), now).await,
            None => Ok(()),
        }
    }
}
