//! What people are told, in whose words, when, and what becomes of it; on both databases.

#[cfg(test)]
mod api;
#[cfg(test)]
mod peers;
#[cfg(test)]
mod reminders;
#[cfg(test)]
mod resets;
#[cfg(test)]
mod sending;
#[cfg(test)]
mod telling;
#[cfg(test)]
mod world;

use std::process::ExitCode;

#[cfg(test)]
fn main() -> ExitCode {
    let cases = [telling::cases(), reminders::cases(), api::cases()];
    testkit::both_and(cases.concat(), ([sending::cases(), resets::cases()].concat(), peers::missing()))
}

#[cfg(not(test))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}
