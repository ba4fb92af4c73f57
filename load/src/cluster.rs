//! A PostgreSQL of the run's own, which may be made to crash.

use super::keeper::Keeper;
use anyhow::{Context, Result, bail};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A running cluster in a folder of its own. It is gone when this is.
pub(super) struct Cluster<'k> {
    keeper: &'k Keeper,
    folder: PathBuf,
    programs: PathBuf,
    port: u16,
    /// PostgreSQL refuses to run as root.
    as_postgres: bool,
    process: Option<u32>,
}

impl<'k> Cluster<'k> {
    /// Makes and starts one, with the server's own settings but for those given as `name=value`: what is committed is on
    /// disk.
    pub(super) fn start(keeper: &'k Keeper, settings: &[String]) -> Result<Self> {
        let programs = programs().context("no PostgreSQL is installed: /usr/lib/postgresql/*/bin/initdb")?;
        let folder = std::env::temp_dir().join(format!("meridian-load-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        keeper.made(&folder)?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let as_postgres = said("id", &["-u"])? == "0";
        let mut cluster = Self { keeper, folder, programs, port, as_postgres, process: None };
        if as_postgres {
            said("chown", &["postgres", &cluster.folder.display().to_string()])?;
        }
        cluster.run("initdb", "-U postgres --auth=trust -E UTF8 --no-sync")?;
        let mut options = format!("-p {port} -k {} -h 127.0.0.1", cluster.folder.display());
        for setting in settings {
            options.push_str(&format!(" -c {setting}"));
        }
        let log = cluster.folder.join("log");
        cluster.run("pg_ctl", &format!("-w -l {} -o '{options}' start", log.display()))?;
        cluster.note()?;
        Ok(cluster)
    }

    /// `DATABASE_URL` of its one database.
    pub(super) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Makes it crash, and starts it again: it has to recover.
    pub(super) fn crash(&mut self) -> Result<()> {
        let log = self.folder.join("log");
        self.run("pg_ctl", &format!("-w -l {} -m immediate restart", log.display()))?;
        self.note()
    }

    /// Tells the keeper which process it is now.
    fn note(&mut self) -> Result<()> {
        let file = std::fs::read_to_string(self.data().join("postmaster.pid"))?;
        let process = file.lines().next().context("an empty postmaster.pid")?.parse()?;
        self.keeper.started(process)?;
        if let Some(before) = self.process.replace(process) {
            self.keeper.ended(before)?;
        }
        Ok(())
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Runs one of PostgreSQL's programs on the cluster. Its output is nobody's: a server that it starts would hold it.
    fn run(&self, program: &str, arguments: &str) -> Result<()> {
        let (programs, data) = (self.programs.display(), self.data());
        let line = format!("{programs}/{program} -D {} {arguments}", data.display());
        let mut command = match self.as_postgres {
            true => Command::new("su"),
            false => Command::new("sh"),
        };
        match self.as_postgres {
            true => command.args(["postgres", "-s", "/bin/sh", "-c", &line]),
            false => command.args(["-c", &line]),
        };
        command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let status = command.status().with_context(|| line.clone())?;
        if !status.success() {
            let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            bail!("{line}: {status}\n{log}");
        }
        Ok(())
    }
}

impl Drop for Cluster<'_> {
    fn drop(&mut self) {
        // What can't be stopped or removed here is the keeper's to kill and remove.
        if self.run("pg_ctl", "-w -m immediate stop").is_ok() {
            let _ = self.process.map(|process| self.keeper.ended(process));
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

/// Where the newest PostgreSQL of this machine has its programs.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let version = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions.map(|entry| entry.path()).max_by_key(|path| version(path))?;
    let folder = newest.join("bin");
    folder.join("initdb").exists().then_some(folder)
}

/// What a small program says.
fn said(program: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program).args(arguments).output().with_context(|| program.to_owned())?;
    if !output.status.success() {
        bail!("{program}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
