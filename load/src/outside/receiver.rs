//! A receiver of webhooks that takes everything.

use super::slowness;
use crate::pause;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

/// What came under one `webhook-id`.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    /// The body, of the first time.
    pub(crate) body: String,
    /// How often it came.
    pub(crate) times: usize,
    /// Whether another body came under the same id.
    pub(crate) differed: bool,
}

/// A running receiver; it ends with the program.
pub(crate) struct Receiver {
    port: u16,
    events: Arc<Mutex<BTreeMap<String, Event>>>,
}

impl Receiver {
    pub(crate) fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let receiver = Self { port: listener.local_addr()?.port(), events: Arc::default() };
        let events = Arc::clone(&receiver.events);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let events = Arc::clone(&events);
                // A client that is killed leaves a broken connection, which is nobody's fault.
                std::thread::spawn(move || talk(&stream, &events));
            }
        });
        Ok(receiver)
    }

    /// Where events are to be sent.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/events", self.port)
    }

    /// All that arrived so far, by id.
    pub(crate) fn events(&self) -> BTreeMap<String, Event> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn talk(stream: &TcpStream, events: &Mutex<BTreeMap<String, Event>>) -> Result<()> {
    let mut lines = BufReader::new(stream);
    let mut out = stream;
    while let Some((id, body)) = request(&mut lines)? {
        let count = {
            let mut events = events.lock().unwrap_or_else(PoisonError::into_inner);
            let fresh = || Event { body: body.clone(), times: 0, differed: false };
            let event = events.entry(id).or_insert_with(fresh);
            event.times += 1;
            event.differed |= event.body != body;
            events.len()
        };
        pause(slowness(count));
        out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")?;
    }
    Ok(())
}

/// The id and the body of the next request; none where the client has gone.
fn request(lines: &mut impl BufRead) -> Result<Option<(String, String)>> {
    let (mut id, mut length) = (String::new(), 0);
    let mut first = true;
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 && first {
            return Ok(None);
        }
        first = false;
        if line.trim().is_empty() {
            break;
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        match name.to_ascii_lowercase().as_str() {
            "webhook-id" => value.trim().clone_into(&mut id),
            "content-length" => length = value.trim().parse().context("content-length")?,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    lines.read_exact(&mut body)?;
    Ok(Some((id, String::from_utf8(body)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_twice_is_counted_once() {
        let receiver = Receiver::start().expect("a receiver");
        let stream = TcpStream::connect(("127.0.0.1", receiver.port)).expect("a connection");
        let mut lines = BufReader::new(&stream);
        for (id, body) in [("1", "{}"), ("1", "{}"), ("2", "[]"), ("2", "{}")] {
            let length = body.len();
            let text = format!(
                "POST /events HTTP/1.1\r\nWebhook-Id: {id}\r\nContent-Length: {length}\r\n\r\n{body}"
            );
            (&stream).write_all(text.as_bytes()).expect("it is sent");
            let mut line = String::new();
            lines.read_line(&mut line).expect("an answer");
            assert!(line.contains("200"), "{line}");
            for _ in 0..2 {
                lines.read_line(&mut String::new()).expect("the rest of the head");
            }
        }
        let told: Vec<(String, usize, bool)> =
            receiver.events().into_iter().map(|(id, event)| (id, event.times, event.differed)).collect();
        assert_eq!(told, [("1".to_owned(), 2, false), ("2".to_owned(), 2, true)]);
    }
}
