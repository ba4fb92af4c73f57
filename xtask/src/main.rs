//! Chores of the workspace: `cargo xtask` lists them.

mod bench_table;
mod shared;
mod tidy;
mod windows_zones;
mod workspace;
mod zones;

use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::{Command, ExitCode};

const HELP: &str = "\
cargo xtask tidy           check the borders between crates, sizes, lints, dependencies, leaks and migrations
cargo xtask migrations     add new migrations to migrations/landed.txt, which tidy compares them with
cargo xtask shared [DIR]   check that tests/vectors and tests/bench equal the originals (default ../shared)
cargo xtask bench-table    the table of docs/performance.md from the last `cargo bench -p scheduling-core`
cargo xtask fuzz [SECONDS]  fuzz calendars, recurrence, XML and stateless bodies, each for so long (600)
cargo xtask load [...]      the load generator, which is `cargo run -p load -- [...]`; --help lists what it measures
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
        ["fuzz"] => fuzz("600"),
        ["fuzz", seconds] => fuzz(seconds),
        ["load", rest @ ..] => load(rest),
        ["zones", folder] => zones::write(Path::new(folder)),
        ["windows-zones", folder] => windows_zones::write(Path::new(folder)),
        [] | ["--help"] => {
            say(HELP);
            Ok(())
        }
        _ => bail!("unknown chore\n\n{HELP}"),
    }
}

/// Runs the tests whose names begin with `fuzz_`, each for so many seconds; what it found is in `target/fuzz`.
fn fuzz(seconds: &str) -> Result<()> {
    seconds.parse::<u64>().context("how many seconds?")?;
    let arguments = [
        "test",
        "--workspace",
        "--locked",
        "--quiet",
        "--lib",
        "--test",
        "fuzz",
        "--",
        "--nocapture",
        "fuzz_",
    ];
    let done = cargo().args(arguments).env("FUZZ_SECONDS", seconds).status().context("cargo")?;
    if done.success() { Ok(()) } else { bail!("an input was found; target/fuzz has it") }
}

/// Cargo, without what Cargo set for this program: ring's build script asks for some of it, so that all above it would be compiled
/// anew while others use it.
fn cargo() -> Command {
    let mut cargo = Command::new("cargo");
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(&name);
        }
    }
    cargo
}

/// Runs the load generator.
fn load(words: &[&str]) -> Result<()> {
    let arguments = ["run", "--quiet", "--package", "load", "--"];
    let done = cargo().args(arguments).args(words).status().context("cargo")?;
    if done.success() { Ok(()) } else { bail!("the load generator failed") }
}

/// The one place that prints: this program's output is for its caller.
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
