//! The program as its operators start, stop, copy, restore and watch it, on both databases.

#[cfg(test)]
mod backups;
#[cfg(test)]
mod files;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod program;
#[cfg(test)]
mod start;

use std::process::ExitCode;

#[cfg(test)]
fn main() -> ExitCode {
    testkit::both([backups::cases(), files::cases(), keys::cases(), start::cases()].concat())
}

#[cfg(not(test))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}
