//! A client of one connection: HTTP/1.1 with keep-alive, as much of it as both servers speak, and no more work than a
//! load generator should do.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// The platform's token on the server under load.
pub(super) const ADMIN_TOKEN: &str = "the-token-of-a-load-run";

/// No answer takes this long unless something is broken.
const PATIENCE: Duration = Duration::from_secs(30);

/// An open connection.
pub(super) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer, as long as nothing else is asked.
pub(super) struct Answer<'c> {
    pub(super) status: u16,
    head: &'c [u8],
    pub(super) body: &'c [u8],
}

impl Connection {
    pub(super) fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self { stream, buffer: vec![0; 1 << 16] })
    }

    /// Sends a request and reads the whole answer, which must say its length.
    pub(super) fn ask(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        self.stream.write_all(request).context("the request was not taken")?;
        let mut filled = 0;
        let head = loop {
            filled += self.read_after(filled)?;
            if let Some(head) = Head::parse(self.buffer.get(..filled).unwrap_or_default())? {
                break head;
            }
        };
        let end = head.length + head.body;
        while filled < end {
            filled += self.read_after(filled)?;
        }
        if filled > end {
            bail!("more came than the answer");
        }
        let (head_bytes, body) = self.buffer.get(..end).unwrap_or_default().split_at(head.length);
        Ok(Answer { status: head.status, head: head_bytes, body })
    }

    /// Reads what is there behind the first `filled` bytes of the buffer; answers how much it was.
    fn read_after(&mut self, filled: usize) -> Result<usize> {
        if filled == self.buffer.len() {
            self.buffer.resize(2 * filled, 0);
        }
        let count = self.stream.read(self.buffer.get_mut(filled..).unwrap_or_default())?;
        if count == 0 {
            bail!("the connection was closed in the middle of an answer");
        }
        Ok(count)
    }

    /// Asks for something that must succeed, and reads the JSON.
    pub(super) fn json(&mut self, request: &[u8]) -> Result<Value> {
        let answer = self.ask(request)?;
        if !matches!(answer.status, 200 | 201) {
            bail!("{}: {}", answer.status, String::from_utf8_lossy(answer.body));
        }
        Ok(serde_json::from_slice(answer.body)?)
    }
}

impl Answer<'_> {
    /// Whether it was given before, to the same request.
    pub(super) fn is_replayed(&self) -> bool {
        let head = String::from_utf8_lossy(self.head).to_ascii_lowercase();
        head.lines().any(|line| line.starts_with("idempotent-replayed:") && line.ends_with("true"))
    }
}

/// What the first lines of an answer say.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    /// Bytes of the head, with the empty line.
    length: usize,
    /// Bytes of the body.
    body: usize,
}

impl Head {
    /// Reads the head; none where it has not all come yet.
    fn parse(bytes: &[u8]) -> Result<Option<Self>> {
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
        let head = std::str::from_utf8(bytes.get(..end).unwrap_or_default())?;
        let (first, fields) = head.split_once("\r\n").context("an answer without fields")?;
        let status = first.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok());
        let mut fields = fields.split("\r\n").filter_map(|line| line.split_once(':'));
        let length = fields.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
        let body = length.and_then(|(_, value)| value.trim().parse().ok());
        Ok(Some(Self {
            status: status.with_context(|| format!("no status: {first}"))?,
            length: end + 4,
            body: body.context("an answer that does not say its length")?,
        }))
    }
}

/// A request as it goes over the wire, with the platform's token.
pub(super) fn request(method: &str, path: &str, content_type: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {ADMIN_TOKEN}\r\n\
         Content-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// A `GET`.
pub(super) fn get(path: &str) -> Vec<u8> {
    get_by(ADMIN_TOKEN, path)
}

/// The same by the holder of that token.
pub(super) fn get_by(token: &str, path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n").into_bytes()
}

/// A `POST` of JSON.
pub(super) fn post(path: &str, body: &Value) -> Vec<u8> {
    request("POST", path, "application/json", &body.to_string())
}

/// A `POST` of JSON with one more header line.
pub(super) fn post_with(path: &str, header: &str, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {ADMIN_TOKEN}\r\n{header}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &str, expected: Option<&Head>) {
        assert_eq!(Head::parse(bytes.as_bytes()).expect("a head").as_ref(), expected, "{bytes:?}");
    }

    #[test]
    fn heads_are_read_when_they_are_whole() {
        check("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", None);
        let whole = Head { status: 200, length: 38, body: 2 };
        check("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", Some(&whole));
        for broken in ["HTTP/1.1 200 OK\r\nDate: today\r\n\r\n", "HTTP/2 200\r\nContent-Length: 0\r\n\r\n"] {
            assert!(Head::parse(broken.as_bytes()).is_err(), "{broken:?}");
        }
    }
}
