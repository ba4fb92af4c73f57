//! The program itself, as its operators watch it.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that can't be set up has to stop")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

/// A worker on a database of its own, and where its metrics are; it ends with the test.
struct Worker {
    child: Child,
    address: String,
    _folder: tempfile::TempDir,
}

impl Worker {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let child = Command::new(env!("CARGO_BIN_EXE_worker"))
            .current_dir(folder.path())
            .env_clear()
            .args(["--metrics-address", "127.0.0.1:0", "--log-format", "json"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the worker starts");
        let mut worker = Self { child, address: String::new(), _folder: folder };
        let out = worker.child.stdout.take().expect("its output");
        let mut told = Vec::new();
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            if let Some((_, rest)) = line.split_once("\"address\":\"") {
                worker.address = rest.split('"').next().unwrap_or_default().to_owned();
                return worker;
            }
            told.push(line);
        }
        panic!("it says no address: {told:?}");
    }

    /// Status line and body of an answer.
    fn get(&self, path: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        let request = format!("GET {path} HTTP/1.0\r\nHost: {}\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).expect("it is taken");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        (head.lines().next().unwrap_or_default().to_owned(), body.to_owned())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn health_and_metrics_are_those_of_the_server() {
    let worker = Worker::start();
    for path in ["/health/live", "/health/ready"] {
        let (status, body) = worker.get(path);
        assert!(status.contains(" 200 "), "{path}: {status} {body}");
    }
    let metrics = loop {
        let (status, metrics) = worker.get("/metrics");
        assert!(status.contains(" 200 "), "{status}");
        // Counted by a task of its own, soon after the start.
        if metrics.contains("meridian_effects_waiting") {
            break metrics;
        }
        std::thread::yield_now();
    };
    for name in ["meridian_build_info{", "meridian_effects_dead 0", "meridian_effects_lag_seconds 0"] {
        assert!(metrics.contains(name), "{name}: {metrics}");
    }
    let (status, _) = worker.get("/api/v1/companies");
    assert!(status.contains(" 404 "), "nothing else is there: {status}");
}
