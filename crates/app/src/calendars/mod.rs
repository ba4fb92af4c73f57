//! What calendars from outside hold: reading it, importing it, fetching it, and showing our own bookings in them.

mod caldav;
pub mod content;
pub mod import;
pub mod publish;
pub mod showing;
pub mod sync;
