//! What people are told, in whose words, when, and what becomes of it; on both databases.

mod api;
mod peers;
mod reminders;
mod resets;
mod sending;
mod telling;
mod world;

use testkit::Case;

pub(crate) fn cases() -> Vec<Case> {
    let cases = [telling::cases(), reminders::cases(), api::cases()];
    let with_peer = [sending::cases(), resets::cases()].concat();
    [cases.concat(), testkit::needing(peers::missing().as_deref(), with_peer)].concat()
}
