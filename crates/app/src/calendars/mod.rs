//! What calendars from outside hold: reading it, importing it, fetching it.

pub mod content;
pub mod import;
pub mod sync;
