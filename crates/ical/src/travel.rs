//! The way to an event, for which Apple's calendar blocks the time before it.

use super::doubt::TRAVEL;
use super::duration::Duration;
use super::property::Property;
use super::report::{Report, shown};
use scheduling_core::time::SECONDS_PER_DAY;

/// Seconds of travel before an event.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Travel(i64);

impl Travel {
    /// The seconds.
    pub(crate) fn seconds(self) -> i64 {
        self.0
    }

    /// Hears of a line that says how long it is. Of several the longest counts.
    pub(super) fn hear(&mut self, property: &Property, report: &mut Report) {
        match Duration::parse(&property.value) {
            Some(duration) => self.0 = self.0.max(duration.days * SECONDS_PER_DAY + duration.seconds),
            None => report.add(
                property.line,
                format!("{TRAVEL}: \"{}\" is no duration; no travel counts", shown(&property.value)),
            ),
        }
    }
}
