//! Which database, and how it is used: the value that configuration makes.

use super::OpenError;
use std::path::PathBuf;
use std::time::Duration;

/// Where the database is and how the program treats it.
#[derive(Clone)]
pub struct DatabaseSettings {
    /// `sqlite://path`, `postgres://…` or `postgresql://…`. May hold a password: never logged.
    pub url: String,
    /// Connections of the PostgreSQL pool, or readers on SQLite; `None` takes the measured best.
    pub pool_size: Option<u32>,
    /// How long a caller waits for a connection, and a connection for its server, before the database counts as out
    /// of reach.
    pub acquire_timeout: Duration,
    /// After how long a connection is closed and another one takes its place; `None` keeps it.
    pub max_lifetime: Option<Duration>,
    /// After how long a connection that nobody uses is closed; `None` keeps it.
    pub idle_timeout: Option<Duration>,
    /// Whether a transaction pooler such as pgbouncer stands before PostgreSQL: then nothing may outlive a
    /// transaction, prepared statements and `SET` included.
    pub behind_pooler: bool,
    /// Whether opening the database brings its schema up to date; otherwise it is refused where anything is pending.
    pub migrate: bool,
    /// After how long PostgreSQL breaks off one statement.
    pub statement_timeout: Duration,
    /// After how long PostgreSQL breaks off waiting for one lock.
    pub lock_timeout: Duration,
    /// What a commit on SQLite survives.
    pub synchronous: Synchronous,
}

impl DatabaseSettings {
    /// Settings that suit production, for the database at `url`.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            pool_size: None,
            acquire_timeout: Duration::from_secs(3),
            max_lifetime: Some(Duration::from_secs(30 * 60)),
            idle_timeout: Some(Duration::from_secs(10 * 60)),
            behind_pooler: false,
            migrate: true,
            statement_timeout: Duration::from_secs(30),
            lock_timeout: Duration::from_secs(5),
            synchronous: Synchronous::Full,
        }
    }
}

impl std::fmt::Debug for DatabaseSettings {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let scheme = self.url.split("://").next().unwrap_or_default();
        out.debug_struct("DatabaseSettings")
            .field("scheme", &scheme)
            .field("pool_size", &self.pool_size)
            .field("behind_pooler", &self.behind_pooler)
            .finish_non_exhaustive()
    }
}

/// How hard SQLite makes sure of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Synchronous {
    /// A commit survives a power cut.
    Full,
    /// A commit survives a crash of the program; a power cut may take the last ones.
    Normal,
}

/// What the URL says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DatabaseAddress {
    Sqlite(PathBuf),
    /// The URL for libpq, completed with time-outs.
    Postgres(String),
}

impl DatabaseAddress {
    /// A text about the database, such as an error of libpq, which quotes what it can't read, without the password.
    pub(crate) fn without_password(&self, text: &str) -> String {
        let Self::Postgres(url) = self else { return text.to_owned() };
        let given = |name: &str| url.split(['?', '&']).skip(1).find_map(|pair| pair.strip_prefix(name));
        let authority = url.split_once("://").map_or("", |(_, rest)| rest);
        let user = authority.rsplit_once('@').map_or("", |(user, _)| user);
        let password = user.split_once(':').map(|(_, password)| password);
        let secrets = password.into_iter().chain(given("password="));
        secrets.filter(|secret| !secret.is_empty()).fold(text.to_owned(), |text, secret| {
            let decoded = percent_decoded(secret);
            // Also the pieces between characters that should have been encoded, as libpq takes them for something else.
            let pieces = secret.split(['/', '?', '#', '@', ':']).filter(|piece| piece.len() > 3);
            pieces.chain([secret, &decoded]).fold(text, |text, piece| text.replace(piece, "***"))
        })
    }

    /// Reads the URL.
    pub(crate) fn parse(settings: &DatabaseSettings) -> Result<Self, OpenError> {
        match settings.url.split_once("://") {
            Some(("sqlite", path)) => sqlite(path),
            Some(("postgres" | "postgresql", _)) => postgres(settings),
            Some((scheme, _)) => Err(OpenError::Url(format!(
                "DATABASE_URL has the scheme \"{scheme}\"; sqlite://PATH and postgres://… are supported"
            ))),
            None => Err(OpenError::Url(
                "DATABASE_URL is no URL; give sqlite://PATH or postgres://USER@HOST/DATABASE".into(),
            )),
        }
    }
}

/// Text with its percent signs decoded, as far as they are good.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let code = after.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(code.unwrap_or(b'%'));
        rest = if code.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

