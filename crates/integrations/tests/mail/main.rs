//! Mail against a real server (aiosmtpd), and invitations read back by three parsers that are not ours.
//!
//! The peers lie in `MERIDIAN_PEERS` (`target/peers`), where `.ci/peers/install` puts them. Where they are missing the
//! trials are counted as ignored; but where the variable names the folder, they fail.
#![expect(clippy::expect_used, reason = "a test stops where its own set-up fails")]

mod calendars;
mod certificates;
mod letters;
mod peers;
mod refusals;
mod secure;
mod server;
mod support;

use libtest_mimic::{Arguments, Trial};
use peers::Peers;

fn main() {
    let arguments = Arguments::from_args();
    let peers = Peers::look();
    let mut trials = Vec::new();
    for (name, run) in letters::ALL.iter().chain(refusals::ALL).chain(secure::ALL).chain(calendars::ALL) {
        let there = peers.clone();
        let trial = Trial::test(*name, move || {
            run(&there);
            Ok(())
        });
        trials.push(match &peers.missing {
            Some(why) => trial.with_ignored_flag(true).with_kind(why.clone()),
            None => trial,
        });
    }
    libtest_mimic::run(&arguments, trials).exit();
}
