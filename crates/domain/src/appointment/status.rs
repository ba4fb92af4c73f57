//! Where an appointment stands, and how it is paid.

use crate::names::names;

names! {
    /// Where an appointment stands.
    AppointmentStatus {
        /// Its time is held until its money is there.
        PendingPayment = "pending_payment",
        Confirmed = "confirmed",
        Cancelled = "cancelled",
        Completed = "completed",
        NoShow = "no_show",
    }
}

impl AppointmentStatus {
    /// Whether it is still to take place.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::PendingPayment | Self::Confirmed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for &status in AppointmentStatus::ALL {
            assert_eq!(AppointmentStatus::named(status.name()), Some(status));
        }
        assert_eq!(AppointmentStatus::named("pending"), None);
    }
}
