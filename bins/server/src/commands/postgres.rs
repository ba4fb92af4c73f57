//! Copies of a PostgreSQL database are made and put back by PostgreSQL's own programs, which have to be there.

use super::{blocking, require_nothing_at};
use anyhow::{Context, bail};
use config::Settings;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The database as the programs are told it: its URL without the password, which everybody could read in the list of
/// processes, and the password.
struct Target {
    url: String,
    password: Option<String>,
}

impl Target {
    fn of(settings: &Settings) -> Self {
        Self::parse(settings.database.reveal())
    }

    fn parse(url: &str) -> Self {
        let whole = || Self { url: url.to_owned(), password: None };
        let Some((scheme, rest)) = url.split_once("://") else { return whole() };
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let Some((user, hosts)) = authority.rsplit_once('@') else { return whole() };
        let Some((user, password)) = user.split_once(':') else { return whole() };
        Self { url: format!("{scheme}://{user}@{hosts}{path}"), password: Some(decoded(password)) }
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.stdin(Stdio::null()).arg("--dbname").arg(&self.url);
        if let Some(password) = &self.password {
            command.env("PGPASSWORD", password);
        }
        command
    }
}

/// Percent-encoded text as text. What is no text is left as it is, and the server says no.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        let code = code.and_then(|code| u8::from_str_radix(code, 16).ok()).filter(|_| first == b'%');
        bytes.push(code.unwrap_or(first));
        rest = if code.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// Copies the database by `pg_dump`, while it is used: all of the copy is of one moment.
pub(super) async fn dump(settings: &Settings, file: &Path) -> anyhow::Result<()> {
    require_nothing_at(file)?;
    let mut name = file.as_os_str().to_owned();
    name.push(".part");
    let part = PathBuf::from(name);
    // Made first, so that nobody else may read it for a moment.
    private_file(&part).context("the copy can't be written")?;
    let mut command = Target::of(settings).command("pg_dump");
    command.args(["--format=custom", "--no-owner", "--no-privileges", "--file"]).arg(&part);
    run(command, "pg_dump").await?;
    File::open(&part).and_then(|part| part.sync_all()).context("the copy is not safe on disk")?;
    std::fs::rename(&part, file).context("the copy can't have its name")
}

/// An empty file that its owner alone may read.
fn private_file(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Puts a copy back by `pg_restore`, in one transaction. `replace` drops what is there.
pub(super) async fn restore(settings: &Settings, file: &Path, replace: bool) -> anyhow::Result<()> {
    let mut command = Target::of(settings).command("pg_restore");
    command.args(["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]);
    if replace {
        command.args(["--clean", "--if-exists"]);
    }
    command.arg(file);
    run(command, "pg_restore").await.context(
        "nothing was restored; into a database that is not empty, a backup is restored with --replace, while no program \
         uses it",
    )
}

async fn run(mut command: Command, program: &'static str) -> anyhow::Result<()> {
    let said = blocking(move || Ok(command.output()?)).await.with_context(|| {
        format!("{program} can't be run: install PostgreSQL's client programs, as new as the server or newer")
    })?;
    if said.status.success() {
        return Ok(());
    }
    let words = String::from_utf8_lossy(&said.stderr);
    bail!("{program} failed: {}", words.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_in_the_list_of_processes() {
        let check = |url: &str, shown: &str, password: Option<&str>| {
            let target = Target::parse(url);
            assert_eq!((target.url.as_str(), target.password.as_deref()), (shown, password), "{url}");
        };
        check(
            "postgres://u:a%2Fb@h:5432/d?sslmode=prefer",
            "postgres://u@h:5432/d?sslmode=prefer",
            Some("a/b"),
        );
        check("postgres://u:p@h1,h2:6432/d", "postgres://u@h1,h2:6432/d", Some("p"));
        check("postgres://u@h/d", "postgres://u@h/d", None);
        check("postgres:///d?host=/run", "postgres:///d?host=/run", None);
    }
}
