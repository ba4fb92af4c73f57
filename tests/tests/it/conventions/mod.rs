//! What holds for every path alike: keys of requests that are sent again, limits, and what the
//! OpenAPI document says. See `e2e` for the server and
//! `testkit::both` for the runner.

mod cost;
mod document;
mod far_away;
mod idempotency;
mod idempotent_calendars;
mod limits;
mod sealed_answers;
pub(crate) mod second;
mod texts;

use testkit::Case;

pub(crate) fn cases() -> Vec<Case> {
    let cases = [
        cost::cases(),
        document::cases(),
        far_away::cases(),
        idempotency::cases(),
        idempotent_calendars::cases(),
        limits::cases(),
        sealed_answers::cases(),
        texts::cases(),
    ];
    cases.concat()
}
