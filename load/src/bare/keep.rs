//! Keeps what a load run makes: two databases on a PostgreSQL server, a folder, processes. When the caller's end of
//! the standard input closes, be it by a signal, all of it goes.
//!
//! The caller says `+PID` for each process that it starts, and `-PID` when that one has ended; `+/PATH` and `-/PATH` for
//! folders of its own that are to go too.

use super::{check_name, say};
use anyhow::{Context, Result};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use std::collections::BTreeSet;
use std::io::BufRead;
use std::path::Path;
use std::process::Command;

/// Makes what there has to be, says `ready` and the names of the databases, and waits.
pub(crate) fn keep(folder: &Path, url: Option<&str>) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let number = std::process::id();
    let names: Vec<String> = ["product", "bare"].iter().map(|end| format!("load_{number}_{end}")).collect();
    let made = url.map_or(Ok(()), |url| make(url, &names));
    let running = made.and_then(|()| {
        say(&format!("ready {}", names.join(" ")))?;
        listen()
    });
    for process in running.iter().flat_map(|left| &left.processes) {
        // It may have ended by itself meanwhile.
        let _ = Command::new("kill").args(["-KILL", &process.to_string()]).status();
    }
    for folder in running.iter().flat_map(|left| &left.folders) {
        // What else is left has to go all the same.
        let _ = std::fs::remove_dir_all(folder);
    }
    let dropped = url.map_or(Ok(()), |url| drop_all(url, &names));
    std::fs::remove_dir_all(folder).context("the folder of the run")?;
    running.map(drop).and(dropped)
}

/// What the caller left behind.
#[derive(Default)]
struct Left {
    processes: BTreeSet<u32>,
    folders: BTreeSet<String>,
}

/// Reads until the caller is gone; answers what it left.
fn listen() -> Result<Left> {
    let mut left = Left::default();
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { break };
        let Some((sign, what)) = line.split_at_checked(1) else { continue };
        match (sign, what.parse::<u32>()) {
            ("+", Ok(process)) => left.processes.extend([process]),
            ("-", Ok(process)) => left.processes.retain(|known| *known != process),
            ("+", Err(_)) if what.starts_with('/') => left.folders.extend([what.to_owned()]),
            ("-", Err(_)) => left.folders.retain(|known| known != what),
            _ => {}
        }
    }
    Ok(left)
}

fn make(url: &str, names: &[String]) -> Result<()> {
    let mut connection = PgConnection::establish(url).context("PostgreSQL is out of reach")?;
    for name in names {
        check_name(name)?;
        connection.batch_execute(&format!("CREATE DATABASE {name}"))?;
    }
    Ok(())
}

fn drop_all(url: &str, names: &[String]) -> Result<()> {
    let mut connection = PgConnection::establish(url).context("PostgreSQL is out of reach")?;
    for name in names {
        check_name(name)?;
        connection.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
    }
    Ok(())
}
