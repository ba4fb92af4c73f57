//! Log-in through companies' own providers, on both databases: against a real one (npm's `oidc-provider`), and against one
//! of ours that lies in every way that a real one does not.

mod hostile;
mod person;
mod real;
mod refused;
mod settings;
mod together;
mod unproven;
pub(crate) mod untrusted_provider;
mod who;

use testkit::Case;

pub(crate) fn cases() -> Vec<Case> {
    let own = [settings::cases(), hostile::cases(), who::cases(), unproven::cases()].concat();
    let with_peer = [together::cases(), refused::cases()].concat();
    [own, testkit::needing(real::look().err().as_deref(), with_peer)].concat()
}
