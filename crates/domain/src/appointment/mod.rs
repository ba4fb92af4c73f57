//! Appointments: what clients book with the staff of a company.

pub mod policy;

pub use policy::{CancellationPolicy, Tier};
