//! What calendars from outside hold: reading it, importing it, fetching it.

mod caldav;
pub mod content;
pub mod import;
pub mod publish;
pub mod sync;
