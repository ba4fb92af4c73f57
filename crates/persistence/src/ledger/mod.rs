//! The ledger: everything that takes somebody's time, whatever it was booked for.
//!
//! [`claim`] takes time for all persons of a booking or for none, a [`Sheet`] does so for many bookings,
//! [`confirm`] makes a hold a booking, [`release`] gives time back, [`busy_of`] says what is taken. Whoever changes a subject's time first locks its row in `subjects`, in
//! the order of the subjects' texts: claims on the same person queue up there, and none deadlocks. Behind the check
//! stands the database's own refusal of two meetings at once (`commitments_no_overlap`), for whatever gets past it.

mod asked;
mod claim;
mod read;
mod rows;
mod sheet;
mod standing;
mod subjects;

pub use asked::{Claim, Claimed, Refused};
pub use claim::{claim, confirm, release};
pub use read::{busy_of, of_source, standing_against};
pub use sheet::Sheet;
pub(crate) use subjects::touch;
pub use subjects::versions;

/// The longest meeting and the longest buffer that there may be, in seconds: how far around a window to look.
const MAX_MEETING: i64 = 7 * 86_400;
const MAX_BUFFER: i64 = 86_400;
