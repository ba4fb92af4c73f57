//! One computation, seen from outside (idea 2 of the architecture): whatever search and availability offer can be booked
//! when nothing has changed in between, and what they do not offer is refused for the reason that stands against it.
//!
//! Companies are generated; `MERIDIAN_OFFER_CASES` says how many (12 for each question and database), and
//! `MERIDIAN_OFFER_SEED` which (1).

#[cfg(test)]
mod ask;
#[cfg(test)]
mod availability;
#[cfg(test)]
mod plan;
#[cfg(test)]
mod run;
#[cfg(test)]
mod slots;
#[cfg(test)]
mod world;

use std::process::ExitCode;

#[cfg(test)]
fn main() -> ExitCode {
    testkit::both([slots::cases(), availability::cases()].concat())
}

#[cfg(not(test))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}
