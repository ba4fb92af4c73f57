//! The least that a booking could cost: one statement by pgbench, or one thread that writes SQLite in shared commits.

use super::super::keeper::{self, Keeper};
use super::super::plan::Plan;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A place taken, the time in a ledger that refuses overlaps, an outbox row: what a booking can't do without. Each takes
/// an hour of its own, so that none is refused.
const BOOKING: &str = "\
\\set slot random(1, 100000)
\\set subject random(1, 1000)
WITH tick AS (SELECT nextval('ticks') AS n),
     place AS (UPDATE slot SET taken = taken + 1 WHERE id = :slot AND taken < capacity RETURNING id),
     claim AS (INSERT INTO ledger (subject, during, slot_id)
               SELECT :subject, tstzrange(to_timestamp(1800000000 + n * 3600), to_timestamp(1800003600 + n * 3600)), id
               FROM place, tick RETURNING id)
INSERT INTO outbox (kind, payload) SELECT 'booked', '{}' FROM claim;
";

/// The baseline, ready to run on the bare database.
pub(super) struct Beside {
    program: PathBuf,
    url: String,
    seconds: u64,
    /// pgbench's script; none on SQLite.
    script: Option<PathBuf>,
}

impl Beside {
    /// Makes its tables.
    ///
    /// # Errors
    /// Where the database can't be reached.
    pub(super) fn prepare(programs: &Path, keeper: &Keeper, plan: &Plan) -> Result<Self> {
        let (program, url) = (keeper::bare_program(programs), keeper.bare.clone());
        let made = Command::new(&program).args(["book-prepare", &url]).status().context("bare")?;
        if !made.success() {
            bail!("the bare tables could not be made");
        }
        let script = match &plan.postgres {
            None => None,
            Some(_) => {
                let path = keeper.folder.join("booking.sql");
                std::fs::write(&path, BOOKING)?;
                Some(path)
            }
        };
        Ok(Self { program, url, seconds: plan.each.as_secs(), script })
    }

    /// Has the product's database count what is in its tables: that is where one that has run for a while is.
    ///
    /// # Errors
    /// Where it can't be reached.
    pub(super) fn analyze(&self, url: &str) -> Result<()> {
        let done = Command::new(&self.program).args(["analyze", url]).status().context("bare")?;
        if !done.success() {
            bail!("the product's tables could not be analyzed");
        }
        Ok(())
    }

    /// Bookings a second.
    ///
    /// # Errors
    /// Where the program is not there or fails.
    pub(super) fn rate(&self, clients: usize) -> Result<f64> {
        let (clients, seconds) = (clients.to_string(), self.seconds.to_string());
        let mut command = match &self.script {
            Some(script) => {
                let mut command = Command::new("pgbench");
                command.args(["-n", "-M", "prepared", "-j", "2", "-c", &clients, "-T", &seconds, "-f"]);
                command.arg(script).arg(&self.url);
                command
            }
            None => {
                let mut command = Command::new(&self.program);
                command.args(["book", &self.url, &clients, &seconds]);
                command
            }
        };
        let output = command.output().with_context(|| format!("{}", command.get_program().display()))?;
        let said = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() {
            bail!("{said}\n{}", String::from_utf8_lossy(&output.stderr));
        }
        let rate = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        rate.with_context(|| format!("no rate in: {said}"))
    }
}
