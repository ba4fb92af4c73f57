//! The directory over HTTP, on both databases. See `e2e` for the server and `testkit::both` for the runner.

#[cfg(test)]
mod bodies;
#[cfg(test)]
mod busy_periods;
#[cfg(test)]
mod calendars;
#[cfg(test)]
mod collections;
#[cfg(test)]
mod companies;
#[cfg(test)]
mod failures;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod races;
#[cfg(test)]
mod templates;
#[cfg(test)]
mod users;
#[cfg(test)]
mod versions;

use std::process::ExitCode;

#[cfg(test)]
fn main() -> ExitCode {
    let cases = [
        companies::cases(),
        users::cases(),
        templates::cases(),
        busy_periods::cases(),
        calendars::cases(),
        bodies::cases(),
        versions::cases(),
        lists::cases(),
        failures::cases(),
        races::cases(),
    ];
    testkit::both(cases.concat())
}

#[cfg(not(test))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}
