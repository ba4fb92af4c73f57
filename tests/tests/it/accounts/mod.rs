//! Accounts over HTTP, on both databases, and the walk that asks everything as everybody.

mod guessing;
mod keys;
mod limits;
pub(crate) mod operations;
mod orders;
mod platform;
mod remembered;
mod resets;
mod sessions;
mod suspended;
pub(crate) mod walk;

use testkit::Case;

pub(crate) fn cases() -> Vec<Case> {
    let cases = [
        sessions::cases(),
        suspended::cases(),
        guessing::cases(),
        keys::cases(),
        limits::cases(),
        orders::cases(),
        platform::cases(),
        remembered::cases(),
        resets::cases(),
        walk::cases(),
    ];
    cases.concat()
}
