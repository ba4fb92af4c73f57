//! Where a slot stands, on the wire.

use domain::slot::SlotStatus;
use http_kit::wire_enum;

wire_enum! {
    /// Where a slot stands; it follows by itself.
    pub(crate) enum SlotStatusName {
        /// A place is free.
        Available = "available",
        /// All places are taken.
        Booked = "booked",
        /// It was cancelled.
        Cancelled = "cancelled",
        /// It is over.
        Completed = "completed",
    }
}

impl From<SlotStatusName> for SlotStatus {
    fn from(name: SlotStatusName) -> Self {
        match name {
            SlotStatusName::Available => Self::Available,
            SlotStatusName::Booked => Self::Booked,
            SlotStatusName::Cancelled => Self::Cancelled,
            SlotStatusName::Completed => Self::Completed,
        }
    }
}
