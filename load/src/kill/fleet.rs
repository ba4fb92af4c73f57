//! The product's processes: started, killed, started again.

use super::super::chance::Chance;
use super::super::http::{self, Connection};
use super::super::keeper::Keeper;
use super::super::pause;
use super::super::server::{Process, product};
use anyhow::{Context, Result, bail};
use std::fs::{File, OpenOptions};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How often the processes are looked at.
const LOOK: Duration = Duration::from_millis(5);
/// A process that ended by itself is started again after this.
const AGAIN: Duration = Duration::from_millis(200);
/// A server that is not ready by then is broken.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// One program of the product, and its process where it runs.
struct Member<'k> {
    name: &'static str,
    program: PathBuf,
    log: PathBuf,
    process: Option<Process<'k>>,
    /// When it is to be started, where it does not run.
    due: Instant,
    /// Crashes of the database until it was started.
    crashes: usize,
    kills: usize,
}

/// All that runs of the product.
pub(crate) struct Fleet<'k> {
    keeper: &'k Keeper,
    /// `DATABASE_URL`
    database: String,
    members: Vec<Member<'k>>,
    settings: Vec<(&'static str, String)>,
    /// Where the server listens.
    pub(crate) address: SocketAddr,
    /// How often the database crashed so far.
    crashes: usize,
    /// What ended by itself although it had no reason to.
    pub(crate) faults: Vec<String>,
}

impl<'k> Fleet<'k> {
    /// Starts one server, and so many workers beside it; mail goes to `smtp_url`.
    pub(crate) fn start(
        programs: &Path,
        keeper: &'k Keeper,
        database: &str,
        workers: usize,
        smtp_url: String,
    ) -> Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let settings = vec![
            ("BIND_ADDRESS", address.to_string()),
            ("SMTP_URL", smtp_url),
            ("MAIL_FROM", "Meridian <noreply@meridian.test>".to_owned()),
            ("ALLOW_PRIVATE_ADDRESSES", "true".to_owned()),
        ];
        let logs = programs.join("load-logs");
        std::fs::create_dir_all(&logs)?;
        let member = |name, program: &str| {
            let log = logs.join(format!("{name}.log"));
            File::create(&log)?;
            let (program, due) = (programs.join(program), Instant::now());
            Ok::<_, std::io::Error>(Member { name, program, log, process: None, due, crashes: 0, kills: 0 })
        };
        let mut members = vec![member("server", "server")?];
        for name in ["worker-1", "worker-2"].into_iter().take(workers) {
            members.push(member(name, "worker")?);
        }
        let (members_so_far, faults) = (Vec::new(), Vec::new());
        let database = database.to_owned();
        let mut fleet =
            Self { keeper, database, members: members_so_far, settings, address, crashes: 0, faults };
        // The server makes the schema; workers that came at the same time would wait for it.
        for member in members {
            fleet.members.push(member);
            fleet.until_ready()?;
        }
        Ok(fleet)
    }

    /// Starts what does not run and is to.
    fn restart_dead(&mut self) -> Result<()> {
        for at in 0..self.members.len() {
            let Some(member) = self.members.get_mut(at) else { break };
            if let Some(process) = &mut member.process {
                let Some(status) = process.child.try_wait()? else { continue };
                member.process = None;
                member.due = Instant::now() + AGAIN;
                // Where the database is not there, a program that has just been started says so and ends.
                if member.crashes == self.crashes {
                    self.faults.push(format!("{} ended by itself with {status}", member.name));
                }
            } else if member.due <= Instant::now() {
                let process = spawn(member, self.keeper, &self.database, &self.settings)?;
                member.process = Some(process);
                member.crashes = self.crashes;
            }
        }
        Ok(())
    }

    /// Looks after the processes for so long.
    pub(crate) fn tend_for(&mut self, time: Duration) -> Result<()> {
        self.tend_until(time, || false)
    }

    /// Looks after the processes for so long, or until something holds.
    pub(super) fn tend_until(&mut self, time: Duration, holds: impl Fn() -> bool) -> Result<()> {
        let end = Instant::now() + time;
        while Instant::now() < end && !holds() {
            self.restart_dead()?;
            pause(LOOK);
        }
        Ok(())
    }

    /// Waits until the server is ready.
    pub(crate) fn until_ready(&mut self) -> Result<()> {
        let (request, end) = (http::get("/health/ready"), Instant::now() + READY_WITHIN);
        loop {
            self.restart_dead()?;
            let asked = Connection::open(self.address).and_then(|mut one| Ok(one.ask(&request)?.status));
            if matches!(asked, Ok(200)) {
                return Ok(());
            }
            if Instant::now() > end {
                bail!("the server was not ready within {} s", READY_WITHIN.as_secs());
            }
            pause(LOOK);
        }
    }

    /// Kills one of the processes that run, and has it started again at once.
    pub(super) fn kill_one(&mut self, chance: &mut Chance) -> Result<()> {
        loop {
            self.restart_dead()?;
            let at = chance.below(self.members.len());
            let Some(member) = self.members.get_mut(at) else { continue };
            // Dropping it is SIGKILL.
            if member.process.take().is_some() {
                member.kills += 1;
                member.due = Instant::now();
                return self.restart_dead();
            }
            pause(LOOK);
        }
    }

    /// Kills everything; [`Fleet::until_ready`] starts it again.
    pub(super) fn kill_all(&mut self) {
        for member in &mut self.members {
            member.process = None;
            member.due = Instant::now();
        }
    }

    /// Notes that the database is about to crash: what is started meanwhile may end.
    pub(super) fn database_crashes(&mut self) {
        self.crashes += 1;
    }

    /// The process of a program, where it runs.
    pub(crate) fn process(&self, name: &str) -> Option<u32> {
        let member = self.members.iter().find(|member| member.name == name)?;
        Some(member.process.as_ref()?.child.id())
    }

    /// Who was killed how often.
    pub(super) fn kills(&self) -> String {
        let each = self.members.iter().map(|member| format!("{} {}", member.name, member.kills));
        each.collect::<Vec<_>>().join(", ")
    }

    /// Lines of the logs that tell of errors or panics.
    pub(super) fn errors(&self) -> Result<Vec<String>> {
        let mut errors = Vec::new();
        for member in &self.members {
            let text = std::fs::read_to_string(&member.log).context("a log")?;
            let bad = |line: &&str| line.contains(" ERROR ") || line.contains("panicked");
            errors.extend(text.lines().filter(bad).map(|line| format!("{}: {line}", member.name)));
        }
        Ok(errors)
    }
}

fn spawn<'k>(
    member: &Member<'k>,
    keeper: &'k Keeper,
    database: &str,
    settings: &[(&'static str, String)],
) -> Result<Process<'k>> {
    let log = OpenOptions::new().append(true).open(&member.log)?;
    let mut command = product(&member.program, database, &keeper.folder, &log)?;
    command.envs(settings.iter().map(|(name, value)| (name, value)));
    Process::start(&mut command, keeper)
}
