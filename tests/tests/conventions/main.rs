//! What holds for every path alike: keys of requests that are sent again, limits, and what the
//! OpenAPI document says. See `e2e` for the server and
//! `testkit::both` for the runner.

#[cfg(test)]
mod document;
#[cfg(test)]
mod idempotency;
#[cfg(test)]
mod idempotent_calendars;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod second;

use std::process::ExitCode;

#[cfg(test)]
fn main() -> ExitCode {
    testkit::both(
        [document::cases(), idempotency::cases(), idempotent_calendars::cases(), limits::cases()].concat(),
    )
}

#[cfg(not(test))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}
