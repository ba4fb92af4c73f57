//! Interviews booked to slots, and the conflicts that come of it, over HTTP and on both databases.

#[cfg(test)]
mod booking;
#[cfg(test)]
mod breakage;
#[cfg(test)]
mod calendar;
#[cfg(test)]
mod conflicts;
#[cfg(test)]
mod moving;
#[cfg(test)]
mod races;
#[cfg(test)]
mod start;
#[cfg(test)]
mod systems;

use std::process::ExitCode;

#[cfg(test)]
fn main() -> ExitCode {
    let cases = [
        booking::cases(),
        moving::cases(),
        conflicts::cases(),
        breakage::cases(),
        calendar::cases(),
        races::cases(),
        systems::cases(),
    ];
    testkit::both(cases.concat())
}

#[cfg(not(test))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}
