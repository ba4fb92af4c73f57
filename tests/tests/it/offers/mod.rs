//! One computation, seen from outside (idea 2 of the architecture): whatever search and availability offer can be booked
//! when nothing has changed in between, and what they do not offer is refused for the reason that stands against it.
//!
//! Companies are generated; `MERIDIAN_OFFER_CASES` says how many (12 for each question and database), and
//! `MERIDIAN_OFFER_SEED` which (1).

mod ask;
mod availability;
mod plan;
mod run;
mod slots;
mod world;

use testkit::Case;

pub(crate) fn cases() -> Vec<Case> {
    [slots::cases(), availability::cases()].concat()
}
