//! A company's account with a provider: its access token, and requests that carry it.

use super::client::{Answer, RoomClient};
use super::error::RoomError;
use super::settings::{HIDDEN, Secret, below, is_segment};
use super::{Room, RoomRef};
use reqwest::{Method, StatusCode, header};
use scheduling_core::time::Timestamp;
use serde_json::Value;
use std::fmt;
use tokio::sync::Mutex;
use url::{Url, form_urlencoded};

/// How long before its expiry a token is no longer used, in seconds.
const MARGIN: i64 = 60;

/// The most characters of a provider's words that are repeated.
const WORDS: usize = 300;

/// A request for an access token (RFC 6749, 4.4).
pub(super) struct TokenAsk {
    pub(super) url: Url,
    pub(super) form: Vec<(&'static str, String)>,
    pub(super) basic: Option<(String, Secret)>,
}

/// The way in which a provider gives access tokens.
pub(super) trait Grant: fmt::Debug + Send + Sync {
    fn ask(&self, now: Timestamp) -> Result<TokenAsk, RoomError>;

    /// What must not appear in an error.
    fn secrets(&self) -> Vec<&Secret>;
}

/// A request to the provider.
pub(super) struct Ask {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) body: Option<Value>,
}

#[derive(Clone, PartialEq, Eq)]
struct Token {
    text: Secret,
    until: Timestamp,
}

/// One company's account.
pub(super) struct Account {
    pub(super) provider: &'static str,
    pub(super) client: RoomClient,
    grant: Box<dyn Grant>,
    /// Held while a token is fetched, so that many rooms at once fetch one.
    token: Mutex<Option<Token>>,
}

impl fmt::Debug for Account {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Account({}, {:?})", self.provider, self.grant)
    }
}

impl Account {
    pub(super) fn new(provider: &'static str, client: RoomClient, grant: Box<dyn Grant>) -> Self {
        Self { provider, client, grant, token: Mutex::new(None) }
    }

    /// Asks with the current token, and once more with a new one where the provider does not accept it.
    /// Answers of any other status than "unauthorised" are the caller's to judge.
    pub(super) async fn call(&self, ask: &Ask, now: Timestamp) -> Result<Answer, RoomError> {
        let token = self.token(now, None).await?;
        let answer = self.send(ask, &token, now).await?;
        if answer.status != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        let token = self.token(now, Some(&token)).await?;
        let answer = self.send(ask, &token, now).await?;
        if answer.status == StatusCode::UNAUTHORIZED {
            return Err(self.credentials(&answer));
        }
        Ok(answer)
    }

    async fn send(&self, ask: &Ask, token: &Token, now: Timestamp) -> Result<Answer, RoomError> {
        let request = self.client.request(ask.method.clone(), ask.url.clone());
        let mut request = request.bearer_auth(token.text.expose());
        if let Some(body) = &ask.body {
            request = request.json(body);
        }
        self.client.send(self.provider, &ask.url, request, now).await
    }

    /// The token, a new one where there is none, it expires soon, or it is the one that was not accepted.
    async fn token(&self, now: Timestamp, spent: Option<&Token>) -> Result<Token, RoomError> {
        let mut kept = self.token.lock().await;
        if let Some(token) = kept.as_ref().filter(|token| token.until > now && Some(*token) != spent) {
            return Ok(token.clone());
        }
        *kept = None;
        let token = self.fetch_token(now).await?;
        *kept = Some(token.clone());
        Ok(token)
    }

    async fn fetch_token(&self, now: Timestamp) -> Result<Token, RoomError> {
        let ask = self.grant.ask(now)?;
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(&ask.form).finish();
        let mut request = self.client.request(Method::POST, ask.url.clone());
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(form);
        if let Some((name, password)) = &ask.basic {
            request = request.basic_auth(name, Some(password.expose()));
        }
        let answer = self.client.send(self.provider, &ask.url, request, now).await?;
        match answer.status.as_u16() {
            200 => self.read_token(&answer.json(), now),
            400 | 401 | 403 => Err(self.credentials(&answer)),
            _ => Err(self.failure(&answer)),
        }
    }

    fn read_token(&self, json: &Value, now: Timestamp) -> Result<Token, RoomError> {
        let text = json["access_token"].as_str().filter(|text| !text.is_empty());
        let text = text.ok_or_else(|| self.garbage())?;
        // RFC 6749, 5.1: the lifetime is recommended, not required.
        let seconds = json["expires_in"].as_i64().unwrap_or(300).clamp(0, 86_400);
        Ok(Token { text: Secret::new(text.to_owned()), until: now.plus_seconds(seconds - MARGIN) })
    }

    /// What an answer means that is no success.
    pub(super) fn failure(&self, answer: &Answer) -> RoomError {
        let status = answer.status.as_u16();
        if matches!(status, 408 | 425 | 429 | 500..=599) {
            return self.busy(answer);
        }
        RoomError::refused(self.provider, self.words(answer))
    }

    /// The provider wants to be asked later.
    pub(super) fn busy(&self, answer: &Answer) -> RoomError {
        RoomError::TryAgain { provider: self.provider, reason: self.words(answer), after: answer.after }
    }

    fn credentials(&self, answer: &Answer) -> RoomError {
        RoomError::Credentials { provider: self.provider, reason: self.words(answer) }
    }

    /// An answer that says "done" and can't be understood: the next one may be better.
    pub(super) fn garbage(&self) -> RoomError {
        RoomError::again(self.provider, "its answer can't be understood")
    }

    /// The status, and the provider's own words without secrets and control characters.
    fn words(&self, answer: &Answer) -> String {
        let json = answer.json();
        let places = ["/error/message", "/error_description", "/reason", "/message", "/error"];
        let words = places.iter().find_map(|place| json.pointer(place)?.as_str()).unwrap_or_default();
        let mut words: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        for secret in self.grant.secrets() {
            words = words.replace(secret.expose(), HIDDEN);
        }
        let words: String = words.chars().take(WORDS).collect();
        let status = answer.status.as_u16();
        if words.is_empty() { format!("status {status}") } else { format!("{words} (status {status})") }
    }

    /// The address of a room, below the address of all of them.
    pub(super) fn room_url(&self, all: &Url, room: &RoomRef) -> Result<Url, RoomError> {
        if !is_segment(&room.provider_id) {
            return Err(RoomError::refused(self.provider, "the id of the room is none of its own"));
        }
        Ok(below(all, &[&room.provider_id]))
    }

    /// A room as the provider described it. Its address is shown to candidates, so it must be one of the web.
    pub(super) fn room(&self, id: &str, join: &Value, host: &Value) -> Result<Room, RoomError> {
        let link = |value: &Value| value.as_str().filter(|text| is_web(text)).map(str::to_owned);
        let join_url = link(join).filter(|_| is_segment(id)).ok_or_else(|| self.garbage())?;
        Ok(Room { provider_id: id.to_owned(), join_url, host_url: link(host) })
    }

    /// What the answer to a change means.
    pub(super) fn changed(&self, answer: &Answer) -> Result<(), RoomError> {
        match answer.status.as_u16() {
            200..=299 => Ok(()),
            404 | 410 => Err(RoomError::Gone { provider: self.provider }),
            _ => Err(self.failure(answer)),
        }
    }

    /// What the answer to a deletion means.
    pub(super) fn ended(&self, answer: &Answer) -> Result<(), RoomError> {
        match self.changed(answer) {
            Err(RoomError::Gone { .. }) => Ok(()),
            other => other,
        }
    }
}

fn is_web(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}
