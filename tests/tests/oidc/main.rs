//! Log-in through companies' own providers, on both databases: against a real one (npm's `oidc-provider`), and against one
//! of ours that lies in every way that a real one does not.

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod liar;
#[cfg(test)]
mod person;
#[cfg(test)]
mod real;
#[cfg(test)]
mod refused;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod together;

use std::process::ExitCode;

#[cfg(test)]
fn main() -> ExitCode {
    let own = [settings::cases(), hostile::cases()].concat();
    let with_peer = [together::cases(), refused::cases()].concat();
    testkit::both_and(own, (with_peer, real::look().err()))
}

#[cfg(not(test))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}
