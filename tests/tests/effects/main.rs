//! Effects, webhooks and the hand-off of AI interviews, on both databases.

#[cfg(test)]
mod ai;
#[cfg(test)]
mod letters;
#[cfg(test)]
mod receivers;
#[cfg(test)]
mod runner;
#[cfg(test)]
mod support;
#[cfg(test)]
mod webhooks;

use std::process::ExitCode;

#[cfg(test)]
fn main() -> ExitCode {
    let cases = [runner::cases(), letters::cases(), webhooks::cases(), receivers::cases(), ai::cases()];
    testkit::both(cases.concat())
}

#[cfg(not(test))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}
