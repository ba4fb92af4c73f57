//! A server that answers what the test says.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A request, headers in lower case.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: String,
    pub(crate) body: String,
}

type Answer = dyn Fn(&Request) -> String + Send + Sync;

/// A running server, which keeps what it was asked.
pub(crate) struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Starts one that answers by this function; an empty answer is none at all.
    pub(crate) async fn start(answer: impl Fn(&Request) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (kept, answer): (_, Arc<Answer>) = (Arc::clone(&requests), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&kept), Arc::clone(&answer)));
            }
        });
        Self { address, requests }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn serve(mut stream: TcpStream, kept: Arc<Mutex<Vec<Request>>>, answer: Arc<Answer>) {
    let Some(request) = read(&mut stream).await else { return };
    kept.lock().unwrap_or_else(PoisonError::into_inner).push(request.clone());
    let text = answer(&request);
    if text.is_empty() {
        return tokio::time::sleep(std::time::Duration::from_secs(60)).await;
    }
    // The client may have gone; that is its own affair.
    let _ = stream.write_all(text.as_bytes()).await;
}

async fn read(stream: &mut TcpStream) -> Option<Request> {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let headers = head.to_ascii_lowercase();
            let length = headers.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
            if body.len() >= length.and_then(|length| length.parse().ok()).unwrap_or(0) {
                let mut words = head.split(' ').map(str::to_owned);
                return Some(Request {
                    method: words.next()?,
                    path: words.next()?,
                    headers,
                    body: body.to_owned(),
                });
            }
        }
        match stream.read(&mut buffer).await {
            Ok(count) if count > 0 => bytes.extend(buffer.iter().take(count)),
            _ => return None,
        }
    }
}

/// An answer with a body.
pub(crate) fn answer(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

/// A multistatus of these responses, with a token where one is given.
pub(crate) fn multistatus(responses: &str, token: Option<&str>) -> String {
    let token = token.map(|token| format!("<D:sync-token>{token}</D:sync-token>")).unwrap_or_default();
    let body = format!(
        "<D:multistatus xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'>{responses}{token}</D:multistatus>"
    );
    answer("207 Multi-Status", "Content-Type: application/xml\r\n", &body)
}

/// A response with properties that were found.
pub(crate) fn response(href: &str, props: &str) -> String {
    format!(
        "<D:response><D:href>{href}</D:href><D:propstat><D:prop>{props}</D:prop>\
         <D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
    )
}

/// A response with nothing but a status.
pub(crate) fn bare(href: &str, status: &str) -> String {
    format!("<D:response><D:href>{href}</D:href><D:status>HTTP/1.1 {status}</D:status></D:response>")
}

/// The entry of an object in a list.
pub(crate) fn entry(href: &str, etag: &str) -> String {
    response(href, &format!("<D:getetag>{etag}</D:getetag><D:resourcetype/>"))
}

/// A calendar object that names its address.
pub(crate) fn text_of(href: &str) -> String {
    format!("BEGIN:VCALENDAR\nX-OF:{href}\nEND:VCALENDAR\n")
}

/// An object in an answer with texts; the text is written as it is.
pub(crate) fn shown(href: &str, etag: &str, text: &str) -> String {
    response(href, &format!("<D:getetag>{etag}</D:getetag><C:calendar-data>{text}</C:calendar-data>"))
}

/// Answers a multiget with a text for everything that it asks for.
pub(crate) fn texts(request: &Request, etag: &str) -> String {
    let hrefs = request.body.split("<D:href>").skip(1).filter_map(|rest| rest.split('<').next());
    multistatus(&hrefs.map(|href| shown(href, etag, &text_of(href))).collect::<String>(), None)
}
