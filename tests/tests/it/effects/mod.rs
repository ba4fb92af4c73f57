//! Effects, webhooks and the hand-off of AI interviews, on both databases.

mod ai;
mod fairness;
mod letters;
mod order;
mod receivers;
mod retention;
mod runner;
mod support;
mod webhooks;

use testkit::Case;

pub(crate) fn cases() -> Vec<Case> {
    let cases = [
        fairness::cases(),
        runner::cases(),
        letters::cases(),
        webhooks::cases(),
        order::cases(),
        receivers::cases(),
        retention::cases(),
        ai::cases(),
    ];
    cases.concat()
}
