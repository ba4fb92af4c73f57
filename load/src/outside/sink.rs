//! A mail server that takes everything and delivers nothing (RFC 5321, as much of it as a relay's client speaks).

use super::{now, slowness};
use crate::pause;
use anyhow::Result;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

/// A message that arrived, each time that it did.
#[derive(Debug, Clone)]
pub(crate) struct ReceivedMail {
    /// `Message-ID`, without the angle brackets.
    pub(crate) id: String,
    /// When its last line was there, in seconds since 1970.
    pub(crate) at: f64,
    /// The same for the same text. What separates its parts, which every writing chooses anew, does not count.
    pub(crate) digest: u64,
}

/// A running mail server; it ends with the program.
pub(crate) struct Sink {
    port: u16,
    arrived: Arc<Mutex<Vec<ReceivedMail>>>,
}

impl Sink {
    pub(crate) fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let sink = Self { port: listener.local_addr()?.port(), arrived: Arc::default() };
        let arrived = Arc::clone(&sink.arrived);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let arrived = Arc::clone(&arrived);
                // A client that is killed leaves a broken connection, which is nobody's fault.
                std::thread::spawn(move || talk(&stream, &arrived));
            }
        });
        Ok(sink)
    }

    /// `SMTP_URL`.
    pub(crate) fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}?tls=none", self.port)
    }

    /// All that arrived so far, in that order.
    pub(crate) fn arrived(&self) -> Vec<ReceivedMail> {
        self.arrived.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Talks to one client until it goes.
fn talk(stream: &TcpStream, arrived: &Mutex<Vec<ReceivedMail>>) -> Result<()> {
    let mut out = stream;
    let mut lines = BufReader::new(stream);
    out.write_all(b"220 sink.test\r\n")?;
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let word = line.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
        let answer: &[u8] = match word.as_str() {
            "EHLO" => b"250-sink.test\r\n250 8BITMIME\r\n",
            "DATA" => {
                out.write_all(b"354 go on\r\n")?;
                let mail = read(&mut lines)?;
                let count = {
                    let mut arrived = arrived.lock().unwrap_or_else(PoisonError::into_inner);
                    arrived.push(mail);
                    arrived.len()
                };
                pause(slowness(count));
                b"250 taken\r\n"
            }
            "QUIT" => {
                out.write_all(b"221 bye\r\n")?;
                return Ok(());
            }
            _ => b"250 fine\r\n",
        };
        out.write_all(answer)?;
    }
}

/// The text of a message, up to the dot that ends it.
fn read(lines: &mut impl BufRead) -> Result<ReceivedMail> {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            anyhow::bail!("the client went in the middle of a message");
        }
        if line == ".\r\n" {
            return Ok(mail(&text));
        }
        text.push_str(&line);
    }
}

fn mail(text: &str) -> ReceivedMail {
    let id = text.lines().take_while(|line| !line.is_empty()).find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("message-id").then(|| value.trim().trim_matches(['<', '>']).to_owned())
    });
    let boundaries: Vec<&str> =
        text.split("boundary=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let mut hasher = DefaultHasher::new();
    boundaries.iter().fold(text.to_owned(), |text, boundary| text.replace(boundary, "")).hash(&mut hasher);
    ReceivedMail { id: id.unwrap_or_default(), at: now(), digest: hasher.finish() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_message_is_known_again() {
        let text = |boundary: &str, words: &str| {
            format!(
                "Message-ID: <a@b>\r\nContent-Type: x; boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n{words}\r\n"
            )
        };
        let (one, again) = (mail(&text("q1", "hello")), mail(&text("q2", "hello")));
        assert_eq!((one.id.as_str(), one.digest), ("a@b", again.digest));
        assert_ne!(one.digest, mail(&text("q1", "hallo")).digest);
    }

    #[test]
    fn a_client_is_answered_as_the_standard_says() {
        let sink = Sink::start().expect("a sink");
        let stream = TcpStream::connect(("127.0.0.1", sink.port)).expect("a connection");
        let (mut out, mut lines) = (&stream, BufReader::new(&stream));
        let mut says = |command: &str| {
            out.write_all(command.as_bytes()).expect("it is sent");
            let mut line = String::new();
            lines.read_line(&mut line).expect("an answer");
            line.get(..3).map(str::to_owned).unwrap_or_default()
        };
        assert_eq!(says(""), "220");
        assert_eq!(says("MAIL FROM:<a@b>\r\n"), "250");
        assert_eq!(says("RCPT TO:<c@d>\r\n"), "250");
        assert_eq!(says("DATA\r\n"), "354");
        assert_eq!(says("Message-ID: <1@b>\r\n\r\nhello\r\n.\r\n"), "250");
        assert_eq!(says("QUIT\r\n"), "221");
        let ids: Vec<String> = sink.arrived().into_iter().map(|mail| mail.id).collect();
        assert_eq!(ids, ["1@b"]);
    }
}
