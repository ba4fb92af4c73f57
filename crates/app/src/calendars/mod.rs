//! What calendars from outside hold: reading it, importing it, fetching it, and showing our own bookings in them.

mod caldav;
pub mod import;
pub mod publish;
pub mod showing;
mod shown;
mod source;
pub mod sync;

pub use crate::calendar_content as content;
