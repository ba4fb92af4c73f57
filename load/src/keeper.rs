//! The program that cleans up after a run, however the run ends: `bare keep`, which see.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The running keeper, and what it keeps.
pub(super) struct Keeper {
    child: Child,
    /// Files of this run.
    pub(super) folder: PathBuf,
    /// `DATABASE_URL` of the product's database, empty at the start.
    pub(super) product: String,
    /// `DATABASE_URL` of the bare endpoint's database, empty at the start.
    pub(super) bare: String,
}

impl Keeper {
    /// Starts it, and has it make the folder and the databases.
    pub(super) fn start(programs: &Path, postgres: Option<&str>) -> Result<Self> {
        let folder = programs.join(format!("load-{}", std::process::id()));
        let mut command = Command::new(bare_program(programs));
        command.arg("keep").arg(&folder).args(postgres);
        // In a group of its own: a key that interrupts the run must not interrupt the cleaning up.
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().context("bare keep")?;
        let told = first_line(&mut child)?;
        let names: Vec<&str> = told.split(' ').collect();
        let ["ready", product, bare] = names.as_slice() else { bail!("bare keep: {told}") };
        let url = |name: &str| match postgres {
            Some(server) => with_database(server, name),
            None => Some(format!("sqlite://{}/{name}.db", folder.display())),
        };
        let (product, bare) = url(product).zip(url(bare)).context("--postgres names no host")?;
        Ok(Self { child, folder, product, bare })
    }

    /// Says that this process runs, and must not outlive the run.
    pub(super) fn started(&self, process: u32) -> Result<()> {
        self.send(&format!("+{process}\n"))
    }

    /// Says that this process has ended.
    pub(super) fn ended(&self, process: u32) -> Result<()> {
        self.send(&format!("-{process}\n"))
    }

    /// Says that this folder, whose path is absolute, must not outlive the run.
    pub(super) fn made(&self, folder: &Path) -> Result<()> {
        self.send(&format!("+{}\n", folder.display()))
    }

    fn send(&self, line: &str) -> Result<()> {
        let mut input = self.child.stdin.as_ref().context("the keeper was closed")?;
        Ok(input.write_all(line.as_bytes())?)
    }

    /// Has everything removed.
    ///
    /// # Errors
    /// Where it could not be.
    pub(super) fn finish(mut self) -> Result<()> {
        // Waiting closes the input, which is the signal.
        if !self.child.wait()?.success() {
            bail!("what the run made could not be removed");
        }
        Ok(())
    }
}

/// Where the bare endpoint's program is.
pub(super) fn bare_program(programs: &Path) -> PathBuf {
    programs.join("examples/bare")
}

/// The first line that a program says.
pub(super) fn first_line(child: &mut Child) -> Result<String> {
    let output = child.stdout.take().context("no output")?;
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    if line.is_empty() {
        bail!("a program ended before it was ready");
    }
    Ok(line.trim_end().to_owned())
}

/// The URL of another database on the same server.
fn with_database(url: &str, name: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (place, options) = rest.split_once('?').map_or((rest, None), |(place, o)| (place, Some(o)));
    let server = place.split_once('/').map_or(place, |(server, _)| server);
    let options = options.map_or_else(String::new, |options| format!("?{options}"));
    (!server.is_empty()).then(|| format!("{scheme}://{server}/{name}{options}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, expected: Option<&str>) {
        assert_eq!(with_database(url, "x").as_deref(), expected, "{url}");
    }

    #[test]
    fn only_the_database_of_a_url_changes() {
        check("postgres://u@h:5432/postgres", Some("postgres://u@h:5432/x"));
        check("postgres://u@h", Some("postgres://u@h/x"));
        check("postgresql://h/d?sslmode=disable", Some("postgresql://h/x?sslmode=disable"));
        check("postgres:///d", None);
    }
}
