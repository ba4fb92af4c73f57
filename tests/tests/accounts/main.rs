//! Accounts over HTTP, on both databases, and the walk that asks everything as everybody.

#[cfg(test)]
mod guessing;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod operations;
#[cfg(test)]
mod resets;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod walk;

use std::process::ExitCode;

#[cfg(test)]
fn main() -> ExitCode {
    let cases = [sessions::cases(), guessing::cases(), keys::cases(), resets::cases(), walk::cases()];
    testkit::both(cases.concat())
}

#[cfg(not(test))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}
