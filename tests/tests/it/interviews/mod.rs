//! Interviews from the shortlist to the record, over HTTP, on both databases.

mod answers;
mod at_once;
mod booked;
mod by_template;
mod changes;
mod join;
mod make;
mod many;
mod nights;
mod races;
mod sent_again;
mod shortlist;
pub(crate) mod start;
mod sweep;
mod told;

use testkit::Case;

pub(crate) fn cases() -> Vec<Case> {
    let cases = [
        shortlist::cases(),
        many::cases(),
        make::cases(),
        booked::cases(),
        at_once::cases(),
        by_template::cases(),
        changes::cases(),
        join::cases(),
        nights::cases(),
        sweep::cases(),
        told::cases(),
        answers::cases(),
        sent_again::cases(),
        races::cases(),
    ];
    cases.concat()
}
