//! Requests as they come, and answers as they go.

use super::{Form, Reply};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub(super) struct Asked {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: Form,
    pub(super) token: Option<String>,
    pub(super) key: Option<String>,
    pub(super) form: Form,
}

fn pairs(text: &str) -> Form {
    url::form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

pub(super) async fn read(stream: &mut TcpStream) -> Option<Asked> {
    let mut seen = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&seen).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let header = |wanted: &str| {
                let lines = head.lines().filter_map(|line| line.split_once(':'));
                let mut found = lines.filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
                found.next().map(|(_, value)| value.trim().to_owned())
            };
            let length = header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
            if body.len() >= length {
                let mut words = head.split_whitespace();
                let method = words.next()?.to_owned();
                let target = words.next()?.to_owned();
                let (path, query) = target.split_once('?').unwrap_or((&target, ""));
                let token = header("authorization");
                return Some(Asked {
                    method,
                    path: path.to_owned(),
                    query: pairs(query),
                    token: token.and_then(|text| text.strip_prefix("Bearer ").map(str::to_owned)),
                    key: header("idempotency-key"),
                    form: pairs(body),
                });
            }
        }
        match stream.read(&mut buffer).await {
            Ok(count) if count > 0 => seen.extend(buffer.iter().take(count)),
            _ => return None,
        }
    }
}

pub(super) async fn respond(stream: &mut TcpStream, reply: &Reply) {
    let body = reply.body.to_string();
    let (status, length) = (reply.status, body.len());
    let answer =
        format!("HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    // The client may have gone.
    let _ = stream.write_all(answer.as_bytes()).await;
}
