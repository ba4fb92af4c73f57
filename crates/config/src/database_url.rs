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
        let backend = match scheme {
            "sqlite" if rest.is_empty() => return Err("names no file: sqlite://FILE"),
            "sqlite" => Backend::Sqlite,
            "postgres" | "postgresql" => Backend::Postgres,
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
    fn the_file_of_a_sqlite_url() {
        let file = |text| DatabaseUrl::parse(text).ok().and_then(|url| url.sqlite_file().map(str::to_owned));
        assert_eq!(file("sqlite://a/b.db").as_deref(), Some("a/b.db"));
        assert_eq!(file("sqlite:///b.db").as_deref(), Some("/b.db"));
        assert_eq!(file("postgres://h"), None);
    }
}
