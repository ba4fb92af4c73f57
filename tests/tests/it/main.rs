//! The whole product from outside, on both databases: a folder per subject, and one program of them all. See `e2e` for the
//! server and `testkit::both` for the runner; `cargo test -p e2e directory::lists` runs some, and `MERIDIAN_TEST_LOG=error` shows what the
//! servers log.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod appointments;
#[cfg(test)]
mod availability;
#[cfg(test)]
mod caldav;
#[cfg(test)]
mod conventions;
#[cfg(test)]
mod directory;
#[cfg(test)]
mod effects;
#[cfg(test)]
mod first_day;
#[cfg(test)]
mod interviews;
#[cfg(test)]
mod notifications;
#[cfg(test)]
mod offers;
#[cfg(test)]
mod oidc;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod payments;
#[cfg(test)]
mod picking;
#[cfg(test)]
mod rooms;
#[cfg(test)]
mod schedules;
#[cfg(test)]
mod shop;
#[cfg(test)]
mod slots;

use std::process::ExitCode;

#[cfg(test)]
fn main() -> ExitCode {
    show_logs();
    let cases = [
        accounts::cases(),
        appointments::cases(),
        availability::cases(),
        caldav::cases(),
        conventions::cases(),
        directory::cases(),
        effects::cases(),
        first_day::cases(),
        interviews::cases(),
        notifications::cases(),
        offers::cases(),
        oidc::cases(),
        pages::cases(),
        payments::cases(),
        picking::cases(),
        rooms::cases(),
        schedules::cases(),
        shop::cases(),
        slots::cases(),
    ];
    testkit::both(cases.concat())
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "for the person who runs the tests")]
fn show_logs() {
    if let Ok(filter) = std::env::var("MERIDIAN_TEST_LOG") {
        tracing_subscriber::fmt().with_env_filter(filter).init();
    }
}

#[cfg(not(test))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}
