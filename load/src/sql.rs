//! SQL on the product's database, past the product.

use super::keeper;
use anyhow::{Context, Result, bail};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Runs SQL with the program `bare`; each query has one column, `text`.
pub(super) struct Sql {
    program: PathBuf,
    url: String,
}

impl Sql {
    pub(super) fn new(programs: &Path, url: &str) -> Self {
        Self { program: keeper::bare_program(programs), url: url.to_owned() }
    }

    fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres")
    }

    /// What a query finds.
    pub(super) fn rows(&self, sql: &str) -> Result<Vec<String>> {
        let said = self.done("ask", sql)?;
        said.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
    }

    /// The columns of what a query finds, joined by one space each. None of them may be null or hold a space.
    pub(super) fn columns(&self, columns: &[String], from: &str) -> Result<Vec<Vec<String>>> {
        let text: Vec<String> = columns.iter().map(|column| format!("CAST({column} AS TEXT)")).collect();
        let rows = self.rows(&format!("SELECT {} AS text FROM {from}", text.join(" || ' ' || ")))?;
        Ok(rows.iter().map(|row| row.split(' ').map(str::to_owned).collect()).collect())
    }

    /// The only number that a query finds.
    pub(super) fn count(&self, from: &str) -> Result<usize> {
        let rows = self.rows(&format!("SELECT CAST(COUNT(*) AS TEXT) AS text FROM {from}"))?;
        rows.first().context("no count")?.parse().context("no number")
    }

    /// Runs statements that answer nothing.
    pub(super) fn run(&self, sql: &str) -> Result<()> {
        self.done("run", sql).map(drop)
    }

    /// An id as the API writes it.
    pub(super) fn id(&self, column: &str) -> String {
        if self.is_postgres() {
            return column.to_owned();
        }
        let hex = format!("LOWER(HEX({column}))");
        let parts = [(1, 8), (9, 4), (13, 4), (17, 4), (21, 12)];
        let parts = parts.map(|(from, length)| format!("SUBSTR({hex}, {from}, {length})"));
        format!("({})", parts.join(" || '-' || "))
    }

    /// An instant as seconds since 1970; 0 for none.
    pub(super) fn seconds(&self, column: &str) -> String {
        if self.is_postgres() {
            return format!("COALESCE(CAST(EXTRACT(EPOCH FROM {column}) AS BIGINT), 0)");
        }
        format!("COALESCE({column} / 1000000, 0)")
    }

    fn done(&self, what: &str, sql: &str) -> Result<String> {
        let mut command = Command::new(&self.program);
        command.args([what, &self.url]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().context("bare")?;
        child.stdin.take().context("no input")?.write_all(sql.as_bytes())?;
        let output = child.wait_with_output()?;
        if !output.status.success() {
            bail!("{sql}: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}
