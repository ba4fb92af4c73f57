//! Chores of the workspace: `cargo xtask` lists them.

mod zones;

use anyhow::{Result, bail};
use std::path::Path;

const HELP: &str = "\
cargo xtask zones FOLDER   write the zone data of scheduling-core from an unpacked PyPI package tzdata
";

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["zones", folder] => zones::write(Path::new(folder)),
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
