//! Feeds against a real server on this machine.
#![expect(clippy::expect_used, reason = "a test stops where its own set-up fails")]

use integrations::calendars::feed::{Credentials, FeedAddress, FeedClient, FetchError};
use integrations::calendars::{Outcome, Source, Validators};
use integrations::outbound::{Limits, Networks};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";

/// A server that gives answers as they are written here, by path, and keeps the requests.
struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, Arc::clone(&kept)));
            }
        });
        Self { address, requests }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn last_request(&self) -> String {
        self.requests.lock().expect("not poisoned").last().cloned().unwrap_or_default().to_ascii_lowercase()
    }

    fn count(&self) -> usize {
        self.requests.lock().expect("not poisoned").len()
    }
}

async fn answer(mut stream: TcpStream, kept: Arc<Mutex<Vec<String>>>) {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut buffer).await {
            Ok(read) if read > 0 => request.extend_from_slice(&buffer[..read]),
            _ => return,
        }
    }
    let request = String::from_utf8_lossy(&request).into_owned();
    let path = request.split_whitespace().nth(1).unwrap_or("/").to_owned();
    kept.lock().expect("not poisoned").push(request.clone());
    let plain = |status: &str, headers: &str, body: &str| {
        format!(
            "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
    };
    let versions = "ETag: \"v1\"\r\nLast-Modified: Wed, 22 Jan 2025 09:00:00 GMT\r\n";
    let text = match path.as_str() {
        "/calendar" if request.to_ascii_lowercase().contains("if-none-match: \"v1\"") => {
            plain("304 Not Modified", versions, "")
        }
        "/calendar" => plain("200 OK", versions, CALENDAR),
        "/garbage" => "this is no HTTP at all\r\n\r\n".to_owned(),
        "/error" => plain("500 Internal Server Error", "", "oh no"),
        "/to-calendar" => plain("302 Found", "Location: /calendar\r\n", ""),
        away if away.starts_with("/away/") => {
            plain("302 Found", &format!("Location: http://{}/calendar\r\n", &away[6..]), "")
        }
        "/to-metadata" => plain("302 Found", "Location: http://169.254.169.254/latest/meta-data\r\n", ""),
        "/to-file" => plain("302 Found", "Location: file:///etc/passwd\r\n", ""),
        "/round" => plain("301 Moved Permanently", "Location: /round\r\n", ""),
        "/nowhere" => plain("302 Found", "", ""),
        "/announced" => "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nBEGIN".to_owned(),
        "/slow" => return tokio::time::sleep(Duration::from_secs(60)).await,
        "/trickle" => return endless(stream, Some(Duration::from_millis(20))).await,
        "/endless" => return endless(stream, None).await,
        "/bomb" => return bomb(stream).await,
        _ => plain("404 Not Found", "", "not here"),
    };
    let _ = stream.write_all(text.as_bytes()).await;
    let _ = stream.shutdown().await;
}

/// A body that never ends, as fast as it is read or with a pause after each piece.
async fn endless(mut stream: TcpStream, pause: Option<Duration>) {
    let piece = [b'x'; 1000];
    let mut sent = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n").await;
    while sent.is_ok() {
        sent = stream.write_all(if pause.is_some() { b"x" } else { &piece }).await;
        if let Some(pause) = pause {
            tokio::time::sleep(pause).await;
        }
    }
}

/// 4 MiB of zeros in 4 kB of gzip: small on the wire, too large afterwards.
async fn bomb(mut stream: TcpStream) {
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n").await;
    let _ = stream.write_all(include_bytes!("zeros.gz")).await;
    let _ = stream.shutdown().await;
}

fn limits() -> Limits {
    Limits {
        total: Duration::from_secs(5),
        bytes: 1024 * 1024,
        redirects: 3,
        networks: Networks::all_private(),
    }
}

async fn fetch(url: &str, known: &Validators, limits: Limits) -> Result<Outcome, FetchError> {
    let address = FeedAddress::parse(url, None)?;
    FeedClient::new(limits)?.feed(address).fetch(known).await
}

async fn check_error(url: &str, limits: Limits, expected: impl Fn(&FetchError) -> bool) {
    let error = fetch(url, &Validators::default(), limits).await.expect_err(url);
    assert!(expected(&error), "{url}: {error:?}");
    for secret in ["/calendar", "latest", "passwd", "key"] {
        assert!(!error.to_string().contains(secret), "{url}: {error}");
    }
}

#[tokio::test]
async fn a_calendar_comes_once_and_is_then_not_modified() {
    let server = Server::start().await;
    let first = fetch(&server.url("/calendar"), &Validators::default(), limits()).await.expect("a calendar");
    let Outcome::Fetched { body, etag, last_modified } = first else { panic!("{first:?}") };
    assert_eq!(&*body, CALENDAR.as_bytes());
    assert_eq!(etag.as_deref(), Some("\"v1\""));
    assert_eq!(last_modified.as_deref(), Some("Wed, 22 Jan 2025 09:00:00 GMT"));
    assert!(!server.last_request().contains("if-none-match"), "{}", server.last_request());

    let known = Validators { etag, last_modified };
    assert_eq!(fetch(&server.url("/calendar"), &known, limits()).await, Ok(Outcome::NotModified));
    assert!(server.last_request().contains("if-modified-since: wed, 22 jan 2025 09:00:00 gmt"));
}

