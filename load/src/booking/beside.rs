//! The least that a booking could cost: one statement by pgbench, or one thread that writes SQLite in shared commits. And
//! the least that one of the product could: pgbench with one statement that writes all its rows.

use super::super::keeper::{self, Keeper};
use super::super::plan::Plan;
use super::super::sql::Sql;
use super::CLIENTS;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

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

/// All rows of a booking, in the product's tables.
const ROWS: &str = include_str!("rows.sql");

/// More of them than are written in a second.
const ROWS_A_SECOND: u64 = 5_000;

/// The baselines, ready to run on the bare database.
pub(super) struct Beside {
    program: PathBuf,
    url: String,
    seconds: u64,
    /// pgbench's; none on SQLite.
    scripts: Option<Scripts>,
}

struct Scripts {
    least: PathBuf,
    rows: PathBuf,
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
        let seconds = plan.each.as_secs();
        let mut scripts = None;
        if plan.postgres.is_some() {
            let rounds = u64::try_from(plan.rounds * CLIENTS.len())?;
            fill_rows(programs, keeper, rounds * seconds.max(1) * ROWS_A_SECOND)?;
            let of = |name: &str| keeper.folder.join(name);
            let both = Scripts { least: of("booking.sql"), rows: of("rows.sql") };
            std::fs::write(&both.least, BOOKING)?;
            std::fs::write(&both.rows, ROWS)?;
            scripts = Some(both);
        }
        Ok(Self { program, url, seconds, scripts })
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
        let clients_and_seconds = [clients.to_string(), self.seconds.to_string()];
        match &self.scripts {
            Some(scripts) => rate_of(self.pgbench(clients, &scripts.least)),
            None => {
                let mut command = Command::new(&self.program);
                command.args(["book", &self.url]).args(clients_and_seconds);
                rate_of(command)
            }
        }
    }

    /// Bookings a second with all rows of the product; none on SQLite.
    ///
    /// # Errors
    /// Where pgbench is not there or fails.
    pub(super) fn rate_of_rows(&self, clients: usize) -> Result<Option<f64>> {
        self.scripts.as_ref().map(|scripts| rate_of(self.pgbench(clients, &scripts.rows))).transpose()
    }

    fn pgbench(&self, clients: usize, script: &Path) -> Command {
        let (clients, seconds) = (clients.to_string(), self.seconds.to_string());
        let mut command = Command::new("pgbench");
        command.args(["-n", "-M", "prepared", "-j", "2", "-c", &clients, "-T", &seconds, "-f"]);
        command.arg(script).arg(&self.url);
        command
    }
}

/// What a program says of its own rate.
fn rate_of(mut command: Command) -> Result<f64> {
    let output = command.output().with_context(|| format!("{}", command.get_program().display()))?;
    let said = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        bail!("{said}\n{}", String::from_utf8_lossy(&output.stderr));
    }
    let rate = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    rate.with_context(|| format!("no rate in: {said}"))
}

/// Makes the product's tables in the bare database, and so many bookings to write there.
fn fill_rows(programs: &Path, keeper: &Keeper, many: u64) -> Result<()> {
    let mut dump = Command::new("pg_dump");
    dump.args(["--schema-only", "--no-owner", &keeper.product]).stdout(Stdio::piped());
    let mut dump = dump.spawn().context("pg_dump")?;
    let schema = dump.stdout.take().context("no output")?;
    let mut psql = Command::new("psql");
    psql.args(["-q", "-v", "ON_ERROR_STOP=1", "-d", &keeper.bare]).stdin(schema).stdout(Stdio::null());
    let read = psql.status().context("psql")?;
    if !dump.wait()?.success() || !read.success() {
        bail!("the product's tables could not be made beside the bare ones");
    }
    Sql::new(programs, &keeper.bare).run(&include_str!("rows_fill.sql").replace("{many}", &many.to_string()))
}
