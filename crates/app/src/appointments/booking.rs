//! Bookings that are asked for.

use crate::rooms::RoomSeed;
use domain::access::Permit;
use domain::appointment::{Client, Notes, PaymentType, ServiceId, StaffId};
use domain::commitment::Subject;
use scheduling_core::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// A booking that is asked for.
#[derive(Debug, Clone)]
pub struct NewBooking {
    pub service: ServiceId,
    pub staff: Option<StaffId>,
    pub start: Timestamp,
    pub client: Client,
    pub notes: Notes,
    pub payment_type: PaymentType,
}

/// One of several bookings that are asked for.
#[derive(Clone)]
pub struct Booking {
    pub permit: Permit,
    pub new: NewBooking,
    /// From which its room is made, where it is online.
    pub seed: RoomSeed,
    pub now: Timestamp,
}

/// Whose time the clients' appointments take, by the clients' keys.
pub(super) type Concerned = BTreeMap<String, BTreeSet<Subject>>;
