//! Interviews booked to slots, and the conflicts that come of it, over HTTP and on both databases.

mod booking;
mod breakage;
mod calendar;
mod conflicts;
mod moving;
mod persons;
pub(crate) mod races;
pub(crate) mod start;
mod successors;
mod systems;

use testkit::Case;

pub(crate) fn cases() -> Vec<Case> {
    let cases = [
        booking::cases(),
        moving::cases(),
        persons::cases(),
        conflicts::cases(),
        breakage::cases(),
        calendar::cases(),
        races::cases(),
        systems::cases(),
        successors::cases(),
    ];
    cases.concat()
}
