//! What every program of ours shares: how it begins and ends ([`program`]), how it logs, and how its parts are put
//! together from the settings ([`wiring`]).

pub mod logging;
pub mod program;
pub mod readiness;
pub mod shutdown;
mod usage;
pub mod watched;
pub mod wiring;
