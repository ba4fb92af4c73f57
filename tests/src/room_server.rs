//! Providers of rooms on loopback, all in one: they keep the rooms that they made, and have a mood.

use app::rooms::RoomUrl;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How requests are answered; access tokens are always given, but in one mood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Good,
    /// 500
    Down,
    /// 429, with the wish to be left alone for a minute
    Busy,
    /// 401, whatever the token
    Revoked,
    /// 400 for the credentials themselves
    Stranger,
    /// 403
    Forbids,
    /// 200 that means nothing
    Garbage,
    /// No answer
    Hangs,
    /// A body of ten gigabytes
    Huge,
    /// Does what it is asked, and answers 500
    Forgetful,
    /// Does what it is asked, and answers 300 ms later
    Slow,
}

/// A room that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomThere {
    /// `zoom`, `google` or `teams`.
    pub at: String,
    pub id: String,
    /// Our own name for it.
    pub key: String,
    pub topic: String,
    pub start: String,
}

struct State {
    mood: Mood,
    rooms: Vec<RoomThere>,
    made: usize,
    asked: Vec<String>,
}

/// The server. It runs until the test ends.
#[derive(Clone)]
pub struct RoomServer {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl RoomServer {
    /// Starts one, in a good mood.
    ///
    /// # Panics
    /// Where there is no free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let state = State { mood: Mood::Good, rooms: Vec::new(), made: 0, asked: Vec::new() };
        let server = Self { address, state: Arc::new(Mutex::new(state)) };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().serve(stream));
            }
        });
        server
    }

    /// Where all providers are.
    #[must_use]
    pub fn urls(&self) -> Vec<RoomUrl> {
        let at = |path: &str| format!("http://{}{path}", self.address);
        vec![
            ("zoom", "token_url", at("/token")),
            ("zoom", "api_url", at("/zoom")),
            ("google_meet", "token_url", at("/token")),
            ("google_meet", "api_url", at("/google")),
            ("teams", "login_url", at("/login")),
            ("teams", "api_url", at("/teams")),
        ]
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn is(&self, mood: Mood) {
        self.state().mood = mood;
    }

    /// The rooms that are there, of all providers.
    #[must_use]
    pub fn rooms(&self) -> Vec<RoomThere> {
        self.state().rooms.clone()
    }

    /// Somebody deletes all rooms.
    pub fn forget_all(&self) {
        self.state().rooms.clear();
    }

    /// How many were ever made.
    #[must_use]
    pub fn made(&self) -> usize {
        self.state().made
    }

    /// Method and path of what was asked, tokens apart.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        self.state().asked.clone()
    }

    async fn serve(self, mut stream: TcpStream) {
        let Some((head, body)) = read(&mut stream).await else { return };
        let mut words = head.split_whitespace();
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let mood = self.state().mood;
        if path.contains("token") && method == "POST" {
            let answer = match mood {
                Mood::Stranger => (400, json!({"error": "invalid_client"})),
                _ => (200, json!({"access_token": "t", "expires_in": 3600})),
            };
            return say(&mut stream, answer.0, "", &answer.1.to_string()).await;
        }
        self.state().asked.push(format!("{method} {path}"));
        match mood {
            Mood::Down => say(&mut stream, 500, "", "").await,
            Mood::Busy => say(&mut stream, 429, "Retry-After: 60\r\n", "{}").await,
            Mood::Revoked => say(&mut stream, 401, "", "{}").await,
            Mood::Forbids => say(&mut stream, 403, "", r#"{"message": "no meetings for you"}"#).await,
            Mood::Garbage => say(&mut stream, 200, "", "<html>").await,
            Mood::Hangs => tokio::time::sleep(Duration::from_secs(60)).await,
            Mood::Huge => endless(&mut stream).await,
            Mood::Forgetful if method != "GET" => {
                self.answer(method, path, &body);
                say(&mut stream, 500, "", "").await;
            }
            Mood::Slow => {
                let (status, answer) = self.answer(method, path, &body);
                tokio::time::sleep(Duration::from_millis(300)).await;
                say(&mut stream, status, "", &answer.to_string()).await;
            }
            Mood::Good | Mood::Stranger | Mood::Forgetful => {
                let (status, answer) = self.answer(method, path, &body);
                say(&mut stream, status, "", &answer.to_string()).await;
            }
        }
    }

    fn answer(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let mut state = self.state();
        let path = path.split('?').next().unwrap_or_default();
        let at = provider(path);
        let id = path.rsplit('/').next().unwrap_or_default().to_owned();
        let all_of_zoom = path.starts_with("/zoom/users/");
        match method {
            "GET" if all_of_zoom => {
                let meetings: Vec<Value> =
                    state.rooms.iter().filter(|room| room.at == at).map(described).collect();
                (200, json!({"meetings": meetings, "next_page_token": ""}))
            }
            "POST" => state.make(path, body),
            _ => match state.rooms.iter().position(|room| room.id == id && room.at == at) {
                None => (404, json!({"message": "no such meeting"})),
                Some(at) if method == "DELETE" => {
                    state.rooms.remove(at);
                    (204, Value::Null)
                }
                Some(at) => {
                    if let (Some(room), "PATCH") = (state.rooms.get_mut(at), method) {
                        room.topic = topic(body);
                        room.start = start(body);
                    }
                    (200, state.rooms.get(at).map(described).unwrap_or_default())
                }
            },
        }
    }
}

