//! Chores of the workspace: `cargo xtask` lists them.

mod bench_table;
mod load;
mod shared;
mod tidy;
mod windows_zones;
mod workspace;
mod zones;

use anyhow::{Result, bail};
use std::path::Path;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask tidy           check the borders between crates, sizes, lints, dependencies, leaks and migrations
cargo xtask migrations     add new migrations to migrations/landed.txt, which tidy compares them with
cargo xtask shared [DIR]   check that tests/vectors and tests/bench equal the originals (default ../shared)
cargo xtask bench-table    the table of docs/performance.md from the last `cargo bench -p scheduling-core`
cargo xtask load [--postgres URL] [--seconds N] [--rounds N] [--log-level LEVEL]
                           the real server under load, beside a bare endpoint; SQLite without --postgres
cargo xtask load booking [...]
                           bookings beside the least that one could cost (pgbench, bare shared commits)
cargo xtask load search [...]
                           searches of a company with 10,000 slots and of one with a million; a year of slots
cargo xtask load kill [--postgres own|URL] [--kills N] [--restarts N] [--seed N] [--debug] [--hurry]
                      [--lull MILLISECONDS] [--setting NAME=VALUE] [--break SQL]
                           kill -9 of server and workers under load: nothing is lost, nothing done twice
cargo xtask load reminders [--postgres own|URL] [--reminders N] [--debug]
                           how late reminders leave
cargo xtask load effects [--postgres own|URL] [--debug]
                           100,000 effects that are due, and a worker that has nothing to do
cargo xtask zones DIR      write the zone data of scheduling-core from an unpacked PyPI package tzdata
cargo xtask windows-zones DIR
                           write the zone names of Windows from an unpacked npm package cldr-core";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["tidy"] => tidy::check(),
        ["migrations"] => tidy::migrations::add(),
        ["shared"] => shared::check(Path::new("../shared")),
        ["shared", folder] => shared::check(Path::new(folder)),
        ["bench-table"] => bench_table::print(),
        ["load", rest @ ..] => load::build_and_run(rest),
        // What `load` goes on as, once it has built the programs.
        ["load-built", rest @ ..] => load::run(rest),
        ["zones", folder] => zones::write(Path::new(folder)),
        ["windows-zones", folder] => windows_zones::write(Path::new(folder)),
        [] | ["--help"] => {
            say(HELP);
            Ok(())
        }
        _ => bail!("unknown chore\n\n{HELP}"),
    }
}

/// The one place that prints: this program's output is for whoever called it.
#[expect(clippy::print_stdout, reason = "a command-line program answers on standard output")]
pub(crate) fn say(text: &str) {
    println!("{text}");
}

/// Ends a check: says that it passed, or lists everything that is wrong.
pub(crate) fn verdict(name: &str, faults: &[String]) -> Result<()> {
    if faults.is_empty() {
        say(&format!("{name}: in order"));
        return Ok(());
    }
    bail!("{name}: {} faults\n{}", faults.len(), faults.join("\n"))
}
