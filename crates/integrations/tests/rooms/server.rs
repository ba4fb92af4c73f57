//! A server on this machine that speaks HTTP and lets a table of answers decide what it says.

use serde_json::Value;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server does to requests of the interface, tokens apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// The next request finds its token expired.
    Expired,
    /// No token is ever accepted.
    Revoked,
    Limit,
    Down,
    Hang,
    Garbage,
    Huge,
    Redirect,
    /// The token endpoint does not know the client.
    Credentials,
}

/// A request, read whole.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn json(&self) -> Value {
        assert!(self.head.to_ascii_lowercase().contains("content-type: application/json"), "{}", self.head);
        serde_json::from_str(&self.body).expect("a body of JSON")
    }
}

pub(crate) type Reply = (u16, String);

/// What a provider's documentation says that it answers.
pub(crate) trait Provider: Send {
    fn token(&mut self, seen: &Seen, known: bool) -> Reply;
    fn is_token(&self, path: &str) -> bool;
    fn unauthorised(&self) -> Reply;
    fn api(&mut self, seen: &Seen) -> Reply;
}

pub(crate) struct State {
    pub(crate) fault: Fault,
    pub(crate) seen: Vec<Seen>,
    pub(crate) tokens: usize,
    pub(crate) provider: Box<dyn Provider>,
}

pub(crate) type Shared = Arc<Mutex<State>>;

pub(crate) async fn start(provider: Box<dyn Provider>) -> (String, Shared) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let state = State { fault: Fault::None, seen: Vec::new(), tokens: 0, provider };
    let state = Arc::new(Mutex::new(state));
    let shared = Arc::clone(&state);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, Arc::clone(&shared)));
        }
    });
    (url, state)
}

async fn answer(mut stream: TcpStream, state: Shared) {
    let Some(seen) = read(&mut stream).await else { return };
    let Some((status, headers, body)) = decide(&seen, &state) else {
        return tokio::time::sleep(Duration::from_secs(60)).await;
    };
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status} X\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n");
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(body.as_bytes()).await;
    let _ = stream.shutdown().await;
}

async fn read(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let lower = head.to_ascii_lowercase();
            let length = lower.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
            if body.len() >= length.map_or(0, |length| length.parse().expect("a length")) {
                let mut words = head.split_whitespace();
                let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
                return Some(Seen { method, path, head: head.to_owned(), body: body.to_owned() });
            }
        }
        match stream.read(&mut buffer).await {
            Ok(read) if read > 0 => bytes.extend_from_slice(&buffer[..read]),
            _ => return None,
        }
    }
}

fn decide(seen: &Seen, state: &Shared) -> Option<(u16, String, String)> {
    let mut state = state.lock().expect("not poisoned");
    state.seen.push(seen.clone());
    if state.provider.is_token(&seen.path) {
        state.tokens += 1;
        let (fault, number) = (state.fault, state.tokens);
        let (status, body) = state.provider.token(seen, fault != Fault::Credentials);
        return Some((status, String::new(), body.replace("TOKEN", &format!("token-{number}"))));
    }
    let bearer = format!("authorization: bearer token-{}", state.tokens);
    assert!(seen.head.to_ascii_lowercase().contains(&bearer), "{}", seen.head);
    let plain = |(status, body): Reply| Some((status, String::new(), body));
    match state.fault {
        Fault::None | Fault::Credentials => plain(state.provider.api(seen)),
        Fault::Expired => {
            state.fault = Fault::None;
            plain(state.provider.unauthorised())
        }
        Fault::Revoked => plain(state.provider.unauthorised()),
        Fault::Limit => Some((429, "Retry-After: 17\r\n".into(), "{}".into())),
        Fault::Down => plain((500, "oh no".into())),
        Fault::Hang => None,
        Fault::Garbage => plain((200, "<html>".into())),
        Fault::Huge => plain((200, "x".repeat(100_000))),
        Fault::Redirect => Some((302, "Location: http://169.254.169.254/\r\n".into(), String::new())),
    }
}
