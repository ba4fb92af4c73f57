//! Jobs, candidates, availability patterns and interview slots over HTTP, on both databases.

#[cfg(test)]
mod directory;
#[cfg(test)]
mod generate;
#[cfg(test)]
mod patterns;
#[cfg(test)]
mod places;
#[cfg(test)]
mod search;
#[cfg(test)]
mod series;
#[cfg(test)]
mod slots;
#[cfg(test)]
mod staff;
#[cfg(test)]
mod start;

use std::process::ExitCode;

#[cfg(test)]
fn main() -> ExitCode {
    let cases = [
        directory::cases(),
        patterns::cases(),
        slots::cases(),
        places::cases(),
        series::cases(),
        search::cases(),
        generate::cases(),
        staff::cases(),
    ];
    testkit::both(cases.concat())
}

#[cfg(not(test))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}
