//! Where the data is.

use std::fmt;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// A file beside the server.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// The database's URL: `sqlite://FILE`, `postgres://…` or `postgresql://…`. `Debug` shows no password.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl {
    text: String,
    backend: Backend,
}

impl DatabaseUrl {
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        const FORMS: &str = "must be sqlite://FILE or postgres://USER@HOST/DATABASE";
        let (scheme, rest) = text.split_once("://").ok_or(FORMS)?;
        if rest.bytes().any(|byte| byte.is_ascii_control()) {
            return Err("must not hold control characters");
        }
        let backend = match scheme {
            "sqlite" if rest.is_empty() => return Err("names no file: sqlite://FILE"),
            "sqlite" => Backend::Sqlite,
            "postgres" | "postgresql" => {
                check_authority(rest)?;
                Backend::Postgres
            }
            _ => return Err(FORMS),
        };
        Ok(Self { text: text.to_owned(), backend })
    }

    /// Which database it is.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// The whole URL, which may hold a password.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// The file of a SQLite database.
    #[must_use]
    pub fn sqlite_file(&self) -> Option<&str> {
        self.text.strip_prefix("sqlite://")
    }
}

/// Refuses what libpq would read otherwise than it is meant, and then quote: a part of a password, taken for a port.
fn check_authority(rest: &str) -> Result<(), &'static str> {
    const ENCODED: &str = "can't be read as postgres://USER:PASSWORD@HOST:PORT/DATABASE: percent-encode user and password, \
                           such as %2F for /, %40 for @, %3A for :, %23 for # and %3F for ?";
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let path = path.split('?').next().unwrap_or_default();
    let (user, hosts) = authority.rsplit_once('@').unwrap_or(("", authority));
    let colons = user.matches(':').count();
    if path.contains(['@', '#']) || user.contains('@') || colons > 1 || !is_percent_encoded(rest) {
        return Err(ENCODED);
    }
    let port = |host: &str| match host.rsplit_once(':') {
        Some((_, port)) if !port.contains(']') => port.parse::<u16>().is_ok() || port.is_empty(),
        _ => true,
    };
    if hosts.split(',').all(port) { Ok(()) } else { Err(ENCODED) }
}

/// Whether each percent sign begins two hexadecimal digits.
fn is_percent_encoded(text: &str) -> bool {
    let code =
        |rest: &str| rest.get(..2).is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
    text.split('%').skip(1).all(code)
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.backend {
            Backend::Sqlite => out.write_str(&self.text),
            // Passwords stand before the host or among the parameters; the name of the scheme is enough.
            Backend::Postgres => out.write_str("postgres://(hidden)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<Backend>) {
        assert_eq!(DatabaseUrl::parse(text).ok().map(|url| url.backend()), expected, "{text}");
    }

    #[test]
    fn forms() {
        check("sqlite://meridian.db", Some(Backend::Sqlite));
        check("sqlite:///var/lib/meridian.db", Some(Backend::Sqlite));
        check("postgres://me@localhost/meridian", Some(Backend::Postgres));
        check("postgresql://localhost", Some(Backend::Postgres));
        check("sqlite://", None);
        check("mysql://localhost", None);
        check("meridian.db", None);
        check("", None);
    }

    #[test]
    fn users_and_passwords_are_percent_encoded() {
        for good in [
            "postgres://meridian:hunter%2F2@db.example:5432/meridian?sslmode=prefer",
            "postgres://u@h1:5432,h2:6432/d?application_name=a@b",
            "postgres://u:p@[::1]:5432/d",
            "postgres:///d?host=/var/run/postgresql",
            "postgres://",
        ] {
            check(good, Some(Backend::Postgres));
        }
        for bad in [
            "postgres://meridian:hunter2/xyz@db.example/meridian",
            "postgres://meridian:hun@ter2@db.example/meridian",
            "postgres://meridian:hun:ter2@db.example/meridian",
            "postgres://meridian:hunter2#a@db.example/meridian",
            "postgres://meridian:hunter2?a@db.example/meridian",
            "postgres://meridian:hun%ter2@db.example/meridian",
        ] {
            let error = DatabaseUrl::parse(bad).expect_err(bad);
            assert!(error.contains("percent-encode") && !error.contains("hun"), "{bad}: {error}");
        }
    }

    #[test]
    fn the_file_of_a_sqlite_url() {
        let file = |text| DatabaseUrl::parse(text).ok().and_then(|url| url.sqlite_file().map(str::to_owned));
        assert_eq!(file("sqlite://a/b.db").as_deref(), Some("a/b.db"));
        assert_eq!(file("sqlite:///b.db").as_deref(), Some("/b.db"));
        assert_eq!(file("postgres://h"), None);
    }
}
