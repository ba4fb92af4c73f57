//! A calendar server on loopback, which says what the test tells it to.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server says next, and what it was asked.
#[derive(Clone)]
pub struct Feed {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

struct State {
    answer: String,
    requests: Vec<String>,
}

impl Feed {
    /// Starts one.
    ///
    /// # Panics
    /// Where there is no free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(Mutex::new(State { answer: String::new(), requests: Vec::new() }));
        let feed = Self { address, state };
        let server = feed.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(server.clone().answer(stream));
            }
        });
        feed
    }

    async fn answer(self, mut stream: TcpStream) {
        let mut request = vec![0; 8192];
        let count = stream.read(&mut request).await.unwrap_or_default();
        let text = String::from_utf8_lossy(request.get(..count).unwrap_or_default()).into_owned();
        let answer = {
            let mut state = self.lock();
            state.requests.push(text);
            state.answer.clone()
        };
        // The client may have gone; that is its own affair.
        let _ = stream.write_all(answer.as_bytes()).await;
    }

    /// From now on: this calendar, with a validator.
    pub fn serve(&self, calendar: &str, etag: &str) {
        let length = calendar.len();
        self.lock().answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/calendar\r\nETag: {etag}\r\nContent-Length: {length}\r\n\
             Connection: close\r\n\r\n{calendar}"
        );
    }

    /// From now on: nothing but this status.
    pub fn say(&self, status: &str) {
        self.lock().answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }

    /// The address of the calendar.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/calendar.ics", self.address)
    }

    /// What was asked last, in lower case, as header names come in any.
    #[must_use]
    pub fn last_request(&self) -> String {
        self.lock().requests.last().cloned().unwrap_or_default().to_lowercase()
    }

    /// How often it was asked.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.lock().requests.len()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
