//! The load generator: measures the real server beside the least that any server could do.
//!
//! Absolute figures say more about a machine and its other tenants than about a program. So each round asks the product
//! and a bare endpoint of the same framework in turn, and the ratio is what counts. Everything runs on loopback, and is
//! removed afterwards: processes, databases, files.
//!
//! `load kill`, `load reminders` and `load effects` check what no process sees from inside: that nothing is lost when
//! processes are killed, that reminders are in time, and how much workers can do.

mod booking;
mod chance;
mod cluster;
mod drive;
mod effects;
mod fill;
mod http;
mod keeper;
mod kill;
mod lists;
mod mixed;
mod outside;
mod page;
mod pairs;
mod people;
mod plan;
mod reminders;
mod report;
mod search;
mod server;
mod shop;
mod sql;
mod targets;

use anyhow::{Context, Result, bail};
use drive::{LoadRound, Target};
use keeper::Keeper;
use plan::{Plan, What};
use server::{Bare, Server};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

/// How often the server is started on an existing database.
const STARTS: usize = 5;
/// Connections, each with one question under way.
const CONNECTIONS: usize = 16;
/// Each target is asked for this long before anything counts.
const WARM_UP: Duration = Duration::from_secs(1);

/// What of the product and of ours runs.
const PROGRAMS: &str = "-p server -p worker -p load --bin server --bin worker --bin load --example bare";
/// The same in the debug build, which shares what tests have compiled.
const DEBUG_PROGRAMS: &str = "--workspace --bins --example bare";

const HELP: &str = "\
cargo run -p load -- [--postgres URL] [--seconds N] [--rounds N] [--log-level LEVEL] [--debug]
    the server under load, beside a bare endpoint; SQLite without --postgres
cargo run -p load -- booking [...]
    bookings beside the least that one could cost (pgbench, bare shared commits)
cargo run -p load -- search [...]
    searches of a company with 10,000 slots and of one with a million; a year of slots
cargo run -p load -- lists [...] [--debug]
    lists of a company with 1,000 records of each kind and of one with 100,000
cargo run -p load -- shop [...] [--debug]
    starts of a day for fifty people with 200 bookings each, beside one of them; appointments beside interviews
cargo run -p load -- page [...] [--debug]
    the page on which visitors choose a time, of ten people with 600 bookings; 32 clients for one time
cargo run -p load -- kill [--postgres own|URL] [--kills N] [--restarts N] [--seed N] [--debug] [--quick]
                          [--lull MILLISECONDS] [--setting NAME=VALUE] [--break SQL]
    kill -9 of server and workers under load: nothing is lost, nothing is done twice
cargo run -p load -- reminders [--postgres own|URL] [--reminders N] [--debug]
    how late reminders leave
cargo run -p load -- effects [--postgres own|URL] [--debug]
    100,000 effects that are due, and an idle worker";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["--help"] => {
            say(HELP);
            Ok(())
        }
        // The optimised build of this program, once it has built the others.
        ["built", rest @ ..] => run(rest),
        rest => build_and_run(rest),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// The one place that prints: this program's output is for its caller.
#[expect(clippy::print_stdout, reason = "a command-line program answers on standard output")]
fn say(text: &str) {
    println!("{text}");
}

/// Builds the programs in release, and goes on as the release build of this one: a load generator that is not
/// optimised would take the time that it measures. Where no time is measured, the debug build will do.
fn build_and_run(words: &[&str]) -> Result<()> {
    let debug = match words {
        ["kill" | "reminders" | "effects", rest @ ..] => kill::Plan::parse(rest)?.debug,
        _ => Plan::parse(words)?.debug,
    };
    let (profile, programs) = if debug { ("", DEBUG_PROGRAMS) } else { ("--release ", PROGRAMS) };
    let build = format!("build {profile}{programs}");
    let built = Command::new("cargo").args(build.split(' ')).status().context("cargo")?;
    if !built.success() {
        bail!("cargo {build} failed");
    }
    let this = std::env::current_exe()?;
    let target = this.parent().and_then(|folder| folder.parent()).context("no target folder")?;
    let folder = target.join(if debug { "debug" } else { "release" });
    let error = Command::new(folder.join("load")).arg("built").args(words).exec();
    Err(error).context("the build of the load generator")
}

/// The run itself.
fn run(words: &[&str]) -> Result<()> {
    let programs = std::env::current_exe()?.parent().map(PathBuf::from).context("no folder of programs")?;
    match words {
        ["kill", rest @ ..] => kill::run(&kill::Plan::parse(rest)?, &programs),
        ["effects", rest @ ..] => effects::run(&kill::Plan::parse(rest)?, &programs),
        ["reminders", rest @ ..] => reminders::run(&kill::Plan::parse(rest)?, &programs),
        _ => run_beside(&Plan::parse(words)?, &programs),
    }
}

/// Measures beside something bare.
fn run_beside(plan: &Plan, programs: &Path) -> Result<()> {
    let keeper = Keeper::start(programs, plan.postgres.as_deref())?;
    let done = match plan.what {
        What::Reading => measure(plan, programs, &keeper),
        What::Booking => booking::measure(plan, programs, &keeper),
        What::Search => search::measure(plan, programs, &keeper),
        What::Lists => lists::measure(plan, programs, &keeper),
        What::Shop => shop::measure(plan, programs, &keeper),
        What::Page => page::measure(plan, programs, &keeper),
    };
    // The keeper cleans up either way; the first error is reported.
    let kept = keeper.finish();
    done.and(kept)
}

fn measure(plan: &Plan, programs: &Path, keeper: &Keeper) -> Result<()> {
    let start = || Server::start(programs, keeper, plan);
    let server = start()?;
    let first_start = server.ready_after;
    server.stop()?;
    let mut later_starts = Vec::new();
    for _ in 0..STARTS {
        let server = start()?;
        later_starts.push(server.ready_after);
        server.stop()?;
    }
    later_starts.sort();
    let server = start()?;
    let idle = server.resident();
    crate::say("filling the database");
    let filled = fill::fill(server.address)?;
    let bare = Bare::start(programs, keeper)?;
    let targets = targets::all(&server, &bare, &filled)?;
    let rounds = drive_all(plan, &targets)?;
    let loaded = server.resident();
    server.stop()?;
    report::print(&report::Findings {
        plan,
        targets: &targets,
        rounds: &rounds,
        first_start,
        later_start: later_starts.get(STARTS / 2).copied().unwrap_or_default(),
        idle,
        loaded,
    });
    Ok(())
}

/// The rounds of each target, in the order of the targets. All targets take turns, so that whatever else the machine
/// does meets all of them alike.
fn drive_all(plan: &Plan, targets: &[Target]) -> Result<Vec<Vec<LoadRound>>> {
    for target in targets {
        drive::round(target, CONNECTIONS, WARM_UP).with_context(|| target.name.to_owned())?;
    }
    let mut rounds: Vec<Vec<LoadRound>> = targets.iter().map(|_| Vec::new()).collect();
    for number in 1..=plan.rounds {
        crate::say(&format!("round {number} of {}", plan.rounds));
        for (target, rounds) in targets.iter().zip(&mut rounds) {
            rounds
                .push(drive::round(target, CONNECTIONS, plan.each).with_context(|| target.name.to_owned())?);
        }
    }
    Ok(rounds)
}

/// Waits for so long, or a little less.
fn pause(time: Duration) {
    std::thread::park_timeout(time);
}
