//! Requests and appointments, over HTTP, on both databases.

mod codes;
mod ending;
mod feeds;
mod flow;
mod ledger;
mod links;
mod moves;
mod offered;
mod oneself;
mod races;
mod readdressed;
mod same_person;
mod standing;
pub(crate) mod start;
mod terms;
mod together;
mod told;
mod whose;

use testkit::Case;

pub(crate) fn cases() -> Vec<Case> {
    let cases = [
        flow::cases(),
        links::cases(),
        codes::cases(),
        ledger::cases(),
        moves::cases(),
        ending::cases(),
        told::cases(),
        feeds::cases(),
        whose::cases(),
        offered::cases(),
        oneself::cases(),
        races::cases(),
        readdressed::cases(),
        same_person::cases(),
        standing::cases(),
        terms::cases(),
        together::cases(),
    ];
    cases.concat()
}
