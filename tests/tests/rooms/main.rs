//! Online rooms at companies' providers, and the page that leads to them (requirements E4, E5).
#![expect(clippy::expect_used, clippy::panic, reason = "a test that can't be set up has to stop")]

mod moods;
mod page;
mod settings;
mod tending;
mod world;
mod wrong;

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut cases = settings::cases();
    cases.extend(tending::cases());
    cases.extend(moods::cases());
    cases.extend(page::cases());
    cases.extend(wrong::cases());
    testkit::both(cases)
}
