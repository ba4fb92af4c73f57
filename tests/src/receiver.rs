//! A receiver of webhooks on loopback: what it answers depends on the path, and it keeps what it got.

use serde_json::Value;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// One request that came in.
#[derive(Debug, Clone)]
pub struct Received {
    pub path: String,
    pub id: String,
    pub timestamp: String,
    pub signature: String,
    /// As it came.
    pub text: String,
    /// The same as JSON.
    pub body: Value,
}

/// Answers `/ok` with 200, `/gone` with 410, `/error` with 500, `/elsewhere` with a redirect to `/ok`, `/hang` never,
/// `/huge` with a body that never ends, `/slow` with 200 after half a second.
#[derive(Clone)]
pub struct Receiver {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Receiver {
    /// Starts one.
    ///
    /// # Panics
    /// Where there is no free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let receiver = Self { address, received: Arc::default() };
        let server = receiver.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(server.clone().serve(stream));
            }
        });
        receiver
    }

    /// The address of that path.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Everything that came in so far.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What came in last.
    ///
    /// # Panics
    /// Where nothing did.
    #[must_use]
    pub fn last(&self) -> Received {
        self.received().pop().expect("a request")
    }

    async fn serve(self, mut stream: TcpStream) {
        let Some(received) = read(&mut stream).await else { return };
        let path = received.path.clone();
        self.received.lock().unwrap_or_else(PoisonError::into_inner).push(received);
        match path.as_str() {
            "/hang" => tokio::time::sleep(Duration::from_secs(60)).await,
            "/huge" => endless(&mut stream).await,
            "/slow" => {
                tokio::time::sleep(Duration::from_millis(500)).await;
                say(&mut stream, "200 OK", "").await;
            }
            "/gone" => say(&mut stream, "410 Gone", "").await,
            "/error" => say(&mut stream, "500 Internal Server Error", "").await,
            "/elsewhere" => say(&mut stream, "302 Found", "Location: /ok\r\n").await,
            _ => say(&mut stream, "200 OK", "").await,
        }
    }
}

async fn read(stream: &mut TcpStream) -> Option<Received> {
    let mut seen = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        if let Some(whole) = parse(&String::from_utf8_lossy(&seen)) {
            return Some(whole);
        }
        match stream.read(&mut buffer).await {
            Ok(count) if count > 0 => seen.extend(buffer.iter().take(count)),
            _ => return None,
        }
    }
}

/// The request, once all of its body is there.
fn parse(text: &str) -> Option<Received> {
    let (head, body) = text.split_once("\r\n\r\n")?;
    let header = |name: &str| {
        let lines = head.lines().skip(1).filter_map(|line| line.split_once(':'));
        let mut found =
            lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim());
        found.next().unwrap_or_default().to_owned()
    };
    let length: usize = header("content-length").parse().unwrap_or_default();
    (body.len() >= length).then(|| Received {
        path: head.split_whitespace().nth(1).unwrap_or_default().to_owned(),
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp"),
        signature: header("webhook-signature"),
        text: body.to_owned(),
        body: serde_json::from_str(body).unwrap_or_default(),
    })
}

async fn say(stream: &mut TcpStream, status: &str, headers: &str) {
    let answer =
        format!("HTTP/1.1 {status}\r\n{headers}Content-Length: 6\r\nConnection: close\r\n\r\nreally");
    // The sender may have gone; that is its own affair.
    let _ = stream.write_all(answer.as_bytes()).await;
}

async fn endless(stream: &mut TcpStream) {
    let mut sent = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n").await;
    while sent.is_ok() {
        sent = stream.write_all(&[b'x'; 16_384]).await;
    }
}
