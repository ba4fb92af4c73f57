//! The program under test, and a client that asks it.

use serde_json::Value;
use std::fs::File;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use testkit::db::{Engine, TestDb};

pub(crate) const TOKEN: &str = "the-operators-own-token";
/// Nothing takes longer, on a busy machine either.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where a program's database is, and a folder for its files.
pub(crate) struct Place {
    pub(crate) folder: TempDir,
    pub(crate) url: String,
    pub(crate) engine: Engine,
    _db: TestDb,
}

impl Place {
    /// An empty file, or the test's own database, which is migrated.
    pub(crate) fn of(db: TestDb) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let engine = db.engine();
        let url = match engine {
            Engine::Sqlite => format!("sqlite://{}", folder.path().join("m.db").display()),
            Engine::Postgres => db.settings().url,
        };
        Self { folder, url, engine, _db: db }
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program with these arguments; settings beside them come from `NAME=value`.
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
        command.current_dir(self.folder.path()).env_clear();
        command.env("PATH", "/usr/local/bin:/usr/bin:/bin").env("DATABASE_URL", &self.url);
        command.env("ADMIN_TOKEN", TOKEN).env("BIND_ADDRESS", "127.0.0.1:0").env("RATE_LIMIT", "off");
        for word in words {
            match word.split_once('=') {
                Some((name, value)) if name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_') => {
                    command.env(name, value);
                }
                _ => drop(command.arg(word)),
            }
        }
        command
    }

    /// Runs it to its end: whether it succeeded, and what it said.
    pub(crate) fn run(&self, words: &[&str]) -> (bool, String) {
        let done = self.command(words).stdin(Stdio::null()).output().expect("the program starts");
        let said = [done.stdout, done.stderr].concat();
        (done.status.success(), String::from_utf8_lossy(&said).into_owned())
    }

    /// Starts it, and waits until it listens.
    pub(crate) fn start(&self, words: &[&str]) -> Server {
        let mut server = self.begin(words);
        server.listens();
        server
    }

    /// Starts it without waiting.
    pub(crate) fn begin(&self, words: &[&str]) -> Server {
        let log = tempfile::NamedTempFile::new_in(self.folder.path()).expect("a log");
        let out = log.reopen().expect("the log");
        let both: File = out.try_clone().expect("the log twice");
        let child = self.command(words).stdin(Stdio::null()).stdout(out).stderr(both).spawn();
        Server { child: child.expect("the program starts"), address: String::new(), log }
    }
}

/// A program that runs; it ends with the test.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    log: tempfile::NamedTempFile,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub(crate) fn id(&self) -> i64 {
        self.json()["id"].as_i64().unwrap_or_else(|| panic!("no id: {self:?}"))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let line = self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        });
        line.unwrap_or_default()
    }
}

impl Server {
    pub(crate) fn said(&self) -> String {
        std::fs::read_to_string(self.log.path()).unwrap_or_default()
    }

    /// Waits until its log holds these words.
    pub(crate) fn wait_for(&self, words: &str) {
        wait(words, || self.said().contains(words), || self.said());
    }

    /// Waits until it listens.
    pub(crate) fn listens(&mut self) {
        self.wait_for("listening");
        self.address = self.listens_at().expect("an address");
    }

    fn listens_at(&self) -> Option<String> {
        let said = self.said();
        let (_, rest) = said.split_once("listening address=")?;
        Some(rest.split_whitespace().next()?.to_owned())
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, None)
    }

    pub(crate) fn post(&self, path: &str, body: Value) -> Answer {
        self.ask("POST", path, Some(body))
    }

    /// The same under a key, so that it is answered once.
    pub(crate) fn post_once(&self, path: &str, key: &str, body: Value) -> Answer {
        let header = format!("Idempotency-Key: {key}\r\n");
        self.send("POST", path, &header, Some(body)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The status of an answer, or 0 where there is none.
    pub(crate) fn status(&self, path: &str) -> u16 {
        self.try_ask("GET", path, None).map_or(0, |answer| answer.status)
    }

    pub(crate) fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        self.try_ask(method, path, body)
            .unwrap_or_else(|error| panic!("{method} {path}: {error}; {}", self.said()))
    }

    fn try_ask(&self, method: &str, path: &str, body: Option<Value>) -> std::io::Result<Answer> {
        self.send(method, path, "", body)
    }

    fn send(&self, method: &str, path: &str, header: &str, body: Option<Value>) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let request = format!(
            "{method} {path} HTTP/1.0\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n\
             {header}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let answer = String::from_utf8_lossy(&answer);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split_whitespace().nth(1).and_then(|status| status.parse().ok());
        Ok(Answer { status: status.unwrap_or(0), head: head.to_owned(), body: body.to_owned() })
    }

    /// Tells it to stop.
    pub(crate) fn tell_to_stop(&self) {
        let id = self.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status().expect("kill runs");
        assert!(told.success());
    }

    /// Stops it in good order; what it said.
    pub(crate) fn stop(mut self) -> String {
        self.tell_to_stop();
        let status = self.ended();
        let said = self.said();
        assert!(status, "it ended with a failure: {said}");
        said
    }

    /// Kills it.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it is killed");
        let _ = self.child.wait();
    }

    /// Waits for its end. Whether it succeeded.
    pub(crate) fn ended(&mut self) -> bool {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status.success();
            }
            assert!(begun.elapsed() < PATIENCE, "it does not end: {}", self.said());
            pause();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until something is so.
pub(crate) fn wait(what: &str, is_so: impl Fn() -> bool, seen: impl Fn() -> String) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "not so: {what}; {}", seen());
        pause();
    }
}

#[expect(clippy::disallowed_methods, reason = "another process is waited for, which nobody here can await")]
pub(crate) fn pause() {
    std::thread::sleep(Duration::from_millis(30));
}
