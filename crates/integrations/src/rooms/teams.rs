//! Microsoft Teams: online meetings of Microsoft Graph, with client credentials.
//!
//! After "Get access without a user" and, of the Graph reference, "onlineMeeting: createOrGet", "Update
//! onlineMeeting", "Delete onlineMeeting". The app needs `OnlineMeetings.ReadWrite.All` and an application
//! access policy for the organiser ("Allow applications to access online meetings on behalf of a user").

use super::account::{Account, Ask, Grant, TokenAsk};
use super::client::RoomClient;
use super::settings::{Fields, HIDDEN, Secret, below};
use super::{Meeting, Room, RoomError, RoomProvider, RoomRef, SettingsError};
use async_trait::async_trait;
use reqwest::Method;
use scheduling_core::time::Timestamp;
use serde_json::{Value, json};
use url::Url;

const TEAMS: &str = "Microsoft Teams";

/// Settings of an application in a Microsoft tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamsSettings {
    tenant: String,
    client_id: String,
    client_secret: Secret,
    organizer: String,
    login_url: Url,
    api_url: Url,
}

impl TeamsSettings {
    /// Reads `{"tenant", "client_id", "client_secret", "organizer", "login_url"?, "api_url"?}`; `organizer` is
    /// the object id of the user who owns the meetings. National clouds have their own two addresses, such as
    /// `https://login.microsoftonline.us` and `https://graph.microsoft.us` ("National cloud deployments").
    ///
    /// # Errors
    /// Names the field that is missing, wrong or unknown.
    pub fn parse(document: &str) -> Result<Self, SettingsError> {
        let mut fields = Fields::of(document)?;
        let settings = Self {
            tenant: fields.segment("tenant")?,
            client_id: fields.text("client_id")?,
            client_secret: fields.secret("client_secret")?,
            organizer: fields.segment("organizer")?,
            login_url: fields.url("login_url", "https://login.microsoftonline.com")?,
            api_url: fields.url("api_url", "https://graph.microsoft.com")?,
        };
        fields.finish()?;
        Ok(settings)
    }

    /// The settings as they may be shown.
    #[must_use]
    pub fn redacted(&self) -> Value {
        json!({
            "tenant": self.tenant, "client_id": self.client_id, "client_secret": HIDDEN,
            "organizer": self.organizer, "login_url": self.login_url.as_str(),
            "api_url": self.api_url.as_str(),
        })
    }
}

impl Grant for TeamsSettings {
    fn ask(&self, _now: Timestamp) -> Result<TokenAsk, RoomError> {
        let scope = format!("{}/.default", self.api_url.as_str().trim_end_matches('/'));
        Ok(TokenAsk {
            url: below(&self.login_url, &[&self.tenant, "oauth2", "v2.0", "token"]),
            form: vec![
                ("client_id", self.client_id.clone()),
                ("scope", scope),
                ("client_secret", self.client_secret.expose().to_owned()),
                ("grant_type", "client_credentials".to_owned()),
            ],
            basic: None,
        })
    }

    fn secrets(&self) -> Vec<&Secret> {
        vec![&self.client_secret]
    }
}

/// Rooms at Microsoft Teams.
#[derive(Debug)]
pub struct Teams {
    account: Account,
    meetings: Url,
}

impl Teams {
    /// Rooms of one company.
    #[must_use]
    pub fn new(settings: TeamsSettings, client: RoomClient) -> Self {
        let meetings = below(&settings.api_url, &["v1.0", "users", &settings.organizer, "onlineMeetings"]);
        Self { account: Account::new(TEAMS, client, Box::new(settings)), meetings }
    }
}

fn body(meeting: &Meeting) -> Value {
    json!({
        "subject": meeting.topic,
        "startDateTime": meeting.start.to_string(),
        "endDateTime": meeting.end().to_string(),
    })
}

#[async_trait]
impl RoomProvider for Teams {
    async fn make(&self, meeting: &Meeting, now: Timestamp) -> Result<Room, RoomError> {
        let mut body = body(meeting);
        body["externalId"] = json!(meeting.key.to_string());
        let url = below(&self.meetings, &["createOrGet"]);
        let ask = Ask { method: Method::POST, url, body: Some(body) };
        let answer = self.account.client.within(TEAMS, self.account.call(&ask, now)).await?;
        if !matches!(answer.status.as_u16(), 200 | 201) {
            return Err(self.account.failure(&answer));
        }
        let json = answer.json();
        let id = json["id"].as_str().unwrap_or_default();
        // The reference's example of this one operation still has the address under its older name.
        let join = if json["joinWebUrl"].is_string() { &json["joinWebUrl"] } else { &json["joinUrl"] };
        self.account.room(id, join, &Value::Null)
    }

    async fn change(&self, room: &RoomRef, meeting: &Meeting, now: Timestamp) -> Result<(), RoomError> {
        let url = self.account.room_url(&self.meetings, room)?;
        let ask = Ask { method: Method::PATCH, url, body: Some(body(meeting)) };
        let answer = self.account.client.within(TEAMS, self.account.call(&ask, now)).await?;
        self.account.changed(&answer)
    }

    async fn end(&self, room: &RoomRef, now: Timestamp) -> Result<(), RoomError> {
        let url = self.account.room_url(&self.meetings, room)?;
        let ask = Ask { method: Method::DELETE, url, body: None };
        let answer = self.account.client.within(TEAMS, self.account.call(&ask, now)).await?;
        self.account.ended(&answer)
    }

    async fn abandon(&self, meeting: &Meeting, now: Timestamp) -> Result<(), RoomError> {
        // Meetings can't be looked up by their external id, but one that is there is not made again.
        let room = self.make(meeting, now).await?;
        self.end(&room.reference(), now).await
    }
}
