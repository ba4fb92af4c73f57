//! Money: without a provider, and at Stripe.

mod faults;
mod late;
mod offline;
mod outside;
mod provider;
mod refunds;
mod reports;
mod stripe;
mod table;
mod table_steps;
pub(crate) mod world;

use testkit::Case;

pub(crate) fn cases() -> Vec<Case> {
    [
        faults::cases(),
        late::cases(),
        offline::cases(),
        outside::cases(),
        provider::cases(),
        refunds::cases(),
        reports::cases(),
        stripe::cases(),
        table::cases(),
    ]
    .concat()
}