impl State {
    fn make(&mut self, path: &str, body: &Value) -> (u16, Value) {
        let at = provider(path).to_owned();
        let own = body["id"].as_str().or(body["externalId"].as_str());
        let key = own.or(body["agenda"].as_str()).unwrap_or_default().to_owned();
        // Zoom alone makes another one each time.
        if let Some(there) = self.rooms.iter().find(|room| own.is_some() && room.key == key && room.at == at)
        {
            return if path.ends_with("createOrGet") { (200, described(there)) } else { (409, json!({})) };
        }
        self.made += 1;
        let id = if at == "google" { key.clone() } else { (90_000 + self.made).to_string() };
        let room = RoomThere { at, id, key, topic: topic(body), start: start(body) };
        let answer = described(&room);
        self.rooms.push(room);
        (201, answer)
    }
}

/// A room as any of the providers would describe it.
fn described(room: &RoomThere) -> Value {
    let link = format!("https://meet.example/{}", room.id);
    let mut all = json!({
        "id": room.id, "agenda": room.key, "join_url": link, "joinWebUrl": link, "hangoutLink": link,
        "status": "confirmed",
    });
    // Zoom's ids alone are numbers.
    if let Some(number) = room.id.parse::<i64>().ok().filter(|_| room.at == "zoom") {
        all["id"] = json!(number);
    }
    all
}

/// Whose interface a path is of.
fn provider(path: &str) -> &str {
    path.split('/').nth(1).unwrap_or_default()
}

fn topic(body: &Value) -> String {
    let teams = body["subject"].as_str();
    body["topic"].as_str().or(body["summary"].as_str()).or(teams).unwrap_or_default().to_owned()
}

fn start(body: &Value) -> String {
    let google = body["start"]["dateTime"].as_str();
    body["start_time"].as_str().or(body["startDateTime"].as_str()).or(google).unwrap_or_default().to_owned()
}

async fn read(stream: &mut TcpStream) -> Option<(String, Value)> {
    let mut seen = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&seen).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let lines = head.lines().filter_map(|line| line.split_once(':'));
            let mut lengths = lines.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
            let length = lengths.next().and_then(|(_, value)| value.trim().parse().ok()).unwrap_or(0);
            if body.len() >= length {
                return Some((head.to_owned(), serde_json::from_str(body).unwrap_or_default()));
            }
        }
        match stream.read(&mut buffer).await {
            Ok(count) if count > 0 => seen.extend(buffer.iter().take(count)),
            _ => return None,
        }
    }
}

async fn say(stream: &mut TcpStream, status: u16, headers: &str, body: &str) {
    let body = if body == "null" { "" } else { body };
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 {status} X\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    // The client may have gone.
    let _ = stream.write_all(answer.as_bytes()).await;
}

async fn endless(stream: &mut TcpStream) {
    let mut sent = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n").await;
    while sent.is_ok() {
        sent = stream.write_all(&[b'x'; 16_384]).await;
    }
}
