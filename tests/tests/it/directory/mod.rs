//! The directory over HTTP, on both databases. See `e2e` for the server and `testkit::both` for the runner.

mod addresses;
mod bodies;
mod busy_periods;
mod calendars;
mod candidates;
mod collections;
mod companies;
mod erased_client;
pub(crate) mod erasure;
mod failures;
mod lists;
mod races;
mod templates;
mod users;
mod versions;

use testkit::Case;

pub(crate) fn cases() -> Vec<Case> {
    let cases = [
        candidates::cases(),
        companies::cases(),
        erasure::cases(),
        erased_client::cases(),
        users::cases(),
        templates::cases(),
        busy_periods::cases(),
        calendars::cases(),
        bodies::cases(),
        addresses::cases(),
        versions::cases(),
        lists::cases(),
        failures::cases(),
        races::cases(),
    ];
    cases.concat()
}