/// Two servers call different calendars `"v1"`.
#[tokio::test]
async fn validators_are_those_of_one_server() {
    let (home, other) = (Server::start().await, Server::start().await);
    let known = Validators { etag: Some("\"v1\"".into()), last_modified: None };
    let url = home.url(&format!("/away/{}", other.address));
    let outcome = fetch(&url, &known, limits()).await.expect("a calendar");
    let Outcome::Fetched { etag, last_modified, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!(
        (etag, last_modified),
        (None, None),
        "nothing is kept that the first server would be asked by"
    );
    assert!(home.last_request().contains("if-none-match"), "{}", home.last_request());
    assert!(!other.last_request().contains("if-none-match"), "{}", other.last_request());
    // A redirect on the same server changes nothing.
    assert_eq!(fetch(&home.url("/to-calendar"), &known, limits()).await, Ok(Outcome::NotModified));
}

#[tokio::test]
async fn what_the_server_does_wrong_is_named() {
    let server = Server::start().await;
    check_error(&server.url("/missing?key=1"), limits(), |e| {
        matches!(e, FetchError::Status { status: 404, .. })
    })
    .await;
    check_error(&server.url("/error"), limits(), |e| matches!(e, FetchError::Status { status: 500, .. }))
        .await;
    check_error(&server.url("/garbage"), limits(), |e| matches!(e, FetchError::Unreachable { .. })).await;
    // What comes is not all that was announced.
    check_error(&server.url("/announced"), limits(), |e| matches!(e, FetchError::Unreachable { .. })).await;
    // A port that is given to nobody who asks for any.
    check_error("http://127.0.0.1:1/", limits(), |e| matches!(e, FetchError::Unreachable { .. })).await;
}

#[tokio::test]
async fn slow_and_endless_answers_end_at_the_limits() {
    let server = Server::start().await;
    let short = Limits { total: Duration::from_millis(300), ..limits() };
    check_error(&server.url("/slow"), short.clone(), |e| matches!(e, FetchError::Timeout { .. })).await;
    check_error(&server.url("/trickle"), short, |e| matches!(e, FetchError::Timeout { .. })).await;
    check_error(&server.url("/endless"), limits(), |e| *e == FetchError::TooLarge { most: 1024 * 1024 })
        .await;
    check_error(&server.url("/bomb"), limits(), |e| *e == FetchError::TooLarge { most: 1024 * 1024 }).await;
}

#[tokio::test]
async fn redirects_are_followed_with_care() {
    let server = Server::start().await;
    let outcome = fetch(&server.url("/to-calendar"), &Validators::default(), limits()).await;
    assert!(matches!(outcome, Ok(Outcome::Fetched { .. })), "{outcome:?}");
    let before = server.count();
    check_error(&server.url("/round"), limits(), |e| *e == FetchError::Redirects { most: 3 }).await;
    assert_eq!(server.count() - before, 4, "the first request and three redirects");
    check_error(&server.url("/to-file"), limits(), |e| matches!(e, FetchError::Address { .. })).await;
    check_error(&server.url("/nowhere"), limits(), |e| matches!(e, FetchError::Address { .. })).await;
}

#[tokio::test]
async fn private_addresses_are_not_asked() {
    let server = Server::start().await;
    let public_only = Limits { networks: Networks::NONE, ..limits() };
    let port = server.address.port();
    for url in [server.url("/calendar"), format!("http://[::ffff:127.0.0.1]:{port}/calendar")] {
        check_error(&url, public_only.clone(), |e| matches!(e, FetchError::Private { .. })).await;
    }
    // Of a name nobody learns whether it is there.
    let reason = "the name has no address that may be asked";
    for host in ["localhost", "no-such-name.invalid"] {
        let error = FetchError::Unreachable { host: host.into(), reason: reason.into() };
        check_error(&format!("http://{host}:{port}/calendar"), public_only.clone(), |e| *e == error).await;
    }
    assert_eq!(server.count(), 0, "nothing was sent");
    // By name the same server answers once private addresses are allowed.
    let outcome = fetch(&format!("http://localhost:{port}/calendar"), &Validators::default(), limits()).await;
    assert!(matches!(outcome, Ok(Outcome::Fetched { .. })), "{outcome:?}");
}

#[tokio::test]
async fn credentials_are_sent_to_their_place_and_shown_nowhere() {
    let server = Server::start().await;
    let url = format!("http://me:secret@{}/calendar", server.address);
    fetch(&url, &Validators::default(), limits()).await.expect("a calendar");
    assert!(server.last_request().contains("authorization: basic bwu6c2vjcmv0"), "{}", server.last_request());

    let open = Limits { networks: Networks::NONE, ..limits() };
    check_error("http://me:secret@8.8.8.8/calendar", open, |e| matches!(e, FetchError::Plain { .. })).await;

    let given = Credentials { user: "me".into(), password: "secret".into() };
    let address = FeedAddress::parse(&server.url("/error"), Some(given)).expect("an address");
    let feed = FeedClient::new(limits()).expect("a client").feed(address);
    let error = feed.fetch(&Validators::default()).await.expect_err("status 500");
    assert!(!format!("{feed:?} {error:?} {error}").contains("secret"));
    assert!(server.last_request().contains("authorization: basic"));
}
