//! Availability: the stateless query of `contracts/availability-query.md`, and its explanation.

mod answer;
mod question;
mod stateless;
mod told;

pub(crate) use stateless::{explain_availability, query_availability};
