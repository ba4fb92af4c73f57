//! The ledger: every commitment of a person's time, whatever it was booked for.
//!
//! [`claim`] takes time from all subjects of a booking or from none, [`claim_beside`] what is missing beside another source; a
//! [`LedgerSnapshot`] does so for many bookings at once.
//! [`confirm`] turns a hold into a booking, [`release`] gives time back, and [`busy_of`] lists commitments. Every change of a
//! subject's time first locks its row in `subjects`, in order of the subjects' texts, so that claims on one person queue up
//! and never deadlock. Behind this check, a constraint of the database (`commitments_no_overlap`) refuses two meetings of
//! one subject at the same time.

mod asked;
mod bound;
mod claim;
mod conflicting;
mod hand_over;
#[cfg(test)]
mod plan;
mod read;
mod readdress;
mod rows;
mod share;
mod snapshot;
mod subjects;
mod touching;
mod versions;
mod workloads;

pub use asked::{Claim, ClaimConflict, Claimed};
pub use claim::{claim, claim_beside, confirm, release, release_of};
pub(crate) use hand_over::{HandOver, hand_over};
pub use read::{busy_at_any_time, busy_of, conflicting_with, of_source};
pub(crate) use readdress::{Namesake, Sorted, readdress, sorted};
pub(crate) use share::{SamePerson, leave_to, rename, share, unshare};
pub use snapshot::LedgerSnapshot;
pub use subjects::{forget_unused, versions};
pub(crate) use subjects::{forget_versions, touch};
pub use versions::{Version, Versioned, Versions, versions_of};
pub use workloads::{Workload, workloads};

/// The longest meeting that there may be, in seconds: how far around a window to look.
const MAX_MEETING: i64 = 7 * 86_400;
