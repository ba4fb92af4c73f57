//! A real CalDAV server: Radicale, from Python's package index, with a storage and a password of its own.
//!
//! The file stands by itself, so that tests of crates below this one can use it too.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Who has an account there.
pub const USER: &str = "ann";
/// And its password.
pub const PASSWORD: &str = "a secret password";
/// Both, as HTTP's basic scheme writes them.
const BASIC: &str = "Basic YW5uOmEgc2VjcmV0IHBhc3N3b3Jk";

/// Whether there is a Radicale: where its Python is, or why there is none. Where `MERIDIAN_PEERS` says that it is there
/// it must be, so that a pipeline which means to test it can't go green without.
///
/// # Errors
/// Why it is not there.
///
/// # Panics
/// Where it was demanded and is not there.
pub fn look() -> Result<PathBuf, String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "where the servers are is told to the tests, not to the product"
    )]
    let demanded = std::env::var_os("MERIDIAN_PEERS").filter(|path| !path.is_empty()).map(PathBuf::from);
    let workspace =
        Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().find(|path| path.join("Cargo.lock").exists());
    let usual = workspace.unwrap_or(Path::new(".")).join("target/peers");
    let python = demanded.clone().unwrap_or(usual).join("venv/bin/python");
    let there = python.with_file_name("radicale").exists();
    assert!(there || demanded.is_none(), "MERIDIAN_PEERS is set, and there is no Radicale in it");
    if there { Ok(python) } else { Err(format!("no Radicale beside {}", python.display())) }
}

/// An address that nobody has and nobody is given: it lies below the ports that systems give to who asks for any, so that
/// it is still free when the server starts, and when it starts again.
fn free_address() -> SocketAddr {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    // Programs that run at the same time begin at different ones.
    let first = std::process::id().wrapping_mul(101);
    for _ in 0..20_000 {
        let place = first.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % 20_000;
        let port = 10_000 + u16::try_from(place).expect("it is below 20,000");
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
    panic!("no port is free");
}

/// A running server. It stops, and its storage goes away, when this is dropped.
pub struct Radicale {
    python: PathBuf,
    folder: PathBuf,
    address: SocketAddr,
    child: Option<Child>,
}

impl Radicale {
    /// Starts one with an empty storage, at a free port.
    ///
    /// # Panics
    /// Where it can't be started.
    #[must_use]
    pub fn start() -> Self {
        let python = look().expect("Radicale");
        let address = free_address();
        let folder = std::env::temp_dir().join(format!("radicale-{}-{}", std::process::id(), address.port()));
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("users"), format!("{USER}:{PASSWORD}\n")).expect("users");
        let config = format!(
            "[server]\nhosts = {address}\n[auth]\ntype = htpasswd\nhtpasswd_filename = {folder}/users\n\
             htpasswd_encryption = plain\ndelay = 0\n[storage]\nfilesystem_folder = {folder}/storage\n\
             [rights]\ntype = owner_only\n[logging]\nlevel = error\n",
            folder = folder.display()
        );
        std::fs::write(folder.join("config"), config).expect("a configuration");
        let mut server = Self { python, folder, address, child: None };
        server.resume();
        server
    }

    /// Stops it; nobody answers at its address then.
    ///
    /// # Panics
    /// Where it does not stop.
    pub fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("it can be stopped");
            child.wait().expect("it stops");
        }
    }

    /// Starts it again, with what it held.
    ///
    /// # Panics
    /// Where it can't be started.
    pub fn resume(&mut self) {
        let child = Command::new(&self.python)
            .args(["-m", "radicale", "--config"])
            .arg(self.folder.join("config"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        self.child = Some(child.expect("Radicale starts"));
        let begun = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(60), "Radicale does not answer");
            std::thread::yield_now();
        }
        // The first answer takes longest.
        assert_eq!(self.ask("PROPFIND", &format!("/{USER}/"), "Depth: 0\r\n", "").0, 207);
    }

    /// An address on it.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Makes a calendar and answers its address.
    ///
    /// # Panics
    /// Where it can't.
    #[must_use]
    pub fn calendar(&self, name: &str) -> String {
        let path = format!("/{USER}/{name}/");
        assert_eq!(self.ask("MKCALENDAR", &path, "", "").0, 201, "{name}");
        self.url(&path)
    }

    /// Puts an event into a calendar, as somebody's other program would: in place of what is there.
    ///
    /// # Panics
    /// Where it is refused.
    pub fn put(&self, path: &str, text: &str) {
        let (status, body) =
            self.ask("PUT", &format!("/{USER}/{path}"), "Content-Type: text/calendar\r\n", text);
        assert!(matches!(status, 201 | 204), "PUT {path}: {status} {body}");
    }

    /// Takes an event, or a calendar, away.
    ///
    /// # Panics
    /// Where it is refused.
    pub fn delete(&self, path: &str) {
        let (status, body) = self.ask("DELETE", &format!("/{USER}/{path}"), "", "");
        assert_eq!(status, 200, "DELETE {path}: {body}");
    }

    /// The text of an event; `None` where there is none.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<String> {
        let (status, body) = self.ask("GET", &format!("/{USER}/{path}"), "", "");
        (status == 200).then_some(body)
    }

    /// The whole calendar as one text.
    #[must_use]
    pub fn whole(&self, calendar: &str) -> String {
        self.text(&format!("{calendar}/")).unwrap_or_default()
    }

    /// One request by plain means, for what the product's client must not be trusted with.
    ///
    /// # Panics
    /// Where no answer comes.
    #[must_use]
    pub fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(self.address).expect("a connection");
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.0\r\nHost: {}\r\nAuthorization: {BASIC}\r\nContent-Length: {length}\r\n{headers}\r\n",
            self.address
        );
        stream
            .write_all(head.as_bytes())
            .and_then(|()| stream.write_all(body.as_bytes()))
            .expect("it is taken");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let answer = String::from_utf8_lossy(&answer);
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        (status.expect("a status"), body.to_owned())
    }
}

impl Drop for Radicale {
    fn drop(&mut self) {
        self.stop();
        // Left behind, it would only take room.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
