//! Interviews from the shortlist to the record, over HTTP, on both databases.

#[cfg(test)]
mod changes;
#[cfg(test)]
mod join;
#[cfg(test)]
mod make;
#[cfg(test)]
mod nights;
#[cfg(test)]
mod races;
#[cfg(test)]
mod shortlist;
#[cfg(test)]
mod start;
#[cfg(test)]
mod sweep;
#[cfg(test)]
mod told;

use std::process::ExitCode;

#[cfg(test)]
fn main() -> ExitCode {
    let cases = [
        shortlist::cases(),
        make::cases(),
        changes::cases(),
        join::cases(),
        nights::cases(),
        sweep::cases(),
        told::cases(),
        races::cases(),
    ];
    testkit::both(cases.concat())
}

#[cfg(not(test))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}
