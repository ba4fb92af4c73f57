//! Services, staff, hours, days off, and the starts that are offered, over HTTP, on both databases.

mod days_off;
mod directory;
mod explained;
mod hours;
mod images;
mod nights;
mod roles;
mod settings;
mod slots;
pub(crate) mod start;

use testkit::Case;

pub(crate) fn cases() -> Vec<Case> {
    let cases = [
        directory::cases(),
        hours::cases(),
        slots::cases(),
        nights::cases(),
        days_off::cases(),
        explained::cases(),
        images::cases(),
        roles::cases(),
        settings::cases(),
    ];
    cases.concat()
}
