//! Appointments: what clients book with the staff of a company.

mod client;
pub mod code;
pub mod marks;
pub mod moves;
pub mod policy;
mod request;
mod status;
mod terms;
pub mod transitions;

pub use client::Client;
pub use code::Code;
pub use marks::{Mark, MarkKind};
pub use moves::{Move, MoveRules, MoveStatus, Placement};
pub use policy::{CancellationPolicy, Tier};
pub use request::{EXTENSION_SECONDS, HOLD_SECONDS, Request, RequestStatus};
pub use status::AppointmentStatus;
pub use terms::{PaymentType, Setting, Terms};
pub use transitions::{Appointment, AppointmentCancellation, Notes};

use crate::ids::integer_ids;
pub use crate::ids::{AppointmentId, RequestId};

integer_ids! {
    /// Something that clients book.
    ServiceId,
    /// The profile of a user who offers services.
    StaffId,
}
