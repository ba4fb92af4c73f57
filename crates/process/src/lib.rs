//! What every program of ours does at its start and its end: log, and listen for signals.

pub mod logging;
pub mod shutdown;
