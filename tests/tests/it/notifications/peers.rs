//! A real mail server (aiosmtpd), as its own process.

use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

#[expect(
    clippy::disallowed_methods,
    reason = "a test says where its peers are; there is no configuration here"
)]
fn folder() -> (PathBuf, bool) {
    let given = std::env::var_os("MERIDIAN_PEERS").filter(|path| !path.is_empty());
    let usual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/peers");
    (given.clone().map_or(usual, PathBuf::from), given.is_some())
}

/// Why tests with a mail server can't run, if they need not.
pub(crate) fn missing() -> Option<String> {
    let (folder, demanded) = folder();
    (!folder.join("installed").exists() && !demanded).then(|| format!("no peers at {}", folder.display()))
}

/// A mail server. The local part of a recipient's address says how it is treated: `refused`, `later`.
pub(crate) struct MailServer {
    child: Child,
    lines: Mutex<Receiver<Value>>,
    pub(crate) port: u16,
}

impl MailServer {
    pub(crate) fn start() -> Self {
        let script =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/integrations/tests/mail/smtp_server.py");
        let mut command = Command::new(folder().0.join("venv/bin/python"));
        command.arg(script).stdout(Stdio::piped()).stderr(Stdio::null());
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
        let first: Value = lines.recv_timeout(Duration::from_secs(60)).expect("the server's port");
        let port = first["port"].as_u64().and_then(|port| u16::try_from(port).ok()).expect("a port");
        Self { child, lines: Mutex::new(lines), port }
    }

    pub(crate) fn url(&self) -> String {
        format!("smtp://localhost:{}?tls=none", self.port)
    }

    /// The next message it took.
    pub(crate) fn received(&self) -> Value {
        self.next(Duration::from_secs(20)).expect("a message")
    }

    /// Asserts that it took no more.
    pub(crate) fn nothing_more(&self) {
        let more = self.next(Duration::from_millis(200));
        assert_eq!(more, None);
    }

    fn next(&self, within: Duration) -> Option<Value> {
        self.lines.lock().expect("nobody else asks").recv_timeout(within).ok()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
