//! What people are told, in whose words, when, and what becomes of it; on both databases.

mod api;
mod calendars;
mod peers;
mod relay;
mod reminders;
mod reports;
mod resets;
mod sending;
mod telling;
mod truth;
mod world;

use testkit::Case;

pub(crate) fn cases() -> Vec<Case> {
    let cases = [
        telling::cases(),
        calendars::cases(),
        truth::cases(),
        reports::cases(),
        reminders::cases(),
        api::cases(),
    ];
    let with_peer = [sending::cases(), resets::cases()].concat();
    [cases.concat(), testkit::needing(peers::missing().as_deref(), with_peer)].concat()
}
