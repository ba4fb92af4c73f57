//! Where an appointment stands, and how it is paid.

/// Where an appointment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AppointmentStatus {
    /// Its time is held until its money is there.
    PendingPayment,
    Confirmed,
    Cancelled,
    Completed,
    NoShow,
}

impl AppointmentStatus {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::PendingPayment, Self::Confirmed, Self::Cancelled, Self::Completed, Self::NoShow];

    /// The name that is stored and sent.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PendingPayment => "pending_payment",
            Self::Confirmed => "confirmed",
            Self::Cancelled => "cancelled",
            Self::Completed => "completed",
            Self::NoShow => "no_show",
        }
    }

    /// The status of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

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
        for status in AppointmentStatus::ALL {
            assert_eq!(AppointmentStatus::named(status.name()), Some(status));
        }
        assert_eq!(AppointmentStatus::named("pending"), None);
    }
}
