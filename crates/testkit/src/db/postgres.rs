//! Databases on a PostgreSQL server that the developer or the pipeline provides.

use super::Raw;
use diesel::Connection;
use persistence::DatabaseSettings;
use persistence::migrations::{Direction, run};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Mutex, OnceLock, PoisonError};

const VARIABLE: &str = "MERIDIAN_TEST_POSTGRES";
const DEFAULT: &str = "postgres://postgres@127.0.0.1:5432/postgres";

/// Whether there is a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Postgres {
    There,
    /// Not there, and nobody said it would be: why tests on it are left out.
    Missing(String),
    /// Somebody named one: tests on it have to run, and fail where it is not there.
    Demanded,
}

impl Postgres {
    /// Looks for the server.
    #[must_use]
    pub fn look() -> Self {
        if named().is_some() {
            return Self::Demanded;
        }
        match diesel::PgConnection::establish(&format!("{DEFAULT}?connect_timeout=3")) {
            Ok(_) => Self::There,
            Err(_) => Self::Missing(format!("no PostgreSQL at {DEFAULT}; set {VARIABLE}")),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "tests have no configuration but this")]
fn named() -> Option<String> {
    std::env::var(VARIABLE).ok().filter(|url| !url.is_empty())
}

/// The database from which others are made and dropped.
fn server() -> String {
    named().unwrap_or_else(|| DEFAULT.to_owned())
}

/// A database of this run; with this value its test is over.
pub(super) struct Used {
    name: String,
}

/// Databases whose tests are over.
static USED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// How many of them stay until they are dropped together: one has about 10 MB.
const MOST: usize = 60;

/// How many are dropped at the same time. Each `DROP DATABASE` waits for a checkpoint of the whole server, which they
/// share: one by one they take ten times as long where the server waits for its disk.
const AT_ONCE: usize = 30;

impl Drop for Used {
    fn drop(&mut self) {
        let mut used = USED.lock().unwrap_or_else(PoisonError::into_inner);
        used.push(std::mem::take(&mut self.name));
        let full = if used.len() < MOST { Vec::new() } else { std::mem::take(&mut *used) };
        drop(used);
        drop_all(&full);
    }
}

/// Drops the databases of this run whose tests are over.
pub(crate) fn drop_used() {
    let used = std::mem::take(&mut *USED.lock().unwrap_or_else(PoisonError::into_inner));
    drop_all(&used);
}

/// Drops databases. Whatever still holds a connection to one belongs to a test that is over.
fn drop_all(names: &[String]) {
    std::thread::scope(|scope| {
        for share in names.chunks(names.len().div_ceil(AT_ONCE).max(1)) {
            scope.spawn(move || {
                let mut server = Raw::connect(&server());
                for name in share {
                    server.execute(&format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)"));
                }
            });
        }
    });
}

/// This test program, as the server knows it while the program is connected.
struct Program {
    name: String,
    databases: AtomicU32,
    /// How the template is copied.
    strategy: &'static str,
    /// Tells other programs that the databases of this one are in use.
    _connection: Mutex<Raw>,
}

impl Program {
    fn get() -> &'static Self {
        static PROGRAM: OnceLock<Program> = OnceLock::new();
        PROGRAM.get_or_init(Self::begin)
    }

    /// Drops what programs that were killed have left.
    fn begin() -> Self {
        let mut server = Raw::connect(&server());
        let name = format!("{PREFIX}{}", uuid::Uuid::new_v4().simple());
        server.execute(&format!("SET application_name = '{name}'"));
        // A program connects before it makes a database, and so before another one finds it here.
        let databases = server
            .texts(&format!("SELECT datname::text AS text FROM pg_database WHERE datname LIKE '{PREFIX}%'"));
        let running = server.texts(&format!(
            "SELECT application_name AS text FROM pg_stat_activity WHERE application_name LIKE '{PREFIX}%'"
        ));
        let left: Vec<String> =
            databases.into_iter().filter(|name| !running.iter().any(|one| name.starts_with(one))).collect();
        drop_all(&left);
        // A copy of the files is the quickest way, but waits until the disk has everything.
        let waits = server.texts("SELECT current_setting('fsync') AS text") == ["on"];
        let strategy = if waits { "WAL_LOG" } else { "FILE_COPY" };
        Self { name, databases: AtomicU32::new(0), strategy, _connection: Mutex::new(server) }
    }
}

/// How names of tests' databases begin.
const PREFIX: &str = "meridian_case_";

/// A copy of the template, and its URL.
pub(super) fn make() -> (Used, String) {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    let template = TEMPLATE.get_or_init(template);
    let program = Program::get();
    let name = format!("{}_{}", program.name, program.databases.fetch_add(1, Relaxed));
    let strategy = program.strategy;
    Raw::connect(&server())
        .execute(&format!("CREATE DATABASE \"{name}\" TEMPLATE \"{template}\" STRATEGY {strategy}"));
    let url = url_of(&name);
    (Used { name }, url)
}

/// The migrated template of this schema. It stays for the next run; a change of the migrations makes another one.
fn template() -> String {
    let name = format!("meridian_template_{}", env!("SCHEMA_FINGERPRINT"));
    let mut server = Raw::connect(&server());
    // Several test programs may come here at once. The lock ends with the connection.
    server.execute("SELECT pg_advisory_lock(7235419321)");
    let there =
        server.texts(&format!("SELECT datname::text AS text FROM pg_database WHERE datname = '{name}'"));
    if there.is_empty() {
        // Renamed once it is complete, so that nobody ever copies half a template.
        let half = format!("{name}_half");
        server.execute(&format!("DROP DATABASE IF EXISTS \"{half}\" WITH (FORCE)"));
        server.execute(&format!("CREATE DATABASE \"{half}\""));
        run(&DatabaseSettings::new(url_of(&half)), Direction::Up).expect("the migrations run");
        server.execute(&format!("ALTER DATABASE \"{half}\" RENAME TO \"{name}\""));
    }
    name
}

/// The server's URL with another database in it.
fn url_of(database: &str) -> String {
    let server = server();
    let (address, options) = match server.split_once('?') {
        Some((address, options)) => (address.to_owned(), format!("?{options}")),
        None => (server, String::new()),
    };
    let (scheme, rest) = address.split_once("://").unwrap_or(("postgres", address.as_str()));
    let host = rest.split('/').next().unwrap_or_default();
    format!("{scheme}://{host}/{database}{options}")
}
