//! What is noted of clients: whether they came.

use super::AppointmentStatus;
use crate::names::names;
use scheduling_core::time::Timestamp;

/// How long a mark can be undone.
pub(super) const UNDO_SECONDS: i64 = 24 * 60 * 60;

names! {
    /// What is noted of the client.
    MarkKind {
        Arrived = "arrived",
        NoShow = "no_show",
    }
}

/// A mark, with the status that it found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub kind: MarkKind,
    pub at: Timestamp,
    pub before: AppointmentStatus,
}

impl Mark {
    /// Until when it can be undone.
    #[must_use]
    pub fn undone_until(&self) -> Timestamp {
        self.at.plus_seconds(UNDO_SECONDS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for kind in [MarkKind::Arrived, MarkKind::NoShow] {
            assert_eq!(MarkKind::named(kind.name()), Some(kind));
        }
        assert_eq!(MarkKind::named("left"), None);
    }
}
