//! Money: without a provider, and at Stripe.

mod faults;
mod late;
mod offline;
mod provider;
mod refunds;
mod reports;
mod stripe;
pub(crate) mod world;

use testkit::Case;

pub(crate) fn cases() -> Vec<Case> {
    [
        faults::cases(),
        late::cases(),
        offline::cases(),
        provider::cases(),
        refunds::cases(),
        reports::cases(),
        stripe::cases(),
    ]
    .concat()
}
