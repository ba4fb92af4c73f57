//! The directory over HTTP, on both databases. See `e2e` for the server and `testkit::both` for the runner.

use std::process::ExitCode;

#[cfg(test)]
fn main() -> ExitCode {
    testkit::both(Vec::new())
}

#[cfg(not(test))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}
