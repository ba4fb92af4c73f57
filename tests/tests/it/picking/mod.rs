//! Candidates choose the time of their interview by a link, over HTTP, on both databases.

mod api;
mod choosing;
mod ended;
mod moves;
mod pages;
mod races;
mod stale;
pub(crate) mod start;

use testkit::Case;

pub(crate) fn cases() -> Vec<Case> {
    let cases = [
        api::cases(),
        choosing::cases(),
        ended::cases(),
        moves::cases(),
        pages::cases(),
        races::cases(),
        stale::cases(),
    ];
    cases.concat()
}
