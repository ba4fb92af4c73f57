//! Jobs, candidates, availability patterns and interview slots over HTTP, on both databases.

mod because;
mod directory;
mod generate;
mod patterns;
mod places;
mod resource;
mod search;
mod series;
mod staff;
pub(crate) mod start;
mod weeks;

use testkit::Case;

pub(crate) fn cases() -> Vec<Case> {
    let cases = [
        directory::cases(),
        patterns::cases(),
        resource::cases(),
        places::cases(),
        series::cases(),
        search::cases(),
        generate::cases(),
        staff::cases(),
        because::cases(),
        weeks::cases(),
    ];
    cases.concat()
}
