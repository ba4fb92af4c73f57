//! The mail server under the tests: a process that tells what it took.

use crate::certificates::Certificates;
use crate::peers::{Peers, beside};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

pub(crate) struct Server {
    child: Child,
    lines: Receiver<Value>,
    pub(crate) port: u16,
}

impl Server {
    /// A server without TLS and log-in.
    pub(crate) fn plain(peers: &Peers) -> Self {
        Self::start(peers, None, &[])
    }

    /// A server with a certificate, or without; more arguments as the program has them.
    pub(crate) fn start(peers: &Peers, certificates: Option<&Certificates>, more: &[&str]) -> Self {
        let mut command = Command::new(peers.python());
        // It complains at length about clients that turn away, as some here do on purpose.
        command.arg(beside("smtp_server.py")).args(more).stdout(Stdio::piped()).stderr(Stdio::null());
        if let Some(certificates) = certificates {
            command.arg("--certificate").arg(certificates.chain()).arg("--key").arg(certificates.key());
        }
        let mut child = command.spawn().expect("the mail server starts");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let value = serde_json::from_str(&line).expect("a line of JSON");
                if send.send(value).is_err() {
                    break;
                }
            }
        });
        let first: Value = lines.recv_timeout(Duration::from_secs(30)).expect("the server's port");
        let port = first["port"].as_u64().and_then(|port| u16::try_from(port).ok()).expect("a port");
        Self { child, lines, port }
    }

    /// The next message it took.
    pub(crate) fn received(&self) -> Value {
        self.lines.recv_timeout(Duration::from_secs(10)).expect("a message")
    }

    /// Asserts that it took no more.
    pub(crate) fn nothing_more(&self) {
        let more = self.lines.recv_timeout(Duration::from_millis(200));
        assert!(more.is_err(), "{more:?}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
