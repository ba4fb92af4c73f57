//! The two servers under load: started, watched, stopped.

use super::http::{self, ADMIN_TOKEN, Connection};
use super::keeper::{self, Keeper};
use super::pause;
use super::plan::Plan;
use anyhow::{Context, Result, bail};
use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// A server that is not ready by then is broken.
const READY_WITHIN: Duration = Duration::from_secs(60);
/// The product promises to stop within 30 seconds.
const STOPPED_WITHIN: Duration = Duration::from_secs(31);

/// A process that does not outlive this value.
pub(super) struct Process<'k> {
    pub(super) child: Child,
    keeper: &'k Keeper,
}

impl<'k> Process<'k> {
    pub(super) fn start(command: &mut Command, keeper: &'k Keeper) -> Result<Self> {
        let child = command.spawn().with_context(|| format!("{}", command.get_program().display()))?;
        keeper.started(child.id())?;
        Ok(Self { child, keeper })
    }

    fn wait(&mut self, time: Duration) -> Result<ExitStatus> {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            if started.elapsed() > time {
                bail!("it did not stop within {} s", time.as_secs());
            }
            pause(Duration::from_millis(5));
        }
    }
}

impl Drop for Process<'_> {
    fn drop(&mut self) {
        // It may have ended already, and then there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = self.keeper.ended(self.child.id());
    }
}

/// Where a server listens, and its process.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) address: SocketAddr,
    pub(super) process: u32,
}

/// A program of the product on this database, in this folder, with nothing of this environment.
pub(super) fn product(program: &Path, database: &str, folder: &Path, log: &File) -> Result<Command> {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("DATABASE_URL", database)
        .env("ADMIN_TOKEN", ADMIN_TOKEN)
        .env("RATE_LIMIT", "off")
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log.try_clone()?);
    Ok(command)
}

/// The product's server.
pub(super) struct Server<'k> {
    process: Process<'k>,
    pub(super) address: SocketAddr,
    /// From the start of the process to the first 200 of `/health/ready`.
    pub(super) ready_after: Duration,
}

impl<'k> Server<'k> {
    /// Starts the real program.
    pub(super) fn start(programs: &Path, keeper: &'k Keeper, plan: &Plan) -> Result<Self> {
        Self::start_on(&keeper.product, programs, keeper, plan)
    }

    /// The same on another database.
    pub(super) fn start_on(url: &str, programs: &Path, keeper: &'k Keeper, plan: &Plan) -> Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let log_path = keeper.folder.join(format!("server-{}.log", address.port()));
        let log = File::create(&log_path)?;
        let mut command = product(&programs.join("server"), url, &keeper.folder, &log)?;
        command.env("BIND_ADDRESS", address.to_string()).env("LOG_LEVEL", &plan.log_level);
        let started = Instant::now();
        let mut process = Process::start(&mut command, keeper)?;
        let ready = until_ready(&mut process, address, started);
        let ready_after = ready.with_context(|| last_lines(&log_path))?;
        Ok(Self { process, address, ready_after })
    }

    pub(super) fn place(&self) -> Place {
        Place { address: self.address, process: self.process.child.id() }
    }

    /// Resident memory in kB, where the system tells.
    pub(super) fn resident(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.trim().strip_suffix(" kB")?.parse().ok()
    }

    /// Stops it the way that operators do.
    ///
    /// # Errors
    /// Where it does not stop in time, or not with success.
    pub(super) fn stop(mut self) -> Result<()> {
        let process = self.process.child.id().to_string();
        Command::new("kill").args(["-TERM", &process]).status().context("kill")?;
        let status = self.process.wait(STOPPED_WITHIN).context("the server")?;
        if !status.success() {
            bail!("the server stopped with {status}");
        }
        Ok(())
    }
}

fn until_ready(process: &mut Process<'_>, address: SocketAddr, started: Instant) -> Result<Duration> {
    let request = http::get("/health/ready");
    loop {
        let asked = Connection::open(address).and_then(|mut one| Ok(one.ask(&request)?.status));
        let took = started.elapsed();
        if matches!(asked, Ok(200)) {
            return Ok(took);
        }
        if let Some(status) = process.child.try_wait()? {
            bail!("the server ended with {status}");
        }
        if took > READY_WITHIN {
            bail!("the server was not ready within {} s", READY_WITHIN.as_secs());
        }
        pause(Duration::from_millis(1));
    }
}

fn last_lines(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let lines: Vec<&str> = text.lines().rev().take(10).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join("\n")
}

/// The bare endpoint, with its table filled.
pub(super) struct Bare<'k> {
    process: Process<'k>,
    address: SocketAddr,
}

impl<'k> Bare<'k> {
    pub(super) fn start(programs: &Path, keeper: &'k Keeper) -> Result<Self> {
        let mut command = Command::new(keeper::bare_program(programs));
        command.args(["serve", &keeper.bare]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = Process::start(&mut command, keeper)?;
        let address = keeper::first_line(&mut process.child)?.parse().context("bare serve")?;
        Ok(Self { process, address })
    }

    pub(super) fn place(&self) -> Place {
        Place { address: self.address, process: self.process.child.id() }
    }
}
