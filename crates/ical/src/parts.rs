//! What a series is made of: its stretches, and dates that nobody can place on its clock.

use super::document::Event;
use super::placed::Placed;
use scheduling_core::time::LocalDateTime;

/// A stretch of a series that a `RANGE=THISANDFUTURE` moved: what comes at or after `after`.
pub(crate) struct Part<'d> {
    pub(crate) after: LocalDateTime,
    pub(crate) event: &'d Event,
    pub(crate) placed: Placed,
    /// Seconds on the clock by which occurrences are later than their rule says.
    pub(crate) shift: i64,
}

impl Part<'_> {
    /// Where an occurrence comes to be.
    pub(crate) fn moves(&self, at: LocalDateTime) -> LocalDateTime {
        LocalDateTime::from_local_seconds(at.local_seconds().saturating_add(self.shift))
    }
}

/// An added date of which nobody knows where on the clock of the series it is.
pub(crate) struct Adrift {
    /// Where it is if its clock is that of UTC.
    pub(super) at: LocalDateTime,
    pub(super) period: Option<Placed>,
}