fn sqlite(path: &str) -> Result<DatabaseAddress, OpenError> {
    let refuse = |why: &str| Err(OpenError::Url(format!("DATABASE_URL: {why}")));
    if path.is_empty() {
        return refuse("sqlite:// needs the path of a file, such as sqlite://meridian.db");
    }
    if path.contains(":memory:") {
        return refuse("a database in memory would be another one for each connection; name a file");
    }
    // SQLite reads "file:…?…" as a URI with options of its own, which would get around the ones set here.
    if path.contains('?') || path.starts_with("file:") {
        return refuse("sqlite:// takes a plain path, without options");
    }
    Ok(DatabaseAddress::Sqlite(PathBuf::from(path)))
}

fn postgres(settings: &DatabaseSettings) -> Result<DatabaseAddress, OpenError> {
    let url = &settings.url;
    let given = |name: &str| {
        let (_, query) = url.split_once('?')?;
        query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, v)| v)
    };
    if let Some(mode @ ("require" | "verify-ca" | "verify-full")) = given("sslmode")
        && !cfg!(feature = "pg-tls")
    {
        return Err(OpenError::Url(format!(
            "DATABASE_URL asks for sslmode={mode}, but this program was built without TLS to PostgreSQL; \
             use a build with the cargo feature \"pg-tls\", or a TLS sidecar"
        )));
    }
    // Without these, a host that vanished without a word keeps a connection, and the caller that waits for it, for minutes.
    let seconds = settings.acquire_timeout.as_secs().max(2);
    let defaults = [
        ("connect_timeout", seconds.to_string()),
        ("tcp_user_timeout", (settings.statement_timeout.as_millis() + 5_000).to_string()),
        ("keepalives_idle", "10".into()),
        ("keepalives_interval", "3".into()),
        ("keepalives_count", "3".into()),
        ("application_name", "meridian".into()),
    ];
    let mut complete = url.clone();
    for (name, value) in defaults {
        if given(name).is_none() {
            complete.push(if complete.contains('?') { '&' } else { '?' });
            complete.push_str(&format!("{name}={value}"));
        }
    }
    Ok(DatabaseAddress::Postgres(complete))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Result<DatabaseAddress, String> {
        DatabaseAddress::parse(&DatabaseSettings::new(url)).map_err(|error| error.to_string())
    }

    fn refused(url: &str, reason: &str) {
        let error = parse(url).expect_err(url);
        assert!(error.contains(reason), "{url}: {error}");
    }

    #[test]
    fn sqlite_is_a_path() {
        assert_eq!(parse("sqlite://meridian.db"), Ok(DatabaseAddress::Sqlite("meridian.db".into())));
        assert_eq!(parse("sqlite:///var/lib/m.db"), Ok(DatabaseAddress::Sqlite("/var/lib/m.db".into())));
        refused("sqlite://", "needs the path");
        refused("sqlite://:memory:", "name a file");
        refused("sqlite://m.db?mode=ro", "without options");
        refused("sqlite://file:m.db", "without options");
    }

    #[test]
    fn postgres_gets_time_outs_unless_it_has_them() {
        let Ok(DatabaseAddress::Postgres(url)) = parse("postgres://u@h/d") else { panic!("not PostgreSQL") };
        assert!(url.starts_with("postgres://u@h/d?connect_timeout=3&"), "{url}");
        let Ok(DatabaseAddress::Postgres(url)) = parse("postgresql://h1,h2:6432/d?connect_timeout=9&a=b")
        else {
            panic!("not PostgreSQL")
        };
        assert_eq!(url.matches("connect_timeout").count(), 1, "{url}");
    }

    #[test]
    fn other_databases_are_refused_by_name() {
        refused("mysql://h/d", "scheme \"mysql\"");
        refused("meridian.db", "no URL");
    }

    #[cfg(not(feature = "pg-tls"))]
    #[test]
    fn tls_that_was_not_built_in_is_refused_with_the_reason() {
        for mode in ["require", "verify-ca", "verify-full"] {
            refused(&format!("postgres://h/d?a=b&sslmode={mode}"), "built without TLS");
        }
        assert!(parse("postgres://h/d?sslmode=prefer").is_ok());
    }

    #[test]
    fn texts_about_the_database_lose_its_password() {
        let check = |url: &str, text: &str, expected: &str| {
            let address = DatabaseAddress::Postgres(url.into());
            assert_eq!(address.without_password(text), expected, "{url}");
        };
        let said = "invalid integer value \"hunter2\" for connection option \"port\"";
        let masked = "invalid integer value \"***\" for connection option \"port\"";
        check("postgres://meridian:hunter2/xyz@h/d", said, masked);
        check("postgres://h/d?user=u&password=hunter2", said, masked);
        check("postgres://u:hun%2Fter2@h/d", "no hun/ter2, no hun%2Fter2", "no ***, no ***");
        check("postgres://u@h/d", "role \"u\" does not exist", "role \"u\" does not exist");
    }

    #[test]
    fn debug_output_does_not_hold_the_url() {
        let printed = format!("{:?}", DatabaseSettings::new("postgres://u:hunter2@h/d"));
        assert!(!printed.contains("hunter2"), "{printed}");
    }
}
