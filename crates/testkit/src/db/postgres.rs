//! Databases on a PostgreSQL server that the developer or the pipeline provides.

use super::Raw;
use diesel::Connection;
use persistence::DatabaseSettings;
use persistence::migrations::{Direction, run};
use std::sync::OnceLock;

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

/// A database that is dropped with this value.
pub(super) struct Dropped {
    name: String,
}

impl Drop for Dropped {
    fn drop(&mut self) {
        // Whatever still holds a connection belongs to the test, which is over.
        Raw::connect(&server()).execute(&format!("DROP DATABASE IF EXISTS \"{}\" WITH (FORCE)", self.name));
    }
}

/// A copy of the template, and its URL.
pub(super) fn make() -> (Dropped, String) {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    let template = TEMPLATE.get_or_init(template);
    let name = format!("meridian_test_{}", uuid::Uuid::new_v4().simple());
    Raw::connect(&server()).execute(&format!("CREATE DATABASE \"{name}\" TEMPLATE \"{template}\""));
    let url = url_of(&name);
    (Dropped { name }, url)
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
