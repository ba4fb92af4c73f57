//! What is noted of clients: whether they came.

use super::AppointmentStatus;
use scheduling_core::time::Timestamp;

/// How long a mark can be undone.
pub(super) const UNDO_SECONDS: i64 = 24 * 60 * 60;

/// What is noted of the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MarkKind {
    Arrived,
    NoShow,
}

impl MarkKind {
    /// The name that is stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Arrived => "arrived",
            Self::NoShow => "no_show",
        }
    }

    /// The mark of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Arrived, Self::NoShow].into_iter().find(|kind| kind.name() == name)
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
